//! What was posted, brought into the store.

use std::collections::BTreeSet;

use super::{End, Outcome};
use crate::base::Moment;
use crate::flow::pull::{self, Ended, PullRequest, SourceReport};
use crate::flow::remotes::{Reach, Remotes, Side};
use crate::store::Store;

/// Brings what was posted into the store, so that the next comparison sees it: orders by their names, and
/// whatever else changed in NetSuite where a payout was booked. Returns why something of it did not land.
pub fn land(store: &mut Store, reach: &Reach<'_>, outcomes: &[Outcome], at: Moment) -> Vec<String> {
    let posted = outcomes.iter().filter(|o| matches!(o.end, End::Posted(_)));
    let subjects = posted
        .filter_map(|o| store.read().exception(o.action.exception).ok().flatten())
        .map(|e| e.finding.subject);
    let (mut orders, mut is_payout) = (BTreeSet::new(), false);
    for subject in subjects {
        match subject.order {
            Some(order) => {
                orders.insert(if order.id.is_empty() { order.name } else { order.id });
            }
            None => is_payout |= subject.payout.is_some(),
        }
    }
    let mut not = Vec::new();
    if !orders.is_empty() {
        not.extend(pulled(store, reach, None, orders.into_iter().collect(), at));
    }
    if is_payout {
        not.extend(pulled(store, reach, Some(Side::Netsuite), Vec::new(), at));
    }
    not
}

/// Pulls; why that did not come to its end.
fn pulled(store: &mut Store, reach: &Reach<'_>, side: Option<Side>, orders: Vec<String>, at: Moment) -> Option<String> {
    let request = PullRequest {
        since: None,
        until: None,
        orders,
        bulk: false,
        full: false,
        at,
    };
    let pulled = Remotes::of(reach.config, side, reach.keyring, reach.line)
        .and_then(|remotes| pull::run(store, reach.config, &remotes, &request, reach.runtime, reach.progress));
    let stopped = |s: SourceReport| match s.ended {
        Ended::Stopped(_, why) => Some(why),
        _ => None,
    };
    match pulled {
        Ok(report) => report.sources.into_iter().find_map(stopped),
        Err(error) => Some(error.to_string()),
    }
}
