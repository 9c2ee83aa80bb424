//! PAY-03 and PAY-25: the payout against the balance transactions it consists of.

use crate::base::Amount;
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding};
use crate::model::payout::BalanceTransaction;

use super::scene::Scene;

/// The payout against the balance transactions it consists of. With none known there is nothing to
/// add up, which is not the same as zero.
pub(super) fn finding(scene: &Scene<'_>) -> Option<Finding> {
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
    scene.rows().filter(|r| r.net != r.amount - r.fee).collect()
}

/// The same from the sums, where the rows were not loaded.
fn row_error(scene: &Scene<'_>) -> Amount {
    scene.case.sums.iter().map(|s| s.amount - s.fee - s.net).sum()
}
