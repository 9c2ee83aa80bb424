//! The evidence chain of one action, from what was found to the run that closed it: each link with the
//! journal's row it rests on, and what is wrong with it where anything is.
//!
//! **Invariant:** a link holds only by something that is sealed or signed: a journal row, a signature, a digest
//! that is worked out anew. What the store merely says of an action proves nothing.

mod links;
mod request;
#[cfg(test)]
mod tests;

use super::Policy;
use crate::base::Moment;
use crate::model::action::{Approval, Standing};
use crate::model::exception::Exception;
use crate::model::journal::{Entry, Head};
use crate::model::run::Run;

/// Everything that is held of an action.
#[derive(Debug, Clone)]
pub struct Evidence<'e> {
    /// The action and where it stands.
    pub standing: &'e Standing,
    /// The exception it is for; `None` where the store has none.
    pub exception: Option<&'e Exception>,
    /// Its approvals, as the store holds them.
    pub approvals: &'e [Approval],
    /// The journal's rows about the action, its exception and runs, in their order.
    pub entries: &'e [Entry],
    /// The runs the store holds, each with the SHA-256 of its stored text.
    pub runs: &'e [(Run, String)],
    /// The end of the journal.
    pub head: &'e Head,
    /// What is wrong with the journal as a whole.
    pub faults: &'e [String],
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is: `finding`, `approval`, `read_back`.
    pub name: &'static str,
    /// Which request of the action it is about, from 1; none where it is about all of it.
    pub step: Option<usize>,
    /// What it says.
    pub says: String,
    /// The journal's row it rests on; none where there is none.
    pub row: Option<Row>,
    /// Why it does not hold; none where it does.
    pub fault: Option<String>,
}

/// A row of the journal, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the chain.
    pub seq: u64,
    /// Its seal.
    pub hash: String,
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
}

impl From<&Entry> for Row {
    fn from(entry: &Entry) -> Self {
        Self {
            seq: entry.seq,
            hash: entry.hash.clone(),
            at: entry.at,
            who: entry.who.clone(),
        }
    }
}

/// The chain of an action, each link checked: from the finding over proposal, approval, and each request with its
/// intent, answer and read-back, to the run that closed the exception. An action that writes nothing ends with its
/// acceptance. What is not there has a link with a fault.
///
/// # Errors
/// Where a part of the action has no JSON form (a bug).
pub fn prove(policy: &Policy, evidence: &Evidence<'_>) -> Result<Vec<Link>, serde_json::Error> {
    let mut links = vec![links::journal(evidence), links::finding(evidence)];
    links.push(links::proposal(evidence));
    links.push(links::approval(policy, evidence)?);
    if evidence.standing.action.steps.is_empty() {
        links.push(links::acceptance(evidence));
    } else {
        for step in 0..evidence.standing.action.steps.len() {
            links.extend(links::written(evidence, step));
        }
        links.push(links::posted(evidence));
        links.push(links::closing(evidence));
    }
    in_order(&mut links);
    Ok(links)
}

/// Cause goes before effect: a row that stands before the row of an earlier link is not that link's effect.
fn in_order(links: &mut [Link]) {
    let mut last = 0;
    for link in links.iter_mut().skip(1) {
        let Some(seq) = link.row.as_ref().map(|row| row.seq) else {
            continue;
        };
        if seq < last && link.fault.is_none() {
            link.fault = Some(format!("row {seq} stands before row {last}, which it should follow"));
        }
        last = last.max(seq);
    }
}
