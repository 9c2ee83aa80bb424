//! What lies ahead before a backlog is sent.

use super::{ApplyRequest, numbers};
use crate::flow::FlowError;
use crate::model::action::{ActionState, Standing};
use crate::store::Store;

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forecast {
    /// Actions.
    pub actions: u64,
    /// Documents that are made or changed.
    pub documents: u64,
    /// Requests to NetSuite that this takes where nothing goes wrong, one after the other.
    pub requests: u64,
}

/// What an apply would have to do now.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn forecast(store: &Store, request: &ApplyRequest) -> Result<Forecast, FlowError> {
    let mut all = Forecast::default();
    for number in numbers(store, request)? {
        if let Some(standing) = store.read().action(number)? {
            let (documents, requests) = of(&standing);
            all.actions += 1;
            all.documents += documents;
            all.requests += requests;
        }
    }
    Ok(all)
}

/// The documents and the requests of one action: what of it is not done yet.
fn of(standing: &Standing) -> (u64, u64) {
    let action = &standing.action;
    let done = standing.done.records.len();
    let mut requests = 0;
    for (at, step) in action.steps.iter().enumerate().skip(done) {
        // Whether it is there; the preview, once more where it has to be adjusted; the write; and what was saved.
        requests += u64::from(step.external_id.is_some()) + 1 + u64::from(step.adjust.is_some()) + 1 + 1;
        // The document it starts from, before and after.
        if at == 0 && action.starts_from().is_some() {
            requests += 2;
        }
    }
    if matches!(standing.state, ActionState::Sending | ActionState::Unknown) {
        requests += 1;
    }
    (action.steps.len().saturating_sub(done) as u64, requests)
}
