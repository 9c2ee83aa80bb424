//! What is written to NetSuite, and what NetSuite says it would write. Nothing else writes.
//!
//! **Invariants:** nothing is sent without a [`WritePermit`]; a write is sent once and never again by
//! itself; every write asks NetSuite to refuse field names it does not know.

use ::http::Method;
use ::http::header::HeaderValue;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use super::error::Said;
use super::reader::Account;
use crate::approve::WritePermit;
use crate::base::{Amount, clean};
use crate::http::{HttpError, Kind};
use crate::model::action::{How, Step};

/// A write, or the preview of one, that did not come to a good end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// NetSuite refused it: nothing was written.
    #[error("NetSuite refused it ({status}): {}{}", clean(.said), at(.path))]
    Refused {
        /// The status of the answer.
        status: u16,
        /// NetSuite's own code, where it gave one: `USER_ERROR`.
        code: String,
        /// What it said.
        said: String,
        /// The field, where it named one: `item.items[0].item`.
        path: String,
    },
    /// It never left, or was turned away at the door: nothing was written, and the same may work later.
    #[error("NetSuite was not reached, nothing was written: {0}")]
    NotSent(String),
    /// Turned away, as often as was tried, because of too many calls at once: nothing was written.
    #[error("NetSuite took no more calls at once, nothing was written: {0}")]
    Throttled(String),
    /// It may have been written: only looking will tell.
    #[error("no answer came, and whether NetSuite wrote it is not known: {0}")]
    Unknown(String),
    /// An answer that is none.
    #[error("NetSuite's answer cannot be used: {0}")]
    Answer(String),
}

fn at(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!(" (field {})", clean(path))
    }
}

/// What NetSuite would save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The record's total, as far as it shows one.
    pub total: Option<Amount>,
    /// The whole record it would save, as sent.
    pub body: Bytes,
}

#[derive(Deserialize)]
struct Total<'b> {
    #[serde(borrow)]
    total: Option<&'b RawValue>,
}

/// The total of a record, as sent, exact to the last digit.
///
/// # Errors
/// [`WriteError::Answer`] where it is no record, or its total no number.
pub fn total_of(body: &[u8]) -> Result<Option<Amount>, WriteError> {
    let read: Total<'_> = serde_json::from_slice(body).map_err(|e| WriteError::Answer(e.to_string()))?;
    let Some(total) = read.total.map(RawValue::get).filter(|t| *t != "null") else {
        return Ok(None);
    };
    let parsed = Amount::parse(total.trim_matches('"'));
    parsed
        .map(Some)
        .map_err(|e| WriteError::Answer(format!("its total `{total}`: {e}")))
}

/// Where a step is sent, below `/services/rest/`.
fn path(step: &Step) -> String {
    let own = match &step.how {
        How::Create => format!("record/v1/{}", step.record),
        How::Transform { from, id } => format!("record/v1/{from}/{id}/!transform/{}", step.record),
        How::Update { id } => format!("record/v1/{}/{id}", step.record),
    };
    if step.replace.is_empty() {
        own
    } else {
        format!("{own}?replace={}", step.replace.join(","))
    }
}

const fn method(step: &Step) -> Method {
    match step.how {
        How::Update { .. } => Method::PATCH,
        How::Create | How::Transform { .. } => Method::POST,
    }
}

impl Account {
    /// What NetSuite would save of a request, computed and not saved.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is written in any case.
    pub async fn preview(&self, step: &Step, body: &str) -> Result<Preview, WriteError> {
        let form = match step.how {
            How::Update { .. } => "application/vnd.oracle.resource+json; type=edit-form",
            How::Create | How::Transform { .. } => "application/vnd.oracle.resource+json; type=create-form",
        };
        let body = Bytes::copy_from_slice(body.as_bytes());
        let answer = self
            .rest
            .write(method(step), &path(step), body, form, Kind::Read)
            .await
            .map_err(|e| failed(&e))?;
        Ok(Preview {
            total: total_of(answer.body())?,
            body: answer.into_body(),
        })
    }

    /// Sends one request of an approved action, once. Returns the internal id of what was made or changed.
    ///
    /// # Errors
    /// [`WriteError`], which says whether anything may have been written.
    pub async fn send(&self, permit: &WritePermit, step: &Step, body: &str) -> Result<u64, WriteError> {
        if !permit.covers(step) {
            return Err(WriteError::NotSent("its permit is for other requests".to_owned()));
        }
        let body = Bytes::copy_from_slice(body.as_bytes());
        let answer = self
            .rest
            .write(method(step), &path(step), body, "application/json", Kind::Write)
            .await
            .map_err(|e| failed(&e))?;
        if let How::Update { id } = step.how {
            return Ok(id);
        }
        let place = answer.headers().get("location").and_then(|l| l.to_str().ok());
        let id = place.and_then(|l| l.rsplit('/').next()).and_then(|id| id.parse().ok());
        // It was taken; which record it became has to be looked up.
        id.ok_or_else(|| WriteError::Unknown("it was taken without saying which record it became".to_owned()))
    }
}

fn failed(error: &HttpError) -> WriteError {
    if error.may_have_acted() {
        return WriteError::Unknown(error.to_string());
    }
    match error {
        other if other.refusal().is_some_and(|r| r.status == 429) => WriteError::Throttled(other.to_string()),
        HttpError::Refused(refusal) if refusal.status.is_client_error() => {
            let said = Said::of(refusal);
            WriteError::Refused {
                status: said.status,
                code: said.code,
                said: said.text,
                path: said.path,
            }
        }
        other => WriteError::NotSent(other.to_string()),
    }
}

/// The headers of every write.
pub(super) fn headers(accept: &'static str) -> [(&'static str, HeaderValue); 3] {
    [
        ("content-type", HeaderValue::from_static("application/json")),
        ("accept", HeaderValue::from_static(accept)),
        // Without it a misspelt field is left out silently.
        ("x-netsuite-propertynamevalidation", HeaderValue::from_static("Error")),
    ]
}
