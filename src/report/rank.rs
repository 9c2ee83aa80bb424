//! The order findings are shown in.

use super::Data;
use super::data::state_rank;
use super::severity::severity;
use crate::model::exception::Exception;

/// The exceptions as a person wants to meet them: what counts before what does not, then the most
/// urgent, the most money, the oldest; at last by number, so that the order is always the same.
#[must_use]
pub fn ranked(data: &Data) -> Vec<&Exception> {
    let mut all: Vec<&Exception> = data.exceptions.iter().collect();
    all.sort_by_cached_key(|e| {
        let f = &e.finding;
        (
            state_rank(f.state),
            std::cmp::Reverse(severity(f, data.age_days(e))),
            std::cmp::Reverse(f.delta.abs()),
            f.since,
            e.number,
            e.fingerprint.clone(),
        )
    });
    all
}
