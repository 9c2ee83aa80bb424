//! The texts of the queries. Each is made from the profile, so that it names nothing the role may
//! not see.
//!
//! Only what Oracle documents is used: joins of one style, `IN` lists of at most a thousand, no
//! date literals, dates by `TO_CHAR` both ways. Names of columns come from fixed lists and from
//! checked settings; everything else is a parameter or a number of ours.

mod heads;
mod lines;
mod lists;
mod probing;

pub(super) use heads::{Filter, count, heads, heads_by_id, heads_of_order, ids};
pub(super) use lines::{lines, links_back, links_on, made_on, made_on_header};
pub(super) use lists::{currencies, deleted, items_named, kit_members, mark, periods, samples, still_there};
pub(super) use probing::{columns, created, linked_kinds, newest_of, newest_until, sign_rows};

use super::probe::WANTED;
use super::profile::Profile;
use super::settings::Span;
use super::suiteql::Query;

/// How moments are written.
pub(super) const MOMENT: &str = "YYYY-MM-DD HH24:MI:SS";
/// How days are written.
pub(super) const DAY: &str = "YYYY-MM-DD";

/// `TO_CHAR` of a moment, under a name.
pub(super) fn moment_as(column: &str, name: &str) -> String {
    format!("TO_CHAR({column}, '{MOMENT}') AS {name}")
}

/// `TO_CHAR` of a day, under a name.
pub(super) fn day_as(column: &str, name: &str) -> String {
    format!("TO_CHAR({column}, '{DAY}') AS {name}")
}

/// Ids as the inside of an `IN` list.
pub(super) fn id_list(ids: &[u64]) -> String {
    let texts: Vec<String> = ids.iter().map(u64::to_string).collect();
    texts.join(", ")
}

/// Every query that is asked of an account with this profile, with parameters that run. For
/// checking all of them against an engine.
#[must_use]
pub fn texts(profile: &Profile) -> Vec<Query> {
    let since = Some("2026-01-01 00:00:00");
    let all = Span::all(999_999_999);
    let some = [1, 2];
    let values = ["#1001".to_owned()];
    let settings = profile.settings();
    let mut texts = vec![
        mark(),
        count(profile, &Filter { span: all, since: None }),
        count(profile, &Filter { span: all, since }),
        heads(profile, &Filter { span: all, since: None }),
        heads(profile, &Filter { span: all, since }),
        heads_by_id(profile, &some),
        ids(all),
        still_there(&some),
        lines(profile, &some, false, (0, 0)),
        lines(profile, &some, true, (0, 0)),
        samples(&settings.order_field, &["SalesOrd", "CashSale"]),
        newest_of("SalesOrd"),
        newest_until(None, Some(1)),
        newest_until(since, None),
        created(&some),
        sign_rows(profile, &some),
    ];
    if profile.has("transaction", &settings.order_field) {
        texts.push(heads_of_order(profile, &values));
    }
    if profile.sees("nexttransactionlinelink") {
        texts.extend([links_on(&some), links_back(&some), linked_kinds(1)]);
    }
    if profile.has("transaction", "createdfrom") {
        texts.push(made_on_header(&some));
    }
    if profile.has("transactionline", "createdfrom") {
        texts.push(made_on(&some));
    }
    if profile.has_all("item", &["id", "itemid"]) {
        texts.push(items_named(&["TEE-BLK-M".to_owned()]));
    }
    if profile.sees("deletedrecord") {
        texts.extend([deleted(profile, None), deleted(profile, since)]);
    }
    if profile.sees("accountingperiod") {
        texts.push(periods(profile));
    }
    if profile.sees("kititemmember") {
        texts.push(kit_members(profile));
    }
    for wanted in WANTED.iter().filter(|w| profile.sees(w.table)) {
        let seen = |c: &&&str| profile.has(wanted.table, c);
        let names: Vec<&str> = wanted.names().iter().filter(seen).copied().collect();
        texts.push(columns(wanted.table, &names));
    }
    texts
}
