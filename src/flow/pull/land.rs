//! Landing pages as they come, each with how far its source was read, in one transaction.

use std::collections::BTreeMap;

use super::ask::{self, Ask, read_to};
use super::parcel::{Cargo, Parcel, Source, Step, Stop};
use super::{Ended, PullReport, SourceReport};
use crate::base::{Moment, OrderKey};
use crate::config::Config;
use crate::flow::currencies::CURRENCIES;
use crate::flow::landing::{Batch, Target};
use crate::flow::periods::PERIODS;
use crate::flow::{FlowError, Progress};
use crate::import::{self, Problems};
use crate::model::pull::{OpenPull, SourceState};
use crate::model::rules::{Rules, ShopNo};
use crate::store::{Landed, Landing, Reader, Store};

/// Under which key the store keeps what NetSuite shows to the role.
pub(super) const PROFILE: &str = "netsuite:profile";

/// How the name of a source ends of which a person reads a window.
const WINDOW: &str = "/window";

/// Takes parcels and lands them.
pub(super) struct Lander<'s> {
    store: &'s mut Store,
    config: &'s Config,
    rules: Rules,
    at: Moment,
    progress: &'s dyn Progress,
    states: BTreeMap<Source, SourceState>,
    reports: BTreeMap<Source, SourceReport>,
    named: BTreeMap<String, u64>,
}

impl<'s> Lander<'s> {
    pub(super) fn new(store: &'s mut Store, config: &'s Config, at: Moment, progress: &'s dyn Progress) -> Self {
        Self {
            store,
            config,
            rules: config.rules(),
            at,
            progress,
            states: BTreeMap::new(),
            reports: BTreeMap::new(),
            named: BTreeMap::new(),
        }
    }

    /// The source as this request reads it, and what is known of it. From here on it counts as not read to
    /// its end: whatever cuts the pull off, no comparison takes what is missing for what does not exist.
    pub(super) fn begin(&mut self, name: String, shop: ShopNo, ask: &Ask) -> Result<(Source, SourceState), FlowError> {
        let mut source = Source { name, shop };
        let mut state = self.store.read().source(&source.name)?;
        if ask.is_window(&state) {
            source.name.push_str(WINDOW);
            let read_to = state.read_to;
            state = self.store.read().source(&source.name)?;
            state.read_to = read_to;
        }
        self.states.insert(source.clone(), state.clone());
        self.reports.insert(source.clone(), SourceReport::of(&source.name));
        if state.open.is_none() {
            let begun = SourceState {
                open: Some(ask::begin(ask, None, Vec::new())),
                ..state.clone()
            };
            self.carry(&source, 0, Cargo::Nothing, |_| begun.clone())?;
            self.states.insert(source.clone(), begun);
        }
        Ok((source, state))
    }

    /// A source of which only named facts are read: how far it was read is not kept.
    pub(super) fn name(&mut self, source: &Source) {
        self.reports.insert(source.clone(), SourceReport::of(&source.name));
    }

    /// Whether a source could not be read any further.
    pub(super) fn has_stopped(&self, source: &Source) -> bool {
        matches!(self.reports.get(source).map(|r| &r.ended), Some(Ended::Stopped(..)))
    }

    /// Whether a source, or a window of it, was read as far as it lets itself be read.
    pub(super) fn has_read(&self, name: &str) -> bool {
        let is_it = |source: &Source| source.name.strip_suffix(WINDOW).unwrap_or(&source.name) == name;
        let read = |report: &SourceReport| matches!(report.ended, Ended::Whole | Ended::Withheld(_));
        self.reports
            .iter()
            .any(|(source, report)| is_it(source) && read(report))
    }

    /// What the store holds so far.
    pub(super) fn store(&self) -> Reader<'_> {
        self.store.read()
    }

    /// A source that cannot be read any further.
    fn stop(&mut self, source: &Source, stop: Stop) -> Result<(), FlowError> {
        self.land(Parcel {
            source: source.clone(),
            cargo: Cargo::Nothing,
            step: Step::Stop(stop),
            landed: None,
        })
    }

    pub(super) fn land(&mut self, parcel: Parcel) -> Result<(), FlowError> {
        let Parcel {
            source,
            cargo,
            step,
            landed,
        } = parcel;
        if self.has_stopped(&source) {
            return Ok(());
        }
        let state = self.states.get(&source).cloned().unwrap_or_default();
        let at = self.at;
        let before = state.open.as_ref().map_or(0, |open| open.pull);
        match self.carry(&source, before, cargo, |pull| self::moved(&state, &step, pull, at)) {
            Ok((state, records)) => {
                self.note(&source, &state, &step, records);
                if let Some(kept) = self.states.get_mut(&source) {
                    kept.clone_from(&state);
                }
                if let Some(landed) = landed {
                    // The fetcher may have been ended meanwhile.
                    let _ = landed.send(state);
                }
            }
            // A page that cannot be read stops its source; what has landed of it stays.
            Err(FlowError::Input { problems, .. }) => {
                let why = problems.first().map_or_else(String::new, ToString::to_string);
                return self.stop(&source, Stop::unavailable(why));
            }
            Err(FlowError::Import(error)) => return self.stop(&source, Stop::unavailable(error.to_string())),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Reads a parcel's pages and lands them with the state they lead to.
    fn carry(
        &mut self,
        source: &Source,
        pull: i64,
        cargo: Cargo,
        moved: impl Fn(i64) -> SourceState,
    ) -> Result<(SourceState, Landed), FlowError> {
        let mut batch = Batch::new(source.shop, &self.rules);
        let mut problems = Problems::default();
        let (mut gone, mut profile, mut listed) = (Vec::new(), None, None);
        match cargo {
            Cargo::Nothing => {}
            Cargo::Rows(rows) => self.rows(source, &mut rows.as_slice(), 1, &mut batch, &mut problems)?,
            Cargo::File(mut file) => {
                let workers = std::thread::available_parallelism().map_or(1, usize::from);
                self.rows(source, &mut file, workers, &mut batch, &mut problems)?;
            }
            Cargo::Pages { bodies, zone } => {
                let options = import::suiteql::Options {
                    zone: Some(zone),
                    goes_on: true,
                    ..crate::flow::import::suiteql(self.config)
                };
                for body in bodies {
                    let (name, mut body) = (&source.name, body.as_ref());
                    import::suiteql::read(name, &mut body, &options, 1, &mut batch.documents, &mut problems)?;
                }
            }
            Cargo::Gone(ids) => gone = ids,
            Cargo::Profile(found) => profile = Some(found),
            Cargo::Periods(read) => listed = Some((PERIODS, crate::flow::periods::text(&read)?)),
            Cargo::Currencies(read) => listed = Some((CURRENCIES, crate::flow::currencies::text(&read)?)),
        }
        if problems.count() > 0 {
            return Err(FlowError::Input {
                problems: problems.kept().to_vec(),
                count: problems.count(),
                landed: false,
            });
        }
        let target = Target {
            pull: Some(pull),
            at: self.at,
            what: &format!("pull {}", source.name),
            detail: "",
            dry_run: false,
        };
        let mut next = SourceState::default();
        let keeps = self.states.contains_key(source);
        let also = |landing: &mut Landing<'_>| {
            landing.forget_documents(&self.rules, &gone)?;
            if let Some(profile) = profile {
                let text =
                    serde_json::to_string(&(self.at, profile)).map_err(|e| FlowError::Internal(e.to_string()))?;
                landing.set_meta(PROFILE, &text)?;
            }
            if let Some((key, list)) = listed {
                landing.set_meta(key, &list)?;
            }
            let kept = if landing.landed.new + landing.landed.changed > 0 {
                landing.pull()
            } else {
                pull
            };
            if keeps {
                next = moved(kept);
                let is_over = next.open.is_none() && next.withheld.is_empty();
                if is_over && source.name.ends_with(WINDOW) {
                    // A window leaves nothing to go on from.
                    next = SourceState::default();
                }
                landing.set_source(&source.name, &next)?;
            }
            Ok(())
        };
        let names = [source.name.clone()];
        let outcome = batch.land(self.store, &self.rules, &target, &names, &OrderKey::of, also)?;
        let records = outcome.records.into_values().fold(Landed::default(), |sum, r| Landed {
            new: sum.new + r.new,
            changed: sum.changed + r.changed,
            unchanged: sum.unchanged + r.unchanged,
        });
        Ok((next, records))
    }

    fn rows(
        &self,
        source: &Source,
        rows: &mut dyn std::io::Read,
        workers: usize,
        batch: &mut Batch,
        problems: &mut Problems,
    ) -> Result<(), FlowError> {
        let mut rows = std::io::BufReader::new(rows);
        if std::io::BufRead::fill_buf(&mut rows).is_ok_and(<[u8]>::is_empty) {
            return Ok(());
        }
        let file = import::bulk::read(&source.name, &mut rows, self.rules.order_holds, workers, problems)?;
        batch.add_bulk(file);
        Ok(())
    }

    fn note(&mut self, source: &Source, state: &SourceState, step: &Step, records: Landed) {
        let Some(report) = self.reports.get_mut(source) else {
            return;
        };
        report.records.new += records.new;
        report.records.changed += records.changed;
        report.records.unchanged += records.unchanged;
        if let Some(open) = &state.open {
            (report.told, report.landed) = (open.told(), open.landed());
            self.progress.stands(&source.name, report.landed, report.told);
        }
        match step {
            Step::End { notes, withheld } => {
                report.ended = if withheld.is_empty() {
                    Ended::Whole
                } else {
                    Ended::Withheld(withheld.clone())
                };
                report.notes.extend(notes.iter().cloned());
            }
            Step::Withheld(why) => {
                report.ended = Ended::Withheld(why.clone());
            }
            Step::Stop(stop) => report.ended = Ended::Stopped(stop.kind, stop.why.clone()),
            Step::Named { name, found } => *self.named.entry(name.clone()).or_default() += found,
            _ => {}
        }
    }

    /// What came of it all.
    pub(super) fn report(self) -> PullReport {
        PullReport {
            sources: self.reports.into_values().collect(),
            named: self.named,
        }
    }
}

/// The state of a source after a step. `pull` is the store's batch its pages land in.
fn moved(state: &SourceState, step: &Step, pull: i64, at: Moment) -> SourceState {
    let mut next = state.clone();
    match step {
        Step::Aside | Step::Named { .. } => {}
        Step::Begin(open) => next.open = Some(open.clone()),
        Step::Page {
            slice,
            after,
            facts,
            newest,
            done,
        } => {
            if let Some(open) = &mut next.open {
                if newest.as_deref() > open.mark.as_deref() {
                    open.mark.clone_from(newest);
                }
                if let Some(slice) = open.slices.get_mut(*slice) {
                    slice.landed += facts;
                    slice.after.clone_from(after);
                    slice.done = *done;
                }
            }
        }
        Step::Anew { slice } => {
            if let Some(slice) = next.open.as_mut().and_then(|open| open.slices.get_mut(*slice)) {
                (slice.landed, slice.after) = (0, None);
            }
        }
        Step::Told { slice, told } => {
            if let Some(slice) = next.open.as_mut().and_then(|open| open.slices.get_mut(*slice)) {
                slice.told = *told;
            }
        }
        Step::End { withheld, .. } => {
            next.withheld.clone_from(withheld);
            if let Some(open) = next.open.take() {
                next.read_to = read_to(next.read_to.as_deref(), &open);
                next.complete_at = Some(open.began);
            }
        }
        Step::Stop(stop) => {
            if let Some(open) = &mut next.open {
                open.stopped = Some(stop.why.clone());
            } else {
                next.open = Some(OpenPull {
                    pull: 0,
                    began: at,
                    since: None,
                    until: None,
                    mark: None,
                    slices: Vec::new(),
                    stopped: Some(stop.why.clone()),
                });
            }
        }
        Step::Withheld(why) => {
            next.open = None;
            next.withheld.clone_from(why);
        }
    }
    if let Some(open) = &mut next.open {
        open.pull = pull;
    }
    next
}
