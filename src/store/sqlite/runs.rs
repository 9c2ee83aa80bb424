//! Runs, findings and exceptions.
//!
//! A finding is kept with the runs it holds for, so that a night on which nothing changed writes
//! nothing, and an old run can still be reported.

use std::cell::RefCell;

use rusqlite::{OptionalExtension as _, Transaction};
use serde::Serialize;

use super::seal::{FindingRow, RunSeal};
use super::{Reader, Signed, Store, journal, worklist};
use crate::base::{Amount, Currency, Moment, OrderKey, sha256_hex};
use crate::model::case::Place;
use crate::model::exception::{Exception, ExceptionState, Work};
use crate::model::finding::{Finding, FindingState};
use crate::model::pack::pack;
use crate::model::rules::ShopNo;
use crate::model::run::Run;
use crate::project::comparable::Side;
use crate::store::StoreError;

/// A run being recorded; [`RunWriter::finish`] keeps it, dropping it keeps nothing.
pub struct RunWriter<'s> {
    pub(super) tx: Transaction<'s>,
    by: Signed,
    seq: i64,
    next_number: u64,
    /// Whether any case was compared in full before this run. Where none was, there is nothing to look
    /// up and nothing to take away.
    judged_before: bool,
    /// What this run did to the findings.
    seal: RefCell<RunSeal>,
}

/// What comparing a case in full said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The state that says most; `None` where nothing was found.
    pub worst: Option<FindingState>,
    /// When time alone changes it.
    pub recheck: Option<Moment>,
    /// Currency of the two totals.
    pub currency: Currency,
    /// What Shopify says the case is worth.
    pub shopify: Amount,
    /// What NetSuite holds for it.
    pub netsuite: Amount,
}

impl Store {
    /// Starts recording a run under its id. A run of the same id (the same facts, rules and moment)
    /// is recorded over.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn begin_run(&mut self) -> Result<RunWriter<'_>, StoreError> {
        let by = self.by.clone();
        let tx = self.begin()?;
        let seq: i64 = tx.query_row("SELECT coalesce(max(seq), 0) + 1 FROM runs", [], |r| r.get(0))?;
        let next_number = tx.query_row("SELECT coalesce(max(number), 1000) + 1 FROM exceptions", [], |r| {
            r.get(0)
        })?;
        let judged_before = tx.query_row("SELECT EXISTS (SELECT 1 FROM verdicts)", [], |r| r.get(0))?;
        Ok(RunWriter {
            tx,
            by,
            seq,
            next_number,
            judged_before,
            seal: RefCell::default(),
        })
    }
}

impl RunWriter<'_> {
    /// Reads what the store holds, this run's records so far with it.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { db: &self.tx }
    }

    /// The run's own number in the store.
    #[must_use]
    pub const fn seq(&self) -> i64 {
        self.seq
    }

    /// Adds a journal row. Returns its place in the chain.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn journal(&self, what: &str, subject: &str, detail: &impl Serialize) -> Result<u64, StoreError> {
        journal::append(&self.tx, &self.by, what, subject, detail)
    }

    /// The number the next new exception gets.
    #[must_use]
    pub const fn next_number(&self) -> u64 {
        self.next_number
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
        if !self.judged_before {
            return Ok(false);
        }
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

    /// Keeps exceptions that were known before, as comparing their case left them.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save(&self, place: (ShopNo, OrderKey), exceptions: &[Exception]) -> Result<(), StoreError> {
        for e in exceptions {
            let finding = self.save_finding(e)?;
            self.put(
                "INSERT OR REPLACE INTO exceptions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                place,
                e,
                finding,
            )?;
        }
        Ok(())
    }

    /// Keeps exceptions that comparing their case opened; `next_number` is the first that is free then.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn open(
        &mut self,
        place: (ShopNo, OrderKey),
        exceptions: &[Exception],
        next_number: u64,
    ) -> Result<(), StoreError> {
        for e in exceptions {
            let finding = self.insert_finding(e, &packed(&e.finding)?)?;
            self.put(
                "INSERT INTO exceptions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                place,
                e,
                finding,
            )?;
        }
        self.next_number = next_number;
        Ok(())
    }

    fn put(&self, sql: &str, (shop, key): (ShopNo, OrderKey), e: &Exception, finding: i64) -> Result<(), StoreError> {
        let (first, last) = (e.first_seen.seconds(), e.last_seen.seconds());
        let place = Place::of(shop, key).raw();
        let mut work = Vec::new();
        if e.work != Work::default() {
            pack(&e.work, &mut work)?;
        }
        self.tx.prepare_cached(sql)?.execute((
            e.number,
            &e.fingerprint,
            e.state.as_str(),
            first,
            last,
            place,
            finding,
            work,
        ))?;
        worklist::keep(&self.tx, e)
    }

    /// Keeps a finding that was judged anew after its case was compared, and the verdict on its case.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn amend(&self, exception: &Exception) -> Result<(), StoreError> {
        let finding = self.save_finding(exception)?;
        let number = exception.number;
        self.tx
            .prepare_cached("UPDATE exceptions SET finding = ?2 WHERE number = ?1")?
            .execute((number, finding))?;
        self.tx
            .prepare_cached(
                "UPDATE verdicts SET worst = ?2 WHERE place = (SELECT place FROM exceptions WHERE number = ?1)",
            )?
            .execute((number, exception.finding.state.as_str()))?;
        worklist::keep(&self.tx, exception)
    }

    /// Keeps the finding of an exception where it is another than before; returns its row.
    fn save_finding(&self, e: &Exception) -> Result<i64, StoreError> {
        let newest: Option<i64> = self
            .tx
            .prepare_cached("SELECT finding FROM exceptions WHERE number = ?1")?
            .query_row([e.number], |r| r.get(0))
            .optional()?;
        let held: Option<(i64, bool, Vec<u8>)> = match newest {
            Some(id) => self
                .tx
                .prepare_cached("SELECT id, to_run IS NULL, body FROM findings WHERE id = ?1")?
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
                .optional()?,
            None => None,
        };
        let closed = e.state == ExceptionState::Closed;
        let body = packed(&e.finding)?;
        if let Some((id, open, held)) = held {
            if open && !closed && held == body {
                return Ok(id);
            }
            if open {
                self.tx
                    .prepare_cached("UPDATE findings SET to_run = ?2 WHERE id = ?1")?
                    .execute((id, self.seq))?;
                self.seal.borrow_mut().ended(id);
            }
            if closed {
                return Ok(id);
            }
        }
        self.insert_finding(e, &body)
    }

    fn insert_finding(&self, e: &Exception, body: &[u8]) -> Result<i64, StoreError> {
        let state = e.finding.state.as_str();
        self.tx
            .prepare_cached("INSERT INTO findings (exception, from_run, state, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute((e.number, self.seq, state, body))?;
        let id = self.tx.last_insert_rowid();
        self.seal.borrow_mut().found(&FindingRow {
            id,
            exception: e.number,
            fingerprint: &e.fingerprint,
            from_run: self.seq,
            to_run: None,
            state,
            body,
        });
        Ok(id)
    }

    /// Keeps the verdict on a case that was compared in full.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save_verdict(
        &self,
        (shop, key): (ShopNo, OrderKey),
        sides: (Option<&Side>, Option<&Side>),
        verdict: &Verdict,
    ) -> Result<(), StoreError> {
        let (shop_mark, book_mark) = marks(sides);
        let place = Place::of(shop, key).raw();
        let (worst, orders) = (
            verdict.worst.map_or("tied", FindingState::as_str),
            sides.0.map_or(0, |s| s.orders),
        );
        let more = |total: Amount, side: Option<&Side>| total.raw() - side.map_or(0, |s| s.value.raw());
        let (shop_more, book_more) = (more(verdict.shopify, sides.0), more(verdict.netsuite, sides.1));
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO verdicts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute((
                place,
                shop_mark,
                book_mark,
                worst,
                orders,
                verdict.currency.as_str(),
                shop_more,
                book_more,
            ))?;
        match verdict.recheck {
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
        if !self.judged_before {
            return Ok(());
        }
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

    /// Marks cases to be compared again.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn mark_changed(&self, cases: &[(ShopNo, OrderKey)]) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare_cached("INSERT OR IGNORE INTO changed VALUES (?1)")?;
        for (shop, key) in cases {
            insert.execute([Place::of(*shop, *key).raw()])?;
        }
        Ok(())
    }

    /// Takes back what was proposed or approved for exceptions that no longer wait for it: a run closed
    /// them, or found other amounts. Each has its row in the journal.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn void_actions(&self) -> Result<(), StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT a.number, a.exception FROM actions a JOIN exceptions e ON e.number = a.exception
             WHERE a.state IN ('proposed', 'approved') AND e.state NOT IN ('proposed', 'approved') ORDER BY a.number",
        )?;
        let rows = select.query_map([], |r| Ok((r.get::<_, u64>(0)?, r.get::<_, u64>(1)?)))?;
        let orphans: Vec<(u64, u64)> = rows.collect::<Result<_, _>>()?;
        for (action, exception) in orphans {
            self.tx
                .prepare_cached("UPDATE actions SET state = 'void' WHERE number = ?1")?
                .execute([action])?;
            let detail = serde_json::json!({"exception": format!("EX-{exception}"),
                "why": "what it was proposed for is no longer there, or has other amounts"});
            journal::append(&self.tx, &self.by, "void", &format!("ACT-{action}"), &detail)?;
        }
        Ok(())
    }

    /// The posted actions whose exceptions this run closed.
    fn settled(&self) -> Result<Vec<String>, StoreError> {
        let mut select = self.tx.prepare_cached(
            "SELECT a.number FROM actions a JOIN exceptions e ON e.number = a.exception JOIN findings f ON f.id = e.finding
             WHERE a.state = 'posted' AND e.state = 'closed' AND f.to_run = ?1 ORDER BY a.number",
        )?;
        let rows = select.query_map([self.seq], |r| Ok(format!("ACT-{}", r.get::<_, u64>(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps the run. The id is made once the rest is known, so it is given here. The journal is told what it
    /// rests on (`facts`), and which cases it was limited to (`only`).
    ///
    /// # Errors
    /// [`StoreError`] where the database fails; then nothing is kept.
    pub fn finish(self, run: &Run, facts: &str, only: &serde_json::Value) -> Result<(), StoreError> {
        let body = serde_json::to_string(run).map_err(|e| StoreError::Text(e.to_string()))?;
        // The same comparison again takes its earlier number's place in the list.
        self.tx.execute("DELETE FROM runs WHERE id = ?1", [&run.id])?;
        self.tx
            .execute("INSERT INTO runs VALUES (?1, ?2, ?3)", (self.seq, &run.id, &body))?;
        let (found, ended) = self.seal.take().digests();
        let detail = serde_json::json!({"run": sha256_hex(body.as_bytes()), "complete": run.complete,
            "orders": run.summary.orders, "mismatched": run.summary.mismatched, "late": run.summary.late,
            "settled": self.settled()?, "facts": facts, "only": only, "seq": self.seq, "found": found, "ended": ended});
        journal::append(&self.tx, &self.by, "run", &run.id, &detail)?;
        self.tx.commit()?;
        Ok(())
    }
}

fn packed(finding: &Finding) -> Result<Vec<u8>, StoreError> {
    let mut body = Vec::new();
    pack(finding, &mut body)?;
    if let Some(locked) = &finding.locked {
        pack(locked, &mut body)?;
    }
    Ok(body)
}

/// Both sides' marks; 0 stands for a side that is not there.
fn marks((shop, books): (Option<&Side>, Option<&Side>)) -> (i64, i64) {
    let mark = |side: Option<&Side>| side.map_or(0, |s| s.mark().raw());
    (mark(shop), mark(books))
}
