//! The main job on bundled files: a fictional company's October.

use std::fs;
use std::path::{Path, PathBuf};

use super::import::{ImportRequest, Kind};
use super::reconcile::ReconcileRequest;
use super::{FlowError, Progress, import, reconcile, report};
use crate::base::Moment;
use crate::config::{Config, Layers};
use crate::report::{Data, Format, Screen, View};
use crate::store::Store;

/// The moment the bundled month is looked at: the second of November 2026, six in the morning (UTC).
const MORNING_AFTER: Moment = Moment::from_seconds(1_793_599_200);

/// As what a file is imported, and for which shop.
type Job = (Kind, Option<&'static str>);

/// The bundled files: where they go, and as what they are imported.
const FILES: [(&str, &[u8], Option<Job>); 10] = [
    ("tieout.toml", include_bytes!("../../fixtures/month/tieout.toml"), None),
    ("bundles.csv", include_bytes!("../../fixtures/month/bundles.csv"), None),
    (
        "shopify-uk.jsonl",
        include_bytes!("../../fixtures/month/shopify-uk.jsonl"),
        Some((Kind::ShopifyBulk, Some("uk"))),
    ),
    (
        "shopify-uk-refunds.jsonl",
        include_bytes!("../../fixtures/month/shopify-uk-refunds.jsonl"),
        Some((Kind::ShopifyBulk, Some("uk"))),
    ),
    (
        "shopify-uk-payouts.jsonl",
        include_bytes!("../../fixtures/month/shopify-uk-payouts.jsonl"),
        Some((Kind::ShopifyBulk, Some("uk"))),
    ),
    (
        "shopify-us.jsonl",
        include_bytes!("../../fixtures/month/shopify-us.jsonl"),
        Some((Kind::ShopifyBulk, Some("us"))),
    ),
    (
        "shopify-us-refunds.jsonl",
        include_bytes!("../../fixtures/month/shopify-us-refunds.jsonl"),
        Some((Kind::ShopifyBulk, Some("us"))),
    ),
    (
        "shopify-us-payouts.jsonl",
        include_bytes!("../../fixtures/month/shopify-us-payouts.jsonl"),
        Some((Kind::ShopifyBulk, Some("us"))),
    ),
    (
        "netsuite-transactions.pages.jsonl",
        include_bytes!("../../fixtures/month/netsuite-transactions.pages.jsonl"),
        Some((Kind::NetsuiteSuiteql, None)),
    ),
    (
        "netsuite-lines.pages.jsonl",
        include_bytes!("../../fixtures/month/netsuite-lines.pages.jsonl"),
        Some((Kind::NetsuiteSuiteql, None)),
    ),
];

/// None of the files is for a screen.
const SCREEN: Screen = Screen {
    width: 120,
    colour: false,
};

/// What the demonstration left behind.
#[derive(Debug)]
pub struct DemoReport {
    /// Where.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
    /// The reports it wrote.
    pub reports: Vec<PathBuf>,
    /// What the views are made from.
    pub data: Data,
}

/// Writes the files into a folder, imports them, compares them and writes reports. The folder's own
/// store is made anew, so that the demonstration can be run again; any other file there stays.
///
/// # Errors
/// [`FlowError`]: the folder cannot be written, or holds a store that is not the demonstration's.
pub fn run(dir: Option<&Path>, as_of: Option<Moment>, progress: &dyn Progress) -> Result<DemoReport, FlowError> {
    let dir = dir.map_or_else(|| PathBuf::from("tieout-demo"), Path::to_path_buf);
    let as_of = as_of.unwrap_or(MORNING_AFTER);
    let cannot = |path: &Path, e: std::io::Error| FlowError::Config(format!("cannot write {}: {e}", path.display()));
    fs::create_dir_all(&dir).map_err(|e| cannot(&dir, e))?;
    let path = dir.join("tieout.toml");
    if path.exists() && fs::read(&path).map_err(|e| cannot(&path, e))? != FILES[0].1 {
        return Err(FlowError::Config(format!(
            "{} is not the demonstration's; choose another folder with --dir",
            path.display()
        )));
    }
    for (name, bytes, _) in FILES {
        let path = dir.join(name);
        fs::write(&path, bytes).map_err(|e| cannot(&path, e))?;
    }
    for name in ["tieout.db", "tieout.db-wal", "tieout.db-shm"] {
        let path = dir.join(name);
        if path.exists() {
            fs::remove_file(&path).map_err(|e| cannot(&path, e))?;
        }
    }
    let layers = Layers {
        config_flag: Some(path.clone()),
        ..Layers::default()
    };
    let config = Config::load(&layers).map_err(|e| FlowError::Internal(e.to_string()))?;
    let mut store = Store::open(&config.store)?;
    import_all(&mut store, &config, &dir, as_of, progress)?;
    let request = ReconcileRequest {
        period: None,
        orders: Vec::new(),
        full: false,
        as_of,
    };
    reconcile::run(&mut store, &config, &request, progress)?;
    let data = report::data(&store, &config, None, as_of)?;
    let reports = write_reports(&dir, &data)?;
    Ok(DemoReport {
        dir,
        config: path,
        reports,
        data,
    })
}

fn import_all(
    store: &mut Store,
    config: &Config,
    dir: &Path,
    at: Moment,
    progress: &dyn Progress,
) -> Result<(), FlowError> {
    let jobs = FILES
        .iter()
        .filter_map(|(name, _, how)| how.map(|how| (*name, how)))
        .collect::<Vec<_>>();
    for job in jobs.chunk_by(|a, b| a.1 == b.1) {
        let (kind, shop) = job[0].1;
        let request = ImportRequest {
            kind,
            files: job.iter().map(|(name, _)| dir.join(name)).collect(),
            shop: shop.map(str::to_owned),
            dry_run: false,
            keep_going: false,
            at,
        };
        import::run(store, config, &request, progress)?;
    }
    Ok(())
}

fn write_reports(dir: &Path, data: &Data) -> Result<Vec<PathBuf>, FlowError> {
    let views = [
        View::Summary,
        View::Groups,
        View::Aging,
        View::Payouts,
        View::Drift,
        View::Findings,
    ];
    let mut written = Vec::new();
    for (name, views, format) in [
        ("report.xlsx", &views[..], Format::Xlsx),
        ("report.html", &views[..], Format::Html),
        ("findings.csv", &[View::Findings][..], Format::Csv),
        ("findings.json", &[View::Findings][..], Format::Json),
    ] {
        let bytes =
            crate::report::render(views, data, format, SCREEN).map_err(|e| FlowError::Internal(e.to_string()))?;
        let path = dir.join(name);
        fs::write(&path, bytes).map_err(|e| FlowError::Config(format!("cannot write {}: {e}", path.display())))?;
        written.push(path);
    }
    Ok(written)
}
