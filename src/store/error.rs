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
    /// Its records are laid out otherwise.
    #[error("the store {path} was written by another version of tieout: its records are laid out otherwise")]
    OtherLayout {
        /// The store's file.
        path: String,
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
    /// A kept value cannot be what was written.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The caller's facts could not be taken.
    #[error("{0}")]
    Refused(String),
    /// The database refused a statement.
    #[error("the store failed: {0}")]
    Sql(rusqlite::Error),
}

impl StoreError {
    /// Whether the system refused: the disk is full, or the file is damaged, gone or not to be written.
    #[must_use]
    pub fn is_of_the_system(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure};
        let error = match self {
            Self::Damaged(_) => return true,
            Self::Sql(error) => error,
            _ => return false,
        };
        matches!(
            error.sqlite_error_code(),
            Some(CannotOpen | DatabaseCorrupt | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure)
        )
    }
}

/// A value of another type than was written.
impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        if matches!(
            error,
            FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..)
        ) {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy {
                path: "file".to_owned(),
            },
            _ => Self::Sql(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_no_bug_and_a_wrong_statement_is() {
        let of = |code: i32| StoreError::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
        for code in [
            rusqlite::ffi::SQLITE_FULL,
            rusqlite::ffi::SQLITE_READONLY,
            rusqlite::ffi::SQLITE_IOERR,
            rusqlite::ffi::SQLITE_CORRUPT,
        ] {
            assert!(of(code).is_of_the_system(), "{code}");
        }
        assert!(StoreError::Damaged("a count below nothing".to_owned()).is_of_the_system());
        assert!(!of(rusqlite::ffi::SQLITE_CONSTRAINT).is_of_the_system());
        assert!(matches!(of(rusqlite::ffi::SQLITE_BUSY), StoreError::Busy { .. }));
    }
}
