//! Transactions without their lines.

use super::super::kinds::{KINDS, code_list};
use super::super::profile::{MadeFrom, Profile};
use super::super::settings::Span;
use super::super::suiteql::{Param, Query};
use super::{MOMENT, day_as, id_list, moment_as};

/// Columns that are read as they stand.
const PLAIN: [&str; 8] = [
    "status",
    "tranid",
    "externalid",
    "memo",
    "entity",
    "currency",
    "foreigntotal",
    "total",
];

/// Which documents are asked for.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Filter<'a> {
    /// Their ids.
    pub(in super::super) span: Span,
    /// Changed at or after this, in the account's own text.
    pub(in super::super) since: Option<&'a str>,
}

impl Filter<'_> {
    /// The condition, its parameters put behind those already there.
    fn condition(&self, profile: &Profile, params: &mut Vec<Param>) -> String {
        let Span { from_id, to_id } = self.span;
        let kinds = code_list(KINDS.iter().map(|k| k.code));
        params.extend([from_id.into(), to_id.into()]);
        let mut text = format!("t.type IN ({kinds}) AND t.id >= ? AND t.id <= ?");
        let Some(since) = self.since else {
            return text;
        };
        params.push(since.into());
        let changed = format!("t.lastmodifieddate >= TO_TIMESTAMP(?, '{MOMENT}')");
        if profile.has("transactionline", "linelastmodifieddate") {
            // A shipment or a bill changes lines of the order without always touching the order.
            params.extend([since.into(), from_id.into(), to_id.into()]);
            text += &format!(
                " AND ({changed} OR t.id IN (SELECT x.transaction FROM transactionline x \
                 WHERE x.linelastmodifieddate >= TO_TIMESTAMP(?, '{MOMENT}') AND x.transaction >= ? AND x.transaction <= ?))"
            );
        } else {
            text += &format!(" AND {changed}");
        }
        text
    }
}

/// What is selected of a transaction, and the tables it comes from.
fn select(profile: &Profile) -> String {
    let has = |column: &str| profile.has("transaction", column);
    let mut columns = vec!["t.id".to_owned(), "t.type".to_owned()];
    let mut joins = String::new();
    let mut named: Vec<&str> = PLAIN.into_iter().filter(|c| has(c)).collect();
    named.extend(["voided", "void"].into_iter().find(|c| has(c)));
    for field in profile.settings().fields() {
        if has(field) && !named.contains(&field) {
            named.push(field);
        }
    }
    columns.extend(named.iter().map(|name| format!("t.{name}")));
    if has("taxtotal") && has("total") && has("foreigntotal") {
        // The totals of two currencies stand side by side, and it is not documented which of them
        // this one follows: it is read where both are the same.
        columns.push("CASE WHEN t.total = t.foreigntotal THEN t.taxtotal END AS taxtotal".to_owned());
    }
    for (column, name) in [("createddate", "created_at"), ("lastmodifieddate", "modified_at")] {
        if has(column) {
            columns.push(moment_as(&format!("t.{column}"), name));
        }
    }
    if has("trandate") {
        columns.push(day_as("t.trandate", "trandate_iso"));
    }
    main_line(profile, &mut columns, &mut joins);
    currency(profile, &mut columns, &mut joins);
    address(profile, &mut columns, &mut joins);
    format!("SELECT {} FROM transaction t{joins}", columns.join(", "))
}

/// What stands on the transaction in some accounts and on its main line alone in others.
fn main_line(profile: &Profile, columns: &mut Vec<String>, joins: &mut String) {
    let mut joined = false;
    let made_from = match profile.made_from() {
        MadeFrom::Header => Some("t"),
        MadeFrom::Lines => Some("m"),
        MadeFrom::Links | MadeFrom::Nowhere => None,
    };
    let on = |table| profile.has(table, "subsidiary");
    let subsidiary = if on("transaction") {
        Some("t")
    } else {
        on("transactionline").then_some("m")
    };
    for (from, column) in [(made_from, "createdfrom"), (subsidiary, "subsidiary")] {
        if let Some(from) = from {
            columns.push(format!("{from}.{column}"));
            joined |= from == "m";
        }
    }
    if joined {
        *joins += " LEFT JOIN transactionline m ON m.transaction = t.id AND m.mainline = 'T'";
    }
}

/// The ISO code: a document names its currency by an internal id.
fn currency(profile: &Profile, columns: &mut Vec<String>, joins: &mut String) {
    if profile.has_all("currency", &["id", "symbol"]) && profile.has("transaction", "currency") {
        columns.push("c.symbol AS currency_code".to_owned());
        *joins += " LEFT JOIN currency c ON c.id = t.currency";
    }
}

/// The shipping address, which joins by `nkey` alone.
fn address(profile: &Profile, columns: &mut Vec<String>, joins: &mut String) {
    let table = "transactionshippingaddress";
    let seen = |c: &&&str| profile.has(table, c);
    let wanted: Vec<&str> = profile
        .settings()
        .addresses
        .columns()
        .iter()
        .filter(seen)
        .copied()
        .collect();
    if wanted.is_empty() || !profile.has(table, "nkey") || !profile.has("transaction", "shippingaddress") {
        return;
    }
    columns.extend(wanted.iter().map(|c| format!("sa.{c} AS ship{c}")));
    *joins += " LEFT JOIN transactionshippingaddress sa ON sa.nkey = t.shippingaddress";
}

/// Documents in the order of their ids.
pub(in super::super) fn heads(profile: &Profile, filter: &Filter<'_>) -> Query {
    let mut params = Vec::new();
    let condition = filter.condition(profile, &mut params);
    Query {
        name: "documents",
        text: format!("{} WHERE {condition} ORDER BY t.id", select(profile)),
        params,
    }
}

/// Documents by their ids.
pub(in super::super) fn heads_by_id(profile: &Profile, ids: &[u64]) -> Query {
    let kinds = code_list(KINDS.iter().map(|k| k.code));
    Query {
        name: "documents by id",
        text: format!(
            "{} WHERE t.type IN ({kinds}) AND t.id IN ({}) ORDER BY t.id",
            select(profile),
            id_list(ids)
        ),
        params: Vec::new(),
    }
}

/// The ids of the documents whose order field holds one of the values.
pub(in super::super) fn heads_of_order(profile: &Profile, values: &[String]) -> Query {
    let field = &profile.settings().order_field;
    let places = vec!["?"; values.len()].join(", ");
    Query {
        name: "documents of an order",
        text: format!("SELECT t.id FROM transaction t WHERE t.{field} IN ({places}) ORDER BY t.id"),
        params: values.iter().map(|v| v.as_str().into()).collect(),
    }
}

/// How many documents there are, and between which ids they lie.
pub(in super::super) fn count(profile: &Profile, filter: &Filter<'_>) -> Query {
    let mut params = Vec::new();
    let condition = filter.condition(profile, &mut params);
    Query {
        name: "count of documents",
        text: format!(
            "SELECT COUNT(*) AS documents, MIN(t.id) AS first_id, MAX(t.id) AS last_id FROM transaction t \
             WHERE {condition}"
        ),
        params,
    }
}

/// Ids alone.
pub(in super::super) fn ids(span: Span) -> Query {
    let kinds = code_list(KINDS.iter().map(|k| k.code));
    Query {
        name: "ids of documents",
        text: format!(
            "SELECT t.id FROM transaction t WHERE t.type IN ({kinds}) AND t.id >= ? AND t.id <= ? ORDER BY t.id"
        ),
        params: vec![span.from_id.into(), span.to_id.into()],
    }
}
