//! One function a command: what happens between the command line and the rooms.

mod books;
mod budget;
pub mod demo;
mod epoch;
pub mod explain;
mod find;
pub mod import;
mod landing;
mod owned;
mod payouts;
pub mod queue;
pub mod reconcile;
pub mod report;
mod run_record;
pub mod runs;
mod staging;
pub mod status;
pub mod twin;

use thiserror::Error;

use crate::import::{ImportError, Problem};
use crate::store::StoreError;

/// Shows that work goes on.
pub trait Progress: Sync {
    /// A piece of work begins.
    fn begin(&self, what: &str, total_bytes: Option<u64>);
    /// More of it is done.
    fn advance(&self, bytes: u64);
    /// It is over.
    fn end(&self);
}

/// A command could not be carried out.
#[derive(Debug, Error)]
pub enum FlowError {
    /// The request or the configuration does not fit.
    #[error("{0}")]
    Config(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Files with faults.
    #[error("{count} faults")]
    Input {
        /// The first of them.
        problems: Vec<Problem>,
        /// How many there are.
        count: u64,
        /// Whether anything landed.
        landed: bool,
    },
    /// A file that cannot be read at all.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// What was asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// A bug.
    #[error("{0}")]
    Internal(String),
}

/// A time zone by its IANA name.
pub(crate) fn zone(name: &str) -> Result<jiff::tz::TimeZone, FlowError> {
    jiff::tz::TimeZone::get(name).map_err(|_| {
        FlowError::Config(format!(
            "`{name}` is no time zone; write an IANA name such as Europe/London"
        ))
    })
}
