//! The words every room shares: amounts, currencies, quantities, moments, keys and digests.
//!
//! Nothing here reads a clock, a file or the network, and nothing here knows Shopify or NetSuite.
//! **Invariant:** no floating point number ever touches an amount.

mod amount;
mod currency;
mod digest;
mod fixed;
mod hours;
mod key;
mod moment;
mod quantity;
mod text;

pub use amount::Amount;
pub use currency::{Currency, CurrencyError};
pub use digest::{Digest, ListDigest, hash64, sha256_hex};
pub use fixed::FixedError;
pub use hours::{CutOff, Hours};
pub use key::{OrderKey, normalise_name};
pub use moment::{DateOrder, Moment, MomentError, parse_age};
pub use quantity::Quantity;
pub use text::{Text, clean, normalise_address};
