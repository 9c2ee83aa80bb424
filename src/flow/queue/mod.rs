//! The exception queue: who sees what, and what people decide.

mod decide;
mod edits;
mod memory;
mod payout;
mod propose;
mod undo;

pub use decide::{accept, assign, claim, note, release, reopen, snooze, tag};
pub use memory::{remember, remembered};
pub use propose::{Looked, approve, offer, preview, propose, reject};
pub use undo::undo;

pub(super) use decide::moved;
pub(super) use edits::{again_as_recorded, edit_as_it_would_go, let_edit_go};
pub(super) use propose::{item_key, lacking, versions};
pub(super) use undo::{is_being_undone, undone_by};

use super::FlowError;
use crate::base::Moment;
use crate::model::code::{Code, Route};
use crate::model::exception::{Exception, ExceptionState};
use crate::store::{Reader, Store};

/// Which exceptions. What is not given does not filter; without a state, closed ones are left out.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Whose work.
    pub route: Option<Route>,
    /// The diagnosis.
    pub code: Option<&'static Code>,
    /// Where it stands.
    pub state: Option<ExceptionState>,
    /// The shop.
    pub shop: Option<String>,
    /// Whose work it is by name.
    pub assignee: Option<String>,
    /// A label that people gave it.
    pub tag: Option<String>,
}

/// The exceptions that pass at a moment, by number. Closed ones are left out unless their state is asked
/// for; what was set aside until an earlier moment is back.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn list(store: &Store, filters: &Filters, at: Moment) -> Result<Vec<Exception>, FlowError> {
    let mut all = match filters.state {
        Some(ExceptionState::Closed) => store.read().exceptions()?,
        _ => store.read().open_findings()?,
    };
    all.iter_mut().for_each(|e| decide::wake(e, at));
    let passes = |e: &Exception| {
        let f = &e.finding;
        filters.route.is_none_or(|r| f.route == r)
            && filters.code.is_none_or(|c| f.code == c)
            && filters.shop.as_deref().is_none_or(|s| f.shop == s)
            && filters.state.is_none_or(|s| e.state == s)
            && filters
                .assignee
                .as_ref()
                .is_none_or(|a| e.work.assignee.as_ref() == Some(a))
            && filters.tag.as_ref().is_none_or(|t| e.work.tags.contains(t))
    };
    Ok(all.into_iter().filter(passes).collect())
}

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
