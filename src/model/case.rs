//! A case: all facts of one order, on both sides. Cases are the unit of comparing and of sharing
//! out work.

use super::books::Document;
use super::payout::BalanceTransaction;
use super::rules::ShopNo;
use super::shop::Order;
use crate::base::OrderKey;

/// Where a case is kept: its shop and its key in one number, so that facts of one shop lie together in
/// the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(i64);

impl Place {
    /// The place of a case. A key of [`OrderKey::NONE`] stands for what a shop has beside its orders.
    #[must_use]
    pub const fn of(shop: ShopNo, key: OrderKey) -> Self {
        Self(((shop.0 as i64) << OrderKey::BITS) | key.raw())
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    /// The stored form.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The shop.
    #[must_use]
    pub const fn shop(self) -> ShopNo {
        ShopNo((self.0 >> OrderKey::BITS) as u16)
    }

    /// The key within the shop.
    #[must_use]
    pub const fn key(self) -> OrderKey {
        OrderKey::from_raw(self.0 & ((1 << OrderKey::BITS) - 1))
    }
}

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
    /// What some of them were before, oldest first: only where a comparison asked for it.
    pub earlier: Vec<Document<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_shop_and_a_key() {
        for shop in [0, 1, ShopNo::MOST] {
            for key in [OrderKey::NONE, OrderKey::of("#1001"), OrderKey::of("AI-1001")] {
                let place = Place::of(ShopNo(shop), key);
                assert_eq!((place.shop(), place.key()), (ShopNo(shop), key));
                assert!(place.raw() >= 0);
            }
        }
    }
}
