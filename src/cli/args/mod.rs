//! The command line as types. Only clap lives here, so that help, completions and man pages can be
//! made without running anything.

mod apply;
mod config;
mod files;
mod global;
mod init;
mod nightly;
mod operator;
mod pull;
mod queue;
mod setup;
mod sync;
mod tools;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use apply::ApplyArgs;
pub use config::{ConfigArgs, ConfigCommand};
pub use files::{FailOn, ImportArgs, Kind, ReconcileArgs};
pub use global::Global;
pub use init::{AuthArg, HoldsArg, InitArgs, books_currency};
pub use nightly::NightlyArgs;
pub use operator::{ActionId, ActionsArgs, ActionsCommand, AuditArgs, AuditCommand, OperatorArgs, OperatorCommand};
pub use pull::{PullArgs, SideArg, When, when};
pub use queue::{
    ExceptionId, ExceptionIds, ExplainArgs, ListArgs, QueueArgs, QueueCommand, QueueFilters, ReviewArgs, RouteArg,
    RunsArgs, RunsCommand, StateArg,
};
pub use setup::{SecretArgs, SecretCommand, SecretName};
pub use sync::{ReplayArgs, SyncArgs};
pub use tools::{
    CompletionsArgs, DemoArgs, Format, ManArgs, ReportArgs, StatusArgs, TwinArgs, TwinCommand, TwinServeArgs, View,
};

/// Ties Shopify out to NetSuite: what disagrees, by how much, and why
#[derive(Debug, Parser)]
#[command(
    name = "tieout",
    version,
    propagate_version = false,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "\
Exit codes:
  0  done, nothing open        3  differences are open      7  a side is incomplete
  1  internal error (a bug)    4  sign-in refused           8  store busy or newer
  2  usage or configuration                               130  interrupted

Start here:
  tieout demo
  tieout init
  tieout pull
  tieout import shopify-orders orders_export.csv
  tieout import netsuite-csv transactions.csv
  tieout reconcile
  tieout report --view groups
  tieout explain '#1001'"
)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the main job on a made-up month, pulled from the built-in twin
    Demo(DemoArgs),
    /// Write a configuration: shops, NetSuite, and how to sign in
    Init(Box<InitArgs>),
    /// Check that everything is in place: one line a check, with its mend
    #[command(after_help = "\
Exit code 0 says that all is well, 4 that a sign-in or permission is refused, 7 that a service is not reached, 2 that
the configuration or this machine is to be mended. Nothing is written on either side.

Examples:
  tieout doctor
  tieout doctor --json | jq '.checks[] | select(.state == \"fail\")'")]
    Doctor,
    /// Bring facts from Shopify and NetSuite into the store
    Pull(PullArgs),
    /// The simulated Shopify and NetSuite
    Twin(TwinArgs),
    /// Bring facts from files into the store
    Import(ImportArgs),
    /// Compare the two sides and record a run
    Reconcile(ReconcileArgs),
    /// Pull, compare, report and notify: for cron
    Nightly(NightlyArgs),
    /// Show what a run found
    Report(ReportArgs),
    /// Show both sides of one order, refund, payout or exception, or what a failure code means
    Explain(ExplainArgs),
    /// The exception queue
    Queue(QueueArgs),
    /// Send approved actions to NetSuite, each exactly once
    Apply(ApplyArgs),
    /// Carry order edits to NetSuite before the lock
    Sync(SyncArgs),
    /// Repeat what failed, from what both sides hold now
    Replay(ReplayArgs),
    /// Work the queue at a terminal: groups first, then one exception after the other
    Review(ReviewArgs),
    /// Planned and sent writes
    Actions(ActionsArgs),
    /// Past runs
    Runs(RunsArgs),
    /// The journal: every decision, import, pull, run, approval and write
    Audit(AuditArgs),
    /// Who may approve what
    Operator(OperatorArgs),
    /// How fresh the facts are, and how much is open
    Status(StatusArgs),
    /// Secrets in the operating system's keyring
    Secret(SecretArgs),
    /// The effective configuration
    Config(ConfigArgs),
    /// Print a completion script
    Completions(CompletionsArgs),
    /// Print the manual page, or write all of them into a directory
    Man(ManArgs),
}

/// The whole command line, for help, completions and man pages.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}
