//! From Shopify's side of a case to what NetSuite should hold. Pure.

pub mod comparable;
pub mod rules_epoch;
