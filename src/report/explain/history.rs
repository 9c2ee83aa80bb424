//! How an order came to what it is: its sales agreements, oldest first, with the total after each.

use serde::Serialize;

use super::time;
use crate::base::{Amount, Currency, Moment};
use crate::model::shop::{AgreementReason, Basis, Order, Sale, SaleKind};
use crate::report::Money;

/// One agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryEntry {
    /// 0 for the order as placed, then the number of the edit; `None` for refunds and returns, which
    /// are no versions of the order.
    pub version: Option<u32>,
    /// When.
    #[serde(serialize_with = "time")]
    pub at: Moment,
    /// Why.
    pub reason: AgreementReason,
    /// The app that made it; empty where not known.
    pub app: String,
    /// What was sold or taken back.
    pub changes: Vec<Change>,
    /// What it added to the order's total.
    pub change: Money,
    /// The order's total after it.
    pub total_after: Money,
}

/// One thing sold or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of thing.
    pub kind: SaleKind,
    /// Its SKU or title; empty where it has none.
    pub item: String,
    /// Pieces, signed.
    pub quantity: Option<i64>,
    /// With tax, signed.
    pub amount: Money,
}

/// The history of an order; empty where its source has none.
pub(super) fn of(order: &Order<'_>, basis: Basis, currency: Currency) -> Vec<HistoryEntry> {
    let mut agreements: Vec<_> = order.agreements.iter().collect();
    agreements.sort_by_key(|a| (a.at, a.id));
    let mut total = Amount::ZERO;
    let mut edits = 0;
    agreements
        .into_iter()
        .map(|agreement| {
            let change: Amount = agreement.sales.iter().map(|sale| sale.total.on(basis)).sum();
            total += change;
            let version = match agreement.reason {
                AgreementReason::Order => Some(0),
                AgreementReason::Edit => {
                    edits += 1;
                    Some(edits)
                }
                AgreementReason::Refund | AgreementReason::Return | AgreementReason::Unknown => None,
            };
            HistoryEntry {
                version,
                at: agreement.at,
                reason: agreement.reason,
                app: agreement.app.to_string(),
                changes: agreement
                    .sales
                    .iter()
                    .map(|sale| Change {
                        kind: sale.kind,
                        item: item(order, sale),
                        quantity: sale.quantity,
                        amount: Money::new(sale.total.on(basis), currency),
                    })
                    .collect(),
                change: Money::new(change, currency),
                total_after: Money::new(total, currency),
            }
        })
        .collect()
}

/// The SKU or title of what a sale is about.
fn item(order: &Order<'_>, sale: &Sale) -> String {
    if sale.of == 0 {
        return String::new();
    }
    match sale.kind {
        SaleKind::Product | SaleKind::GiftCard => line_name(order, sale.of),
        SaleKind::Shipping => order
            .shipping
            .iter()
            .find(|line| line.id == sale.of)
            .map_or_else(String::new, |line| line.title.to_string()),
        _ => String::new(),
    }
}

/// The SKU of a line, or its title where it has none.
pub(super) fn line_name(order: &Order<'_>, id: u64) -> String {
    order
        .lines
        .iter()
        .find(|line| line.id == id)
        .map_or_else(String::new, |line| {
            if line.sku.is_empty() {
                line.title.to_string()
            } else {
                line.sku.to_string()
            }
        })
}
