//! Plain records: what the two sides hold, the rules they are compared under, and what comparing
//! finds. No I/O and no decisions; a record knows its meaning, its units and its signs.
//!
//! Records of facts borrow their texts from the bytes they were read from (`Cow`), so that a
//! million orders can be compared without copying a million names. What outlives a comparison
//! (findings, exceptions) owns its texts.

pub mod action;
mod adjust;
pub mod attempt;
pub mod books;
#[cfg(test)]
pub(crate) mod build;
pub mod case;
pub mod code;
pub mod dispute;
pub mod exception;
pub mod finding;
pub mod journal;
pub mod locked;
mod money;
pub mod origin;
pub mod pack;
mod pack_date;
pub mod payout;
pub mod period;
pub mod pull;
pub mod rules;
pub mod run;
pub mod shop;
