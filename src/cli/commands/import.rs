//! `import`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::{ImportArgs, Kind};
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::{count, table};
use crate::flow::FlowError;
use crate::flow::import::{self as flow, FileReport, ImportReport, ImportRequest, Landed};
use crate::import::Problem;
use crate::store::Store;

/// The document of `import --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    kind: String,
    dry_run: bool,
    landed: bool,
    files: Vec<FileJson<'r>>,
    records: BTreeMap<&'r str, LandedJson>,
    faults: u64,
    problems: Vec<ProblemJson<'r>>,
    exit: &'static str,
}

#[derive(Serialize)]
struct FileJson<'r> {
    file: &'r str,
    rows: u64,
    found: &'r BTreeMap<String, u64>,
    notes: &'r [String],
}

#[derive(Serialize)]
struct LandedJson {
    new: u64,
    changed: u64,
    unchanged: u64,
}

#[derive(Serialize)]
struct ProblemJson<'r> {
    file: &'r str,
    line: u64,
    column: &'r str,
    value: &'r str,
    what: &'r str,
    mend: &'r str,
}

pub(crate) fn run(args: ImportArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let config = context.config()?;
    let kind = name(args.kind);
    let request = ImportRequest {
        kind: of(args.kind),
        files: args.files,
        shop: args.shop,
        dry_run: args.dry_run,
        keep_going: args.keep_going,
        at: context.now,
    };
    // A store that is there is opened first: that it is busy or too new is said before anything is read.
    // One that is not is only made once there is something to land.
    let held = config
        .store
        .exists()
        .then(|| open_store(&config, context, output))
        .transpose()?;
    let progress = context.progress();
    let report = match flow::read(&config, &request, &progress) {
        Ok(files) => {
            let mut store = match held {
                Some(store) => store,
                None if request.dry_run => Store::scratch()?,
                None => open_store(&config, context, output)?,
            };
            flow::land(files, &mut store, &config, &request, &progress)?
        }
        // A caller that reads JSON reads which rows are faulty there, too.
        Err(FlowError::Input {
            problems,
            count,
            landed,
        }) => ImportReport {
            problems,
            count,
            landed,
            ..ImportReport::default()
        },
        Err(other) => return Err(other.into()),
    };
    let exit = if report.count == 0 { Exit::Done } else { Exit::Usage };
    if output.json {
        output.document(&document(&kind, &request, &report, exit))?;
    } else {
        show(&request, &report, output)?;
    }
    if exit == Exit::Done {
        return Ok(exit);
    }
    // The answer goes out before the complaint about it.
    output.flush()?;
    let kept = request.keep_going && !request.dry_run;
    Err(Failure::faulty(&report.problems, report.count, kept))
}

fn show(request: &ImportRequest, report: &ImportReport, output: &mut Output<'_>) -> Result<(), Failure> {
    if !report.files.is_empty() {
        let rows: Vec<_> = report.files.iter().map(row).collect();
        let text = table(&["file", "rows", "found"], &[1], &rows, output);
        output.data(text)?;
    }
    if !report.records.is_empty() {
        let rows: Vec<_> = report
            .records
            .iter()
            .map(|(kind, l)| {
                vec![
                    kind.clone(),
                    l.new.to_string(),
                    l.changed.to_string(),
                    l.unchanged.to_string(),
                ]
            })
            .collect();
        let text = table(&["records", "new", "changed", "unchanged"], &[1, 2, 3], &rows, output);
        output.line("")?;
        output.data(text)?;
    }
    for file in &report.files {
        for note in &file.notes {
            output.warn(&clean(&format!("{}: {note}", file.file)));
        }
    }
    if request.dry_run {
        output.note("dry run: nothing landed");
    } else if !report.landed && report.count == 0 && !report.records.is_empty() {
        output.note("nothing new: all of it was held already");
    }
    Ok(())
}

fn row(file: &FileReport) -> Vec<String> {
    let found: Vec<_> = file.found.iter().map(|(kind, n)| count(*n, kind)).collect();
    let found = if found.is_empty() {
        "nothing".to_owned()
    } else {
        found.join(", ")
    };
    vec![file.file.clone(), file.rows.to_string(), found]
}

fn document<'r>(kind: &str, request: &ImportRequest, report: &'r ImportReport, exit: Exit) -> Document<'r> {
    Document {
        schema: "tieout/import/1",
        kind: kind.to_owned(),
        dry_run: request.dry_run,
        landed: report.landed,
        files: report.files.iter().map(FileJson::from).collect(),
        records: report
            .records
            .iter()
            .map(|(kind, l)| (kind.as_str(), l.into()))
            .collect(),
        faults: report.count,
        problems: report.problems.iter().map(ProblemJson::from).collect(),
        exit: exit.reason(),
    }
}

impl<'r> From<&'r FileReport> for FileJson<'r> {
    fn from(file: &'r FileReport) -> Self {
        Self {
            file: &file.file,
            rows: file.rows,
            found: &file.found,
            notes: &file.notes,
        }
    }
}

impl From<&Landed> for LandedJson {
    fn from(landed: &Landed) -> Self {
        Self {
            new: landed.new,
            changed: landed.changed,
            unchanged: landed.unchanged,
        }
    }
}

impl<'r> From<&'r Problem> for ProblemJson<'r> {
    fn from(problem: &'r Problem) -> Self {
        Self {
            file: &problem.file,
            line: problem.line,
            column: &problem.column,
            value: &problem.value,
            what: &problem.what,
            mend: &problem.mend,
        }
    }
}

const fn of(kind: Kind) -> flow::Kind {
    match kind {
        Kind::ShopifyOrders => flow::Kind::ShopifyOrders,
        Kind::ShopifyTransactions => flow::Kind::ShopifyTransactions,
        Kind::ShopifyPayouts => flow::Kind::ShopifyPayouts,
        Kind::ShopifyBulk => flow::Kind::ShopifyBulk,
        Kind::NetsuiteCsv => flow::Kind::NetsuiteCsv,
        Kind::NetsuiteSuiteql => flow::Kind::NetsuiteSuiteql,
    }
}

/// The kind as it is written on the command line.
fn name(kind: Kind) -> String {
    use clap::ValueEnum as _;
    kind.to_possible_value()
        .map_or_else(String::new, |v| v.get_name().to_owned())
}
