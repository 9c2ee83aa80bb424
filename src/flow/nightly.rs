//! The night's work: pull, send what is approved, compare, write the reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::apply::{self, ApplyRequest, Bench, Outcome};
use super::operators::policy;
use super::pull::{self, Ended, PullReport, PullRequest, StopKind};
use super::reconcile::{self, ReconcileRequest};
use super::remotes::{Reach, Remotes};
use super::{FlowError, report, status};
use crate::base::Moment;
use crate::http::Lane;
use crate::model::journal::Head;
use crate::model::run::Run;
use crate::report::{Format, View};
use crate::store::Store;

/// The reports of a night. Each night's take the place of the last one's: the store has them all.
const REPORTS: [report::File; 3] = [
    (
        "summary.txt",
        &[View::Summary, View::Groups, View::Aging],
        Format::Table,
    ),
    ("findings.json", &[View::Findings], Format::Json),
    ("report.xlsx", &report::EVERY_VIEW, Format::Xlsx),
];

/// What is done in a night.
pub struct NightRequest<'n> {
    /// Who sends what is approved; nothing is sent without.
    pub sender: Option<&'n str>,
    /// Where the reports go; beside the store where nobody says.
    pub out: Option<&'n Path>,
    /// The moment now.
    pub at: Moment,
    /// The moment ages and lateness are counted at.
    pub as_of: Moment,
    /// Whether to stop before the next write.
    pub stop: &'n dyn Fn() -> bool,
}

/// What a night came to.
pub struct Night {
    /// What was pulled.
    pub pulled: PullReport,
    /// What was sent; none where that was not asked for, or the facts were not complete.
    pub sent: Option<Vec<Outcome>>,
    /// Why something that was posted is not in the store yet.
    pub not_landed: Vec<String>,
    /// The comparison.
    pub run: Run,
    /// Open exceptions by route.
    pub open: BTreeMap<String, u64>,
    /// The reports.
    pub reports: Vec<PathBuf>,
    /// The end of the journal.
    pub head: Head,
}

/// Pulls what changed, sends what is approved where that is asked for and pulls what came of it, compares, and
/// writes the reports. What a pull leaves out stops nothing but the sending: the comparison then closes nothing.
///
/// # Errors
/// [`FlowError`]: a sign-in that cannot be tried, a store that is busy, a folder that cannot be written to. What was
/// done before that is kept.
pub fn run(store: &mut Store, reach: &Reach<'_>, request: &NightRequest<'_>) -> Result<Night, FlowError> {
    let config = reach.config;
    let remotes = Remotes::of(config, None, reach.keyring, reach.line)?;
    let pull = PullRequest {
        since: None,
        until: None,
        orders: Vec::new(),
        bulk: false,
        full: false,
        at: request.at,
    };
    let pulled = pull::run(store, config, &remotes, &pull, reach.runtime, reach.progress)?;
    let (mut sent, mut not_landed) = (None, Vec::new());
    if let Some(operator) = request.sender
        && is_current(&pulled)
    {
        let outcomes = send(store, reach, &remotes, operator, request.stop)?;
        not_landed = apply::land(store, reach, &outcomes, request.at);
        sent = Some(outcomes);
    }
    let compare = ReconcileRequest {
        period: None,
        orders: Vec::new(),
        full: false,
        as_of: request.as_of,
    };
    let run = reconcile::run(store, config, &compare, reach.progress)?;
    let data = report::data(store, config, None, &report::EVERY_VIEW, request.as_of)?;
    let beside = || config.store.parent().unwrap_or(Path::new("")).join("reports");
    let dir = request.out.map_or_else(beside, Path::to_owned);
    let reports = report::write(&dir, &data, &REPORTS)?;
    Ok(Night {
        pulled,
        sent,
        not_landed,
        run,
        open: status::read(store, config)?.open,
        reports,
        head: store.read().journal_head()?,
    })
}

/// Whether the store knows what is to be known now. What a service withholds it withheld when the writes were
/// approved, too; what was cut off may be the very fact that makes one of them wrong.
fn is_current(pulled: &PullReport) -> bool {
    let sources = &pulled.sources;
    !sources
        .iter()
        .any(|s| matches!(s.ended, Ended::Cut | Ended::Stopped(StopKind::Unavailable, _)))
}

fn send(
    store: &mut Store,
    reach: &Reach<'_>,
    remotes: &Remotes,
    operator: &str,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Outcome>, FlowError> {
    if apply::is_idle(store)? {
        return Ok(Vec::new());
    }
    let account = remotes.in_lane(Lane::Credits).account;
    let bench = Bench {
        policy: &policy(reach.config)?,
        account: &account.ok_or_else(|| FlowError::Internal("NetSuite was not signed in to".to_owned()))?,
        clock: &reach.line.clock,
        operator,
        stop,
        own_edits: std::collections::BTreeMap::default(),
    };
    apply::run(store, &bench, &ApplyRequest::default(), reach.runtime)
}
