//! `demo`, `twin`, `report`, `status`, `completions` and `man`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Flags of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "\
Makes up a month of a fictional company with two shops, lets the built-in twin of Shopify and NetSuite
serve it, pulls over HTTP, compares and reports. Leaves tieout.toml, the store and the reports in the
directory, so that you can go on with --config DIR/tieout.toml.

Examples:
  tieout demo
  tieout demo --orders 5000 --seed 7 --dir /tmp/tieout-demo
  tieout demo --plant REF-07
  tieout demo --serve")]
pub struct DemoArgs {
    /// How many orders
    #[arg(long, value_name = "N", default_value_t = crate::flow::twin::ORDERS, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    pub orders: u32,
    /// What is left to chance is drawn from it
    #[arg(long, value_name = "S", default_value_t = crate::flow::twin::SEED)]
    pub seed: u64,
    /// The directory; what an earlier demonstration left there is made anew [default: tieout-demo]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Plant the failures that a code stands for and no others [default: some of all kinds]
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub plant: Vec<String>,
    /// Leave the twin up until Ctrl-C, so that other commands can talk to it
    #[arg(long)]
    pub serve: bool,
}

/// Arguments of `twin`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tieout twin serve --world world.json\n  tieout twin serve --world world.json --port 4001"
)]
pub struct TwinArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: TwinCommand,
}

/// What to do with the twin.
#[derive(Debug, Subcommand)]
pub enum TwinCommand {
    /// Serve the simulated Shopify and NetSuite on loopback until Ctrl-C
    Serve(TwinServeArgs),
}

/// Flags of `twin serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints the addresses as a piece of a configuration file, then serves. Nothing of it is ever sent
anywhere: it listens on 127.0.0.1 alone.

Examples:
  tieout twin serve --world world.json --port 4001
  tieout twin serve --world world.json --faults faults.toml
  tieout twin serve --world world.json --json")]
pub struct TwinServeArgs {
    /// The world: what both services hold, as JSON [default: a generated one]
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// What goes wrong, as TOML [default: nothing]
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// The port [default: any that is free]
    #[arg(long, value_name = "P")]
    pub port: Option<u16>,
}

/// Flags of `report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout report
  tieout report --view groups --view aging
  tieout report --format xlsx --out november.xlsx
  tieout report --view findings --json | jq '.findings[] | select(.code == \"REF-01\")'")]
pub struct ReportArgs {
    /// The run [default: the newest]
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// The view; may be given again [default: summary and groups, or all of them for xlsx and html]
    #[arg(long = "view", value_enum, value_name = "VIEW")]
    pub views: Vec<View>,
    /// The format [default: table]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A view of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Counts, and both sides' totals by currency
    Summary,
    /// Every finding
    Findings,
    /// Findings by cause and action
    Groups,
    /// What is open, by age
    Aging,
    /// Each payout with its two variances
    Payouts,
    /// Differences by day, cause and shop
    Drift,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    Table,
    /// Comma-separated values
    Csv,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Excel workbook, one sheet a view (needs --out or a pipe)
    Xlsx,
    /// One self-contained page
    Html,
}

/// Flags of `status`.
#[derive(Debug, Args)]
#[command(after_help = "\
With --metrics the answer goes to a file in Prometheus' text format, for the textfile collector of its node exporter:
freshness by source, exceptions by route, severity and state, money at risk by currency, the last run, the journal,
actions by state. The file is put in place in one step.

Examples:
  tieout status
  tieout status --json
  tieout status --metrics /var/lib/node_exporter/tieout.prom --quiet")]
pub struct StatusArgs {
    /// Write metrics to this file instead
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
}

/// Flags of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout completions bash > ~/.local/share/bash-completion/completions/tieout
  tieout completions zsh > ~/.zfunc/_tieout
  tieout completions fish > ~/.config/fish/completions/tieout.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Flags of `man`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout man | man -l -
  tieout man --dir ~/.local/share/man/man1
  tieout man --codes > CODES.md")]
pub struct ManArgs {
    /// Write the pages of all commands into this directory
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Print the catalogue of failure codes instead, as Markdown
    #[arg(long, conflicts_with = "dir")]
    pub codes: bool,
}
