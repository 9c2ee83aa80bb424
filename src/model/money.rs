//! Amounts that exist in two currencies.

use serde::{Deserialize, Serialize};

use crate::base::Amount;

/// One amount in the shop's currency and in the customer's (presentment) currency.
///
/// Kept as the first amount and the difference of the second: nearly all orders are sold in the
/// shop's own currency, where that is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "(Amount, Amount)", into = "(Amount, Amount)")]
pub struct MoneyBag {
    /// In the currency of the shop when the order was placed.
    pub shop: Amount,
    /// In the currency the customer saw.
    pub presentment: Amount,
}

impl From<MoneyBag> for (Amount, Amount) {
    fn from(bag: MoneyBag) -> Self {
        (bag.shop, bag.presentment - bag.shop)
    }
}

impl From<(Amount, Amount)> for MoneyBag {
    fn from((shop, more): (Amount, Amount)) -> Self {
        Self {
            shop,
            presentment: shop + more,
        }
    }
}

/// Which amount of a [`MoneyBag`] is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The shop's currency.
    #[default]
    Shop,
    /// The customer's currency.
    Presentment,
}

impl MoneyBag {
    /// Nothing in both currencies.
    pub const ZERO: Self = Self {
        shop: Amount::ZERO,
        presentment: Amount::ZERO,
    };

    /// The same amount in both: an order sold in the shop's own currency.
    #[must_use]
    pub const fn same(amount: Amount) -> Self {
        Self {
            shop: amount,
            presentment: amount,
        }
    }

    /// The amount in the wanted currency.
    #[must_use]
    pub const fn on(self, basis: Basis) -> Amount {
        match basis {
            Basis::Shop => self.shop,
            Basis::Presentment => self.presentment,
        }
    }
}

impl std::ops::Add for MoneyBag {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            shop: self.shop + other.shop,
            presentment: self.presentment + other.presentment,
        }
    }
}

impl std::ops::Sub for MoneyBag {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            shop: self.shop - other.shop,
            presentment: self.presentment - other.presentment,
        }
    }
}
