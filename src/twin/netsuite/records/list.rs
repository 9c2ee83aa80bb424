//! Lists of records: ids by a `q` condition.

use rusqlite::params_from_iter;
use serde_json::json;

use super::document::broken;
use super::fields::HEADER;
use crate::twin::netsuite::answer::{Answer, At, Fault};
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::names::TransactionType;
use crate::twin::netsuite::request::Call;
use crate::twin::netsuite::suiteql::Window;
use crate::twin::netsuite::when;

fn bad(what: &str) -> Fault {
    Fault::new(400, "INVALID_PARAMETER", format!("Invalid query parameter 'q': {what}")).at(At::Param("q"))
}

/// Operators with their SQL; `{}` stands for the column.
const OPERATORS: [(&str, &str); 16] = [
    ("IS", "{} = ?"),
    ("IS_NOT", "{} <> ?"),
    ("CONTAIN", "instr({}, ?) > 0"),
    ("START_WITH", "instr({}, ?) = 1"),
    ("EQUAL", "{} = ?"),
    ("NOT_EQUAL", "{} <> ?"),
    ("GREATER", "{} > CAST(? AS NUMERIC)"),
    ("GREATER_OR_EQUAL", "{} >= CAST(? AS NUMERIC)"),
    ("LESS", "{} < CAST(? AS NUMERIC)"),
    ("LESS_OR_EQUAL", "{} <= CAST(? AS NUMERIC)"),
    ("ON", "substr({}, 1, 11) = substr(?, 1, 11)"),
    ("AFTER", "{} > ?"),
    ("ON_OR_AFTER", "{} >= ?"),
    ("BEFORE", "{} < ?"),
    ("ON_OR_BEFORE", "{} <= ?"),
    ("ANY_OF", "instr(',' || ? || ',', ',' || {} || ',') > 0"),
];

fn column(ledger: &Ledger, field: &str) -> Result<String, Fault> {
    let own = [
        ("id", "id"),
        ("createdDate", "createddate"),
        ("lastModifiedDate", "lastmodifieddate"),
        ("status", "status"),
        ("total", "foreigntotal"),
    ];
    let listed = HEADER.iter().map(|(name, column, _)| (*name, *column)).chain(own);
    let found = listed
        .into_iter()
        .find(|(name, _)| *name == field)
        .map(|(_, column)| column.to_owned());
    let custom = || {
        ledger
            .columns("transaction")
            .iter()
            .find(|c| c.name == field && field.starts_with("custbody"))
    };
    found
        .or_else(|| custom().map(|c| c.name.clone()))
        .ok_or_else(|| bad(&format!("unknown field {field}")))
}

/// A condition as SQL with its value.
fn condition(ledger: &Ledger, text: &str) -> Result<(String, String), Fault> {
    let mut words = text.trim().splitn(3, ' ');
    let (field, operator) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let value = words.next().unwrap_or("").trim().trim_matches(['"', '[', ']']);
    let column = column(ledger, field)?;
    let known = OPERATORS.iter().find(|(name, _)| *name == operator);
    let (name, sql) = known.ok_or_else(|| bad(&format!("unknown operator {operator}")))?;
    let dated = matches!(*name, "ON" | "AFTER" | "ON_OR_AFTER" | "BEFORE" | "ON_OR_BEFORE");
    let value = if dated {
        date(ledger, value)?
    } else {
        value.replace(", ", ",")
    };
    Ok((sql.replace("{}", &format!("`{column}`")), value))
}

/// A date in the account's own form, on the account's own clock.
fn date(ledger: &Ledger, value: &str) -> Result<String, Fault> {
    let form = match ledger.date_order.as_str() {
        "dmy" => "DD/MM/YYYY HH:MI AM",
        "ymd" => "YYYY-MM-DD HH24:MI",
        _ => "MM/DD/YYYY HH:MI AM",
    };
    let at = when::read(value, form).map_err(|_| bad(&format!("{value} failed with date format {form}")))?;
    Ok(when::stored_civil(at))
}

/// Answers a list: ids and links alone.
pub(super) fn answer(ledger: &Ledger, kind: &TransactionType, call: &Call) -> Result<Answer, Fault> {
    let window = Window::of(call)?;
    let mut conditions = vec!["type = ?".to_owned()];
    let mut values = vec![kind.code.to_owned()];
    for part in call.query_value("q").into_iter().flat_map(|q| q.split(" AND ")) {
        let (sql, value) = condition(ledger, part)?;
        conditions.push(sql);
        values.push(value);
    }
    let conditions = conditions.join(" AND ");
    let count = format!("SELECT COUNT(*) FROM b_transaction WHERE {conditions}");
    let sql = &ledger.sql;
    let total: u64 = sql
        .query_row(&count, params_from_iter(&values), |row| row.get(0))
        .map_err(broken)?;
    let text = format!(
        "SELECT id FROM b_transaction WHERE {conditions} ORDER BY id LIMIT {} OFFSET {}",
        window.limit, window.offset
    );
    let mut select = sql.prepare(&text).map_err(broken)?;
    let ids = select
        .query_map(params_from_iter(&values), |row| row.get::<_, i64>(0))
        .map_err(broken)?;
    let mut items = Vec::new();
    for id in ids {
        let id = id.map_err(broken)?;
        let href = call.address(&format!("/record/v1/{}/{id}", kind.record));
        items.push(json!({ "links": [{ "rel": "self", "href": href }], "id": id.to_string() }).to_string());
    }
    let envelope = window.envelope(call, items.len() as u64, total, total);
    Ok(envelope.around(items.join(",").as_bytes()))
}
