//! Whether the configured column really holds the Shopify order.

use super::{Check, State, Why, netsuite, shopify};
use crate::flow::init::holds_text;
use crate::flow::order_field::{Candidate, Found, SampleError};
use crate::model::rules::OrderHolds;

/// Below this share of matches, in per cent, something is amiss.
const GOOD: usize = 90;

pub(super) fn judge(found: Result<Found, SampleError>, field: &str, holds: OrderHolds) -> Check {
    let name = "order field";
    let found = match found {
        Ok(found) => found,
        Err(SampleError::Shopify(error)) => return shopify::refused(name.to_owned(), &error),
        Err(SampleError::Netsuite(error)) => return netsuite::refused(name, &error),
    };
    if found.orders == 0 {
        return Check::new(name, State::Skipped, "no shop has a recent order to look for");
    }
    let is_ours = |c: &&Candidate| c.field == field && c.holds == holds;
    let matched = found.candidates.iter().find(is_ours).map_or(0, |c| c.matched);
    let best = found.candidates.first().filter(|best| best.matched > matched);
    let said = format!(
        "{matched} of {} recent orders are found in {field} by {}",
        found.orders,
        holds_text(holds)
    );
    let state = match matched * 100 / found.orders {
        GOOD.. => State::Ok,
        0 => State::Fail(Why::Setup),
        _ => State::Warn,
    };
    let check = Check::new(name, state, said);
    match (state, best) {
        (State::Ok, _) => check,
        (_, Some(best)) => check.mend(format!(
            "{} of them are found in {}: write order_field = \"{}\" and order_holds = \"{}\"",
            best.matched,
            best.field,
            best.field,
            holds_text(best.holds)
        )),
        (_, None) => {
            check.mend("write the column that your integration fills as order_field; or it is late with its orders")
        }
    }
}
