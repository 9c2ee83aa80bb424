//! The period's budget for small differences.

use crate::base::Amount;
use crate::model::finding::{Finding, FindingState};

/// Holds accepted differences to a cap: in the given order their absolute amounts are added to
/// `used`, and from the first that would pass `cap` they count as mismatched (a later, smaller one
/// may still fit). Returns what is used afterwards.
pub fn apply<'f>(findings: impl IntoIterator<Item = &'f mut Finding>, used: Amount, cap: Amount) -> Amount {
    let mut used = used;
    for finding in findings {
        if finding.state != FindingState::Accepted {
            continue;
        }
        let next = used + finding.delta.abs();
        if next > cap {
            finding.state = FindingState::Mismatched;
            finding.note.push_str(" The period's tolerance budget is used up.");
        } else {
            used = next;
        }
    }
    used
}
