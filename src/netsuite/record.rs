//! One record by the record API, with its lines.

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;

use super::error::{NetsuiteError, of_record};
use super::rest::Rest;
use crate::http::percent_encode;

/// How a record is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordId {
    /// By internal id.
    Internal(u64),
    /// By external id.
    External(String),
}

impl RecordId {
    /// As it stands in a path. Every character with a meaning of its own is encoded.
    fn in_path(&self) -> String {
        match self {
            Self::Internal(id) => id.to_string(),
            Self::External(id) => format!("eid:{}", percent_encode(id)),
        }
    }
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Internal(id) => write!(f, "{id}"),
            Self::External(id) => write!(f, "eid:{id}"),
        }
    }
}

/// A record as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Internal id.
    pub id: u64,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// The whole record, as sent.
    pub body: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    id: String,
    created_date: Option<Timestamp>,
    last_modified_date: Option<Timestamp>,
}

/// The path that reads when a record was made.
pub(super) fn dates_path(record: &str, id: u64) -> String {
    format!("record/v1/{record}/{id}?fields=createdDate")
}

/// Reads a record with all its sublists.
pub(super) async fn record(rest: &Rest, record: &str, id: &RecordId) -> Result<Record, NetsuiteError> {
    if !record.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(NetsuiteError::Field {
            name: record.to_owned(),
        });
    }
    let path = format!("record/v1/{record}/{}?expandSubResources=true", id.in_path());
    let body = rest
        .get(&path)
        .await
        .map_err(|error| of_record(record, &id.to_string(), error))?;
    let unusable = |what: String| NetsuiteError::Page { query: "record", what };
    let head: Head = serde_json::from_slice(&body).map_err(|e| unusable(e.to_string()))?;
    Ok(Record {
        id: head
            .id
            .parse()
            .map_err(|_| unusable(format!("`{}` is no internal id", head.id)))?,
        created_at: head.created_date,
        modified_at: head.last_modified_date,
        body,
    })
}
