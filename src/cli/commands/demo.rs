//! `demo`.

use serde_json::json;

use super::report;
use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::{DemoArgs, Format, View};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::RunJson;
use crate::cli::output::Output;
use crate::flow;

pub(crate) fn run(args: &DemoArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let demo = flow::demo::run(args.dir.as_deref(), context.asked_as_of, &context.progress())?;
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
    let config = clean(&config).into_owned();
    output.note(&format!(
        "everything of this is in {}",
        clean(&demo.dir.display().to_string())
    ));
    output.hint(&format!("go on with `tieout --config {config} report --view findings`"));
    // Differences are what a demonstration is for: finding them is no failure.
    Ok(Exit::Done)
}
