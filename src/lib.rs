//! tieout ties Shopify out to NetSuite: what disagrees, by how much, why, and what to do about it.
//!
//! The rooms, in the order facts pass through them (docs/ARCHITECTURE.md has the house rules):
//!
//! | room | does |
//! |---|---|
//! | [`base`] | money, currency, quantity, keys, digests, time |
//! | [`model`] | plain records of both sides, rules, findings, exceptions |
//! | [`config`] | the configuration file, and the rule book made from it |
//! | [`import`] | files into records |
//! | [`store`] | facts, digests, runs and exceptions, kept |
//! | [`project`] | what NetSuite should hold of an order |
//! | [`reconcile`] | what is expected against what is there |
//! | [`queue`] | findings become exceptions, and what people may do with them |
//! | [`plan`] | from a proposed action to the exact requests that carry it out |
//! | [`approve`] | who may let an action happen, and the proof that somebody did |
//! | [`report`] | views of a run, and the formats they are written in |
//! | [`flow`] | one function a command |
//! | [`cli`] | arguments, terminal, printing, exit codes |

pub mod approve;
pub mod base;
pub mod cli;
pub mod config;
pub mod flow;
pub mod http;
pub mod import;
pub mod model;
pub mod netsuite;
pub mod plan;
pub mod project;
pub mod queue;
pub mod reconcile;
pub mod report;
pub mod secret;
pub mod shopify;
pub mod store;
pub mod twin;

pub use cli::run;
