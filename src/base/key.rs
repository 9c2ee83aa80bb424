//! The key under which the facts of one order meet.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::hash64;

/// What an order is found by on both sides: made from the text that NetSuite holds, which is either
/// Shopify's order name or its numeric id (`[netsuite] order_holds`).
///
/// A text that is a plain number of up to 15 digits becomes that number, any other text a hash above
/// all of these. Two names that share a hash land in one case, so whoever compares a case compares
/// the texts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderKey(i64);

/// Where hashes begin: above every number of 15 digits.
const HASHES: i64 = 1 << 50;

impl OrderKey {
    /// The key of no order: a document without an order reference.
    pub const NONE: Self = Self(0);
    /// How many bits a key has.
    pub const BITS: u32 = 51;

    /// The key of a name or id as written on either side; [`OrderKey::NONE`] for blank text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let name = normalise_name(text);
        if name.is_empty() {
            return Self::NONE;
        }
        // At most 15 digits and no leading zero: the number is the text, without loss.
        if name.len() <= 15
            && !name.starts_with('0')
            && name.bytes().all(|b| b.is_ascii_digit())
            && let Ok(number) = name.parse::<i64>()
        {
            return Self(number);
        }
        Self(HASHES | (hash64(name.as_bytes()) >> 14) as i64)
    }

    /// The key of a numeric id; [`OrderKey::NONE`] for 0.
    #[must_use]
    pub fn of_id(id: u64) -> Self {
        match i64::try_from(id) {
            Ok(0) => Self::NONE,
            Ok(id) if id < 1_000_000_000_000_000 => Self(id),
            _ => Self::of(&id.to_string()),
        }
    }

    /// The key from its stored form.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    /// The stored form: not negative, within [`OrderKey::BITS`].
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// Whether this names an order.
    #[must_use]
    pub const fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// An order name without what people and integrations add or lose on the way: surrounding blanks,
/// a leading `#`, letter case. `#1001`, `1001` and ` #1001` are one name; `AI-1001` and `1001-A`
/// are others.
#[must_use]
pub fn normalise_name(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let text = text.strip_prefix('#').unwrap_or(text);
    if text.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_one_key() {
        assert_eq!(OrderKey::of("#1001"), OrderKey::of(" 1001"));
        assert_eq!(OrderKey::of("5551234567890"), OrderKey::of_id(5_551_234_567_890));
        assert_eq!(OrderKey::of("ai-1001"), OrderKey::of("AI-1001"));
        for id in [1_u64, 999_999_999_999_999, 1_000_000_000_000_000, u64::MAX] {
            assert_eq!(OrderKey::of(&id.to_string()), OrderKey::of_id(id));
            assert!(OrderKey::of_id(id).raw() < 1 << OrderKey::BITS);
        }
        assert_ne!(OrderKey::of("1001"), OrderKey::of("01001"));
        assert_ne!(OrderKey::of("1031"), OrderKey::of("1031A"));
        assert_eq!(OrderKey::of("  "), OrderKey::NONE);
        assert_eq!(OrderKey::of("#"), OrderKey::NONE);
        assert!(OrderKey::of("0").is_some(), "a name of zero is a name");
    }
}
