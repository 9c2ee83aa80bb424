//! From Shopify's side of a case to what NetSuite should hold. Pure.
//!
//! [`order`] turns one order into the sales order as of the newest edit, before refunds, with one
//! expected credit for each refund that moved money; [`families`] sorts balance transactions into
//! what they mean for the books; [`comparable`] puts each side of a case into one digest.
//!
//! It does not look at NetSuite: whether a refund was answered by a credit or by a shorter sales
//! order is for `reconcile` to see, so each credit carries what it takes off the order ([`Effect`]).
//!
//! **Invariant:** `sold.total - effects == current_total`, and nothing is estimated silently: what
//! the parts of an order leave over stands in [`Version::adjustment`].

mod bundles;
pub mod charges;
pub mod comparable;
mod credits;
pub mod families;
mod history;
pub mod keys;
mod order;
pub mod rules_epoch;
pub mod stock;
pub mod tenders;
mod version;

pub use bundles::{Bundle, Key, Want, Wants, key_of_item, key_of_sku, wants};
pub use credits::{Effect, ExpectedCredit};
pub use order::{ExpectedOrder, SoldFrom, order};
pub use version::{Charges, Version, VersionLine, pro_rata, whole};
