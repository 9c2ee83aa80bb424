//! Everything that is tested from outside, in one program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod answers;
mod captures;
mod changes;
mod cli;
mod config;
mod config_files;
mod expected;
mod exports;
mod generated;
mod house;
mod imports;
mod ledger;
mod month;
mod recordings;
mod stores;
mod tolerance;
mod tool;
mod twin;
