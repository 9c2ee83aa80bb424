//! PAY-23: a payout in another currency than the shop's orders, or booked in another than its own.

use crate::base::Amount;
use crate::model::books::{Document, iso_currency};
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding, FindingState};

use super::super::documents::{named, reference};
use super::scene::Scene;

/// Whether a document is in another currency than a payout, as far as NetSuite names it.
pub(super) fn is_other(document: &Document<'_>, payout: crate::base::Currency) -> bool {
    payout.is_known() && iso_currency(&document.head.currency).is_some_and(|c| c.is_known() && c != payout)
}

/// Amounts of two currencies cannot be compared: what stands in another is none of the payout's.
pub(super) fn booked_in_another(scene: &Scene<'_>, net: Amount) -> Option<Finding> {
    let other = |d: &&&Document<'_>| is_other(d, scene.case.payout.currency);
    let first = scene.documents.iter().find(other)?;
    let delta = net - scene.booked;
    let mut finding = scene
        .finding(&pay::PAY_23, Against::Ledger, net, scene.booked)
        .explain("booked_in_another_currency", delta)
        .proposing(ActionKind::Route, delta, Some(reference(first)))
        .noting(format!(
            "The payout is {} {}, and {} books it in another currency; it needs an account of its currency, or lines for the conversion.",
            scene.text(net),
            scene.case.payout.currency,
            named(first)
        ));
    for document in scene.documents.iter().filter(other) {
        let held = iso_currency(&document.head.currency)
            .map_or_else(String::new, |c| format!("{} {c}", document.head.total.text(c)));
        finding = finding.seen(&named(document), scene.text(net), held);
    }
    Some(finding)
}

/// Said of a payout that is booked in its own currency, so that nobody compares it with the orders'.
pub(super) fn noted(scene: &Scene<'_>, told: &[&str]) -> Option<Finding> {
    let (payout, orders) = (scene.case.payout.currency, scene.case.beside.currency?);
    if !payout.is_known() || payout == orders || told.contains(&"PAY-23") {
        return None;
    }
    let net = scene.net()?;
    let mut finding = scene
        .finding(&pay::PAY_23, Against::Settlement, net, net)
        .seen("currency", payout.to_string(), orders.to_string())
        .noting(format!(
            "The payout is in {payout}, the shop's orders are in {orders}: it holds a conversion and perhaps a fee for it."
        ));
    finding.state = FindingState::Informational;
    Some(finding)
}
