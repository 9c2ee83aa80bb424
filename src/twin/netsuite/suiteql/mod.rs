//! SuiteQL over REST: a text in, a page of rows out.

mod display;
mod keyset;
mod rewrite;
mod tokens;

use std::collections::HashMap;

use rusqlite::types::Value as Cell;
use rusqlite::{Error, Row, params_from_iter};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, At, COLLECTION, Fault};
use super::ledger::{Ledger, text};
use super::request::Call;
use super::roles::Role;
use super::when;
use keyset::{Page, Totals};
use rewrite::Query;

/// Rows that a page may have.
const PAGE_MOST: u64 = 1000;
/// Rows of a query that can be had; those beyond are lost in silence.
const ROWS_MOST: u64 = 100_000;

/// What is known of queries that came before.
#[derive(Default)]
pub(super) struct Seen {
    /// Texts that have been rewritten, by role and text.
    queries: HashMap<(usize, String), Query>,
    totals: Totals,
}

impl Seen {
    const MOST: usize = 512;

    fn query(&mut self, role: &Role, q: &str) -> Result<Query, Fault> {
        let key = (role.number, q.to_owned());
        if let Some(query) = self.queries.get(&key) {
            return Ok(query.clone());
        }
        let query = rewrite::rewrite(q, &|table| role.view(table)).map_err(|what| Fault::search(&what))?;
        if self.queries.len() >= Self::MOST {
            self.queries.clear();
        }
        self.queries.insert(key, query.clone());
        Ok(query)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    q: String,
    #[serde(default)]
    params: Vec<Value>,
}

/// Which rows are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) limit: u64,
    pub(super) offset: u64,
}

impl Window {
    pub(super) fn of(call: &Call) -> Result<Self, Fault> {
        let number = |name: &'static str, default: u64, most: u64| match call.query_value(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|n| *n <= most).ok_or_else(|| {
                let detail = format!("Invalid value '{text}' for the query parameter '{name}'.");
                Fault::new(400, "INVALID_PARAMETER", detail).at(At::Param(name))
            }),
        };
        let window = Self {
            limit: number("limit", PAGE_MOST, PAGE_MOST)?,
            offset: number("offset", 0, u64::from(u32::MAX))?,
        };
        if window.limit == 0 {
            let detail = "Invalid value '0' for the query parameter 'limit'.";
            return Err(Fault::new(400, "INVALID_PARAMETER", detail).at(At::Param("limit")));
        }
        Ok(window)
    }

    /// Links and counts of a page, `rows` of `total`.
    pub(super) fn envelope(self, call: &Call, rows: u64, total: u64, reachable: u64) -> Envelope {
        let Self { limit, offset } = self;
        let link = |rel: &str, offset: u64| json!({ "rel": rel, "href": call.page_address(limit, offset) });
        let mut links = Vec::new();
        let more = offset + rows < reachable && rows > 0;
        if offset > 0 {
            links.push(link("previous", offset.saturating_sub(limit)));
            links.push(link("first", 0));
        }
        if more {
            links.push(link("next", offset + limit));
            links.push(link(
                "last",
                total.saturating_sub(1) / limit * limit + offset % limit.max(1),
            ));
        }
        links.push(link("self", offset));
        Envelope {
            links: Value::Array(links),
            rows,
            more,
            offset,
            total,
        }
    }
}

/// What stands around the items of a page.
pub(super) struct Envelope {
    links: Value,
    rows: u64,
    more: bool,
    offset: u64,
    total: u64,
}

impl Envelope {
    pub(super) fn around(&self, items: &[u8]) -> Answer {
        let Self {
            links,
            rows,
            more,
            offset,
            total,
        } = self;
        let mut body = format!(r#"{{"links":{links},"count":{rows},"hasMore":{more},"items":["#).into_bytes();
        body.extend_from_slice(items);
        body.extend_from_slice(format!(r#"],"offset":{offset},"totalResults":{total}}}"#).as_bytes());
        Answer::bytes(COLLECTION, body)
    }
}

/// Answers a SuiteQL request.
pub(super) fn answer(ledger: &Ledger, seen: &mut Seen, role: &Role, call: &Call) -> Result<Answer, Fault> {
    if call.method != "POST" {
        return Err(Fault::new(405, "INVALID_METHOD", "Only POST is supported."));
    }
    if !call.prefers("transient") {
        let detail =
            "The required request header 'Prefer' is missing or invalid. Provide it with the value 'transient'.";
        return Err(Fault::new(400, "INVALID_HEADER", detail).at(At::Header("Prefer")));
    }
    role.needs("REPO_ANALYTICS", "SuiteAnalytics Workbook")?;
    let window = Window::of(call)?;
    let body: Body = serde_json::from_slice(&call.body).map_err(|e| {
        Fault::new(
            400,
            "INVALID_CONTENT",
            format!("Error while parsing the request body: {e}"),
        )
    })?;
    let query = seen.query(role, &body.q)?;
    let params: Vec<Cell> = body.params.iter().map(cell).collect::<Result<_, _>>()?;
    let broken = |error: Error| fault(&error, &query, role);
    let rows = rows(ledger, &query.sql, &params, window).map_err(broken)?;
    let of = Page {
        role: role.number,
        q: &body.q,
        params: &params,
        place: query.key.filter(|_| window.offset == 0),
    };
    let reached = window.offset + rows.count;
    let known = seen.totals.known(ledger.version, &of, rows.first());
    let total = match known {
        // The last page tells the total by itself.
        _ if rows.next.is_none() && (rows.count > 0 || window.offset == 0) && reached < ROWS_MOST => reached,
        Some(total) => total,
        None => {
            let mut count = ledger.sql.prepare_cached(&query.counted).map_err(broken)?;
            count
                .query_row(params_from_iter(&params), |row| row.get(0))
                .map_err(broken)?
        }
    };
    if let Some(next) = rows.next {
        seen.totals.keep(&of, next, total.saturating_sub(rows.count));
    }
    let envelope = window.envelope(call, rows.count, total, total.min(ROWS_MOST));
    Ok(envelope.around(&rows.items))
}

fn cell(param: &Value) -> Result<Cell, Fault> {
    Ok(match param {
        Value::Null => Cell::Null,
        Value::Bool(flag) => Cell::Text(if *flag { "T" } else { "F" }.to_owned()),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => Cell::Real(number.as_f64().unwrap_or_default()),
        },
        Value::Array(_) | Value::Object(_) => return Err(Fault::search("a parameter is a text or a number")),
    })
}

/// The rows of a page as JSON.
struct Rows {
    items: Vec<u8>,
    count: u64,
    first_ends: usize,
    /// The row after the last one.
    next: Option<Vec<u8>>,
}

impl Rows {
    fn first(&self) -> &[u8] {
        &self.items[..self.first_ends]
    }
}

fn rows(ledger: &Ledger, sql: &str, params: &[Cell], window: Window) -> Result<Rows, Error> {
    let mut select = ledger.sql.prepare_cached(sql)?;
    if select.column_count() == 0 || !select.readonly() {
        return Err(Error::InvalidQuery);
    }
    let names = column_names(select.column_names());
    let mut rows = Rows {
        items: Vec::with_capacity(64 * 1024),
        count: 0,
        first_ends: 0,
        next: None,
    };
    let mut found = select.query(params_from_iter(params))?;
    let end = ROWS_MOST.min(window.offset + window.limit);
    let mut at = 0;
    while let Some(row) = found.next()? {
        at += 1;
        if at > end {
            let mut next = Vec::new();
            item(row, &names, &ledger.date_order, &mut next)?;
            rows.next = Some(next);
            break;
        }
        if at <= window.offset {
            continue;
        }
        if rows.count > 0 {
            rows.items.push(b',');
        }
        item(row, &names, &ledger.date_order, &mut rows.items)?;
        rows.count += 1;
        if rows.count == 1 {
            rows.first_ends = rows.items.len();
        }
    }
    Ok(rows)
}

/// Writes a row: nulls are left out, dates take the account's form.
fn item(row: &Row<'_>, names: &[(usize, String)], date_order: &str, to: &mut Vec<u8>) -> Result<(), Error> {
    to.extend_from_slice(br#"{"links":[]"#);
    for (place, name) in names {
        let Some(value) = text(row.get_ref(*place)?).filter(|v| !v.is_empty()) else {
            continue;
        };
        let value = when::civil(&value).map_or(value, |at| when::shown(at, date_order));
        to.extend_from_slice(name.as_bytes());
        to.extend_from_slice(Value::String(value).to_string().as_bytes());
    }
    to.push(b'}');
    Ok(())
}

/// The keys of a row. A column without a name of its own is counted; of two alike the first stays.
fn column_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<(usize, String)> {
    let mut kept: Vec<(usize, String)> = Vec::new();
    for (at, name) in names.enumerate() {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let name = if plain {
            name.to_lowercase()
        } else {
            format!("expr{}", at + 1)
        };
        let key = format!(",{}:", Value::String(name));
        if kept.iter().all(|(_, k)| *k != key) {
            kept.push((at, key));
        }
    }
    kept
}

/// What the engine refuses, in NetSuite's words.
fn fault(error: &Error, query: &Query, role: &Role) -> Fault {
    let said = match error {
        Error::SqlInputError { msg, .. } => msg.clone(),
        Error::SqliteFailure(_, Some(msg)) => msg.clone(),
        other => other.to_string(),
    };
    let Some(column) = said.strip_prefix("no such column: ") else {
        return Fault::search(&format!("Invalid or unsupported search: {said}"));
    };
    let (_, column) = column.rsplit_once('.').unwrap_or(("", column));
    if role.breaks_on(column) {
        return Fault::unexpected("jfgh6ty2k1l0p9o8i7u");
    }
    let known: Vec<String> = query
        .tables
        .iter()
        .map(|(table, alias)| format!("{table}={alias}"))
        .collect();
    Fault::search(&format!(
        "Unknown identifier '{column}'. Available identifiers are: {{{}}}",
        known.join(", ")
    ))
}
