//! What a person decides: `queue assign`, `accept`, `propose`, `approve` and the rest.

use serde::Serialize;

use super::{SCHEMA, standing_of};
use crate::base::{Moment, clean};
use crate::cli::Exit;
use crate::cli::args::ExceptionIds;
use crate::cli::commands::actions::ActionJson;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::ExceptionJson;
use crate::cli::output::Output;
use crate::flow::FlowError;
use crate::flow::operators::{policy, signing_key};
use crate::flow::queue as flow;
use crate::model::action::{Action, ActionState, Done, Standing};
use crate::model::exception::{Event, Exception};
use crate::model::finding::ActionKind;
use crate::store::Store;

/// The document of a decision: what it left the exceptions in, and which were refused.
#[derive(Serialize)]
struct Decided<'d> {
    schema: &'static str,
    exceptions: Vec<ExceptionJson<'d>>,
    actions: Vec<ActionJson<'d>>,
    refused: Vec<RefusedJson<'d>>,
}

#[derive(Serialize)]
struct RefusedJson<'d> {
    exception: &'d str,
    why: String,
}

/// What one decision came to.
type Outcome = Result<(Exception, Option<Standing>), Failure>;

pub(super) fn assign(
    which: &ExceptionIds,
    to: &str,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    each(which, context, output, |store, id| {
        plain(flow::assign(store, id, None, to))
    })
}

pub(super) fn note(id: &str, text: &str, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    each(&one(id), context, output, |store, id| {
        plain(flow::note(store, id, None, text))
    })
}

pub(super) fn tag(
    which: &ExceptionIds,
    labels: &[String],
    remove: bool,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    each(which, context, output, |store, id| {
        plain(flow::tag(store, id, labels, remove))
    })
}

pub(super) fn snooze(
    which: &ExceptionIds,
    until: Moment,
    event: Option<Event>,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    each(which, context, output, |store, id| {
        plain(flow::snooze(store, id, None, until, event))
    })
}

pub(super) fn accept(
    which: &ExceptionIds,
    note: &str,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let rules = context.config()?.rules();
    each(which, context, output, |store, id| {
        plain(flow::accept(store, &rules, id, None, note))
    })
}

pub(super) fn reject(
    which: &ExceptionIds,
    note: &str,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    each(which, context, output, |store, id| {
        plain(flow::reject(store, id, None, note))
    })
}

pub(super) fn reopen(
    which: &ExceptionIds,
    note: &str,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    each(which, context, output, |store, id| {
        plain(flow::reopen(store, id, None, note))
    })
}

pub(super) fn propose(
    id: &str,
    action: Option<ActionKind>,
    note: Option<&str>,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let rules = context.config()?.rules();
    each(&one(id), context, output, |store, id| {
        let (exception, action) = flow::propose(store, &rules, id, None, action, note)?;
        Ok((exception, Some(standing(action, ActionState::Proposed))))
    })
}

pub(super) fn approve(which: &ExceptionIds, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let config = context.config()?;
    let (policy, rules) = (policy(&config)?, config.rules());
    let operator = context.operator()?;
    // Whoever may not approve at all is told so before a key is looked for.
    if policy.operators.is_empty() || policy.operator(operator).is_none() {
        let refusal = if policy.operators.is_empty() {
            crate::approve::Refusal::Nobody
        } else {
            crate::approve::Refusal::NotListed {
                operator: operator.to_owned(),
            }
        };
        return Err(refusal.into());
    }
    let key = signing_key(operator, &context.keys())?;
    each(which, context, output, |store, id| {
        let (exception, action) = flow::approve(store, &rules, &policy, &key, id, None)?;
        let state = if action.kind() == ActionKind::AcceptVariance {
            ActionState::Posted
        } else {
            ActionState::Approved
        };
        Ok((exception, Some(standing(action, state))))
    })
}

fn plain(outcome: Result<Exception, FlowError>) -> Outcome {
    Ok((outcome?, None))
}

fn standing(action: Action, state: ActionState) -> Standing {
    Standing {
        action,
        state,
        done: Done::default(),
    }
}

fn one(id: &str) -> ExceptionIds {
    ExceptionIds {
        ids: vec![id.to_owned()],
    }
}

/// Decides on each; one that is refused stops none of the others. The exit code is that of the first
/// refusal.
fn each(
    which: &ExceptionIds,
    context: &Context,
    output: &mut Output<'_>,
    mut decide: impl FnMut(&mut Store, &str) -> Outcome,
) -> Result<Exit, Failure> {
    context.operator()?;
    let (_, mut store) = context.open()?;
    let outcomes: Vec<(&String, Outcome)> = which.ids.iter().map(|id| (id, decide(&mut store, id))).collect();
    if output.json {
        let kept = || outcomes.iter().filter_map(|(_, o)| o.as_ref().ok());
        output.document(&Decided {
            schema: SCHEMA,
            exceptions: kept().map(|(e, _)| ExceptionJson::new(e, context.as_of)).collect(),
            actions: kept().filter_map(|(_, a)| a.as_ref()).map(ActionJson::new).collect(),
            refused: outcomes
                .iter()
                .filter_map(|(id, o)| o.as_ref().err().map(|failure| (id, failure)))
                .map(|(id, failure)| RefusedJson {
                    exception: id,
                    why: failure.message(),
                })
                .collect(),
        })?;
    } else {
        for (exception, action) in outcomes.iter().filter_map(|(_, o)| o.as_ref().ok()) {
            output.line(said(exception, action.as_ref()))?;
        }
    }
    let mut refused = outcomes.into_iter().filter_map(|(_, o)| o.err());
    let Some(first) = refused.next() else {
        return Ok(Exit::Done);
    };
    for more in refused {
        output.failure(&more);
    }
    Err(first)
}

/// `EX-1042  approved ACT-7  create_credit_memo 12.34 GBP`.
fn said(exception: &Exception, action: Option<&Standing>) -> String {
    let mut text = format!("{}  {}", exception.id(), standing_of(exception, None));
    if let Some(Standing { action, .. }) = action {
        let amount = action.proposal.amount.text(action.currency);
        text.push_str(&format!("  {} {amount} {}", action.kind().as_str(), action.currency));
    }
    clean(&text).into_owned()
}
