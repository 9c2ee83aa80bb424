//! The drift meter: what the two sides drifted apart by, by day, shop and cause.
//!
//! A difference counts on the day of the fact that disagrees. Mismatched and accepted findings
//! count: what is within the tolerance is exactly what adds up unseen. What is late may still come,
//! and what is informational is no difference.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Sums, money};
use crate::base::{Amount, Currency};
use crate::model::finding::FindingState;
use crate::report::data::Data;
use crate::report::table::{Cell, Column, Kind, Table};

const COLUMNS: [Column; 8] = [
    Column::new("day", "Day (UTC)", Kind::Date),
    Column::new("shop", "Shop", Kind::Text).rank(2),
    Column::new("code", "Code", Kind::Id).rank(1),
    Column::new("cause", "Cause", Kind::Id),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("count", "Count", Kind::Count).rank(3),
    Column::new("signed", "Signed", Kind::Money),
    Column::new("absolute", "Absolute", Kind::Money),
];

/// What drifted apart on one day for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Entry {
    pub(in crate::report) day: Date,
    pub(in crate::report) shop: String,
    pub(in crate::report) code: &'static str,
    pub(in crate::report) cause: String,
    pub(in crate::report) currency: Currency,
    /// Parts counted.
    pub(in crate::report) count: u64,
    /// Sum of the parts as they are signed.
    pub(in crate::report) signed: Amount,
    /// Sum of the parts without their signs.
    pub(in crate::report) absolute: Amount,
}

/// Sums of one entry.
#[derive(Default)]
struct Sum {
    count: u64,
    signed: Amount,
    absolute: Amount,
}

/// The drift of a run, by day, shop, code, cause and currency.
pub(in crate::report) fn entries(data: &Data) -> Vec<Entry> {
    let mut entries: BTreeMap<(Date, &str, &'static str, &str, Currency), Sum> = BTreeMap::new();
    for e in &data.exceptions {
        let f = &e.finding;
        if !matches!(f.state, FindingState::Mismatched | FindingState::Accepted) {
            continue;
        }
        let day = f.since.day(&TimeZone::UTC);
        let parts = f.parts.iter().map(|part| (part.cause.as_str(), part.amount));
        for (cause, amount) in parts.chain([("unexplained", f.unexplained)]) {
            if amount.is_zero() {
                continue;
            }
            let sum = entries.entry((day, &f.shop, f.code.id, cause, f.currency)).or_default();
            sum.count += 1;
            sum.signed += amount;
            sum.absolute += amount.abs();
        }
    }
    entries
        .into_iter()
        .map(|((day, shop, code, cause, currency), sum)| Entry {
            day,
            shop: shop.to_owned(),
            code,
            cause: cause.to_owned(),
            currency,
            count: sum.count,
            signed: sum.signed,
            absolute: sum.absolute,
        })
        .collect()
}

/// What is used of a month's tolerance budget in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Budget {
    /// The first day of the month.
    pub(in crate::report) month: Date,
    pub(in crate::report) currency: Currency,
    /// Differences that were accepted, by the tolerance or by a person.
    pub(in crate::report) count: u64,
    /// Their sum as they are signed.
    pub(in crate::report) signed: Amount,
    /// Their sum without their signs: what is used.
    pub(in crate::report) used: Amount,
}

impl Budget {
    /// `2026-11`.
    pub(in crate::report) fn period(&self) -> String {
        self.month.strftime("%Y-%m").to_string()
    }

    /// What is left of a cap.
    pub(in crate::report) fn left(&self, cap: Amount) -> Amount {
        (cap - self.used).max(Amount::ZERO)
    }
}

/// The use of the tolerance budget, by month and currency.
pub(in crate::report) fn budgets(data: &Data) -> Vec<Budget> {
    let mut months: BTreeMap<(Date, Currency), Sum> = BTreeMap::new();
    for e in &data.exceptions {
        let f = &e.finding;
        if f.state == FindingState::Accepted || e.work.accepted.is_some() {
            let month = f.since.day(&TimeZone::UTC).first_of_month();
            let sum = months.entry((month, f.currency)).or_default();
            sum.count += 1;
            sum.signed += f.delta;
            sum.absolute += f.delta.abs();
        }
    }
    let of = |((month, currency), sum): ((Date, Currency), Sum)| Budget {
        month,
        currency,
        count: sum.count,
        signed: sum.signed,
        used: sum.absolute,
    };
    months.into_iter().map(of).collect()
}

/// A month's budget below the sums: `1.23 of 25.00 used`.
fn budget_row(budget: &Budget, cap: Amount) -> Vec<Cell> {
    let text = |amount: Amount| amount.text(budget.currency);
    vec![
        Cell::text("Budget"),
        Cell::Empty,
        Cell::text(budget.period()),
        Cell::text(format!("{} of {} used", text(budget.used), text(cap))),
        Cell::text(budget.currency.as_str()),
        Cell::count(budget.count),
        money(budget.signed, budget.currency),
        money(budget.used, budget.currency),
    ]
}

pub(super) fn table(data: &Data) -> Table {
    let mut sums = Sums::<2>::default();
    let entries = entries(data);
    for e in &entries {
        sums.add(e.currency, [e.signed, e.absolute]);
    }
    let totals = sums
        .iter()
        .map(|(currency, [signed, absolute])| {
            vec![
                Cell::text("Total"),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::text(currency.as_str()),
                Cell::Empty,
                money(signed, currency),
                money(absolute, currency),
            ]
        })
        .chain(budgets(data).iter().map(|b| budget_row(b, data.budget)))
        .collect();
    Table {
        name: "drift".into(),
        title: "Drift by day and cause".to_owned(),
        columns: COLUMNS.to_vec(),
        rows: entries
            .into_iter()
            .map(|e| {
                vec![
                    Cell::Date(e.day),
                    Cell::text(e.shop),
                    Cell::id(e.code),
                    Cell::id(e.cause),
                    Cell::text(e.currency.as_str()),
                    Cell::count(e.count),
                    money(e.signed, e.currency),
                    money(e.absolute, e.currency),
                ]
            })
            .collect(),
        totals,
        empty: "No drift.",
    }
}
