//! The scalars of Shopify's JSON, read exactly and without a copy.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::{Amount, Moment};

/// An amount: a decimal in a string. A bare number is refused, because a reader on the way may have
/// taken it through a floating point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exact(pub(crate) Amount);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Exact;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount in quotes, such as \"12.50\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Exact, E> {
                Amount::parse(text)
                    .map(Exact)
                    .map_err(|e| E::custom(format!("`{text}` is not an amount: {e}")))
            }
        }
        from.deserialize_str(Text)
    }
}

/// A time with its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(pub(crate) Moment);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = At;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2026-11-22T02:00:00Z")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<At, E> {
                Moment::parse(text).map(At).map_err(E::custom)
            }
        }
        from.deserialize_str(Text)
    }
}

/// A whole number in a string, as Shopify writes its `BigInt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number in quotes, such as \"5371800000000\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                text.parse()
                    .map(Number)
                    .map_err(|_| E::custom(format!("`{text}` is not a whole number")))
            }
        }
        from.deserialize_str(Text)
    }
}

/// The number at the end of a gid: `gid://shopify/Order/1` is 1. A gid whose end is no number (some
/// bundles and shipping lines have a text there) is hashed into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Gid(pub(crate) u64);

impl<'de> Deserialize<'de> for Gid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Gid;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id such as \"gid://shopify/Order/1\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Gid, E> {
                split_gid(text)
                    .map(|(_, number)| Gid(number))
                    .ok_or_else(|| E::custom(format!("`{text}` is not an id such as gid://shopify/Order/1")))
            }
        }
        from.deserialize_str(Text)
    }
}

/// The type and the number of a gid.
pub(crate) fn split_gid(text: &str) -> Option<(&str, u64)> {
    let rest = text.strip_prefix("gid://shopify/")?;
    let slash = memchr::memchr(b'/', rest.as_bytes())?;
    let (kind, number) = (&rest[..slash], &rest[slash + 1..]);
    let number = match memchr::memchr(b'?', number.as_bytes()) {
        Some(end) => &number[..end],
        None => number,
    };
    if number.is_empty() {
        return None;
    }
    Some((
        kind,
        number
            .parse()
            .unwrap_or_else(|_| crate::base::hash64(number.as_bytes())),
    ))
}

/// An enum's value in the form the model keeps: `PARTIALLY_PAID` is `partially_paid`.
pub(crate) fn lower(value: &str) -> std::borrow::Cow<'_, str> {
    if value.bytes().any(|b| b.is_ascii_uppercase()) {
        value.to_ascii_lowercase().into()
    } else {
        value.into()
    }
}
