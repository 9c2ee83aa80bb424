//! The local store.

use std::path::Path;

use thiserror::Error;

/// The local store.
#[derive(Debug)]
pub struct Store;

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
}

impl Store {
    /// Opens the store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(_: &Path) -> Result<Self, StoreError> {
        Ok(Self)
    }
}
