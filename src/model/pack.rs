//! The compact form facts are kept in: postcard, which writes fields in order without names.
//!
//! A packed list is its length followed by its packed members, so a list can be put together from
//! members that were packed one by one, as they come from a file in any order.
//!
//! **Invariant:** the layout of a record is part of the store's format. A change of a record in
//! `model/` needs a new [`FORMAT`], and a migration that packs the kept facts anew.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The layout's version; kept in the store.
pub const FORMAT: u32 = 4;

/// Bytes that are not a packed record of the wanted kind.
#[derive(Debug, Error)]
#[error("a stored record cannot be read ({0}); the store is damaged or was written by another version")]
pub struct PackError(#[from] postcard::Error);

/// Appends a packed record.
///
/// # Errors
/// [`PackError`] where the record holds something that cannot be packed (a bug).
pub fn pack<T: Serialize + ?Sized>(record: &T, into: &mut Vec<u8>) -> Result<(), PackError> {
    struct Bytes<'v>(&'v mut Vec<u8>);
    impl postcard::ser_flavors::Flavor for Bytes<'_> {
        type Output = ();
        fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
            self.0.push(byte);
            Ok(())
        }
        fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
        fn finalize(self) -> postcard::Result<()> {
            Ok(())
        }
    }
    postcard::serialize_with_flavor(record, Bytes(into)).map_err(PackError)
}

/// Appends the length of a list whose packed members follow.
///
/// # Errors
/// [`PackError`]; never for a plain number.
pub fn pack_len(len: usize, into: &mut Vec<u8>) -> Result<(), PackError> {
    pack(&len, into)
}

/// Reads a record that borrows from the bytes.
///
/// # Errors
/// [`PackError`] where the bytes are something else.
pub fn unpack<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, PackError> {
    postcard::from_bytes(bytes).map_err(PackError)
}

/// Reads one record and returns the bytes that follow it.
///
/// # Errors
/// [`PackError`] where the bytes are something else.
pub fn unpack_first<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), PackError> {
    postcard::take_from_bytes(bytes).map_err(PackError)
}
