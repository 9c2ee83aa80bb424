//! Logging, for whoever looks into a failure: to stderr, by `TIEOUT_LOG` or `-v`.

use std::io;

use tracing_subscriber::EnvFilter;

use super::env::text;
use super::error::Failure;
use super::{Env, Exit};
use crate::cli::args::Global;

/// Starts logging. `TIEOUT_LOG` goes before `-v`; without either nothing is logged.
pub(crate) fn start(env: &Env, flags: &Global) -> Result<(), Failure> {
    let filter = match (text("TIEOUT_LOG", env.log.as_ref())?, flags.verbose) {
        (Some(text), _) => EnvFilter::try_new(text).map_err(|error| {
            Failure::new(Exit::Usage, format!("TIEOUT_LOG is no log filter: {error}"))
                .hint("write a level such as info or debug, or tieout::store=trace")
        })?,
        (None, 0) => return Ok(()),
        (None, 1) => EnvFilter::new("tieout=info"),
        (None, 2) => EnvFilter::new("tieout=debug"),
        (None, _) => EnvFilter::new("tieout=trace"),
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(env.stderr_is_terminal && !env.no_color && !flags.no_color);
    // A second call in one process keeps the first one's log.
    let _ = log.try_init();
    Ok(())
}
