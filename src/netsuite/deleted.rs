//! Documents that were deleted.
//!
//! A deleted transaction leaves one trace, a row of a table that lists deleted records of every
//! type by an id that other types use, too, and whose spelling of types is not documented. So each
//! id is looked for among the transactions: what is still there was not it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::error::NetsuiteError;
use super::profile::Profile;
use super::rest::Rest;
use super::suiteql::{Cells, IN_MAX, OFFSET_ROWS, PAGE_ROWS};
use super::text;

/// Deletions as far as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deletions {
    /// Records that were deleted and whose ids are no transactions now.
    pub gone: Vec<Gone>,
    /// The newest deletion read, in the account's own text: where to go on from.
    pub until: Option<String>,
    /// Whether that was all.
    pub done: bool,
}

/// A deleted record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Its internal id.
    pub id: u64,
    /// Its type, as NetSuite spells it; a record of another type may have had the id of a transaction
    /// that this role never saw.
    pub record: String,
    /// Its name.
    pub name: String,
    /// When it was deleted, in the account's own text.
    pub at: String,
}

/// Deletions at or after `since`, up to 100,000 at once.
pub(super) async fn since(rest: &Rest, profile: &Profile, since: Option<&str>) -> Result<Deletions, NetsuiteError> {
    if !profile.has_all("deletedrecord", &["recordid", "deleteddate"]) {
        return Err(NetsuiteError::TableNotVisible {
            table: "deletedrecord".to_owned(),
        });
    }
    let query = text::deleted(profile, since);
    let mut deletions = Deletions::default();
    let mut offset = 0;
    while !deletions.done && offset < OFFSET_ROWS {
        let page = rest.page::<Cells>(&query, PAGE_ROWS, offset).await?;
        offset += page.rows.len() as u32;
        deletions.done = !page.has_more;
        let rows: Vec<Gone> = page.rows.iter().filter_map(gone).collect();
        if let Some(last) = rows.last() {
            deletions.until = Some(last.at.clone());
        }
        let there = still_there(rest, &rows).await?;
        deletions
            .gone
            .extend(rows.into_iter().filter(|row| !there.contains(&row.id)));
    }
    if !deletions.done && deletions.until.as_deref() == since {
        return Err(NetsuiteError::Page {
            query: query.name,
            what: format!("more than {OFFSET_ROWS} rows have the same moment"),
        });
    }
    Ok(deletions)
}

fn gone(row: &Cells) -> Option<Gone> {
    let record = ["type", "scriptid", "recordtypeid"]
        .into_iter()
        .find_map(|c| row.get(c));
    Some(Gone {
        id: row.number("recordid")?,
        record: record.unwrap_or_default().to_owned(),
        name: row.text("name"),
        at: row.get("deleted_at")?.to_owned(),
    })
}

async fn still_there(rest: &Rest, rows: &[Gone]) -> Result<BTreeSet<u64>, NetsuiteError> {
    let ids: BTreeSet<u64> = rows.iter().map(|row| row.id).collect();
    let ids: Vec<u64> = ids.into_iter().collect();
    let mut there = BTreeSet::new();
    for some in ids.chunks(IN_MAX) {
        let found = rest.all::<Cells>(&text::still_there(some)).await?;
        there.extend(found.iter().filter_map(|row| row.number("id")));
    }
    Ok(there)
}
