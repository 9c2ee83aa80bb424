#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "hundredths stand apart: 12_34 is 12.34"
)]

mod currencies;
mod payouts;
mod periods;

use serde_json::{Value, json};

use super::*;
use crate::base::Moment;
use crate::model::action::How;
use crate::model::books::{Document, DocumentKind, DocumentStatus};
use crate::model::build::{agreement, c, case, day, document, gbp, order, payment, refund, rules};
use crate::model::code::refunds;
use crate::model::finding::{DocumentRef, OrderRef, Subject};
use crate::model::shop::{AgreementReason, Order, Payment, PaymentKind, PaymentStatus, Restock};

/// Two teas at 10.00 and a mug at 8.00 with 20 % tax; one tea is refunded (12.00) on day 3.
fn bought() -> Order<'static> {
    order(1001).line("TEA", 2, 1000).line("MUG", 1, 800).totalled(20)
}

fn refunded() -> Order<'static> {
    bought().refunded(0, 1, day(3))
}

fn bill(kind: DocumentKind, status: DocumentStatus) -> Document<'static> {
    document(kind, 4321, "#1001", 33_60)
        .item("TEA", 2, 20_00)
        .item("MUG", 1, 8_00)
        .is(status)
}

fn planned(
    order: &Order<'static>,
    from: &Document<'static>,
    action: ActionKind,
    rules: &Rules,
) -> Result<Vec<Step>, Unplannable> {
    planned_in(order, from, action, rules, (&[], &TimeZone::UTC))
}

fn planned_in(
    order: &Order<'static>,
    from: &Document<'static>,
    action: ActionKind,
    rules: &Rules,
    (periods, zone): (&[Period], &TimeZone),
) -> Result<Vec<Step>, Unplannable> {
    planned_for(
        order,
        from,
        (action, order.refunds[0].total.shop),
        rules,
        (periods, zone),
    )
}

/// A credit memo of another amount than the refund's money.
fn planned_of(order: &Order<'static>, from: &Document<'static>, amount: Amount) -> Result<Vec<Step>, Unplannable> {
    let asked = (ActionKind::CreateCreditMemo, amount);
    planned_for(order, from, asked, &with_bank(), (&[], &TimeZone::UTC))
}

fn planned_for(
    order: &Order<'static>,
    from: &Document<'static>,
    (action, amount): (ActionKind, Amount),
    rules: &Rules,
    (periods, zone): (&[Period], &TimeZone),
) -> Result<Vec<Step>, Unplannable> {
    let refund = order.refunds[0].id;
    let subject = Subject {
        order: Some(OrderRef {
            id: format!("gid://shopify/Order/{}", order.head.id),
            name: order.head.name.to_string(),
        }),
        refund: Some(format!("gid://shopify/Refund/{refund}")),
        ..Subject::default()
    };
    let finding = Finding::new(&refunds::REF_01, "uk", subject, gbp(), amount, Amount::ZERO, day(3));
    let proposal = Proposal {
        action,
        amount,
        from: Some(DocumentRef {
            kind: from.head.kind,
            id: from.head.id.to_string(),
            number: from.head.number.to_string(),
        }),
    };
    let case = case(vec![order.clone()], vec![from.clone()]);
    plan(&Ask {
        proposal: &proposal,
        finding: &finding,
        case: Some(&case),
        payout: None,
        rules,
        zone,
        today: day(4).day(&TimeZone::UTC),
        periods,
        currencies: &BTreeMap::new(),
        items: &BTreeMap::new(),
    })
}

fn with_bank() -> Rules {
    let mut rules = rules();
    rules.accounts.insert("bank".to_owned(), "219".to_owned());
    rules
}

fn body(step: &Step) -> Value {
    serde_json::from_str(&step.body).unwrap()
}

#[test]
fn a_paid_invoice_is_credited_and_the_credit_paid_out() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Settled);
    let steps = planned(&refunded(), &invoice, ActionKind::CreateCreditMemo, &with_bank()).unwrap();
    let on = day(3).day(&TimeZone::UTC).to_string();
    assert_eq!(
        body(&steps[0]),
        json!({"externalId": "shopify-refund-700", "tranDate": on, "memo": format!("Shopify refund 700 of #1001, {on}"),
            "shippingCost": 0.0, "item": {"items": [{"line": 1, "quantity": 1, "amount": 10.0}]}})
    );
    assert_eq!(
        steps[0].how,
        How::Transform {
            from: "invoice".to_owned(),
            id: 4321
        }
    );
    assert_eq!(
        (steps[0].replace.as_slice(), steps[0].total),
        (&["item".to_owned()][..], Some(c(12_00)))
    );
    let adjust = steps[0].adjust.as_ref().unwrap();
    assert_eq!(
        (adjust.item, adjust.most),
        (Some(902), c(2_02)),
        "the tax, and a cent a line and for shipping"
    );
    assert_eq!(
        body(&steps[1]),
        json!({"externalId": "tieout-customer_refund-700", "tranDate": on, "memo": format!("Shopify refund 700 of #1001, {on}"),
            "customer": {"id": "7"}, "subsidiary": {"id": "1"}, "account": {"id": "219"},
            "apply": {"items": [{"doc": {"id": "@1"}, "apply": true, "amount": 12.0}]}})
    );
    assert!(
        steps[0].body.contains("\"amount\":10.00"),
        "amounts stand as they are: {}",
        steps[0].body
    );
}

#[test]
fn what_became_a_gift_card_is_credited_and_not_paid_out_of_the_bank() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Settled);
    let memo = document(DocumentKind::CreditMemo, 4400, "#1001", 12_00);
    let through = |gateway: &'static str, cents| Payment {
        gateway: gateway.into(),
        at: Some(day(3)),
        ..payment(PaymentKind::Refund, PaymentStatus::Success, cents)
    };
    let in_part = refunded().with(|o| {
        o.payments = vec![through("shopify_payments", 10_00), through("gift_card", 2_00)];
    });
    let steps = planned(&in_part, &invoice, ActionKind::CreateCreditMemo, &with_bank()).unwrap();
    assert_eq!([steps[0].total, steps[1].total], [Some(c(12_00)), Some(c(10_00))]);
    assert_eq!(body(&steps[1])["apply"]["items"][0]["amount"], json!(10.0));
    let open = planned(&in_part, &memo, ActionKind::CreateCustomerRefund, &with_bank()).unwrap();
    assert_eq!(open[0].total, Some(c(10_00)), "nor when the memo was there already");

    let whole = refunded().with(|o| o.payments = vec![through("shopify_store_credit", 12_00)]);
    let steps = planned(&whole, &invoice, ActionKind::CreateCreditMemo, &with_bank()).unwrap();
    assert_eq!(steps.len(), 1, "a memo, and no payout");
    let why = planned(&whole, &memo, ActionKind::CreateCustomerRefund, &with_bank()).unwrap_err();
    assert!(why.to_string().contains("went out"), "{why}");
}

/// Goods of 12.00 came back and others of 7.00 were given for them: 5.00 went out.
#[test]
fn what_was_exchanged_is_credited_and_not_paid_out_of_the_bank() {
    let exchanged = bought().line("CAP", 1, 7_00).with(|o| {
        o.lines[0].current_quantity = 1;
        o.head.refunded = crate::model::build::m(5_00);
        o.head.total = crate::model::build::m(33_60 - 5_00);
        o.agreements = vec![
            agreement(
                1,
                AgreementReason::Order,
                day(0),
                &[(100, 2, 24_00, 4_00), (101, 1, 9_60, 1_60)],
            ),
            agreement(
                2,
                AgreementReason::Return,
                day(3),
                &[(100, -1, -12_00, -2_00), (102, 1, 7_00, 0)],
            ),
            agreement(3, AgreementReason::Refund, day(3), &[]),
        ];
        o.agreements[2].refund = 700;
        o.refunds.push(refund(700, 5_00, day(3)));
    });
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Settled);
    let steps = planned_of(&exchanged, &invoice, c(12_00)).unwrap();
    assert_eq!([steps[0].total, steps[1].total], [Some(c(12_00)), Some(c(5_00))]);
    assert_eq!(body(&steps[1])["apply"]["items"][0]["amount"], json!(5.0));
    let whole = planned_of(&exchanged, &invoice, c(5_00)).unwrap_err();
    assert!(whole.to_string().contains("the refund is of 12.00"), "{whole}");
}

#[test]
fn no_cash_refund_and_no_refund_of_a_deposit_pays_a_gift_card_out_of_the_bank() {
    let through = |gateway: &'static str, cents| Payment {
        gateway: gateway.into(),
        at: Some(day(3)),
        ..payment(PaymentKind::Refund, PaymentStatus::Success, cents)
    };
    let in_part = refunded().with(|o| {
        o.payments = vec![through("shopify_payments", 10_00), through("gift_card", 2_00)];
    });
    let sale = bill(DocumentKind::CashSale, DocumentStatus::Deposited);
    let deposit = document(DocumentKind::CustomerDeposit, 4321, "#1001", 24_00);
    for (from, action) in [
        (&sale, ActionKind::CreateCashRefund),
        (&deposit, ActionKind::RefundCustomerDeposit),
    ] {
        let why = planned(&in_part, from, action, &with_bank()).unwrap_err().to_string();
        assert!(why.contains("12.00") && why.contains("10.00 went out"), "{why}");
        assert!(planned(&refunded(), from, action, &with_bank()).is_ok(), "{action:?}");
    }
}

#[test]
fn an_open_invoice_needs_no_payout() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    let steps = planned(&refunded(), &invoice, ActionKind::CreateCreditMemo, &rules()).unwrap();
    assert_eq!(steps.len(), 1);
}

#[test]
fn goods_that_are_not_taken_back_move_no_stock() {
    let mut order = refunded();
    order.refunds[0].lines[0].restock = Restock::NoRestock;
    let sale = bill(DocumentKind::CashSale, DocumentStatus::Deposited);
    let steps = planned(&order, &sale, ActionKind::CreateCashRefund, &rules()).unwrap();
    let items = &body(&steps[0])["item"]["items"];
    assert_eq!(items[0]["item"]["id"], "902");
    assert_eq!(
        (&items[0]["amount"], &items[0]["isTaxable"]),
        (&json!(10.0), &json!(true))
    );
    assert_eq!(items.as_array().unwrap().len(), 1);
}

#[test]
fn goodwill_stands_on_the_adjustment_item_and_nowhere_without_it() {
    let mut order = refunded();
    order.refunds[0].total = order.refunds[0].total + crate::model::build::m(3_00);
    order.head.total = order.head.total - crate::model::build::m(3_00);
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    let steps = planned(&order, &invoice, ActionKind::CreateCreditMemo, &rules()).unwrap();
    let items = &body(&steps[0])["item"]["items"];
    assert_eq!(
        (&items[1]["amount"], &items[1]["isTaxable"]),
        (&json!(3.0), &json!(false))
    );
    assert_eq!(steps[0].total, Some(c(15_00)));
    let mut bare = rules();
    bare.items.adjustment = None;
    let refusal = planned(&order, &invoice, ActionKind::CreateCreditMemo, &bare).unwrap_err();
    assert!(refusal.0.contains("[items] adjustment"), "{refusal}");
}

#[test]
fn a_deposit_is_refunded_under_the_refunds_own_key() {
    let deposit = document(DocumentKind::CustomerDeposit, 60, "#1001", 33_60).is(DocumentStatus::Deposited);
    let steps = planned(&refunded(), &deposit, ActionKind::RefundCustomerDeposit, &with_bank()).unwrap();
    let sent = body(&steps[0]);
    assert_eq!(sent["externalId"], "shopify-refund-700");
    assert_eq!(
        sent["deposit"]["items"][0],
        json!({"doc": {"id": "60"}, "apply": true, "amount": 12.0})
    );
    let spent = deposit.is(DocumentStatus::Settled);
    let refusal = planned(&refunded(), &spent, ActionKind::RefundCustomerDeposit, &with_bank()).unwrap_err();
    assert!(refusal.0.contains("applied already"), "{refusal}");
}

#[test]
fn what_cannot_be_done_is_said_with_what_is_done_instead() {
    let with = |document: &Document<'static>, action, rules: &Rules| {
        planned(&refunded(), document, action, rules).unwrap_err().0
    };
    let order = document(DocumentKind::SalesOrder, 9, "#1001", 33_60);
    assert!(with(&order, ActionKind::CreateCreditMemo, &rules()).contains("cannot be applied to a sales order"));
    let paid = bill(DocumentKind::Invoice, DocumentStatus::Settled);
    assert!(with(&paid, ActionKind::CreateCreditMemo, &rules()).contains("[accounts] bank"));
    let bare = document(DocumentKind::Invoice, 4321, "#1001", 33_60).is(DocumentStatus::Open);
    assert!(with(&bare, ActionKind::CreateCreditMemo, &rules()).contains("pull it first"));
    let named = paid.with(|d| d.head.entity = "Ada Buyer".into());
    assert!(with(&named, ActionKind::CreateCreditMemo, &with_bank()).contains("known by name only"));
    let mut old = refunded();
    old.refunds[0].id = 0;
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    assert!(
        planned(&old, &invoice, ActionKind::CreateCreditMemo, &rules()).is_err(),
        "a document for it could be made twice"
    );
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Settled);
    let plan = || planned(&refunded(), &invoice, ActionKind::CreateCreditMemo, &with_bank()).unwrap();
    assert_eq!(plan(), plan());
}

#[test]
fn a_refund_belongs_to_the_day_of_the_shop() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    let new_york = TimeZone::get("America/New_York").unwrap();
    let midnight = Moment::start_of(day(3).day(&TimeZone::UTC), &TimeZone::UTC).unwrap();
    let refunded = bought().refunded(0, 1, midnight.plus(3_600));
    let steps = planned_in(
        &refunded,
        &invoice,
        ActionKind::CreateCreditMemo,
        &rules(),
        (&[], &new_york),
    )
    .unwrap();
    let evening = midnight.plus(-3_600).day(&TimeZone::UTC).to_string();
    let sent = body(&steps[0]);
    assert_eq!(sent["tranDate"], evening);
    assert!(sent["memo"].as_str().unwrap().ends_with(&evening));
}

#[test]
fn without_periods_a_document_is_dated_in_the_month_that_runs() {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    let late = bought().refunded(0, 1, day(-40));
    let steps = planned(&late, &invoice, ActionKind::CreateCreditMemo, &rules()).unwrap();
    let sent = body(&steps[0]);
    assert_eq!(sent["tranDate"], day(4).day(&TimeZone::UTC).to_string());
    let refunded = day(-40).day(&TimeZone::UTC).to_string();
    assert!(sent["memo"].as_str().unwrap().ends_with(&refunded));
}

#[test]
fn a_credit_memo_is_never_applied_to_a_sales_order_and_what_is_done_instead_is_said() {
    let order = refunded();
    let subject = Subject {
        order: Some(OrderRef {
            id: format!("gid://shopify/Order/{}", order.head.id),
            name: order.head.name.to_string(),
        }),
        ..Subject::default()
    };
    let finding = Finding::new(&refunds::REF_01, "uk", subject, gbp(), c(12_00), Amount::ZERO, day(3));
    let proposal = Proposal {
        action: ActionKind::CreateCreditMemo,
        amount: c(12_00),
        from: None,
    };
    let sold = document(DocumentKind::SalesOrder, 9, "#1001", 33_60);
    for (other, instead) in [
        (None, "`update_sales_order` takes off"),
        (Some(DocumentKind::CustomerDeposit), "`refund_customer_deposit` pays"),
        (Some(DocumentKind::CashSale), "`create_cash_refund`"),
        (Some(DocumentKind::Invoice), "approve what the run suggests"),
    ] {
        let beside = other.map(|kind| document(kind, 10, "#1001", 33_60));
        let case = case(vec![order.clone()], [sold.clone()].into_iter().chain(beside).collect());
        let asked = plan(&Ask {
            proposal: &proposal,
            finding: &finding,
            case: Some(&case),
            payout: None,
            rules: &rules(),
            zone: &TimeZone::UTC,
            today: day(4).day(&TimeZone::UTC),
            periods: &[],
            currencies: &BTreeMap::new(),
            items: &BTreeMap::new(),
        });
        let why = asked.unwrap_err().0;
        assert!(why.contains(instead), "{other:?}: {why}");
        let is_billed = other == Some(DocumentKind::Invoice);
        assert_ne!(why.contains("never applied to a sales order"), is_billed, "{why}");
    }
}
