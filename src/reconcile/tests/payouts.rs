//! Payouts: two variances, kept apart.

use crate::base::Amount;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{c, day, document, gbp, rules};
use crate::model::finding::{Against, Finding, FindingState};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::rules::ShopNo;
use crate::model::shop::Source;
use crate::project::families;
use crate::reconcile::{PayoutCase, deposits_without_payout, payouts};

fn payout(net: i64) -> Payout<'static> {
    Payout {
        id: 77,
        source: Source::Api,
        date: None,
        issued_at: Some(day(0)),
        status: PayoutStatus::Paid,
        currency: gbp(),
        net: Some(c(net)),
        bank_reference: "".into(),
        summary: None,
    }
}

fn row(kind: &'static str, amount: i64, fee: i64, net: i64) -> BalanceTransaction<'static> {
    BalanceTransaction {
        id: 1,
        kind: kind.into(),
        at: day(0),
        amount: c(amount),
        fee: c(fee),
        net: c(net),
        order: 0,
        order_name: "".into(),
        payment: 0,
        checkout: "".into(),
        test: false,
    }
}

fn deposit(total: i64) -> Document<'static> {
    document(DocumentKind::Deposit, 50, "", total).with(|d| d.head.payout_ref = "payout 77".into())
}

fn outcome(
    payout: Payout<'static>,
    rows: &[BalanceTransaction<'static>],
    documents: &[Document<'static>],
) -> Vec<Finding> {
    let case = PayoutCase {
        shop: ShopNo(0),
        payout,
        sums: families::sums(rows),
        transactions: Some(rows),
        documents: documents.iter().collect(),
    };
    let mut findings = payouts(&[case], &rules(), day(30)).remove(0).findings;
    for finding in &findings {
        let parts: Amount = finding.parts.iter().map(|p| p.amount).sum();
        assert_eq!(parts + finding.unexplained, finding.delta);
    }
    findings.retain(|f| f.state != FindingState::Informational);
    findings
}

fn codes(findings: &[Finding]) -> Vec<(&'static str, i64)> {
    findings.iter().map(|f| (f.code.id, f.delta.raw() / 100)).collect()
}

/// 100.00 charged for a fee of 3.00, 20.00 refunded: 77.00.
fn plain() -> Vec<BalanceTransaction<'static>> {
    vec![
        row("CHARGE", 100_00, 3_00, 97_00),
        row("REFUND", -20_00, 0, -20_00),
        row("TRANSFER", -77_00, 0, -77_00),
    ]
}

#[test]
fn the_ledger_variance_by_its_cause() {
    let of = |booked| codes(&outcome(payout(77_00), &plain(), &[deposit(booked)]));
    assert_eq!(of(77_00), []);
    assert_eq!(of(80_00), [("PAY-06", -3_00)]);
    assert_eq!(of(74_00), [("PAY-07", 3_00)]);
    assert_eq!(of(70_00), [("PAY-05", 7_00)]);
    assert_eq!(codes(&outcome(payout(77_00), &plain(), &[])), [("PAY-01", 77_00)]);
    let two = [deposit(50_00), deposit(27_00).with(|d| d.head.id = 51)];
    assert_eq!(codes(&outcome(payout(77_00), &plain(), &two)), [], "PAY-17");
    let voided = deposit(77_00).is(DocumentStatus::Voided);
    assert_eq!(codes(&outcome(payout(77_00), &plain(), &[voided])), [("PAY-01", 77_00)]);
}

#[test]
fn a_journal_entry_books_its_bank_line() {
    let journal = document(DocumentKind::JournalEntry, 50, "", 100_00)
        .row(LineRole::Account, 0, "", 1, 77_00)
        .row(LineRole::Account, 0, "", 1, 3_00)
        .row(LineRole::Account, 0, "", 1, -80_00);
    assert_eq!(codes(&outcome(payout(77_00), &plain(), &[journal])), []);
}

#[test]
fn golden_5_a_payout_that_does_not_add_up() {
    let rows = [row("CHARGE", 80_00, 2_45, 77_55)];
    let findings = outcome(payout(60_28), &rows, &[deposit(60_28)]);
    assert_eq!(codes(&findings), [("PAY-03", -17_27)]);
    assert_eq!(findings[0].unexplained, c(-17_27));
    assert_eq!(findings[0].against, Some(Against::Settlement));
    assert_eq!(
        codes(&outcome(payout(60_28), &[], &[deposit(60_28)])),
        [],
        "none known is not zero"
    );
}

#[test]
fn golden_7_a_row_that_does_not_add_up() {
    let rows = [row("CHARGE", 102_53, 3_07, 102_53)];
    assert_eq!(
        codes(&outcome(payout(99_46), &rows, &[deposit(99_46)])),
        [("PAY-25", -3_07)]
    );
    assert_eq!(
        codes(&outcome(payout(102_53), &rows, &[deposit(102_53)])),
        [("PAY-25", 0)]
    );
}

#[test]
fn rows_that_need_a_person() {
    let unknown = [plain(), vec![row("QUANTUM_LEVY", -5_00, 0, -5_00)]].concat();
    let findings = outcome(payout(72_00), &unknown, &[deposit(72_00)]);
    assert_eq!(codes(&findings), [("PAY-14", 0)]);
    assert!(findings[0].note.contains("QUANTUM_LEVY"));
    assert_eq!(
        codes(&outcome(payout(72_00), &unknown, &[deposit(77_00)])),
        [("PAY-14", -5_00)]
    );
    let dispute = [plain(), vec![row("CHARGEBACK_HOLD", -40_00, 15_00, -55_00)]].concat();
    assert_eq!(
        codes(&outcome(payout(22_00), &dispute, &[deposit(22_00)])),
        [("PAY-08", 0)]
    );
    assert_eq!(
        codes(&outcome(payout(22_00), &dispute, &[deposit(77_00)])),
        [("PAY-08", -55_00)]
    );
    let won = [plain(), vec![row("CHARGEBACK_HOLD_RELEASE", 40_00, 0, 40_00)]].concat();
    assert_eq!(
        codes(&outcome(payout(117_00), &won, &[deposit(117_00)])),
        [("PAY-09", 0)]
    );
    let reserve = [plain(), vec![row("RESERVED_FUNDS", -10_00, 0, -10_00)]].concat();
    assert_eq!(codes(&outcome(payout(67_00), &reserve, &[deposit(67_00)])), []);
    assert_eq!(
        codes(&outcome(payout(67_00), &reserve, &[deposit(77_00)])),
        [("PAY-13", -10_00)]
    );
}

#[test]
fn payouts_that_never_arrived_and_negative_ones() {
    let failed = Payout {
        status: PayoutStatus::Failed,
        ..payout(77_00)
    };
    assert_eq!(
        codes(&outcome(failed.clone(), &plain(), &[deposit(77_00)])),
        [("PAY-11", -77_00)]
    );
    assert_eq!(codes(&outcome(failed, &plain(), &[])), []);
    let rows = [row("REFUND", -20_00, 0, -20_00)];
    assert_eq!(codes(&outcome(payout(-20_00), &rows, &[deposit(-20_00)])), [], "PAY-12");
    assert_eq!(
        codes(&outcome(payout(-20_00), &rows, &[deposit(20_00)])),
        [("PAY-12", -40_00)]
    );
    let scheduled = Payout {
        status: PayoutStatus::Scheduled,
        ..payout(77_00)
    };
    assert_eq!(codes(&outcome(scheduled, &plain(), &[])), []);
}

#[test]
fn late_and_without_a_payout() {
    let case = PayoutCase {
        shop: ShopNo(0),
        payout: payout(77_00),
        sums: Vec::new(),
        transactions: None,
        documents: Vec::new(),
    };
    let fresh = payouts(std::slice::from_ref(&case), &rules(), day(1)).remove(0);
    assert_eq!(fresh.findings[0].state, FindingState::Late);
    assert_eq!(fresh.recheck_at, Some(day(3)));
    let unknown = deposit(12_00);
    let findings = deposits_without_payout(&[&unknown], ShopNo(0), &rules(), day(30));
    assert_eq!(codes(&findings), [("PAY-02", -12_00)]);
    let nameless = PayoutCase {
        payout: Payout {
            id: 0,
            date: Some(jiff::civil::date(2026, 10, 3)),
            ..case.payout.clone()
        },
        ..case
    };
    let finding = payouts(&[nameless], &rules(), day(30)).remove(0).findings.remove(0);
    assert_eq!(finding.subject.payout.as_deref(), Some("2026-10-03/GBP"));
}

#[test]
fn a_payout_that_was_never_read_again() {
    let scheduled = |days: i64| {
        let mut old = payout(97_00);
        old.status = PayoutStatus::Scheduled;
        let case = PayoutCase {
            shop: ShopNo(0),
            payout: old,
            sums: families::sums(&[row("CHARGE", 100_00, 3_00, 97_00)]),
            transactions: None,
            documents: Vec::new(),
        };
        let findings = payouts(&[case], &rules(), day(days)).remove(0).findings;
        findings.iter().map(|f| (f.code.id, f.state)).collect::<Vec<_>>()
    };
    assert_eq!(scheduled(30), [("PAY-21", FindingState::Informational)]);
    assert_eq!(scheduled(1), [], "not due yet");
}

#[test]
fn money_taken_back_and_a_refund_that_failed() {
    let rows = [row("REFUND", -60_00, 0, -60_00), row("CHARGE", 20_00, 1_00, 19_00)];
    let withdrawal = |booked| codes(&outcome(payout(-41_00), &rows, &[deposit(booked)]));
    assert_eq!(withdrawal(-41_00), []);
    assert_eq!(withdrawal(41_00), [("PAY-12", -82_00)]);

    let mut failed = row("REFUND_FAILURE", 60_00, 0, 60_00);
    failed.order_name = "#1001".into();
    let found = outcome(payout(60_00), &[failed], &[deposit(60_00)]);
    assert_eq!(codes(&found), [("REF-06", 0)]);
    assert_eq!(found[0].subject.order.as_ref().unwrap().name, "#1001");
}
