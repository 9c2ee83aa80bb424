//! Quantities of goods.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use super::fixed::{self, FixedError, ONE};

/// A quantity: whole in Shopify, with up to four decimals in NetSuite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// None.
    pub const ZERO: Self = Self(0);

    /// Reads a plain decimal text such as `2`, `-1` or `1.5`.
    ///
    /// # Errors
    /// [`FixedError`] for everything else.
    pub fn parse(text: &str) -> Result<Self, FixedError> {
        fixed::parse(text).map(Self)
    }

    /// A whole number of pieces.
    #[must_use]
    pub const fn whole(pieces: i64) -> Self {
        Self(pieces * ONE)
    }

    /// In ten-thousandths of a piece.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// From ten-thousandths of a piece.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    /// Whether this is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The quantity without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&fixed::format(self.0, 0))
    }
}

impl Add for Quantity {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Quantity {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Quantity {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Quantity {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Quantity {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}
