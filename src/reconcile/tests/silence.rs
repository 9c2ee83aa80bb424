//! The list of what must not be flagged at all, item by item; each beside what is one step away and must be.

use super::payouts::{codes as payout_codes, deposit, outcome, payout, row};
use super::{codes, find, found};
use crate::model::books::{DocumentKind, DocumentStatus};
use crate::model::build::{agreement, c, case, day, document, m, order, refund, rules, sales_order};
use crate::model::shop::{AgreementReason, Order};

fn plain() -> Order<'static> {
    order(1001).line("TEE", 2, 30_00).totalled(0)
}

#[test]
fn idn_08_a_counterpart_dated_weeks_away() {
    for days in [-40, 40] {
        let so = sales_order(&plain(), 10).with(|d| {
            d.head.created_at = Some(day(days));
            d.head.date = Some(day(days).day(&jiff::tz::TimeZone::UTC));
        });
        assert_eq!(found(&plain(), &[so]), [], "{days} days away");
    }
    assert_eq!(found(&plain(), &[]), [("IDN-01", 60_00, 0)]);
}

/// Three pieces; placed with one, made four and then three within one lag.
fn edited() -> Order<'static> {
    order(1001).line("TEE", 3, 30_00).totalled(0).with(|o| {
        o.head.edited = true;
        o.head.original_total = Some(m(30_00));
        o.agreements = vec![
            agreement(1, AgreementReason::Order, day(0), &[(100, 1, 30_00, 0)]),
            agreement(2, AgreementReason::Edit, day(0).plus(60), &[(100, 3, 90_00, 0)]),
            agreement(3, AgreementReason::Edit, day(0).plus(90), &[(100, -1, -30_00, 0)]),
        ];
    })
}

#[test]
fn idn_10_edited_before_it_was_first_imported_and_edt_15_several_edits_in_one_lag() {
    let held =
        |pieces| document(DocumentKind::SalesOrder, 10, "#1001", pieces * 30_00).item("TEE", pieces, pieces * 30_00);
    assert_eq!(found(&edited(), &[held(3)]), []);
    assert_eq!(
        found(&edited(), &[held(4)]),
        [("EDT-13", -30_00, 0)],
        "as of edit 1 of 2"
    );
}

#[test]
fn edt_09_the_refund_of_nothing_that_an_edit_leaves() {
    let order = plain().with(|o| {
        o.refunds.push(refund(700, 0, day(1)));
        o.head.edited = true;
    });
    let so = sales_order(&order, 10).is(DocumentStatus::Billed);
    assert_eq!(find(&order, std::slice::from_ref(&so)), []);
    let memo = document(DocumentKind::CreditMemo, 20, "#1001", 10_00).answers(700);
    assert_eq!(codes(&find(&order, &[so, memo])), [("EDT-09", -10_00, 0)]);
}

#[test]
fn edt_23_lines_of_other_ids_and_the_same_worth() {
    // The edit took the line off and put the same on again under another id.
    let order = plain().with(|o| {
        o.head.edited = true;
        let mut old = o.lines[0].clone();
        (old.current_quantity, old.net) = (0, m(0));
        o.lines[0].id = 999;
        o.lines.push(old);
    });
    assert_eq!(find(&order, &[sales_order(&plain(), 10)]), []);
}

#[test]
fn ref_15_charged_and_given_back_and_never_booked() {
    let quick = plain().refunded(0, 2, day(3)).status("refunded");
    assert_eq!(found(&quick, &[]), [], "worth knowing, and no work");
    let slow = plain().refunded(0, 2, day(9)).status("refunded");
    assert_eq!(found(&slow, &[]), [("REF-16", 0, 0)]);
}

#[test]
fn pay_16_a_gift_card_paid_a_part() {
    let deposit = |cents| document(DocumentKind::CustomerDeposit, 12, "#1001", cents);
    assert_eq!(find(&plain(), &[sales_order(&plain(), 10), deposit(45_00)]), []);
}

#[test]
fn pay_17_a_payout_of_more_rows_than_one_deposit_takes() {
    let rows: Vec<_> = (0..2_500_u64)
        .map(|id| {
            let mut charge = row("CHARGE", 10_00, 0, 10_00);
            charge.id = id + 1;
            charge
        })
        .collect();
    let second = |cents| deposit(cents).with(|d| d.head.id = 51);
    let all = |cents| payout_codes(&outcome(payout(25_000_00), &rows, &[deposit(20_000_00), second(cents)]));
    assert_eq!(all(5_000_00), []);
    assert_eq!(all(4_990_00), [("PAY-05", 10_00)]);
}

#[test]
fn nothing_is_said_of_an_order_that_ties_while_it_is_young_or_old() {
    for at in [day(0), day(1), day(90)] {
        let facts = case(vec![plain()], vec![sales_order(&plain(), 10)]);
        let outcome = crate::reconcile::case(&facts, &rules(), at);
        assert_eq!((outcome.findings, outcome.netsuite_total), (vec![], c(60_00)));
    }
}
