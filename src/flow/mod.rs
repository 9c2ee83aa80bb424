//! One function a command: what happens between the command line and the rooms.

pub mod actions;
pub mod apply;
pub mod attempts;
pub mod audit;
mod books;
mod budget;
mod currencies;
pub mod demo;
pub mod doctor;
mod epoch;
pub mod event;
pub mod explain;
mod find;
pub mod import;
pub mod init;
mod landing;
pub mod nightly;
pub mod notify;
pub mod operators;
pub mod order_field;
mod owned;
mod payouts;
mod periods;
pub mod prove;
pub mod pull;
pub mod queue;
pub mod reconcile;
pub mod remotes;
pub mod replay;
pub mod report;
mod run_record;
pub mod runs;
mod sealed;
pub mod secrets;
mod staging;
pub mod status;
pub mod sync;
pub mod twin;
mod unnamed;

use std::time::Duration;

use thiserror::Error;

use crate::approve::Refusal;
use crate::http::{GateView, SignInError};
use crate::import::{ImportError, Problem};
use crate::secret::SecretError;
use crate::shopify::BucketView;
use crate::store::StoreError;

/// Shows that work goes on.
pub trait Progress: Sync {
    /// A piece of work begins.
    fn begin(&self, what: &str, total_bytes: Option<u64>);
    /// More of it is done.
    fn advance(&self, bytes: u64);
    /// It is over.
    fn end(&self);
    /// How many facts of a source have landed of those it tells of; sources are read side by side.
    fn stands(&self, _source: &str, _landed: u64, _told: u64) {}
    /// How often [`Progress::pace`] wants to be told; `None` for never.
    fn pace_every(&self) -> Option<Duration> {
        None
    }
    /// How the limits of a service (`shopify/uk`, `netsuite`) hold up what is asked of it.
    fn pace(&self, _service: &str, _pace: &Pace) {}
}

/// How the limits of a service hold up what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The bucket of points that Shopify gives an app; NetSuite has none.
    pub bucket: Option<BucketView>,
    /// Requests in flight, and those that failed and wait.
    pub gate: GateView,
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
    /// A secret that is not where the configuration says it is.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A sign-in that cannot even be tried.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// What was asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// A decision that cannot be taken in the state its subject is in.
    #[error("{0}")]
    Conflict(String),
    /// Somebody else is at it, or was meanwhile.
    #[error("{0}")]
    Taken(String),
    /// Whoever decides may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What came from outside is not proven to come from whom it says.
    #[error("{0}")]
    Unproven(String),
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
