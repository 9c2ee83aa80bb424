//! Flags of every command.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::Moment;

const HEADING: &str = "Global options";

/// Flags of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = HEADING)]
pub struct Global {
    /// The configuration file [env: TIEOUT_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The store: sqlite:PATH [env: TIEOUT_STORE]
    #[arg(long, global = true, value_name = "URL")]
    pub store: Option<String>,
    /// Answer with one JSON document (same as --format json)
    #[arg(long, global = true)]
    pub json: bool,
    /// Never colour [env: NO_COLOR]
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Leave out progress, hints and warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on stderr; twice for still more [env: TIEOUT_LOG]
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Who is at work [default: the login name]
    #[arg(long, global = true, value_name = "NAME")]
    pub operator: Option<String>,
    /// The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]
    #[arg(long, global = true, value_name = "TIME", value_parser = as_of)]
    pub as_of: Option<Moment>,
    /// Never ask, even on a terminal
    #[arg(long, global = true)]
    pub non_interactive: bool,
}

/// RFC 3339, or a date for its first second in UTC.
pub(super) fn as_of(text: &str) -> Result<Moment, String> {
    let wrong = || "write 2026-11-22T02:00:00Z or 2026-11-22".to_owned();
    if text.len() == 10 {
        let day: Date = text.parse().map_err(|_| wrong())?;
        return Moment::start_of(day, &TimeZone::UTC).map_err(|_| wrong());
    }
    Moment::parse(text).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_first_second() {
        assert_eq!(as_of("2026-11-22"), Ok(Moment::parse("2026-11-22T00:00:00Z").unwrap()));
        assert_eq!(
            as_of("2026-11-22T02:00:00+01:00"),
            Ok(Moment::parse("2026-11-22T01:00:00Z").unwrap())
        );
        for wrong in ["", "yesterday", "2026-11-31", "2026-11-22T02:00:00", "90d"] {
            assert!(as_of(wrong).is_err(), "{wrong}");
        }
    }
}
