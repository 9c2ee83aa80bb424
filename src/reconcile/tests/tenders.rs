//! What the payments of an order say: which way money came and went, and how much of it.

use super::{codes, find, found};
use crate::base::{Currency, Moment};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{c, day, document, m, order, payment, refund, sales_order};
use crate::model::code::Route;
use crate::model::finding::{ActionKind, FindingState};
use crate::model::shop::{MoneyBag, Order, Payment, PaymentKind, PaymentStatus};

fn through(gateway: &'static str, kind: PaymentKind, cents: i64, at: Moment) -> Payment<'static> {
    Payment {
        gateway: gateway.into(),
        at: Some(at),
        ..payment(kind, PaymentStatus::Success, cents)
    }
}

/// 72.00 sold and paid by card; one of two pieces refunded for 36.00 through these gateways.
fn refunded(parts: &[(&'static str, i64)]) -> Order<'static> {
    order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 1, day(3))
        .with(|o| {
            o.payments
                .push(through("shopify_payments", PaymentKind::Sale, 72_00, day(0)));
            for (gateway, cents) in parts {
                o.payments.push(through(gateway, PaymentKind::Refund, *cents, day(3)));
            }
        })
}

fn billed(more: &[Document<'static>]) -> Vec<Document<'static>> {
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    let mut all = vec![
        sales_order(&sold, 10).is(DocumentStatus::Billed),
        document(DocumentKind::Invoice, 11, "#1001", 72_00)
            .is(DocumentStatus::Settled)
            .made_from(10),
    ];
    all.extend_from_slice(more);
    all
}

fn memo(cents: i64) -> Document<'static> {
    document(DocumentKind::CreditMemo, 20, "#1001", cents)
        .is(DocumentStatus::Settled)
        .answers(700)
}

fn paid_out(cents: i64) -> Document<'static> {
    document(DocumentKind::CustomerRefund, 21, "#1001", cents).made_from(20)
}

#[test]
fn money_that_became_a_gift_card_is_not_paid_out_of_the_bank() {
    for gateway in ["gift_card", "shopify_store_credit"] {
        let kept = refunded(&[(gateway, 36_00)]);
        assert_eq!(found(&kept, &billed(&[memo(36_00)])), [], "a memo and a liability");
        let wrong = find(&kept, &billed(&[memo(36_00), paid_out(36_00)]));
        assert_eq!(codes(&wrong), [("REF-14", -36_00, 0)], "{gateway}");
        assert_eq!(wrong[0].route, Route::Finance);
        assert_eq!(wrong[0].proposal.as_ref().unwrap().action, ActionKind::Route);
        let open = find(&kept, &billed(&[memo(36_00).is(DocumentStatus::Open)]));
        assert_eq!(
            codes(&open),
            [("REF-14", 0, 0)],
            "and not REF-11, which would pay it out"
        );
        assert_eq!(open[0].state, FindingState::Informational, "as it should be");
    }
    let card = refunded(&[("shopify_payments", 36_00)]);
    assert_eq!(found(&card, &billed(&[memo(36_00), paid_out(36_00)])), []);
    // The card's part goes out of the bank, the gift card's does not.
    let both = refunded(&[("shopify_payments", 30_00), ("gift_card", 6_00)]);
    assert_eq!(found(&both, &billed(&[memo(36_00), paid_out(30_00)])), []);
    // Its part of the memo stays open, and somebody hears of it.
    let open = || memo(36_00).is(DocumentStatus::Open);
    let kept = find(&both, &billed(&[open(), paid_out(30_00)]));
    assert_eq!(codes(&kept), [("REF-14", 0, 0)]);
    assert_eq!(kept[0].state, FindingState::Informational);
    assert!(kept[0].note.contains("6.00 of Credit Memo"), "{}", kept[0].note);
    assert_eq!(
        found(&both, &billed(&[open()])),
        [("REF-11", 0, 0)],
        "the card's part went out"
    );
    assert_eq!(
        found(&both, &billed(&[memo(36_00), paid_out(36_00)])),
        [("REF-14", -6_00, 0)]
    );
}

#[test]
fn a_credit_of_one_tender_leaves_the_other_out() {
    let both = refunded(&[("shopify_payments", 30_00), ("gift_card", 6_00)]);
    assert_eq!(found(&both, &billed(&[memo(30_00)])), [("REF-17", 6_00, 0)]);
    assert_eq!(found(&both, &billed(&[memo(6_00)])), [("REF-17", 30_00, 0)]);
    assert_eq!(found(&both, &billed(&[memo(29_00)])), [("REF-04", 7_00, 7_00)]);
    assert_eq!(
        found(&both, &billed(&[])),
        [("REF-01", 36_00, 0)],
        "one cause, whatever the tenders"
    );
    // Payments that do not make up the refund say nothing.
    let unsure = refunded(&[("shopify_payments", 20_00), ("gift_card", 6_00)]);
    assert_eq!(found(&unsure, &billed(&[memo(20_00)])), [("REF-04", 16_00, 16_00)]);
}

#[test]
fn more_was_refunded_than_paid() {
    // 60.00 were captured, 72.00 given back: 12.00 are the company's own.
    let over = order(1001)
        .line("TEE", 2, 30_00)
        .totalled(20)
        .refunded(0, 2, day(9))
        .with(|o| {
            o.payments
                .push(through("shopify_payments", PaymentKind::Sale, 60_00, day(0)));
        });
    assert_eq!(found(&over, &billed(&[memo(60_00)])), [("REF-18", 12_00, 0)]);
    let known = find(&over, &billed(&[memo(72_00)]));
    assert_eq!(codes(&known), [("REF-18", 0, 0)], "credited as it was: worth knowing");
    assert_eq!(known[0].state, FindingState::Informational);
    assert_eq!(found(&over, &billed(&[])), [("REF-01", 72_00, 0)]);
    let paid = over.with(|o| o.payments[0].amount = m(72_00));
    assert_eq!(codes(&find(&paid, &billed(&[memo(72_00)]))), []);
}

#[test]
fn refunded_bit_by_bit_and_never_booked() {
    let sold = order(1001).line("TEE", 2, 30_00).totalled(20);
    let slow = sold.clone().refunded(0, 1, day(3)).refunded(0, 1, day(20));
    let findings = find(&slow, &[]);
    assert_eq!(codes(&findings), [("REF-16", 0, 0)]);
    assert!(findings[0].note.contains("over 20 days"), "{}", findings[0].note);
    let proposal = findings[0].proposal.as_ref().unwrap();
    assert_eq!((proposal.action, proposal.amount), (ActionKind::ImportOrder, c(72_00)));
    // Where the sale is booked, each refund is held against its own credit.
    let memo = |id, refund| document(DocumentKind::CreditMemo, id, "#1001", 36_00).answers(refund);
    let settled = |id, refund| memo(id, refund).is(DocumentStatus::Settled);
    assert_eq!(found(&slow, &billed(&[settled(20, 700), settled(21, 701)])), []);
    assert_eq!(found(&slow, &billed(&[settled(20, 700)])), [("REF-01", 36_00, 0)]);
}

#[test]
fn captured_on_another_day_at_another_rate() {
    let bag = |shop, presentment| MoneyBag {
        shop: c(shop),
        presentment: c(presentment),
    };
    let sold = |captured: i64| {
        order(1001).line("TEE", 2, 30_00).totalled(20).with(|o| {
            o.head.presentment_currency = Currency::parse("EUR").unwrap();
            o.head.total = bag(72_00, 84_24);
            o.payments
                .push(through("shopify_payments", PaymentKind::Capture, 0, day(5)));
            o.payments[0].amount = bag(captured, 84_24);
        })
    };
    let booked = |cents| {
        document(DocumentKind::SalesOrder, 10, "#1001", cents)
            .item("TEE", 2, cents * 5 / 6)
            .row(LineRole::Tax, 0, "", 1, cents - cents * 5 / 6)
    };
    assert_eq!(
        found(&sold(70_80), &[booked(72_00)]),
        [],
        "the order is worth what it was sold for"
    );
    let findings = find(&sold(70_80), &[booked(70_80)]);
    assert_eq!(codes(&findings), [("CUR-04", 1_20, 0)]);
    assert_eq!(findings[0].route, Route::Finance);
    let other = found(&sold(72_00), &[booked(70_80)]);
    assert!(other.iter().all(|f| f.0 != "CUR-04"), "{other:?}");
}

#[test]
fn cash_is_rounded_to_a_coin() {
    let sold = |gateway| {
        order(1001).line("TEE", 1, 10_02).totalled(0).with(|o| {
            o.head.currency = Currency::parse("CAD").unwrap();
            o.head.presentment_currency = o.head.currency;
            o.payments.push(through(gateway, PaymentKind::Sale, 10_02, day(0)));
        })
    };
    let so = |total| {
        document(DocumentKind::CashSale, 10, "#1001", total)
            .item("TEE", 1, 10_02)
            .with(|d| d.head.currency = "CAD".into())
    };
    assert_eq!(found(&sold("cash"), &[so(10_02)]), []);
    assert_eq!(found(&sold("cash"), &[so(10_00)]), [("CUR-05", 2, 0)]);
    let own_line = so(10_00).row(LineRole::Item, 950, "ROUNDING", 1, -2);
    assert_eq!(found(&sold("cash"), &[own_line]), [("CUR-05", 2, 0)]);
    for (gateway, total) in [("shopify_payments", 10_00), ("cash", 10_01)] {
        let other = found(&sold(gateway), &[so(total)]);
        assert!(!other.is_empty() && other.iter().all(|f| f.0 != "CUR-05"), "{other:?}");
    }
}

#[test]
fn a_refund_of_money_alone_has_tenders_too() {
    let goodwill = order(1001).line("TEE", 2, 30_00).totalled(20).with(|o| {
        o.head.refunded = m(5_00);
        o.head.total = m(67_00);
        o.refunds.push(refund(700, 5_00, day(3)));
        o.payments
            .push(through("shopify_payments", PaymentKind::Sale, 72_00, day(0)));
        o.payments.push(through("gift_card", PaymentKind::Refund, 5_00, day(3)));
    });
    assert_eq!(found(&goodwill, &billed(&[memo(5_00)])), []);
    assert_eq!(
        found(&goodwill, &billed(&[memo(5_00), paid_out(5_00)])),
        [("REF-14", -5_00, 0)]
    );
}
