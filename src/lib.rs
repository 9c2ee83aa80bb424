//! tieout ties Shopify out to NetSuite: what disagrees, by how much, why, and what to do about it.
//!
//! The rooms, in the order facts pass through them (docs/ARCHITECTURE.md has the house rules):
//!
//! | room | does |
//! |---|---|
//! | [`base`] | money, currency, quantity, keys, digests, time |
//! | [`model`] | plain records of both sides, rules, findings, exceptions |

pub mod base;
pub mod cli;
pub mod config;
pub mod flow;
pub mod import;
pub mod model;
pub mod project;
pub mod queue;
pub mod reconcile;
pub mod report;
pub mod store;
