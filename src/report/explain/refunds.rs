//! An order's refunds, each with the documents that credit it.

use serde::Serialize;

use super::documents::{self, DocumentEntry};
use super::history::line_name;
use super::time;
use crate::base::{Amount, Currency, Moment};
use crate::model::books::{Document, DocumentKind};
use crate::model::rules::Rules;
use crate::model::shop::{Basis, Order, Refund, Restock};
use crate::report::Money;

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefundEntry {
    /// Its gid, or `order/n` where the source has no id.
    pub refund: String,
    /// When it was made.
    #[serde(serialize_with = "time")]
    pub created_at: Moment,
    /// Money refunded, positive.
    pub refunded: Money,
    /// What NetSuite's documents with its key credit.
    pub credited: Money,
    /// `refunded - credited`.
    pub difference: Money,
    /// What a person wrote.
    pub note: String,
    /// Goods refunded.
    pub lines: Vec<RefundLineEntry>,
    /// Shipping refunded, with its tax.
    pub shipping: Money,
    /// What was refunded above (negative) or below (positive) the value of the lines.
    pub adjustments: Money,
    /// The documents that carry its key.
    pub credits: Vec<DocumentEntry>,
}

/// Goods refunded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefundLineEntry {
    /// SKU or title.
    pub item: String,
    /// Pieces.
    pub quantity: i64,
    /// After discounts, as Shopify states it.
    pub subtotal: Money,
    /// Tax.
    pub tax: Money,
    /// What became of them.
    pub restock: Restock,
}

/// The refunds of an order, oldest first.
pub(super) fn of(
    order: &Order<'_>,
    documents: &[Document<'_>],
    rules: &Rules,
    basis: Basis,
    currency: Currency,
) -> Vec<RefundEntry> {
    let mut refunds: Vec<(usize, &Refund<'_>)> = (1..).zip(&order.refunds).collect();
    refunds.sort_by_key(|(n, refund)| (refund.created_at, refund.id, *n));
    let money = |amount| Money::new(amount, currency);
    refunds
        .into_iter()
        .map(|(n, refund)| {
            let credits = credits_of(refund, documents, rules);
            let credited = credited(&credits);
            let refunded = refund.total.on(basis);
            RefundEntry {
                refund: if refund.id == 0 {
                    format!("{}/{n}", order.head.name)
                } else {
                    format!("gid://shopify/Refund/{}", refund.id)
                },
                created_at: refund.created_at,
                refunded: money(refunded),
                credited: money(credited),
                difference: money(refunded - credited),
                note: refund.note.to_string(),
                lines: refund
                    .lines
                    .iter()
                    .map(|line| RefundLineEntry {
                        item: line_name(order, line.line),
                        quantity: line.quantity,
                        subtotal: money(line.subtotal.on(basis)),
                        tax: money(line.tax.on(basis)),
                        restock: line.restock,
                    })
                    .collect(),
                shipping: money(refund.shipping.on(basis) + refund.shipping_tax.on(basis)),
                adjustments: money(refund.adjustments.on(basis)),
                credits: credits.iter().map(|d| documents::entry(d, currency)).collect(),
            }
        })
        .collect()
}

/// The documents that carry a refund's key, in their refund field or as their external id.
fn credits_of<'d, 'a>(refund: &Refund<'_>, documents: &'d [Document<'a>], rules: &Rules) -> Vec<&'d Document<'a>> {
    if refund.id == 0 {
        return Vec::new();
    }
    let key = rules.refund_pattern.replace("{legacy_id}", &refund.id.to_string());
    documents
        .iter()
        .filter(|d| d.head.refund_ref.trim() == key || d.head.external_id.trim() == key)
        .collect()
}

/// What the documents credit: memos and cash refunds, or where there are none the customer refunds
/// of a deposit. A customer refund that pays out a memo is not counted beside it.
fn credited(documents: &[&Document<'_>]) -> Amount {
    let sum = |kinds: &[DocumentKind]| -> Amount {
        documents
            .iter()
            .filter(|d| !d.head.status.is_dead() && kinds.contains(&d.head.kind))
            .map(|d| d.head.total)
            .sum()
    };
    let credits = [DocumentKind::CreditMemo, DocumentKind::CashRefund];
    if documents
        .iter()
        .any(|d| credits.contains(&d.head.kind) && !d.head.status.is_dead())
    {
        sum(&credits)
    } else {
        sum(&[DocumentKind::CustomerRefund])
    }
}
