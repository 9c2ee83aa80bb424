//! Proposing an action for an exception, approving it, and turning it down.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::decide::{accepted, checked_note, moved, take};
use super::payout;
use crate::approve::{self, Policy, SigningKey};
use crate::base::{Moment, OrderKey};
use crate::flow::{FlowError, currencies, periods};
use crate::model::action::{Action, ActionState, Done, Standing, Step, Versions};
use crate::model::case::Case;
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{ActionKind, Finding, Proposal};
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::Order;
use crate::plan;
use crate::project::Key;
use crate::queue::{Move, next};
use crate::reconcile::{self, LineChange};
use crate::store::{Desk, Reader, Store};

/// Proposes an action for an exception: what the run suggests, or another.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, or nothing to propose.
pub fn propose(
    store: &mut Store,
    rules: &Rules,
    id: &str,
    seen: Option<u64>,
    action: Option<ActionKind>,
    note: Option<&str>,
) -> Result<(Exception, Action), FlowError> {
    let note = note.map(checked_note).transpose()?.unwrap_or_default().to_owned();
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let proposer = desk.by().who.clone();
    let (exception, action) = proposed(&mut desk, rules, exception, action, &proposer, &note)?;
    desk.commit()?;
    Ok((exception, action))
}

/// What approving an exception would let happen, without proposing it.
///
/// # Errors
/// [`FlowError`]: not there, or nothing to approve.
pub fn preview(store: &Store, rules: &Rules, exception: &Exception, at: Moment) -> Result<Action, FlowError> {
    if let Some(number) = exception.work.action
        && let Some(standing) = store.read().action(number)?
    {
        return Ok(standing.action);
    }
    let proposal = proposal(&exception.finding, None, &exception.id())?;
    draft(store.read(), rules, exception, proposal, 0, at)
}

/// What somebody had before their eyes who approves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The exception, by its number.
    pub number: u64,
    /// Its revision ([`Work::revision`](crate::model::exception::Work::revision)).
    pub revision: u64,
    /// SHA-256 over what would happen and what it rests on.
    pub act: String,
}

/// What an operator would approve now, and the words that later say that it was this.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, nothing to approve, or the
/// operator may not.
pub fn offer(store: &mut Store, rules: &Rules, policy: &Policy, id: &str) -> Result<(Action, Looked), FlowError> {
    let (exception, by) = {
        let desk = store.desk()?;
        (take(&desk, id, None)?, desk.by().clone())
    };
    let waits = exception.state == ExceptionState::Proposed
        || next(exception.state, Move::Propose, &exception.work) == Some(ExceptionState::Proposed);
    if !waits {
        return Err(FlowError::Conflict(format!(
            "{} is {}: nothing of it waits for approval",
            exception.id(),
            exception.state.as_str()
        )));
    }
    let action = preview(store, rules, &exception, by.at)?;
    approve::may_approve(policy, &action, &by.who)?;
    let looked = Looked {
        number: exception.number,
        revision: exception.work.revision,
        act: act(&action)?,
    };
    Ok((action, looked))
}

/// SHA-256 over what an action does and rests on, whatever number it has or will get.
fn act(action: &Action) -> Result<String, FlowError> {
    let unnumbered = Action {
        number: 0,
        ..action.clone()
    };
    unnumbered
        .digest()
        .map_err(|e| FlowError::Internal(format!("{} has no digest: {e}", action.id())))
}

/// Approves what is proposed for an exception, or what the run suggests by itself where nobody proposed
/// anything. An acceptance takes effect at once; everything else waits for `apply`.
///
/// `seen` is what whoever approves has looked at: what is something else by now is refused.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, nothing to approve, or the
/// operator may not.
pub fn approve(
    store: &mut Store,
    rules: &Rules,
    policy: &Policy,
    key: &SigningKey,
    id: &str,
    seen: Option<&Looked>,
) -> Result<(Exception, Action), FlowError> {
    let mut desk = store.desk()?;
    let mut exception = take(&desk, id, seen.map(|s| s.revision))?;
    let is_suggestion = matches!(
        exception.state,
        ExceptionState::Open | ExceptionState::Assigned | ExceptionState::Reopened | ExceptionState::Snoozed
    );
    let action = if is_suggestion {
        let (after, action) = proposed(&mut desk, rules, exception, None, Action::BY_TIEOUT, "")?;
        exception = after;
        action
    } else {
        current(&desk, &exception)?.action
    };
    if let Some(seen) = seen
        && act(&action)? != seen.act
    {
        return Err(FlowError::Taken(format!(
            "{} is about something else now than what was looked at; look again",
            exception.id()
        )));
    }
    let by = desk.by().clone();
    if versions(desk.read(), &exception)? != action.versions {
        return Err(FlowError::Conflict(format!(
            "{} rests on facts that have changed since it was proposed; `tieout reconcile`, then propose it again",
            action.id()
        )));
    }
    let approval = approve::sign(policy, &action, &by.who, key, by.at)?;
    let detail = json!({"action": action.id(), "digest": approval.digest, "amount": action.proposal.amount.text(action.currency),
        "currency": action.currency.to_string(), "kind": action.kind().as_str(), "proposer": action.proposer});
    let mut exception = moved(&mut desk, exception, Move::Approve, "approve", &detail, |_| {})?;
    desk.save_approval(&approval)?;
    desk.journal(
        "approval",
        &action.id(),
        &json!({"exception": exception.id(), "digest": approval.digest,
        "operator": approval.operator, "signature": approval.signature}),
    )?;
    let mut state = ActionState::Approved;
    if action.kind() == ActionKind::AcceptVariance {
        let note = if action.note.is_empty() {
            "approved"
        } else {
            &action.note
        };
        exception = accept_approved(&mut desk, exception, note)?;
        state = ActionState::Posted;
    }
    desk.save_action(&Standing {
        action: action.clone(),
        state,
        done: Done::default(),
    })?;
    desk.commit()?;
    Ok((exception, action))
}

/// An approved acceptance is carried out by writing it down.
fn accept_approved(desk: &mut Desk<'_>, mut exception: Exception, note: &str) -> Result<Exception, FlowError> {
    exception.state = ExceptionState::Proposed;
    accepted(desk, exception, note)
}

/// Turns down what is proposed or approved for an exception, or what the run suggests.
///
/// # Errors
/// [`FlowError`]: not there, somebody else's, not in a state that allows it, or no note.
pub fn reject(store: &mut Store, id: &str, seen: Option<u64>, note: &str) -> Result<Exception, FlowError> {
    let note = checked_note(note)?.to_owned();
    let mut desk = store.desk()?;
    let exception = take(&desk, id, seen)?;
    let mut detail = json!({"note": note});
    if exception.work.action.is_some() {
        let mut standing = current(&desk, &exception)?;
        if !standing.done.records.is_empty() {
            return Err(FlowError::Conflict(format!(
                "a part of {} is written already; `tieout apply` finishes it",
                standing.action.id()
            )));
        }
        detail["action"] = standing.action.id().into();
        standing.state = ActionState::Void;
        desk.save_action(&standing)?;
    }
    let exception = moved(&mut desk, exception, Move::Reject, "reject", &detail, |_| {})?;
    desk.commit()?;
    Ok(exception)
}

/// The action that is under way for an exception.
fn current(desk: &Desk<'_>, exception: &Exception) -> Result<Standing, FlowError> {
    let number = exception.work.action.ok_or_else(|| {
        FlowError::Conflict(format!(
            "{} is {}: nothing is proposed for it",
            exception.id(),
            exception.state.as_str()
        ))
    })?;
    let standing = desk.read().action(number)?;
    standing.ok_or_else(|| FlowError::Internal(format!("ACT-{number} of {} is not in the store", exception.id())))
}

/// Writes a proposal down.
pub(super) fn proposed(
    desk: &mut Desk<'_>,
    rules: &Rules,
    exception: Exception,
    kind: Option<ActionKind>,
    proposer: &str,
    note: &str,
) -> Result<(Exception, Action), FlowError> {
    let proposal = proposal(&exception.finding, kind, &exception.id())?;
    let number = desk.next_action()?;
    let mut action = draft(desk.read(), rules, &exception, proposal, number, desk.by().at)?;
    action.proposer = proposer.to_owned();
    action.note = note.to_owned();
    if exception.work.action.is_some() {
        let mut earlier = current(desk, &exception)?;
        earlier.state = ActionState::Void;
        desk.save_action(&earlier)?;
    }
    let detail = json!({"action": action.id(), "kind": action.kind().as_str(), "amount": action.proposal.amount.text(action.currency),
        "currency": action.currency.to_string(), "proposer": proposer, "note": note});
    let exception = moved(desk, exception, Move::Propose, "propose", &detail, |work| {
        work.action = Some(number)
    })?;
    desk.save_action(&Standing {
        action: action.clone(),
        state: ActionState::Proposed,
        done: Done::default(),
    })?;
    Ok((exception, action))
}

/// What is proposed: what the run suggests, or another action about the same amount.
pub(super) fn proposal(finding: &Finding, kind: Option<ActionKind>, id: &str) -> Result<Proposal, FlowError> {
    let suggested = finding.proposal.clone();
    let proposal = match (suggested, kind) {
        (Some(suggested), None) => suggested,
        (Some(suggested), Some(kind)) if suggested.action == kind => suggested,
        // Another action starts from the same document, and where it cannot, its plan says why.
        (suggested, Some(kind)) => Proposal {
            action: kind,
            amount: finding.delta.abs(),
            from: suggested
                .and_then(|p| p.from)
                .filter(|_| kind != ActionKind::AcceptVariance),
        },
        (None, None) => {
            return Err(FlowError::Conflict(format!(
                "nothing is suggested for {id}: name an action with --action, or assign it to a person"
            )));
        }
    };
    if !proposal.action.is_decided_here() {
        return Err(FlowError::Conflict(format!(
            "`{}` writes nothing and needs no approval: assign {id} to whoever does it",
            proposal.action.as_str()
        )));
    }
    Ok(proposal)
}

/// An action as it would be proposed now.
pub(super) fn draft(
    store: Reader<'_>,
    rules: &Rules,
    exception: &Exception,
    proposal: Proposal,
    number: u64,
    at: Moment,
) -> Result<Action, FlowError> {
    let finding = &exception.finding;
    let subject = &finding.subject;
    let order = subject
        .order
        .as_ref()
        .map(|o| if o.id.is_empty() { o.name.clone() } else { o.id.clone() });
    let source = subject.refund.clone().or_else(|| subject.payout.clone()).or(order);
    let steps = steps(store, rules, exception, &proposal, at)?;
    Ok(Action {
        number,
        exception: exception.number,
        proposal,
        currency: finding.currency,
        source: source.unwrap_or_default(),
        steps,
        versions: versions(store, exception)?,
        proposer: Action::BY_TIEOUT.to_owned(),
        proposed_at: at,
        note: String::new(),
    })
}

/// The requests that carry a proposal out, from the facts the store holds.
fn steps(
    store: Reader<'_>,
    rules: &Rules,
    exception: &Exception,
    proposal: &Proposal,
    at: Moment,
) -> Result<Vec<Step>, FlowError> {
    let (shop, key) = place(store, exception)?;
    let zone = crate::flow::zone(rules.shop(shop).map_or("UTC", |s| s.time_zone.as_str()))?;
    let bodies = if key.is_some() {
        Some(store.case(shop, key)?)
    } else {
        None
    };
    let case = bodies.as_ref().map(|b| b.decode()).transpose()?;
    let today = at.day(&zone);
    let items = known_items(store, rules, exception, case.as_ref(), at)?;
    let (periods, currencies) = (periods::held(store)?, currencies::held(store)?);
    let planned = |payout: Option<&plan::PayoutFacts<'_>>| {
        let ask = plan::Ask {
            proposal,
            finding: &exception.finding,
            case: case.as_ref(),
            payout,
            rules,
            zone: &zone,
            today,
            periods: &periods,
            currencies: &currencies,
            items: &items,
        };
        plan::plan(&ask).map_err(|why| FlowError::Conflict(format!("{}: {why}", exception.id())))
    };
    let subject = &exception.finding.subject;
    let books_payout = matches!(
        proposal.action,
        ActionKind::CreateDeposit | ActionKind::CreateJournalEntry
    );
    if books_payout && subject.payout.is_some() {
        return payout::with_facts(store, rules, shop, subject, planned);
    }
    planned(None)
}

/// Under which key of the store's values NetSuite's item of a name is remembered.
pub(in crate::flow) fn item_key(name: &str) -> String {
    format!("item:{name}")
}

/// The items of goods that a sales order lacks, as far as they were looked up before.
fn known_items(
    store: Reader<'_>,
    rules: &Rules,
    exception: &Exception,
    case: Option<&Case<'_>>,
    at: Moment,
) -> Result<BTreeMap<Key, u64>, FlowError> {
    let mut known = BTreeMap::new();
    for name in case.map(|case| lacking(case, rules, exception, at)).unwrap_or_default() {
        if let Some(id) = store.meta(&item_key(&name))?.and_then(|id| id.parse().ok()) {
            known.insert(Key::Name(name), id);
        }
    }
    Ok(known)
}

/// The names of the items that an order's sales order lacks.
pub(in crate::flow) fn lacking(case: &Case<'_>, rules: &Rules, exception: &Exception, at: Moment) -> Vec<String> {
    let order = exception.finding.subject.order.as_ref();
    let is_it = |o: &&Order<'_>| {
        order.is_some_and(|w| w.id.ends_with(&format!("/{}", o.head.id)) || w.id.is_empty() && w.name == o.head.name)
    };
    let changes = case
        .orders
        .iter()
        .find(is_it)
        .map(|o| reconcile::changes(case, o, rules, at));
    let lines = changes.and_then(Result::ok).map(|c| c.lines).unwrap_or_default();
    let names = lines.into_iter().filter_map(|line| match line {
        LineChange::Add {
            key: Key::Name(name), ..
        } => Some(name),
        _ => None,
    });
    names.collect()
}

pub(super) fn place(store: Reader<'_>, exception: &Exception) -> Result<(ShopNo, OrderKey), FlowError> {
    let place = store.place_of(exception.number)?;
    place.ok_or_else(|| FlowError::Internal(format!("{} has no case", exception.id())))
}

/// The versions of both sides of an exception, as the store holds them.
pub(crate) fn versions(store: Reader<'_>, exception: &Exception) -> Result<Versions, FlowError> {
    let (shop, key) = place(store, exception)?;
    if key.is_some() {
        return Ok(store.case_versions(shop, key)?);
    }
    payout::versions(store, shop, &exception.finding.subject)
}
