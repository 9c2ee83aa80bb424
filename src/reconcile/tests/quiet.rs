//! What must not be flagged.

use super::found;
use crate::model::books::{DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{agreement, c, day, document, m, order, refund, sales_order};
use crate::model::payout::BalanceTransaction;
use crate::model::shop::{AgreementReason, Order, SaleKind, Totals};

#[test]
fn an_order_edited_before_its_first_import() {
    // IDN-10, EDT-15: NetSuite never saw the versions in between.
    let edited = order(1001).line("TEE", 3, 30_00).totalled(0).with(|o| {
        o.head.edited = true;
        o.head.original_total = Some(m(30_00));
        o.agreements = vec![
            agreement(1, AgreementReason::Order, day(0), &[(100, 1, 30_00, 0)]),
            agreement(2, AgreementReason::Edit, day(0).plus(60), &[(100, 4, 120_00, 0)]),
            agreement(3, AgreementReason::Edit, day(0).plus(90), &[(100, -2, -60_00, 0)]),
        ];
    });
    assert_eq!(found(&edited, &[sales_order(&edited, 10)]), []);
}

#[test]
fn a_washout_was_never_booked() {
    let quick = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 2, day(3))
        .status("refunded");
    assert_eq!(found(&quick, &[]), []);
    assert_eq!(
        super::codes(&super::find(&quick, &[])),
        [("REF-15", 0, 0)],
        "worth knowing"
    );
    let slow = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 2, day(9))
        .status("refunded");
    assert_eq!(found(&slow, &[]), [("REF-16", 0, 0)], "not a washout");
}

#[test]
fn a_gift_card_used_is_a_tender() {
    // PAY-16: the card paid a part, the gift card the rest; the order is worth both.
    let order = order(1001).line("TEE", 2, 30_00).totalled(0);
    let deposit = document(DocumentKind::CustomerDeposit, 12, "#1001", 40_00);
    assert_eq!(found(&order, &[sales_order(&order, 10), deposit]), []);
}

#[test]
fn discounts_in_any_form() {
    let order = order(1001)
        .line("TEE", 2, 30_00)
        .less(6_00)
        .line("MUG", 1, 50_00)
        .less(5_00)
        .totalled(0);
    let so = || document(DocumentKind::SalesOrder, 10, "#1001", 99_00);
    let netted = so().item("TEE", 2, 54_00).item("MUG", 1, 45_00);
    let own = so()
        .item("TEE", 2, 60_00)
        .item("MUG", 1, 50_00)
        .row(LineRole::Discount, 0, "", 1, -11_00);
    let mixed = so()
        .item("TEE", 2, 54_00)
        .item("MUG", 1, 50_00)
        .row(LineRole::Item, 901, "DISC", 1, -5_00);
    for document in [netted, own, mixed] {
        assert_eq!(found(&order, &[document]), []);
    }
    // An orders export knows the discount of the order only as a whole.
    let export = crate::model::build::order(1001)
        .line("TEE", 2, 30_00)
        .with(|o| {
            o.head.totals = Totals::AsSold;
            o.head.unallocated_discount = m(6_00);
        })
        .totalled(0);
    let own = document(DocumentKind::SalesOrder, 10, "#1001", 54_00)
        .item("TEE", 2, 60_00)
        .row(LineRole::Discount, 0, "", 1, -6_00);
    assert_eq!(found(&export, std::slice::from_ref(&own)), []);
    let netted = document(DocumentKind::SalesOrder, 10, "#1001", 54_00).item("TEE", 2, 54_00);
    assert_eq!(found(&export, &[netted]), []);
    let more_off = document(DocumentKind::SalesOrder, 10, "#1001", 50_00).item("TEE", 2, 50_00);
    assert_eq!(found(&export, &[more_off]), [("EDT-17", 4_00, 0)]);
    let lost = document(DocumentKind::SalesOrder, 10, "#1001", 60_00).item("TEE", 2, 60_00);
    assert_eq!(found(&export, &[lost]), [("EDT-18", -6_00, 0)]);
}

#[test]
fn a_saved_search_without_item_types_and_bundles_flattened_by_an_export() {
    let export = order(1001)
        .line("MUG", 2, 20_00)
        .line("SPOON", 2, 5_00)
        .line("MUG", 1, 20_00)
        .shipped_for(4_50);
    let export = export.totalled(0).with(|o| {
        o.head.totals = Totals::AsSold;
        o.head.unallocated_discount = m(7_00);
        o.head.total = m(67_50);
    });
    let so = |shipping: i64| {
        document(DocumentKind::SalesOrder, 10, "#1001", 63_00 + shipping)
            .item("SET-TEATIME", 1, 50_00)
            .item("MUG", 1, 20_00)
            .item("Shipping Standard", 0, shipping)
            .item("Order discount", 0, -7_00)
    };
    let mut rules = crate::model::build::rules();
    rules.bundles = [("MUG", 2), ("SPOON", 2)]
        .map(|(component, quantity)| crate::model::rules::BundleComponent {
            bundle: "SET-TEATIME".to_owned(),
            component: component.to_owned(),
            quantity,
            share: rust_decimal::Decimal::new(5, 1),
            valid_from: None,
            valid_to: None,
        })
        .to_vec();
    let of = |rules: &crate::model::rules::Rules, document| {
        let case = crate::model::build::case(vec![export.clone()], vec![document]);
        super::codes(&crate::reconcile::case(&case, rules, day(60)).findings)
    };
    assert_eq!(of(&rules, so(4_50)), []);
    assert_eq!(of(&rules, so(9_50)), [("EDT-08", -5_00, 0)]);
    // Sold on 21 September 2026, under a recipe that had ended: the kit is not what was sold.
    let ended = jiff::civil::date(2026, 8, 31);
    rules.bundles.iter_mut().for_each(|part| part.valid_to = Some(ended));
    let case = crate::model::build::case(vec![export], vec![so(4_50)]);
    let told = super::codes(&crate::reconcile::case(&case, &rules, day(60)).findings);
    assert!(told.iter().any(|(code, ..)| *code == "EDT-02"), "{told:?}");
}

#[test]
fn closed_lines_count_for_what_was_shipped() {
    let edited = order(1001).line("TEE", 2, 30_00).totalled(0).with(|o| {
        o.lines[0].quantity = 3;
        o.head.edited = true;
    });
    let mut so = document(DocumentKind::SalesOrder, 10, "#1001", 100_00)
        .item("TEE", 3, 90_00)
        .item("MUG", 1, 10_00);
    for line in so.lines.iter_mut().flatten() {
        line.closed = true;
        line.shipped = Some(crate::base::Quantity::whole(if line.sku == "TEE" { 2 } else { 0 }));
    }
    assert_eq!(found(&edited, &[so]), []);
}

#[test]
fn shipping_in_the_header_and_a_cash_sale() {
    let order = order(1001).line("TEE", 2, 30_00).shipped_for(5_00).totalled(20);
    let header = document(DocumentKind::CashSale, 10, "1001", 77_00)
        .item("tee ", 2, 60_00)
        .with(|d| d.head.tax = Some(c(12_00)));
    assert_eq!(found(&order, &[header]), []);
}

#[test]
fn a_cancelled_order_that_netsuite_closed_or_never_had() {
    let cancelled = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(0)
        .refunded(0, 2, day(1))
        .with(|o| {
            o.head.cancelled_at = Some(day(1));
        });
    assert_eq!(found(&cancelled, &[]), []);
    let sold = order(1001).line("TEE", 2, 30_00).totalled(0);
    let deposit = document(DocumentKind::CustomerDeposit, 12, "#1001", 60_00);
    let back = document(DocumentKind::CustomerRefund, 13, "#1001", 60_00).made_from(12);
    let closed = sales_order(&sold, 10).is(DocumentStatus::Closed);
    assert_eq!(found(&cancelled, &[closed, deposit.clone(), back.clone()]), []);
    let dead = sales_order(&sold, 10).is(DocumentStatus::Cancelled);
    assert_eq!(found(&cancelled, &[dead, deposit, back]), []);
}

#[test]
fn a_source_that_states_totals_before_refunds() {
    let stated = order(1001).line("TEE", 2, 30_00).totalled(0).with(|o| {
        o.head.refunded = m(30_00);
        o.refunds.push(refund(700, 30_00, day(2)));
    });
    let memo = document(DocumentKind::CreditMemo, 20, "#1001", 30_00);
    assert_eq!(
        found(&stated, &[sales_order(&stated, 10), memo.clone()]),
        [("REF-10", 0, 0)]
    );
    let billed = sales_order(&stated, 10).is(DocumentStatus::Billed);
    assert_eq!(found(&stated, &[billed, memo]), []);
}

#[test]
fn an_export_with_its_payment_movements() {
    let export = order(1001).line("TEE", 2, 30_00).totalled(0).with(|o| {
        o.head.totals = Totals::AsSold;
        o.head.refunded = m(30_00);
        o.refunds.push(refund(0, 30_00, day(0)));
    });
    let so = sales_order(&export, 10).is(DocumentStatus::Billed);
    let memos = |a: i64, b: i64| {
        vec![
            so.clone(),
            document(DocumentKind::CreditMemo, 20, "#1001", a).answers(991),
            document(DocumentKind::CreditMemo, 21, "#1001", b).answers(992),
        ]
    };
    let movement = |cents: i64, hour: i64| BalanceTransaction {
        id: 0,
        kind: "REFUND".into(),
        at: day(2).plus(hour * 3_600),
        amount: c(-cents),
        fee: c(0),
        net: c(-cents),
        order: 0,
        order_name: "#1001".into(),
        payment: 0,
        checkout: "".into(),
        test: false,
    };
    let mut case = crate::model::build::case(vec![export], memos(20_00, 10_00));
    case.movements = vec![movement(10_00, 1), movement(20_00, 2)];
    let rules = crate::model::build::rules();
    assert_eq!(crate::reconcile::case(&case, &rules, day(60)).findings, []);
    case.documents.pop();
    let findings = crate::reconcile::case(&case, &rules, day(60)).findings;
    assert_eq!(super::codes(&findings), [("REF-01", 10_00, 0)]);
    assert_eq!(findings[0].subject.refund.as_deref(), Some("#1001/1"));
    // Of an unbilled order the goods given back are simply not on the sales order.
    let shorter = document(DocumentKind::SalesOrder, 10, "#1001", 30_00).item("TEE", 1, 30_00);
    case.documents = vec![shorter, document(DocumentKind::CustomerRefund, 13, "#1001", 30_00)];
    assert_eq!(crate::reconcile::case(&case, &rules, day(60)).findings, []);
}

#[test]
fn tax_inclusive_prices_of_an_export() {
    // 2 × 12.00 with a fifth of tax in it: 20.00 and 4.00.
    let export = order(1001).line("TEE", 2, 12_00).totalled(0).with(|o| {
        o.head.totals = Totals::AsSold;
        o.head.taxes_included = true;
        o.head.tax = m(4_00);
        o.lines[0].net_has_tax = true;
    });
    let so = |net: i64, tax: i64| {
        document(DocumentKind::SalesOrder, 10, "#1001", net + tax)
            .item("TEE", 2, net)
            .row(LineRole::Tax, 0, "", 1, tax)
    };
    assert_eq!(found(&export, &[so(20_00, 4_00)]), []);
    assert_eq!(found(&export, &[so(24_00, 4_80)]), [("TAX-03", -4_80, 0)]);
    let short = found(&export, &[so(20_00, 3_00)]);
    assert_eq!(short, [("TAX-01", 1_00, 0)]);
}

#[test]
fn tax_inclusive_prices_with_a_discount_line() {
    // 2 × 12.00 less 2.40, a fifth of tax in it: 18.00 and 3.60.
    let order = order(1001).line("TEE", 2, 12_00).totalled(0).with(|o| {
        o.head.taxes_included = true;
        o.head.tax = m(3_60);
        o.head.total = m(21_60);
        o.lines[0].net = m(18_00);
        o.lines[0].discount = m(2_40);
        o.lines[0].tax = m(3_60);
    });
    let so = document(DocumentKind::SalesOrder, 10, "#1001", 21_60)
        .item("TEE", 2, 20_00)
        .row(LineRole::Discount, 0, "", 1, -2_00)
        .row(LineRole::Tax, 0, "", 1, 3_60);
    assert_eq!(found(&order, &[so]), []);
}

#[test]
fn absurd_quantities_bring_nothing_down() {
    let order = order(1001).line("TEE", 1, 30_00).totalled(20).with(|o| {
        o.lines[0].quantity = i64::MAX / 2;
        o.lines[0].current_quantity = 3;
        o.head.original_total = Some(m(99_99));
        o.head.refunded = m(1_00);
        o.refunds.push(refund(700, 1_00, day(1)));
    });
    assert!(!found(&order, &[sales_order(&order, 10).item("CAP", 1, 1_00)]).is_empty());
}

#[test]
fn an_exchange() {
    // Golden 2: 100 returned, 250 sent, refund 0. The order is worth 250 and the memo 100.
    let exchange = |o: &mut Order<'static>| {
        o.lines[0].current_quantity = 0;
        o.lines[0].net = m(0);
        o.head.total = m(250_00);
        let mut returned = agreement(
            2,
            AgreementReason::Return,
            day(3),
            &[(100, -1, -100_00, 0), (101, 1, 250_00, 0)],
        );
        returned.sales[0].kind = SaleKind::Product;
        o.agreements = vec![
            agreement(1, AgreementReason::Order, day(0), &[(100, 1, 100_00, 0)]),
            returned,
        ];
    };
    let order = order(1001)
        .line("OLD", 1, 100_00)
        .line("NEW", 1, 250_00)
        .totalled(0)
        .with(exchange);
    let so = document(DocumentKind::SalesOrder, 10, "#1001", 350_00)
        .item("OLD", 1, 100_00)
        .item("NEW", 1, 250_00)
        .is(DocumentStatus::Billed);
    let memo = document(DocumentKind::CreditMemo, 20, "#1001", 100_00);
    assert_eq!(found(&order, &[so.clone(), memo]), []);
    assert_eq!(found(&order, &[so]), [("REF-08", -100_00, 0)]);
}
