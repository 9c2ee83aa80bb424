//! `runs list|show|rerun`.

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::RunsCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::RunJson;
use crate::cli::output::Output;
use crate::cli::text::table;
use crate::flow::runs::{self as flow, Rerun};
use crate::model::run::Run;

/// The document of `runs … --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    runs: Vec<RunJson<'r>>,
}

pub(crate) fn run(command: RunsCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, mut store) = context.open()?;
    let runs = match command {
        RunsCommand::Rerun { id } => {
            let again = flow::rerun(&mut store, &config, &id, &context.progress())?;
            return rerun(&again, output);
        }
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

/// The document of `runs rerun --json`.
#[derive(Serialize)]
struct RerunJson<'r> {
    schema: &'static str,
    run: &'r str,
    same: bool,
    facts_moved: bool,
    /// Digests of the run and its findings, as kept and as derived.
    kept: &'r str,
    derived: &'r str,
    differs: &'r [String],
}

fn rerun(again: &Rerun, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let same = again.is_same();
    if output.json {
        output.document(&RerunJson {
            schema: "tieout/rerun/1",
            run: &again.run.id,
            same,
            facts_moved: again.facts_moved,
            kept: &again.kept,
            derived: &again.derived,
            differs: &again.differs,
        })?;
    } else {
        let verdict = if same { "the same" } else { "not the same" };
        output.line(format!("run {}: {verdict}", again.run.id))?;
        output.line(format!("  kept     {}", again.kept))?;
        output.line(format!("  derived  {}", again.derived))?;
        for what in &again.differs {
            output.line(format!("  differs  {}", clean(what)))?;
        }
    }
    if again.facts_moved {
        output.warn("the facts have moved on since that run, and only their newest versions are compared: this says nothing of what it rested on");
    }
    Ok(if same { Exit::Done } else { Exit::Differences })
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
