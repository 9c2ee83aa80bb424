//! Past runs.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::reconcile::{self, ReconcileRequest};
use super::{FlowError, Progress};
use crate::base::sha256_hex;
use crate::config::Config;
use crate::model::exception::Exception;
use crate::model::run::Run;
use crate::store::Store;

/// All runs, newest first.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn list(store: &Store) -> Result<Vec<Run>, FlowError> {
    Ok(store.read().runs()?)
}

/// One run by its id, or the newest.
///
/// # Errors
/// [`FlowError::NotFound`] where there is none.
pub fn show(store: &Store, id: Option<&str>) -> Result<Run, FlowError> {
    found(store, id).map(|(_, run)| run)
}

/// A run with its number in the store.
pub(super) fn found(store: &Store, id: Option<&str>) -> Result<(i64, Run), FlowError> {
    store.read().run(id)?.ok_or_else(|| match id {
        Some(id) => FlowError::NotFound(format!("there is no run `{id}`; `tieout runs list` shows them")),
        None => FlowError::NotFound("nothing was compared yet; run `tieout reconcile` first".to_owned()),
    })
}

/// What deriving a run again came to.
#[derive(Debug, Clone)]
pub struct Rerun {
    /// The run as it is kept.
    pub run: Run,
    /// Digest of it and of its findings, as they are kept.
    pub kept: String,
    /// The same of what was derived.
    pub derived: String,
    /// Whether the facts are others than those it rested on.
    pub facts_moved: bool,
    /// What differs, one sentence each, the run itself before its findings.
    pub differs: Vec<String>,
}

impl Rerun {
    /// Whether every byte is the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.kept == self.derived
    }
}

/// What the journal's row of a run says of what it rests on.
#[derive(Deserialize)]
struct Told {
    facts: String,
    only: Option<Only>,
}

#[derive(Deserialize)]
struct Only {
    period: Option<Date>,
    orders: Vec<String>,
}

/// Derives a run again from the facts in the store, at its moment, and keeps nothing of it.
///
/// # Errors
/// [`FlowError`]: no such run, the store is busy, or the journal does not say what the run rests on.
pub fn rerun(store: &mut Store, config: &Config, id: &str, progress: &dyn Progress) -> Result<Rerun, FlowError> {
    let (seq, run) = found(store, Some(id))?;
    let rows = store.read().journal_of(&run.id)?;
    let told = rows.iter().rfind(|e| e.what == "run");
    let told = told.and_then(|e| serde_json::from_str::<Told>(&e.detail).ok());
    let told = told.ok_or_else(|| FlowError::NotFound(format!("the journal does not say what run {id} rests on")))?;
    let kept = findings(&store.read().exceptions_of(seq)?)?;
    let (period, orders) = told.only.map_or((None, Vec::new()), |o| (o.period, o.orders));
    let request = ReconcileRequest {
        period,
        orders,
        full: true,
        as_of: run.as_of,
    };
    // Dropped without being finished, it leaves no trace.
    let mut writer = store.begin_run()?;
    let (again, facts) = reconcile::derive(&mut writer, config, &request, progress)?;
    let derived = findings(&writer.read().exceptions_of(writer.seq())?)?;
    drop(writer);
    Ok(Rerun {
        facts_moved: facts != told.facts,
        differs: differs(&run, &again, &kept, &derived),
        kept: digest(&run, &kept)?,
        derived: digest(&again, &derived)?,
        run,
    })
}

/// What each exception's finding says, by number.
fn findings(exceptions: &[Exception]) -> Result<BTreeMap<u64, String>, FlowError> {
    let one = |e: &Exception| Ok((e.number, serde_json::to_string(&e.finding)?));
    let all: Result<_, serde_json::Error> = exceptions.iter().map(one).collect();
    all.map_err(|e| FlowError::Internal(e.to_string()))
}

fn digest(run: &Run, findings: &BTreeMap<u64, String>) -> Result<String, FlowError> {
    let text = serde_json::to_vec(&(run, findings)).map_err(|e| FlowError::Internal(e.to_string()))?;
    Ok(format!("sha256:{}", sha256_hex(&text)))
}

/// How many findings that differ are named.
const NAMED: usize = 20;

fn differs(kept: &Run, again: &Run, before: &BTreeMap<u64, String>, after: &BTreeMap<u64, String>) -> Vec<String> {
    let mut all = Vec::new();
    for (what, same) in [
        ("the rules", kept.rules == again.rules),
        ("the configuration", kept.config == again.config),
        ("how fresh the facts are", kept.freshness == again.freshness),
        ("whether both sides are complete", kept.complete == again.complete),
        ("the counts and totals", kept.summary == again.summary),
        ("the run's id", kept.id == again.id),
    ] {
        if !same {
            all.push(what.to_owned());
        }
    }
    let numbers: std::collections::BTreeSet<u64> = before.keys().chain(after.keys()).copied().collect();
    let others: Vec<u64> = numbers.into_iter().filter(|n| before.get(n) != after.get(n)).collect();
    all.extend(others.iter().take(NAMED).map(|n| match (before.get(n), after.get(n)) {
        (Some(_), Some(_)) => format!("what EX-{n} says"),
        (Some(_), None) => format!("EX-{n} is not found again"),
        _ => format!("EX-{n} was not found then"),
    }));
    if others.len() > NAMED {
        all.push(format!("and {} findings more", others.len() - NAMED));
    }
    all
}
