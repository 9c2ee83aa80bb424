//! Disputes: PAY-08 opened, PAY-09 won, PAY-10 lost. A person decides what becomes of each.

use crate::base::{Amount, clean};
use crate::model::books::{Document, DocumentKind};
use crate::model::code::pay;
use crate::model::dispute::Dispute;
use crate::model::finding::{ActionKind, Against, Finding, FindingState, OrderRef};
use crate::model::payout::{BalanceTransaction, Family};
use crate::project::families::family;
use crate::project::keys::is_account;

use super::super::documents::reference;
use super::causes::Verdict;
use super::scene::Scene;

/// The rows of disputes, those of money that left first.
fn rows<'p>(scene: &Scene<'p>, left: bool) -> Vec<&'p BalanceTransaction<'p>> {
    let of = scene.rows().filter(|r| family(&r.kind) == Family::Disputes);
    of.filter(|r| r.net.is_negative() == left).collect()
}

/// What left for disputes and what came back from them. Where the rows were not loaded, their sum.
fn sums(scene: &Scene<'_>) -> (Amount, Amount) {
    let sum = |rows: Vec<&BalanceTransaction<'_>>| rows.iter().map(|r| r.net).sum::<Amount>();
    if scene.case.transactions.is_some() {
        return (sum(rows(scene, true)), sum(rows(scene, false)));
    }
    let net = scene.net_of(Family::Disputes);
    (net.min(Amount::ZERO), net.max(Amount::ZERO))
}

/// The ledger's variance is what left, what came back, or both.
pub(super) fn not_booked(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let (left, back) = sums(scene);
    let opened = |amount| Verdict::of(&pay::PAY_08, "dispute_not_booked", amount, "a dispute was not booked");
    let won = |amount| {
        let why = "money that came back from a dispute was not booked";
        Verdict::of(&pay::PAY_09, "dispute_release_not_booked", amount, why)
    };
    match delta {
        d if d.is_zero() => None,
        d if d == left => Some(opened(left)),
        d if d == back => Some(won(back)),
        d if d == left + back => {
            let mut verdict = if d.is_negative() { opened(left) } else { won(left) };
            verdict.parts = vec![("dispute_not_booked", left), ("dispute_release_not_booked", back)];
            Some(verdict)
        }
        _ => None,
    }
}

/// What disputes in the payout ask for. `told` are the codes its variances were explained by: a payout
/// without a deposit has its disputes unbooked with everything else.
pub(super) fn findings(scene: &Scene<'_>, told: &[&str]) -> Vec<Finding> {
    let at_work = ["PAY-01", "PAY-08", "PAY-09", "PAY-11", "PAY-24"];
    if !scene.was_sent() || told.iter().any(|code| at_work.contains(code)) {
        return Vec::new();
    }
    let (left, back) = sums(scene);
    let lost = lost(scene, left);
    let mut found = Vec::new();
    if !left.is_zero() && !settles(scene, &lost, left) {
        let what = "left the payout for a dispute; a person decides what becomes of it";
        found.push(moved(scene, &pay::PAY_08, left, what));
    }
    if !back.is_zero() {
        let what = "came back from a dispute; reverse what was booked when it was opened";
        found.push(moved(scene, &pay::PAY_09, back, what));
    }
    found.extend(lost);
    found
}

/// Whether the lost disputes are all that left: they say more than that something left.
fn settles(scene: &Scene<'_>, lost: &[Finding], left: Amount) -> bool {
    let fees: Amount = rows(scene, true).iter().filter(|r| is_fee(r)).map(|r| r.net).sum();
    !lost.is_empty() && lost.iter().map(|f| -f.shopify).sum::<Amount>() == left - fees
}

fn moved(scene: &Scene<'_>, code: &'static crate::model::code::Code, amount: Amount, what: &str) -> Finding {
    let mut finding = scene
        .finding(code, Against::Settlement, amount, amount)
        .seen("disputes", scene.text(amount), String::new())
        .proposing(ActionKind::Route, amount, None)
        .noting(format!("{} {what}.", scene.text(amount)));
    for row in rows(scene, amount.is_negative()).into_iter().filter(|r| !is_fee(r)) {
        if let Some(dispute) = behind(scene, row) {
            finding = finding.seen(
                &format!("dispute {}", dispute.id),
                format!("{}, {}", clean(&row.order_name), dispute.status.label()),
                String::new(),
            );
        }
    }
    if is_on_its_account(scene, amount) {
        finding.state = FindingState::Informational;
    }
    finding
}

fn is_fee(row: &BalanceTransaction<'_>) -> bool {
    row.kind.starts_with("CHARGEBACK_FEE")
}

/// The dispute that a row moves money for: of its order, and of its amount where the order has several.
fn behind<'p>(scene: &Scene<'p>, row: &BalanceTransaction<'_>) -> Option<&'p Dispute> {
    let all = scene.case.beside.disputes.iter();
    let of_order: Vec<&Dispute> = all.filter(|d| row.order != 0 && d.order == row.order).collect();
    match of_order[..] {
        [one] => Some(one),
        _ => of_order.into_iter().find(|d| d.amount == row.amount.abs()),
    }
}

/// Whether the account for disputes holds exactly this, or all that disputes moved in the payout.
fn is_on_its_account(scene: &Scene<'_>, amount: Amount) -> bool {
    let lines = scene.lines_on("disputes");
    let held: Amount = lines.iter().map(|l| l.amount).sum();
    let same_way = lines.iter().map(|l| l.amount);
    let same_way: Amount = same_way.filter(|a| a.is_negative() == amount.is_negative()).sum();
    let (left, back) = sums(scene);
    !amount.is_zero()
        && !lines.is_empty()
        && (held.abs() == amount.abs() || held.abs() == (left + back).abs() || same_way == amount)
}

/// PAY-10: disputes that are lost, whose money still stands as an asset.
fn lost(scene: &Scene<'_>, left: Amount) -> Vec<Finding> {
    if !is_on_its_account(scene, left) {
        return Vec::new();
    }
    let held = rows(scene, true).into_iter().filter(|r| !is_fee(r));
    let lost = held.filter_map(|row| Some((row, behind(scene, row).filter(|d| d.status.is_lost())?)));
    lost.filter(|(row, dispute)| !is_written_off(scene, row, dispute))
        .map(|(row, dispute)| still_an_asset(scene, row, dispute))
        .collect()
}

fn still_an_asset(scene: &Scene<'_>, row: &BalanceTransaction<'_>, dispute: &Dispute) -> Finding {
    let amount = row.net.abs();
    let first = scene.documents.first().map(reference);
    let mut finding = scene
        .finding(&pay::PAY_10, Against::Ledger, amount, amount)
        .seen(
            &format!("dispute {}", dispute.id),
            format!("{}, {}", scene.text(dispute.amount), dispute.status.label()),
            format!("{} on the account for disputes", scene.text(amount)),
        )
        .proposing(ActionKind::Route, amount, first)
        .noting(format!(
            "The dispute over {} of order {} is {}, and the account for disputes still holds it: a person decides between an expense and a credit memo.",
            scene.text(dispute.amount),
            clean(&row.order_name),
            dispute.status.label()
        ));
    finding.since = dispute.finalized_at.unwrap_or(finding.since);
    finding.subject.order = Some(OrderRef {
        id: format!("gid://shopify/Order/{}", row.order),
        name: row.order_name.to_string(),
    });
    finding
}

/// Whether a journal entry takes the held amount (with or without the dispute's fee) off the account for
/// disputes again. One that names the dispute or its order does; one that names neither does where no
/// other lost dispute is of this amount.
fn is_written_off(scene: &Scene<'_>, row: &BalanceTransaction<'_>, dispute: &Dispute) -> bool {
    let Some(account) = scene.rules.accounts.get("disputes") else {
        return false;
    };
    let fees = rows(scene, true)
        .into_iter()
        .filter(|r| is_fee(r) && r.order == row.order);
    let with_fee = row.net + fees.map(|r| r.net).sum();
    let others = scene.case.beside.disputes.iter();
    let is_alone = others
        .filter(|d| d.status.is_lost() && d.amount == dispute.amount)
        .count()
        == 1;
    let takes_off = |journal: &&Document<'_>| {
        let lines = journal.lines.iter().flatten();
        let off: Amount = lines
            .filter(|l| is_account(&l.account, account))
            .map(|l| l.amount)
            .sum();
        let when = journal
            .head
            .date
            .or_else(|| journal.head.created_at.map(|at| at.day(&jiff::tz::TimeZone::UTC)));
        let opened = dispute.initiated_at.day(&jiff::tz::TimeZone::UTC);
        (off == row.net || off == with_fee) && when.is_none_or(|day| day >= opened)
    };
    let journals = scene.case.beside.journals.iter().copied();
    let live = journals.filter(|d| d.head.kind == DocumentKind::JournalEntry && !d.head.status.is_dead());
    live.filter(takes_off)
        .any(|journal| is_alone || names(journal, row, dispute))
}

fn names(journal: &Document<'_>, row: &BalanceTransaction<'_>, dispute: &Dispute) -> bool {
    let head = [&journal.head.memo, &journal.head.external_id, &journal.head.order_ref].into_iter();
    let lines = journal.lines.iter().flatten().map(|l| &l.memo);
    let id = dispute.id.to_string();
    let order = crate::base::normalise_name(&row.order_name);
    head.chain(lines).any(|text| {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
        words.any(|word| word == id || !order.is_empty() && word.eq_ignore_ascii_case(&order))
    })
}
