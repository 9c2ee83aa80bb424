//! The views: each turns [`Data`] into one [`Table`].

mod aging;
mod drift;
mod findings;
mod groups;
mod payouts;
mod summary;

use std::collections::BTreeMap;
use std::fmt;

use super::data::Data;
use super::money::Money;
use super::table::{Cell, Column, Table};
use crate::base::{Amount, Currency};

pub(super) use drift::{Budget, budgets, entries as drift_entries};

/// A view of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// Counts, and the two sides' totals by currency.
    Summary,
    /// One row a finding.
    Findings,
    /// One row a root cause and action.
    Groups,
    /// How old what is open is, by whose work it is.
    Aging,
    /// One row a payout, with its two variances.
    Payouts,
    /// Differences by day, shop and cause.
    Drift,
}

impl View {
    /// All views, in the order of a full report.
    pub const ALL: [Self; 6] = [
        Self::Summary,
        Self::Groups,
        Self::Aging,
        Self::Payouts,
        Self::Drift,
        Self::Findings,
    ];

    /// The name on the command line and in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Findings => "findings",
            Self::Groups => "groups",
            Self::Aging => "aging",
            Self::Payouts => "payouts",
            Self::Drift => "drift",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The table of a view.
#[must_use]
pub fn table(view: View, data: &Data) -> Table {
    match view {
        View::Summary => summary::table(data),
        View::Findings => findings::table(data),
        View::Groups => groups::table(data),
        View::Aging => aging::table(data),
        View::Payouts => payouts::table(data),
        View::Drift => drift::table(data),
    }
}

/// The rows of a view without its sums, one after another, under their columns.
pub(super) fn rows(view: View, data: &Data) -> (Vec<Column>, Box<dyn Iterator<Item = Vec<Cell>> + '_>) {
    if view == View::Findings {
        return (findings::COLUMNS.to_vec(), Box::new(findings::rows(data)));
    }
    let table = table(view, data);
    (table.columns, Box::new(table.rows.into_iter()))
}

/// Sums by currency: amounts of different currencies are never added.
#[derive(Debug, Clone, Default)]
struct Sums<const N: usize>(BTreeMap<Currency, [Amount; N]>);

impl<const N: usize> Sums<N> {
    fn add(&mut self, currency: Currency, amounts: [Amount; N]) {
        let sums = self.0.entry(currency).or_insert([Amount::ZERO; N]);
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += amount;
        }
    }

    fn iter(&self) -> impl Iterator<Item = (Currency, [Amount; N])> + '_ {
        self.0.iter().map(|(currency, sums)| (*currency, *sums))
    }
}

fn money(amount: Amount, currency: Currency) -> Cell {
    Cell::Money(Money::new(amount, currency))
}

fn money_or_empty(amount: Option<Amount>, currency: Currency) -> Cell {
    amount.map_or(Cell::Empty, |amount| money(amount, currency))
}

/// The last part of a gid, which is the id people see in the address of an admin page; any other
/// name as it is.
pub(super) fn short_id(id: &str) -> &str {
    match id.strip_prefix("gid://") {
        Some(rest) => rest.rsplit('/').next().unwrap_or(id),
        None => id,
    }
}
