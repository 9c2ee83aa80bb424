//! PAY-22: orders that were charged more than once, so that only the transaction tells which payout
//! paid which charge out.

use std::collections::BTreeMap;

use crate::base::OrderKey;
use crate::model::code::pay;
use crate::model::finding::{Against, Finding, FindingState};

use super::scene::Scene;

/// How many orders are named.
const NAMED_MAX: usize = 20;

/// A charge in a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Charge {
    /// The order's key.
    pub order: OrderKey,
    /// The payout's position.
    pub payout: usize,
}

/// The orders that were charged more than once, by the position of each payout that pays a charge of
/// theirs out.
#[must_use]
pub fn charged_in_several(mut charges: Vec<Charge>) -> BTreeMap<usize, Vec<OrderKey>> {
    // Each payout's charges come in order, and the stable sort takes up what is in order.
    charges.sort();
    let mut several: BTreeMap<usize, Vec<OrderKey>> = BTreeMap::new();
    for group in charges.chunk_by(|a, b| a.order == b.order).filter(|g| g.len() > 1) {
        for charge in group {
            let orders = several.entry(charge.payout).or_default();
            if orders.last() != Some(&charge.order) {
                orders.push(charge.order);
            }
        }
    }
    several
}

/// Said once a payout.
pub(super) fn noted(scene: &Scene<'_>) -> Option<Finding> {
    let orders = scene.case.charged_elsewhere;
    let net = scene.net()?;
    if orders.is_empty() {
        return None;
    }
    let named = orders.iter().take(NAMED_MAX).map(|name| crate::base::clean(name));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = orders.len().saturating_sub(NAMED_MAX);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    let mut finding = scene
        .finding(&pay::PAY_22, Against::Settlement, net, net)
        .seen("orders", named.clone(), "")
        .noting(format!(
            "{named}{more} were charged more than once, in this payout or another: match by transaction, not by order."
        ));
    finding.state = FindingState::Informational;
    Some(finding)
}
