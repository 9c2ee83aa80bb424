//! `pull`.

use clap::{Args, ValueEnum};

use super::global::as_of;
use crate::base::{Moment, parse_age};

/// Flags of `pull`.
#[derive(Debug, Args)]
#[command(after_help = "\
A pull brings what changed since the last one, page by page; cut off at any moment, it goes on where it
was. A first pull reaches back 60 days. Exit code 4 says that a sign-in or permission was refused (what
may be read has landed), 7 that a source was not read to its end. With --bulk or --full it stands still in
[throttle] bulk_quiet_hours and goes on after them.

Examples:
  tieout pull
  tieout pull shopify --since 90d
  tieout pull --order '#1001' --order '#1002'
  tieout pull shopify --bulk --full
  tieout pull --since 2026-10-01 --until 2026-11-01T00:00:00Z --json")]
pub struct PullArgs {
    /// Only this side
    #[arg(value_enum, value_name = "SIDE")]
    pub side: Option<SideArg>,
    /// What changed from here on: RFC 3339, a date (UTC) or an age such as 90d
    #[arg(long, value_name = "TIME", value_parser = when)]
    pub since: Option<When>,
    /// What changed until here
    #[arg(long, value_name = "TIME", value_parser = when)]
    pub until: Option<When>,
    /// Only this order, by its name or id; may be given again
    #[arg(long = "order", value_name = "NAME", conflicts_with_all = ["since", "until", "bulk", "full"])]
    pub orders: Vec<String>,
    /// Have Shopify make files of orders instead of paging through them: for months at a time
    #[arg(long)]
    pub bulk: bool,
    /// Read everything again, from the beginning
    #[arg(long, conflicts_with = "since")]
    pub full: bool,
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideArg {
    /// The shops
    Shopify,
    /// NetSuite
    Netsuite,
}

/// A moment, or one so long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// That moment.
    At(Moment),
    /// So many seconds before now.
    Ago(i64),
}

impl When {
    /// The moment, counted ahead of `now` where it is a time.
    #[must_use]
    pub const fn ahead(self, now: Moment) -> Moment {
        match self {
            Self::At(at) => at,
            Self::Ago(seconds) => now.plus(seconds),
        }
    }

    /// The moment, seen from `now`.
    #[must_use]
    pub const fn moment(self, now: Moment) -> Moment {
        match self {
            Self::At(at) => at,
            Self::Ago(seconds) => now.plus(-seconds),
        }
    }
}

/// Reads what `--since` and `--until` take.
///
/// # Errors
/// What may be written instead.
pub fn when(text: &str) -> Result<When, String> {
    let at = as_of(text).map(When::At);
    at.or_else(|_| parse_age(text).map(When::Ago))
        .map_err(|_| "write 2026-11-22T02:00:00Z, 2026-11-22 or an age such as 90d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_dates_and_ages() {
        let now = Moment::from_seconds(0).plus(90 * 86_400);
        let of = |text| when(text).map(|w| w.moment(now).to_string());
        assert_eq!(of("90d").unwrap(), "1970-01-01T00:00:00Z");
        assert_eq!(of("2026-11-22").unwrap(), "2026-11-22T00:00:00Z");
        assert_eq!(of("2026-11-22T02:00:00+01:00").unwrap(), "2026-11-22T01:00:00Z");
        for wrong in ["", "yesterday", "90", "-3d", "2026-11-31"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
