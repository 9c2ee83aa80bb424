//! Disputes: opened, won, lost, and written off.

use super::payouts::{bare, codes, deposit, payout, row};
use crate::base::Amount;
use crate::model::books::{Document, DocumentKind, LineRole};
use crate::model::build::{c, day, document, gbp, rules};
use crate::model::dispute::{Dispute, DisputeKind, DisputeStatus};
use crate::model::finding::{Finding, FindingState};
use crate::project::families;
use crate::reconcile::{Beside, PayoutCase, payouts};

fn dispute(id: u64, status: DisputeStatus) -> Dispute {
    Dispute {
        id,
        kind: DisputeKind::Chargeback,
        status,
        initiated_at: day(0),
        evidence_due_by: None,
        finalized_at: status.is_final().then_some(day(10)),
        amount: c(40_00),
        currency: gbp(),
        reason: "FRAUDULENT".to_owned(),
        order: id,
        order_name: format!("#{id}"),
    }
}

/// A journal entry that takes an amount off the account for disputes.
fn written_off(cents: i64, memo: &'static str) -> Document<'static> {
    let account = |d: &mut Document<'static>, at: usize, name: &'static str| {
        d.lines.as_mut().unwrap()[at].account = name.into();
    };
    document(DocumentKind::JournalEntry, 80, "", cents)
        .row(LineRole::Account, 0, "", 0, cents)
        .row(LineRole::Account, 0, "", 0, -cents)
        .with(|d| {
            account(d, 0, "66");
            account(d, 1, "61");
            d.head.memo = memo.into();
        })
}

/// Two disputes of one amount left the payout, with their fees, and are booked on account 61.
fn found(statuses: [DisputeStatus; 2], journals: &[Document<'static>]) -> Vec<Finding> {
    let mut rules = rules();
    rules.accounts.insert("disputes".to_owned(), "61".to_owned());
    let mut rows = vec![row("CHARGE", 500_00, 0, 500_00)];
    for id in [7, 8] {
        for (kind, cents) in [("DISPUTE_WITHDRAWAL", -40_00), ("CHARGEBACK_FEE", -15_00)] {
            let mut row = row(kind, cents, 0, cents);
            row.order = id;
            row.order_name = format!("#{id}").into();
            rows.push(row);
        }
    }
    let mut held = deposit(390_00);
    for row in &rows[1..] {
        held = held.row(LineRole::CashBack, 0, "", 0, row.amount.raw() / 100);
        held.lines.as_mut().unwrap().last_mut().unwrap().account = "61 Disputed payments".into();
    }
    let beside = Beside {
        disputes: vec![dispute(7, statuses[0]), dispute(8, statuses[1])],
        journals: journals.iter().collect(),
        ..Beside::default()
    };
    let case = PayoutCase {
        sums: families::sums(&rows),
        transactions: Some(&rows),
        documents: vec![&held],
        ..bare(payout(390_00), &beside)
    };
    let findings = payouts(&[case], &rules, day(30)).remove(0).findings;
    assert!(findings.iter().all(|f| f.unexplained == Amount::ZERO));
    findings
}

fn work(findings: &[Finding]) -> Vec<(&'static str, String)> {
    let at_work = findings.iter().filter(|f| f.state != FindingState::Informational);
    let order = |f: &Finding| f.subject.order.as_ref().map_or_else(String::new, |o| o.name.clone());
    let mut all: Vec<_> = at_work.map(|f| (f.code.id, order(f))).collect();
    all.sort();
    all
}

#[test]
fn a_lost_dispute_must_not_stay_an_asset() {
    use DisputeStatus::{Accepted, Lost, UnderReview, Won};
    let open = found([UnderReview, Won], &[]);
    assert_eq!(codes(&open), [("PAY-08", 0)]);
    assert_eq!(open[0].state, FindingState::Informational, "it stands on its account");
    let one = found([Lost, UnderReview], &[]);
    assert_eq!(work(&one), [("PAY-10", "#7".to_owned())]);
    assert_eq!(one[1].proposal.as_ref().unwrap().amount, c(40_00));
    assert_eq!(one[1].since, day(10));
    let both = found([Lost, Accepted], &[]);
    assert_eq!(work(&both), [("PAY-10", "#7".to_owned()), ("PAY-10", "#8".to_owned())]);
    assert_eq!(both.len(), 2, "what is lost is not told as opened once more");
}

#[test]
fn what_was_written_off_is_no_asset_any_more() {
    use DisputeStatus::{Lost, UnderReview};
    assert_eq!(work(&found([Lost, UnderReview], &[written_off(40_00, "")])), []);
    assert_eq!(
        work(&found([Lost, UnderReview], &[written_off(55_00, "with its fee")])),
        []
    );
    let both = found([Lost, Lost], &[written_off(40_00, "Dispute of #8 lost")]);
    assert_eq!(work(&both), [("PAY-10", "#7".to_owned())]);
    let unnamed = found([Lost, Lost], &[written_off(40_00, "")]);
    assert_eq!(unnamed.len(), 2, "which of the two it is for is not guessed");
    assert_eq!(work(&found([Lost, UnderReview], &[written_off(30_00, "#7")])).len(), 1);
}
