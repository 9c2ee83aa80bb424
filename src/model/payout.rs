//! Payouts of Shopify Payments and the balance transactions they consist of.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::shop::Source;
use crate::base::{Amount, Currency, Moment};

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// Not sent yet (older API versions also say "in transit").
    Scheduled,
    /// Sent to the bank.
    Paid,
    /// The bank rejected it: its money comes back in a later payout.
    Failed,
    /// Shopify took it back.
    Canceled,
    /// A status this version does not know.
    Unknown,
}

impl PayoutStatus {
    /// Reads `PAID`, `paid`, `In transit`, `in_transit`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().replace(' ', "_").as_str() {
            "scheduled" | "in_transit" | "pending" | "action_required" => Self::Scheduled,
            "paid" => Self::Paid,
            "failed" => Self::Failed,
            "canceled" | "cancelled" => Self::Canceled,
            _ => Self::Unknown,
        }
    }
}

/// A payout as Shopify states it. Two sources may know parts of one payout: the payouts export has
/// no id and no transactions, the transactions export has an id and no total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout<'a> {
    /// Shopify's numeric id; 0 where the source has none (it is then named `date/currency`).
    pub id: u64,
    /// Where the fact came from.
    pub source: Source,
    /// The day it was issued, in UTC.
    #[serde(with = "super::pack_date")]
    pub date: Option<Date>,
    /// When it was issued, where the source has the time.
    pub issued_at: Option<Moment>,
    /// Where it stands.
    pub status: PayoutStatus,
    /// Payout currency.
    pub currency: Currency,
    /// What reaches the bank; negative where Shopify takes money back. `None` where the source knows
    /// only the transactions.
    pub net: Option<Amount>,
    /// The bank's reference, where given.
    #[serde(borrow)]
    pub bank_reference: Cow<'a, str>,
    /// The source's own summary by family, where it has one.
    pub summary: Option<PayoutSummary>,
}

/// A payout's summary by family. Signs are as they add up to the net: refunds and fees negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PayoutSummary {
    /// Charges before fees.
    pub charges: Amount,
    /// Refunds before fees.
    pub refunds: Amount,
    /// Adjustments: disputes and the like.
    pub adjustments: Amount,
    /// Money held back or let go.
    pub reserved: Amount,
    /// Fees.
    pub fees: Amount,
    /// Money of an earlier payout that failed.
    pub retried: Amount,
    /// Marketplace tax, advances and whatever else the source lists.
    pub other: Amount,
}

/// One movement of money inside a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceTransaction<'a> {
    /// Shopify's numeric id; 0 where the source has none.
    pub id: u64,
    /// The type in capitals with underscores, as the API spells it: `CHARGE`, `SHOP_CASH_CREDIT`.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// When.
    pub at: Moment,
    /// Before the fee; negative for money going out.
    pub amount: Amount,
    /// The fee; positive on a charge.
    pub fee: Amount,
    /// After the fee, as the source states it. It should be `amount - fee`, and is not recomputed.
    pub net: Amount,
    /// The order's numeric id; 0 where the source has none.
    pub order: u64,
    /// The order's name; empty where the source has none.
    #[serde(borrow)]
    pub order_name: Cow<'a, str>,
    /// The order transaction it settles; 0 where the source has none.
    pub payment: u64,
    /// The checkout's mark in the transactions export, which tells equal rows apart.
    #[serde(borrow)]
    pub checkout: Cow<'a, str>,
    /// A test transaction: shown, never counted.
    pub test: bool,
}

/// The family a balance transaction's type belongs to: what it means for the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Charges and refunds of orders.
    Orders,
    /// Disputes, risk and protection.
    Disputes,
    /// Reserves.
    Reserves,
    /// Payout and balance movements: they tie to the bank, never to revenue.
    Transfers,
    /// Shop Cash.
    ShopCash,
    /// Shipping labels.
    Labels,
    /// Duty and tax.
    DutyAndTax,
    /// Lending and collections.
    Lending,
    /// Fees and platform billing.
    Fees,
    /// Collective, source, merchant to merchant.
    Merchants,
    /// Credits, promotions, channel, corrections.
    Corrections,
    /// A type no schema of ours has: always a person's work (PAY-14).
    Unknown,
}

/// The balance transactions of one type within a payout, summed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSum<'a> {
    /// The type, as [`BalanceTransaction::kind`].
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// How many, test transactions left out.
    pub count: u64,
    /// Sum before fees, signed.
    pub amount: Amount,
    /// Sum of fees.
    pub fee: Amount,
    /// Sum after fees as the source states them, signed.
    pub net: Amount,
    /// How many state a net that is not their amount less their fee.
    pub odd: u64,
}

/// Sums balance transactions up by type, in the order of the types' names. Test transactions count
/// for nothing.
#[must_use]
pub fn sum_by_kind<'a>(movements: &[BalanceTransaction<'a>]) -> Vec<KindSum<'a>> {
    let mut sums: Vec<KindSum<'a>> = Vec::new();
    for t in movements.iter().filter(|t| !t.test) {
        let at = match sums.binary_search_by(|s| s.kind.cmp(&t.kind)) {
            Ok(at) => at,
            Err(at) => {
                sums.insert(
                    at,
                    KindSum {
                        kind: t.kind.clone(),
                        count: 0,
                        amount: Amount::ZERO,
                        fee: Amount::ZERO,
                        net: Amount::ZERO,
                        odd: 0,
                    },
                );
                at
            }
        };
        let sum = &mut sums[at];
        sum.count += 1;
        sum.amount += t.amount;
        sum.fee += t.fee;
        sum.net += t.net;
        sum.odd += u64::from(t.net != t.amount - t.fee);
    }
    sums
}
