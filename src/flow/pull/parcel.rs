//! What fetchers hand over to the one who lands: a page, and how it moves its source's state.

use std::collections::BTreeMap;
use std::fs::File;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use crate::base::Currency;
use crate::http::HttpError;
use crate::model::period::Period;
use crate::model::pull::{OpenPull, SourceState};
use crate::model::rules::ShopNo;
use crate::netsuite::{NetsuiteError, Profile};
use crate::shopify::ShopifyError;

/// How many pages may wait to be landed. A page is a few megabytes at most.
pub(super) const WAITING_MAX: usize = 4;

/// A source of facts: what is read up to a mark of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    /// `shopify/uk/orders`, `netsuite`.
    pub(super) name: String,
    /// The shop its facts belong to; the first one for NetSuite, whose documents find their own.
    pub(super) shop: ShopNo,
}

/// One page on its way into the store.
pub(super) struct Parcel {
    pub(super) source: Source,
    pub(super) cargo: Cargo,
    pub(super) step: Step,
    /// Told the state after it once it has landed, for a fetcher that must not go on before.
    pub(super) landed: Option<oneshot::Sender<SourceState>>,
}

/// What a page brings.
pub(super) enum Cargo {
    /// Nothing: only the state moves.
    Nothing,
    /// Rows in the form of a bulk operation's file.
    Rows(Vec<u8>),
    /// Such a file, to be read from its beginning.
    File(File),
    /// Result pages of SuiteQL: headers, and all lines of these headers.
    Pages {
        bodies: Vec<Bytes>,
        zone: jiff::tz::TimeZone,
    },
    /// Documents that NetSuite has deleted.
    Gone(Vec<u64>),
    /// What NetSuite shows to this role, found out anew.
    Profile(Box<Profile>),
    /// NetSuite's accounting periods.
    Periods(Vec<Period>),
    /// NetSuite's currencies: internal ids by ISO code.
    Currencies(BTreeMap<Currency, u64>),
}

/// How the state of a source moves with a page.
pub(super) enum Step {
    /// Not at all: facts that were asked for by name.
    Aside,
    /// A pull begins, or goes on.
    Begin(OpenPull),
    /// A page of a slice.
    Page {
        slice: usize,
        /// Where the slice goes on.
        after: Option<String>,
        /// How many facts the page has.
        facts: u64,
        /// The newest change among them, where the mark follows it.
        newest: Option<String>,
        done: bool,
    },
    /// A slice begins anew.
    Anew { slice: usize },
    /// An order that was asked for by name was looked for.
    Named { name: String, found: u64 },
    /// The source was asked again how much there is.
    Told { slice: usize, told: u64 },
    /// It was read to its end. `withheld` are kinds of facts that the source does not show.
    End { notes: Vec<String>, withheld: Vec<String> },
    /// It cannot be read any further now.
    Stop(Stop),
    /// The source withholds this kind of fact.
    Withheld(Vec<String>),
}

/// Why a source could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) why: String,
    pub(super) kind: StopKind,
}

/// What kind of reason, for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Sign-in or permission refused.
    Refused,
    /// No answer, or not all of it.
    Unavailable,
    /// It told of more than it gave.
    Short,
}

impl Stop {
    /// A source that tells of more than it gave.
    pub(super) fn short(told: u64, landed: u64) -> Self {
        Self {
            why: format!("it says there are {told} and gave {landed}"),
            kind: StopKind::Short,
        }
    }

    pub(super) fn unavailable(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            kind: StopKind::Unavailable,
        }
    }
}

impl From<ShopifyError> for Stop {
    fn from(error: ShopifyError) -> Self {
        Self {
            kind: match &error {
                ShopifyError::AccessDenied { .. }
                | ShopifyError::AddressWithheld { .. }
                | ShopifyError::ShopForbidden(_) => StopKind::Refused,
                ShopifyError::Http(error) => kind(error),
                _ => StopKind::Unavailable,
            },
            why: error.to_string(),
        }
    }
}

/// Whether a service refuses who asks, or is not there.
fn kind(error: &HttpError) -> StopKind {
    let status = error.refusal().map(|r| r.status.as_u16());
    match error {
        HttpError::SignIn(_) => StopKind::Refused,
        _ if matches!(status, Some(401 | 403)) => StopKind::Refused,
        _ => StopKind::Unavailable,
    }
}

impl From<NetsuiteError> for Stop {
    fn from(error: NetsuiteError) -> Self {
        Self {
            kind: match &error {
                NetsuiteError::TableNotVisible { .. } | NetsuiteError::NotVisible { .. } => StopKind::Refused,
                NetsuiteError::Http(error) => kind(error),
                _ => StopKind::Unavailable,
            },
            why: error.to_string(),
        }
    }
}

/// Where a fetcher puts its pages.
#[derive(Clone)]
pub(super) struct Out {
    source: Source,
    parcels: mpsc::Sender<Parcel>,
}

/// Nobody lands any more: the pull is over, and so is the fetcher.
#[derive(Debug)]
pub(super) struct Over;

/// What ends a fetcher early.
pub(super) enum Early {
    Stop(Stop),
    Over,
}

impl From<Over> for Early {
    fn from(_: Over) -> Self {
        Self::Over
    }
}

impl From<Stop> for Early {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<ShopifyError> for Early {
    fn from(error: ShopifyError) -> Self {
        Self::Stop(error.into())
    }
}

impl From<NetsuiteError> for Early {
    fn from(error: NetsuiteError) -> Self {
        Self::Stop(error.into())
    }
}

impl Out {
    pub(super) const fn new(source: Source, parcels: mpsc::Sender<Parcel>) -> Self {
        Self { source, parcels }
    }

    /// Hands a page over; waits while too many are waiting.
    pub(super) async fn put(&self, cargo: Cargo, step: Step) -> Result<(), Over> {
        self.send(cargo, step, None).await
    }

    /// Says that the source was read to its end, and waits until that is kept.
    pub(super) async fn end(&self, notes: Vec<String>, withheld: Vec<String>) -> Result<SourceState, Over> {
        self.put_and_wait(Cargo::Nothing, Step::End { notes, withheld }).await
    }

    /// Hands a page over and waits until it has landed; gives the state it led to.
    pub(super) async fn put_and_wait(&self, cargo: Cargo, step: Step) -> Result<SourceState, Over> {
        let (landed, wait) = oneshot::channel();
        self.send(cargo, step, Some(landed)).await?;
        wait.await.map_err(|_| Over)
    }

    async fn send(&self, cargo: Cargo, step: Step, landed: Option<oneshot::Sender<SourceState>>) -> Result<(), Over> {
        let parcel = Parcel {
            source: self.source.clone(),
            cargo,
            step,
            landed,
        };
        self.parcels.send(parcel).await.map_err(|_| Over)
    }
}
