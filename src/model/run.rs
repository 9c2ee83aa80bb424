//! A run: one comparison of the two sides, as it is kept and reported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Currency, Moment};

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// A ULID: its time is `as_of`, the rest is a digest of what was compared.
    pub id: String,
    /// The moment ages and lateness were counted at.
    pub as_of: Moment,
    /// Fingerprint of the rules.
    pub rules: String,
    /// Fingerprint of the configuration.
    pub config: String,
    /// How fresh each side is.
    pub freshness: Freshness,
    /// Whether both sides were complete; an incomplete run closes nothing.
    pub complete: bool,
    /// The counts and totals.
    pub summary: Summary,
}

/// The newest fact of each side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Freshness {
    /// By shop name.
    pub shopify: BTreeMap<String, Moment>,
    /// NetSuite.
    pub netsuite: Option<Moment>,
}

/// What a run counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Orders compared, without test orders.
    pub orders: u64,
    /// Orders without a late or mismatched finding.
    pub tied: u64,
    /// Orders with a late finding and no mismatched one.
    pub late: u64,
    /// Orders with a mismatched finding.
    pub mismatched: u64,
    /// Test orders left out.
    pub excluded: u64,
    /// Payouts compared.
    pub payouts: u64,
    /// Findings of each state, by the state's name.
    pub findings: BTreeMap<String, u64>,
    /// Totals of orders and sales documents by currency.
    pub by_currency: Vec<CurrencyTotal>,
}

/// The two sides' order totals in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyTotal {
    /// The currency.
    pub currency: Currency,
    /// Sum of the orders' current totals.
    pub shopify: Amount,
    /// Sum of what NetSuite holds for orders: sales documents less their credits.
    pub netsuite: Amount,
    /// `shopify - netsuite`.
    pub delta: Amount,
}
