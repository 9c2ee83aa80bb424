//! Digests: the short numbers that say "equal" without loading what they stand for.

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The seed is part of the store's format: another seed is another digest.
const SECRETS: RapidSecrets = RapidSecrets::seed_cpp(0x7469_656f_7574);

/// A 64-bit hash that is the same on every machine and in every version of tieout.
#[must_use]
pub fn hash64(bytes: &[u8]) -> u64 {
    rapidhash_v3_seeded(bytes, &SECRETS)
}

/// SHA-256 in lower-case hex, for what people compare: rule books, configurations, files.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// SHA-256 over a list whose members come one by one: its length, and each member's, are part of it.
#[derive(Debug, Clone, Default)]
pub struct ListDigest {
    hasher: Sha256,
    count: u64,
}

impl ListDigest {
    /// Adds a member, which consists of these parts.
    pub fn add(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.hasher.update((part.len() as u64).to_be_bytes());
            self.hasher.update(part);
        }
        self.count += 1;
    }

    /// The digest, in lower-case hex.
    #[must_use]
    pub fn hex(mut self) -> String {
        self.hasher.update(self.count.to_be_bytes());
        hex(&self.hasher.finalize())
    }
}

/// A digest of a set of comparable items, in which the order of the items plays no part.
///
/// Each item is mixed by itself and the results are added, so the parts of a document may come in
/// any order and from several files. Two sides with equal digests hold the same items, up to a
/// chance of 2⁻⁶⁴ for each pair that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(u64);

impl Digest {
    /// The digest of nothing.
    pub const EMPTY: Self = Self(0);

    /// Adds one item: what it is, which one, how many, how much.
    pub fn add(&mut self, what: u8, which: u64, many: i64, much: i64) {
        let mut x = mix(which ^ (u64::from(what) << 56) ^ 0x9e37_79b9_7f4a_7c15);
        x = mix(x ^ many as u64);
        x = mix(x.rotate_left(23) ^ much as u64);
        self.0 = self.0.wrapping_add(x | 1);
    }

    /// Adds all the items of another digest.
    pub fn merge(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// The stored form.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0 as i64
    }

    /// From the stored form.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw as u64)
    }
}

/// A full-avalanche mix of 64 bits (the finaliser of MurmurHash3's successor "mix13").
const fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hash64(b"SKU-00001"), hash64(b"SKU-00001"));
        assert_eq!(format!("{:016x}", hash64(b"TEE-BLK-M")), "d6789013c6f698df");
        assert_eq!(sha256_hex(b"")[..8], *"e3b0c442");
    }

    proptest! {
        #[test]
        fn order_plays_no_part(mut items in proptest::collection::vec((0_u8..6, any::<u64>(), any::<i64>(), any::<i64>()), 0..12)) {
            let sum = |items: &[(u8, u64, i64, i64)]| {
                let mut d = Digest::EMPTY;
                for (a, b, c, e) in items { d.add(*a, *b, *c, *e); }
                d
            };
            let before = sum(&items);
            items.reverse();
            prop_assert_eq!(before, sum(&items));
        }

        #[test]
        fn a_cent_is_seen(which in any::<u64>(), many in 1_i64..100, much in 1_i64..1_000_000) {
            let mut a = Digest::EMPTY;
            a.add(1, which, many, much);
            let mut b = Digest::EMPTY;
            b.add(1, which, many, much + 1);
            prop_assert_ne!(a, b);
        }
    }
}
