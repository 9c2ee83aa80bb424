//! What is looked at before and after a step is sent.

use serde::Deserialize;
use serde_json::Value;

use super::{Bench, Shown};
use crate::base::{Amount, Currency};
use crate::model::action::{Action, Step};
use crate::netsuite::{NetsuiteError, Record, RecordId, WriteError, total_of};

/// What the clocks are changed by.
const HOUR: i64 = 3_600;

/// Why a step is not sent.
pub(super) enum No {
    /// It may not be, whatever happens.
    Refused(String),
    /// NetSuite was not reached.
    NotSent(String),
}

impl From<WriteError> for No {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotSent(_) | WriteError::Unknown(_) => Self::NotSent(error.to_string()),
            WriteError::Refused { .. } | WriteError::Answer(_) => Self::Refused(error.to_string()),
        }
    }
}

/// A record that is there under an external id.
pub(super) async fn by_external_id(bench: &Bench<'_>, record: &str, id: &str) -> Result<Option<Record>, No> {
    match bench.account.record(record, &RecordId::External(id.to_owned())).await {
        Ok(found) => Ok(Some(found)),
        Err(NetsuiteError::NoSuchRecord { .. }) => Ok(None),
        Err(error @ NetsuiteError::NotVisible { .. }) => Err(No::Refused(error.to_string())),
        Err(error) => Err(No::NotSent(error.to_string())),
    }
}

/// The document a step starts from has not moved since the plan was made: what NetSuite holds of it now
/// is what the store holds.
pub(super) async fn unmoved(bench: &Bench<'_>, record: &str, id: u64, held: &Held) -> Result<(), No> {
    let found = bench.account.record(record, &RecordId::Internal(id)).await;
    let found = found.map_err(|error| match error {
        NetsuiteError::NoSuchRecord { .. } | NetsuiteError::NotVisible { .. } => No::Refused(error.to_string()),
        other => No::NotSent(other.to_string()),
    })?;
    let total = total_of(&found.body)?;
    if total.is_some_and(|t| t.abs() != held.total.abs()) {
        return Err(No::Refused(format!(
            "{} is of {} in NetSuite now, and was of {} when this was planned; pull, reconcile and approve it again",
            held.number,
            total.unwrap_or(Amount::ZERO).text(held.currency),
            held.total.text(held.currency)
        )));
    }
    // SuiteQL writes moments in the account's own time without saying which: in the hours around the change
    // of clocks one text stands for two moments an hour apart, so whole hours tell nothing.
    let moved = |then: crate::base::Moment, now: jiff::Timestamp| {
        let apart = (then.seconds() - now.as_second()).abs();
        apart != 0 && apart != HOUR
    };
    let by_us = found.modified_at.is_some() && bench.own_changes.borrow().get(&id).copied() == found.modified_at;
    if let (Some(then), Some(now)) = (held.modified_at, found.modified_at)
        && moved(then, now)
        && !by_us
    {
        return Err(No::Refused(format!(
            "{} was changed in NetSuite at {now}, after this was planned; pull, reconcile and approve it again",
            held.number
        )));
    }
    Ok(())
}

/// Remembers in which state our own write left the document it started from. Where it cannot be read, the
/// next action that starts from it takes it for changed by somebody.
pub(super) async fn remember(bench: &Bench<'_>, record: &str, id: u64) {
    if let Ok(found) = bench.account.record(record, &RecordId::Internal(id)).await
        && let Some(at) = found.modified_at
    {
        bench.own_changes.borrow_mut().insert(id, at);
    }
}

/// What the store holds of the document a plan starts from.
pub(super) struct Held {
    pub(super) number: String,
    pub(super) total: Amount,
    pub(super) currency: Currency,
    pub(super) modified_at: Option<crate::base::Moment>,
}

/// Has NetSuite compute a step, and brings it to its total by the agreed means. What it cannot bring
/// there is refused with the difference.
pub(super) async fn previewed(
    bench: &Bench<'_>,
    action: &Action,
    at: usize,
    step: &Step,
    body: String,
) -> Result<Shown, No> {
    let first = bench.account.preview(step, &body).await?;
    let shown = |body: String, total: Option<Amount>| Shown {
        step: at,
        body,
        total: total.map(|t| t.text(action.currency)),
        adjusted: None,
    };
    let Some(wanted) = step.total else {
        return Ok(shown(body, first.total));
    };
    let Some(total) = first.total else {
        return Err(No::Refused("NetSuite's preview shows no total".to_owned()));
    };
    let gap = wanted - total;
    if gap.is_zero() {
        return Ok(shown(body, first.total));
    }
    let miss = |total: Amount| {
        No::Refused(format!(
            "NetSuite would make it {} instead of {}, and {} is more than the adjustment item may take up",
            total.text(action.currency),
            wanted.text(action.currency),
            gap.abs().text(action.currency)
        ))
    };
    let adjust = step
        .adjust
        .as_ref()
        .filter(|a| gap.abs() <= a.most)
        .ok_or_else(|| miss(total))?;
    let body = adjust
        .added_to(&body, gap, action.currency)
        .ok_or_else(|| No::Refused("its request has no lines to adjust".to_owned()))?;
    let second = bench.account.preview(step, &body).await?;
    match second.total {
        Some(total) if total == wanted => Ok(Shown {
            adjusted: Some(gap),
            ..shown(body, second.total)
        }),
        Some(total) => Err(miss(total)),
        None => Err(No::Refused("NetSuite's preview shows no total".to_owned())),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    external_id: Option<String>,
    created_from: Option<Value>,
}

/// What NetSuite saved otherwise than was planned.
pub(super) fn differs(action: &Action, step: &Step, record: &Record) -> Result<Vec<String>, WriteError> {
    let saved: Saved = serde_json::from_slice(&record.body).map_err(|e| WriteError::Answer(e.to_string()))?;
    let mut found = Vec::new();
    let money = |a: Amount| a.text(action.currency);
    if let Some(wanted) = step.total {
        match total_of(&record.body)? {
            Some(total) if total.abs() == wanted => {}
            Some(total) => found.push(format!("total {} instead of {}", money(total), money(wanted))),
            None => found.push(format!("no total instead of {}", money(wanted))),
        }
    }
    if step.external_id.is_some() && saved.external_id != step.external_id {
        found.push(format!(
            "external id {} instead of {}",
            saved.external_id.as_deref().unwrap_or("none"),
            step.external_id.as_deref().unwrap_or("none")
        ));
    }
    if let crate::model::action::How::Transform { id, .. } = &step.how {
        let from = saved.created_from.as_ref().and_then(|f| f["id"].as_str());
        if from.is_some_and(|f| f != id.to_string()) {
            found.push(format!("made from {} instead of {id}", from.unwrap_or_default()));
        }
    }
    Ok(found)
}
