//! `sync`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tokio::runtime::Runtime;

use super::apply::{OutcomeJson, json, show};
use crate::base::clean;
use crate::cli::args::SyncArgs;
use crate::cli::context::{Context, open_store};
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::cli::{Exit, interrupt};
use crate::config::Config;
use crate::flow::event::{self, Received};
use crate::flow::operators::policy;
use crate::flow::remotes::{Line, Remotes};
use crate::flow::sync::{self as flow, Round, SyncEnd, SyncReport, SyncRequest, Synced};
use crate::shopify::BODY_BYTES_MAX;
use crate::store::Store;

/// The document of `sync --json`, and of `replay --json`.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    dry_run: bool,
    orders: Vec<SyncedJson<'r>>,
    /// Sources that were not read to their end.
    gaps: &'r [String],
    exit: &'static str,
    exit_code: u8,
}

#[derive(Serialize)]
struct SyncedJson<'r> {
    order: &'r str,
    shop: &'r str,
    exceptions: Vec<String>,
    end: &'static str,
    why: Option<&'r str>,
    action: Option<OutcomeJson<'r>>,
}

/// What a round needs beside the store.
pub(super) struct Services {
    pub(super) config: Config,
    pub(super) remotes: Remotes,
    pub(super) line: Line,
    pub(super) runtime: Runtime,
    pub(super) policy: crate::approve::Policy,
}

impl Services {
    pub(super) fn of(context: &Context) -> Result<Self, Failure> {
        let config = context.config()?;
        let line = context.line()?;
        Ok(Self {
            policy: policy(&config)?,
            remotes: Remotes::of(&config, None, &context.keyring, &line)?,
            runtime: super::runtime()?,
            config,
            line,
        })
    }

    pub(super) fn round(
        &self,
        store: &mut Store,
        context: &Context,
        request: &SyncRequest,
    ) -> Result<SyncReport, Failure> {
        let progress = context.progress();
        let round = Round {
            config: &self.config,
            remotes: &self.remotes,
            policy: &self.policy,
            clock: &self.line.clock,
            operator: context.operator()?,
            stop: &interrupt::is_asked_to_stop,
            runtime: &self.runtime,
            progress: &progress,
        };
        Ok(flow::run(store, &round, request)?)
    }
}

pub(crate) fn run(args: &SyncArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    context.operator()?;
    let orders = match &args.event {
        Some(path) => vec![hinted(args, path, context)?],
        None => args.orders.clone(),
    };
    let services = Services::of(context)?;
    let mut store = open_store(&services.config, context, output)?;
    interrupt::finish_what_is_in_hand();
    let request = SyncRequest {
        orders,
        dry_run: args.dry_run,
        as_held: false,
        again: false,
    };
    loop {
        let ended = services.round(&mut store, context, &request);
        let exit = match ended {
            Ok(report) => told(&report, &request, "tieout/sync/1", args.watch, output)?,
            // The network may be back in the next round; a fault of the store or the configuration will not.
            Err(failure) if args.watch && failure.exit() == Exit::Incomplete => output.failure(&failure),
            Err(failure) => return Err(failure),
        };
        if !args.watch {
            return Ok(exit);
        }
        output.flush()?;
        if waited(args.every) {
            return Ok(Exit::Interrupted);
        }
    }
}

/// The order that a webhook's body hints at.
fn hinted(args: &SyncArgs, path: &Path, context: &Context) -> Result<String, Failure> {
    let unreadable = |error: io::Error| {
        Failure::new(
            Exit::Usage,
            format!("{} cannot be read: {error}", clean(&path.display().to_string())),
        )
    };
    // One byte more than an event may have, so that a longer one is told from it.
    let bytes_max = BODY_BYTES_MAX + 1;
    let body = if path == Path::new("-") {
        let piped = context.ask.piped(bytes_max).map_err(unreadable)?;
        piped.ok_or_else(|| Failure::new(Exit::Usage, "nothing is piped in for `--event -`"))?
    } else {
        let mut body = Vec::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(bytes_max as u64).read_to_end(&mut body).map_err(unreadable)?;
        body
    };
    let received = Received {
        body: &body,
        signature: args.hmac.as_deref(),
        shop: args.shop.as_deref(),
    };
    Ok(event::order(&context.config()?, &context.keyring, &received)?)
}

/// Waits; whether somebody wants the program to end.
fn waited(seconds: u64) -> bool {
    for _ in 0..seconds * 4 {
        if interrupt::is_asked_to_stop() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    interrupt::is_asked_to_stop()
}

const fn said(end: &SyncEnd) -> (&'static str, Option<&String>) {
    match end {
        SyncEnd::Followed => ("followed", None),
        SyncEnd::Ready => ("ready", None),
        SyncEnd::Proposed(action) => ("proposed", Some(action)),
        SyncEnd::Queued(why) => ("queued", Some(why)),
        SyncEnd::Refused(why) => ("refused", Some(why)),
        SyncEnd::NotSent(why) => ("not_sent", Some(why)),
        SyncEnd::Unknown(why) => ("unknown", Some(why)),
    }
}

/// The worst of all ends decides.
pub(super) fn exit(report: &SyncReport) -> Exit {
    let any = |of: fn(&Synced) -> bool| report.orders.iter().any(of);
    if any(|s| matches!(s.end, SyncEnd::Unknown(_))) {
        Exit::Unknown
    } else if any(|s| matches!(s.end, SyncEnd::Refused(_)) || s.outcome.as_ref().is_some_and(|o| !o.differs.is_empty()))
    {
        Exit::WritesRefused
    } else if !report.gaps.is_empty() || any(|s| matches!(s.end, SyncEnd::NotSent(_))) {
        Exit::Incomplete
    } else if any(|s| matches!(s.end, SyncEnd::Queued(_) | SyncEnd::Proposed(_))) {
        Exit::Differences
    } else {
        Exit::Done
    }
}

/// Says what came of a round; in a watch one line, and the orders that moved.
pub(super) fn told(
    report: &SyncReport,
    request: &SyncRequest,
    schema: &'static str,
    watch: bool,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let exit = exit(report);
    if output.json {
        output.document(&Document {
            schema,
            dry_run: request.dry_run,
            orders: report.orders.iter().map(synced).collect(),
            gaps: &report.gaps,
            exit: exit.reason(),
            exit_code: exit.code(),
        })?;
        return Ok(exit);
    }
    let still = |s: &&Synced| watch && matches!(s.end, SyncEnd::Queued(_) | SyncEnd::Refused(_));
    for synced in report.orders.iter().filter(|s| !still(s)) {
        let (end, why) = said(&synced.end);
        output.line(clean(&format!("{}  {}  {end}", synced.order.name, synced.shop)))?;
        if let Some(outcome) = &synced.outcome {
            show(outcome, output)?;
        } else if let Some(why) = why {
            output.line(format!("    {}", clean(why)))?;
        }
    }
    for gap in &report.gaps {
        output.warn(&clean(gap));
    }
    let of = |name: &str| report.orders.iter().filter(|s| said(&s.end).0 == name).count() as u64;
    output.note(&format!(
        "{}: {} followed, {} for a person, {} refused",
        count(report.orders.len() as u64, "order"),
        of("followed"),
        of("queued") + of("proposed"),
        of("refused")
    ));
    if exit == Exit::Differences {
        output.hint("`tieout queue list` and `tieout review` show what waits for a person");
    }
    Ok(exit)
}

fn synced(synced: &Synced) -> SyncedJson<'_> {
    let (end, why) = said(&synced.end);
    SyncedJson {
        order: &synced.order.name,
        shop: &synced.shop,
        exceptions: synced.exceptions.iter().map(|n| format!("EX-{n}")).collect(),
        end,
        why: why.map(String::as_str),
        action: synced.outcome.as_ref().map(json),
    }
}
