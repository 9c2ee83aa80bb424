//! Where things stand.

use std::collections::BTreeMap;

use super::FlowError;
use crate::base::Moment;
use crate::config::Config;
use crate::model::run::{Freshness, Run};
use crate::store::Store;

/// Where things stand.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// How fresh each side is.
    pub freshness: Freshness,
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
/// [`FlowError`].
pub fn read(_: &Store, _: &Config) -> Result<Status, FlowError> {
    super::absent()
}
