//! The document an action starts from: as it was when the action was planned, but for what was sent from here.
//!
//! One document is written from by one action at a time. What that leaves it in is kept in the store, so that the next
//! action, in whatever process, tells it from what somebody else did.

use std::time::Duration;

use super::Bench;
use super::check::No;
use super::diagnosis::Why;
use crate::base::Moment;
use crate::flow::FlowError;
use crate::model::action::{Action, ActionState};
use crate::netsuite::{NetsuiteError, Record, RecordId, total_of};
use crate::store::{Desk, Reader, Store};

/// What the clocks are changed by.
const HOUR: i64 = 3_600;
/// NetSuite stamps a record and the one it is made from at the same moment. What the other says later than this is
/// somebody else's doing.
const SAME_ACT: i64 = 10;
/// When it is looked whether another action is done with the document, each time from the one before.
const WAITS: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(6),
];

/// A document that was looked at before it is written from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    id: u64,
    /// When it was last changed from here, as the store knew then.
    ours: Option<Moment>,
}

/// The action that is writing from the same document right now, or of which it is not known whether it has.
fn in_hand(store: Reader<'_>, action: &Action) -> Result<Option<(Action, ActionState)>, FlowError> {
    let Some((_, id)) = action.starts_from() else {
        return Ok(None);
    };
    for state in [ActionState::Sending, ActionState::Unknown] {
        let others = store.actions(Some(state))?.into_iter();
        let same = |of: &Action| of.number != action.number && of.starts_from().is_some_and(|(_, from)| from == id);
        // Its later steps start from what it made itself.
        let mut others = others.filter(|o| o.done.records.is_empty() && same(&o.action));
        if let Some(other) = others.next() {
            return Ok(Some((other.action, state)));
        }
    }
    Ok(None)
}

fn taken(other: &Action, state: ActionState) -> String {
    let what = match state {
        ActionState::Unknown => "whether NetSuite took it is not known yet",
        _ => "it is being sent",
    };
    format!(
        "{} starts from the same document, and {what}; `tieout apply` goes on once that is settled",
        other.id()
    )
}

/// The document an action starts from is not in another action's hand, and what NetSuite holds of it is what the store
/// holds, or what an action of ours made of that.
pub(super) async fn unmoved(
    store: &Store,
    bench: &Bench<'_>,
    action: &Action,
    dry_run: bool,
) -> Result<Result<Option<Seen>, No>, FlowError> {
    let Some((record, id)) = action.starts_from() else {
        return Ok(Ok(None));
    };
    let mut waits = WAITS.iter();
    while let Some((other, state)) = in_hand(store.read(), action)?.filter(|_| !dry_run) {
        match waits.next() {
            Some(wait) if state == ActionState::Sending && !(bench.stop)() => tokio::time::sleep(*wait).await,
            _ => return Ok(Err(No::NotSent(taken(&other, state).into()))),
        }
    }
    // Read before the document is: whatever is sent from now on is noticed when the intent is written.
    let seen = Seen {
        id,
        ours: store.read().own_change(id)?,
    };
    let Some((shop, key)) = store.read().place_of(action.exception)? else {
        return Ok(Ok(Some(seen)));
    };
    let bodies = store.read().case(shop, key)?;
    let case = bodies.decode()?;
    let Some(held) = case.documents.iter().find(|d| d.head.id == id) else {
        return Ok(Err(No::refused(format!("{record} {id} is not in the store any more"))));
    };
    let found = match bench.account.record(record, &RecordId::Internal(id)).await {
        Ok(found) => found,
        Err(error @ (NetsuiteError::NoSuchRecord { .. } | NetsuiteError::NotVisible { .. })) => {
            return Ok(Err(No::Refused(Why::from(&error))));
        }
        Err(other) => return Ok(Err(No::NotSent(Why::from(&other)))),
    };
    let total = match total_of(&found.body) {
        Ok(total) => total,
        Err(error) => return Ok(Err(error.into())),
    };
    let number = &held.head.number;
    if let Some(total) = total.filter(|t| t.abs() != held.head.total.abs()) {
        return Ok(Err(No::moved(format!(
            "{number} is of {} in NetSuite now, and was of {} when this was planned; pull, reconcile and approve it again",
            total.text(action.currency),
            held.head.total.text(action.currency)
        ))));
    }
    if let (Some(then), Some(now)) = (held.head.modified_at, found.modified_at)
        && is_moved(then, now)
        && seen.ours.map(Moment::seconds) != Some(now.as_second())
    {
        return Ok(Err(No::moved(format!(
            "{number} was changed in NetSuite at {now}, after this was planned; pull, reconcile and approve it again"
        ))));
    }
    Ok(Ok(Some(seen)))
}

/// SuiteQL writes moments in the account's own time without saying which: in the hours around the change of clocks one
/// text stands for two moments an hour apart, so whole hours tell nothing.
fn is_moved(then: Moment, now: jiff::Timestamp) -> bool {
    let apart = (then.seconds() - now.as_second()).abs();
    apart != 0 && apart != HOUR
}

/// Nobody has come between the look at the document and the intent to write from it: asked in the transaction that
/// writes the intent, so that of two actions one goes first.
pub(super) fn still_free(desk: &Desk<'_>, action: &Action, seen: Option<Seen>) -> Result<(), FlowError> {
    let Some(seen) = seen else { return Ok(()) };
    if let Some((other, state)) = in_hand(desk.read(), action)? {
        return Err(FlowError::Taken(taken(&other, state)));
    }
    if desk.read().own_change(seen.id)? != seen.ours {
        return Err(FlowError::Taken(
            "another action has just been sent from the same document; `tieout apply` goes on with this one".to_owned(),
        ));
    }
    Ok(())
}

/// In which state the first step of an action left the document it started from: when that was changed, where what was
/// made changed it and nobody since. Where that cannot be told, the next action that starts from it takes it for
/// changed by somebody.
///
/// # Errors
/// [`No::NotSent`] where NetSuite is not reached: it may be read later.
pub(super) async fn left(
    bench: &Bench<'_>,
    action: &Action,
    at: usize,
    made: &Record,
) -> Result<Option<(u64, Moment)>, No> {
    let Some((record, id)) = action.starts_from().filter(|(_, id)| at == 0 && *id != made.id) else {
        return Ok(None);
    };
    let found = match bench.account.record(record, &RecordId::Internal(id)).await {
        Ok(found) => found,
        Err(NetsuiteError::NoSuchRecord { .. } | NetsuiteError::NotVisible { .. } | NetsuiteError::Held { .. }) => {
            return Ok(None);
        }
        Err(error) => return Err(No::NotSent(Why::from(&error))),
    };
    let same_act = |(made, changed): (jiff::Timestamp, jiff::Timestamp)| {
        let after = changed.as_second() - made.as_second();
        (0..=SAME_ACT)
            .contains(&after)
            .then(|| (id, Moment::from_seconds(changed.as_second())))
    };
    Ok(made.created_at.zip(found.modified_at).and_then(same_act))
}
