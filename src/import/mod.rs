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
mod header;
mod json_file;
#[cfg(test)]
mod kept;
mod netsuite_csv;
mod problem;
mod row;
mod shopify_orders;
mod shopify_payouts;
mod shopify_transactions;
pub mod suiteql;
mod table;
mod text;
mod values;

pub use netsuite_csv::{NetsuiteCsv, netsuite_csv};
pub use problem::{Problem, Problems};
pub use shopify_orders::shopify_orders;
pub use shopify_payouts::shopify_payouts;
pub use shopify_transactions::shopify_transactions;

use std::collections::BTreeMap;
use std::io::Read;

use thiserror::Error;

use crate::model::books::Document;
use crate::model::payout::{BalanceTransaction, Payout};
use crate::model::shop::Order;

/// A file to read: its name and its raw bytes.
pub struct Input<'a> {
    /// The file, as it was named on the command line; faults name it.
    pub name: &'a str,
    /// Its bytes as they are stored. A reader that counts them for a progress bar may sit below.
    pub reader: &'a mut dyn Read,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows after the header, faulty ones included.
    pub rows: u64,
    /// Records handed to the sink.
    pub records: u64,
    /// Records by their kind as people read it: `order`, `REFUND`, `Credit Memo`.
    pub by_kind: BTreeMap<String, u64>,
    /// What a person should know about how the file was read, one sentence each.
    pub notes: Vec<String>,
}

impl Counts {
    fn count(&mut self, kind: &str) {
        self.records += 1;
        match self.by_kind.get_mut(kind) {
            Some(n) => *n += 1,
            None => {
                self.by_kind.insert(kind.to_owned(), 1);
            }
        }
    }
}

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
