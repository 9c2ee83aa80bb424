//! One run's findings against the exceptions that are known.

use std::collections::BTreeMap;

use super::moves::{Move, next, settle};
use crate::base::Moment;
use crate::model::exception::{Exception, ExceptionState, Work};
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
    /// Whether an incomplete run left one open that it did not find.
    pub unclosed: bool,
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
    for exception in known {
        match found.remove(&exception.fingerprint) {
            Some(finding) => {
                let again = again(exception, finding, as_of);
                if again.1 {
                    merged.reopened.push(again.0);
                } else {
                    merged.updated.push(again.0);
                }
            }
            None if complete && exception.state != ExceptionState::Closed => {
                let gone = moved(exception, Move::Gone);
                if gone.state == ExceptionState::Closed {
                    merged.closed.push(gone);
                }
            }
            None => merged.unclosed |= exception.state != ExceptionState::Closed,
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
            work: Work::default(),
        });
        merged.next_number += 1;
    }
    for list in [&mut merged.updated, &mut merged.closed, &mut merged.reopened] {
        list.sort_by_key(|e| e.number);
    }
    merged
}

/// A known exception as a run found it again, and whether that reopens it.
fn again(mut exception: Exception, finding: Finding, as_of: Moment) -> (Exception, bool) {
    let due = exception.work.snoozed_until.is_some_and(|until| until <= as_of);
    if due && exception.state == ExceptionState::Snoozed {
        exception = moved(exception, Move::Wake);
    }
    let was = (exception.state, exception.finding.delta, exception.finding.currency);
    exception.finding = finding;
    exception.last_seen = exception.last_seen.max(as_of);
    let is_same = (was.1, was.2) == (exception.finding.delta, exception.finding.currency);
    let mut exception = moved(exception, if is_same { Move::FoundAgain } else { Move::Changed });
    accept(&mut exception);
    let reopened = exception.state == ExceptionState::Reopened && was.0 != ExceptionState::Reopened;
    (exception, reopened)
}

/// A difference that a person accepted counts as accepted, whatever the tolerance says.
fn accept(exception: &mut Exception) {
    if exception.state != ExceptionState::Accepted {
        return;
    }
    if let Some(acceptance) = &exception.work.accepted {
        let finding = &mut exception.finding;
        finding.state = FindingState::Accepted;
        let (by, why) = (&acceptance.by, &acceptance.note);
        let note = format!("accepted by {by}: {why}");
        finding.note = if finding.note.is_empty() {
            note
        } else {
            format!("{}; {note}", finding.note)
        };
    }
}

/// An exception after a move. A run's moves are in the table for every state.
fn moved(mut exception: Exception, mv: Move) -> Exception {
    if let Some(state) = next(exception.state, mv, &exception.work) {
        exception.state = state;
        exception.work = settle(state, std::mem::take(&mut exception.work));
    }
    exception
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
