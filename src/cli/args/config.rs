//! `config`.

use clap::{Args, Subcommand};

/// Flags of `config`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tieout config show
  tieout config check --config /etc/tieout.toml
  tieout config schema > tieout.schema.json")]
pub struct ConfigArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What to do with the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Show every key with its effective value and where that comes from
    #[command(after_help = "Examples:\n  tieout config show\n  tieout config show --json")]
    Show,
    /// Check the file and its side files; name every fault with key, line and mend
    #[command(after_help = "Example:\n  tieout config check --config /etc/tieout.toml")]
    Check,
    /// Print which file is read
    #[command(after_help = "\
Looked for in this order: --config, TIEOUT_CONFIG, tieout.toml in the working directory,
tieout.toml in the user's configuration directory.

Example:
  tieout config path")]
    Path,
    /// Print the JSON Schema of the file
    #[command(after_help = "Example:\n  tieout config schema > tieout.schema.json")]
    Schema,
}
