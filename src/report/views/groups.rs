//! One row a root cause, action and currency: the unit people decide in.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Sums, money};
use crate::base::{Amount, Currency};
use crate::model::code::{Code, Route};
use crate::model::finding::{ActionKind, FindingState};
use crate::report::data::{Data, state_rank};
use crate::report::rank::ranked;
use crate::report::severity::{Severity, severity};
use crate::report::table::{Cell, Column, Kind, Table};

/// How many exceptions a group names.
const EXAMPLES: usize = 3;

const COLUMNS: [Column; 12] = [
    Column::new("code", "Code", Kind::Id),
    Column::new("cause", "Cause", Kind::Text).rank(1),
    Column::new("action", "Proposed", Kind::Text).rank(3),
    Column::new("state", "State", Kind::Text).rank(4),
    Column::new("severity", "Severity", Kind::Text).rank(6),
    Column::new("route", "Route", Kind::Text).rank(5),
    Column::new("count", "Count", Kind::Count),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("delta", "Difference", Kind::Money),
    Column::new("absolute", "Absolute", Kind::Money).rank(7),
    Column::new("oldest_days", "Oldest", Kind::Count).rank(2),
    Column::new("examples", "Examples", Kind::Id).rank(8),
];

#[derive(Debug)]
struct Group {
    code: &'static Code,
    action: Option<ActionKind>,
    state: FindingState,
    route: Route,
    currency: Currency,
    severity: Severity,
    count: u64,
    delta: Amount,
    absolute: Amount,
    oldest_days: i64,
    examples: Vec<String>,
}

pub(super) fn table(data: &Data) -> Table {
    let groups = groups(data);
    let mut sums = Sums::<2>::default();
    for g in &groups {
        sums.add(g.currency, [g.delta, g.absolute]);
    }
    Table {
        name: "groups".into(),
        title: "Groups by cause and action".to_owned(),
        columns: COLUMNS.to_vec(),
        rows: groups.iter().map(row).collect(),
        totals: sums
            .iter()
            .map(|(currency, sums)| total(&groups, currency, sums))
            .collect(),
        empty: "Everything ties out.",
    }
}

fn groups(data: &Data) -> Vec<Group> {
    let mut groups: BTreeMap<_, Group> = BTreeMap::new();
    // Walked in rank order, so that a group's examples are its most urgent ones.
    for e in ranked(data) {
        let f = &e.finding;
        let action = f.proposal.as_ref().map(|p| p.action);
        let age = data.age_days(e);
        let group = groups
            .entry((f.code.id, action, state_rank(f.state), f.route, f.currency))
            .or_insert_with(|| Group {
                code: f.code,
                action,
                state: f.state,
                route: f.route,
                currency: f.currency,
                severity: Severity::Low,
                count: 0,
                delta: Amount::ZERO,
                absolute: Amount::ZERO,
                oldest_days: 0,
                examples: Vec::new(),
            });
        group.severity = group.severity.max(severity(f, age));
        group.count += 1;
        group.delta += f.delta;
        group.absolute += f.delta.abs();
        group.oldest_days = group.oldest_days.max(age);
        if group.examples.len() < EXAMPLES {
            group.examples.push(e.id());
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    // A stable sort: equals stay in the order of code, action and currency.
    groups.sort_by_key(|g| (state_rank(g.state), Reverse(g.severity), Reverse(g.absolute)));
    groups
}

fn row(g: &Group) -> Vec<Cell> {
    vec![
        Cell::id(g.code.id),
        Cell::text(g.code.title),
        g.action.map_or(Cell::Empty, |a| Cell::Tag(a.as_str())),
        Cell::Tag(g.state.as_str()),
        Cell::Tag(g.severity.as_str()),
        Cell::Tag(g.route.as_str()),
        Cell::count(g.count),
        Cell::text(g.currency.as_str()),
        money(g.delta, g.currency),
        money(g.absolute, g.currency),
        Cell::Count(g.oldest_days),
        Cell::id(g.examples.join(" ")),
    ]
}

fn total(groups: &[Group], currency: Currency, [delta, absolute]: [Amount; 2]) -> Vec<Cell> {
    let count: u64 = groups.iter().filter(|g| g.currency == currency).map(|g| g.count).sum();
    COLUMNS
        .iter()
        .map(|column| match column.key {
            "code" => Cell::text("Total"),
            "count" => Cell::count(count),
            "currency" => Cell::text(currency.as_str()),
            "delta" => money(delta, currency),
            "absolute" => money(absolute, currency),
            _ => Cell::Empty,
        })
        .collect()
}
