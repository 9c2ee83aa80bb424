//! The comparison.

use jiff::civil::Date;

use super::{FlowError, Progress};
use crate::base::Moment;
use crate::config::Config;
use crate::model::run::Run;
use crate::store::Store;

/// What is compared.
#[derive(Debug, Clone)]
pub struct ReconcileRequest {
    /// The first day of the month, where only one is compared.
    pub period: Option<Date>,
    /// The orders, where only some are compared.
    pub orders: Vec<String>,
    /// Compare every case again.
    pub full: bool,
    /// The moment ages and lateness are counted at.
    pub as_of: Moment,
}

/// Compares.
///
/// # Errors
/// [`FlowError`].
pub fn run(_: &mut Store, _: &Config, _: &ReconcileRequest, _: &dyn Progress) -> Result<Run, FlowError> {
    super::absent()
}
