//! What something is set aside for besides a moment: an event, which the run that brings it sees.

use serde_json::json;

use super::payout;
use super::propose::{place, versions};
use crate::flow::FlowError;
use crate::model::exception::{Event, Exception, Wake};
use crate::queue::{Move, next, settle};
use crate::store::{Reader, RunWriter};

/// What an exception waits for, with what stands there now.
pub(super) fn waiting(store: Reader<'_>, exception: &Exception, event: Event) -> Result<Wake, FlowError> {
    let subject = &exception.finding.subject;
    let cannot = |why: &str| {
        let (id, event) = (exception.id(), event.as_str());
        Err(FlowError::Conflict(format!("{id} cannot wait for {event}: {why}")))
    };
    match event {
        Event::OrderChanged if subject.order.is_none() => return cannot("it is about no order of Shopify's"),
        Event::PayoutPaid if subject.payout.is_none() => return cannot("it is about no payout"),
        Event::PayoutPaid if is_paid(store, exception)? => return cannot("its payout is paid already"),
        _ => {}
    }
    let mark = mark(store, exception, event)?;
    Ok(Wake { event, mark })
}

/// What the event is seen by: another mark than before.
fn mark(store: Reader<'_>, exception: &Exception, event: Event) -> Result<String, FlowError> {
    Ok(match event {
        Event::OrderChanged => versions(store, exception)?.shopify,
        Event::NetsuiteChanged => versions(store, exception)?.netsuite,
        Event::PayoutPaid => String::new(),
    })
}

fn is_paid(store: Reader<'_>, exception: &Exception) -> Result<bool, FlowError> {
    let (shop, _) = place(store, exception)?;
    payout::is_paid(store, shop, &exception.finding.subject)
}

/// Brings back what was set aside for an event that has happened, each with its row in the journal.
pub(in crate::flow) fn wake(writer: &RunWriter<'_>) -> Result<(), FlowError> {
    for exception in writer.read().exceptions_at(writer.read().set_aside()?.into_iter())? {
        let Some(wake) = &exception.work.wake else { continue };
        let event = wake.event;
        let happened = match event {
            Event::PayoutPaid => is_paid(writer.read(), &exception)?,
            _ => mark(writer.read(), &exception, event)? != wake.mark,
        };
        if happened {
            back(writer, exception, event)?;
        }
    }
    Ok(())
}

fn back(writer: &RunWriter<'_>, mut exception: Exception, event: Event) -> Result<(), FlowError> {
    let Some(state) = next(exception.state, Move::Wake, &exception.work) else {
        return Ok(());
    };
    let detail = json!({"from": exception.state.as_str(), "to": state.as_str(), "event": event.as_str()});
    exception.state = state;
    exception.work = settle(state, std::mem::take(&mut exception.work));
    exception.work.revision = writer.journal("wake", &exception.id(), &detail)?;
    let place = place(writer.read(), &exception)?;
    Ok(writer.save(place, &[exception])?)
}
