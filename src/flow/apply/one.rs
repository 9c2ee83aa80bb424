//! One action from its approval to its end.

use super::check::{self, No};
use super::diagnosis::Why;
use super::source::{self, Seen};
use super::{Bench, End, LOOKS, Outcome, SERVER_LIMIT, Shown, preview, state};
use crate::approve::{WritePermit, permit, permit_edit};
use crate::flow::queue::{undone_by, versions};
use crate::flow::{FlowError, currencies, periods};
use crate::model::action::{Action, ActionState, Standing, Step};
use crate::model::code::{Code, syn};
use crate::netsuite::{NetsuiteError, Record, RecordId, WriteError};
use crate::store::Store;

/// What one step came to.
enum Stepped {
    Done,
    /// Done, and what was met on the way.
    Met(&'static Code),
    Ended(End, Option<&'static Code>),
}

pub(super) async fn carry_out(
    store: &mut Store,
    bench: &Bench<'_>,
    mut standing: Standing,
    dry_run: bool,
) -> Result<Outcome, FlowError> {
    let (mut shown, mut differs) = (Vec::new(), Vec::new());
    let mut met = None;
    let (end, code) = loop {
        let stepped = match standing.state {
            ActionState::Sending | ActionState::Unknown if dry_run => {
                unanswered("it is on its way; nothing was looked up")
            }
            ActionState::Sending | ActionState::Unknown => recover(store, bench, &mut standing, &mut differs).await?,
            ActionState::Approved => step(store, bench, &mut standing, dry_run, &mut shown, &mut differs).await?,
            ActionState::Posted => break (End::Posted(standing.done.records.clone()), met),
            other => {
                let why = format!("it is {}: only what is approved is carried out", other.as_str());
                Stepped::Ended(End::Refused(why), None)
            }
        };
        match stepped {
            Stepped::Done => {}
            Stepped::Met(code) => met = Some(code),
            Stepped::Ended(end, code) => break (end, code),
        }
    };
    Ok(Outcome {
        action: standing.action,
        end,
        code,
        shown,
        differs,
    })
}

/// The next step of an approved action.
async fn step(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    dry_run: bool,
    shown: &mut Vec<Shown>,
    differs: &mut Vec<String>,
) -> Result<Stepped, FlowError> {
    let at = standing.done.records.len();
    let Some(step) = standing.action.steps.get(at).cloned() else {
        return refuse(store, bench, standing, dry_run, &"it has no request to send".into());
    };
    if standing.action.proposer == Action::BY_SYNC && !bench.own_edits.contains_key(&standing.action.number) {
        let why = "it was not taken; `tieout sync` plans it anew from what both sides hold now";
        if !dry_run {
            state::withdrawn(store, bench, standing, &Why::transport(why))?;
        }
        return Ok(Stepped::Ended(End::NotSent(why.to_owned()), None));
    }
    let permit = match permitted(store, bench, standing)? {
        Ok(permit) => permit,
        Err(why) => return refuse(store, bench, standing, dry_run, &why),
    };
    let (ready, seen) = match ready(store, bench, standing, at, &step, dry_run).await? {
        Ok(Ready::Send(ready, seen)) => (ready, seen),
        Ok(Ready::There(id)) => {
            // Made by an earlier attempt, or by hand under the same key: it is what was wanted.
            let body = step.body_after(&standing.done.records);
            state::intend(store, bench, standing, &body, None, None)?;
            return read_back(store, bench, standing, &step, id, differs, "was there").await;
        }
        Err(No::Refused(why)) => return refuse(store, bench, standing, dry_run, &why),
        Err(No::NotSent(why)) => {
            if !dry_run {
                state::not_sent(store, bench, standing, &why)?;
            }
            return Ok(not_sent(why));
        }
    };
    shown.push(ready.clone());
    if dry_run {
        return Ok(later_steps(standing, at, shown));
    }
    state::intend(store, bench, standing, &ready.body, ready.adjusted.as_ref(), seen)?;
    match bench.account.send(&permit, &step, &ready.body).await {
        Ok(id) => {
            state::answered(store, bench, standing, id)?;
            read_back(store, bench, standing, &step, id, differs, "sent").await
        }
        Err(error @ (WriteError::Refused { .. } | WriteError::Answer(_))) => {
            refused_on_sending(store, bench, standing, &step, &Why::from(&error), differs).await
        }
        Err(error @ (WriteError::NotSent(_) | WriteError::Throttled(_))) => {
            let why = Why::from(&error);
            state::cleared(store, bench, standing, &why)?;
            Ok(not_sent(why))
        }
        Err(error @ WriteError::Unknown(_)) => {
            state::lost(store, bench, standing, &Why::from(&error))?;
            Ok(Stepped::Met(&syn::SYN_03))
        }
    }
}

/// A refusal may answer a second copy of a request whose first one was taken: the record is looked up before
/// anything is said to be refused.
async fn refused_on_sending(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    step: &Step,
    why: &Why,
    differs: &mut Vec<String>,
) -> Result<Stepped, FlowError> {
    match check::written(bench, &standing.action, step).await {
        Ok(None) => refuse(store, bench, standing, false, why),
        Ok(Some(there)) => {
            let how = "refused as a duplicate, and found by its external id";
            saved(store, bench, standing, step, &there, differs, how).await?;
            Ok(Stepped::Met(&syn::SYN_04))
        }
        Err(No::Refused(_) | No::NotSent(_)) => {
            let why = Why::coded(why.text.clone(), &syn::SYN_03);
            state::lost(store, bench, standing, &why)?;
            Ok(Stepped::Met(&syn::SYN_03))
        }
    }
}

/// A dry run shows the steps behind the first as they are planned: what they build on is not made yet.
fn later_steps(standing: &Standing, at: usize, shown: &mut Vec<Shown>) -> Stepped {
    for (n, later) in standing.action.steps.iter().enumerate().skip(at + 1) {
        shown.push(Shown {
            step: n,
            body: later.body.clone(),
            total: None,
            adjusted: None,
        });
    }
    Stepped::Ended(End::Ready, None)
}

fn refuse(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    dry_run: bool,
    why: &Why,
) -> Result<Stepped, FlowError> {
    if !dry_run {
        state::refused(store, bench, standing, why)?;
    }
    Ok(Stepped::Ended(End::Refused(why.text.clone()), why.code))
}

fn not_sent(why: Why) -> Stepped {
    Stepped::Ended(End::NotSent(why.text), why.code)
}

/// It was sent, and what became of it is not known.
fn unanswered(why: &str) -> Stepped {
    Stepped::Ended(End::Unknown(why.to_owned()), Some(&syn::SYN_03))
}

/// The permit for the next step; the words why not otherwise.
fn permitted(store: &Store, bench: &Bench<'_>, standing: &Standing) -> Result<Result<WritePermit, Why>, FlowError> {
    let action = &standing.action;
    let approvals = store.read().approvals(action.number)?;
    // What its own earlier steps changed makes it not stale.
    let now = if standing.done.records.is_empty() {
        let exception = store.read().exception(action.exception)?;
        let exception =
            exception.ok_or_else(|| FlowError::Internal(format!("EX-{} is not in the store", action.exception)))?;
        versions(store.read(), &exception)?
    } else {
        action.versions.clone()
    };
    let permit = if action.proposer == Action::BY_SYNC {
        let planned = bench.own_edits.get(&action.number).map(String::as_str);
        permit_edit(bench.policy, action, planned, &now)
    } else {
        permit(bench.policy, action, &approvals, &now)
    };
    Ok(permit.map_err(|refusal| Why::from(&refusal)))
}

/// What is to be done about a step.
enum Ready {
    /// Send it, as NetSuite was shown it.
    Send(Shown, Option<Seen>),
    /// Nothing: it is there.
    There(u64),
}

async fn ready(
    store: &Store,
    bench: &Bench<'_>,
    standing: &Standing,
    at: usize,
    step: &Step,
    dry_run: bool,
) -> Result<Result<Ready, No>, FlowError> {
    let action = &standing.action;
    if let Some(id) = &step.external_id {
        match check::by_external_id(bench, &step.record, id).await {
            Err(no) => return Ok(Err(no)),
            Ok(None) => {}
            Ok(Some(there)) => {
                let other = check::differs(action, step, &there).unwrap_or_else(|e| vec![e.to_string()]);
                if let Some(undone) = undone_by(store.read(), action.exception, there.id)? {
                    return Ok(Err(No::refused(format!(
                        "{} {} is there and was undone by {}: what is to be booked again is booked in NetSuite by hand",
                        step.record,
                        there.id,
                        undone.id()
                    ))));
                }
                return Ok(if !other.is_empty() {
                    Err(No::refused(format!(
                        "NetSuite has a {} {} under the external id {id} already, and it is another: {}",
                        step.record,
                        there.id,
                        other.join(", ")
                    )))
                } else if dry_run {
                    Err(No::refused(format!(
                        "NetSuite has it already: {} {}",
                        step.record, there.id
                    )))
                } else {
                    Ok(Ready::There(there.id))
                });
            }
        }
    }
    if let Some(no) = check::barred(&periods::held(store.read())?, step) {
        return Ok(Err(no));
    }
    let seen = if at == 0 {
        match source::unmoved(store, bench, action, dry_run).await? {
            Ok(seen) => seen,
            Err(no) => return Ok(Err(no)),
        }
    } else {
        None
    };
    let body = step.body_after(&standing.done.records);
    let shown = preview::previewed(bench, action, at, step, body, &currencies::held(store.read())?).await;
    Ok(shown.map(|shown| Ready::Send(shown, seen)))
}

/// Looks what became of a step that was on its way: by its external id, or by the record it changes.
async fn recover(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    differs: &mut Vec<String>,
) -> Result<Stepped, FlowError> {
    let at = standing.done.records.len();
    let Some(step) = standing.action.steps.get(at).cloned() else {
        return Ok(unanswered("it has no step that could be on its way"));
    };
    let mut looks = LOOKS.iter();
    loop {
        let gone = match check::written(bench, &standing.action, &step).await {
            Ok(Some(there)) => {
                let how = "found by its external id";
                if saved(store, bench, standing, &step, &there, differs, how).await? {
                    return Ok(Stepped::Met(&syn::SYN_03));
                }
                false
            }
            Ok(None) => true,
            Err(No::Refused(why)) => return unknown(store, bench, standing, &why.text),
            Err(No::NotSent(_)) => false,
        };
        let sent = standing.done.sent_at.map_or(0, crate::base::Moment::seconds);
        if gone && bench.now().seconds() - sent > SERVER_LIMIT {
            let why = "NetSuite does not have it after its own limit of 15 minutes".to_owned();
            state::cleared(store, bench, standing, &Why::coded(why, &syn::SYN_03))?;
            return Ok(Stepped::Met(&syn::SYN_03));
        }
        match looks.next() {
            Some(wait) if !(bench.stop)() => tokio::time::sleep(*wait).await,
            _ => {
                let why = "NetSuite does not show it yet; `tieout apply` looks again";
                return unknown(store, bench, standing, why);
            }
        }
    }
}

fn unknown(store: &mut Store, bench: &Bench<'_>, standing: &mut Standing, why: &str) -> Result<Stepped, FlowError> {
    state::lost(store, bench, standing, &Why::coded(why.to_owned(), &syn::SYN_03))?;
    Ok(unanswered(why))
}

/// Reads what was saved and compares it with the plan. Where it cannot be read for now, what was saved counts as
/// not known yet: it is looked up again, and not said to differ.
async fn read_back(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    step: &Step,
    id: u64,
    differs: &mut Vec<String>,
    how: &str,
) -> Result<Stepped, FlowError> {
    match bench.account.record(&step.record, &RecordId::Internal(id)).await {
        Ok(record) => {
            if saved(store, bench, standing, step, &record, differs, how).await? {
                return Ok(Stepped::Done);
            }
        }
        Err(error @ (NetsuiteError::NoSuchRecord { .. } | NetsuiteError::NotVisible { .. })) => {
            let other = vec![format!("it could not be read back: {error}")];
            state::wrote(store, bench, standing, id, &other, how, None)?;
            differs.extend(other);
            return Ok(Stepped::Done);
        }
        Err(error) => {
            let why = format!(
                "NetSuite took it as {} {id}, and it could not be read back: {error}",
                step.record
            );
            state::lost(store, bench, standing, &Why::coded(why, &syn::SYN_03))?;
        }
    }
    Ok(Stepped::Met(&syn::SYN_03))
}

/// Writes down what a step made, what of it is otherwise than planned, and how that left the document it started from.
/// Where that document cannot be read for now, the step counts as not known yet, and this is `false`.
async fn saved(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: &mut Standing,
    step: &Step,
    made: &Record,
    differs: &mut Vec<String>,
    how: &str,
) -> Result<bool, FlowError> {
    let left = match source::left(bench, &standing.action, standing.done.records.len(), made).await {
        Ok(left) => left,
        Err(No::NotSent(why) | No::Refused(why)) => {
            let why = format!(
                "NetSuite has it as {} {}, and what it was made from could not be read: {}",
                step.record, made.id, why.text
            );
            state::lost(store, bench, standing, &Why::coded(why, &syn::SYN_03))?;
            return Ok(false);
        }
    };
    let other = check::differs(&standing.action, step, made).unwrap_or_else(|e| vec![e.to_string()]);
    state::wrote(store, bench, standing, made.id, &other, how, left)?;
    differs.extend(other);
    Ok(true)
}
