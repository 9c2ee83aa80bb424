//! Batches of facts on their way into the store.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Transaction};

use super::{Reader, Signed, Store, StoreError, fresh_key, journal, newest_of, tally};
use crate::base::Moment;
use crate::model::case::Place;

/// One case in so many may differ for marking them one by one.
const MARKED_SHARE: i64 = 10;

/// A batch of facts being landed; [`Landing::commit`] keeps all of it, dropping it keeps nothing.
pub struct Landing<'s> {
    pub(super) tx: Transaction<'s>,
    pub(super) by: Signed,
    /// What the batch is called, and more about it.
    name: (String, String),
    pub(super) pull: i64,
    /// Whether the batch begins with this landing.
    is_new: bool,
    /// Whether all of it comes in this landing.
    is_whole: bool,
    pub(super) tallies: tally::Tallies,
    /// The newest change seen of each shop's orders, and of NetSuite's documents (`None`).
    newest: BTreeMap<Option<u16>, Moment>,
    /// What has landed so far.
    pub landed: Landed,
}

/// What a batch changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Landed {
    /// Facts that were not held before.
    pub new: u64,
    /// Facts that replaced an earlier version.
    pub changed: u64,
    /// Facts held already, in the same or in a newer or richer version.
    pub unchanged: u64,
}

impl Landed {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.new + self.changed + self.unchanged
    }
}

impl Store {
    /// Starts landing a batch of facts. `what` and `detail` name it for people: `import
    /// shopify-orders`, the files.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn land(&mut self, at: Moment, what: &str, detail: &str) -> Result<Landing<'_>, StoreError> {
        self.choose_journal(true)?;
        let mut batch = self.open_batch(0, at, what, detail)?;
        batch.is_whole = true;
        Ok(batch)
    }

    /// Goes on landing into a batch that an earlier landing began ([`Landing::pull`]); 0 begins one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn land_more(&mut self, pull: i64, at: Moment, what: &str, detail: &str) -> Result<Landing<'_>, StoreError> {
        self.choose_journal(false)?;
        self.open_batch(pull, at, what, detail)
    }

    fn open_batch(&mut self, pull: i64, at: Moment, what: &str, detail: &str) -> Result<Landing<'_>, StoreError> {
        let by = Signed {
            who: self.by.who.clone(),
            at,
        };
        let tx = self.begin_here()?;
        let is_there = tx.prepare("SELECT 1 FROM pulls WHERE id = ?1")?.exists([pull])?;
        let (pull, is_new) = if is_there {
            (pull, false)
        } else {
            tx.execute(
                "INSERT INTO pulls (at, what, detail) VALUES (?1, ?2, ?3)",
                (at.seconds(), what, detail),
            )?;
            (tx.last_insert_rowid(), true)
        };
        Ok(Landing {
            tx,
            by,
            name: (what.to_owned(), detail.to_owned()),
            pull,
            is_new,
            is_whole: false,
            tallies: tally::Tallies::default(),
            newest: BTreeMap::new(),
            landed: Landed::default(),
        })
    }

    /// An empty store is filled under a rollback journal, which only has to save pages that were
    /// there before: each page is written once, and a crash still leaves all or nothing. From then
    /// on the write-ahead log lets readers and a writer work side by side. A batch that comes `whole`, in one
    /// transaction, fills the store's empty half in the same way.
    pub(super) fn choose_journal(&self, whole: bool) -> Result<(), StoreError> {
        let (no_orders, no_documents): (bool, bool) = self.db.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM shop_facts) AND NOT EXISTS (SELECT 1 FROM payouts), NOT EXISTS (SELECT 1 FROM document_ids)",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        let fills = no_orders && no_documents || whole && (no_orders || no_documents);
        let wanted = if fills { "DELETE" } else { "WAL" };
        let now: String = self.db.query_row("PRAGMA journal_mode", [], |r| r.get(0))?;
        if !now.eq_ignore_ascii_case(wanted) {
            // Another reader may hold the file: either journal is safe, so a refusal changes nothing.
            let _: Result<String, _> = self
                .db
                .query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |r| r.get(0));
        }
        Ok(())
    }
}

impl Landing<'_> {
    /// Keeps a value about the store itself.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.tx
            .execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", (key, value))?;
        Ok(())
    }

    /// A value kept about the store itself.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .tx
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
            .optional()?)
    }

    /// The batch, for [`Store::land_more`].
    #[must_use]
    pub const fn pull(&self) -> i64 {
        self.pull
    }

    /// Keeps everything. A batch that changed nothing leaves no trace.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails; then nothing is kept.
    pub fn commit(mut self) -> Result<Landed, StoreError> {
        self.tallies.write(&self.tx)?;
        for (source, at) in &self.newest {
            let key = fresh_key(*source);
            if newest_of(&key, |key| self.meta(key))?.is_none_or(|held| *at > held) {
                self.set_meta(&key, &at.seconds().to_string())?;
            }
        }
        if self.is_new && self.landed.new + self.landed.changed == 0 {
            self.tx.execute("DELETE FROM pulls WHERE id = ?1", [self.pull])?;
        } else if self.is_new {
            let Landed {
                new,
                changed,
                unchanged,
            } = self.landed;
            let detail =
                serde_json::json!({"detail": self.name.1, "new": new, "changed": changed, "unchanged": unchanged});
            journal::append(&self.tx, &self.by, "land", &self.name.0, &detail)?;
        }
        self.tx.commit()?;
        Ok(self.landed)
    }

    /// Keeps nothing of the batch.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn discard(self) -> Result<Landed, StoreError> {
        self.tx.rollback()?;
        Ok(self.landed)
    }

    /// Notes how fresh a source is; `None` stands for NetSuite.
    pub(super) fn seen(&mut self, source: Option<u16>, at: Option<Moment>) {
        if let Some(at) = at {
            let newest = self.newest.entry(source).or_insert(at);
            *newest = at.max(*newest);
        }
    }

    pub(super) fn is_empty(&self, table: &str) -> Result<bool, StoreError> {
        Ok(self
            .tx
            .query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {table})"), [], |r| r.get(0))?)
    }

    pub(super) fn keep_earlier(
        &self,
        what: &str,
        shop: u16,
        id: &str,
        pull: i64,
        body: &[u8],
    ) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute((what, shop, id, pull, self.pull, body))?;
        Ok(())
    }

    /// Says which cases a comparison has to look at after a half of the store was filled: all of them. Where a
    /// whole batch brought the second half and nothing was compared before, that is known better: those whose
    /// sides do not agree, unless they are so many that marking each costs more than another walk.
    pub(super) fn mark_filled(&self) -> Result<(), StoreError> {
        self.set_meta("all_changed", "1")?;
        if !self.is_whole
            || self.is_empty("shop_cases")?
            || self.is_empty("book_cases")?
            || !self.is_empty("verdicts")?
        {
            return Ok(());
        }
        let differing = Reader { db: &self.tx }.differing()?;
        let cases: i64 = self.tx.query_row("SELECT count(*) FROM shop_cases", [], |r| r.get(0))?;
        if differing.len() as i64 * MARKED_SHARE > cases {
            return Ok(());
        }
        for (shop, key, ..) in &differing {
            self.mark_changed(Place::of(*shop, *key))?;
        }
        self.tx.execute("DELETE FROM meta WHERE key = 'all_changed'", [])?;
        Ok(())
    }
}
