//! `nightly`.

use std::path::PathBuf;

use clap::Args;

use super::FailOn;

/// Flags of `nightly`.
#[derive(Debug, Args)]
#[command(after_help = "\
Pulls what changed, compares, writes summary.txt, findings.json and report.xlsx, and tells whoever [notify] names. It
never asks anything and answers with one line. The exit code is that of the worst step: 7 where a side is incomplete
(nothing was closed then, and nothing sent), 3 where differences are open (see --fail-on), with --apply also 5 and 6.

Examples:
  tieout nightly
  tieout nightly --apply --operator night-shift
  tieout nightly --fail-on material --out /srv/tieout/reports --json")]
pub struct NightlyArgs {
    /// Send what is approved, after the pull
    #[arg(long)]
    pub apply: bool,
    /// Where the reports go [default: `reports` beside the store]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Which open differences make exit code 3
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = FailOn::Any)]
    pub fail_on: FailOn,
}
