//! `nightly`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{apply, pull, reconcile};
use crate::base::clean;
use crate::cli::args::NightlyArgs;
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::json::SummaryJson;
use crate::cli::output::Output;
use crate::cli::{Exit, interrupt};
use crate::flow::apply::{End, Outcome};
use crate::flow::nightly::{self as flow, Night, NightRequest};
use crate::flow::notify;
use crate::flow::remotes::Reach;
use crate::store::Store;

const SCHEMA: &str = "tieout/nightly/1";

/// The document of `nightly --json`, of the webhook and of the program.
#[derive(Serialize)]
struct Document<'n> {
    schema: &'static str,
    at: String,
    run: &'n str,
    complete: bool,
    summary: SummaryJson<'n>,
    open: &'n BTreeMap<String, u64>,
    /// How many actions ended how; none where nothing was to be sent.
    sent: Option<BTreeMap<&'static str, u64>>,
    /// Why a source is not complete.
    incomplete: Vec<String>,
    reports: Vec<String>,
    head: String,
    steps: Steps,
    error: Option<String>,
    exit: &'static str,
    exit_code: u8,
}

/// How each step ended.
#[derive(Serialize)]
struct Steps {
    pull: &'static str,
    apply: Option<&'static str>,
    reconcile: &'static str,
}

/// What the webhook and the program are told of a night that came to no end.
#[derive(Serialize)]
struct Broken<'n> {
    schema: &'static str,
    at: String,
    error: &'n str,
    exit: &'static str,
    exit_code: u8,
}

pub(crate) fn run(args: &NightlyArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let config = context.config()?;
    let line = context.line()?;
    let runtime = super::runtime()?;
    let reach = Reach {
        config: &config,
        keyring: &context.keyring,
        line: &line,
        runtime: &runtime,
        progress: &context.progress(),
    };
    let ended = night(args, &reach, context, output);
    let (document, ended) = match ended {
        Ok((document, exit)) => (document, Ok(exit)),
        Err(failure) => {
            let broken = Broken {
                schema: SCHEMA,
                at: context.now.to_string(),
                error: &failure.message(),
                exit: failure.exit().reason(),
                exit_code: failure.exit().code(),
            };
            (serde_json::to_string(&broken)?, Err(failure))
        }
    };
    for why in notify::send(&reach, &document) {
        output.warn(&clean(&why));
    }
    ended
}

/// The night's work, answered for; the document to be told to others.
fn night(
    args: &NightlyArgs,
    reach: &Reach<'_>,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<(String, Exit), Failure> {
    let sender = if args.apply { Some(context.operator()?) } else { None };
    let mut store = open_store(reach.config, context, output)?;
    if sender.is_some() {
        interrupt::finish_what_is_in_hand();
    }
    let request = NightRequest {
        sender,
        out: args.out.as_deref(),
        at: context.now,
        as_of: context.as_of,
        stop: &interrupt::is_asked_to_stop,
    };
    let night = flow::run(&mut store, reach, &request)?;
    tell(&night, args, output);
    let (steps, exit) = ends(&night, args, &store, reach, context)?;
    let document = document(&night, steps, exit, context);
    let text = serde_json::to_string(&document)?;
    output.line(if output.json {
        text.clone()
    } else {
        line(&night, exit, context)
    })?;
    Ok((text, exit))
}

/// How the steps ended, and the worst of them.
fn ends(
    night: &Night,
    args: &NightlyArgs,
    store: &Store,
    reach: &Reach<'_>,
    context: &Context,
) -> Result<(Steps, Exit), Failure> {
    let pulled = pull::exit(&night.pulled);
    let sent = night.sent.as_deref().map(apply::exit);
    let compared = reconcile::exit(&night.run, args.fail_on, || {
        reconcile::material(store, reach.config, &night.run, context)
    })?;
    let steps = Steps {
        pull: pulled.reason(),
        apply: sent.map(Exit::reason),
        reconcile: compared.reason(),
    };
    Ok((steps, pulled.max(compared).max(sent.unwrap_or(Exit::Done))))
}

fn document<'n>(night: &'n Night, steps: Steps, exit: Exit, context: &Context) -> Document<'n> {
    Document {
        schema: SCHEMA,
        at: context.now.to_string(),
        run: &night.run.id,
        complete: night.run.complete,
        summary: SummaryJson::from(&night.run.summary),
        open: &night.open,
        sent: night.sent.as_deref().map(counted),
        incomplete: incomplete(night),
        reports: night.reports.iter().map(|p| p.display().to_string()).collect(),
        head: night.head.to_string(),
        steps,
        error: None,
        exit: exit.reason(),
        exit_code: exit.code(),
    }
}

/// How many actions ended how; every way there is has its number.
fn counted(outcomes: &[Outcome]) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<_, u64> = ["posted", "refused", "not_sent", "unknown", "left"]
        .map(|end| (end, 0))
        .into();
    for outcome in outcomes {
        let end = match &outcome.end {
            End::Posted(_) => "posted",
            End::Refused(_) => "refused",
            End::NotSent(_) => "not_sent",
            End::Unknown(_) => "unknown",
            End::Ready | End::Left => "left",
        };
        *counts.entry(end).or_default() += 1;
    }
    counts
}

fn incomplete(night: &Night) -> Vec<String> {
    let sources = night.pulled.sources.iter();
    sources
        .flat_map(|s| {
            pull::reasons(s)
                .into_iter()
                .map(move |why| format!("{}: {why}", s.name))
        })
        .collect()
}

fn line(night: &Night, exit: Exit, context: &Context) -> String {
    let summary = &night.run.summary;
    let open: u64 = night.open.values().sum();
    let mut text = format!(
        "{} {}: run {}, {} orders, {} mismatched, {open} open",
        context.now,
        exit.reason(),
        night.run.id,
        summary.orders,
        summary.mismatched
    );
    if let Some(sent) = &night.sent {
        let counts = counted(sent).into_iter().filter(|(_, n)| *n > 0);
        let counts: Vec<String> = counts
            .map(|(end, n)| format!("{n} {}", end.replace('_', " ")))
            .collect();
        text += &format!(
            ", sent: {}",
            if counts.is_empty() {
                "nothing".to_owned()
            } else {
                counts.join(", ")
            }
        );
    }
    text + &format!(", journal {}", night.head)
}

/// What a person has to see to.
fn tell(night: &Night, args: &NightlyArgs, output: &mut Output<'_>) {
    for why in incomplete(night) {
        output.warn(&clean(&why));
    }
    if !night.run.complete {
        output.warn("a source was not read to its end: nothing was closed");
    }
    if args.apply && night.sent.is_none() {
        output.warn("nothing was sent: the facts that approvals rest on are not complete");
    }
    for outcome in night.sent.iter().flatten() {
        let id = outcome.action.id();
        match &outcome.end {
            End::Refused(why) | End::NotSent(why) | End::Unknown(why) => output.warn(&format!("{id}: {}", clean(why))),
            End::Posted(_) | End::Ready | End::Left => {}
        }
        for other in &outcome.differs {
            output.warn(&format!("{id}: saved otherwise: {}", clean(other)));
        }
    }
    for why in &night.not_landed {
        output.warn(&apply::not_landed(why));
    }
}
