//! Edits that go by the configuration's leave, and refused actions that are repeated as recorded.

use serde_json::json;

use super::decide::{moved, take};
use super::propose::{draft, proposal, proposed, versions};
use crate::base::Moment;
use crate::flow::FlowError;
use crate::model::action::{Action, ActionState, Done, Standing};
use crate::model::exception::Exception;
use crate::model::finding::ActionKind;
use crate::model::rules::Rules;
use crate::queue::Move;
use crate::store::{Reader, Store};

/// Lets an edit go by the configuration's leave: proposed by `sync`, approved by nobody, with NetSuite's
/// preview to vouch for it.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, or no plan.
pub(in crate::flow) fn let_edit_go(store: &mut Store, rules: &Rules, id: &str) -> Result<Action, FlowError> {
    let mut desk = store.desk()?;
    let exception = take(&desk, id, None)?;
    let kind = Some(ActionKind::UpdateSalesOrder);
    let (exception, action) = proposed(&mut desk, rules, exception, kind, Action::BY_SYNC, "")?;
    let digest = action.digest().map_err(|e| FlowError::Internal(e.to_string()))?;
    let detail = json!({"action": action.id(), "digest": digest, "leave": "[sync] approval = \"preview\""});
    moved(&mut desk, exception, Move::Approve, "approve", &detail, |_| {})?;
    desk.save_action(&Standing {
        action: action.clone(),
        state: ActionState::Approved,
        done: Done::default(),
    })?;
    desk.commit()?;
    Ok(action)
}

/// The same, only to be looked at.
///
/// # Errors
/// [`FlowError`] where there is no plan.
pub(in crate::flow) fn edit_as_it_would_go(
    store: &Store,
    rules: &Rules,
    exception: &Exception,
    at: Moment,
) -> Result<Action, FlowError> {
    let mut action = as_it_would_be(store, rules, exception, ActionKind::UpdateSalesOrder, at)?;
    action.proposer = Action::BY_SYNC.to_owned();
    Ok(action)
}

/// An action of a kind as it would be planned now, only to be looked at.
///
/// # Errors
/// [`FlowError`] where there is no plan.
pub(in crate::flow) fn as_it_would_be(
    store: &Store,
    rules: &Rules,
    exception: &Exception,
    kind: ActionKind,
    at: Moment,
) -> Result<Action, FlowError> {
    let proposal = proposal(&exception.finding, Some(kind), &exception.id())?;
    draft(store.read(), rules, exception, proposal, 0, at)
}

/// Puts a refused action back among the approved, as it was recorded: its approval still covers it.
///
/// # Errors
/// [`FlowError`]: not refused, or not in a state that allows it.
pub(in crate::flow) fn again_as_recorded(store: &mut Store, number: u64) -> Result<Standing, FlowError> {
    let mut desk = store.desk()?;
    let standing = desk.read().action(number)?;
    let mut standing = standing.ok_or_else(|| FlowError::NotFound(format!("there is no action ACT-{number}")))?;
    let action = standing.action.clone();
    if standing.state != ActionState::Refused {
        return Err(FlowError::Conflict(format!(
            "{} is {}: only what was refused is repeated",
            action.id(),
            standing.state.as_str()
        )));
    }
    let exception = take(&desk, &format!("EX-{}", action.exception), None)?;
    if let Some(why) = moved_side(desk.read(), &action, &exception)? {
        return Err(FlowError::Conflict(why));
    }
    let detail = json!({"action": action.id(), "again": "as recorded"});
    let exception = moved(&mut desk, exception, Move::Propose, "propose", &detail, |work| {
        work.action = Some(number);
    })?;
    moved(&mut desk, exception, Move::Approve, "approve", &detail, |_| {})?;
    standing.state = ActionState::Approved;
    desk.save_action(&standing)?;
    desk.commit()?;
    Ok(standing)
}

/// Which side changed since an action was planned, in a sentence; `None` where neither did.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub(in crate::flow) fn moved_side(
    store: Reader<'_>,
    action: &Action,
    exception: &Exception,
) -> Result<Option<String>, FlowError> {
    let now = versions(store, exception)?;
    let side = match (
        now.shopify == action.versions.shopify,
        now.netsuite == action.versions.netsuite,
    ) {
        (true, true) => return Ok(None),
        (false, true) => "Shopify's side has",
        (true, false) => "NetSuite's side has",
        (false, false) => "both sides have",
    };
    Ok(Some(format!(
        "{} cannot be repeated as recorded: {side} changed since it was planned",
        action.id()
    )))
}
