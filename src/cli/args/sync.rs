//! `sync` and `replay`.

use std::path::PathBuf;

use clap::Args;

use super::pull::{When, when};
use crate::base::parse_age;

/// Flags of `sync`.
#[derive(Debug, Args)]
#[command(after_help = "\
Looks at what both sides hold now, never at the payload of an old event. An edit goes without approval where it touches
nothing that the warehouse has begun and NetSuite's own preview comes to Shopify's total ([sync] approval = \"preview\");
with \"always\" each is proposed. Everything else stays in the queue. Exit code 3 says that edits wait for a person, 5 that
some were refused, 6 that the outcome of some is not known yet: `tieout apply` looks what became of them.

A shipping address is carried over where it is read whole ([[shops]] addresses = \"whole\", and Shopify has approved the app
for it). By default only country and province are read: another street within a province is not seen, and a change of
province stays in the queue.

With --event the body of an orders/edited, orders/updated or refunds/create webhook says which order to look at, and nothing
else: what is done follows from what both sides hold. With --hmac its signature is checked first, with the shop's
webhook_secret or client_secret; one that does not fit is exit code 4.

Examples:
  tieout sync --dry-run
  tieout sync --order '#1001'
  tieout sync --watch --every 60s
  tieout sync --event body.json --shop uk --hmac \"$X_SHOPIFY_HMAC_SHA256\"")]
pub struct SyncArgs {
    /// Only this order, by its name or id; may be given again
    #[arg(long = "order", value_name = "NAME")]
    pub orders: Vec<String>,
    /// Only the order that the body of this webhook is about; `-` reads it from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["orders", "watch"])]
    pub event: Option<PathBuf>,
    /// The header X-Shopify-Hmac-Sha256 that came with the body
    #[arg(long, value_name = "BASE64", requires = "event")]
    pub hmac: Option<String>,
    /// The shop that sent it, by name or domain; needed to check its signature where several are configured
    #[arg(long, value_name = "NAME", requires = "event")]
    pub shop: Option<String>,
    /// Go on, round after round, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// How long to wait between two rounds
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = seconds, requires = "watch")]
    pub every: u64,
    /// Show the requests and what NetSuite would make of them; send nothing
    #[arg(long, conflicts_with = "watch")]
    pub dry_run: bool,
}

/// Flags of `replay`.
#[derive(Debug, Args)]
#[command(after_help = "\
Plans again from what both sides hold now: what is settled has nothing left to do, so replaying does no harm. With
--as-recorded the recorded requests are sent again under their old approval, and refused where either side has
changed since.

Examples:
  tieout replay --failed --dry-run
  tieout replay --failed
  tieout replay --order '#1001'
  tieout replay --failed --since 2d --as-recorded")]
pub struct ReplayArgs {
    /// What was refused, and what became of what is not known
    #[arg(long)]
    pub failed: bool,
    /// Only this order, by its name or id; may be given again
    #[arg(long = "order", value_name = "NAME")]
    pub orders: Vec<String>,
    /// Only what was proposed from here on: RFC 3339, a date (UTC) or an age such as 2d
    #[arg(long, value_name = "TIME", value_parser = when)]
    pub since: Option<When>,
    /// Send the recorded requests again instead of planning anew
    #[arg(long, requires = "failed")]
    pub as_recorded: bool,
    /// Show what would be sent; send nothing
    #[arg(long)]
    pub dry_run: bool,
}

fn seconds(text: &str) -> Result<u64, String> {
    let wrong = || "write a time such as 60s or 5m".to_owned();
    let seconds = parse_age(text).map_err(|_| wrong())?;
    u64::try_from(seconds).ok().filter(|s| *s > 0).ok_or_else(wrong)
}
