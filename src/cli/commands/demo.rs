//! `demo`.

use serde_json::json;

use super::report;
use crate::base::{Moment, clean};
use crate::cli::Exit;
use crate::cli::args::{DemoArgs, Format};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::RunJson;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::flow::demo::{self, DemoRequest};
use crate::report::View;

/// The moment the month is looked at where nobody says: the second of November 2026, six in the morning
/// (UTC), so that everybody sees the same.
const MORNING_AFTER: Moment = Moment::from_seconds(1_793_599_200);

pub(crate) fn run(args: DemoArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    // Other programs sign in to a twin that stays up by the time it really is.
    let usual = if args.serve { context.now } else { MORNING_AFTER };
    let request = DemoRequest {
        orders: args.orders,
        seed: args.seed,
        dir: args.dir,
        plant: args.plant,
        as_of: context.asked_as_of.unwrap_or(usual),
    };
    let demo = demo::run(&request, &context.progress())?;
    let config = demo.config.display().to_string();
    if output.json {
        output.document(&json!({
            "schema": "tieout/demo/1",
            "dir": demo.dir.display().to_string(),
            "config": config,
            "result": RunJson::from(&demo.data.run),
        }))?;
    } else {
        report::write(&[View::Summary, View::Groups], Format::Table, &demo.data, None, output)?;
    }
    let landed: u64 = demo.pulled.sources.iter().map(|s| s.records.new).sum();
    let config = clean(&config).into_owned();
    output.note(&format!(
        "pulled {} from the twin over HTTP; everything of this is in {}",
        count(landed, "record"),
        clean(&demo.dir.display().to_string())
    ));
    output.hint(&format!("go on with `tieout --config {config} report --view findings`"));
    if args.serve {
        output.hint(&format!(
            "the twin stays up until Ctrl-C: try `tieout --config {config} pull` beside it"
        ));
        output.flush()?;
        demo.twin.stay();
    }
    // Differences are what a demonstration is for: finding them is no failure.
    Ok(Exit::Done)
}
