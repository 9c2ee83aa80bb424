//! The journal: rows are added here, each sealed with the hash of the row before it.

use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::Serialize;

use super::{Reader, Signed, Store};
use crate::base::Moment;
use crate::model::journal::{Entry, GENESIS, Head};
use crate::store::StoreError;

const COLUMNS: &str = "SELECT seq, at, who, what, subject, detail, prev, hash FROM journal";

/// Adds a row inside the transaction that does what it tells of. Returns its place in the chain.
pub(super) fn append(
    db: &Connection,
    by: &Signed,
    what: &str,
    subject: &str,
    detail: &impl Serialize,
) -> Result<u64, StoreError> {
    let head = head(db)?;
    let text = |e: serde_json::Error| StoreError::Text(e.to_string());
    let mut entry = Entry {
        seq: head.seq + 1,
        at: by.at,
        who: by.who.clone(),
        what: what.to_owned(),
        subject: subject.to_owned(),
        detail: serde_json::to_string(detail).map_err(text)?,
        prev: head.hash,
        hash: String::new(),
    };
    entry.hash = entry.seal().map_err(text)?;
    db.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute((
            entry.seq,
            entry.at.seconds(),
            &entry.who,
            &entry.what,
            &entry.subject,
            &entry.detail,
            &entry.prev,
            &entry.hash,
        ))?;
    // Kept beside the chain: rows that are taken off its end leave no gap in it.
    let head = Head {
        seq: entry.seq,
        hash: entry.hash,
    };
    db.prepare_cached("INSERT OR REPLACE INTO meta VALUES ('journal_head', ?1)")?
        .execute([head.to_string()])?;
    Ok(entry.seq)
}

fn head(db: &Connection) -> Result<Head, StoreError> {
    let last = db
        .prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |r| {
            Ok(Head {
                seq: r.get(0)?,
                hash: r.get(1)?,
            })
        })
        .optional()?;
    Ok(last.unwrap_or_else(Head::empty))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        at: Moment::from_seconds(row.get(1)?),
        who: row.get(2)?,
        what: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
    })
}

impl Store {
    /// Adds a row that tells of something done outside the store.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn note(&mut self, what: &str, subject: &str, detail: &impl Serialize) -> Result<u64, StoreError> {
        let by = self.by.clone();
        let tx = self.begin()?;
        let seq = append(&tx, &by, what, subject, detail)?;
        tx.commit()?;
        Ok(seq)
    }
}

impl Reader<'_> {
    /// The end of the chain, as its last row has it.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn journal_head(&self) -> Result<Head, StoreError> {
        head(self.db)
    }

    /// The end of the chain, as it was noted beside it when the last row was added.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn noted_head(&self) -> Result<Head, StoreError> {
        match self.meta("journal_head")? {
            None => Ok(Head::empty()),
            Some(text) => {
                Head::parse(&text).ok_or_else(|| StoreError::Damaged(format!("`{text}` is no end of a journal")))
            }
        }
    }

    /// Walks all rows in their order.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn each_entry<E: From<StoreError>>(&self, mut take: impl FnMut(Entry) -> Result<(), E>) -> Result<(), E> {
        let sql = |e: rusqlite::Error| E::from(e.into());
        let mut select = self
            .db
            .prepare_cached(&format!("{COLUMNS} ORDER BY seq"))
            .map_err(sql)?;
        let mut rows = select.query([]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            take(entry(row).map_err(sql)?)?;
        }
        Ok(())
    }

    /// The rows about one record, in their order.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn journal_of(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        let mut select = self
            .db
            .prepare_cached(&format!("{COLUMNS} WHERE subject = ?1 AND subject <> '' ORDER BY seq"))?;
        let rows = select.query_map([subject], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the chain has a row of this place and hash.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn has_entry(&self, head: &Head) -> Result<bool, StoreError> {
        if head.seq == 0 {
            return Ok(head.hash == GENESIS);
        }
        Ok(self
            .db
            .prepare_cached("SELECT 1 FROM journal WHERE seq = ?1 AND hash = ?2")?
            .exists((head.seq, &head.hash))?)
    }
}
