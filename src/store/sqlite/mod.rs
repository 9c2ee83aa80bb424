//! The store in one SQLite file.

mod cases;
mod currency;
mod desk;
mod disputes;
mod findings;
mod journal;
mod land_books;
mod land_links;
mod land_payouts;
mod land_shop;
mod rescan;
mod runs;
mod scan;
mod side;
mod sources;
mod tally;
mod versions;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
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
pub use runs::{RunWriter, Verdict};
pub use scan::Differing;
pub use tally::Tally;

/// The newest format this version reads and writes.
const FORMAT: u32 = 1;
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

/// A batch of facts being landed; [`Landing::commit`] keeps all of it, dropping it keeps nothing.
pub struct Landing<'s> {
    tx: Transaction<'s>,
    by: Signed,
    /// What the batch is called, and more about it.
    name: (String, String),
    pull: i64,
    /// Whether the batch begins with this landing.
    is_new: bool,
    tallies: tally::Tallies,
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
        make_private(path).map_err(open)?;
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
        if found < FORMAT {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have done it meanwhile.
            let found: u32 = tx.query_row("PRAGMA user_version", [], |r| r.get(0))?;
            if found < 1 {
                tx.execute_batch(include_str!("schema.sql"))?;
                tx.execute("INSERT INTO meta VALUES (?1, ?2)", (LAYOUT, pack::FORMAT.to_string()))?;
            }
            tx.execute_batch(&format!(
                "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"
            ))?;
            tx.commit()?;
        }
        let layout = self.read().meta(LAYOUT)?;
        if layout.as_deref() != Some(pack::FORMAT.to_string().as_str()) {
            return Err(StoreError::OtherLayout { path });
        }
        Ok(())
    }

    /// Starts landing a batch of facts. `what` and `detail` name it for people: `import
    /// shopify-orders`, the files.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn land(&mut self, at: Moment, what: &str, detail: &str) -> Result<Landing<'_>, StoreError> {
        self.choose_journal(true)?;
        self.open_batch(0, at, what, detail)
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
            tallies: tally::Tallies::default(),
            newest: BTreeMap::new(),
            landed: Landed::default(),
        })
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

    /// An empty store is filled under a rollback journal, which only has to save pages that were
    /// there before: each page is written once, and a crash still leaves all or nothing. From then
    /// on the write-ahead log lets readers and a writer work side by side. A batch that comes `whole`, in one
    /// transaction, fills the store's empty half in the same way.
    fn choose_journal(&self, whole: bool) -> Result<(), StoreError> {
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
    fn seen(&mut self, source: Option<u16>, at: Option<Moment>) {
        if let Some(at) = at {
            let newest = self.newest.entry(source).or_insert(at);
            *newest = at.max(*newest);
        }
    }

    fn is_empty(&self, table: &str) -> Result<bool, StoreError> {
        Ok(self
            .tx
            .query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {table})"), [], |r| r.get(0))?)
    }

    fn keep_earlier(&self, what: &str, shop: u16, id: &str, pull: i64, body: &[u8]) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute((what, shop, id, pull, self.pull, body))?;
        Ok(())
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

/// Makes the file where there is none, readable by its owner alone. SQLite gives its journals the
/// same rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}
