//! Where an action stands, kept together with its exception and the journal: one transaction a move.

use serde_json::{Value, json};

use super::Bench;
use super::diagnosis::Why;
use super::source::{self, Seen};
use crate::base::{Moment, sha256_hex};
use crate::flow::FlowError;
use crate::flow::queue::moved;
use crate::model::action::{ActionState, Adjusted, Standing};
use crate::model::exception::ExceptionState;
use crate::queue::Move;
use crate::store::Store;

/// The code a row of the journal names.
fn id(why: &Why) -> Option<&'static str> {
    why.code.map(|code| code.id)
}

/// What the journal has of an attempt that came to nothing.
fn told(standing: &Standing, why: &Why) -> Value {
    json!({"action": standing.action.id(), "why": why.text, "code": id(why), "class": why.class.as_str()})
}

/// Writes down that a step is about to be sent, and what its body has that the plan has not.
/// Of two processes one succeeds, and of two actions that start from one document one goes first: `seen` is that
/// document as it was looked at.
pub(super) fn intend(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    body: &str,
    adjusted: Option<&Adjusted>,
    seen: Option<Seen>,
) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let mut desk = store.desk()?;
    ours(&desk, standing)?;
    source::still_free(&desk, &standing.action, seen)?;
    let step = standing.done.records.len();
    // A later step, or one that is sent again, may find it on its way already.
    let waits = desk.read().exception(standing.action.exception)?;
    if waits.is_some_and(|e| e.state == ExceptionState::Approved) {
        exception(
            &mut desk,
            standing,
            Move::Send,
            "send",
            &json!({"action": standing.action.id()}),
        )?;
    }
    standing.done.sent_at = Some(bench.now());
    standing.state = ActionState::Sending;
    desk.save_action(standing)?;
    let external_id = standing.action.steps.get(step).and_then(|s| s.external_id.clone());
    let adjusted = adjusted.map(|by| match by {
        Adjusted::Line(gap) => json!(gap.text(standing.action.currency)),
        Adjusted::Tax(tax) => json!(tax),
    });
    desk.journal(
        "intent",
        &standing.action.id(),
        &json!({"step": step + 1, "external_id": external_id, "body": sha256_hex(body.as_bytes()), "adjusted": adjusted}),
    )?;
    Ok(desk.commit()?)
}

/// Writes down that NetSuite said it took a step, and which record it named. Whether it is as planned, reading it
/// back says.
pub(super) fn answered(store: &mut Store, bench: &Bench<'_>, standing: &Standing, id: u64) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let desk = store.desk()?;
    let step = standing.done.records.len() + 1;
    desk.journal("answer", &standing.action.id(), &json!({"step": step, "record": id}))?;
    Ok(desk.commit()?)
}

/// The action is still as this process left it: of two that carry it out at once, one goes on. Whether its
/// outcome counts as on its way or as unknown makes no difference to whoever waits for it.
fn ours(desk: &crate::store::Desk<'_>, standing: &Standing) -> Result<(), FlowError> {
    let on_its_way = |state| matches!(state, ActionState::Sending | ActionState::Unknown);
    let held = desk.read().action(standing.action.number)?;
    let is = held.is_some_and(|held| {
        let same = held.state == standing.state || on_its_way(held.state) && on_its_way(standing.state);
        same && held.done == standing.done
    });
    if is {
        return Ok(());
    }
    Err(FlowError::Taken(format!(
        "{} is being carried out by another tieout; see `tieout actions show {}`",
        standing.action.id(),
        standing.action.id()
    )))
}

/// Writes down what a step made or changed, and when that changed the document it started from (`left`). The action
/// goes on with its next step, or is done.
pub(super) fn wrote(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    id: u64,
    differs: &[String],
    how: &str,
    left: Option<(u64, Moment)>,
) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let mut desk = store.desk()?;
    ours(&desk, standing)?;
    if let Some((document, at)) = left {
        desk.keep_own_change(document, standing.action.number, at)?;
    }
    standing.done.records.push(id);
    standing.done.sent_at = None;
    let step = standing.done.records.len();
    desk.journal(
        "read back",
        &standing.action.id(),
        &json!({"step": step, "record": id, "how": how, "differs": differs}),
    )?;
    let is_done = step == standing.action.steps.len();
    standing.state = if is_done {
        ActionState::Posted
    } else {
        ActionState::Approved
    };
    if is_done {
        let detail = json!({"action": standing.action.id(), "records": standing.done.records});
        exception(&mut desk, standing, Move::Post, "post", &detail)?;
    }
    desk.save_action(standing)?;
    Ok(desk.commit()?)
}

/// Writes down that what became of a step is not known.
pub(super) fn lost(store: &mut Store, bench: &Bench<'_>, standing: &mut Standing, why: &Why) -> Result<(), FlowError> {
    if standing.state == ActionState::Unknown {
        return Ok(());
    }
    store.act_as(bench.operator, bench.now());
    let mut desk = store.desk()?;
    ours(&desk, standing)?;
    exception(&mut desk, standing, Move::Lose, "lost", &told(standing, why))?;
    standing.state = ActionState::Unknown;
    desk.save_action(standing)?;
    Ok(desk.commit()?)
}

/// Writes down that a step which was on its way was not taken: it may be sent again.
pub(super) fn cleared(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    why: &Why,
) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let mut desk = store.desk()?;
    ours(&desk, standing)?;
    let detail = told(standing, why);
    exception(&mut desk, standing, Move::Clear, "clear", &detail)?;
    standing.state = ActionState::Approved;
    standing.done.sent_at = None;
    desk.save_action(standing)?;
    Ok(desk.commit()?)
}

/// Writes down that NetSuite was not reached before anything was sent; where the action stands does not change.
pub(super) fn not_sent(store: &mut Store, bench: &Bench<'_>, standing: &Standing, why: &Why) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let detail = told(standing, why);
    store.note("not sent", &standing.action.id(), &detail)?;
    Ok(())
}

/// Writes down that an action is refused: nothing (more) of it is written.
pub(super) fn refused(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    why: &Why,
) -> Result<(), FlowError> {
    ended(store, bench, standing, ActionState::Refused, why)
}

/// Writes down that an edit which was not taken is given back: whoever plans edits plans it anew.
pub(super) fn withdrawn(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    why: &Why,
) -> Result<(), FlowError> {
    ended(store, bench, standing, ActionState::Void, why)
}

fn ended(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    state: ActionState,
    why: &Why,
) -> Result<(), FlowError> {
    store.act_as(bench.operator, bench.now());
    let mut desk = store.desk()?;
    ours(&desk, standing)?;
    let mut detail = told(standing, why);
    detail["records"] = json!(standing.done.records);
    let what = if state == ActionState::Void {
        "withdrawn"
    } else {
        "refused"
    };
    exception(&mut desk, standing, Move::Refuse, what, &detail)?;
    standing.state = state;
    standing.done.sent_at = None;
    desk.save_action(standing)?;
    Ok(desk.commit()?)
}

/// Moves the exception of an action, where it is still the action's.
fn exception(
    desk: &mut crate::store::Desk<'_>,
    standing: &Standing,
    mv: Move,
    what: &str,
    detail: &Value,
) -> Result<(), FlowError> {
    let number = standing.action.exception;
    let held = desk.read().exception(number)?;
    let held = held.ok_or_else(|| FlowError::Internal(format!("EX-{number} is not in the store")))?;
    // A run may have closed or reopened it meanwhile: then it has its own way, and the journal has ours.
    let ours = held.work.action == Some(standing.action.number)
        && matches!(
            held.state,
            ExceptionState::Approved | ExceptionState::Posting | ExceptionState::Unknown
        );
    if ours {
        moved(desk, held, mv, what, detail, |_| {})?;
    } else {
        desk.journal(what, &standing.action.id(), detail)?;
    }
    Ok(())
}
