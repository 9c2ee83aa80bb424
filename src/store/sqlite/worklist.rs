//! The work list: what lists, filters and groups need of the exceptions that hold now, in narrow rows.
//!
//! **Invariant:** there is one row for each exception that is not closed, made anew in the transaction that changes
//! the exception.

use std::collections::HashMap;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::Reader;
use crate::base::{Amount, Moment};
use crate::model::code::{self, Code, Route};
use crate::model::exception::{Brief, Exception, ExceptionState};
use crate::model::finding::{ActionKind, FindingState};
use crate::store::StoreError;

const COLUMNS: &str =
    "number, state, until, code, action, route, counts, currency, delta, since, assignee IS NOT NULL, ship_by";

/// Which exceptions the database leaves out. What is not given leaves nothing out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'w> {
    /// Whose work.
    pub route: Option<Route>,
    /// The diagnosis.
    pub code: Option<&'static Code>,
    /// The shop.
    pub shop: Option<&'w str>,
    /// Whose work it is by name.
    pub assignee: Option<&'w str>,
    /// A label that people gave it.
    pub tag: Option<&'w str>,
}

impl Wanted<'_> {
    /// The condition and what it is about.
    fn condition(&self) -> (String, Vec<Value>) {
        let tests = [
            ("route = ?", self.route.map(|r| r.as_str().to_owned())),
            ("code = ?", self.code.map(|c| c.id.to_owned())),
            ("shop = ?", self.shop.map(str::to_owned)),
            ("assignee = ?", self.assignee.map(str::to_owned)),
            ("instr(tags, ?) > 0", self.tag.map(|t| format!(" {t} "))),
        ];
        let given = tests.into_iter().filter_map(|(sql, value)| Some((sql, value?)));
        let (tests, values): (Vec<&str>, Vec<Value>) = given.map(|(sql, value)| (sql, Value::Text(value))).unzip();
        (
            if tests.is_empty() {
                "1".to_owned()
            } else {
                tests.join(" AND ")
            },
            values,
        )
    }
}

/// Keeps the row of an exception as it is now.
pub(super) fn keep(db: &Connection, e: &Exception) -> Result<(), StoreError> {
    if e.state == ExceptionState::Closed {
        db.prepare_cached("DELETE FROM worklist WHERE number = ?1")?
            .execute([e.number])?;
        return Ok(());
    }
    let (f, brief) = (&e.finding, Brief::of(e));
    let tags: String = e.work.tags.iter().map(|tag| format!(" {tag} ")).collect();
    db.prepare_cached(
        "INSERT OR REPLACE INTO worklist VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute((
        brief.number,
        brief.state.as_str(),
        brief.snoozed_until.map(Moment::seconds),
        brief.code.id,
        brief.action.map(ActionKind::as_str),
        brief.route.as_str(),
        brief.counts.as_str(),
        brief.currency.as_str(),
        brief.delta.raw(),
        brief.since.seconds(),
        &f.shop,
        &e.work.assignee,
        tags,
        brief.ship_by.map(Moment::seconds),
    ))?;
    Ok(())
}

/// Makes the work list of a store that was made before there was one, or before it had all its columns.
pub(super) fn fill(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(include_str!("worklist.sql"))?;
    for exception in (Reader { db }).open_findings()? {
        keep(db, &exception)?;
    }
    Ok(())
}

impl Reader<'_> {
    /// The exceptions that are set aside, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn set_aside(&self) -> Result<Vec<u64>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT number FROM worklist WHERE state = ?1 ORDER BY number")?;
        let rows = select.query_map([ExceptionState::Snoozed.as_str()], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The exceptions that hold now, in brief, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn briefs(&self, wanted: Wanted<'_>) -> Result<Vec<Brief>, StoreError> {
        let (condition, values) = wanted.condition();
        let mut select = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM worklist WHERE {condition} ORDER BY number"
        ))?;
        let mut rows = select.query(params_from_iter(values))?;
        let (mut codes, mut briefs) = (Codes::default(), Vec::new());
        while let Some(row) = rows.next()? {
            briefs.push(brief(row, &mut codes)?);
        }
        Ok(briefs)
    }
}

/// The codes met so far: the catalogue is long, and a list has few of it.
#[derive(Default)]
struct Codes(HashMap<String, &'static Code>);

impl Codes {
    fn of(&mut self, id: &str) -> Option<&'static Code> {
        if let Some(known) = self.0.get(id) {
            return Some(known);
        }
        let code = code::find(id)?;
        self.0.insert(id.to_owned(), code);
        Some(code)
    }
}

fn brief(row: &Row<'_>, codes: &mut Codes) -> Result<Brief, StoreError> {
    let text = |at: usize| Ok::<_, StoreError>(row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?);
    let unknown = |what: &str, text: &str| StoreError::Damaged(format!("`{text}` is no {what} of an exception"));
    let action = match row.get_ref(4)? {
        ValueRef::Null => None,
        value => {
            let name = value.as_str().map_err(rusqlite::Error::from)?;
            Some(ActionKind::parse(name).ok_or_else(|| unknown("action", name))?)
        }
    };
    let (state, code, route, counts) = (text(1)?, text(3)?, text(5)?, text(6)?);
    Ok(Brief {
        number: row.get(0)?,
        state: ExceptionState::parse(state).ok_or_else(|| unknown("state", state))?,
        snoozed_until: row.get::<_, Option<i64>>(2)?.map(Moment::from_seconds),
        code: codes.of(code).ok_or_else(|| unknown("code", code))?,
        action,
        route: Route::parse(route).ok_or_else(|| unknown("route", route))?,
        counts: FindingState::parse(counts).ok_or_else(|| unknown("finding's state", counts))?,
        currency: row.get(7)?,
        delta: Amount::from_raw(row.get(8)?),
        since: Moment::from_seconds(row.get(9)?),
        is_assigned: row.get(10)?,
        ship_by: row.get::<_, Option<i64>>(11)?.map(Moment::from_seconds),
    })
}
