//! Why a payout does not tie, and what in it needs a person although it does.

use crate::base::{Amount, clean};
use crate::model::books::{DocumentLine, LineRole};
use crate::model::code::{Code, pay, refunds};
use crate::model::finding::{ActionKind, Against, Finding, FindingState, OrderRef};
use crate::model::payout::{BalanceTransaction, Family};
use crate::project::families::{family, is_payout_row};

use super::payouts::Scene;

/// The payout against the balance transactions it consists of. With none known there is nothing to
/// add up, which is not the same as zero.
pub(super) fn settlement(scene: &Scene<'_>) -> Option<Finding> {
    let (net, settled) = (scene.case.payout.net?, scene.settled?);
    let delta = net - settled;
    let wrong = wrong_rows(scene);
    let error: Amount = wrong.iter().map(|r| r.amount - r.fee - r.net).sum();
    if delta.is_zero() && wrong.is_empty() && row_error(scene).is_zero() {
        return None;
    }
    let by_rows = delta.is_zero() || delta == error || delta == row_error(scene);
    let (code, cause) = if by_rows {
        (&pay::PAY_25, "net_is_not_amount_less_fee")
    } else {
        (&pay::PAY_03, "")
    };
    let mut finding = scene
        .finding(code, Against::Settlement, net, settled)
        .seen("net", scene.text(net), scene.text(settled))
        .proposing(ActionKind::Route, delta, None);
    for row in &wrong {
        finding = finding.seen(
            &format!("row {}", row.id),
            format!("{} - {}", scene.text(row.amount), scene.text(row.fee)),
            scene.text(row.net),
        );
    }
    if by_rows {
        let note = "A balance transaction's net is not its amount less its fee; it is shown as stated.".to_owned();
        return Some(finding.explain(cause, delta).noting(note));
    }
    finding = finding.explain("net_is_not_amount_less_fee", error);
    let count: u64 = scene.case.sums.iter().map(|s| s.count).sum();
    Some(finding.noting(format!(
        "The payout is {} and its {count} balance transactions add up to {}; read it again before posting.",
        scene.text(net),
        scene.text(settled)
    )))
}

fn wrong_rows<'p>(scene: &Scene<'p>) -> Vec<&'p BalanceTransaction<'p>> {
    rows_of(scene).filter(|r| r.net != r.amount - r.fee).collect()
}

/// The same from the sums, where the rows were not loaded.
fn row_error(scene: &Scene<'_>) -> Amount {
    scene.case.sums.iter().map(|s| s.amount - s.fee - s.net).sum()
}

fn rows_of<'p>(scene: &Scene<'p>) -> impl Iterator<Item = &'p BalanceTransaction<'p>> {
    scene
        .case
        .transactions
        .unwrap_or_default()
        .iter()
        .filter(|r| !r.test && !is_payout_row(&r.kind))
}

fn net_of(scene: &Scene<'_>, family: Family) -> Amount {
    scene
        .case
        .sums
        .iter()
        .filter(|s| s.family == family)
        .map(|s| s.net)
        .sum()
}

/// The code for a ledger variance, the part it explains (`None`: nothing does), and why.
pub(super) fn ledger_cause(scene: &Scene<'_>, delta: Amount) -> (&'static Code, Option<&'static str>, &'static str) {
    if scene.net().is_some_and(|net| net.is_negative() && delta == net + net) {
        return (
            &pay::PAY_12,
            Some("withdrawal_booked_as_deposit"),
            "the payout takes money back, and it was booked as money coming in",
        );
    }
    let fees = scene.fees().unwrap_or(Amount::ZERO);
    if !fees.is_zero() && delta == -fees {
        return (&pay::PAY_06, Some("fees_not_booked"), "the fees were not taken off");
    }
    if !fees.is_zero() && delta == fees {
        return (&pay::PAY_07, Some("fees_booked_twice"), "the fees were taken off twice");
    }
    let family = |family: Family| {
        let net = net_of(scene, family);
        !net.is_zero() && delta == net
    };
    if family(Family::Unknown) {
        return (
            &pay::PAY_14,
            Some("unknown_type"),
            "a movement of an unknown type was not booked",
        );
    }
    if family(Family::Disputes) {
        return (&pay::PAY_08, Some("dispute_not_booked"), "a dispute was not booked");
    }
    if family(Family::Reserves) {
        return (&pay::PAY_13, Some("reserve_not_booked"), "a reserve was not booked");
    }
    let others = [
        Family::Labels,
        Family::DutyAndTax,
        Family::Lending,
        Family::Fees,
        Family::Merchants,
        Family::Corrections,
        Family::ShopCash,
    ];
    if others.into_iter().any(family) {
        return (
            &pay::PAY_14,
            Some("other_movement_not_booked"),
            "a movement without an order was not booked",
        );
    }
    (&pay::PAY_05, None, "nothing in the payout explains the difference")
}

/// Rows that are a person's work whether or not the payout ties: unknown types and disputes.
/// `told` are the codes that this payout's variances were explained by already.
pub(super) fn rows(scene: &Scene<'_>, told: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(unknown) = sum_of(scene, Family::Unknown).filter(|_| !told.contains(&"PAY-14")) {
        let mut kinds: Vec<&str> = rows_of(scene)
            .map(|r| &*r.kind)
            .filter(|k| family(k) == Family::Unknown)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let named = if kinds.is_empty() {
            "an unknown type".to_owned()
        } else {
            clean(&kinds.join(", ")).into_owned()
        };
        found.push(
            scene
                .finding(&pay::PAY_14, Against::Settlement, unknown, unknown)
                .seen("type", named.clone(), scene.text(unknown))
                .proposing(ActionKind::Route, unknown, None)
                .noting(format!(
                    "{} of the payout is of {named}, which has no account.",
                    scene.text(unknown)
                )),
        );
    }
    found.extend(
        rows_of(scene)
            .filter(|r| r.kind == "REFUND_FAILURE")
            .map(|r| failed_refund(scene, r)),
    );
    let Some(disputes) = sum_of(scene, Family::Disputes).filter(|_| !told.contains(&"PAY-08")) else {
        return found;
    };
    let (code, what) = if disputes.is_negative() {
        (
            &pay::PAY_08,
            "left the payout for a dispute; a person decides what becomes of it",
        )
    } else {
        (
            &pay::PAY_09,
            "came back from a dispute; reverse what was booked when it was opened",
        )
    };
    let mut finding = scene
        .finding(code, Against::Settlement, disputes, disputes)
        .seen("disputes", scene.text(disputes), String::new())
        .proposing(ActionKind::Route, disputes, None)
        .noting(format!("{} {what}.", scene.text(disputes)));
    if is_booked_to_its_account(scene, disputes) {
        finding.state = FindingState::Informational;
    }
    found.push(finding);
    found
}

/// The bank rejected a refund, and its money is back in the balance.
fn failed_refund(scene: &Scene<'_>, row: &BalanceTransaction<'_>) -> Finding {
    let order = if row.order_name.is_empty() {
        row.order.to_string()
    } else {
        clean(&row.order_name).into_owned()
    };
    let mut finding = scene
        .finding(&refunds::REF_06, Against::Settlement, row.amount, row.amount)
        .seen("order", order.clone(), "")
        .seen("balance transaction", row.id.to_string(), "")
        .proposing(ActionKind::Route, row.amount, None)
        .noting(format!(
            "A refund of {} for order {order} failed at the bank; its customer refund in NetSuite paid out nothing.",
            scene.text(row.amount)
        ));
    finding.subject.order = Some(OrderRef {
        id: if row.order == 0 {
            String::new()
        } else {
            format!("gid://shopify/Order/{}", row.order)
        },
        name: row.order_name.to_string(),
    });
    finding
}

fn sum_of(scene: &Scene<'_>, family: Family) -> Option<Amount> {
    let sum = scene.case.sums.iter().find(|s| s.family == family)?;
    (sum.count > 0).then_some(sum.net)
}

/// Whether a line on the account for disputes holds exactly this.
fn is_booked_to_its_account(scene: &Scene<'_>, amount: Amount) -> bool {
    let Some(account) = scene.rules.accounts.get("disputes") else {
        return false;
    };
    let on_account = |l: &&DocumentLine<'_>| {
        let text = l.account.trim();
        (text == account || text.split(' ').next() == Some(account)) && l.role != LineRole::Ignored
    };
    let lines = scene.documents.iter().flat_map(|d| d.lines.iter().flatten());
    let held: Amount = lines.filter(on_account).map(|l| l.amount).sum();
    held.abs() == amount.abs() && !amount.is_zero()
}
