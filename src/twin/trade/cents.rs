//! Money of the generator: whole cents, on both sides of a money bag.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in the shop's currency and in the buyer's. Every step is done on both sides, so that sums
/// hold on both to the cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Money {
    /// Cents of the shop's currency.
    pub(super) shop: i64,
    /// Cents of the buyer's currency.
    pub(super) buyer: i64,
}

impl Money {
    pub(super) const ZERO: Self = Self { shop: 0, buyer: 0 };

    /// A price of the shop's, brought over at a rate in ten-thousandths.
    pub(super) fn at_rate(cents: i64, rate: i64) -> Self {
        Self {
            shop: cents,
            buyer: rounded(cents * rate, 10_000),
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    pub(super) fn times(self, pieces: i64) -> Self {
        self.each(|v| v * pieces)
    }

    /// A share in ten-thousandths: 2000 is 20 %.
    pub(super) fn share(self, rate: i64) -> Self {
        self.each(|v| rounded(v * rate, 10_000))
    }

    /// The tax within an amount that contains it.
    pub(super) fn within(self, rate: i64) -> Self {
        self.each(|v| rounded(v * rate, 10_000 + rate))
    }

    /// The value of `pieces` out of `of` equal pieces that are worth this together.
    pub(super) fn part(self, pieces: i64, of: i64) -> Self {
        if pieces == of {
            return self;
        }
        self.each(|v| rounded(v * pieces, of))
    }

    fn each(self, change: impl Fn(i64) -> i64) -> Self {
        Self {
            shop: change(self.shop),
            buyer: change(self.buyer),
        }
    }
}

/// A quotient, half a unit away from zero.
pub(super) fn rounded(value: i64, by: i64) -> i64 {
    value.signum() * ((value.abs() * 2 + by) / (by * 2))
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            shop: self.shop + other.shop,
            buyer: self.buyer + other.buyer,
        }
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        self.each(|v| -v)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// Shopify's text: one decimal at least, no padding (`226.0`, `24.05`).
pub(super) fn api_text(cents: i64) -> String {
    let (sign, whole, rest) = parts(cents);
    if rest % 10 == 0 {
        format!("{sign}{whole}.{}", rest / 10)
    } else {
        format!("{sign}{whole}.{rest:02}")
    }
}

/// SuiteQL's text: no trailing zeros (`-40.5`, `50`).
pub(super) fn suiteql_text(cents: i64) -> String {
    let text = api_text(cents);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Two decimals (`24.00`).
pub(super) fn plain_text(cents: i64) -> String {
    let (sign, whole, rest) = parts(cents);
    format!("{sign}{whole}.{rest:02}")
}

fn parts(cents: i64) -> (&'static str, i64, i64) {
    let sign = if cents < 0 { "-" } else { "" };
    (sign, cents.abs() / 100, cents.abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_the_services() {
        assert_eq!([22_600, 2405, -5, 0].map(api_text), ["226.0", "24.05", "-0.05", "0.0"]);
        assert_eq!([50_00, -40_50, 7].map(suiteql_text), ["50", "-40.5", "0.07"]);
        assert_eq!([50_00, -40_50, 7].map(plain_text), ["50.00", "-40.50", "0.07"]);
    }

    #[test]
    fn parts_of_a_whole_are_rounded_half_away_from_zero() {
        let ten = Money {
            shop: 10_00,
            buyer: -10_00,
        };
        assert_eq!(
            ten.part(1, 3),
            Money {
                shop: 3_33,
                buyer: -3_33
            }
        );
        assert_eq!(Money { shop: 12_99, buyer: 0 }.within(2_000).shop, 2_17);
        assert_eq!(Money { shop: 5, buyer: -5 }.share(1_000), Money { shop: 1, buyer: -1 });
    }
}
