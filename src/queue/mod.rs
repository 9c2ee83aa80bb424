//! Findings become exceptions. Pure.
//!
//! A finding's fingerprint is its identity across runs: the same disagreement tomorrow is the same
//! exception, older by a day.
//!
//! **Invariant:** nothing is closed by hope: an exception closes when a complete run no longer finds
//! it, and merging a run's findings twice is merging them once.

mod back;
mod groups;
mod merge;
mod moves;

pub use back::{Back, back};
pub use groups::{Group, GroupKey, groups};
pub use merge::{Merged, merge};
pub use moves::{Move, awake, next, settle};

#[cfg(test)]
mod tests;
