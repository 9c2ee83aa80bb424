//! `status`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::{Moment, clean};
use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::{FreshnessJson, RunJson, age_days, freshness};
use crate::cli::output::Output;
use crate::flow::status::{self as flow, Status};

/// The document of `status --json`.
#[derive(Serialize)]
struct Document<'s> {
    schema: &'static str,
    store: String,
    as_of: FreshnessJson,
    last_run: Option<RunJson<'s>>,
    open: &'s BTreeMap<String, u64>,
    oldest: Option<String>,
}

pub(crate) fn run(context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, store) = context.open()?;
    let status = flow::read(&store, &config)?;
    let place = config.store.display().to_string();
    if output.json {
        output.document(&Document {
            schema: "tieout/status/1",
            store: place,
            as_of: freshness(&status.freshness),
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
