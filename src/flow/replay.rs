//! Repeats what failed. What is settled has nothing left to do, so repeating does no harm.

use std::collections::BTreeSet;

use super::FlowError;
use super::queue;
use crate::base::Moment;
use crate::model::action::{ActionState, Standing, Step};
use crate::model::exception::ExceptionState;
use crate::model::rules::Rules;
use crate::store::Store;

/// How many writes a forecast is made from.
const PACED: usize = 20;

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
        let open = exception.is_some_and(|e| e.work.action.is_none() && e.state != ExceptionState::Closed);
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

/// Why an action cannot be repeated as recorded: which side changed since it was planned; `None` where neither did.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn moved_side(store: &Store, standing: &Standing) -> Result<Option<String>, FlowError> {
    match store.read().exception(standing.action.exception)? {
        Some(exception) => queue::moved_side(store.read(), &standing.action, &exception),
        None => Ok(Some(format!("{} settles nothing any more", standing.action.id()))),
    }
}

/// What would be planned for a refused action now, beside what was recorded: its requests one by one, or why there is no
/// plan any more. Empty where they are the same.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn how_it_moved(store: &Store, rules: &Rules, standing: &Standing, at: Moment) -> Result<Vec<String>, FlowError> {
    let action = &standing.action;
    let Some(exception) = store.read().exception(action.exception)? else {
        return Ok(Vec::new());
    };
    if exception.state == ExceptionState::Closed {
        return Ok(vec![format!(
            "{} is closed: nothing of it is left to do",
            exception.id()
        )]);
    }
    let now = match queue::as_it_would_be(store, rules, &exception, action.kind(), at) {
        Ok(now) => now,
        Err(FlowError::Conflict(why) | FlowError::Taken(why)) => return Ok(vec![format!("now: {why}")]),
        Err(error) => return Err(error),
    };
    if now.steps == action.steps {
        return Ok(Vec::new());
    }
    let bodies = |sign: &'static str, steps: &[Step]| -> Vec<String> {
        steps
            .iter()
            .map(|s| format!("{sign} {} {}", s.record, s.body))
            .collect()
    };
    Ok([bodies("-", &action.steps), bodies("+", &now.steps)].concat())
}

/// How long writing has taken lately: from the intent of a step to its being read back, in seconds, for each of the last
/// actions that were carried out.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn pace(store: &Store) -> Result<Option<i64>, FlowError> {
    let mut took = Vec::new();
    for standing in store
        .read()
        .actions(Some(ActionState::Posted))?
        .iter()
        .rev()
        .take(PACED)
    {
        let rows = store.read().journal_of(&standing.action.id())?;
        let first = rows.iter().find(|r| r.what == "intent").map(|r| r.at.seconds());
        let last = rows
            .iter()
            .rev()
            .find(|r| r.what == "read back")
            .map(|r| r.at.seconds());
        took.extend(first.zip(last).map(|(first, last)| last - first));
    }
    took.sort_unstable();
    Ok(took.get(took.len() / 2).copied())
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
