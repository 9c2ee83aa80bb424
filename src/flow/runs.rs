//! Past runs.

use super::FlowError;
use crate::model::run::Run;
use crate::store::Store;

/// All runs, newest first.
///
/// # Errors
/// [`FlowError`].
pub fn list(_: &Store) -> Result<Vec<Run>, FlowError> {
    super::absent()
}

/// One run.
///
/// # Errors
/// [`FlowError`].
pub fn show(_: &Store, _: &str) -> Result<Run, FlowError> {
    super::absent()
}
