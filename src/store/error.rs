//! What can go wrong with the store.

use thiserror::Error;

use crate::model::pack::PackError;

/// The store could not do what it was asked to; nothing of it was kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another tieout is writing.
    #[error("the store {path} is busy: another tieout is writing to it")]
    Busy {
        /// The store's file.
        path: String,
    },
    /// Written by a later version.
    #[error("the store {path} has format {found}, and this version of tieout knows formats up to {known}")]
    Newer {
        /// The store's file.
        path: String,
        /// The format it has.
        found: u32,
        /// The newest format this version knows.
        known: u32,
    },
    /// The file cannot be opened or made.
    #[error("cannot open the store {path}: {source}")]
    Open {
        /// The store's file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that is not a store of tieout.
    #[error("{path} is not a store of tieout")]
    NotAStore {
        /// The file.
        path: String,
    },
    /// A kept record cannot be read.
    #[error(transparent)]
    Record(#[from] PackError),
    /// A kept text cannot be read.
    #[error("a stored record cannot be read: {0}")]
    Text(String),
    /// The caller's facts could not be taken.
    #[error("{0}")]
    Refused(String),
    /// The database refused a statement.
    #[error("the store failed: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy {
                path: "file".to_owned(),
            },
            _ => Self::Sql(error),
        }
    }
}
