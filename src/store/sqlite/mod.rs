//! The store in one SQLite file.

mod cases;
mod currency;
mod desk;
mod disputes;
mod file;
mod findings;
mod journal;
mod land_books;
mod land_links;
mod land_payouts;
mod land_shop;
mod landing;
mod rescan;
mod runs;
mod scan;
mod seal;
mod side;
mod sources;
mod tally;
mod versions;
mod worklist;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior};

use super::StoreError;
use crate::base::Moment;
use crate::model::pack;
use crate::model::rules::ShopNo;
pub use crate::project::comparable::Side;

pub use cases::{CaseBodies, EarlierBodies, Movements, PayoutBodies};
pub use desk::{Claim, Desk};
pub use land_books::DocumentPlace;
pub use landing::{Landed, Landing};
pub use runs::{RunWriter, Verdict};
pub use scan::Differing;
pub use seal::{FindingRow, Pointer, RunSeal};
pub use tally::Tally;
pub use worklist::Wanted;

/// The newest format this version reads and writes.
const FORMAT: u32 = 5;
/// Under which key of `meta` the layout of the records is kept.
const LAYOUT: &str = "pack_format";
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many prepared statements are kept: more than there are.
const STATEMENTS: usize = 128;
/// `tie0` as SQLite's application id: a file with another one is not ours.
const APPLICATION_ID: i32 = 0x7469_6530;

/// The local store.
pub struct Store {
    db: Connection,
    path: PathBuf,
    by: Signed,
}

/// Who does something, and when: what the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub who: String,
    /// When.
    pub at: Moment,
}

/// What the store holds, as one reader sees it.
#[derive(Clone, Copy)]
pub struct Reader<'s> {
    db: &'s Connection,
}

impl Store {
    /// Opens the store, making it (private to the user) where there is none, and bringing an older
    /// format up to date.
    ///
    /// # Errors
    /// [`StoreError`]: not a store, a newer store, busy, or the system's own words.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let name = || path.display().to_string();
        let open = |source| StoreError::Open { path: name(), source };
        if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(open)?;
        }
        file::make_private(path).map_err(open)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::over(Connection::open_with_flags(path, flags)?, path).map_err(|error| match error {
            StoreError::Busy { .. } => StoreError::Busy { path: name() },
            StoreError::Sql(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
                StoreError::NotAStore { path: name() }
            }
            other => other,
        })
    }

    /// An empty store that is gone when it is dropped: what a batch would do where there is no store
    /// yet can be tried in it.
    ///
    /// # Errors
    /// [`StoreError`] where the system has no room for temporary files.
    pub fn scratch() -> Result<Self, StoreError> {
        // SQLite's name for a private file that it deletes itself.
        Self::over(Connection::open("")?, Path::new(""))
    }

    fn over(db: Connection, path: &Path) -> Result<Self, StoreError> {
        db.busy_timeout(PATIENCE)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        let mut store = Self {
            db,
            path: path.to_owned(),
            by: Signed {
                who: "tieout".to_owned(),
                at: Moment::from_seconds(0),
            },
        };
        store.prepare()?;
        Ok(store)
    }

    /// Says who writes from here on, and when: the journal has it from here.
    pub fn act_as(&mut self, who: &str, at: Moment) {
        self.by = Signed {
            who: who.to_owned(),
            at,
        };
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn prepare(&mut self) -> Result<(), StoreError> {
        // Small pages and a small cache measured faster than large ones (docs/PERFORMANCE.md).
        self.db.execute_batch(
            "PRAGMA page_size = 4096; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA synchronous = NORMAL;",
        )?;
        let path = self.path.display().to_string();
        let id: i32 = self.db.query_row("PRAGMA application_id", [], |r| r.get(0))?;
        let found: u32 = self.db.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        let tables: i64 = self
            .db
            .query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
        if tables > 0 && id != APPLICATION_ID {
            return Err(StoreError::NotAStore { path });
        }
        if found > FORMAT {
            return Err(StoreError::Newer {
                path,
                found,
                known: FORMAT,
            });
        }
        // Records that cannot be read are not touched by a migration either.
        if found > 0 && self.read().meta(LAYOUT)?.as_deref() != Some(pack::FORMAT.to_string().as_str()) {
            return Err(StoreError::OtherLayout { path });
        }
        if found < FORMAT {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have done it meanwhile.
            let found: u32 = tx.query_row("PRAGMA user_version", [], |r| r.get(0))?;
            if found < 1 {
                tx.execute_batch(include_str!("schema.sql"))?;
                tx.execute("INSERT INTO meta VALUES (?1, ?2)", (LAYOUT, pack::FORMAT.to_string()))?;
            }
            if found < 3 {
                tx.execute_batch(include_str!("own_changes.sql"))?;
            }
            if found < 4 {
                // What people did with an exception may wait for an event: none does yet.
                tx.execute(
                    "UPDATE exceptions SET work = CAST(work || x'00' AS BLOB) WHERE length(work) > 0",
                    [],
                )?;
            }
            // Last: it reads the exceptions, in the form they have by then.
            if found < 5 {
                worklist::fill(&tx)?;
            }
            tx.execute_batch(&format!(
                "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"
            ))?;
            tx.commit()?;
        }
        Ok(())
    }

    /// The one transaction that writes.
    fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        self.choose_journal(false)?;
        self.begin_here()
    }

    fn begin_here(&mut self) -> Result<Transaction<'_>, StoreError> {
        let path = &self.path;
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate);
        begun.map_err(|error| match error.into() {
            StoreError::Busy { .. } => StoreError::Busy {
                path: path.display().to_string(),
            },
            other => other,
        })
    }

    /// Reads what the store holds.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { db: &self.db }
    }
}

impl Reader<'_> {
    /// The newest change held of a shop's orders, or of NetSuite's documents (`None`).
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn newest(&self, source: Option<ShopNo>) -> Result<Option<Moment>, StoreError> {
        newest_of(&fresh_key(source.map(|s| s.0)), |key| self.meta(key))
    }

    /// A value kept about the store itself.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .db
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
            .optional()?)
    }
}

/// Under which key of `meta` a source's newest change is kept.
fn fresh_key(source: Option<u16>) -> String {
    match source {
        Some(shop) => format!("newest:shop:{shop}"),
        None => "newest:netsuite".to_owned(),
    }
}

/// The moment kept under a key of `meta`. What is no moment is damage, never "nothing yet": a source
/// would pass for one that was never read.
fn newest_of(
    key: &str,
    meta: impl FnOnce(&str) -> Result<Option<String>, StoreError>,
) -> Result<Option<Moment>, StoreError> {
    let Some(text) = meta(key)? else { return Ok(None) };
    match text.parse() {
        Ok(seconds) => Ok(Some(Moment::from_seconds(seconds))),
        Err(_) => Err(StoreError::Damaged(format!(
            "`{key}` holds `{text}`, which is no moment"
        ))),
    }
}
