//! Reading runs, findings and exceptions back.

use rusqlite::{OptionalExtension as _, Row};

use super::Reader;
use crate::base::{Amount, Currency, Moment, OrderKey, sha256_hex};
use crate::model::case::Place;
use crate::model::exception::{Exception, ExceptionState, Work};
use crate::model::finding::{Finding, FindingState};
use crate::model::pack::{unpack, unpack_first};
use crate::model::rules::ShopNo;
use crate::model::run::Run;
use crate::store::StoreError;

const EXCEPTION: &str =
    "SELECT e.number, e.fingerprint, e.state, e.first_seen, e.last_seen, e.work, f.body FROM exceptions e";

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

    /// All runs, each with the SHA-256 of its text as the store holds it.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn sealed_runs(&self) -> Result<Vec<(Run, String)>, StoreError> {
        let mut select = self.db.prepare_cached("SELECT seq, body FROM runs ORDER BY seq")?;
        let rows = select.query_map([], pair)?;
        let sealed = |(_, body): (i64, String)| Ok((json(&body)?, sha256_hex(body.as_bytes())));
        rows.map(|row| sealed(row?)).collect()
    }

    /// The exceptions whose findings a run has, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exceptions_of(&self, seq: i64) -> Result<Vec<Exception>, StoreError> {
        self.exceptions_where(
            "JOIN findings f ON f.exception = e.number WHERE f.from_run <= ?1 AND (f.to_run IS NULL OR f.to_run > ?1)",
            [seq],
        )
    }

    /// One exception, with its finding as last found; `None` where there is no such number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exception(&self, number: u64) -> Result<Option<Exception>, StoreError> {
        let one = self.exceptions_where("JOIN findings f ON f.id = e.finding WHERE e.number = ?1", [number])?;
        Ok(one.into_iter().next())
    }

    /// The exceptions with these numbers, in the same order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where one is not there, and where the database fails.
    pub fn exceptions_at(&self, numbers: impl Iterator<Item = u64>) -> Result<Vec<Exception>, StoreError> {
        let mut select = self.db.prepare_cached(&format!("{ROW} number = ?1"))?;
        let mut exceptions = Vec::new();
        for number in numbers {
            let mut rows = select.query([number])?;
            let row = rows.next()?;
            let row = row.ok_or_else(|| StoreError::Damaged(format!("EX-{number} is listed and not there")))?;
            exceptions.push(with_finding(self.db, row)?);
        }
        Ok(exceptions)
    }

    /// All exceptions in their present state, closed ones too, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn exceptions(&self) -> Result<Vec<Exception>, StoreError> {
        self.exceptions_where("JOIN findings f ON f.id = e.finding", [])
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
        self.exceptions_where("JOIN findings f ON f.id = e.finding WHERE f.to_run IS NULL", [])
    }

    /// The exceptions whose findings hold now in one state, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn open_findings_in(&self, state: FindingState) -> Result<Vec<Exception>, StoreError> {
        self.exceptions_where(
            "JOIN findings f ON f.exception = e.number WHERE f.to_run IS NULL AND f.state = ?1",
            [state.as_str()],
        )
    }

    /// Exceptions with a finding each, by number. They are sorted here: the database would have to
    /// carry every finding through its sorter.
    fn exceptions_where(&self, which: &str, params: impl rusqlite::Params) -> Result<Vec<Exception>, StoreError> {
        let mut select = self.db.prepare_cached(&format!("{EXCEPTION} {which}"))?;
        let mut rows = select.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(exception(row, row.get_ref(6)?.as_blob()?)?);
        }
        all.sort_by_key(|e| e.number);
        Ok(all)
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

    /// What full comparisons know better than the sums over the short forms, by currency: what to add to
    /// Shopify's and to NetSuite's sum.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn corrections(&self) -> Result<Vec<(Currency, Amount, Amount)>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT currency, sum(shop_more), sum(book_more) FROM verdicts GROUP BY currency ORDER BY currency",
        )?;
        let rows = select.query_map([], |r| {
            Ok((r.get(0)?, Amount::from_raw(r.get(1)?), Amount::from_raw(r.get(2)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a full comparison of one case knows better than its short form; nothing where there was none.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn correction(&self, shop: ShopNo, key: OrderKey) -> Result<(Amount, Amount), StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT shop_more, book_more FROM verdicts WHERE place = ?1")?;
        let row = select.query_row([Place::of(shop, key).raw()], |r| {
            Ok((Amount::from_raw(r.get(0)?), Amount::from_raw(r.get(1)?)))
        });
        Ok(row.optional()?.unwrap_or((Amount::ZERO, Amount::ZERO)))
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

const ROW: &str = "SELECT number, fingerprint, state, first_seen, last_seen, work, finding FROM exceptions WHERE";

fn of_case(db: &rusqlite::Connection, shop: ShopNo, key: OrderKey) -> Result<Vec<Exception>, StoreError> {
    let mut select = db.prepare_cached(&format!("{ROW} place = ?1"))?;
    let mut rows = select.query([Place::of(shop, key).raw()])?;
    let mut exceptions = Vec::new();
    while let Some(row) = rows.next()? {
        exceptions.push(with_finding(db, row)?);
    }
    exceptions.sort_by_key(|e: &Exception| e.number);
    Ok(exceptions)
}

/// An exception from its row. Two plain statements instead of a join: SQLite plans a join anew for every binding.
fn with_finding(db: &rusqlite::Connection, row: &Row<'_>) -> Result<Exception, StoreError> {
    let mut finding = db.prepare_cached("SELECT body FROM findings WHERE id = ?1")?;
    let mut rows = finding.query([row.get::<_, i64>(6)?])?;
    match rows.next()? {
        Some(found) => exception(row, found.get_ref(0)?.as_blob()?),
        None => Err(rusqlite::Error::QueryReturnedNoRows.into()),
    }
}

/// An exception from the first six columns of its row and its packed finding.
fn exception(row: &Row<'_>, finding: &[u8]) -> Result<Exception, StoreError> {
    let state = row.get_ref(2)?.as_str()?;
    let work = row.get_ref(5)?.as_blob()?;
    Ok(Exception {
        number: row.get(0)?,
        fingerprint: row.get(1)?,
        state: ExceptionState::parse(state)
            .ok_or_else(|| StoreError::Damaged(format!("`{state}` is no state of an exception")))?,
        first_seen: Moment::from_seconds(row.get(3)?),
        last_seen: Moment::from_seconds(row.get(4)?),
        finding: unpacked(finding)?,
        work: if work.is_empty() {
            Work::default()
        } else {
            unpack(work)?
        },
    })
}

/// A finding, and behind it what there is to choose from where its order is locked.
fn unpacked(body: &[u8]) -> Result<Finding, StoreError> {
    let (finding, rest): (Finding, &[u8]) = unpack_first(body)?;
    Ok(Finding {
        locked: if rest.is_empty() { None } else { Some(unpack(rest)?) },
        ..finding
    })
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Text(e.to_string()))
}
