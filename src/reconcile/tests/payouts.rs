//! Payouts: two variances, kept apart.

use crate::base::Amount;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{c, day, document, gbp, rules};
use crate::model::finding::{Against, Finding, FindingState};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::rules::ShopNo;
use crate::model::shop::Source;
use crate::project::families;
use crate::reconcile::{Beside, PayoutCase, deposits_without_payout, payouts};

pub(super) fn payout(net: i64) -> Payout<'static> {
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

pub(super) fn row(kind: &'static str, amount: i64, fee: i64, net: i64) -> BalanceTransaction<'static> {
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

pub(super) fn deposit(total: i64) -> Document<'static> {
    document(DocumentKind::Deposit, 50, "", total).with(|d| d.head.payout_ref = "payout 77".into())
}

/// A payout of which nothing more is known.
pub(super) fn bare<'a>(payout: Payout<'a>, beside: &'a Beside<'a>) -> PayoutCase<'a> {
    PayoutCase {
        shop: ShopNo(0),
        payout,
        sums: Vec::new(),
        transactions: None,
        documents: Vec::new(),
        orders: None,
        charged_elsewhere: &[],
        beside,
    }
}

pub(super) fn outcome(
    payout: Payout<'static>,
    rows: &[BalanceTransaction<'static>],
    documents: &[Document<'static>],
) -> Vec<Finding> {
    let beside = Beside::default();
    let case = PayoutCase {
        sums: families::sums(rows),
        transactions: Some(rows),
        documents: documents.iter().collect(),
        ..bare(payout, &beside)
    };
    let mut findings = payouts(&[case], &rules(), day(30)).remove(0).findings;
    for finding in &findings {
        let parts: Amount = finding.parts.iter().map(|p| p.amount).sum();
        assert_eq!(parts + finding.unexplained, finding.delta);
    }
    findings.retain(|f| f.state != FindingState::Informational);
    findings
}

pub(super) fn codes(findings: &[Finding]) -> Vec<(&'static str, i64)> {
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
fn golden_15_a_sum_printed_wrong() {
    // 1,989.72 and 150.00 are 2,139.72, and the payout says 2,139.42.
    let rows = [row("CHARGE", 1_989_72, 0, 1_989_72), row("CHARGE", 150_00, 0, 150_00)];
    let findings = outcome(payout(2_139_42), &rows, &[deposit(2_139_42)]);
    assert_eq!(codes(&findings), [("PAY-03", -30)]);
    assert_eq!(findings[0].unexplained, c(-30));
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
    let beside = Beside::default();
    let case = bare(payout(77_00), &beside);
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
        let beside = Beside::default();
        let case = PayoutCase {
            sums: families::sums(&[row("CHARGE", 100_00, 3_00, 97_00)]),
            ..bare(old, &beside)
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

#[test]
fn a_payout_without_a_deposit_has_its_disputes_unbooked_with_the_rest() {
    let won = [plain(), vec![row("CHARGEBACK_HOLD_RELEASE", 40_00, 0, 40_00)]].concat();
    assert_eq!(codes(&outcome(payout(117_00), &won, &[])), [("PAY-01", 117_00)]);
    assert_eq!(
        codes(&outcome(payout(117_00), &won, &[deposit(77_00)])),
        [("PAY-09", 40_00)]
    );
}

#[test]
fn fees_of_the_platform_and_fees_that_run_the_wrong_way() {
    let monthly = [plain(), vec![row("BILLING_DEBIT", -29_00, 0, -29_00)]].concat();
    let of = |booked| codes(&outcome(payout(48_00), &monthly, &[deposit(booked)]));
    assert_eq!(of(48_00), []);
    assert_eq!(of(77_00), [("PAY-29", -29_00)]);
    let returned = [plain(), vec![row("APPLICATION_FEE_REFUND", -2_00, 0, -2_00)]].concat();
    let of = |booked| codes(&outcome(payout(75_00), &returned, &[deposit(booked)]));
    assert_eq!(
        of(75_00),
        [("PAY-28", 0)],
        "its type says given back, its sign says taken"
    );
    assert_eq!(of(79_00), [("PAY-28", -4_00)], "booked by its type");
    let rightly = [plain(), vec![row("APPLICATION_FEE_REFUND", 2_00, 0, 2_00)]].concat();
    assert_eq!(codes(&outcome(payout(79_00), &rightly, &[deposit(79_00)])), []);
}

#[test]
fn shop_cash_and_everything_without_an_order_at_once() {
    let cash = [plain(), vec![row("SHOP_CASH_CREDIT", 12_00, 0, 12_00)]].concat();
    let of = |booked| codes(&outcome(payout(89_00), &cash, &[deposit(booked)]));
    assert_eq!(of(89_00), []);
    assert_eq!(of(77_00), [("PAY-15", 12_00)]);
    let many = [
        plain(),
        vec![
            row("SHIPPING_LABEL", -4_20, 0, -4_20),
            row("RESERVED_FUNDS", -150_00, 0, -150_00),
        ],
    ]
    .concat();
    let found = outcome(payout(-77_20), &many, &[deposit(77_00)]);
    assert_eq!(codes(&found), [("PAY-13", -154_20)]);
    assert_eq!((found[0].parts.len(), found[0].unexplained), (2, Amount::ZERO));
}

#[test]
fn what_is_parked_on_an_account_for_variances() {
    let beside = Beside::default();
    let mut rules = rules();
    rules.accounts.insert("variance".to_owned(), "77".to_owned());
    let of = |total: i64, parked: i64| {
        let rows = plain();
        let held = deposit(total)
            .row(LineRole::OtherDeposit, 0, "", 0, parked)
            .with(|d| d.lines.as_mut().unwrap()[0].account = "77 Variances".into());
        let case = PayoutCase {
            sums: families::sums(&rows),
            transactions: Some(&rows),
            documents: vec![&held],
            ..bare(payout(77_00), &beside)
        };
        codes(&payouts(&[case], &rules, day(30)).remove(0).findings)
    };
    assert_eq!(of(77_00, 6_00), [("PAY-27", 0)], "a plug that makes it tie");
    assert_eq!(of(83_00, 6_00), [("PAY-27", -6_00)], "a plug that nothing asks for");
    assert_eq!(of(77_00, 0), []);
}

#[test]
fn a_payout_in_another_currency() {
    let eur = crate::base::Currency::parse("EUR").unwrap();
    let of = |shop: Option<crate::base::Currency>, held: &'static str, total: i64| {
        let rows = plain();
        let beside = Beside {
            currency: shop,
            ..Beside::default()
        };
        let held = deposit(total).with(|d| d.head.currency = held.into());
        let payout = Payout {
            currency: eur,
            ..payout(77_00)
        };
        let case = PayoutCase {
            sums: families::sums(&rows),
            transactions: Some(&rows),
            documents: vec![&held],
            ..bare(payout, &beside)
        };
        let findings = payouts(&[case], &rules(), day(30)).remove(0).findings;
        findings
            .iter()
            .map(|f| (f.code.id, f.delta.raw() / 100, f.unexplained.is_zero(), f.state))
            .collect::<Vec<_>>()
    };
    use FindingState::{Informational, Mismatched};
    assert_eq!(of(Some(gbp()), "EUR", 77_00), [("PAY-23", 0, true, Informational)]);
    assert_eq!(of(Some(gbp()), "GBP", 65_00), [("PAY-23", 77_00, true, Mismatched)]);
    assert_eq!(
        of(None, "GBP", 77_00),
        [("PAY-23", 77_00, true, Mismatched)],
        "equal figures of two currencies"
    );
    assert_eq!(of(Some(eur), "EUR", 77_00), []);
    assert_eq!(
        of(Some(eur), "4", 77_00),
        [],
        "NetSuite's own number of a currency tells nothing"
    );
}

#[test]
fn in_transit_at_the_end_of_a_month() {
    let beside = Beside::default();
    let of = |held: Option<(i8, i8)>, as_of: &str| {
        let held =
            held.map(|(month, d)| deposit(77_00).with(|doc| doc.head.date = Some(jiff::civil::date(2026, month, d))));
        let sent = Payout {
            date: Some(jiff::civil::date(2026, 10, 31)),
            issued_at: None,
            ..payout(77_00)
        };
        let case = PayoutCase {
            documents: held.iter().collect(),
            ..bare(sent, &beside)
        };
        let as_of = crate::base::Moment::parse(as_of).unwrap();
        let findings = payouts(&[case], &rules(), as_of).remove(0).findings;
        findings
            .iter()
            .map(|f| (f.code.id, f.delta.raw() / 100, f.state, f.unexplained.is_zero()))
            .collect::<Vec<_>>()
    };
    let carried = ("PAY-24", 77_00, FindingState::Informational, true);
    assert_eq!(of(Some((11, 2)), "2026-11-24T09:00:00Z"), [carried]);
    assert_eq!(of(Some((10, 31)), "2026-11-24T09:00:00Z"), []);
    assert_eq!(of(Some((11, 2)), "2026-12-24T09:00:00Z"), [], "of a period long closed");
    assert_eq!(of(None, "2026-10-31T20:00:00Z"), [carried], "not at the bank yet");
    assert_eq!(
        of(None, "2026-11-24T09:00:00Z"),
        [("PAY-01", 77_00, FindingState::Mismatched, true)]
    );
}

#[test]
fn orders_that_were_charged_more_than_once() {
    let key = crate::base::OrderKey::of;
    let charge = |name: &str, payout| crate::reconcile::Charge {
        order: key(name),
        payout,
    };
    let charges = vec![
        charge("#1", 0),
        charge("#2", 0),
        charge("#1", 4),
        charge("#3", 4),
        charge("#3", 4),
    ];
    let several = crate::reconcile::charged_in_several(charges);
    assert_eq!(several[&0], [key("#1")]);
    let mut fourth = several[&4].clone();
    fourth.sort_unstable();
    assert_eq!(fourth, [key("#1"), key("#3")]);
    let beside = Beside::default();
    let names = ["#1".to_owned()];
    let held = deposit(77_00);
    let case = PayoutCase {
        charged_elsewhere: &names,
        documents: vec![&held],
        ..bare(payout(77_00), &beside)
    };
    let findings = payouts(&[case], &rules(), day(30)).remove(0).findings;
    assert_eq!(codes(&findings), [("PAY-22", 0)]);
    assert_eq!(findings[0].state, FindingState::Informational);
}
