//! Files into records: the exports people download, and files in the form of the two APIs.
//!
//! An importer reads a file as a stream, hands each record to a [`Sink`] and each fault to
//! [`Problems`]. It decides nothing about what happens then: whether a file with faults lands is the
//! caller's affair, and the store is not known here.
//!
//! **Invariant:** nothing is guessed. A value that can be read in two ways is a fault, with the file,
//! the line, the column, the value and the mend.

mod blocks;
pub mod bulk;
mod problem;
pub mod suiteql;

pub use problem::{Problem, Problems};

use thiserror::Error;

use crate::model::books::Document;
use crate::model::payout::{BalanceTransaction, Payout};
use crate::model::shop::Order;

/// Takes what an importer reads, record by record.
pub trait Sink {
    /// Takes an order.
    ///
    /// # Errors
    /// [`SinkError`] where it cannot be kept; the import stops.
    fn order(&mut self, order: &Order<'_>) -> Result<(), SinkError>;

    /// Takes a payout, as far as the source knows it.
    ///
    /// # Errors
    /// [`SinkError`] where it cannot be kept.
    fn payout(&mut self, payout: &Payout<'_>) -> Result<(), SinkError>;

    /// Takes a balance transaction and the payout it belongs to; `None` while it is in no payout.
    ///
    /// # Errors
    /// [`SinkError`] where it cannot be kept.
    fn balance_transaction(
        &mut self,
        payout: Option<&Payout<'_>>,
        movement: &BalanceTransaction<'_>,
    ) -> Result<(), SinkError>;

    /// Takes a NetSuite document.
    ///
    /// # Errors
    /// [`SinkError`] where it cannot be kept.
    fn document(&mut self, document: &Document<'_>) -> Result<(), SinkError>;
}

/// A record could not be kept; the text says why.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct SinkError(pub String);

/// A file could not be read at all.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Opening or reading failed.
    #[error("cannot read {file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not of the kind it was given as, or cannot be read for a reason that concerns all of it.
    #[error("{file}: {what}. {mend}")]
    Unusable {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do.
        mend: String,
    },
    /// A record could not be kept.
    #[error(transparent)]
    Sink(#[from] SinkError),
}
