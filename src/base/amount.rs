//! Exact amounts of money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::fixed::{self, DECIMALS, FixedError, ONE};
use super::{Currency, Quantity};

/// An amount of money: a whole number of ten-thousandths of a currency's unit.
///
/// The currency stands beside the amount in the record that holds it; a record never mixes two
/// currencies under one field. Arithmetic is exact, and overflow panics in every build (reading is
/// bounded at a hundred billion units, so only a bug can get there).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a plain decimal text such as `226.0`, `-40.5` or `1200`.
    ///
    /// # Errors
    /// [`FixedError`] for everything else: thousands separators, exponents, more than four decimals.
    pub fn parse(text: &str) -> Result<Self, FixedError> {
        fixed::parse(text).map(Self)
    }

    /// The amount that is `raw` ten-thousandths of the unit.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    /// The amount in ten-thousandths of the unit.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The amount that is `minor` hundredths of the unit; for literals in tests and rules.
    #[must_use]
    pub const fn cents(minor: i64) -> Self {
        Self(minor * (ONE / 100))
    }

    /// One smallest coin of a currency: 0.01 GBP, 1 JPY, 0.001 KWD.
    #[must_use]
    pub fn smallest(currency: Currency) -> Self {
        Self(10_i64.pow(DECIMALS - currency.exponent()))
    }

    /// Whether this is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// This unit price times a quantity, or `None` where the product has more than four decimals.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(quantity.raw());
        if product % i128::from(ONE) != 0 {
            return None;
        }
        i64::try_from(product / i128::from(ONE)).ok().map(Self)
    }

    /// As a [`Decimal`], for the few places that take shares or percentages.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, DECIMALS)
    }

    /// Written with the decimals of the currency, more only where they are not zero: `12.30`, `1200`.
    #[must_use]
    pub fn text(self, currency: Currency) -> String {
        fixed::format(self.0, currency.exponent())
    }
}

/// Two decimals, or more where they are not zero; use [`Amount::text`] where the currency is known.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&fixed::format(self.0, 2))
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_the_decimals_of_their_currency() {
        let yen = Currency::parse("JPY").unwrap();
        let dinar = Currency::parse("KWD").unwrap();
        let pound = Currency::parse("GBP").unwrap();
        let amount = Amount::parse("1200").unwrap();
        assert_eq!(amount.text(yen), "1200");
        assert_eq!(amount.text(dinar), "1200.000");
        assert_eq!(amount.text(pound), "1200.00");
        assert_eq!(Amount::smallest(yen).to_string(), "1.00");
        assert_eq!(Amount::smallest(dinar).text(dinar), "0.001");
        assert_eq!(
            Amount::parse("0.125").unwrap().text(pound),
            "0.125",
            "never rounded for show"
        );
    }

    #[test]
    fn a_price_times_a_quantity_is_exact_or_nothing() {
        let price = Amount::parse("0.3333").unwrap();
        assert_eq!(price.times(Quantity::whole(3)), Amount::parse("0.9999").ok());
        assert_eq!(price.times(Quantity::parse("0.5").unwrap()), None);
    }
}
