//! A payout, explained.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::disputes::{self, DisputeEntry};
use super::documents::{self, DocumentEntry};
use super::finding::{FindingEntry, entries};
use super::{Panel, time};
use crate::base::{Amount, Currency, Moment};
use crate::model::books::Document;
use crate::model::dispute::Dispute;
use crate::model::exception::Exception;
use crate::model::payout::{BalanceTransaction, PayoutStatus};
use crate::report::Money;
use crate::report::data::PayoutLine;

/// How many balance transactions that do not add up in themselves are named.
const ODD_MAX: usize = 20;

/// Everything about one payout.
#[derive(Debug, Clone, Serialize)]
pub struct PayoutPanel {
    /// As findings name it.
    pub payout: String,
    /// The shop's name.
    pub shop: String,
    /// The day it was issued.
    pub date: Option<Date>,
    /// Where it stands in Shopify.
    pub status: PayoutStatus,
    /// Its currency.
    pub currency: Currency,
    /// The moment ages are counted at.
    #[serde(serialize_with = "time")]
    pub ages_at: Moment,
    /// What reaches the bank.
    pub net: Option<Money>,
    /// Sum of its balance transactions.
    pub settlement: Option<Money>,
    /// `net - settlement`.
    pub settlement_variance: Option<Money>,
    /// What NetSuite holds for it.
    pub ledger: Option<Money>,
    /// `net - ledger`.
    pub ledger_variance: Option<Money>,
    /// Its balance transactions by type.
    pub kinds: Vec<KindEntry>,
    /// Balance transactions whose net is not amount less fee, by id, at most twenty.
    pub odd: Vec<String>,
    /// The disputes that moved money in it.
    pub disputes: Vec<DisputeEntry>,
    /// NetSuite's deposits or journals.
    pub documents: Vec<DocumentEntry>,
    /// What was found.
    pub findings: Vec<FindingEntry>,
}

/// The balance transactions of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindEntry {
    /// The type as the API spells it.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// Before fees.
    pub amount: Money,
    /// Fees, positive where Shopify takes them.
    pub fees: Money,
    /// After fees.
    pub net: Money,
}

/// Explains a payout from its own line, its balance transactions, the disputes behind them, its documents
/// and its exceptions.
#[must_use]
pub fn payout_panel(
    payout: &PayoutLine,
    transactions: &[BalanceTransaction<'_>],
    disputes: &[Dispute],
    documents: &[Document<'_>],
    exceptions: &[Exception],
    as_of: Moment,
) -> Panel {
    let currency = payout.currency;
    let money = |amount: Option<Amount>| amount.map(|amount| Money::new(amount, currency));
    let mut documents: Vec<_> = documents.iter().collect();
    documents.sort_by_key(|d| (d.head.kind, d.head.id));
    Panel::Payout(Box::new(PayoutPanel {
        payout: payout.name.clone(),
        shop: payout.shop.clone(),
        date: payout.date,
        status: payout.status,
        currency,
        ages_at: as_of,
        net: money(payout.net),
        settlement: money(payout.settlement),
        settlement_variance: money(payout.settlement_variance()),
        ledger: money(payout.ledger),
        ledger_variance: money(payout.ledger_variance()),
        kinds: kinds(transactions, currency),
        odd: transactions
            .iter()
            .filter(|t| t.amount - t.fee != t.net)
            .take(ODD_MAX)
            .map(|t| t.id.to_string())
            .collect(),
        disputes: disputes::entries(disputes),
        documents: documents.into_iter().map(|d| documents::entry(d, currency)).collect(),
        findings: entries(exceptions, as_of),
    }))
}

fn kinds(transactions: &[BalanceTransaction<'_>], currency: Currency) -> Vec<KindEntry> {
    let mut kinds: BTreeMap<&str, (u64, [Amount; 3])> = BTreeMap::new();
    for t in transactions.iter().filter(|t| !t.test) {
        let (count, [amount, fees, net]) = kinds.entry(t.kind.as_ref()).or_default();
        *count += 1;
        *amount += t.amount;
        *fees += t.fee;
        *net += t.net;
    }
    let money = |amount| Money::new(amount, currency);
    kinds
        .into_iter()
        .map(|(kind, (count, [amount, fees, net]))| KindEntry {
            kind: kind.to_owned(),
            count,
            amount: money(amount),
            fees: money(fees),
            net: money(net),
        })
        .collect()
}
