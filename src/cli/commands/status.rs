//! `status`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::{Moment, clean};
use crate::cli::Exit;
use crate::cli::args::StatusArgs;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::{FreshnessJson, RunJson, age_days, freshness};
use crate::cli::output::Output;
use crate::flow::report::replace;
use crate::flow::status::{self as flow, Status};
use crate::model::pull::{OpenPull, SourceState};

/// The document of `status --json`.
#[derive(Serialize)]
struct Document<'s> {
    schema: &'static str,
    store: String,
    as_of: FreshnessJson,
    sources: Vec<SourceJson<'s>>,
    last_run: Option<RunJson<'s>>,
    open: &'s BTreeMap<String, u64>,
    oldest: Option<String>,
}

/// A source that was pulled.
#[derive(Serialize)]
struct SourceJson<'s> {
    source: &'s str,
    complete: bool,
    complete_at: Option<String>,
    read_to: Option<&'s str>,
    told: Option<u64>,
    landed: Option<u64>,
    gap: Option<String>,
    withheld: &'s [String],
}

impl<'s> From<&'s (String, SourceState)> for SourceJson<'s> {
    fn from((name, state): &'s (String, SourceState)) -> Self {
        let gap = state.gap();
        Self {
            source: name,
            complete: gap.is_none(),
            complete_at: state.complete_at.map(|at| at.to_string()),
            read_to: state.read_to.as_deref(),
            told: state.open.as_ref().map(OpenPull::told),
            landed: state.open.as_ref().map(OpenPull::landed),
            gap,
            withheld: &state.withheld,
        }
    }
}

pub(crate) fn run(args: &StatusArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, store) = context.open()?;
    if let Some(path) = &args.metrics {
        replace(path, flow::metrics(&store, &config, context.as_of)?.as_bytes())?;
        if !output.json {
            output.note(&format!("wrote {}", clean(&path.display().to_string())));
            return Ok(Exit::Done);
        }
    }
    let status = flow::read(&store, &config)?;
    let place = config.store.display().to_string();
    if output.json {
        output.document(&Document {
            schema: "tieout/status/1",
            store: place,
            as_of: freshness(&status.freshness),
            sources: status.sources.iter().map(SourceJson::from).collect(),
            last_run: status.last_run.as_ref().map(RunJson::from),
            open: &status.open,
            oldest: status.oldest.map(|at| at.to_string()),
        })?;
    } else {
        show(&place, &status, context.as_of, output)?;
    }
    Ok(Exit::Done)
}

fn show(place: &str, status: &Status, as_of: Moment, output: &mut Output<'_>) -> Result<(), Failure> {
    output.line(format!("store      {}", clean(place)))?;
    for (shop, at) in &status.freshness.shopify {
        output.line(format!("shopify    {} up to {at}", clean(shop)))?;
    }
    match status.freshness.netsuite {
        Some(at) => output.line(format!("netsuite   up to {at}"))?,
        None => output.line("netsuite   nothing yet")?,
    }
    for (name, state) in &status.sources {
        output.line(format!("pulled     {}", source(name, state)))?;
    }
    match &status.last_run {
        Some(run) => {
            let state = if run.complete { "complete" } else { "incomplete" };
            output.line(format!("last run   {} as of {}, {state}", run.id, run.as_of))?;
        }
        None => output.line("last run   none yet")?,
    }
    let open: Vec<_> = status.open.iter().map(|(route, n)| format!("{n} {route}")).collect();
    let oldest = status.oldest.map_or_else(String::new, |at| {
        format!("; the oldest was first seen {} days ago", age_days(at, as_of))
    });
    match open.as_slice() {
        [] => output.line("open       nothing"),
        open => output.line(format!("open       {}{oldest}", open.join(", "))),
    }
}

/// One line on how far a source was read.
fn source(name: &str, state: &SourceState) -> String {
    let name = clean(name);
    let whole = state.complete_at.map_or_else(
        || "never read to its end".to_owned(),
        |at| format!("read to its end at {at}"),
    );
    let gap = state.gap().map_or_else(String::new, |gap| {
        let so_far = state.open.as_ref().map_or_else(String::new, |open| {
            format!(" ({} of {} landed)", open.landed(), open.told())
        });
        format!("; {}{so_far}", clean(&gap))
    });
    format!("{name}: {whole}{gap}")
}
