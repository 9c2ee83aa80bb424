//! Past runs.

use super::FlowError;
use crate::model::run::Run;
use crate::store::Store;

/// All runs, newest first.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn list(store: &Store) -> Result<Vec<Run>, FlowError> {
    Ok(store.read().runs()?)
}

/// One run by its id, or the newest.
///
/// # Errors
/// [`FlowError::NotFound`] where there is none.
pub fn show(store: &Store, id: Option<&str>) -> Result<Run, FlowError> {
    found(store, id).map(|(_, run)| run)
}

/// A run with its number in the store.
pub(super) fn found(store: &Store, id: Option<&str>) -> Result<(i64, Run), FlowError> {
    store.read().run(id)?.ok_or_else(|| match id {
        Some(id) => FlowError::NotFound(format!("there is no run `{id}`; `tieout runs list` shows them")),
        None => FlowError::NotFound("nothing was compared yet; run `tieout reconcile` first".to_owned()),
    })
}
