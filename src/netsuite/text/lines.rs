//! The rows of transactions, and the links between them.

use super::super::kinds::{DEPOSIT, JOURNAL};
use super::super::profile::Profile;
use super::super::suiteql::Query;
use super::id_list;

/// Columns that are read as they stand.
const PLAIN: [&str; 17] = [
    "linesequencenumber",
    "mainline",
    "taxline",
    "iscogs",
    "assemblycomponent",
    "item",
    "quantity",
    "quantityshiprecv",
    "quantitybilled",
    "isclosed",
    "kitcomponent",
    "kitmemberof",
    "createdfrom",
    "expenseaccount",
    "memo",
    "foreignamount",
    "itemtype",
];

/// The rows of documents, behind the row `after` (document, row). `deposits`: with the transactions
/// that the rows of bank deposits take up.
pub(in super::super) fn lines(profile: &Profile, documents: &[u64], deposits: bool, after: (u64, u64)) -> Query {
    let has = |column: &str| profile.has("transactionline", column);
    let mut columns = vec!["tl.transaction".to_owned(), "tl.id".to_owned()];
    let mut joins = String::new();
    columns.extend(PLAIN.into_iter().filter(|c| has(c)).map(|c| format!("tl.{c}")));
    if !has("foreignamount") && has("netamount") {
        columns.push("tl.netamount".to_owned());
    }
    if profile.has_all("item", &["id", "itemid"]) {
        columns.push("i.itemid".to_owned());
        if !has("itemtype") && profile.has("item", "itemtype") {
            columns.push("i.itemtype".to_owned());
        }
        joins += " LEFT JOIN item i ON i.id = tl.item";
    } else if has("item") {
        columns.push("BUILTIN.DF(tl.item) AS itemid".to_owned());
    }
    if !has("expenseaccount") && accounting(profile) {
        columns.push("a.account".to_owned());
        // The first book alone: in an account of several books each row stands there several times.
        joins += " LEFT JOIN transactionaccountingline a ON a.transaction = tl.transaction \
                  AND a.transactionline = tl.id AND a.accountingbook = 1";
    }
    if deposits && profile.has_all("nexttransactionlinelink", &["previousdoc", "nextdoc", "nextline"]) {
        columns.push("l.previousdoc".to_owned());
        joins += " LEFT JOIN nexttransactionlinelink l ON l.nextdoc = tl.transaction AND l.nextline = tl.id";
    }
    Query {
        name: if deposits { "lines of deposits" } else { "lines" },
        text: format!(
            "SELECT {} FROM transactionline tl{joins} WHERE tl.transaction IN ({}) \
             AND (tl.transaction > ? OR (tl.transaction = ? AND tl.id > ?)) ORDER BY tl.transaction, tl.id",
            columns.join(", "),
            id_list(documents)
        ),
        params: vec![after.0.into(), after.0.into(), after.1.into()],
    }
}

fn accounting(profile: &Profile) -> bool {
    let columns = ["transaction", "transactionline", "accountingbook", "account"];
    profile.has_all("transactionaccountingline", &columns)
}

/// What documents were made from, by the links: rows of the form of a main line.
pub(in super::super) fn links_back(documents: &[u64]) -> Query {
    Query {
        name: "links back",
        text: format!(
            "SELECT DISTINCT l.nextdoc AS transaction, l.previousdoc AS createdfrom, 'T' AS mainline \
             FROM nexttransactionlinelink l WHERE l.nextdoc IN ({}) ORDER BY l.nextdoc, l.previousdoc",
            id_list(documents)
        ),
        params: Vec::new(),
    }
}

/// What was made from documents, by the links. Bank deposits and journal entries take up many
/// orders at once and belong to none.
pub(in super::super) fn links_on(documents: &[u64]) -> Query {
    Query {
        name: "links on",
        text: format!(
            "SELECT DISTINCT l.nextdoc AS id FROM nexttransactionlinelink l WHERE l.previousdoc IN ({}) \
             AND l.nexttype NOT IN ('{DEPOSIT}', '{JOURNAL}') ORDER BY l.nextdoc",
            id_list(documents)
        ),
        params: Vec::new(),
    }
}

/// What was made from documents, by the lines of what was made.
pub(in super::super) fn made_on(documents: &[u64]) -> Query {
    Query {
        name: "made from",
        text: format!(
            "SELECT DISTINCT tl.transaction AS id FROM transactionline tl WHERE tl.createdfrom IN ({}) \
             ORDER BY tl.transaction",
            id_list(documents)
        ),
        params: Vec::new(),
    }
}

/// What was made from documents, where that stands on what was made.
pub(in super::super) fn made_on_header(documents: &[u64]) -> Query {
    Query {
        name: "made from by header",
        text: format!(
            "SELECT t.id FROM transaction t WHERE t.createdfrom IN ({}) ORDER BY t.id",
            id_list(documents)
        ),
        params: Vec::new(),
    }
}
