//! PAY-27: a difference that was booked to an account for variances, so that a deposit ties.

use crate::base::Amount;
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding};

use super::super::documents::reference;
use super::causes::Verdict;
use super::scene::Scene;

/// What stands on the variance account (`[accounts] variance`).
fn parked(scene: &Scene<'_>) -> Amount {
    scene.lines_on("variance").iter().map(|l| l.amount).sum()
}

/// Without the parked amount the deposit would tie.
pub(super) fn alone(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let parked = parked(scene);
    let why = "the difference stands on the account for variances, and nothing in the payout asks for it";
    (!parked.is_zero() && delta == -parked).then(|| Verdict::of(&pay::PAY_27, "variance_parked", delta, why))
}

/// With the parked amount the deposit ties, or is off by something else.
pub(super) fn finding(scene: &Scene<'_>, told: &[&str]) -> Option<Finding> {
    let parked = parked(scene);
    if parked.is_zero() || told.contains(&"PAY-27") {
        return None;
    }
    let net = scene.net()?;
    let first = scene.documents.first().map(reference);
    Some(
        scene
            .finding(&pay::PAY_27, Against::Ledger, net, net)
            .seen("variance account", "", scene.text(parked))
            .proposing(ActionKind::Route, parked, first)
            .noting(format!(
                "{} of the deposit stands on the account for variances; find its cause and reverse it.",
                scene.text(parked)
            )),
    )
}
