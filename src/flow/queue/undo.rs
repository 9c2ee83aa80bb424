//! Proposing the reversal of a posted action.

use serde_json::json;

use super::decide::{checked_note, moved, take};
use super::propose::{place, versions};
use crate::flow::{FlowError, actions, periods, zone};
use crate::model::action::{Action, ActionState, Done, Standing};
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::Proposal;
use crate::model::rules::Rules;
use crate::plan::{self, UndoAsk};
use crate::queue::Move;
use crate::store::{Reader, Store};

/// Proposes what reverses a posted action. The proposal waits for approval like any other, by another person than
/// whoever proposes it where two are needed.
///
/// # Errors
/// [`FlowError`]: not there, not posted, reversed or being reversed already, its exception is worked on, or it cannot be
/// reversed from here.
pub fn undo(store: &mut Store, rules: &Rules, id: &str, note: Option<&str>) -> Result<(Exception, Action), FlowError> {
    let note = note.map(checked_note).transpose()?.unwrap_or_default().to_owned();
    let mut desk = store.desk()?;
    let (standing, _) = actions::read(desk.read(), id)?;
    may_be_undone(desk.read(), &standing)?;
    let mut exception = take(&desk, &format!("EX-{}", standing.action.exception), None)?;
    let by = desk.by().clone();
    let (kind, steps) = {
        let (shop, _) = place(desk.read(), &exception)?;
        let ask = UndoAsk {
            standing: &standing,
            rules,
            today: by
                .at
                .day(&zone(rules.shop(shop).map_or("UTC", |s| s.time_zone.as_str()))?),
            periods: &periods::held(desk.read())?,
        };
        let undone = plan::undo(&ask);
        undone
            .map_err(|why| FlowError::Conflict(format!("{} cannot be undone from here: {why}", standing.action.id())))?
    };
    if matches!(exception.state, ExceptionState::Posted | ExceptionState::Closed) {
        let detail = json!({"note": format!("to undo {}", standing.action.id())});
        exception = moved(&mut desk, exception, Move::Reopen, "reopen", &detail, |_| {})?;
    }
    let number = desk.next_action()?;
    let action = Action {
        number,
        exception: exception.number,
        proposal: Proposal {
            action: kind,
            ..standing.action.proposal.clone()
        },
        currency: standing.action.currency,
        source: standing.action.id(),
        steps,
        versions: versions(desk.read(), &exception)?,
        proposer: by.who.clone(),
        proposed_at: by.at,
        note,
    };
    let detail = json!({"action": action.id(), "undoes": standing.action.id(), "kind": kind.as_str(),
        "amount": action.proposal.amount.text(action.currency), "currency": action.currency.to_string(),
        "proposer": by.who, "note": action.note});
    let exception = moved(&mut desk, exception, Move::Propose, "propose", &detail, |work| {
        work.action = Some(number);
    })?;
    desk.save_action(&Standing {
        action: action.clone(),
        state: ActionState::Proposed,
        done: Done::default(),
    })?;
    desk.commit()?;
    Ok((exception, action))
}

fn may_be_undone(store: Reader<'_>, standing: &Standing) -> Result<(), FlowError> {
    let action = &standing.action;
    let instead = match standing.state {
        ActionState::Posted => None,
        ActionState::Proposed | ActionState::Approved => Some(format!(
            "turn it down with `tieout queue reject EX-{}`",
            action.exception
        )),
        ActionState::Sending | ActionState::Unknown => Some("`tieout apply` finds out what became of it".to_owned()),
        ActionState::Refused | ActionState::Void => Some("nothing of it counts as written".to_owned()),
    };
    if let Some(instead) = instead {
        return Err(FlowError::Conflict(format!(
            "{} is {}, and only what is posted is undone: {instead}",
            action.id(),
            standing.state.as_str()
        )));
    }
    let others = store.actions_of(action.exception)?;
    let dead = |s: &Standing| matches!(s.state, ActionState::Refused | ActionState::Void);
    if let Some(other) = others
        .iter()
        .find(|s| s.action.undoes() == Some(action.number) && !dead(s))
    {
        return Err(FlowError::Conflict(format!(
            "{} undoes {} and is {}",
            other.action.id(),
            action.id(),
            other.state.as_str()
        )));
    }
    Ok(())
}

/// Whether a reversal is on its way for an exception: no run takes that for a matter that is settled.
pub(in crate::flow) fn is_being_undone(store: Reader<'_>, exception: &Exception) -> Result<bool, FlowError> {
    let waits = matches!(exception.state, ExceptionState::Proposed | ExceptionState::Approved);
    let Some(number) = exception.work.action.filter(|_| waits) else {
        return Ok(false);
    };
    Ok(store.action(number)?.is_some_and(|s| s.action.undoes().is_some()))
}

/// The posted action that reversed a record, where one did.
pub(in crate::flow) fn undone_by(store: Reader<'_>, exception: u64, record: u64) -> Result<Option<Action>, FlowError> {
    let all = store.actions_of(exception)?;
    let made = |number: u64| {
        all.iter()
            .any(|s| s.action.number == number && s.done.records.contains(&record))
    };
    let mut posted = all.iter().filter(|s| s.state == ActionState::Posted);
    let found = posted.find(|s| s.action.undoes().is_some_and(made));
    Ok(found.map(|s| s.action.clone()))
}
