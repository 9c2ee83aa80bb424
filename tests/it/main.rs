//! Everything that is tested from outside, in one program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod answers;
mod applies;
mod asked;
mod backlogs;
mod captures;
mod catalogue;
mod changes;
mod cli;
mod concurrent;
mod config;
mod config_files;
mod decisions;
mod demos;
mod deposits;
mod doctors;
mod events;
mod expected;
mod exports;
mod gaps;
mod generated;
mod house;
mod imports;
mod inits;
mod ledger;
mod month;
mod nightlies;
mod nights;
mod periods;
mod planted;
mod proofs;
mod pulls;
mod rates;
mod recordings;
mod refused;
mod reruns;
mod returns;
mod reviews;
mod schedules;
mod secrets;
mod shopify_rows;
mod shopify_twin;
mod short_answers;
mod stores;
mod syncs;
#[cfg(unix)]
mod terminal;
mod tolerance;
mod tool;
mod traded;
mod traded_laws;
mod twin;
mod undoes;
mod vehicles;
mod worklists;
