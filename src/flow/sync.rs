//! Carries order edits to NetSuite before the lock; after it they are people's work.
//!
//! Levels, not events: every round looks at what both sides hold now. An order whose sales order does not
//! hold what Shopify's order is has exceptions in the queue; where the smallest change that brings it there can
//! be said line by line, touches nothing that the warehouse has begun, and comes to Shopify's total in NetSuite's
//! own preview, it goes by the configuration's leave. Everything else stays in the queue.

use std::collections::{BTreeMap, BTreeSet};

use tokio::runtime::Runtime;

use super::apply::{self, Bench, End, Outcome};
use super::pull::{self, Ended, PullReport, PullRequest};
use super::reconcile::{self, ReconcileRequest};
use super::remotes::Remotes;
use super::{FlowError, Progress, queue};
use crate::approve::Policy;
use crate::base::{Moment, OrderKey};
use crate::config::Config;
use crate::http::{Clock, Lane};
use crate::model::action::{Action, ActionState, Done, Standing};
use crate::model::code::{Family, edt};
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{ActionKind, OrderRef};
use crate::model::rules::ShopNo;
use crate::netsuite::{Account, RecordId};
use crate::store::Store;

/// What is carried over.
#[derive(Debug, Clone, Default)]
pub struct SyncRequest {
    /// Only these orders, by name or id; without any, all whose sales order lags behind.
    pub orders: Vec<String>,
    /// Show what would be sent and send nothing.
    pub dry_run: bool,
    /// Compare what the store holds without pulling first.
    pub as_held: bool,
    /// Try again what NetSuite refused before, although nothing has changed since.
    pub again: bool,
}

/// What a round works with.
pub struct Round<'r> {
    /// The configuration.
    pub config: &'r Config,
    /// The services.
    pub remotes: &'r Remotes,
    /// Who may approve what.
    pub policy: &'r Policy,
    /// The time.
    pub clock: &'r Clock,
    /// Who carries it out.
    pub operator: &'r str,
    /// Whether to stop before the next order.
    pub stop: &'r dyn Fn() -> bool,
    /// Where requests are waited for.
    pub runtime: &'r Runtime,
    /// Shows that work goes on.
    pub progress: &'r dyn Progress,
}

/// What came of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    /// The order.
    pub order: OrderRef,
    /// Its shop.
    pub shop: String,
    /// The exceptions that its edit had in the queue.
    pub exceptions: Vec<u64>,
    /// How it ended.
    pub end: SyncEnd,
    /// What was sent, or would be; `None` where nothing could be planned.
    pub outcome: Option<Outcome>,
}

/// How the edit of an order ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEnd {
    /// The sales order holds what Shopify's order is.
    Followed,
    /// It would be sent.
    Ready,
    /// It waits for approval, as the configuration wants it.
    Proposed(String),
    /// It stays in the queue for a person, and why.
    Queued(String),
    /// NetSuite refused it.
    Refused(String),
    /// NetSuite was not reached; nothing was written.
    NotSent(String),
    /// Whether it was written is not known.
    Unknown(String),
}

/// What came of a round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncReport {
    /// Order by order.
    pub orders: Vec<Synced>,
    /// Sources that were not read to their end, and why.
    pub gaps: Vec<String>,
}

/// Carries the edits of one round over.
///
/// # Errors
/// [`FlowError`] where the store fails or an order is not there. What the services refuse is in the report.
pub fn run(store: &mut Store, round: &Round<'_>, request: &SyncRequest) -> Result<SyncReport, FlowError> {
    let remotes = round.remotes.in_lane(Lane::Edits);
    let round = &Round {
        remotes: &remotes,
        ..*round
    };
    let mut report = SyncReport::default();
    if !request.dry_run {
        settle(store, round)?;
    }
    if !request.as_held {
        report.gaps = gaps(&fetch(store, round, &request.orders)?);
    }
    compare(store, round, &request.orders)?;
    let mut sent = BTreeSet::new();
    for (_, exceptions) in lagging(store, round, &request.orders)? {
        if (round.stop)() {
            break;
        }
        let synced = one(store, round, request, &exceptions)?;
        if matches!(synced.end, SyncEnd::Followed) {
            let order = &synced.order;
            sent.insert(if order.id.is_empty() {
                order.name.clone()
            } else {
                order.id.clone()
            });
        }
        report.orders.push(synced);
    }
    if !sent.is_empty() {
        // Both sides once more: what slipped in between the reading and the writing (a pick, another edit) is
        // found now and not tomorrow.
        let sent: Vec<String> = sent.into_iter().collect();
        report.gaps.extend(gaps(&fetch(store, round, &sent)?));
        compare(store, round, &sent)?;
    }
    Ok(report)
}

/// What an earlier round left behind, because it was cut off or NetSuite was: an edit that was not taken is given
/// back, to be planned anew, and what became of one that was on its way is looked up. One look is enough: the next
/// round comes soon, and nobody waits for an old edit.
fn settle(store: &mut Store, round: &Round<'_>) -> Result<(), FlowError> {
    let Some(account) = &round.remotes.account else {
        return Ok(());
    };
    let bench = Bench {
        policy: round.policy,
        account,
        clock: round.clock,
        operator: round.operator,
        stop: &|| true,
        own_edits: BTreeMap::new(),
    };
    for state in [ActionState::Sending, ActionState::Unknown, ActionState::Approved] {
        for standing in store.read().actions(Some(state))? {
            if standing.action.proposer == Action::BY_SYNC {
                apply::carry_out(store, &bench, standing, false, round.runtime)?;
            }
        }
    }
    Ok(())
}

fn now(round: &Round<'_>) -> Moment {
    Moment::from_seconds(round.clock.now().as_second())
}

fn fetch(store: &mut Store, round: &Round<'_>, orders: &[String]) -> Result<PullReport, FlowError> {
    let request = PullRequest {
        since: None,
        until: None,
        orders: orders.to_vec(),
        bulk: false,
        full: false,
        at: now(round),
    };
    store.act_as(round.operator, now(round));
    pull::run(
        store,
        round.config,
        round.remotes,
        &request,
        round.runtime,
        round.progress,
    )
}

fn gaps(report: &PullReport) -> Vec<String> {
    let why = |ended: &Ended| match ended {
        Ended::Whole => None,
        Ended::Cut => Some("it was cut off".to_owned()),
        Ended::Withheld(kinds) => Some(kinds.join("; ")),
        Ended::Stopped(_, why) => Some(why.clone()),
    };
    let told = report.sources.iter();
    told.filter_map(|s| Some(format!("{}: {}", s.name, why(&s.ended)?)))
        .collect()
}

fn compare(store: &mut Store, round: &Round<'_>, orders: &[String]) -> Result<(), FlowError> {
    store.act_as(round.operator, now(round));
    let request = ReconcileRequest {
        period: None,
        orders: orders.to_vec(),
        full: false,
        as_of: now(round),
    };
    reconcile::run(store, round.config, &request, round.progress)?;
    Ok(())
}

type Lagging = BTreeMap<(ShopNo, OrderKey), Vec<Exception>>;

/// The orders whose sales order is not what Shopify's order is, with the exceptions that say so.
fn lagging(store: &Store, round: &Round<'_>, orders: &[String]) -> Result<Lagging, FlowError> {
    let rules = round.config.rules();
    let mut wanted = BTreeSet::new();
    for name in orders {
        wanted.extend(super::find::orders(store.read(), &rules, name)?);
    }
    let mut lagging = Lagging::new();
    for exception in queue::list(store, &queue::Filters::default(), now(round))? {
        let free = matches!(
            exception.state,
            ExceptionState::Open | ExceptionState::Assigned | ExceptionState::Reopened
        );
        if !free || !is_edit(&exception) {
            continue;
        }
        let Some(place) = store.read().place_of(exception.number)? else {
            continue;
        };
        if orders.is_empty() || wanted.contains(&place) {
            lagging.entry(place).or_default().push(exception);
        }
    }
    Ok(lagging)
}

/// Whether an exception says that a sales order does not follow its order.
fn is_edit(exception: &Exception) -> bool {
    let finding = &exception.finding;
    let of_order = matches!(
        finding.code.family,
        Family::Edt | Family::Ful | Family::Tax | Family::Bnd
    );
    let proposed = finding.proposal.as_ref().map(|p| p.action);
    // An order that was never paid for is closed as a whole, which a person approves.
    of_order
        && finding.code != &edt::EDT_20
        && finding.subject.order.is_some()
        && matches!(proposed, Some(ActionKind::UpdateSalesOrder | ActionKind::CloseLines))
}

/// One order: plan, preview, write down, send, read back.
fn one(
    store: &mut Store,
    round: &Round<'_>,
    request: &SyncRequest,
    exceptions: &[Exception],
) -> Result<Synced, FlowError> {
    let Some(first) = exceptions.first() else {
        return Err(FlowError::Internal("an order without an exception".to_owned()));
    };
    let finding = &first.finding;
    let mut synced = Synced {
        order: finding
            .subject
            .order
            .clone()
            .ok_or_else(|| FlowError::Internal(format!("{} has no order", first.id())))?,
        shop: finding.shop.clone(),
        exceptions: exceptions.iter().map(|e| e.number).collect(),
        end: SyncEnd::Ready,
        outcome: None,
    };
    let Some(account) = &round.remotes.account else {
        return Err(FlowError::Internal("NetSuite is not signed in to".to_owned()));
    };
    if let Some(end) = prepared(store, round, account, first)? {
        synced.end = end;
        return Ok(synced);
    }
    let rules = round.config.rules();
    let planned = match queue::edit_as_it_would_go(store, &rules, first, now(round)) {
        Ok(planned) => planned,
        Err(FlowError::Conflict(why) | FlowError::Taken(why)) => {
            synced.end = SyncEnd::Queued(why);
            return Ok(synced);
        }
        Err(error) => return Err(error),
    };
    if let Some(before) = refused_before(store, &planned)?.filter(|_| !request.again && !request.dry_run) {
        synced.end = SyncEnd::Queued(format!(
            "NetSuite refused it before ({before}), and nothing has changed since; `tieout replay --failed` tries it again"
        ));
        return Ok(synced);
    }
    let act = |store: &mut Store| {
        store.act_as(round.operator, now(round));
        if request.dry_run {
            Ok(planned.clone())
        } else if round.policy.edits_by_preview {
            queue::let_edit_go(store, &rules, &first.id())
        } else {
            let kind = Some(ActionKind::UpdateSalesOrder);
            queue::propose(store, &rules, &first.id(), None, kind, None).map(|(_, action)| action)
        }
    };
    let action = match act(store) {
        Ok(action) => action,
        Err(FlowError::Conflict(why) | FlowError::Taken(why)) => {
            synced.end = SyncEnd::Queued(why);
            return Ok(synced);
        }
        Err(error) => return Err(error),
    };
    if !request.dry_run && !round.policy.edits_by_preview {
        synced.end = SyncEnd::Proposed(action.id());
        return Ok(synced);
    }
    let digest = action.digest().map_err(|e| FlowError::Internal(e.to_string()))?;
    let bench = Bench {
        policy: round.policy,
        account,
        clock: round.clock,
        operator: round.operator,
        stop: round.stop,
        own_edits: [(action.number, digest)].into(),
    };
    let standing = Standing {
        action,
        state: ActionState::Approved,
        done: Done::default(),
    };
    let outcome = apply::carry_out(store, &bench, standing, request.dry_run, round.runtime)?;
    synced.end = match &outcome.end {
        End::Posted(_) => SyncEnd::Followed,
        End::Ready => SyncEnd::Ready,
        End::Refused(why) => SyncEnd::Refused(why.clone()),
        End::NotSent(why) => SyncEnd::NotSent(why.clone()),
        End::Unknown(why) => SyncEnd::Unknown(why.clone()),
        End::Left => SyncEnd::NotSent("it was interrupted".to_owned()),
    };
    synced.outcome = Some(outcome);
    Ok(synced)
}

/// The refused action that would have done the same from the same facts, where there is one.
fn refused_before(store: &Store, planned: &Action) -> Result<Option<String>, FlowError> {
    let refused = store.read().actions_of(planned.exception)?;
    let same = refused.iter().rev().find(|s| {
        s.state == ActionState::Refused && s.action.steps == planned.steps && s.action.versions == planned.versions
    });
    Ok(same.map(|s| s.action.id()))
}

/// What has to be known before an edit can be planned: the items of goods that are added, and whether a field
/// locks the order. An end where it cannot go on.
fn prepared(
    store: &mut Store,
    round: &Round<'_>,
    account: &Account,
    exception: &Exception,
) -> Result<Option<SyncEnd>, FlowError> {
    let rules = round.config.rules();
    let Some((shop, key)) = store.read().place_of(exception.number)? else {
        return Ok(None);
    };
    let names = {
        let bodies = store.read().case(shop, key)?;
        queue::lacking(&bodies.decode()?, &rules, exception, now(round))
    };
    let mut unknown = Vec::new();
    for name in names {
        if store.read().meta(&queue::item_key(&name))?.is_none() {
            unknown.push(name);
        }
    }
    match round.runtime.block_on(account.items_named(&unknown)) {
        Ok(found) => {
            let desk = store.desk()?;
            for (name, id) in found {
                desk.set_meta(&queue::item_key(&name), &id.to_string())?;
            }
            desk.commit()?;
        }
        Err(error) => return Ok(Some(SyncEnd::NotSent(error.to_string()))),
    }
    let order = exception.finding.proposal.as_ref().and_then(|p| p.from.as_ref());
    match (&rules.lock.field, order.and_then(|d| d.id.parse().ok())) {
        (Some(field), Some(id)) => Ok(locked(round, account, field, id)),
        _ => Ok(None),
    }
}

/// Whether the configured field of a sales order locks it.
fn locked(round: &Round<'_>, account: &Account, field: &str, id: u64) -> Option<SyncEnd> {
    let record = match round
        .runtime
        .block_on(account.record("salesOrder", &RecordId::Internal(id)))
    {
        Ok(record) => record,
        Err(error) => return Some(SyncEnd::NotSent(error.to_string())),
    };
    let body: serde_json::Value = match serde_json::from_slice(&record.body) {
        Ok(body) => body,
        Err(error) => return Some(SyncEnd::NotSent(format!("the sales order cannot be read: {error}"))),
    };
    let is_set = match &body[field] {
        serde_json::Value::Null => false,
        serde_json::Value::Bool(set) => *set,
        serde_json::Value::String(text) => !matches!(text.as_str(), "" | "F" | "false"),
        _ => true,
    };
    is_set.then(|| SyncEnd::Queued(format!("the warehouse has the order: {field} is set")))
}
