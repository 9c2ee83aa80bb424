//! `replay`.

use std::collections::BTreeMap;

use serde_json::json;

use super::sync::{Services, exit as exit_of, told};
use super::{actions, apply};
use crate::base::clean;
use crate::cli::args::ReplayArgs;
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::cli::{Exit, interrupt};
use crate::flow::apply::{self as carry, ApplyRequest, Bench, Outcome};
use crate::flow::attempts;
use crate::flow::replay::{self as flow, Failed, ReplayRequest};
use crate::flow::sync::SyncRequest;
use crate::http::Lane;
use crate::model::action::{Action, Standing};
use crate::model::rules::Rules;
use crate::store::Store;

pub(crate) fn run(args: &ReplayArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    if !args.failed && args.orders.is_empty() {
        return Err(Failure::new(Exit::Usage, "say what is repeated")
            .hint("--failed for what failed, --order NAME for one order"));
    }
    context.operator()?;
    let config = context.config()?;
    let mut store = open_store(&config, context, output)?;
    let request = ReplayRequest {
        since: args.since.map(|w| w.moment(context.now)),
        orders: args.orders.clone(),
    };
    let failed = if args.failed {
        flow::failed(&store, &request)?
    } else {
        Failed::default()
    };
    if args.failed && failed == Failed::default() {
        if output.json {
            output.document(
                &json!({"schema": "tieout/replay/1", "dry_run": args.dry_run, "orders": [], "gaps": [],
                "exit": Exit::Done.reason(), "exit_code": Exit::Done.code()}),
            )?;
        } else {
            output.note("nothing failed");
        }
        return Ok(Exit::Done);
    }
    output.note(&format!(
        "{} refused, {} of unknown outcome",
        count(failed.refused.len() as u64, "action"),
        failed.unknown.len()
    ));
    let orders = orders_of(&failed, &args.orders, &store);
    forecast(&store, orders.len().max(failed.refused.len()), output)?;
    let tried = tried(&failed, &store)?;
    if !output.json {
        for line in tried.iter().flatten() {
            output.line(clean(line))?;
        }
    }
    let rules = config.rules();
    let services = Services::of(context)?;
    interrupt::finish_what_is_in_hand();
    if args.as_recorded {
        return recorded(&failed, &rules, args.dry_run, &services, &mut store, context, output);
    }
    if !args.dry_run {
        // What became of what was on its way is known before anything is planned anew.
        settle(&failed.unknown, &services, &mut store, context)?;
    }
    let sync = SyncRequest {
        orders,
        dry_run: args.dry_run,
        as_held: false,
        again: true,
    };
    for standing in failed.refused.iter().filter(|s| s.action.proposer != Action::BY_SYNC) {
        output.hint(&clean(&format!(
            "{} takes a new approval: `tieout queue approve EX-{}`",
            standing.action.id(),
            standing.action.exception
        )));
    }
    if sync.orders.is_empty() {
        return Ok(Exit::Differences);
    }
    let report = services.round(&mut store, context, &sync)?;
    let exit = exit_of(&report);
    told(&report, &sync, "tieout/replay/1", false, output)?;
    if args.dry_run && !output.json {
        moved(&failed, &rules, &store, context, output)?;
    }
    Ok(exit)
}

/// Says how long it will take, before it begins.
fn forecast(store: &Store, orders: usize, output: &mut Output<'_>) -> Result<(), Failure> {
    let orders = i64::try_from(orders).unwrap_or(i64::MAX);
    output.note(&match flow::pace(store)? {
        Some(seconds) => format!(
            "forecast: about {} for {orders} at {} each, as the last writes took",
            span(orders.saturating_mul(seconds.max(1))),
            span(seconds.max(1))
        ),
        None => format!("forecast: {orders} to repeat; nothing was written yet that a time could be told from"),
    });
    Ok(())
}

fn span(seconds: i64) -> String {
    if seconds < 120 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds.saturating_add(59) / 60)
    }
}

/// The last attempt at each action that failed, and what clears it.
fn tried(failed: &Failed, store: &Store) -> Result<Vec<Vec<String>>, Failure> {
    let mut all = Vec::new();
    for standing in failed.refused.iter().chain(&failed.unknown) {
        let mut lines = vec![format!("{}  {}", standing.action.id(), standing.state.as_str())];
        let attempts = attempts::of(store.read(), &standing.action)?;
        if attempts.len() > 1 {
            lines.push(format!("  {} attempts; the last:", attempts.len()));
        }
        lines.extend(attempts.last().into_iter().flat_map(actions::tried));
        all.push(lines);
    }
    Ok(all)
}

/// What would be sent now where that is another request than the recorded one.
fn moved(
    failed: &Failed,
    rules: &Rules,
    store: &Store,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    for standing in &failed.refused {
        let how = flow::how_it_moved(store, rules, standing, context.now)?;
        if !how.is_empty() {
            output.line(format!(
                "{}, as recorded (-) and as it would go now (+)",
                standing.action.id()
            ))?;
        }
        for line in how {
            output.line(format!("    {}", clean(&line)))?;
        }
    }
    Ok(())
}

/// The orders of what failed, and those that were named.
fn orders_of(failed: &Failed, named: &[String], store: &Store) -> Vec<String> {
    let of = |standing: &Standing| {
        let exception = store.read().exception(standing.action.exception).ok().flatten()?;
        let order = exception.finding.subject.order?;
        Some(if order.id.is_empty() { order.name } else { order.id })
    };
    let mut orders: Vec<String> = failed
        .refused
        .iter()
        .filter_map(of)
        .chain(named.iter().cloned())
        .collect();
    orders.sort();
    orders.dedup();
    orders
}

fn settle(
    unknown: &[Standing],
    services: &Services,
    store: &mut Store,
    context: &Context,
) -> Result<Vec<Outcome>, Failure> {
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = unknown.iter().map(|s| s.action.number).collect();
    carried(numbers, false, services, store, context)
}

fn carried(
    actions: Vec<u64>,
    dry_run: bool,
    services: &Services,
    store: &mut Store,
    context: &Context,
) -> Result<Vec<Outcome>, Failure> {
    let Some(account) = &services.remotes.account else {
        return Err(Failure::new(Exit::Internal, "NetSuite was not signed in to"));
    };
    let bench = Bench {
        policy: &services.policy,
        account: &account.in_lane(Lane::Credits),
        clock: &services.line.clock,
        operator: context.operator()?,
        stop: &interrupt::is_asked_to_stop,
        own_edits: BTreeMap::default(),
    };
    let request = ApplyRequest { actions, dry_run };
    Ok(carry::run(store, &bench, &request, &services.runtime)?)
}

/// Sends recorded requests again, under their old approval.
fn recorded(
    failed: &Failed,
    rules: &Rules,
    dry_run: bool,
    services: &Services,
    store: &mut Store,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    if dry_run {
        let mut exit = Exit::Done;
        for standing in &failed.refused {
            match flow::moved_side(store, standing)? {
                None => output.line(clean(&format!(
                    "{} would be sent again as recorded",
                    standing.action.id()
                )))?,
                Some(why) => {
                    exit = Exit::WritesRefused;
                    output.warn(&clean(&why));
                }
            }
        }
        moved(failed, rules, store, context, output)?;
        return Ok(exit);
    }
    let (again, not) = flow::as_recorded(store, &failed.refused)?;
    for why in &not {
        output.warn(&clean(why));
    }
    if !not.is_empty() && !output.json {
        moved(failed, rules, store, context, output)?;
    }
    if again.is_empty() {
        return Ok(Exit::WritesRefused);
    }
    let outcomes = carried(again, false, services, store, context)?;
    for outcome in &outcomes {
        apply::show(outcome, output)?;
    }
    let exit = apply::exit(&outcomes);
    Ok(if not.is_empty() { exit } else { Exit::WritesRefused })
}
