//! Which charge a payout's deposits do not take up, and what they take up instead.

use std::collections::BTreeMap;

use super::payouts::{bare, deposit, payout, row};
use crate::base::{Amount, Moment, OrderKey};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{day, document, rules};
use crate::model::finding::{Finding, FindingState};
use crate::model::payout::BalanceTransaction;
use crate::project::families;
use crate::reconcile::{Beside, PayoutCase, Takings, payouts, wants};

/// A charge of an order.
fn charge(order: &'static str, amount: i64) -> BalanceTransaction<'static> {
    let mut row = row("CHARGE", amount, 0, amount);
    row.order_name = order.into();
    row
}

fn refund(order: &'static str, amount: i64) -> BalanceTransaction<'static> {
    let mut row = row("REFUND", -amount, 0, -amount);
    row.order_name = order.into();
    row
}

fn paid(id: u64, order: &str, total: i64) -> Document<'static> {
    document(DocumentKind::CustomerDeposit, id, order, total)
}

/// Deposit 50 of payout 77, or another, which takes up documents.
fn taking(id: u64, payout: &'static str, lines: &[(u64, i64)]) -> Document<'static> {
    let total = lines.iter().map(|(_, amount)| amount).sum();
    let mut held = deposit(total).with(|d| {
        d.head.id = id;
        d.head.number = format!("N{id}").into();
        d.head.payout_ref = payout.into();
    });
    for (linked, amount) in lines {
        held = held.row(LineRole::Payment, 0, "", 0, *amount);
        held.lines.as_mut().unwrap().last_mut().unwrap().linked = *linked;
    }
    held
}

/// What is found of payout 77 long after.
fn found(
    rows: &[BalanceTransaction<'static>],
    documents: &[Document<'static>],
    deposits: &[Document<'static>],
) -> Vec<Finding> {
    found_at(rows, documents, deposits, day(30))
}

/// What is found of payout 77, which is worth its rows.
fn found_at(
    rows: &[BalanceTransaction<'static>],
    documents: &[Document<'static>],
    deposits: &[Document<'static>],
    as_of: Moment,
) -> Vec<Finding> {
    let mut orders: BTreeMap<OrderKey, Vec<DocumentHead<'static>>> = BTreeMap::new();
    for row in rows {
        orders.entry(OrderKey::of(&row.order_name)).or_default();
    }
    for document in documents {
        if let Some(all) = orders.get_mut(&OrderKey::of(&document.head.order_ref)) {
            all.push(document.head.clone());
        }
    }
    let named = |d: &Document<'_>| d.head.payout_ref.strip_prefix("payout ").and_then(|id| id.parse().ok());
    let takings = Takings::of(deposits.iter().map(|d| (named(d), d)));
    let repeated = takings.repeated();
    let beside = Beside {
        repeated: documents
            .iter()
            .filter(|d| repeated.contains(&d.head.id))
            .map(|d| (d.head.id, d.clone()))
            .collect(),
        takings,
        ..Beside::default()
    };
    let net: Amount = rows.iter().map(|r| r.net).sum();
    let mut case = PayoutCase {
        sums: families::sums(rows),
        transactions: Some(rows),
        documents: deposits.iter().filter(|d| d.head.payout_ref == "payout 77").collect(),
        ..bare(payout(net.raw() / 100), &beside)
    };
    if wants(&case, &rules(), as_of).orders {
        case.orders = Some(&orders);
    }
    let findings = payouts(&[case], &rules(), as_of).remove(0).findings;
    for finding in &findings {
        let parts: Amount = finding.parts.iter().map(|p| p.amount).sum();
        assert_eq!(parts + finding.unexplained, finding.delta);
    }
    findings
}

/// Code, delta, parts and what they leave over.
type Short<'f> = (&'static str, i64, Vec<(&'f str, i64)>, i64);

fn short(findings: &[Finding]) -> Vec<Short<'_>> {
    let cents = |a: Amount| a.raw() / 100;
    findings
        .iter()
        .map(|f| {
            let parts = f.parts.iter().map(|p| (p.cause.as_str(), cents(p.amount))).collect();
            (f.code.id, cents(f.delta), parts, cents(f.unexplained))
        })
        .collect()
}

#[test]
fn a_payment_that_is_in_another_deposit_or_in_none() {
    let rows = [charge("#1", 100_00), charge("#2", 50_00), charge("#3", 50_00)];
    let documents = [paid(1, "#1", 100_00), paid(2, "#2", 50_00), paid(3, "#3", 50_00)];
    let whole = taking(50, "payout 77", &[(1, 100_00), (2, 50_00), (3, 50_00)]);
    assert_eq!(short(&found(&rows, &documents, &[whole])), []);
    let less = || taking(50, "payout 77", &[(1, 100_00), (2, 50_00)]);
    let by_hand = taking(60, "", &[(3, 50_00)]);
    let findings = found(&rows, &documents, &[less(), by_hand]);
    assert_eq!(
        short(&findings),
        [("PAY-18", 50_00, vec![("deposited_by_hand", 50_00)], 0)]
    );
    assert_eq!(findings[0].proposal.as_ref().unwrap().from.as_ref().unwrap().id, "60");
    let findings = found(&rows, &documents, &[less()]);
    assert_eq!(
        short(&findings),
        [("PAY-19", 50_00, vec![("left_undeposited", 50_00)], 0)]
    );
    assert!(
        findings[0].note.contains("#3"),
        "the one of equal amount that is not taken: {}",
        findings[0].note
    );
    let voided = [
        paid(1, "#1", 100_00),
        paid(2, "#2", 50_00),
        paid(3, "#3", 50_00).is(DocumentStatus::Voided),
    ];
    let findings = found(&rows, &voided, &[less()]);
    assert_eq!(
        short(&findings),
        [("PAY-04", 50_00, vec![("charge_not_booked", 50_00)], 0)]
    );
}

#[test]
fn a_payment_that_is_used_twice() {
    let rows = [charge("#1", 100_00)];
    let documents = [paid(1, "#1", 100_00), paid(9, "#9", 40_00)];
    let both = || taking(50, "payout 77", &[(1, 100_00), (9, 40_00)]);
    let right = || taking(51, "payout 78", &[(9, 40_00)]);
    let findings = found(&rows, &documents, &[both(), right()]);
    assert_eq!(
        short(&findings),
        [("PAY-20", -40_00, vec![("payment_used_twice", -40_00)], 0)]
    );
    assert!(
        findings[0].note.contains("N9 (40.00) is in") && findings[0].note.contains("N51"),
        "{}",
        findings[0].note
    );
    // The deposit that rightly has it is not at fault.
    let of_78 = [charge("#9", 40_00)];
    let swapped = [
        taking(50, "payout 77", &[(9, 40_00)]),
        taking(51, "payout 78", &[(9, 40_00), (1, 100_00)]),
    ];
    assert_eq!(short(&found(&of_78, &documents, &swapped)), []);
    // Two deposits may share a document as long as they take no more than it is worth.
    let shared = [
        taking(50, "payout 77", &[(1, 60_00)]),
        taking(51, "payout 78", &[(1, 40_00)]),
    ];
    assert_eq!(short(&found(&[charge("#1", 60_00)], &documents, &shared)), []);
    // Taken in place of the payout's own payment: the sum is right and nothing else.
    let instead = [taking(50, "payout 77", &[(9, 40_00)]), right()];
    let own = [paid(9, "#9", 40_00), paid(2, "#2", 40_00)];
    assert_eq!(
        short(&found(&[charge("#2", 40_00)], &own, &instead)),
        [(
            "PAY-20",
            0,
            vec![("payment_used_twice", -40_00), ("left_undeposited", 40_00)],
            0
        )]
    );
    let by_hand = [taking(50, "payout 77", &[(1, 100_00)]), taking(60, "", &[(1, 100_00)])];
    assert_eq!(short(&found(&rows, &documents, &by_hand)), [("PAY-18", 0, vec![], 0)]);
}

#[test]
fn what_is_not_booked_at_all() {
    let rows = [charge("#1", 100_00), charge("#2", 50_00), refund("#2", 20_00)];
    let documents = [paid(1, "#1", 100_00)];
    let held = || taking(50, "payout 77", &[(1, 100_00)]);
    let findings = found(&rows, &documents, &[held()]);
    let parts = vec![("charge_not_booked", 50_00), ("refund_not_booked", -20_00)];
    assert_eq!(short(&findings), [("PAY-26", 30_00, parts, 0)]);
    // As a line by account it is booked.
    let mut by_account = held()
        .row(LineRole::OtherDeposit, 0, "", 0, 50_00)
        .row(LineRole::CashBack, 0, "", 0, -20_00);
    by_account.head.total += Amount::cents(30_00);
    assert_eq!(short(&found(&rows, &documents, &[by_account])), []);
    // A washout that nobody booked leaves nothing to mend.
    let washout = [charge("#1", 100_00), charge("#2", 50_00), refund("#2", 50_00)];
    assert_eq!(short(&found(&washout, &documents, &[held()])), []);
    // Young, it may still come.
    let young = [charge("#1", 100_00), charge("#2", 50_00)];
    let states = |as_of| {
        let findings = found_at(&young, &documents, &[held()], as_of);
        findings.iter().map(|f| (f.code.id, f.state)).collect::<Vec<_>>()
    };
    assert_eq!(states(day(1)), [("PAY-04", FindingState::Late)]);
    assert_eq!(states(day(30)), [("PAY-04", FindingState::Mismatched)]);
}

#[test]
fn a_payment_of_another_amount_and_parts_of_several_causes() {
    let rows = [
        charge("#1", 100_00),
        charge("#2", 50_00),
        row("SHIPPING_LABEL", -4_20, 0, -4_20),
    ];
    let documents = [paid(1, "#1", 90_00), paid(2, "#2", 50_00)];
    let held = taking(50, "payout 77", &[(1, 90_00)]);
    let parts = vec![
        ("left_undeposited", 50_00),
        ("payment_amount_differs", 10_00),
        ("other_movement_not_booked", -4_20),
    ];
    assert_eq!(short(&found(&rows, &documents, &[held])), [("PAY-19", 55_80, parts, 0)]);
    // One document for two charges of an order is no difference.
    let rows = [charge("#1", 60_00), charge("#1", 40_00), charge("#2", 50_00)];
    let documents = [paid(1, "#1", 100_00), paid(2, "#2", 50_00)];
    let held = taking(50, "payout 77", &[(1, 100_00)]);
    assert_eq!(
        short(&found(&rows, &documents, &[held])),
        [("PAY-19", 50_00, vec![("left_undeposited", 50_00)], 0)]
    );
}
