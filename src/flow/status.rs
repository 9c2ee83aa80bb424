//! Where things stand.

use std::collections::BTreeMap;

use super::FlowError;
use super::queue::Filters;
use crate::base::Moment;
use crate::config::Config;
use crate::model::pull::SourceState;
use crate::model::run::{Freshness, Run};
use crate::report;
use crate::store::Store;

/// Where things stand.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// How fresh each side is.
    pub freshness: Freshness,
    /// The sources that were pulled, by name, and how far.
    pub sources: Vec<(String, SourceState)>,
    /// The newest run.
    pub last_run: Option<Run>,
    /// Open exceptions by route.
    pub open: BTreeMap<String, u64>,
    /// When the oldest of them was first seen.
    pub oldest: Option<Moment>,
}

/// Reads it.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn read(store: &Store, config: &Config) -> Result<Status, FlowError> {
    let reader = store.read();
    let mut status = Status {
        freshness: super::run_record::freshness(reader, &config.rules())?,
        sources: reader.sources()?,
        last_run: reader.run(None)?.map(|(_, run)| run),
        ..Status::default()
    };
    for exception in reader.open_findings()? {
        *status
            .open
            .entry(exception.finding.route.as_str().to_owned())
            .or_default() += 1;
        status.oldest = Some(
            status
                .oldest
                .map_or(exception.first_seen, |t| t.min(exception.first_seen)),
        );
    }
    Ok(status)
}

/// Where things stand, in Prometheus' text format.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn metrics(store: &Store, config: &Config, as_of: Moment) -> Result<String, FlowError> {
    let status = read(store, config)?;
    let exceptions = super::queue::list(store, &Filters::default(), as_of)?;
    let mut actions = BTreeMap::new();
    for standing in store.read().actions(None)? {
        *actions.entry(standing.state).or_default() += 1;
    }
    Ok(report::metrics(&report::Gauges {
        freshness: &status.freshness,
        sources: &status.sources,
        exceptions: &exceptions,
        last_run: status.last_run.as_ref(),
        journal: store.read().journal_head()?.seq,
        actions: &actions,
        as_of,
    }))
}
