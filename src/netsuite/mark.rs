//! How far an account is: its newest change, its highest id, its documents by type.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::NetsuiteError;
use super::profile::KindSeen;
use super::rest::Rest;
use super::suiteql::Cells;
use super::text;
use super::zone::earlier;

/// How long before the newest change seen the next pull begins, in seconds. Where clocks are put
/// back an hour comes twice, so that a later change may have the earlier text; the second hour is
/// for what was saved late.
const OVERLAP: i64 = 2 * 3600;

/// How far an account is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The newest change of any document, in the account's own text.
    pub newest: Option<String>,
    /// The highest internal id.
    pub last_id: u64,
    /// Documents.
    pub documents: u64,
    /// By type code.
    pub by_kind: BTreeMap<String, KindCount>,
}

/// How many documents of a type there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// Documents.
    pub documents: u64,
    /// The highest internal id.
    pub last_id: u64,
    /// Documents by status, as spelled.
    pub statuses: BTreeMap<String, u64>,
}

impl Mark {
    /// Where the pull after this one begins: the newest change less an overlap, because clocks that
    /// are put back repeat an hour. Documents read twice count once.
    #[must_use]
    pub fn since(&self) -> Option<String> {
        earlier(self.newest.as_deref()?, OVERLAP)
    }

    /// Reads the mark.
    pub(super) async fn read(rest: &Rest) -> Result<Self, NetsuiteError> {
        let query = text::mark();
        let rows = rest.all::<Cells>(&query).await?;
        let mut mark = Self::default();
        for row in &rows {
            let missing = |what: &str| NetsuiteError::Page {
                query: query.name,
                what: format!("a row has no `{what}`"),
            };
            let documents = row.number("documents").ok_or_else(|| missing("documents"))?;
            let last_id = row.number("last_id").ok_or_else(|| missing("last_id"))?;
            let code = row.get("type").ok_or_else(|| missing("type"))?;
            let kind = mark.by_kind.entry(code.to_owned()).or_default();
            kind.documents += documents;
            kind.last_id = kind.last_id.max(last_id);
            *kind.statuses.entry(row.text("status")).or_default() += documents;
            mark.documents += documents;
            mark.last_id = mark.last_id.max(last_id);
            // The texts are of one form, in which the later is the greater.
            mark.newest = mark.newest.take().max(row.get("newest").map(str::to_owned));
        }
        Ok(mark)
    }
}

impl KindSeen {
    pub(super) fn of(kind: &KindCount) -> Self {
        Self {
            documents: kind.documents,
            last_id: kind.last_id,
            statuses: kind.statuses.clone(),
            ..Self::default()
        }
    }
}
