//! `secret`.

use clap::{Args, Subcommand};

/// Flags of `secret`.
#[derive(Debug, Args)]
#[command(after_help = "\
The configuration refers to what is kept here as keyring:NAME. On a machine without a keyring, refer to
env:NAME, file:PATH or command:PROGRAM ARGS instead.

Examples:
  tieout secret set uk-token
  pass show shopify/uk | tieout secret set uk-token
  tieout secret list")]
pub struct SecretArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: SecretCommand,
}

/// What to do with secrets.
#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Keep a secret; asked for without showing it, or read from stdin where something is piped in
    #[command(after_help = "\
Examples:
  tieout secret set uk-token
  tieout secret set netsuite-key < netsuite.pem")]
    Set(SecretName),
    /// List the names of what was set, never the values
    #[command(after_help = "Examples:\n  tieout secret list\n  tieout secret list --json")]
    List,
    /// Remove a secret
    #[command(after_help = "Example:\n  tieout secret rm uk-token")]
    Rm(SecretName),
}

/// One secret.
#[derive(Debug, Args)]
pub struct SecretName {
    /// Its name
    #[arg(value_name = "NAME")]
    pub name: String,
}
