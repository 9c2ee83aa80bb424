//! `replay`.

use std::collections::BTreeMap;

use serde_json::json;

use super::apply;
use super::sync::{Services, exit as exit_of, told};
use crate::base::clean;
use crate::cli::args::ReplayArgs;
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::cli::{Exit, interrupt};
use crate::flow::apply::{self as carry, ApplyRequest, Bench, Outcome};
use crate::flow::replay::{self as flow, Failed, ReplayRequest};
use crate::flow::sync::SyncRequest;
use crate::http::Lane;
use crate::model::action::{Action, Standing};
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
    let services = Services::of(context)?;
    interrupt::finish_what_is_in_hand();
    if args.as_recorded {
        return recorded(&failed, args.dry_run, &services, &mut store, context, output);
    }
    if !args.dry_run {
        // What became of what was on its way is known before anything is planned anew.
        settle(&failed.unknown, &services, &mut store, context)?;
    }
    let orders = orders_of(&failed, &args.orders, &store);
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
    Ok(exit)
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
    dry_run: bool,
    services: &Services,
    store: &mut Store,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    if dry_run {
        for standing in &failed.refused {
            output.line(clean(&format!(
                "{} would be sent again as recorded",
                standing.action.id()
            )))?;
        }
        return Ok(Exit::Done);
    }
    let (again, not) = flow::as_recorded(store, &failed.refused)?;
    for why in &not {
        output.warn(&clean(why));
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
