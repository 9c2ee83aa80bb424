//! Files into the store.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{FlowError, Progress};
use crate::config::Config;
use crate::import::Problem;
use crate::store::Store;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Orders export.
    ShopifyOrders,
    /// Payment transactions export.
    ShopifyTransactions,
    /// Payouts export.
    ShopifyPayouts,
    /// Bulk-operation JSONL.
    ShopifyBulk,
    /// Saved-search CSV.
    NetsuiteCsv,
    /// SuiteQL result pages.
    NetsuiteSuiteql,
}

/// What is imported, and how.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The kind of all the files.
    pub kind: Kind,
    /// The files.
    pub files: Vec<PathBuf>,
    /// The shop they belong to.
    pub shop: Option<String>,
    /// Say what would land, land nothing.
    pub dry_run: bool,
    /// Land the good rows.
    pub keep_going: bool,
}

/// What landed.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// File by file.
    pub files: Vec<FileReport>,
    /// Faulty rows (with `keep_going` only).
    pub problems: Vec<Problem>,
    /// How many faults there are.
    pub count: u64,
    /// Whether anything was written.
    pub landed: bool,
}

/// What one file held.
#[derive(Debug, Clone, Default)]
pub struct FileReport {
    /// As named on the command line.
    pub file: String,
    /// Rows read.
    pub rows: u64,
    /// By kind of record.
    pub records: BTreeMap<String, Landed>,
    /// What is worth knowing.
    pub notes: Vec<String>,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Landed {
    /// Not held before.
    pub new: u64,
    /// Replaced an earlier version.
    pub changed: u64,
    /// Held already.
    pub unchanged: u64,
}

/// Imports.
///
/// # Errors
/// [`FlowError`].
pub fn run(_: &mut Store, _: &Config, _: &ImportRequest, _: &dyn Progress) -> Result<ImportReport, FlowError> {
    super::absent()
}
