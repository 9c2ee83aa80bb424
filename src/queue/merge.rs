//! One run's findings against the exceptions that are known.

use std::collections::BTreeMap;

use crate::base::Moment;
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{Finding, FindingState};

/// What a run does to the queue. Every list is sorted by exception number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// New disagreements.
    pub opened: Vec<Exception>,
    /// Known ones, found again.
    pub updated: Vec<Exception>,
    /// Known ones that a complete run no longer finds.
    pub closed: Vec<Exception>,
    /// Closed ones, found again.
    pub reopened: Vec<Exception>,
    /// The first number that is still free.
    pub next_number: u64,
}

/// Merges a run's findings into the known exceptions.
///
/// `known` are the exceptions whose subjects this run looked at: those that are open, and those
/// that were closed before and share a fingerprint with one of the findings. A run that looked at a
/// part of the orders passes only the exceptions of that part, since what is not found again in a
/// `complete` run is closed. `as_of` is the moment the run counts its ages at.
#[must_use]
pub fn merge(known: Vec<Exception>, findings: Vec<Finding>, as_of: Moment, complete: bool, next_number: u64) -> Merged {
    let mut found = unique(findings);
    let mut merged = Merged {
        next_number,
        ..Merged::default()
    };
    for mut exception in known {
        match found.remove(&exception.fingerprint) {
            Some(finding) => {
                let was_closed = exception.state == ExceptionState::Closed;
                exception.finding = finding;
                exception.last_seen = exception.last_seen.max(as_of);
                if was_closed {
                    exception.state = ExceptionState::Reopened;
                    merged.reopened.push(exception);
                } else {
                    merged.updated.push(exception);
                }
            }
            None if complete && exception.state != ExceptionState::Closed => {
                exception.state = ExceptionState::Closed;
                merged.closed.push(exception);
            }
            None => {}
        }
    }
    let mut fresh: Vec<(String, Finding)> = found.into_iter().collect();
    fresh.sort_by_cached_key(|(fingerprint, f)| {
        let order = f.subject.order.as_ref().map(|o| o.name.clone());
        (f.shop.clone(), order, f.code.id, fingerprint.clone())
    });
    for (fingerprint, finding) in fresh {
        merged.opened.push(Exception {
            number: merged.next_number,
            fingerprint,
            state: ExceptionState::Open,
            first_seen: as_of,
            last_seen: as_of,
            finding,
        });
        merged.next_number += 1;
    }
    for list in [&mut merged.updated, &mut merged.closed, &mut merged.reopened] {
        list.sort_by_key(|e| e.number);
    }
    merged
}

/// Findings by fingerprint. Two of one fingerprint are one disagreement seen twice; the graver one
/// is kept.
fn unique(findings: Vec<Finding>) -> BTreeMap<String, Finding> {
    let mut unique: BTreeMap<String, Finding> = BTreeMap::new();
    for finding in findings {
        let fingerprint = finding.fingerprint();
        let graver = unique
            .get(&fingerprint)
            .is_none_or(|kept| gravity(&finding) > gravity(kept));
        if graver {
            unique.insert(fingerprint, finding);
        }
    }
    unique
}

fn gravity(finding: &Finding) -> (u8, i64, &str) {
    let state = match finding.state {
        FindingState::Mismatched => 3,
        FindingState::Late => 2,
        FindingState::Accepted => 1,
        FindingState::Informational => 0,
    };
    (state, finding.delta.abs().raw(), &finding.note)
}
