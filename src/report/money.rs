//! An amount that knows its currency, as reports show it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::base::{Amount, Currency};

/// An amount in its currency. Shown and serialised as a plain decimal with the currency's decimals,
/// more only where they are not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// How much, signed.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// An amount in a currency.
    #[must_use]
    pub const fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// With commas between thousands, for people: `-1,234.50`.
    #[must_use]
    pub fn grouped(self) -> String {
        group(&self.to_string())
    }
}

/// A plain decimal text with commas between thousands.
pub(super) fn group(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.amount.text(self.currency))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_the_decimals_are_the_currencys() {
        let of = |text: &str, currency: &str| {
            Money::new(Amount::parse(text).unwrap(), Currency::parse(currency).unwrap()).grouped()
        };
        assert_eq!(of("-1234567.5", "GBP"), "-1,234,567.50");
        assert_eq!(of("123", "JPY"), "123");
        assert_eq!(of("1000", "JPY"), "1,000");
        assert_eq!(of("0.1", "KWD"), "0.100");
    }
}
