//! What is found, code by code; what must not be; and the laws.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "hundredths stand apart: 12_34 is 12.34"
)]

mod agree;
mod credits;
mod disputes;
mod edits;
mod laws;
mod locked;
mod mirror;
mod payout_charges;
mod payouts;
mod planted;
mod quiet;
mod rarer;
mod shares;
mod silence;
mod tenders;
mod wholes;

use crate::base::Amount;
use crate::model::books::Document;
use crate::model::build::{case, day, rules};
use crate::model::finding::{Finding, FindingState};
use crate::model::shop::Order;

/// The findings of one order, long after everything happened.
pub(super) fn find(order: &Order<'static>, documents: &[Document<'static>]) -> Vec<Finding> {
    super::case(&case(vec![order.clone()], documents.to_vec()), &rules(), day(60)).findings
}

/// Codes and deltas in hundredths, with what is unexplained.
pub(super) fn codes(findings: &[Finding]) -> Vec<(&'static str, i64, i64)> {
    let cents = |a: Amount| a.raw() / 100;
    findings
        .iter()
        .map(|f| (f.code.id, cents(f.delta), cents(f.unexplained)))
        .collect()
}

/// Codes of the findings that count.
pub(super) fn found(order: &Order<'static>, documents: &[Document<'static>]) -> Vec<(&'static str, i64, i64)> {
    let findings: Vec<Finding> = find(order, documents)
        .into_iter()
        .filter(|f| f.state == FindingState::Mismatched)
        .collect();
    let mut codes = codes(&findings);
    codes.sort_unstable();
    codes
}
