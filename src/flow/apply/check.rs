//! What is looked at before and after a step is sent.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Bench;
use super::changed;
use super::diagnosis::Why;
use crate::base::{Amount, Currency};
use crate::model::action::{Action, How, Step};
use crate::model::code::syn;
use crate::model::period::Period;
use crate::netsuite::{NetsuiteError, Preview, Record, RecordId, WriteError, total_of};
use crate::plan::{self, Barrier};

/// Why a step is not sent.
#[derive(Debug)]
pub(super) enum No {
    /// It may not be, whatever happens.
    Refused(Why),
    /// NetSuite was not reached.
    NotSent(Why),
}

impl No {
    pub(super) fn refused(why: impl Into<Why>) -> Self {
        Self::Refused(why.into())
    }

    /// The document moved since the plan was made.
    pub(super) fn moved(why: String) -> Self {
        Self::Refused(Why::coded(why, &syn::SYN_07))
    }
}

impl From<WriteError> for No {
    fn from(error: WriteError) -> Self {
        match error {
            // A preview writes nothing, so no answer to it leaves nothing unknown, and one that was cut short
            // refuses nothing.
            WriteError::Unknown(_) => Self::NotSent(Why::transport(error.to_string())),
            WriteError::NotSent(_) | WriteError::Throttled(_) | WriteError::Answer(_) => {
                Self::NotSent(Why::from(&error))
            }
            WriteError::Refused { .. } => Self::Refused(Why::from(&error)),
        }
    }
}

/// A record that is there under an external id.
pub(super) async fn by_external_id(bench: &Bench<'_>, record: &str, id: &str) -> Result<Option<Record>, No> {
    match bench.account.record(record, &RecordId::External(id.to_owned())).await {
        Ok(found) => Ok(Some(found)),
        Err(NetsuiteError::NoSuchRecord { .. }) => Ok(None),
        Err(error @ NetsuiteError::NotVisible { .. }) => Err(No::Refused(Why::from(&error))),
        Err(error) => Err(No::NotSent(Why::from(&error))),
    }
}

/// The record that a step has made or changed, where it has: one is found by its external id, the other by
/// holding what the step makes it hold.
pub(super) async fn written(bench: &Bench<'_>, action: &Action, step: &Step) -> Result<Option<Record>, No> {
    if let Some(id) = &step.external_id {
        return by_external_id(bench, &step.record, id).await;
    }
    let How::Update { id } = step.how else { return Ok(None) };
    let found = bench.account.record(&step.record, &RecordId::Internal(id)).await;
    let record = found.map_err(|error| match error {
        NetsuiteError::NoSuchRecord { .. } | NetsuiteError::NotVisible { .. } => No::refused(error.to_string()),
        other => No::NotSent(Why::from(&other)),
    })?;
    if step.total.is_none() && !changed::closes(step.body.as_bytes())? {
        return Err(No::refused("whether it was changed is for a person to see"));
    }
    let holds = differs(action, step, &record)?.is_empty();
    Ok(holds.then_some(record))
}

/// Why a step is not sent on the day it says: a period that was closed or locked since it was planned. A role that
/// may override a lock does not do so from here.
pub(super) fn barred(periods: &[Period], step: &Step) -> Option<No> {
    let (barrier, day) = plan::barred(periods, step)?;
    let (what, code) = match barrier {
        Barrier::Closed(period) => (format!("{} is closed", period.name), &syn::SYN_08),
        Barrier::Locked(period) => (format!("{} is locked", period.name), &syn::SYN_09),
        Barrier::Outside => ("no accounting period holds that day".to_owned(), &syn::SYN_08),
    };
    let why = format!("it is dated {day}, and {what} by now; reconcile, and propose it again");
    Some(No::Refused(Why::coded(why, code)))
}

#[derive(Deserialize)]
struct Money {
    currency: Option<Value>,
}

/// What NetSuite would save is in the currency of the approved amount, as far as it shows one.
pub(super) fn same_currency(
    preview: &Preview,
    wanted: Currency,
    currencies: &BTreeMap<Currency, u64>,
) -> Result<(), No> {
    let read: Money = serde_json::from_slice(&preview.body).map_err(|e| WriteError::Answer(e.to_string()))?;
    let shown = read.currency.as_ref().and_then(|c| c["id"].as_str()?.parse().ok());
    let other = currencies
        .iter()
        .find(|(_, id)| Some(**id) == shown)
        .map(|(code, _)| *code);
    match other {
        Some(other) if other != wanted => Err(No::refused(format!(
            "NetSuite would make it in {other} instead of {wanted}: the customer, the subsidiary or the account it goes to is not set up for {wanted}"
        ))),
        _ => Ok(()),
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
            // A deposit may be negative; a credit is shown with either sign.
            Some(total) if total == wanted || step.record != "deposit" && total.abs() == wanted => {}
            Some(total) => found.push(format!("total {} instead of {}", money(total), money(wanted))),
            None => found.push(format!("no total instead of {}", money(wanted))),
        }
    }
    found.extend(headers(step.body.as_bytes(), &record.body)?);
    if matches!(step.how, How::Update { .. }) {
        found.extend(changed::differs(step.body.as_bytes(), &record.body)?);
    }
    if step.external_id.is_some() && saved.external_id != step.external_id {
        found.push(format!(
            "external id {} instead of {}",
            saved.external_id.as_deref().unwrap_or("none"),
            step.external_id.as_deref().unwrap_or("none")
        ));
    }
    if let How::Transform { id, .. } = &step.how {
        let from = saved.created_from.as_ref().and_then(|f| f["id"].as_str());
        if from.is_some_and(|f| f != id.to_string()) {
            found.push(format!("made from {} instead of {id}", from.unwrap_or_default()));
        }
    }
    Ok(found)
}

/// The fields of a record's own, not of its lines, that it holds otherwise than the request said; as far as it shows
/// them. What its own checks look at is left to those.
fn headers(request: &[u8], record: &[u8]) -> Result<Vec<String>, WriteError> {
    const ELSEWHERE: [&str; 2] = ["externalId", "shippingAddress"];
    let unread = |e: serde_json::Error| WriteError::Answer(e.to_string());
    let wanted: BTreeMap<String, &RawValue> = serde_json::from_slice(request).map_err(unread)?;
    let held: BTreeMap<String, &RawValue> = serde_json::from_slice(record).map_err(unread)?;
    let mut found = Vec::new();
    for (name, want) in wanted.iter().filter(|(name, _)| !ELSEWHERE.contains(&name.as_str())) {
        if let Some(held) = held.get(name)
            && let (Some(want), Some(held)) = (plain(want), plain(held))
            && want != held
        {
            found.push(format!("{name} {held} instead of {want}"));
        }
    }
    Ok(found)
}

/// A value as it compares: a number as the amount it is, a reference by its id. `None` for a list, for nothing, and
/// for what is none of these.
fn plain(value: &RawValue) -> Option<String> {
    let text = value.get();
    if let Ok(number) = Amount::parse(text) {
        return Some(number.to_string());
    }
    match serde_json::from_str(text).ok()? {
        Value::String(text) => Some(text),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(reference) => reference.get("id")?.as_str().map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_a_workflow_changed_are_named() {
        let sent = br#"{"externalId":"a","tranDate":"2026-11-09","memo":"Shopify refund 7","shippingCost":3.50,
            "customer":{"id":"5198"},"item":{"items":[{"line":1}]},"approved":true}"#;
        let same =
            br#"{"externalId":"b","tranDate":"2026-11-09","memo":"Shopify refund 7","shippingCost":3.5,"total":12,
            "customer":{"id":"5198","refName":"Ada"},"item":{"items":[]}}"#;
        assert_eq!(headers(sent, same).unwrap(), Vec::<String>::new());
        let other = br#"{"tranDate":"2026-12-01","memo":"by workflow","shippingCost":0,"customer":{"id":"7"},"approved":false}"#;
        assert_eq!(
            headers(sent, other).unwrap(),
            [
                "approved false instead of true",
                "customer 7 instead of 5198",
                "memo by workflow instead of Shopify refund 7",
                "shippingCost 0.00 instead of 3.50",
                "tranDate 2026-12-01 instead of 2026-11-09",
            ]
        );
    }
}
