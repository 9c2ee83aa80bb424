//! `reconcile`.

use serde::Serialize;

use crate::cli::Exit;
use crate::cli::args::{FailOn, ReconcileArgs};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::json::RunJson;
use crate::cli::output::Output;
use crate::cli::text::{count, table};
use crate::config::Config;
use crate::flow;
use crate::flow::reconcile::ReconcileRequest;
use crate::model::finding::FindingState;
use crate::model::run::Run;
use crate::report::is_material;
use crate::store::Store;

/// The document of `reconcile --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    #[serde(flatten)]
    run: RunJson<'r>,
    /// The reason for the exit code, and the code.
    exit: &'static str,
    exit_code: u8,
}

pub(crate) fn run(args: ReconcileArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, mut store) = context.open()?;
    let request = ReconcileRequest {
        period: args.period,
        orders: args.orders,
        full: args.full,
        as_of: context.as_of,
    };
    let run = flow::reconcile::run(&mut store, &config, &request, &context.progress())?;
    let exit = exit(&run, args.fail_on, || material(&store, &config, &run, context))?;
    if output.json {
        output.document(&Document {
            schema: "tieout/reconcile/1",
            run: RunJson::from(&run),
            exit: exit.reason(),
            exit_code: exit.code(),
        })?;
    } else {
        show(&run, output)?;
    }
    if !run.complete {
        output.warn("a source was not read to its end: nothing was closed; `tieout status` says which");
    }
    if open(&run) > 0 {
        output.hint("`tieout report --view groups` shows them by cause, `tieout explain REF` one of them");
    }
    Ok(exit)
}

/// How many findings say that the two sides disagree.
fn open(run: &Run) -> u64 {
    let name = FindingState::Mismatched.as_str();
    run.summary.findings.get(name).copied().unwrap_or(0)
}

/// An incomplete run says nothing certain, so that is heard first.
pub(super) fn exit(
    run: &Run,
    fail_on: FailOn,
    material: impl FnOnce() -> Result<bool, Failure>,
) -> Result<Exit, Failure> {
    let fails = match fail_on {
        _ if !run.complete => return Ok(Exit::Incomplete),
        FailOn::Never => false,
        FailOn::Any => open(run) > 0,
        FailOn::Material => open(run) > 0 && material()?,
    };
    Ok(if fails { Exit::Differences } else { Exit::Done })
}

/// Whether one of the run's mismatched findings is worth an alarm.
pub(super) fn material(store: &Store, config: &Config, run: &Run, context: &Context) -> Result<bool, Failure> {
    let data = flow::report::data(store, config, Some(&run.id), &[], context.as_of)?;
    let findings = data.exceptions.iter().map(|e| &e.finding);
    Ok(findings
        .filter(|f| f.state == FindingState::Mismatched)
        .any(|f| is_material(f, &data.materiality)))
}

fn show(run: &Run, output: &mut Output<'_>) -> Result<(), Failure> {
    let s = &run.summary;
    output.line(format!(
        "run {} as of {}: {} and {} compared",
        run.id,
        run.as_of,
        count(s.orders, "order"),
        count(s.payouts, "payout"),
    ))?;
    output.line(format!(
        "orders: {} tied, {} late, {} mismatched, {} test orders left out",
        s.tied, s.late, s.mismatched, s.excluded
    ))?;
    let states: Vec<_> = s.findings.iter().map(|(state, n)| format!("{n} {state}")).collect();
    let states = if states.is_empty() {
        "none".to_owned()
    } else {
        states.join(", ")
    };
    output.line(format!("findings: {states}"))?;
    let rows: Vec<_> = s
        .by_currency
        .iter()
        .map(|t| {
            let text = |amount: crate::base::Amount| amount.text(t.currency);
            vec![t.currency.to_string(), text(t.shopify), text(t.netsuite), text(t.delta)]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let text = table(&["currency", "shopify", "netsuite", "delta"], &[1, 2, 3], &rows, output);
    output.data(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Moment;
    use crate::model::run::{Freshness, Summary};

    fn run(mismatched: u64, complete: bool) -> Run {
        Run {
            id: "01".to_owned(),
            as_of: Moment::from_seconds(0),
            rules: String::new(),
            config: String::new(),
            freshness: Freshness::default(),
            complete,
            summary: Summary {
                findings: [("mismatched".to_owned(), mismatched), ("late".to_owned(), 4)].into(),
                ..Summary::default()
            },
        }
    }

    #[test]
    fn exit_codes_follow_what_is_open() {
        let code =
            |n, complete, fail_on, material: bool| exit(&run(n, complete), fail_on, || Ok(material)).unwrap().code();
        assert_eq!(code(0, true, FailOn::Any, true), 0, "late findings do not count");
        assert_eq!(code(1, true, FailOn::Any, false), 3);
        assert_eq!(code(1, true, FailOn::Material, false), 0);
        assert_eq!(code(1, true, FailOn::Material, true), 3);
        assert_eq!(code(0, true, FailOn::Material, true), 0);
        assert_eq!(code(9, true, FailOn::Never, true), 0);
        assert_eq!(code(9, false, FailOn::Any, true), 7, "incomplete goes first");
        assert_eq!(code(9, false, FailOn::Never, true), 7);
    }
}
