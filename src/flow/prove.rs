//! The evidence chain of one write, put together from the store and checked.

use super::{FlowError, actions, audit};
use crate::approve::{self, Evidence, Link, Policy};
use crate::model::action::Standing;
use crate::model::journal::{Entry, Head};
use crate::store::Store;

/// What is proven of an action.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The action, as the store has it.
    pub standing: Standing,
    /// The links, from the journal as a whole to the run that closed the exception.
    pub links: Vec<Link>,
    /// The end of the journal it was checked up to.
    pub head: Head,
}

impl Proof {
    /// Whether every link is there and holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.links.iter().all(|link| link.fault.is_none())
    }
}

/// Checks the evidence of one action (`ACT-7`).
///
/// # Errors
/// [`FlowError::NotFound`] where there is no such action. What is missing or does not hold is in the links.
pub fn run(store: &Store, policy: &Policy, id: &str) -> Result<Proof, FlowError> {
    let read = store.read();
    let (standing, approvals) = actions::show(store, id)?;
    let exception = read.exception(standing.action.exception)?;
    let subjects = [standing.action.id(), format!("EX-{}", standing.action.exception)];
    let (mut faults, mut entries) = (Vec::new(), Vec::<Entry>::new());
    let head = audit::whole(read, &mut faults, |entry| {
        if entry.what == "run" || subjects.contains(&entry.subject) {
            entries.push(entry.clone());
        }
    })?;
    let internal = |e: serde_json::Error| FlowError::Internal(e.to_string());
    let runs = read.sealed_runs()?;
    let evidence = Evidence {
        standing: &standing,
        exception: exception.as_ref(),
        approvals: &approvals,
        entries: &entries,
        runs: &runs,
        head: &head,
        faults: &faults,
    };
    let links = approve::prove(policy, &evidence).map_err(internal)?;
    Ok(Proof { standing, links, head })
}
