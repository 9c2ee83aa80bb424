//! The small queries of the probe.

use super::super::kinds::{KINDS, code_list};
use super::super::profile::Profile;
use super::super::suiteql::Query;
use super::{MOMENT, id_list, moment_as};

/// Columns of a table, of one row: answered only where every one can be read.
pub(in super::super) fn columns(table: &str, columns: &[&str]) -> Query {
    let named: Vec<String> = columns.iter().map(|c| format!("x.{c}")).collect();
    Query {
        name: "columns",
        text: format!("SELECT {} FROM {table} x WHERE ROWNUM <= 1", named.join(", ")),
        params: Vec::new(),
    }
}

/// The newest documents of a type with their totals.
pub(in super::super) fn newest_of(kind: &str) -> Query {
    Query {
        name: "newest of a type",
        text: "SELECT t.id, t.foreigntotal FROM transaction t WHERE t.type = ? ORDER BY t.id DESC".to_owned(),
        params: vec![kind.into()],
    }
}

/// The rows of documents, as far as their signs go.
pub(in super::super) fn sign_rows(profile: &Profile, ids: &[u64]) -> Query {
    let wanted = ["mainline", "taxline", "iscogs", "foreignamount"].into_iter();
    let seen = wanted.filter(|c| profile.has("transactionline", c));
    let columns: Vec<String> = seen.map(|c| format!(", tl.{c}")).collect();
    Query {
        name: "signs",
        text: format!(
            "SELECT tl.transaction, tl.id{} FROM transactionline tl WHERE tl.transaction IN ({}) \
             ORDER BY tl.transaction, tl.id",
            columns.concat(),
            id_list(ids)
        ),
        params: Vec::new(),
    }
}

/// The newest document made before a moment, and with an id up to another.
pub(in super::super) fn newest_until(before: Option<&str>, up_to: Option<u64>) -> Query {
    let kinds = code_list(KINDS.iter().map(|k| k.code));
    let mut text = format!("SELECT MAX(t.id) AS id FROM transaction t WHERE t.type IN ({kinds})");
    let mut params = Vec::new();
    if let Some(before) = before {
        text += &format!(" AND t.createddate < TO_TIMESTAMP(?, '{MOMENT}')");
        params.push(before.into());
    }
    if let Some(up_to) = up_to {
        text += " AND t.id <= ?";
        params.push(up_to.into());
    }
    Query {
        name: "newest document until",
        text,
        params,
    }
}

/// When documents were made.
pub(in super::super) fn created(ids: &[u64]) -> Query {
    Query {
        name: "made at",
        text: format!(
            "SELECT t.id, t.type, {} FROM transaction t WHERE t.id IN ({}) ORDER BY t.id",
            moment_as("t.createddate", "created_at"),
            id_list(ids)
        ),
        params: Vec::new(),
    }
}

/// The types of what was lately made from other documents.
pub(in super::super) fn linked_kinds(from_id: u64) -> Query {
    Query {
        name: "types of linked documents",
        text: "SELECT l.nexttype, COUNT(*) AS links FROM nexttransactionlinelink l WHERE l.previousdoc >= ? \
               GROUP BY l.nexttype ORDER BY l.nexttype"
            .to_owned(),
        params: vec![from_id.into()],
    }
}
