//! Files into the store: all of them or none, unless a person asks for the good rows alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::landing::{Batch, Target};
use super::{FlowError, Progress};
use crate::base::Moment;
use crate::config::Config;
use crate::import::{self, Counts, ImportError, Input, Problem, Problems};
use crate::model::rules::{Rules, ShopNo};
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

impl Kind {
    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ShopifyOrders => "shopify-orders",
            Self::ShopifyTransactions => "shopify-transactions",
            Self::ShopifyPayouts => "shopify-payouts",
            Self::ShopifyBulk => "shopify-bulk",
            Self::NetsuiteCsv => "netsuite-csv",
            Self::NetsuiteSuiteql => "netsuite-suiteql",
        }
    }

    const fn is_shopify(self) -> bool {
        matches!(
            self,
            Self::ShopifyOrders | Self::ShopifyTransactions | Self::ShopifyPayouts | Self::ShopifyBulk
        )
    }
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
    /// The moment of the import.
    pub at: Moment,
}

/// What landed.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// File by file.
    pub files: Vec<FileReport>,
    /// What changed in the store, by kind of record.
    pub records: BTreeMap<String, Landed>,
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
    /// Records found, by their kind.
    pub found: BTreeMap<String, u64>,
    /// What is worth knowing.
    pub notes: Vec<String>,
}

pub use crate::store::Landed;

/// Files that were read, and nothing of them landed yet.
pub struct Read {
    batch: Batch,
    report: ImportReport,
}

/// Imports.
///
/// # Errors
/// As [`read`] and [`land`].
pub fn run(
    store: &mut Store,
    config: &Config,
    request: &ImportRequest,
    progress: &dyn Progress,
) -> Result<ImportReport, FlowError> {
    let files = read(config, request, progress)?;
    land(files, store, config, request, progress)
}

/// Reads the files.
///
/// # Errors
/// [`FlowError::Input`] where rows have faults (and `keep_going` is not asked for), and whatever
/// keeps a file from being read.
pub fn read(config: &Config, request: &ImportRequest, progress: &dyn Progress) -> Result<Read, FlowError> {
    let rules = config.rules();
    let mut problems = Problems::default();
    let mut report = ImportReport::default();
    let mut batch = Batch::new(shop_of(&rules, request)?, &rules);
    for path in &request.files {
        let name = path.display().to_string();
        let counts = read_file(path, &name, config, request, &mut batch, &mut problems, progress)?;
        report.files.push(FileReport {
            file: name,
            rows: counts.rows,
            found: counts.by_kind,
            notes: counts.notes,
        });
    }
    report.count = problems.count();
    report.problems = problems.kept().to_vec();
    if report.count > 0 && !request.keep_going {
        return Err(FlowError::Input {
            problems: report.problems,
            count: report.count,
            landed: false,
        });
    }
    Ok(Read { batch, report })
}

/// Lands what was read, in one transaction.
///
/// # Errors
/// A file that is not whole, and whatever keeps the store from being written; then nothing has landed.
pub fn land(
    files: Read,
    store: &mut Store,
    config: &Config,
    request: &ImportRequest,
    progress: &dyn Progress,
) -> Result<ImportReport, FlowError> {
    let Read { batch, mut report } = files;
    let rules = config.rules();
    progress.begin("landing", None);
    let keys = key_finder(store.read(), &rules, batch.shop, request)?;
    let files: Vec<String> = request.files.iter().map(|f| f.display().to_string()).collect();
    let target = Target {
        pull: None,
        at: request.at,
        what: &format!("import {}", request.kind.as_str()),
        detail: &files.join(" "),
        dry_run: request.dry_run,
    };
    let outcome = batch.land(store, &rules, &target, &files, &keys, |_| Ok(()))?;
    for (file, count) in report
        .files
        .iter_mut()
        .zip(outcome.homeless)
        .filter(|(_, count)| *count > 0)
    {
        file.notes.push(format!(
            "{count} of its refunds are in no order that is held, so their lines were left out; import the orders first, then this file again"
        ));
    }
    progress.end();
    (report.records, report.landed) = (outcome.records, outcome.landed);
    Ok(report)
}

/// The shop whose files these are.
fn shop_of(rules: &Rules, request: &ImportRequest) -> Result<ShopNo, FlowError> {
    let names = || {
        rules
            .shops
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &request.shop {
        Some(name) => rules
            .shops
            .iter()
            .position(|s| s.name == *name)
            .map(|at| ShopNo(at as u16))
            .ok_or_else(|| FlowError::Config(format!("there is no shop `{name}`; the configuration has {}", names()))),
        None if rules.shops.len() > 1 && request.kind.is_shopify() => Err(FlowError::Config(format!(
            "the configuration has several shops, and the file does not say whose it is; add --shop with one of {}",
            names()
        ))),
        None => Ok(ShopNo(0)),
    }
}

fn read_file(
    path: &Path,
    name: &str,
    config: &Config,
    request: &ImportRequest,
    batch: &mut Batch,
    problems: &mut Problems,
    progress: &dyn Progress,
) -> Result<Counts, FlowError> {
    let io = |source| ImportError::Io {
        file: name.to_owned(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    progress.begin(name, Some(size));
    let mut reader = Counting { file, progress };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let rules = config.rules();
    let input = Input {
        name,
        reader: &mut reader,
    };
    let counts = match request.kind {
        Kind::ShopifyOrders => import::shopify_orders(input, &mut batch.stage, problems)?,
        Kind::ShopifyTransactions => import::shopify_transactions(input, &mut batch.stage, problems)?,
        Kind::ShopifyPayouts => import::shopify_payouts(input, &mut batch.stage, problems)?,
        Kind::NetsuiteCsv => import::netsuite_csv(input, &netsuite_csv(config), &mut batch.stage, problems)?,
        Kind::ShopifyBulk => {
            let file = import::bulk::read(name, &mut reader, rules.order_holds, workers, problems)?;
            batch.add_bulk(file)
        }
        Kind::NetsuiteSuiteql => {
            let options = suiteql(config);
            let facts = import::suiteql::read(name, &mut reader, &options, workers, &mut batch.documents, problems)?;
            super::landing::page_counts(&facts)
        }
    };
    progress.end();
    Ok(counts)
}

/// The columns and the order of dates are the configuration's, and so is what its items stand for.
fn netsuite_csv(config: &Config) -> import::NetsuiteCsv {
    let own = config.netsuite_csv();
    import::NetsuiteCsv::new(own.date_order, own.columns, &config.rules().items)
}

pub(super) fn suiteql(config: &Config) -> import::suiteql::Options {
    let netsuite = &config.file.netsuite;
    import::suiteql::Options {
        columns: import::suiteql::Columns {
            order: netsuite.order_field.to_ascii_lowercase(),
            refund: netsuite.refund_field.to_ascii_lowercase(),
            payout: netsuite.payout_field.to_ascii_lowercase(),
        },
        date_order: config.netsuite_csv().date_order,
        zone: None,
        goes_on: false,
    }
}

/// Finds the case of an order by its name.
type KeyFinder = Box<dyn Fn(&str) -> crate::base::OrderKey>;

/// For a file that names orders by name while NetSuite holds their ids, the names of the orders in
/// the store tell the ids.
fn key_finder(
    store: crate::store::Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    request: &ImportRequest,
) -> Result<KeyFinder, FlowError> {
    use crate::base::{OrderKey, normalise_name};
    use crate::model::rules::OrderHolds;
    if rules.order_holds == OrderHolds::Name || request.kind != Kind::ShopifyTransactions {
        return Ok(Box::new(OrderKey::of));
    }
    let mut keys = std::collections::HashMap::new();
    store.each_order(shop, |key, order| {
        let head = &order.head;
        keys.insert(normalise_name(&head.name).into_owned(), key);
        Ok(())
    })?;
    Ok(Box::new(move |name| {
        keys.get(normalise_name(name).as_ref())
            .copied()
            .unwrap_or(OrderKey::NONE)
    }))
}

/// A file that tells how much of it was read.
struct Counting<'p> {
    file: File,
    progress: &'p dyn Progress,
}

impl io::Read for Counting<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}
