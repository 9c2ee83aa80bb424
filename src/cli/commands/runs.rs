//! `runs list|show`.

use serde::Serialize;

use crate::cli::Exit;
use crate::cli::args::RunsCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::RunJson;
use crate::cli::output::Output;
use crate::cli::text::table;
use crate::flow::runs as flow;
use crate::model::run::Run;

/// The document of `runs … --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    runs: Vec<RunJson<'r>>,
}

pub(crate) fn run(command: RunsCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (_, store) = context.open()?;
    let runs = match command {
        RunsCommand::List => flow::list(&store)?,
        RunsCommand::Show { id } => vec![flow::show(&store, Some(&id))?],
    };
    if output.json {
        output.document(&Document {
            schema: "tieout/runs/1",
            runs: runs.iter().map(RunJson::from).collect(),
        })?;
    } else {
        show(&runs, output)?;
    }
    Ok(Exit::Done)
}

fn show(runs: &[Run], output: &mut Output<'_>) -> Result<(), Failure> {
    if runs.is_empty() {
        output.note("no runs yet");
        output.hint("`tieout reconcile` makes one");
        return Ok(());
    }
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let s = &run.summary;
            vec![
                run.id.clone(),
                run.as_of.to_string(),
                if run.complete { "complete" } else { "incomplete" }.to_owned(),
                s.orders.to_string(),
                s.tied.to_string(),
                s.late.to_string(),
                s.mismatched.to_string(),
            ]
        })
        .collect();
    let titles = ["run", "as of", "state", "orders", "tied", "late", "mismatched"];
    let text = table(&titles, &[3, 4, 5, 6], &rows, output);
    output.data(text)
}
