//! What could be proposed for an exception instead of what the run suggests.

use super::propose::{draft, proposal};
use crate::base::Moment;
use crate::flow::FlowError;
use crate::model::action::Action;
use crate::model::exception::Exception;
use crate::model::finding::ActionKind;
use crate::model::rules::Rules;
use crate::store::Store;

/// Every action that can be planned for an exception at a moment; what the run suggests comes first.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn alternatives(store: &Store, rules: &Rules, exception: &Exception, at: Moment) -> Result<Vec<Action>, FlowError> {
    let mut planned = Vec::new();
    for kind in ActionKind::ALL.into_iter().filter(|k| k.is_decided_here()) {
        let drafted = proposal(&exception.finding, Some(kind), &exception.id())
            .and_then(|proposal| draft(store.read(), rules, exception, proposal, 0, at));
        match drafted {
            Ok(action) => planned.push(action),
            // It does not fit what happened, or not yet.
            Err(FlowError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let suggested = exception.finding.proposal.as_ref().map(|p| p.action);
    planned.sort_by_key(|action| Some(action.kind()) != suggested);
    Ok(planned)
}
