//! What two sides are compared by only where both have it: packed into one number a side.
//!
//! A digest says that everything agrees, so it cannot hold what one side may lack: the address of a
//! document without one, the refund that a credit without a key answers. Each of these has a field
//! of its own here, and a field that is zero on either side says nothing.

use crate::base::{Moment, hash64, normalise_address};
use crate::model::shop::Address;
use jiff::civil::Date;

/// Whether goods left the house: Shopify says they did, NetSuite says that none did.
const SHIPPED: Field = Field { from: 0, bits: 2 };
/// Whether the goods that were credited came back.
const STOCK: Field = Field { from: 2, bits: 2 };
/// Which refund each credit answers, and in which month.
const CREDITS: Field = Field { from: 4, bits: 14 };
/// Province code, without loss.
const PROVINCE: Field = Field { from: 18, bits: 16 };
/// Country code, without loss.
const COUNTRY: Field = Field { from: 34, bits: 10 };
/// Street, city and postcode, hashed: one address in a million looks like another.
const STREET: Field = Field { from: 44, bits: 20 };

#[derive(Clone, Copy)]
struct Field {
    from: u32,
    bits: u32,
}

impl Field {
    const fn mask(self) -> u64 {
        ((1 << self.bits) - 1) << self.from
    }

    /// A value that fits, in its place.
    const fn put(self, value: u64) -> u64 {
        (value << self.from) & self.mask()
    }

    /// A hash cut down to fit; never the zero that says nothing.
    fn put_hash(self, hash: u64) -> u64 {
        self.put((hash >> (64 - self.bits)).max(1))
    }
}

/// Whether nothing that both sides have differs.
#[must_use]
pub const fn agree(a: u64, b: u64) -> bool {
    if a == b {
        return true;
    }
    let fields = [SHIPPED, STOCK, CREDITS, PROVINCE, COUNTRY, STREET];
    let mut at = 0;
    while at < fields.len() {
        let (x, y) = (a & fields[at].mask(), b & fields[at].mask());
        if x != y && x != 0 && y != 0 {
            return false;
        }
        at += 1;
    }
    true
}

/// Shopify says that everything was shipped.
pub(super) const fn shipped() -> u64 {
    SHIPPED.put(1)
}

/// NetSuite's order says that nothing was.
pub(super) const fn untouched() -> u64 {
    SHIPPED.put(2)
}

/// Whether the goods of a side's credits came back: of all of them alike. `None` where they did of
/// some and not of others.
pub(super) fn stock(credits: impl Iterator<Item = Option<bool>>) -> Option<u64> {
    let mut known = credits.flatten();
    let Some(first) = known.next() else { return Some(0) };
    known
        .all(|other| other == first)
        .then(|| STOCK.put(if first { 2 } else { 1 }))
}

/// A credit by the refund it answers, its raw amount and its month; such numbers are added up.
pub(super) fn credit(refund: u64, amount: i64, month: i64) -> u64 {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&refund.to_le_bytes());
    bytes[8..16].copy_from_slice(&amount.to_le_bytes());
    bytes[16..].copy_from_slice(&month.to_le_bytes());
    hash64(&bytes)
}

/// The sum of all of a side's credits.
pub(super) fn credits(sum: u64) -> u64 {
    CREDITS.put_hash(sum)
}

/// A month as a number.
pub(crate) fn month(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month())
}

/// The month of a moment, as far as a credit's date is held to it: two days of grace cover the time
/// zones in which the two sides date.
pub(crate) fn month_of_refund(at: Moment) -> Date {
    at.plus(-2 * 86_400).day(&jiff::tz::TimeZone::UTC)
}

/// A ship-to address; zero where it says nothing. `None` where it is of an unusual form (a city and
/// no street) that only a full comparison can judge.
#[must_use]
pub fn address(address: &Address<'_>) -> Option<u64> {
    let country = country_code(&address.country).map_or(0, |c| COUNTRY.put(c));
    let province = province_code(&address.province).map_or(0, |p| PROVINCE.put(p));
    let region = country | province;
    let mut text = Vec::with_capacity(96);
    for part in [&address.street, &address.street2, &address.city, &address.zip] {
        normalise_address(part, &mut text);
    }
    if text == b"||||" {
        return Some(region);
    }
    let has_street = !text.starts_with(b"|");
    has_street.then(|| region | STREET.put_hash(hash64(&text)))
}

/// A country code of two letters as a number; `None` for a name or nothing.
#[must_use]
pub fn country_code(text: &str) -> Option<u64> {
    match text.trim().as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            let at = |c: &u8| u64::from(c.to_ascii_uppercase() - b'A');
            Some(1 + at(a) * 26 + at(b))
        }
        _ => None,
    }
}

/// A province code of up to three letters or digits as a number; `None` for a name or nothing. `ON`
/// and `Ontario` are one province, `ENG` and `SCT` are two.
#[must_use]
pub fn province_code(text: &str) -> Option<u64> {
    let code = text.trim().as_bytes();
    let fits = (1..=3).contains(&code.len()) && code.iter().all(u8::is_ascii_alphanumeric);
    fits.then(|| code.iter().fold(0, |n, c| n * 37 + digit(*c)))
}

/// 1 to 36.
fn digit(c: u8) -> u64 {
    u64::from(if c.is_ascii_digit() {
        c - b'0' + 1
    } else {
        c.to_ascii_uppercase() - b'A' + 11
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_fit_without_loss() {
        let all: Vec<String> = (b'A'..=b'Z')
            .flat_map(|a| (b'A'..=b'Z').map(move |b| String::from_utf8(vec![a, b]).unwrap()))
            .collect();
        let countries: std::collections::BTreeSet<_> = all.iter().map(|c| country_code(c).unwrap()).collect();
        assert_eq!(countries.len(), all.len());
        assert!(countries.iter().all(|c| *c > 0 && *c < 1 << COUNTRY.bits));
        assert!(province_code("zzz").unwrap() < 1 << PROVINCE.bits);
        assert_eq!(province_code("on"), province_code(" ON "));
        assert_eq!((province_code("Ontario"), country_code("Canada")), (None, None));
        assert_ne!(province_code("0"), province_code("00"));
    }

    #[test]
    fn what_one_side_lacks_is_not_compared() {
        let of = |street: &'static str, province: &'static str, country: &'static str| {
            address(&Address {
                street: street.into(),
                province: province.into(),
                country: country.into(),
                ..Address::default()
            })
            .unwrap()
        };
        let whole = of("1 Oak Ave.", "NY", "US");
        assert!(agree(whole, of("1 OAK AVE", "New York", "")));
        assert!(agree(whole, of("", "NY", "US")));
        assert!(agree(whole, 0));
        assert!(!agree(whole, of("", "CA", "US")));
        assert!(!agree(whole, of("", "", "GB")));
        assert!(!agree(whole, of("2 Oak Ave.", "NY", "US")));
        let city = Address {
            city: "Bath".into(),
            ..Address::default()
        };
        assert_eq!(address(&city), None, "left to the full comparison");
        assert!(agree(shipped(), shipped()) && !agree(shipped(), untouched()));
    }
}
