//! `pull`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::{PullArgs, SideArg};
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::flow::pull::{self, Ended, PullReport, PullRequest, SourceReport, StopKind};
use crate::flow::remotes::{Remotes, Side, quiet_until};

/// The document of `pull --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    sources: Vec<SourceJson<'r>>,
    /// Orders that were asked for by name, and how many were found.
    orders: &'r BTreeMap<String, u64>,
    exit: &'static str,
    exit_code: u8,
}

/// What came of one source.
#[derive(Serialize)]
struct SourceJson<'r> {
    source: &'r str,
    complete: bool,
    told: u64,
    landed: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    /// Why it is not complete.
    reasons: Vec<&'r str>,
    /// The failure of the catalogue that this is.
    code: Option<&'static str>,
    notes: &'r [String],
}

pub(crate) fn run(args: PullArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let config = context.config()?;
    let request = PullRequest {
        since: args.since.map(|w| w.moment(context.now)),
        until: args.until.map(|w| w.moment(context.now)),
        orders: args.orders,
        bulk: args.bulk,
        full: args.full,
        at: context.now,
    };
    let side = args.side.map(|side| match side {
        SideArg::Shopify => Side::Shopify,
        SideArg::Netsuite => Side::Netsuite,
    });
    let line = context.line()?;
    let remotes = Remotes::of(&config, side, &context.keyring, &line)?;
    let runtime = super::runtime()?;
    let mut store = open_store(&config, context, output)?;
    if (request.bulk || request.full)
        && let Some(until) = quiet_until(&config, &line)?
    {
        output.note(&format!(
            "bulk work stands still until {until} ([throttle] bulk_quiet_hours) and goes on then; Ctrl-C gives it up"
        ));
    }
    let report = pull::run(&mut store, &config, &remotes, &request, &runtime, &context.progress())?;
    let exit = exit(&report);
    if output.json {
        output.document(&Document {
            schema: "tieout/pull/1",
            sources: report.sources.iter().map(SourceJson::from).collect(),
            orders: &report.named,
            exit: exit.reason(),
            exit_code: exit.code(),
        })?;
    } else {
        for source in &report.sources {
            output.line(line_of(source))?;
        }
    }
    tell(&report, output);
    Ok(exit)
}

impl<'r> From<&'r SourceReport> for SourceJson<'r> {
    fn from(source: &'r SourceReport) -> Self {
        Self {
            source: &source.name,
            complete: source.ended == Ended::Whole,
            told: source.told,
            landed: source.landed,
            new: source.records.new,
            changed: source.records.changed,
            unchanged: source.records.unchanged,
            reasons: reasons(source),
            code: source.code().map(|code| code.id),
            notes: &source.notes,
        }
    }
}

pub(super) fn reasons(source: &SourceReport) -> Vec<&str> {
    match &source.ended {
        Ended::Whole => Vec::new(),
        Ended::Cut => vec!["it was cut off"],
        Ended::Withheld(why) => why.iter().map(String::as_str).collect(),
        Ended::Stopped(_, why) => vec![why],
    }
}

fn line_of(source: &SourceReport) -> String {
    let r = &source.records;
    let state = match &source.ended {
        Ended::Whole => "complete",
        Ended::Withheld(_) => "incomplete: something is withheld",
        Ended::Cut | Ended::Stopped(..) => "incomplete",
    };
    format!(
        "{}: {} new, {} changed, {} unchanged; {state}",
        clean(&source.name),
        count(r.new, "record"),
        r.changed,
        r.unchanged
    )
}

/// What a person has to know besides the counts.
fn tell(report: &PullReport, output: &mut Output<'_>) {
    for source in &report.sources {
        for reason in reasons(source) {
            output.warn(&format!("{}: {}", clean(&source.name), clean(reason)));
        }
        if let Some(code) = source.code() {
            output.hint(&format!("{} {}: {}", code.id, code.title, code.remedy));
        }
        for note in &source.notes {
            output.note(&format!("{}: {}", clean(&source.name), clean(note)));
        }
    }
    for (name, found) in report.named.iter().filter(|(_, found)| **found != 1) {
        let name = clean(name);
        match found {
            0 => output.warn(&format!("no shop has an order `{name}`")),
            n => output.note(&format!("{n} orders are named `{name}`")),
        }
    }
    let ended = |kind| {
        let of_kind = |s: &&SourceReport| matches!(&s.ended, Ended::Stopped(k, _) if *k == kind);
        report.sources.iter().any(|s| of_kind(&s))
    };
    if ended(StopKind::Unavailable) || ended(StopKind::Short) {
        output.hint("run it again: it goes on where it stopped");
    }
    if ended(StopKind::Refused) || report.sources.iter().any(|s| matches!(s.ended, Ended::Withheld(_))) {
        output.hint("`tieout doctor` names each missing scope and permission with its mend");
    }
}

/// What is not read to its end goes first: it may be that everything else is wrong for it.
pub(super) fn exit(report: &PullReport) -> Exit {
    let mut exit = if report.named.values().any(|n| *n == 0) {
        Exit::Usage
    } else {
        Exit::Done
    };
    for source in &report.sources {
        let of_source = match &source.ended {
            Ended::Whole => continue,
            // Facts that were asked for by name have no end to be read to.
            Ended::Cut if source.name.ends_with("/named") => continue,
            Ended::Withheld(_) | Ended::Stopped(StopKind::Refused, _) => Exit::Refused,
            Ended::Cut | Ended::Stopped(StopKind::Unavailable | StopKind::Short, _) => Exit::Incomplete,
        };
        exit = exit.max(of_source);
    }
    exit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Landed;

    fn report(ended: &[Ended]) -> PullReport {
        let sources = ended.iter().map(|ended| SourceReport {
            name: "netsuite".to_owned(),
            told: 0,
            landed: 0,
            records: Landed::default(),
            ended: ended.clone(),
            notes: Vec::new(),
        });
        PullReport {
            sources: sources.collect(),
            named: BTreeMap::new(),
        }
    }

    #[test]
    fn exit_codes_say_the_worst() {
        let refused = || Ended::Stopped(StopKind::Refused, String::new());
        let gone = || Ended::Stopped(StopKind::Unavailable, String::new());
        let code = |ended: &[Ended]| exit(&report(ended)).code();
        assert_eq!(code(&[Ended::Whole]), 0);
        assert_eq!(code(&[Ended::Whole, Ended::Withheld(Vec::new())]), 4);
        assert_eq!(code(&[refused(), Ended::Whole]), 4);
        assert_eq!(code(&[gone(), refused()]), 7);
        assert_eq!(code(&[Ended::Cut]), 7);
    }
}
