//! `import`.

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::{ImportArgs, Kind};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::{count, table};
use crate::flow::FlowError;
use crate::flow::import::{self as flow, FileReport, ImportReport, ImportRequest, Landed};
use crate::import::Problem;

/// The document of `import --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    kind: String,
    dry_run: bool,
    landed: bool,
    files: Vec<FileJson<'r>>,
    faults: u64,
    problems: Vec<ProblemJson<'r>>,
    exit: &'static str,
}

#[derive(Serialize)]
struct FileJson<'r> {
    file: &'r str,
    rows: u64,
    records: std::collections::BTreeMap<&'r str, LandedJson>,
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
    let (config, mut store) = context.open()?;
    let kind = name(args.kind);
    let request = ImportRequest {
        kind: of(args.kind),
        files: args.files,
        shop: args.shop,
        dry_run: args.dry_run,
        keep_going: args.keep_going,
    };
    let report = match flow::run(&mut store, &config, &request, &context.progress()) {
        Ok(report) => report,
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
    Err(Failure::faulty(&report.problems, report.count, report.landed))
}

fn show(request: &ImportRequest, report: &ImportReport, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for file in &report.files {
        if file.records.is_empty() {
            rows.push(row(file, "nothing", Landed::default()));
        }
        for (kind, landed) in &file.records {
            rows.push(row(file, kind, *landed));
        }
    }
    if !rows.is_empty() {
        let titles = ["file", "rows", "records", "new", "changed", "unchanged"];
        let text = table(&titles, &[1, 3, 4, 5], &rows, output);
        output.data(text)?;
    }
    for file in &report.files {
        for note in &file.notes {
            output.warn(&clean(&format!("{}: {note}", file.file)));
        }
    }
    if request.dry_run {
        output.note("dry run: nothing landed");
    } else if report.landed && report.count == 0 {
        output.note(&format!("{} landed", count(report.files.len() as u64, "file")));
    }
    Ok(())
}

fn row(file: &FileReport, kind: &str, landed: Landed) -> Vec<String> {
    let numbers = [landed.new, landed.changed, landed.unchanged].map(|n| n.to_string());
    let [new, changed, unchanged] = numbers;
    vec![
        file.file.clone(),
        file.rows.to_string(),
        kind.to_owned(),
        new,
        changed,
        unchanged,
    ]
}

fn document<'r>(kind: &str, request: &ImportRequest, report: &'r ImportReport, exit: Exit) -> Document<'r> {
    Document {
        schema: "tieout/import/1",
        kind: kind.to_owned(),
        dry_run: request.dry_run,
        landed: report.landed,
        files: report.files.iter().map(FileJson::from).collect(),
        faults: report.count,
        problems: report.problems.iter().map(ProblemJson::from).collect(),
        exit: exit.reason(),
    }
}

impl<'r> From<&'r FileReport> for FileJson<'r> {
    fn from(file: &'r FileReport) -> Self {
        let landed = |l: &Landed| LandedJson {
            new: l.new,
            changed: l.changed,
            unchanged: l.unchanged,
        };
        Self {
            file: &file.file,
            rows: file.rows,
            records: file.records.iter().map(|(k, l)| (k.as_str(), landed(l))).collect(),
            notes: &file.notes,
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
