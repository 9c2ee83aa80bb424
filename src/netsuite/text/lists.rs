//! The smaller lists: how far the account is, deletions, periods, kits, samples of a column.

use super::super::kinds::{KINDS, code_list};
use super::super::profile::Profile;
use super::super::suiteql::{Param, Query};
use super::{MOMENT, day_as, id_list, moment_as};

/// How many documents of each type and status there are, the newest change and the highest id.
pub(in super::super) fn mark() -> Query {
    let kinds = code_list(KINDS.iter().map(|k| k.code));
    Query {
        name: "mark",
        text: format!(
            "SELECT t.type, t.status, COUNT(*) AS documents, MAX(t.id) AS last_id, {} FROM transaction t \
             WHERE t.type IN ({kinds}) GROUP BY t.type, t.status ORDER BY t.type, t.status",
            moment_as("MAX(t.lastmodifieddate)", "newest")
        ),
        params: Vec::new(),
    }
}

/// Deleted records, the oldest first. The table has no key of its own.
pub(in super::super) fn deleted(profile: &Profile, since: Option<&str>) -> Query {
    let mut columns = vec!["d.recordid".to_owned(), moment_as("d.deleteddate", "deleted_at")];
    let plain = ["type", "name", "scriptid", "recordtypeid"].into_iter();
    let seen: Vec<&str> = plain.filter(|c| profile.has("deletedrecord", c)).collect();
    columns.extend(seen.iter().map(|c| format!("d.{c}")));
    let condition = since.map_or(String::new(), |_| {
        format!(" WHERE d.deleteddate >= TO_TIMESTAMP(?, '{MOMENT}')")
    });
    let tie = if seen.contains(&"recordtypeid") {
        ", d.recordtypeid"
    } else {
        ""
    };
    Query {
        name: "deletions",
        text: format!(
            "SELECT {} FROM deletedrecord d{condition} ORDER BY d.deleteddate, d.recordid{tie}",
            columns.join(", ")
        ),
        params: since.map(Into::into).into_iter().collect(),
    }
}

/// Which of the ids are transactions, of any type.
pub(in super::super) fn still_there(ids: &[u64]) -> Query {
    Query {
        name: "transactions still there",
        text: format!(
            "SELECT t.id FROM transaction t WHERE t.id IN ({}) ORDER BY t.id",
            id_list(ids)
        ),
        params: Vec::new(),
    }
}

/// Accounting periods that take postings.
pub(in super::super) fn periods(profile: &Profile) -> Query {
    let has = |column: &&str| profile.has("accountingperiod", column);
    let mut columns = vec![day_as("p.startdate", "first_day"), day_as("p.enddate", "last_day")];
    let plain = ["id", "periodname", "closed", "alllocked", "arlocked", "aplocked"];
    columns.extend(plain.iter().filter(|c| has(c)).map(|c| format!("p.{c}")));
    let posting = has(&"isposting").then_some("p.isposting = 'T'".to_owned());
    let other = ["isquarter", "isyear", "isadjust"].into_iter().filter(|c| has(c));
    let conditions: Vec<String> = posting
        .into_iter()
        .chain(other.map(|c| format!("p.{c} = 'F'")))
        .collect();
    let condition = if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    };
    Query {
        name: "periods",
        text: format!(
            "SELECT {} FROM accountingperiod p{condition} ORDER BY p.startdate, p.id",
            columns.join(", ")
        ),
        params: Vec::new(),
    }
}

/// Currencies by their ISO codes.
pub(in super::super) fn currencies() -> Query {
    Query {
        name: "currencies",
        text: "SELECT c.id, c.symbol FROM currency c ORDER BY c.id".to_owned(),
        params: Vec::new(),
    }
}

/// What kits are made of.
pub(in super::super) fn kit_members(profile: &Profile) -> Query {
    let named = profile.has_all("item", &["id", "itemid"]);
    let (names, joins) = if named {
        (
            ", kit.itemid AS kit_name, part.itemid AS item_name",
            " LEFT JOIN item kit ON kit.id = k.parentitem LEFT JOIN item part ON part.id = k.item",
        )
    } else {
        ("", "")
    };
    Query {
        name: "kit members",
        text: format!(
            "SELECT k.parentitem, k.item, k.quantity{names} FROM kititemmember k{joins} ORDER BY k.parentitem, k.item"
        ),
        params: Vec::new(),
    }
}

/// The items of some names; of a matrix item (`Tee : TEE-BLK-M`) the last part is its name.
pub(in super::super) fn items_named(names: &[String]) -> Query {
    let one = "UPPER(itemid) = ? OR UPPER(itemid) LIKE ?";
    let each = vec![one; names.len().max(1)].join(" OR ");
    Query {
        name: "items by name",
        text: format!("SELECT id, itemid FROM item WHERE {each} ORDER BY id"),
        params: names
            .iter()
            .map(|n| n.to_uppercase())
            .flat_map(|n| [Param::Text(n.clone()), Param::Text(format!("% : {n}"))])
            .collect(),
    }
}

/// What a column of the newest documents of some types holds.
pub(in super::super) fn samples(column: &str, kinds: &[&'static str]) -> Query {
    Query {
        name: "samples of a column",
        text: format!(
            "SELECT t.id, t.type, t.tranid, t.{column} AS held FROM transaction t WHERE t.type IN ({}) ORDER BY t.id DESC",
            code_list(kinds.iter().copied())
        ),
        params: Vec::new(),
    }
}
