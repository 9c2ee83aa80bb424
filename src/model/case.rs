//! A case: all facts of one order, on both sides. Cases are the unit of comparing and of sharing
//! out work.

use super::books::Document;
use super::payout::BalanceTransaction;
use super::rules::ShopNo;
use super::shop::Order;
use crate::base::OrderKey;

/// All facts that meet under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<'a> {
    /// The shop.
    pub shop: ShopNo,
    /// What the facts meet by.
    pub key: OrderKey,
    /// Normally one; more where a shop used a name twice, none where NetSuite holds an orphan.
    pub orders: Vec<Order<'a>>,
    /// Charges and refunds of the order that are known only from a payment transactions export.
    /// Empty where the order's own payments are known.
    pub movements: Vec<BalanceTransaction<'a>>,
    /// NetSuite's documents, by internal id.
    pub documents: Vec<Document<'a>>,
}
