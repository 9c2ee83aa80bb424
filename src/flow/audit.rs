//! The journal, checked and handed out.

use std::collections::{BTreeMap, BTreeSet};

use super::FlowError;
use super::sealed::Told;
use crate::approve::{self, Policy};
use crate::model::action::{Action, Approval};
use crate::model::exception::{Brief, ExceptionState};
use crate::model::journal::{Entry, GENESIS, Head};
use crate::store::{Reader, Store, StoreError, Wanted};

/// What checking the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How many rows were checked.
    pub rows: u64,
    /// The end of the chain.
    pub head: Head,
    /// Everything that is not as it was written; empty where all is well.
    pub faults: Vec<String>,
}

/// Checks that the journal is whole, that it ends where it is said to end, and that what the store
/// holds of decisions is what the journal tells of them. `anchor` is an end that was noted outside.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn verify(store: &Store, policy: &Policy, anchor: Option<&Head>) -> Result<Verdict, FlowError> {
    let read = store.read();
    let mut faults = Vec::new();
    let mut seen = Seen::default();
    let head = whole(read, &mut faults, |entry| note(entry, &mut seen))?;
    if let Some(anchor) = anchor
        && !read.has_entry(anchor)?
    {
        faults.push(format!(
            "row {}: the journal does not hold the row that was noted outside ({anchor})",
            anchor.seq
        ));
    }
    seen.runs.check(read, &mut faults)?;
    let rest = decisions(read, &seen, &mut faults)
        .and_then(|()| listed(read, &mut faults))
        .and_then(|()| approvals(read, policy, &seen, &mut faults));
    match rest {
        // What was changed into something that cannot be read is a fault like any other.
        Err(FlowError::Store(error @ (StoreError::Record(_) | StoreError::Text(_) | StoreError::Damaged(_)))) => {
            faults.push(error.to_string());
        }
        rest => rest?,
    }
    Ok(Verdict {
        rows: head.seq,
        head,
        faults,
    })
}

/// What the journal tells of the things that are kept beside it.
#[derive(Default)]
struct Seen {
    /// Of each exception, the last row and the state it tells of, where it does.
    exceptions: BTreeMap<u64, (u64, Option<String>)>,
    /// Digest and signature of each approval, by action.
    approvals: BTreeMap<u64, Vec<(String, String)>>,
    /// What is told of runs.
    runs: Told,
}

/// Walks the journal and checks that it is whole and ends where it was said to end; its end.
pub(super) fn whole(
    read: Reader<'_>,
    faults: &mut Vec<String>,
    mut each: impl FnMut(&Entry),
) -> Result<Head, FlowError> {
    let (mut prev, mut next) = (GENESIS.to_owned(), 1);
    read.each_entry(|entry: Entry| {
        if entry.seq != next {
            faults.push(format!(
                "row {next}: missing; the next row that is there is {}",
                entry.seq
            ));
        }
        let seal = entry.seal().map_err(|e| FlowError::Internal(e.to_string()))?;
        if seal != entry.hash {
            faults.push(format!("row {}: changed after it was written", entry.seq));
        }
        if entry.prev != prev {
            faults.push(format!("row {}: does not follow the row before it", entry.seq));
        }
        each(&entry);
        next = entry.seq + 1;
        prev = entry.hash;
        Ok::<(), FlowError>(())
    })?;
    let noted = read.noted_head()?;
    let head = read.journal_head()?;
    if noted != head {
        faults.push(format!(
            "row {}: the journal was {} rows long when it was last written to ({noted}); rows were taken off its end",
            head.seq + 1,
            noted.seq
        ));
    }
    Ok(head)
}

fn note(entry: &Entry, seen: &mut Seen) {
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    seen.runs.note(entry, &detail);
    let text = |key: &str| detail[key].as_str().map(str::to_owned);
    let number = |prefix: &str| entry.subject.strip_prefix(prefix).and_then(|n| n.parse::<u64>().ok());
    if let Some(number) = number("EX-") {
        let before = seen.exceptions.get(&number).and_then(|(_, state)| state.clone());
        seen.exceptions.insert(number, (entry.seq, text("to").or(before)));
    }
    if entry.what == "approval"
        && let (Some(number), Some(digest), Some(signature)) = (number("ACT-"), text("digest"), text("signature"))
    {
        seen.approvals.entry(number).or_default().push((digest, signature));
    }
}

/// What runs alone leave an exception in.
const BY_RUNS: [ExceptionState; 3] = [ExceptionState::Open, ExceptionState::Closed, ExceptionState::Reopened];

/// Every decision that shows on an exception has its row.
fn decisions(read: Reader<'_>, seen: &Seen, faults: &mut Vec<String>) -> Result<(), FlowError> {
    for exception in read.exceptions()? {
        let told = seen.exceptions.get(&exception.number).map_or(0, |(seq, _)| *seq);
        let id = exception.id();
        if exception.work.revision != told {
            faults.push(format!(
                "{id}: its last decision is row {}, and the journal's last row about it is {told}",
                exception.work.revision
            ));
        } else if told == 0 && exception.work != crate::model::exception::Work::default() {
            faults.push(format!("{id}: somebody worked on it without a row in the journal"));
        }
        if told == 0 && !BY_RUNS.contains(&exception.state) {
            let state = exception.state.as_str();
            faults.push(format!("{id}: {state} without a row in the journal"));
        }
        let accepted = exception.work.accepted.is_some();
        let state = seen
            .exceptions
            .get(&exception.number)
            .and_then(|(_, state)| state.as_deref());
        if accepted && state != Some("accepted") {
            faults.push(format!("{id}: accepted without a row in the journal"));
        }
    }
    Ok(())
}

/// The work list says of every exception what the exception says, and of no other.
fn listed(read: Reader<'_>, faults: &mut Vec<String>) -> Result<(), FlowError> {
    let open = read.open_findings()?;
    let open = open.iter().filter(|e| e.state != ExceptionState::Closed);
    let holds: BTreeMap<u64, Brief> = open.map(|e| (e.number, Brief::of(e))).collect();
    let listed: BTreeMap<u64, Brief> = read
        .briefs(Wanted::default())?
        .into_iter()
        .map(|b| (b.number, b))
        .collect();
    for number in holds.keys().chain(listed.keys()).collect::<BTreeSet<_>>() {
        if holds.get(number) != listed.get(number) {
            faults.push(format!(
                "EX-{number}: the list of open work does not say what the exception says"
            ));
        }
    }
    Ok(())
}

/// Every approval is in the journal and signed by whom it names.
fn approvals(read: Reader<'_>, policy: &Policy, seen: &Seen, faults: &mut Vec<String>) -> Result<(), FlowError> {
    for standing in read.actions(None)? {
        let action = &standing.action;
        let mut held = read.approvals(action.number)?;
        for approval in &held {
            let told = seen.approvals.get(&action.number).is_some_and(|all| {
                all.iter()
                    .any(|(digest, signature)| (digest, signature) == (&approval.digest, &approval.signature))
            });
            if !told {
                faults.push(format!("{}: an approval without a row in the journal", action.id()));
            }
            if let Some(fault) = forged(approval, policy)? {
                faults.push(format!("{}: {fault}", action.id()));
            }
        }
        let digest = action.digest().map_err(|e| FlowError::Internal(e.to_string()))?;
        held.retain(|a| a.digest == digest);
        let needs = !matches!(standing.state.as_str(), "proposed" | "void");
        // What the configuration lets happen without a person has nobody's signature; NetSuite's preview vouched for it.
        let by_leave = action.proposer == Action::BY_SYNC && approve::is_edit(action);
        if needs && held.is_empty() && !by_leave {
            faults.push(format!(
                "{}: {} without an approval of what it does",
                action.id(),
                standing.state.as_str()
            ));
        }
    }
    Ok(())
}

fn forged(approval: &Approval, policy: &Policy) -> Result<Option<String>, FlowError> {
    let Some(operator) = policy.operator(&approval.operator) else {
        return Ok(Some(format!(
            "approved by `{}`, whom the configuration does not list",
            approval.operator
        )));
    };
    let text = Approval::text(approval.action, &approval.digest, &approval.operator, approval.at)
        .map_err(|e| FlowError::Internal(e.to_string()))?;
    Ok((!operator.key.verifies(&text, &approval.signature)).then(|| {
        format!(
            "its approval by `{}` was not signed with that operator's key",
            approval.operator
        )
    }))
}
