//! `apply`.

use clap::Args;

/// Flags of `apply`.
#[derive(Debug, Args)]
#[command(after_help = "\
Every action is computed by NetSuite without being saved first, and refused where that does not come to the approved
amount; it is sent once, and read back. After no answer it is looked up, never sent again blindly. Exit code 5 says that
some were refused, 6 that the outcome of some is not known yet: run it again.

Examples:
  tieout apply --dry-run
  tieout apply
  tieout apply --action ACT-7 --json")]
pub struct ApplyArgs {
    /// Only this action; may be given again
    #[arg(long = "action", value_name = "ID")]
    pub actions: Vec<String>,
    /// Show the requests and what NetSuite would make of them; send nothing
    #[arg(long)]
    pub dry_run: bool,
}
