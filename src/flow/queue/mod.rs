//! The exception queue: who sees what, and what people decide.

mod alternatives;
mod decide;
mod edits;
mod list;
mod memory;
mod payout;
mod propose;
mod undo;
mod wake;

pub use alternatives::alternatives;
pub use decide::{SNOOZE_MAX, accept, assign, claim, note, release, reopen, snooze, tag};
pub use list::{Filters, Group, Page, groups, list, page};
pub use memory::{remember, remembered};
pub use propose::{Looked, approve, offer, preview, propose, reject};
pub use undo::undo;

pub(super) use decide::moved;
pub(super) use edits::{again_as_recorded, as_it_would_be, edit_as_it_would_go, let_edit_go, moved_side};
pub(super) use propose::{item_key, lacking, versions};
pub(super) use undo::{is_being_undone, undone_by};
pub(super) use wake::wake;

use super::FlowError;
use crate::base::Moment;
use crate::model::exception::Exception;
use crate::store::{Reader, Store};

/// One exception by its id: `EX-1042`, in any letter case, or its number.
///
/// # Errors
/// [`FlowError::NotFound`] where there is none.
pub fn show(store: &Store, id: &str, at: Moment) -> Result<Exception, FlowError> {
    let mut exception = by_id(store.read(), id)?;
    decide::wake(&mut exception, at);
    Ok(exception)
}

/// One exception by its id, as it is kept.
fn by_id(store: Reader<'_>, id: &str) -> Result<Exception, FlowError> {
    let digits = id
        .get(..3)
        .filter(|p| p.eq_ignore_ascii_case("EX-"))
        .map_or(id, |_| &id[3..]);
    let absent = || FlowError::NotFound(format!("there is no exception `{id}`; `tieout queue list` shows them"));
    let number: u64 = digits.parse().map_err(|_| absent())?;
    store.exception(number)?.ok_or_else(absent)
}
