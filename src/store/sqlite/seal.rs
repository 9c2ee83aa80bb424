//! What the journal's row of a run is sealed over: the findings the run wrote, and those that ended with it. Each finding
//! is written by one run and ends with one run, so that every one of them is under the seal of a row.

use std::collections::BTreeSet;

use super::Reader;
use crate::base::ListDigest;
use crate::store::StoreError;

/// A finding as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow<'r> {
    /// Its own number.
    pub id: i64,
    /// The exception it belongs to, by number.
    pub exception: u64,
    /// The identity of that exception; empty where there is none.
    pub fingerprint: &'r str,
    /// The run that wrote it, by its number in the store.
    pub from_run: i64,
    /// The run it ended with; `None` while it holds.
    pub to_run: Option<i64>,
    /// Whether it counts, in the store's own column.
    pub state: &'r str,
    /// Packed.
    pub body: &'r [u8],
}

/// What one run did to the findings.
#[derive(Debug, Clone, Default)]
pub struct RunSeal {
    found: ListDigest,
    ended: BTreeSet<i64>,
}

impl RunSeal {
    /// The run wrote this one. Findings are told of in the order of their numbers.
    pub fn found(&mut self, row: &FindingRow<'_>) {
        self.found.add(&[
            &row.id.to_be_bytes(),
            &row.exception.to_be_bytes(),
            row.fingerprint.as_bytes(),
            row.state.as_bytes(),
            row.body,
        ]);
    }

    /// A finding of this number ended with the run.
    pub fn ended(&mut self, id: i64) {
        self.ended.insert(id);
    }

    /// The digest of what the run wrote, and of what ended with it.
    #[must_use]
    pub fn digests(self) -> (String, String) {
        let mut ended = ListDigest::default();
        self.ended.iter().for_each(|id| ended.add(&[&id.to_be_bytes()]));
        (self.found.hex(), ended.hex())
    }
}

/// An exception's row without its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// Its number.
    pub number: u64,
    /// Where it stands, in the store's own column.
    pub state: String,
    /// The finding it shows.
    pub finding: i64,
}

impl Reader<'_> {
    /// Walks all findings in the order of their numbers.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn each_finding(&self, mut take: impl FnMut(&FindingRow<'_>)) -> Result<(), StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT f.id, f.exception, coalesce(e.fingerprint, ''), f.from_run, f.to_run, f.state, f.body
             FROM findings f LEFT JOIN exceptions e ON e.number = f.exception ORDER BY f.id",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            take(&FindingRow {
                id: row.get(0)?,
                exception: row.get(1)?,
                fingerprint: row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
                from_run: row.get(3)?,
                to_run: row.get(4)?,
                state: row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?,
                // What somebody put there in another type is still another body than what was sealed.
                body: row.get_ref(6)?.as_bytes().unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// All exceptions by number, each with the finding it shows.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn pointers(&self) -> Result<Vec<Pointer>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT number, state, finding FROM exceptions ORDER BY number")?;
        let rows = select.query_map([], |r| {
            Ok(Pointer {
                number: r.get(0)?,
                state: r.get(1)?,
                finding: r.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
