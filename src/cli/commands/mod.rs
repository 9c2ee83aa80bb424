//! One file a command: plain values in, an answer and an exit code out.

mod actions;
mod apply;
mod audit;
mod config;
mod demo;
mod doctor;
mod explain;
mod import;
mod init;
mod nightly;
mod operator;
mod prove;
mod pull;
mod queue;
mod reconcile;
mod replay;
mod report;
mod review;
mod runs;
mod secret;
mod status;
mod sync;
mod tools;
mod twin;

use super::Exit;
use super::args::Command;
use super::context::Context;
use super::error::Failure;
use super::output::Output;

/// Runs a command.
pub(crate) fn run(command: Command, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        Command::Demo(args) => demo::run(args, context, output),
        Command::Doctor => doctor::run(context, output),
        Command::Init(args) => init::run(&args, context, output),
        Command::Pull(args) => pull::run(args, context, output),
        Command::Twin(args) => twin::run(args.command, context, output),
        Command::Import(args) => import::run(args, context, output),
        Command::Reconcile(args) => reconcile::run(args, context, output),
        Command::Nightly(args) => nightly::run(&args, context, output),
        Command::Report(args) => report::run(&args, context, output),
        Command::Explain(args) => explain::run(&args.reference, context, output),
        Command::Queue(args) => queue::run(args.command, context, output),
        Command::Sync(args) => sync::run(&args, context, output),
        Command::Replay(args) => replay::run(&args, context, output),
        Command::Apply(args) => apply::run(&args, context, output),
        Command::Actions(args) => actions::run(args.command, context, output),
        Command::Audit(args) => audit::run(args.command, context, output),
        Command::Operator(args) => operator::run(args.command, context, output),
        Command::Review(args) => review::run(&args, context, output),
        Command::Runs(args) => runs::run(args.command, context, output),
        Command::Status(args) => status::run(&args, context, output),
        Command::Secret(args) => secret::run(args.command, context, output),
        Command::Config(args) => config::run(args.command, context, output),
        Command::Completions(args) => tools::completions(args.shell, output),
        Command::Man(args) if args.codes => tools::codes(output),
        Command::Man(args) => tools::man(args.dir.as_deref(), output),
    }
}

/// Threads that talk to the services: they mostly wait, and each more of them keeps memory of its own.
const TALKING: usize = 2;

/// What the loops that talk to the services run on.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(TALKING)
        .enable_all()
        .build()
        .map_err(|e| Failure::new(Exit::Internal, format!("cannot start: {e}")))
}
