//! The command line as types. Only clap lives here, so that help, completions and man pages can be
//! made without running anything.

mod config;
mod files;
mod global;
mod queue;
mod tools;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use config::{ConfigArgs, ConfigCommand};
pub use files::{FailOn, ImportArgs, Kind, ReconcileArgs};
pub use global::Global;
pub use queue::{
    ExceptionId, ExplainArgs, QueueArgs, QueueCommand, QueueFilters, RouteArg, RunsArgs, RunsCommand, StateArg,
};
pub use tools::{CompletionsArgs, DemoArgs, Format, ManArgs, ReportArgs, TwinArgs, TwinCommand, TwinServeArgs, View};

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
    /// Run the main job on the bundled month of a fictional shop
    Demo(DemoArgs),
    /// The simulated Shopify and NetSuite
    Twin(TwinArgs),
    /// Bring facts from files into the store
    Import(ImportArgs),
    /// Compare the two sides and record a run
    Reconcile(ReconcileArgs),
    /// Show what a run found
    Report(ReportArgs),
    /// Show both sides of one order, refund, payout or exception
    Explain(ExplainArgs),
    /// The exception queue
    Queue(QueueArgs),
    /// Past runs
    Runs(RunsArgs),
    /// How fresh the facts are, and how much is open
    #[command(after_help = "Examples:\n  tieout status\n  tieout status --json")]
    Status,
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
