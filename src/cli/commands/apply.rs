//! `apply`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::actions::request;
use crate::base::clean;
use crate::cli::args::ApplyArgs;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::cli::{Exit, interrupt};
use crate::flow::Progress as _;
use crate::flow::apply::{self as flow, ApplyRequest, Bench, End, Forecast, Outcome};
use crate::flow::operators::policy;
use crate::flow::remotes::{Reach, Remotes, Side};
use crate::flow::{FlowError, actions};
use crate::http::Lane;
use crate::model::action::Adjusted;

/// The document of `apply --json`.
#[derive(Serialize)]
struct Document<'o> {
    schema: &'static str,
    dry_run: bool,
    actions: Vec<OutcomeJson<'o>>,
    exit: &'static str,
    exit_code: u8,
}

/// What came of one action.
#[derive(Serialize)]
pub(super) struct OutcomeJson<'o> {
    action: String,
    exception: String,
    kind: &'static str,
    amount: String,
    currency: String,
    end: &'static str,
    why: Option<&'o str>,
    /// The failure of the catalogue behind it, where NetSuite's answer tells.
    code: Option<&'static str>,
    records: &'o [u64],
    requests: Vec<RequestJson<'o>>,
    differs: &'o [String],
}

#[derive(Serialize)]
struct RequestJson<'o> {
    request: String,
    body: serde_json::Value,
    total: Option<&'o str>,
}

pub(crate) fn run(args: &ApplyArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let operator = context.operator()?;
    let (config, mut store) = context.open()?;
    let request = ApplyRequest {
        actions: numbers(&args.actions)?,
        dry_run: args.dry_run,
    };
    if request.actions.is_empty() && flow::is_idle(&store)? {
        if output.json {
            document(&[], &request, Exit::Done, output)?;
        } else {
            output.note("nothing is approved");
            output.hint("`tieout queue approve ID` approves what is proposed or suggested for an exception");
        }
        return Ok(Exit::Done);
    }
    let policy = policy(&config)?;
    let line = context.line()?;
    let remotes = Remotes::of(&config, Some(Side::Netsuite), &context.keyring, &line)?;
    let Some(account) = &remotes.account else {
        return Err(Failure::new(Exit::Internal, "NetSuite was not signed in to"));
    };
    interrupt::finish_what_is_in_hand();
    let bench = Bench {
        policy: &policy,
        account: &account.in_lane(Lane::Credits),
        clock: &line.clock,
        operator,
        stop: &interrupt::is_asked_to_stop,
        own_edits: BTreeMap::default(),
    };
    let runtime = super::runtime()?;
    let progress = context.progress();
    if !request.dry_run {
        forecast(&flow::forecast(&store, &request)?, output);
    }
    let outcomes = flow::run_shown(&mut store, &bench, &request, &runtime, Some(&progress));
    progress.end();
    let outcomes = outcomes?;
    let exit = exit(&outcomes);
    if output.json {
        document(&outcomes, &request, exit, output)?;
    } else {
        for outcome in &outcomes {
            show(outcome, output)?;
        }
    }
    tell(&outcomes, exit, output);
    let reach = Reach {
        config: &config,
        keyring: &context.keyring,
        line: &line,
        runtime: &runtime,
        progress: &progress,
    };
    for why in flow::land(&mut store, &reach, &outcomes, context.now) {
        output.warn(&not_landed(&why));
    }
    Ok(exit)
}

/// So many actions are a backlog, of which is said before it begins how long it may take.
const BACKLOG: u64 = 10;

/// Says what lies ahead, where that is much. NetSuite takes about a second for a request; how long it takes here the
/// progress bar tells.
fn forecast(ahead: &Forecast, output: &mut Output<'_>) {
    if ahead.actions < BACKLOG {
        return;
    }
    let minutes = ahead.requests.div_ceil(60);
    output.note(&format!(
        "{}, {}: {} to NetSuite, one after the other; at a second each that is about {}",
        count(ahead.actions, "action"),
        count(ahead.documents, "document"),
        count(ahead.requests, "request"),
        count(minutes, "minute")
    ));
}

/// What is said where a record that was posted could not be pulled.
pub(super) fn not_landed(why: &str) -> String {
    format!(
        "what was posted is not in the store yet ({}); `tieout pull` brings it",
        clean(why)
    )
}

fn numbers(ids: &[String]) -> Result<Vec<u64>, Failure> {
    let absent =
        |id: &String| FlowError::NotFound(format!("there is no action `{id}`; `tieout actions list` shows them"));
    let numbers = ids.iter().map(|id| actions::number(id).ok_or_else(|| absent(id)));
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// The worst of all ends decides.
pub(super) fn exit(outcomes: &[Outcome]) -> Exit {
    let any = |of: fn(&Outcome) -> bool| outcomes.iter().any(of);
    if any(|o| matches!(o.end, End::Unknown(_))) {
        Exit::Unknown
    } else if any(|o| matches!(o.end, End::Refused(_)) || !o.differs.is_empty()) {
        Exit::WritesRefused
    } else if any(|o| matches!(o.end, End::NotSent(_))) {
        Exit::Incomplete
    } else if any(|o| matches!(o.end, End::Left)) {
        Exit::Interrupted
    } else {
        Exit::Done
    }
}

fn said(end: &End) -> (&'static str, Option<&str>, &[u64]) {
    match end {
        End::Posted(records) => ("posted", None, records),
        End::Refused(why) => ("refused", Some(why), &[]),
        End::NotSent(why) => ("not_sent", Some(why), &[]),
        End::Unknown(why) => ("unknown", Some(why), &[]),
        End::Ready => ("ready", None, &[]),
        End::Left => ("left", None, &[]),
    }
}

fn document(outcomes: &[Outcome], request: &ApplyRequest, exit: Exit, output: &mut Output<'_>) -> Result<(), Failure> {
    output.document(&Document {
        schema: "tieout/apply/1",
        dry_run: request.dry_run,
        actions: outcomes.iter().map(json).collect(),
        exit: exit.reason(),
        exit_code: exit.code(),
    })
}

pub(super) fn json(outcome: &Outcome) -> OutcomeJson<'_> {
    let action = &outcome.action;
    let (end, why, records) = said(&outcome.end);
    OutcomeJson {
        action: action.id(),
        exception: format!("EX-{}", action.exception),
        kind: action.kind().as_str(),
        amount: action.proposal.amount.text(action.currency),
        currency: action.currency.to_string(),
        end,
        why,
        code: outcome.code.map(|code| code.id),
        records,
        requests: outcome
            .shown
            .iter()
            .filter_map(|shown| Some((shown, action.steps.get(shown.step)?)))
            .map(|(shown, step)| RequestJson {
                request: request(step),
                // A body that is no JSON is shown as the text it is.
                body: serde_json::from_str(&shown.body).unwrap_or_else(|_| shown.body.clone().into()),
                total: shown.total.as_deref(),
            })
            .collect(),
        differs: &outcome.differs,
    }
}

pub(super) fn show(outcome: &Outcome, output: &mut Output<'_>) -> Result<(), Failure> {
    let action = &outcome.action;
    let (end, why, records) = said(&outcome.end);
    let amount = action.proposal.amount.text(action.currency);
    // What is only looked at has no number yet.
    let name = if action.number == 0 {
        "new action".to_owned()
    } else {
        action.id()
    };
    let mut line = format!("{name}  {end}  {} {amount} {}", action.kind().as_str(), action.currency);
    for (step, id) in action.steps.iter().zip(records) {
        line.push_str(&format!("  {} {id}", step.record));
    }
    output.line(clean(&line))?;
    if let Some(why) = why {
        output.line(format!("    {}", clean(why)))?;
    }
    if let Some(code) = outcome.code {
        output.line(format!("    {} {}: {}", code.id, code.title, code.remedy))?;
    }
    for shown in outcome.shown.iter().filter(|_| outcome.end == End::Ready) {
        if let Some(step) = action.steps.get(shown.step) {
            output.line(format!("    {}", clean(&request(step))))?;
            output.line(format!("    {}", clean(&shown.body)))?;
            match &shown.total {
                Some(total) => output.line(format!("    NetSuite computes {} {}", clean(total), action.currency))?,
                None => output.line("    NetSuite computes it once the step before it is written")?,
            }
            match &shown.adjusted {
                Some(Adjusted::Tax(_)) => output.line("    its tax details say what was refunded")?,
                Some(Adjusted::Line(gap)) => output.line(format!(
                    "    a line takes up {} of tax difference",
                    gap.text(action.currency)
                ))?,
                None => {}
            }
        }
    }
    for other in &outcome.differs {
        output.line(format!("    saved otherwise: {}", clean(other)))?;
    }
    Ok(())
}

fn tell(outcomes: &[Outcome], exit: Exit, output: &mut Output<'_>) {
    let posted = outcomes.iter().filter(|o| matches!(o.end, End::Posted(_))).count() as u64;
    if posted > 0 {
        output.note(&format!("{} posted and read back", count(posted, "action")));
        output.hint("`tieout reconcile` says whether they settled their exceptions");
    }
    match exit {
        Exit::Unknown => output.hint("run it again: it looks what became of them before it sends anything"),
        Exit::WritesRefused => output.hint("`tieout actions show ID` and `tieout queue show ID` have the details"),
        Exit::Incomplete => output.hint("nothing was written of these; run it again"),
        _ => {}
    }
}
