//! The order findings are shown in.

use std::cmp::Reverse;

use super::data::{Data, age_days, state_rank};
use super::severity::severity;
use crate::base::Moment;
use crate::model::exception::Exception;

/// The exceptions as a person wants to meet them: where the warehouse can still be stopped, by its clock; then what counts before what does not, then the most
/// urgent, the most money, the oldest; at last by number, so that the order is always the same.
#[must_use]
pub fn ranked(data: &Data) -> Vec<&Exception> {
    sorted(&data.exceptions, data.as_of)
}

/// The same for exceptions without a run.
#[must_use]
pub fn sorted(exceptions: &[Exception], as_of: Moment) -> Vec<&Exception> {
    let mut all: Vec<&Exception> = exceptions.iter().collect();
    all.sort_by(|a, b| key(a, as_of).cmp(&key(b, as_of)));
    all
}

fn key(e: &Exception, as_of: Moment) -> impl Ord + use<'_> {
    let f = &e.finding;
    let ship_by = f.ship_by();
    (
        (ship_by.is_none(), ship_by),
        state_rank(f.state),
        Reverse(severity(f, age_days(f.since, as_of))),
        Reverse(f.delta.abs()),
        f.since,
        e.number,
        e.fingerprint.as_str(),
    )
}
