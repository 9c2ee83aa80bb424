//! The short form of one side of a case as the store's column holds it: a few bytes in one column,
//! because the walk over all cases pays for every column it reads.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use crate::base::{Amount, Currency, Digest};
use crate::project::comparable::{Side, currencies_agree, hints};

/// Digest, address, currency, value, orders, tests; numbers stand with their lowest byte first.
const LEN: usize = 8 + 8 + 3 + 8 + 4 + 4;

/// A side, packed.
#[derive(Clone, Copy)]
pub(super) struct PackedSide([u8; LEN]);

impl PackedSide {
    pub(super) fn of(side: &Side) -> Self {
        let mut bytes = [0; LEN];
        bytes[..8].copy_from_slice(&side.digest.raw().to_le_bytes());
        bytes[8..16].copy_from_slice(&side.address.to_le_bytes());
        bytes[16..19].copy_from_slice(side.currency.as_str().as_bytes());
        bytes[19..27].copy_from_slice(&side.value.raw().to_le_bytes());
        bytes[27..31].copy_from_slice(&side.orders.to_le_bytes());
        bytes[31..].copy_from_slice(&side.tests.to_le_bytes());
        Self(bytes)
    }

    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn of_row(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        row.get(at)
    }

    /// The side itself.
    pub(super) fn side(&self) -> FromSqlResult<Side> {
        Ok(Side {
            digest: Digest::from_raw(i64::from_le_bytes(self.part(0))),
            address: u64::from_le_bytes(self.part(8)),
            currency: self.currency()?,
            value: Amount::from_raw(i64::from_le_bytes(self.part(19))),
            orders: u32::from_le_bytes(self.part(27)),
            tests: u32::from_le_bytes(self.part(31)),
        })
    }

    /// Whether two sides surely agree, as [`Side::agrees_with`] has it.
    pub(super) fn agrees_with(&self, other: &Self) -> FromSqlResult<bool> {
        let address = |packed: &Self| u64::from_le_bytes(packed.part(8));
        Ok(self.0[..8] == other.0[..8]
            && hints::agree(address(self), address(other))
            && (self.0[16..19] == other.0[16..19] || currencies_agree(self.currency()?, other.currency()?)))
    }

    /// What is no currency is an error, never "not known": a side of an unknown currency agrees with
    /// any, so that a damaged row would pass for an equal one.
    fn currency(&self) -> FromSqlResult<Currency> {
        std::str::from_utf8(&self.0[16..19])
            .map_err(|e| FromSqlError::Other(Box::new(e)))
            .and_then(|text| Currency::parse(text).map_err(|e| FromSqlError::Other(Box::new(e))))
    }

    fn part<const N: usize>(&self, from: usize) -> [u8; N] {
        let mut part = [0; N];
        part.copy_from_slice(&self.0[from..from + N]);
        part
    }
}

impl FromSql for PackedSide {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        let bytes = bytes.try_into().map_err(|_| FromSqlError::InvalidBlobSize {
            expected_size: LEN,
            blob_size: bytes.len(),
        })?;
        Ok(Self(bytes))
    }
}

impl FromSql for Side {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        PackedSide::column_result(value)?.side()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side(digest: i64, address: u64, currency: &str, value: i64, orders: u32, tests: u32) -> Side {
        Side {
            digest: Digest::from_raw(digest),
            address,
            currency: Currency::parse(currency).unwrap(),
            value: Amount::from_raw(value),
            orders,
            tests,
        }
    }

    fn sides() -> impl Strategy<Value = Side> {
        let currency = prop_oneof![Just("GBP"), Just("USD"), Just("XXX")];
        let address = prop_oneof![Just(0), Just(1), Just(2), any::<u64>()];
        (0_i64..3, address, currency, any::<i64>(), any::<u32>(), any::<u32>()).prop_map(
            |(digest, address, currency, value, orders, tests)| side(digest, address, currency, value, orders, tests),
        )
    }

    proptest! {
        #[test]
        fn packed_sides_say_what_sides_say(a in sides(), b in sides()) {
            let packed = (PackedSide::of(&a), PackedSide::of(&b));
            prop_assert_eq!(packed.0.side().unwrap(), a);
            prop_assert_eq!(packed.0.agrees_with(&packed.1).unwrap(), a.agrees_with(&b));
        }
    }

    #[test]
    fn a_damaged_side_is_an_error() {
        let whole = PackedSide::of(&side(1, 2, "GBP", 3, 1, 0));
        let read = |bytes: &[u8]| <Side as FromSql>::column_result(ValueRef::Blob(bytes));
        assert!(read(whole.bytes()).is_ok());
        let mut odd = whole.0;
        odd[17] = b'b';
        assert!(read(&odd).is_err());
        assert!(read(&whole.bytes()[1..]).is_err() && read(b"").is_err());
        assert!(<Side as FromSql>::column_result(ValueRef::Text(whole.bytes())).is_err());
        assert!(PackedSide(odd).agrees_with(&whole).is_err());
    }
}
