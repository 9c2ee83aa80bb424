//! `report`: hands the run's data to the renderers.

use std::fs;
use std::path::Path;

use clap::ValueEnum;

use crate::cli::Exit;
use crate::cli::args::{Format, ReportArgs, View};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::flow;
use crate::report::{self, Data, RenderError};

pub(crate) fn run(args: &ReportArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let format = format(args.format, output.json)?;
    let to_terminal = args.out.is_none() && output.width.is_some();
    if format == Format::Xlsx && to_terminal {
        return Err(
            Failure::new(Exit::Usage, "a workbook is nothing a terminal can show").hint("add --out november.xlsx")
        );
    }
    let (config, store) = context.open()?;
    let views = known(&views(&args.views, format))?;
    let data = flow::report::data(&store, &config, args.run.as_deref(), &views, context.as_of)?;
    write(&views, format, &data, args.out.as_deref(), output)?;
    Ok(Exit::Done)
}

/// The format, where `--json` and `--format` do not contradict each other.
fn format(asked: Option<Format>, json: bool) -> Result<Format, Failure> {
    match (asked, json) {
        (None | Some(Format::Json), true) => Ok(Format::Json),
        (Some(_), true) => {
            Err(Failure::new(Exit::Usage, "--json and --format ask for two formats").hint("leave one of the two out"))
        }
        (asked, false) => Ok(asked.unwrap_or(Format::Table)),
    }
}

/// The views, where none was asked for: what fits a screen, or all there is.
fn views(asked: &[View], format: Format) -> Vec<View> {
    match (asked, format) {
        ([], Format::Table) => vec![View::Summary, View::Groups],
        ([], Format::Xlsx | Format::Html) => vec![
            View::Summary,
            View::Groups,
            View::Aging,
            View::Payouts,
            View::Drift,
            View::Findings,
        ],
        ([], Format::Csv | Format::Json | Format::Jsonl) => vec![View::Findings],
        (asked, _) => asked.to_vec(),
    }
}

/// Renders views and writes them to a file or as the answer.
pub(crate) fn write(
    views: &[report::View],
    format: Format,
    data: &Data,
    out: Option<&Path>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let bytes = render(views, format, data, output)?;
    let Some(path) = out else {
        return output.data(bytes);
    };
    fs::write(path, bytes).map_err(|error| {
        Failure::new(Exit::Usage, format!("cannot write {}: {error}", path.display()))
            .hint("see that the directory exists and is yours")
    })?;
    output.note(&format!("wrote {}", path.display()));
    Ok(())
}

/// Views and formats go by the names of the command-line contract on both sides.
fn unknown(name: &str) -> Failure {
    Failure::new(Exit::Internal, format!("`{name}` has no renderer"))
}

fn known(views: &[View]) -> Result<Vec<report::View>, Failure> {
    let known = views.iter().map(|view| by_name(*view, report::View::parse));
    known.collect::<Result<_, _>>().map_err(|name: String| unknown(&name))
}

fn render(views: &[report::View], format: Format, data: &Data, output: &Output<'_>) -> Result<Vec<u8>, Failure> {
    let format = by_name(format, report::Format::parse).map_err(|name| unknown(&name))?;
    report::render(views, data, format, output.screen()).map_err(|error| {
        let exit = match error {
            // What was asked for does not go together; the error says the mend itself.
            RenderError::OneViewOnly { .. } | RenderError::TooManyRows { .. } => Exit::Usage,
            _ => Exit::Internal,
        };
        Failure::new(exit, error.to_string())
    })
}

fn by_name<A: ValueEnum, B>(value: A, parse: impl Fn(&str) -> Option<B>) -> Result<B, String> {
    let name = value
        .to_possible_value()
        .map_or_else(String::new, |v| v.get_name().to_owned());
    parse(&name).ok_or(name)
}
