//! Planned and sent writes.

use super::FlowError;
use crate::model::action::{Approval, Standing};
use crate::store::{Reader, Store};

/// One action by its id (`ACT-7`, in any letter case, or its number), with its approvals.
///
/// # Errors
/// [`FlowError::NotFound`] where there is none.
pub fn show(store: &Store, id: &str) -> Result<(Standing, Vec<Approval>), FlowError> {
    read(store.read(), id)
}

/// The same from within a decision.
pub(super) fn read(store: Reader<'_>, id: &str) -> Result<(Standing, Vec<Approval>), FlowError> {
    let absent = || FlowError::NotFound(format!("there is no action `{id}`; `tieout actions list` shows them"));
    let number = number(id).ok_or_else(absent)?;
    let standing = store.action(number)?.ok_or_else(absent)?;
    Ok((standing, store.approvals(number)?))
}

/// The number of `ACT-7`.
#[must_use]
pub fn number(id: &str) -> Option<u64> {
    let digits = id
        .get(..4)
        .filter(|p| p.eq_ignore_ascii_case("ACT-"))
        .map_or(id, |_| &id[4..]);
    digits.parse().ok()
}
