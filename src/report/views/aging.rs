//! How old what is open is: counts and money in buckets of days, by whose work it is and by code.

use std::collections::BTreeMap;

use super::{Sums, money};
use crate::base::{Amount, Currency};
use crate::model::code::{Code, Route};
use crate::model::finding::FindingState;
use crate::report::data::Data;
use crate::report::table::{Cell, Column, Kind, Table};

/// First day of each bucket; the last has no end.
const STARTS: [i64; BUCKETS] = [0, 1, 3, 5, 10, 30];
const BUCKETS: usize = 6;

const COLUMNS: [Column; 18] = [
    Column::new("route", "Route", Kind::Text),
    Column::new("code", "Code", Kind::Id),
    Column::new("cause", "Cause", Kind::Text).rank(1),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("days_0_1", "0-1", Kind::Count),
    Column::new("days_1_3", "1-3", Kind::Count),
    Column::new("days_3_5", "3-5", Kind::Count),
    Column::new("days_5_10", "5-10", Kind::Count),
    Column::new("days_10_30", "10-30", Kind::Count),
    Column::new("days_30_plus", "30+", Kind::Count),
    Column::new("count", "Count", Kind::Count).rank(4),
    Column::new("absolute", "Absolute", Kind::Money).rank(2),
    Column::new("absolute_0_1", "Abs. 0-1", Kind::Money).rank(3),
    Column::new("absolute_1_3", "Abs. 1-3", Kind::Money).rank(3),
    Column::new("absolute_3_5", "Abs. 3-5", Kind::Money).rank(3),
    Column::new("absolute_5_10", "Abs. 5-10", Kind::Money).rank(3),
    Column::new("absolute_10_30", "Abs. 10-30", Kind::Money).rank(3),
    Column::new("absolute_30_plus", "Abs. 30+", Kind::Money).rank(3),
];

#[derive(Debug, Clone, Copy, Default)]
struct Buckets {
    counts: [u64; BUCKETS],
    amounts: [Amount; BUCKETS],
}

pub(super) fn table(data: &Data) -> Table {
    let mut rows: BTreeMap<(Route, &str, Currency), (&'static Code, Buckets)> = BTreeMap::new();
    let mut counts: BTreeMap<Currency, [u64; BUCKETS]> = BTreeMap::new();
    let mut sums = Sums::<BUCKETS>::default();
    for e in &data.exceptions {
        let f = &e.finding;
        if !matches!(f.state, FindingState::Mismatched | FindingState::Late) {
            continue;
        }
        let bucket = bucket(data.age_days(e));
        let (_, buckets) = rows
            .entry((f.route, f.code.id, f.currency))
            .or_insert((f.code, Buckets::default()));
        buckets.counts[bucket] += 1;
        buckets.amounts[bucket] += f.delta.abs();
        counts.entry(f.currency).or_default()[bucket] += 1;
        let mut amounts = [Amount::ZERO; BUCKETS];
        amounts[bucket] = f.delta.abs();
        sums.add(f.currency, amounts);
    }
    let totals = sums
        .iter()
        .map(|(currency, amounts)| {
            let counts = counts.get(&currency).copied().unwrap_or_default();
            let head = [Cell::text("Total"), Cell::Empty, Cell::Empty];
            row(head, currency, Buckets { counts, amounts })
        })
        .collect();
    Table {
        name: "aging".into(),
        title: "Open findings by age in days".to_owned(),
        columns: COLUMNS.to_vec(),
        rows: rows
            .into_iter()
            .map(|((route, id, currency), (code, buckets))| {
                let head = [Cell::Tag(route.as_str()), Cell::id(id), Cell::text(code.title)];
                row(head, currency, buckets)
            })
            .collect(),
        totals,
        empty: "Nothing is open.",
    }
}

/// The bucket an age falls into: its first day belongs to it, its last day to the next.
fn bucket(age_days: i64) -> usize {
    STARTS.iter().rposition(|start| age_days >= *start).unwrap_or(0)
}

fn row(head: [Cell; 3], currency: Currency, buckets: Buckets) -> Vec<Cell> {
    let mut row = Vec::from(head);
    row.push(Cell::text(currency.as_str()));
    row.extend(buckets.counts.iter().map(|count| Cell::count(*count)));
    row.push(Cell::count(buckets.counts.iter().sum::<u64>()));
    row.push(money(buckets.amounts.iter().copied().sum(), currency));
    row.extend(buckets.amounts.iter().map(|amount| money(*amount, currency)));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_take_their_first_day() {
        for (age, wanted) in [
            (0, 0),
            (1, 1),
            (2, 1),
            (3, 2),
            (4, 2),
            (5, 3),
            (9, 3),
            (10, 4),
            (29, 4),
            (30, 5),
            (999, 5),
        ] {
            assert_eq!(bucket(age), wanted, "{age} days");
        }
    }
}
