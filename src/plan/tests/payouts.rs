//! Payouts: exact deposits and entries, and what is said where there are none.

use std::collections::BTreeSet;

use super::*;
use crate::base::OrderKey;
use crate::model::build::payment;
use crate::model::code::pay;
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::rules::BookAs;
use crate::model::shop::{Payment, PaymentKind, PaymentStatus, Source};

const PAYOUT: u64 = 7_788_990_011;

fn moved(id: u64, kind: &'static str, order: &'static str, amount: i64, fee: i64) -> BalanceTransaction<'static> {
    BalanceTransaction {
        id,
        kind: kind.into(),
        at: day(1),
        amount: c(amount),
        fee: c(fee),
        net: c(amount - fee),
        order: 0,
        order_name: order.into(),
        payment: 0,
        checkout: "".into(),
        test: false,
    }
}

fn banked(kind: DocumentKind, id: u64, order: &str, total: i64) -> Document<'static> {
    document(kind, id, order, total).is(DocumentStatus::NotDeposited)
}

/// A payout of these movements, with these documents of their orders.
fn facts(movements: Vec<BalanceTransaction<'static>>, documents: Vec<Document<'static>>) -> PayoutFacts<'static> {
    let net = movements.iter().map(|m| m.net).sum();
    let mut by_order: std::collections::BTreeMap<OrderKey, Vec<Document<'static>>> = std::collections::BTreeMap::new();
    for document in documents {
        let key = OrderKey::of(&document.head.order_ref);
        by_order.entry(key).or_default().push(document);
    }
    PayoutFacts {
        payout: Payout {
            id: PAYOUT,
            source: Source::Api,
            date: Some(issued()),
            issued_at: Some(day(3)),
            status: PayoutStatus::Paid,
            currency: gbp(),
            net: Some(net),
            bank_reference: "".into(),
            summary: None,
        },
        issued_on: Some(issued()),
        movements,
        documents: by_order,
        payments: std::collections::BTreeMap::new(),
        deposited: BTreeSet::new(),
        booked: Vec::new(),
    }
}

fn issued() -> Date {
    day(3).day(&jiff::tz::TimeZone::UTC)
}

pub(super) fn booked(facts: &PayoutFacts<'_>, rules: &Rules) -> Result<Vec<Step>, Unplannable> {
    booked_among(facts, rules, &std::collections::BTreeMap::new())
}

/// As [`booked`], in an account that has these currencies.
pub(super) fn booked_among(
    facts: &PayoutFacts<'_>,
    rules: &Rules,
    currencies: &std::collections::BTreeMap<Currency, u64>,
) -> Result<Vec<Step>, Unplannable> {
    let net = facts.payout.net.unwrap();
    let subject = Subject {
        payout: Some(format!("gid://shopify/ShopifyPaymentsPayout/{PAYOUT}")),
        ..Subject::default()
    };
    let action = rules.payouts.book_as.action();
    let finding =
        Finding::new(&pay::PAY_01, "uk", subject, gbp(), net, Amount::ZERO, day(3)).proposing(action, net, None);
    plan(&Ask {
        proposal: finding.proposal.as_ref().unwrap(),
        finding: &finding,
        case: None,
        payout: Some(facts),
        rules,
        zone: &jiff::tz::TimeZone::UTC,
        today: day(4).day(&jiff::tz::TimeZone::UTC),
        periods: &[],
        currencies,
        items: &std::collections::BTreeMap::new(),
    })
}

fn why(facts: &PayoutFacts<'_>, rules: &Rules) -> String {
    booked(facts, rules).unwrap_err().0
}

pub(super) fn accounts() -> Rules {
    let mut rules = with_bank();
    for (name, id) in [("fees", "60"), ("disputes", "61"), ("other", "69"), ("clearing", "122")] {
        rules.accounts.insert(name.to_owned(), id.to_owned());
    }
    rules
}

/// Two charges and a refund with their documents, a lost dispute, its fee, and an adjustment in.
pub(super) fn mixed() -> PayoutFacts<'static> {
    facts(
        vec![
            moved(1, "CHARGE", "#1001", 100_00, 2_90),
            moved(2, "CHARGE", "#1002", 18_25, 64),
            moved(3, "REFUND", "#1003", -12_00, -10),
            moved(4, "DISPUTE_WITHDRAWAL", "#990", -20_00, 0),
            moved(5, "CHARGEBACK_FEE", "#990", -15_00, 0),
            moved(6, "ADJUSTMENT", "", 1_00, 0),
        ],
        vec![
            banked(DocumentKind::CustomerDeposit, 380, "#1002", 18_25).is(DocumentStatus::Settled),
            banked(DocumentKind::CashSale, 379, "#1001", 100_00),
            document(DocumentKind::CustomerRefund, 381, "#1003", 12_00),
            document(DocumentKind::SalesOrder, 300, "#1001", 100_00),
        ],
    )
}

#[test]
fn a_payout_is_deposited_with_its_documents_and_its_fees_once() {
    let steps = booked(&mixed(), &accounts()).unwrap();
    assert_eq!(steps.len(), 1);
    assert_eq!(
        body(&steps[0]),
        json!({"externalId": "tieout-deposit-7788990011", "account": {"id": "219"}, "tranDate": issued().to_string(),
            "memo": format!("payout 7788990011, {}", issued()), "subsidiary": {"id": "1"},
            "payment": {"items": [{"deposit": true, "id": 379}, {"deposit": true, "id": 380}, {"deposit": true, "id": 381}]},
            "other": {"items": [{"account": {"id": "69"}, "amount": 1.0, "memo": "adjustment 6"}]},
            "cashback": {"items": [
                {"account": {"id": "61"}, "amount": 20.0, "memo": "dispute withdrawal 4 #990"},
                {"account": {"id": "61"}, "amount": 15.0, "memo": "chargeback fee 5 #990"},
                {"account": {"id": "60"}, "amount": 3.44, "memo": "Shopify Payments fees"}]}})
    );
    assert!(steps[0].body.contains("\"amount\":3.44"), "{}", steps[0].body);
    // 100.00 + 18.25 - 12.00 - 20.00 - 15.00 + 1.00 - 3.44
    assert_eq!(
        (steps[0].total, &steps[0].how, steps[0].external_id.as_deref()),
        (Some(c(68_81)), &How::Create, Some("tieout-deposit-7788990011"))
    );
}

#[test]
fn a_payout_with_many_lines_becomes_several_deposits_that_come_to_it() {
    let mut rules = accounts();
    rules.payouts.lines_max = 3;
    let steps = booked(&mixed(), &rules).unwrap();
    let ids: Vec<&str> = steps.iter().filter_map(|s| s.external_id.as_deref()).collect();
    let wanted = ["1", "2", "3"].map(|n| format!("tieout-deposit-7788990011-{n}"));
    assert_eq!(ids, wanted);
    let totals: Vec<Amount> = steps.iter().filter_map(|s| s.total).collect();
    assert_eq!(totals, [c(106_25), c(-34_00), c(-3_44)]);
    assert_eq!(totals.into_iter().sum::<Amount>(), c(68_81));
    assert_eq!(
        body(&steps[1])["memo"],
        format!("payout 7788990011, {} (2 of 3)", issued())
    );
    assert!(body(&steps[1]).get("payment").is_none());
}

#[test]
fn a_payout_that_takes_money_back_is_a_negative_deposit() {
    let refund = moved(3, "REFUND", "#1003", -12_00, 0);
    let facts = facts(
        vec![refund],
        vec![banked(DocumentKind::CashRefund, 381, "#1003", 12_00)],
    );
    let steps = booked(&facts, &accounts()).unwrap();
    assert_eq!(steps[0].total, Some(c(-12_00)));
    assert!(body(&steps[0]).get("cashback").is_none(), "no fees, no line");
}

#[test]
fn the_payout_is_named_where_the_configuration_looks_for_it() {
    let with = |field: &str, pattern: &str| {
        let mut rules = accounts();
        (rules.payouts.field, rules.payout_pattern) = (field.to_owned(), pattern.to_owned());
        booked(&mixed(), &rules)
    };
    let sent = body(&with("custbody_payout", "{legacy_id}").unwrap()[0]);
    assert_eq!(
        (&sent["custbody_payout"], &sent["memo"]),
        (
            &json!("7788990011"),
            &json!(format!("Shopify payout 7788990011, {}", issued()))
        )
    );
    let sent = body(&with("externalid", "po-{legacy_id}").unwrap()[0]);
    assert_eq!(sent["externalId"], "po-7788990011");
    assert!(
        with("externalid", "payout {legacy_id}")
            .unwrap_err()
            .0
            .contains("cannot be an external id")
    );
    assert!(
        with("otherrefnum", "{legacy_id}")
            .unwrap_err()
            .0
            .contains("`otherrefnum` cannot be written")
    );
}

#[test]
fn what_is_not_booked_is_named_with_what_there_is() {
    let charge = || moved(1, "CHARGE", "#1001", 100_00, 0);
    let with = |documents| why(&facts(vec![charge()], documents), &accounts());
    assert_eq!(
        with(Vec::new()),
        "book these first: charge 100.00 of #1001 is not in NetSuite (PAY-04)"
    );
    assert_eq!(
        with(vec![banked(DocumentKind::CashSale, 379, "#1001", 99_00)]),
        "book these first: charge 100.00 of #1001 has no document of its amount, N379 of 99.00 is not deposited (PAY-05)"
    );
    let banked_already = banked(DocumentKind::CashSale, 379, "#1001", 100_00);
    assert!(
        with(vec![banked_already.clone().is(DocumentStatus::Deposited)])
            .contains("N379 of 100.00 is in a deposit already")
    );
    let mut taken = facts(vec![charge()], vec![banked_already.clone()]);
    taken.deposited.insert(379);
    assert!(
        why(&taken, &accounts()).contains("in a deposit already"),
        "a deposit has it, whatever its status says"
    );
    assert!(with(vec![banked_already.is(DocumentStatus::Voided)]).contains("is not in NetSuite"));
    let refund = facts(vec![moved(3, "REFUND", "#1003", -12_00, 0)], Vec::new());
    assert!(why(&refund, &accounts()).contains("refund 12.00 of #1003 is not in NetSuite (PAY-26)"));
    let many = (1..=8).map(|n| moved(n, "CHARGE", "", 1_00, 0)).collect();
    assert!(why(&facts(many, Vec::new()), &accounts()).ends_with("; and 3 more"));
}

#[test]
fn two_that_fit_are_not_chosen_between() {
    let twice = || {
        vec![
            banked(DocumentKind::CustomerDeposit, 379, "#1001", 50_00),
            banked(DocumentKind::CustomerDeposit, 380, "#1001", 50_00),
        ]
    };
    let charge = |id| moved(id, "CHARGE", "#1001", 50_00, 0);
    let refusal = why(&facts(vec![charge(1)], twice()), &accounts());
    assert!(
        refusal.contains("N379 or N380: which of them is in this payout is for a person to say"),
        "{refusal}"
    );
    let both = booked(&facts(vec![charge(1), charge(2)], twice()), &accounts()).unwrap();
    assert_eq!(body(&both[0])["payment"]["items"].as_array().unwrap().len(), 2);
    let whole = vec![banked(DocumentKind::CashSale, 379, "#1001", 100_00)];
    let one = booked(&facts(vec![charge(1), charge(2)], whole), &accounts()).unwrap();
    assert_eq!(
        body(&one[0])["payment"]["items"],
        json!([{"deposit": true, "id": 379}]),
        "one cash sale stands for both charges"
    );
}

#[test]
fn a_document_that_may_be_of_another_payouts_charge_is_not_taken() {
    let charge = || vec![moved(1, "CHARGE", "#1001", 50_00, 0)];
    let bill = |id, status| banked(DocumentKind::CustomerDeposit, id, "#1001", 50_00).is(status);
    let paid = |id| Payment {
        id,
        ..payment(PaymentKind::Sale, PaymentStatus::Success, 50_00)
    };
    let with = |documents| {
        let mut facts = facts(charge(), documents);
        facts.payments.insert(OrderKey::of("#1001"), vec![paid(1), paid(2)]);
        booked(&facts, &accounts())
    };
    let refusal = with(vec![bill(379, DocumentStatus::NotDeposited)]).unwrap_err().0;
    assert!(
        refusal.starts_with("50.00 was moved 2 times for #1001, and which of them N379"),
        "{refusal}"
    );
    let other_is_banked = vec![
        bill(379, DocumentStatus::Deposited),
        bill(380, DocumentStatus::NotDeposited),
    ];
    let steps = with(other_is_banked).unwrap();
    assert_eq!(
        body(&steps[0])["payment"]["items"],
        json!([{"deposit": true, "id": 380}])
    );
}

#[test]
fn what_has_no_account_or_does_not_add_up_is_refused() {
    let with = |movement: BalanceTransaction<'static>| why(&facts(vec![movement], Vec::new()), &accounts());
    assert!(with(moved(9, "CHARGE_OF_THE_LIGHT_BRIGADE", "", -1_00, 0)).contains("PAY-14"));
    assert!(
        with(moved(9, "RESERVED_FUNDS", "", -1_00, 0)).contains("[accounts] reserves"),
        "never `other`"
    );
    assert!(with(moved(9, "SHOP_CASH_CREDIT", "", 1_00, 0)).contains("[accounts] shop_cash"));
    assert!(with(moved(9, "SHOP_CASH_CREDIT", "#1001", 1_00, 0)).contains("charge 1.00 of #1001"));
    let mut odd = moved(9, "ADJUSTMENT", "", 102_53, 3_07);
    odd.net = c(102_53);
    assert!(with(odd).contains("PAY-25"));
    let change = |change: fn(&mut PayoutFacts<'_>)| {
        let mut facts = mixed();
        change(&mut facts);
        why(&facts, &accounts())
    };
    assert!(change(|f| drop(f.movements.pop())).contains("PAY-03"));
    assert!(change(|f| f.payout.status = PayoutStatus::Failed).contains("not paid"));
    assert!(change(|f| f.payout.id = 0).contains("no id"));
    assert!(change(|f| f.booked.push("DEP12".to_owned())).contains("DEP12 names the payout already"));
    let mut bare = accounts();
    bare.accounts.remove("fees");
    assert!(why(&mixed(), &bare).contains("[accounts] fees"));
}

#[test]
fn a_journal_entry_balances_where_it_is_asked_for() {
    let mut rules = accounts();
    let refused = {
        let mut facts = mixed();
        facts.documents.clear();
        rules.payouts.book_as = BookAs::Journal;
        let steps = booked(&facts, &rules).unwrap();
        assert_eq!(
            body(&steps[0]),
            json!({"externalId": "tieout-journal_entry-7788990011", "subsidiary": {"id": "1"}, "tranDate": issued().to_string(),
                "memo": format!("payout 7788990011, {}", issued()), "line": {"items": [
                    {"account": {"id": "219"}, "debit": 68.81, "memo": "net"},
                    {"account": {"id": "60"}, "debit": 3.44, "memo": "Shopify Payments fees"},
                    {"account": {"id": "61"}, "debit": 15.0, "memo": "chargeback fee"},
                    {"account": {"id": "61"}, "debit": 20.0, "memo": "dispute withdrawal"},
                    {"account": {"id": "69"}, "credit": 1.0, "memo": "adjustment"},
                    {"account": {"id": "122"}, "credit": 106.25, "memo": "clearing"}]}})
        );
        rules.accounts.remove("clearing");
        why(&facts, &rules)
    };
    assert!(refused.contains("[accounts] clearing"), "{refused}");
}

#[test]
fn a_payout_of_a_closed_month_is_dated_today() {
    let mut late = mixed();
    late.issued_on = Some(day(-40).day(&jiff::tz::TimeZone::UTC));
    let sent = body(&booked(&late, &accounts()).unwrap()[0]);
    assert_eq!(sent["tranDate"], day(4).day(&jiff::tz::TimeZone::UTC).to_string());
}

#[test]
fn an_entry_is_reversed_with_debits_and_credits_changed_over() {
    let mut rules = accounts();
    rules.payouts.book_as = BookAs::Journal;
    let steps = booked(&mixed(), &rules).unwrap();
    let sent = body(&steps[0]);
    let action = crate::model::action::Action {
        number: 7,
        exception: 1,
        proposal: crate::model::finding::Proposal {
            action: ActionKind::CreateJournalEntry,
            amount: c(100),
            from: None,
        },
        currency: gbp(),
        source: "gid://shopify/ShopifyPaymentsPayout/7788990011".to_owned(),
        steps,
        versions: crate::model::action::Versions {
            shopify: String::new(),
            netsuite: String::new(),
        },
        proposer: "tieout".to_owned(),
        proposed_at: day(4),
        note: String::new(),
    };
    let standing = crate::model::action::Standing {
        action,
        state: crate::model::action::ActionState::Posted,
        done: crate::model::action::Done {
            records: vec![500],
            sent_at: None,
        },
    };
    let today = day(9).day(&jiff::tz::TimeZone::UTC);
    let ask = UndoAsk {
        standing: &standing,
        rules: &rules,
        today,
        periods: &[],
    };
    let (kind, steps) = undo(&ask).unwrap();
    let back = body(&steps[0]);
    assert_eq!(
        (kind, &back["externalId"], &back["tranDate"]),
        (
            ActionKind::CreateJournalEntry,
            &json!("tieout-reversal-500"),
            &json!(today.to_string())
        )
    );
    assert_eq!(
        back["memo"],
        format!("{}; reverses journal entry 500 (ACT-7)", sent["memo"].as_str().unwrap())
    );
    let lines = |v: &Value| v["line"]["items"].as_array().unwrap().clone();
    assert!(lines(&sent).len() > 3);
    for (there, here) in lines(&sent).iter().zip(lines(&back)) {
        assert_eq!((&there["debit"], &there["credit"]), (&here["credit"], &here["debit"]));
        assert_eq!(there["account"], here["account"]);
    }
    assert!(steps[0].body.contains(".00"), "amounts stand as they are");
    let mut by_key = rules.clone();
    by_key.payouts.field = "externalid".to_owned();
    assert!(undo(&UndoAsk { rules: &by_key, ..ask }).is_err());
}
