//! Runs and findings, held against the journal's rows of the runs that wrote them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::FlowError;
use crate::model::exception::ExceptionState;
use crate::model::journal::Entry;
use crate::store::{Reader, RunSeal};

/// What the journal tells of runs.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Of each run, by its id: the newest row and the digest of the run in it.
    runs: BTreeMap<String, (u64, String)>,
    /// Of each run, by its number in the store: what it did to the findings. Rows of versions that did not say so
    /// are not in here.
    seals: BTreeMap<i64, Seal>,
}

#[derive(Debug)]
struct Seal {
    row: u64,
    run: String,
    found: String,
    ended: String,
}

impl Told {
    /// Takes in a row of the journal.
    pub(super) fn note(&mut self, entry: &Entry, detail: &Value) {
        if entry.what != "run" {
            return;
        }
        let text = |key: &str| detail[key].as_str().map(str::to_owned);
        if let Some(digest) = text("run") {
            self.runs.insert(entry.subject.clone(), (entry.seq, digest));
        }
        if let (Some(seq), Some(found), Some(ended)) = (detail["seq"].as_i64(), text("found"), text("ended")) {
            let (row, run) = (entry.seq, entry.subject.clone());
            self.seals.insert(seq, Seal { row, run, found, ended });
        }
    }

    /// What is not as the journal tells it.
    pub(super) fn check(&self, read: Reader<'_>, faults: &mut Vec<String>) -> Result<(), FlowError> {
        self.runs(read, faults)?;
        let newest = self.findings(read, faults)?;
        shown(read, newest, faults)
    }

    /// Every run is there as it was recorded.
    fn runs(&self, read: Reader<'_>, faults: &mut Vec<String>) -> Result<(), FlowError> {
        let held: BTreeMap<String, String> = read
            .sealed_runs()?
            .into_iter()
            .map(|(run, seal)| (run.id, seal))
            .collect();
        for (id, (row, digest)) in &self.runs {
            match held.get(id) {
                None => faults.push(format!("run {id} (row {row}): removed after it was recorded")),
                Some(seal) if seal != digest => {
                    faults.push(format!("run {id} (row {row}): changed after it was recorded"));
                }
                Some(_) => {}
            }
        }
        for id in held.keys().filter(|id| !self.runs.contains_key(*id)) {
            faults.push(format!("run {id}: recorded without a row in the journal"));
        }
        Ok(())
    }

    /// Every finding is under the seal of the run that wrote it, and of the one it ended with. Of each exception, its
    /// newest finding and whether that one holds.
    fn findings(&self, read: Reader<'_>, faults: &mut Vec<String>) -> Result<BTreeMap<u64, (i64, bool)>, FlowError> {
        let mut seals: BTreeMap<i64, RunSeal> = BTreeMap::new();
        let mut newest = BTreeMap::new();
        read.each_finding(|row| {
            seals.entry(row.from_run).or_default().found(row);
            if let Some(to_run) = row.to_run {
                seals.entry(to_run).or_default().ended(row.id);
            }
            newest.insert(row.exception, (row.id, row.to_run.is_none()));
        })?;
        for (seq, told) in &self.seals {
            let (found, ended) = seals.remove(seq).unwrap_or_default().digests();
            let Seal { row, run, .. } = told;
            if found != told.found {
                faults.push(format!(
                    "run {run} (row {row}): a finding that it wrote was changed, removed or added afterwards"
                ));
            }
            if ended != told.ended {
                faults.push(format!(
                    "run {run} (row {row}): which findings ended with it was changed afterwards"
                ));
            }
        }
        // Before the first run that is sealed nothing is known of what was there.
        let first = self.seals.keys().next().copied().unwrap_or(i64::MAX);
        for seq in seals.range(first..).map(|(seq, _)| seq) {
            faults.push(format!(
                "a finding is said to be of run number {seq}, of which the journal has no row"
            ));
        }
        Ok(newest)
    }
}

/// Every exception shows its newest finding, and is closed only where that one ended.
fn shown(read: Reader<'_>, mut newest: BTreeMap<u64, (i64, bool)>, faults: &mut Vec<String>) -> Result<(), FlowError> {
    for pointer in read.pointers()? {
        let id = format!("EX-{}", pointer.number);
        match newest.remove(&pointer.number) {
            None => faults.push(format!("{id}: its findings were removed")),
            Some((finding, _)) if finding != pointer.finding => {
                faults.push(format!("{id}: shows another finding than its newest"));
            }
            Some((_, holds)) if holds && pointer.state == ExceptionState::Closed.as_str() => {
                faults.push(format!("{id}: closed, and no run says that its finding is gone"));
            }
            Some(_) => {}
        }
    }
    for number in newest.into_keys() {
        faults.push(format!("EX-{number}: it was removed, and its findings are there"));
    }
    Ok(())
}
