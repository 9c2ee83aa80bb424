//! Repeats what failed. What is settled has nothing left to do, so repeating does no harm.

use std::collections::BTreeSet;

use super::FlowError;
use super::queue;
use crate::base::Moment;
use crate::model::action::{ActionState, Standing};
use crate::store::Store;

/// What is repeated.
#[derive(Debug, Clone, Default)]
pub struct ReplayRequest {
    /// Only what was proposed from here on.
    pub since: Option<Moment>,
    /// Only these orders, by name or id.
    pub orders: Vec<String>,
}

/// What failed and may be repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failed {
    /// Refused actions whose exception is still open, the newest of each exception.
    pub refused: Vec<Standing>,
    /// Actions whose outcome is not known.
    pub unknown: Vec<Standing>,
}

/// What failed.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn failed(store: &Store, request: &ReplayRequest) -> Result<Failed, FlowError> {
    let read = store.read();
    let wanted = |standing: &Standing| {
        let young = request.since.is_none_or(|since| standing.action.proposed_at >= since);
        young && (request.orders.is_empty() || is_of(store, standing, &request.orders))
    };
    let mut failed = Failed::default();
    for state in [ActionState::Sending, ActionState::Unknown] {
        failed
            .unknown
            .extend(read.actions(Some(state))?.into_iter().filter(wanted));
    }
    let mut seen = BTreeSet::new();
    for standing in read
        .actions(Some(ActionState::Refused))?
        .into_iter()
        .rev()
        .filter(wanted)
    {
        let exception = read.exception(standing.action.exception)?;
        let open = exception
            .is_some_and(|e| e.work.action.is_none() && e.state != crate::model::exception::ExceptionState::Closed);
        if open && seen.insert(standing.action.exception) {
            failed.refused.push(standing);
        }
    }
    failed.refused.reverse();
    Ok(failed)
}

/// Whether an action is about one of some orders.
fn is_of(store: &Store, standing: &Standing, orders: &[String]) -> bool {
    let exception = store.read().exception(standing.action.exception).ok().flatten();
    let order = exception.and_then(|e| e.finding.subject.order);
    order.is_some_and(|o| {
        orders
            .iter()
            .any(|name| *name == o.name || *name == o.id || o.id.ends_with(&format!("/{name}")))
    })
}

/// Puts refused actions back among the approved as they were recorded; which could not be, and why.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn as_recorded(store: &mut Store, refused: &[Standing]) -> Result<(Vec<u64>, Vec<String>), FlowError> {
    let (mut again, mut not) = (Vec::new(), Vec::new());
    for standing in refused {
        let number = standing.action.number;
        match queue::again_as_recorded(store, number) {
            Ok(_) => again.push(number),
            Err(FlowError::Conflict(why) | FlowError::Taken(why)) => not.push(why),
            Err(error) => return Err(error),
        }
    }
    Ok((again, not))
}
