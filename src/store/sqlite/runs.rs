//! Runs, findings and exceptions.
//!
//! A finding is kept with the runs it holds for, so that a night on which nothing changed writes
//! nothing, and an old run can still be reported.

use rusqlite::{OptionalExtension as _, Row, Transaction};

use super::{Reader, Store};
use crate::base::{Moment, OrderKey};
use crate::model::case::Place;
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{Finding, FindingState};
use crate::model::rules::ShopNo;
use crate::model::run::Run;
use crate::project::comparable::Side;
use crate::store::StoreError;

/// A run being recorded; [`RunWriter::finish`] keeps it, dropping it keeps nothing.
pub struct RunWriter<'s> {
    pub(super) tx: Transaction<'s>,
    seq: i64,
    next_number: u64,
}

const EXCEPTION: &str = "SELECT e.number, e.fingerprint, e.state, e.first_seen, e.last_seen, f.body FROM exceptions e";

impl Store {
    /// Starts recording a run under its id. A run of the same id (the same facts, rules and moment)
    /// is recorded over.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn begin_run(&mut self) -> Result<RunWriter<'_>, StoreError> {
        let tx = self.begin()?;
        let seq: i64 = tx.query_row("SELECT coalesce(max(seq), 0) + 1 FROM runs", [], |r| r.get(0))?;
        let next_number = tx.query_row("SELECT coalesce(max(number), 1000) + 1 FROM exceptions", [], |r| {
            r.get(0)
        })?;
        Ok(RunWriter { tx, seq, next_number })
    }
}

impl Reader<'_> {
    /// The run with an id, or the newest; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn run(&self, id: Option<&str>) -> Result<Option<(i64, Run)>, StoreError> {
        let row: Option<(i64, String)> = match id {
            Some(id) => self
                .db
                .query_row("SELECT seq, body FROM runs WHERE id = ?1", [id], pair)
                .optional()?,
            None => self
                .db
                .query_row("SELECT seq, body FROM runs ORDER BY seq DESC LIMIT 1", [], pair)
                .optional()?,
        };
        row.map(|(seq, body)| Ok((seq, json(&body)?))).transpose()
    }

    /// All runs, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let mut select = self.db.prepare_cached("SELECT seq, body FROM runs ORDER BY seq DESC")?;
        let rows = select.query_map([], pair)?;
        rows.map(|row| json(&row?.1)).collect()
    }

    /// The exceptions whose findings a run has, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exceptions_of(&self, seq: i64) -> Result<Vec<Exception>, StoreError> {
        let sql = format!(
            "{EXCEPTION} JOIN findings f ON f.exception = e.number
             WHERE f.from_run <= ?1 AND (f.to_run IS NULL OR f.to_run > ?1) ORDER BY e.number"
        );
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map([seq], raw_exception)?;
        rows.map(|row| exception(row?)).collect()
    }

    /// One exception, with its finding as last found; `None` where there is no such number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exception(&self, number: u64) -> Result<Option<Exception>, StoreError> {
        let sql = format!("{EXCEPTION} JOIN findings f ON f.id = e.finding WHERE e.number = ?1");
        let row = self
            .db
            .prepare_cached(&sql)?
            .query_row([number], raw_exception)
            .optional()?;
        row.map(exception).transpose()
    }

    /// All exceptions in their present state, closed ones too, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exceptions(&self) -> Result<Vec<Exception>, StoreError> {
        let sql = format!("{EXCEPTION} JOIN findings f ON f.id = e.finding ORDER BY e.number");
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map([], raw_exception)?;
        rows.map(|row| exception(row?)).collect()
    }

    /// The present exceptions of one case (closed ones too).
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exceptions_of_case(&self, shop: ShopNo, key: OrderKey) -> Result<Vec<Exception>, StoreError> {
        of_case(self.db, shop, key)
    }

    /// The exceptions whose findings hold now, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn open_findings(&self) -> Result<Vec<Exception>, StoreError> {
        let sql = format!("{EXCEPTION} JOIN findings f ON f.id = e.finding WHERE f.to_run IS NULL ORDER BY e.number");
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map([], raw_exception)?;
        rows.map(|row| exception(row?)).collect()
    }

    /// How many orders have a verdict of a kind: the worst finding of their case.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn verdicts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT worst, sum(orders) FROM verdicts GROUP BY worst ORDER BY worst")?;
        let rows = select.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The verdict on one case and the orders it covers; `None` where its sides agree.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn verdict(&self, shop: ShopNo, key: OrderKey) -> Result<Option<(String, u64)>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT worst, orders FROM verdicts WHERE place = ?1")?;
        Ok(select
            .query_row([Place::of(shop, key).raw()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?)
    }

    /// How many findings of each state hold now.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn finding_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT state, count(*) FROM findings WHERE to_run IS NULL GROUP BY state ORDER BY state",
        )?;
        let rows = select.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl RunWriter<'_> {
    /// Reads what the store holds, this run's records so far with it.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { db: &self.tx }
    }

    /// The number the next new exception gets.
    #[must_use]
    pub const fn next_number(&self) -> u64 {
        self.next_number
    }

    /// Every case that has exceptions which are not closed.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn open_cases(&self) -> Result<Vec<(ShopNo, OrderKey)>, StoreError> {
        let mut select = self
            .tx
            .prepare_cached("SELECT DISTINCT place FROM exceptions WHERE state <> 'closed' ORDER BY place")?;
        let rows = select.query_map([], |r| {
            let place = Place::from_raw(r.get(0)?);
            Ok((place.shop(), place.key()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a case was compared before in exactly this state of both sides, and time has not
    /// changed its verdict since.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn is_settled(
        &self,
        (shop, key): (ShopNo, OrderKey),
        sides: (Option<&Side>, Option<&Side>),
        as_of: Moment,
    ) -> Result<bool, StoreError> {
        let place = Place::of(shop, key).raw();
        let row: Option<(i64, i64)> = self
            .tx
            .prepare_cached("SELECT shop_mark, book_mark FROM verdicts WHERE place = ?1")?
            .query_row([place], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        if row != Some(marks(sides)) {
            return Ok(false);
        }
        let due = self
            .tx
            .prepare_cached("SELECT 1 FROM rechecks WHERE place = ?1 AND at <= ?2")?
            .exists((place, as_of.seconds()))?;
        Ok(!due)
    }

    /// Keeps what comparing a case found: the exceptions after it, and the verdict.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save(
        &mut self,
        (shop, key): (ShopNo, OrderKey),
        exceptions: &[Exception],
        next_number: u64,
    ) -> Result<(), StoreError> {
        for e in exceptions {
            let finding = self.save_finding(e)?;
            let (first, last) = (e.first_seen.seconds(), e.last_seen.seconds());
            self.tx
                .prepare_cached("INSERT OR REPLACE INTO exceptions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute((
                    e.number,
                    &e.fingerprint,
                    e.state.as_str(),
                    first,
                    last,
                    Place::of(shop, key).raw(),
                    finding,
                ))?;
        }
        self.next_number = next_number;
        Ok(())
    }

    /// Keeps the finding of an exception where it is another than before; returns its row.
    fn save_finding(&self, e: &Exception) -> Result<i64, StoreError> {
        let newest: Option<i64> = self
            .tx
            .prepare_cached("SELECT finding FROM exceptions WHERE number = ?1")?
            .query_row([e.number], |r| r.get(0))
            .optional()?;
        let held: Option<(i64, bool, String)> = match newest {
            Some(id) => self
                .tx
                .prepare_cached("SELECT id, to_run IS NULL, body FROM findings WHERE id = ?1")?
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
                .optional()?,
            None => None,
        };
        let closed = e.state == ExceptionState::Closed;
        let body = serde_json::to_string(&e.finding).map_err(|e| StoreError::Text(e.to_string()))?;
        if let Some((id, open, held)) = held {
            if open && !closed && held == body {
                return Ok(id);
            }
            if open {
                self.tx
                    .prepare_cached("UPDATE findings SET to_run = ?2 WHERE id = ?1")?
                    .execute((id, self.seq))?;
            }
            if closed {
                return Ok(id);
            }
        }
        self.tx
            .prepare_cached("INSERT INTO findings (exception, from_run, state, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute((e.number, self.seq, e.finding.state.as_str(), &body))?;
        Ok(self.tx.last_insert_rowid())
    }

    /// Keeps the verdict on a case; without findings and with sides that agree there is none to keep.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save_verdict(
        &self,
        (shop, key): (ShopNo, OrderKey),
        sides: (Option<&Side>, Option<&Side>),
        worst: Option<FindingState>,
        recheck: Option<Moment>,
    ) -> Result<(), StoreError> {
        let (shop_mark, book_mark) = marks(sides);
        let place = Place::of(shop, key).raw();
        let (worst, orders) = (
            worst.map_or("tied", FindingState::as_str),
            sides.0.map_or(0, |s| s.orders),
        );
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO verdicts VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((place, shop_mark, book_mark, worst, orders))?;
        match recheck {
            Some(at) => {
                self.tx
                    .prepare_cached("INSERT OR REPLACE INTO rechecks VALUES (?1, ?2)")?
                    .execute((place, at.seconds()))?;
            }
            None => self.drop_recheck(place)?,
        }
        Ok(())
    }

    fn drop_recheck(&self, place: i64) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("DELETE FROM rechecks WHERE place = ?1")?
            .execute([place])?;
        Ok(())
    }

    /// Takes the verdict on a case away: its sides agree.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn drop_verdict(&self, (shop, key): (ShopNo, OrderKey)) -> Result<(), StoreError> {
        let place = Place::of(shop, key).raw();
        self.tx
            .prepare_cached("DELETE FROM verdicts WHERE place = ?1")?
            .execute([place])?;
        self.drop_recheck(place)
    }

    /// Keeps a value about the store itself.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.tx
            .execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", (key, value))?;
        Ok(())
    }

    /// Marks these cases as compared; `None` for all of them.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn clear_changed(&self, cases: Option<&[(ShopNo, OrderKey)]>) -> Result<(), StoreError> {
        match cases {
            None => {
                self.tx.execute("DELETE FROM changed", [])?;
                self.tx.execute("DELETE FROM meta WHERE key = 'all_changed'", [])?;
            }
            Some(cases) => {
                let mut delete = self.tx.prepare_cached("DELETE FROM changed WHERE place = ?1")?;
                for (shop, key) in cases {
                    delete.execute([Place::of(*shop, *key).raw()])?;
                }
            }
        }
        Ok(())
    }

    /// Keeps the run. The id is made once the rest is known, so it is given here.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails; then nothing is kept.
    pub fn finish(self, run: &Run) -> Result<(), StoreError> {
        let body = serde_json::to_string(run).map_err(|e| StoreError::Text(e.to_string()))?;
        // The same comparison again takes its earlier number's place in the list.
        self.tx.execute("DELETE FROM runs WHERE id = ?1", [&run.id])?;
        self.tx
            .execute("INSERT INTO runs VALUES (?1, ?2, ?3)", (self.seq, &run.id, &body))?;
        self.tx.commit()?;
        Ok(())
    }
}

/// Both sides' marks; 0 stands for a side that is not there.
fn marks((shop, books): (Option<&Side>, Option<&Side>)) -> (i64, i64) {
    let mark = |side: Option<&Side>| side.map_or(0, |s| s.mark().raw());
    (mark(shop), mark(books))
}

/// Two plain statements instead of a join: SQLite plans a join anew for every binding.
fn of_case(db: &rusqlite::Connection, shop: ShopNo, key: OrderKey) -> Result<Vec<Exception>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT number, fingerprint, state, first_seen, last_seen, finding FROM exceptions WHERE place = ?1",
    )?;
    let rows = select.query_map([Place::of(shop, key).raw()], |r| {
        Ok((
            r.get(0)?,
            r.get(1)?,
            r.get(2)?,
            r.get(3)?,
            r.get(4)?,
            r.get::<_, i64>(5)?,
        ))
    })?;
    let mut exceptions = Vec::new();
    for row in rows {
        let (number, fingerprint, state, first, last, finding) = row?;
        let body: String = db
            .prepare_cached("SELECT body FROM findings WHERE id = ?1")?
            .query_row([finding], |r| r.get(0))?;
        exceptions.push(exception((number, fingerprint, state, first, last, body))?);
    }
    exceptions.sort_by_key(|e| e.number);
    Ok(exceptions)
}

type RawException = (u64, String, String, i64, i64, String);

fn raw_exception(row: &Row<'_>) -> rusqlite::Result<RawException> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
    ))
}

fn exception((number, fingerprint, state, first, last, body): RawException) -> Result<Exception, StoreError> {
    let state = ExceptionState::parse(&state).ok_or_else(|| StoreError::Text(format!("exception state `{state}`")))?;
    let finding: Finding = json(&body)?;
    Ok(Exception {
        number,
        fingerprint,
        state,
        first_seen: Moment::from_seconds(first),
        last_seen: Moment::from_seconds(last),
        finding,
    })
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Text(e.to_string()))
}
