//! What a person decides about one exception, short of writing to NetSuite: one transaction each, with
//! its journal row.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::by_id;
use super::wake::waiting;
use crate::base::{Amount, Moment};
use crate::flow::FlowError;
use crate::model::exception::{Acceptance, Event, Exception, ExceptionState, Work};
use crate::model::finding::FindingState;
use crate::model::rules::Rules;
use crate::queue::{Move, next, settle};
use crate::store::{Desk, Reader, Store};

/// How long a claim lasts that nobody renews, in seconds.
const CLAIM: i64 = 600;
/// The longest something may be set aside, in seconds: muting expires.
pub const SNOOZE_MAX: i64 = 90 * 86_400;
/// The longest a note or a label may be, in characters.
const NOTE_MAX: usize = 2_000;
const TAG_MAX: usize = 40;

/// Gives an exception to somebody.
///
/// `seen` is the revision ([`Work::revision`]) that whoever decides has looked at; with another one the
/// decision is refused.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, or not in a state that allows it.
pub fn assign(store: &mut Store, id: &str, seen: Option<u64>, to: &str) -> Result<Exception, FlowError> {
    super::super::operators::check_operator(to)?;
    decided(store, id, seen, Move::Assign, "assign", |work| {
        work.assignee = Some(to.to_owned());
        json!({"to": to})
    })
}

/// Sets an exception aside until a moment; it is back earlier should its amounts change, or once the event is seen.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, a moment that is past or more than 90
/// days ahead, or an event that cannot happen to it.
pub fn snooze(
    store: &mut Store,
    id: &str,
    seen: Option<u64>,
    until: Moment,
    event: Option<Event>,
) -> Result<Exception, FlowError> {
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let at = desk.by().at;
    if until <= at || until > at.plus(SNOOZE_MAX) {
        return Err(FlowError::Config(format!(
            "cannot set it aside until {until}: give a moment within the next 90 days"
        )));
    }
    let wake = event.map(|event| waiting(desk.read(), &exception, event)).transpose()?;
    let detail = json!({"until": until.to_string(), "event": event.map(Event::as_str)});
    let exception = moved(&mut desk, exception, Move::Snooze, "snooze", &detail, |work| {
        work.snoozed_until = Some(until);
        work.wake = wake;
    })?;
    desk.commit()?;
    Ok(exception)
}

/// Accepts a difference as it is, within what is left of its month's tolerance budget.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, no note, or more than the
/// budget has left (then `accept_variance` can be proposed and approved).
pub fn accept(
    store: &mut Store,
    rules: &Rules,
    id: &str,
    seen: Option<u64>,
    note: &str,
) -> Result<Exception, FlowError> {
    let note = checked_note(note)?.to_owned();
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let left = budget_left(desk.read(), rules, &exception)?;
    let amount = exception.finding.delta.abs();
    if amount > left {
        let currency = exception.finding.currency;
        return Err(FlowError::Conflict(format!(
            "{} is about {} {currency}, and the month's tolerance budget has {} left; \
             `tieout queue propose {} --action accept_variance` asks somebody to approve it",
            exception.id(),
            amount.text(currency),
            left.text(currency),
            exception.id()
        )));
    }
    let exception = accepted(&mut desk, exception, &note)?;
    desk.commit()?;
    Ok(exception)
}

/// Writes an acceptance down.
pub(super) fn accepted(desk: &mut Desk<'_>, exception: Exception, note: &str) -> Result<Exception, FlowError> {
    let by = desk.by().clone();
    let delta = exception.finding.delta;
    let number = exception.number;
    let detail = json!({"note": note, "delta": delta.text(exception.finding.currency),
        "currency": exception.finding.currency.to_string()});
    let acceptance = Acceptance {
        by: by.who,
        at: by.at,
        delta,
        note: note.to_owned(),
    };
    let exception = moved(desk, exception, Move::Accept, "accept", &detail, |work| {
        work.accepted = Some(acceptance);
    })?;
    // What the last run called a mismatch is one no longer.
    desk.compare_again(number)?;
    Ok(exception)
}

/// What is left of the tolerance budget of an exception's month and currency.
fn budget_left(store: Reader<'_>, rules: &Rules, exception: &Exception) -> Result<Amount, FlowError> {
    let month = |e: &Exception| (e.finding.since.day(&TimeZone::UTC).first_of_month(), e.finding.currency);
    let wanted = month(exception);
    let used: Amount = store
        .open_findings()?
        .iter()
        .filter(|e| e.number != exception.number && month(e) == wanted)
        .filter(|e| e.finding.state == FindingState::Accepted || e.work.accepted.is_some())
        .map(|e| e.finding.delta.abs())
        .sum();
    Ok((rules.tolerance.budget_per_period - used).max(Amount::ZERO))
}

/// Takes an exception up again that was accepted, posted, closed or set aside.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, or not in a state that allows it.
pub fn reopen(store: &mut Store, id: &str, seen: Option<u64>, note: &str) -> Result<Exception, FlowError> {
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let number = exception.number;
    let exception = moved(
        &mut desk,
        exception,
        Move::Reopen,
        "reopen",
        &json!({"note": note}),
        |_| {},
    )?;
    desk.compare_again(number)?;
    desk.commit()?;
    Ok(exception)
}

/// Writes a note about an exception into the journal.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, or an empty note.
pub fn note(store: &mut Store, id: &str, seen: Option<u64>, text: &str) -> Result<Exception, FlowError> {
    let text = checked_note(text)?;
    let desk = store.desk()?;
    let mut exception = take(&desk, id, seen)?;
    exception.work.revision = desk.journal("note", &exception.id(), &json!({"note": text}))?;
    desk.save(&exception)?;
    desk.commit()?;
    Ok(exception)
}

/// Puts labels on an exception, or takes them off.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, or an impossible label.
pub fn tag(store: &mut Store, id: &str, tags: &[String], remove: bool) -> Result<Exception, FlowError> {
    let fine = |t: &&String| {
        !t.is_empty() && t.chars().count() <= TAG_MAX && !t.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    if let Some(wrong) = tags.iter().find(|t| !fine(t)) {
        return Err(FlowError::Config(format!(
            "`{wrong}` cannot be a label: write up to {TAG_MAX} characters without blanks"
        )));
    }
    let desk = store.desk()?;
    let mut exception = take(&desk, id, None)?;
    let given: BTreeSet<String> = tags.iter().cloned().collect();
    let held = std::mem::take(&mut exception.work.tags);
    exception.work.tags = if remove {
        held.difference(&given).cloned().collect()
    } else {
        held.union(&given).cloned().collect()
    };
    let what = if remove { "untag" } else { "tag" };
    exception.work.revision = desk.journal(what, &exception.id(), &json!({"tags": given}))?;
    desk.save(&exception)?;
    desk.commit()?;
    Ok(exception)
}

/// Claims an exception for whoever decides: others see it, and cannot decide on it for ten minutes.
///
/// # Errors
/// [`FlowError`]: not there, or somebody else's already.
pub fn claim(store: &mut Store, id: &str) -> Result<Exception, FlowError> {
    let desk = store.desk()?;
    let exception = take(&desk, id, None)?;
    desk.claim(exception.number, desk.by().at.plus(CLAIM))?;
    desk.commit()?;
    Ok(exception)
}

/// Gives a claim back.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn release(store: &mut Store, number: u64) -> Result<(), FlowError> {
    let desk = store.desk()?;
    desk.release(number)?;
    Ok(desk.commit()?)
}

/// One decision from its beginning to its end.
fn decided(
    store: &mut Store,
    id: &str,
    seen: Option<u64>,
    mv: Move,
    what: &str,
    how: impl FnOnce(&mut Work) -> Value,
) -> Result<Exception, FlowError> {
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let mut work = exception.work.clone();
    let detail = how(&mut work);
    let exception = moved(&mut desk, exception, mv, what, &detail, |held| *held = work)?;
    desk.commit()?;
    Ok(exception)
}

/// An exception for whoever decides.
pub(super) fn take(desk: &Desk<'_>, id: &str, seen: Option<u64>) -> Result<Exception, FlowError> {
    let by = desk.by();
    let mut exception = by_id(desk.read(), id)?;
    if let Some(claim) = desk.read().claim_on(exception.number, by.at)?
        && claim.operator != by.who
    {
        return Err(FlowError::Taken(format!(
            "{} is claimed by `{}` until {}",
            exception.id(),
            claim.operator,
            claim.until
        )));
    }
    if seen.is_some_and(|seen| seen != exception.work.revision) {
        return Err(FlowError::Taken(format!(
            "{} was decided on meanwhile: it is {} now; look again",
            exception.id(),
            exception.state.as_str()
        )));
    }
    wake(&mut exception, by.at);
    Ok(exception)
}

/// An exception that was set aside until an earlier moment is back.
pub(super) fn wake(exception: &mut Exception, at: Moment) {
    let due = exception.work.snoozed_until.is_some_and(|until| until <= at);
    if due && let Some(state) = next(exception.state, Move::Wake, &exception.work) {
        exception.state = state;
        exception.work = settle(state, std::mem::take(&mut exception.work));
    }
}

/// Moves an exception, with its journal row.
pub(crate) fn moved(
    desk: &mut Desk<'_>,
    mut exception: Exception,
    mv: Move,
    what: &str,
    detail: &Value,
    change: impl FnOnce(&mut Work),
) -> Result<Exception, FlowError> {
    let from = exception.state;
    change(&mut exception.work);
    let state = next(from, mv, &exception.work).ok_or_else(|| cannot(&exception, from, mv))?;
    let mut row = json!({"from": from.as_str(), "to": state.as_str()});
    if let (Some(row), Some(more)) = (row.as_object_mut(), detail.as_object()) {
        row.extend(more.clone());
    }
    exception.state = state;
    exception.work = settle(state, std::mem::take(&mut exception.work));
    exception.work.revision = desk.journal(what, &exception.id(), &row)?;
    desk.save(&exception)?;
    Ok(exception)
}

fn cannot(exception: &Exception, from: ExceptionState, mv: Move) -> FlowError {
    FlowError::Conflict(format!(
        "{} is {}: it cannot be {}",
        exception.id(),
        from.as_str(),
        mv.done()
    ))
}

/// A note with something in it.
pub(super) fn checked_note(note: &str) -> Result<&str, FlowError> {
    let note = note.trim();
    if note.is_empty() {
        return Err(FlowError::Config("say why: the note is empty".to_owned()));
    }
    if note.chars().count() > NOTE_MAX {
        return Err(FlowError::Config(format!(
            "the note is longer than {NOTE_MAX} characters"
        )));
    }
    Ok(note)
}
