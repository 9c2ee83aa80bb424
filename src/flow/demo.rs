//! The main job end to end on the twin: a fictional company's month, pulled over HTTP.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::pull::{Ended, PullReport, PullRequest};
use super::reconcile::ReconcileRequest;
use super::remotes::{Line, Remotes};
use super::twin::{self, Beside, Serving};
use super::{FlowError, Progress, pull, reconcile, report};
use crate::base::Moment;
use crate::config::{Config, Layers};
use crate::http::{Clock, Network};
use crate::report::{Data, Format, View};
use crate::secret::{Keyring, write_private};
use crate::store::Store;
use crate::twin::Faults;
use crate::twin::trade::demo as keys;

/// The first line of a configuration that the demonstration wrote, so that it may write it again.
const OURS: &str = "# Made by `tieout demo`, and made anew by it.\n";

/// What its files are called.
const TOKEN: &str = "demo-shopify.token";
const KEY: &str = "demo-netsuite.pem";

/// Its reports.
const REPORTS: [report::File; 4] = [
    ("report.xlsx", &report::EVERY_VIEW, Format::Xlsx),
    ("report.html", &report::EVERY_VIEW, Format::Html),
    ("findings.csv", &[View::Findings], Format::Csv),
    ("findings.json", &[View::Findings], Format::Json),
];

/// What is demonstrated.
#[derive(Debug, Clone)]
pub struct DemoRequest {
    /// How many orders.
    pub orders: u32,
    /// What is left to chance is drawn from it.
    pub seed: u64,
    /// Where the files go; `tieout-demo` where nobody says.
    pub dir: Option<PathBuf>,
    /// The moment the month is looked at.
    pub as_of: Moment,
    /// Codes of the failures that are planted, each once; where there are none, they are left to chance.
    pub plant: Vec<String>,
}

/// What the demonstration left behind.
pub struct DemoReport {
    /// Where.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
    /// What was pulled.
    pub pulled: PullReport,
    /// The reports it wrote.
    pub reports: Vec<PathBuf>,
    /// What the views are made from.
    pub data: Data,
    /// The twin, still serving.
    pub twin: Beside,
}

/// Trades a month, serves it, pulls it over HTTP, compares and writes reports. The folder's own store
/// is made anew, so that the demonstration can be run again; any other file there stays.
///
/// # Errors
/// [`FlowError`]: the folder cannot be written, or holds a configuration that is not the demonstration's.
pub fn run(request: &DemoRequest, progress: &dyn Progress) -> Result<DemoReport, FlowError> {
    let dir = request.dir.clone().unwrap_or_else(|| PathBuf::from("tieout-demo"));
    let path = dir.join("tieout.toml");
    prepare(&dir, &path)?;
    progress.begin("trading a month", None);
    let world = if request.plant.is_empty() {
        twin::generated(request.orders, request.seed, request.as_of)
    } else {
        twin::planted(request.orders, request.seed, request.as_of, &request.plant)?
    };
    let serving = twin::start(world, Faults::default(), None)?;
    progress.end();
    write(&path, configuration(&serving).as_bytes())?;
    for (name, secret) in [(TOKEN, keys::SHOPIFY_TOKEN), (KEY, keys::PRIVATE_KEY)] {
        let path = dir.join(name);
        if path.exists() {
            fs::remove_file(&path).map_err(|e| cannot(&path, &e))?;
        }
        write_private(&path, &secret.into())?;
    }
    let layers = Layers {
        config_flag: Some(path.clone()),
        ..Layers::default()
    };
    let config = Config::load(&layers).map_err(|e| FlowError::Internal(e.to_string()))?;
    let mut store = Store::open(&config.store)?;
    store.act_as("demo", request.as_of);
    let beside = serving.beside();
    let pulled = pulled(&mut store, &config, &beside, request.as_of, progress)?;
    let compare = ReconcileRequest {
        period: None,
        orders: Vec::new(),
        full: false,
        as_of: request.as_of,
    };
    reconcile::run(&mut store, &config, &compare, progress)?;
    let data = report::data(&store, &config, None, &report::EVERY_VIEW, request.as_of)?;
    let reports = report::write(&dir, &data, &REPORTS)?;
    Ok(DemoReport {
        dir,
        config: path,
        pulled,
        reports,
        data,
        twin: beside,
    })
}

fn cannot(path: &Path, error: &std::io::Error) -> FlowError {
    FlowError::Config(format!("cannot write {}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), FlowError> {
    fs::write(path, bytes).map_err(|e| cannot(path, &e))
}

/// Makes the folder, and takes out what an earlier demonstration left there.
fn prepare(dir: &Path, config: &Path) -> Result<(), FlowError> {
    fs::create_dir_all(dir).map_err(|e| cannot(dir, &e))?;
    if config.exists() {
        let text = fs::read(config).map_err(|e| cannot(config, &e))?;
        if !text.starts_with(OURS.as_bytes()) {
            return Err(FlowError::Config(format!(
                "{} is not the demonstration's; choose another folder with --dir",
                config.display()
            )));
        }
    }
    for name in ["tieout.db", "tieout.db-wal", "tieout.db-shm"] {
        let path = dir.join(name);
        if path.exists() {
            fs::remove_file(&path).map_err(|e| cannot(&path, &e))?;
        }
    }
    Ok(())
}

/// The world's configuration, with where the twin is and where the keys to it are.
fn configuration(serving: &Serving) -> String {
    let mut text = keys::CONFIG.to_owned();
    for (domain, base_url) in serving.shops() {
        let line = format!("domain = \"{domain}\"\n");
        let more = format!("{line}base_url = \"{base_url}\"\naccess_token = \"file:{TOKEN}\"\n");
        text = text.replace(&line, &more);
    }
    let (account, base_url) = serving.netsuite();
    let line = format!("account = \"{account}\"\n");
    let more = format!(
        "{line}base_url = \"{base_url}\"\nauth = \"oauth2\"\nclient_id = \"{}\"\ncertificate_id = \"{}\"\nprivate_key = \"file:{KEY}\"\nconcurrency = 4\n",
        keys::CLIENT_ID,
        keys::CERTIFICATE_ID
    );
    format!("{OURS}\n{}", text.replace(&line, &more))
}

fn pulled(
    store: &mut Store,
    config: &Config,
    twin: &Beside,
    at: Moment,
    progress: &dyn Progress,
) -> Result<PullReport, FlowError> {
    let clock = twin.clock().clone();
    let line = Line {
        transport: Arc::new(Network::new().map_err(|e| FlowError::Internal(e.to_string()))?),
        clock: Clock::new(move || clock.now()),
    };
    let remotes = Remotes::of(config, None, &Keyring::of_none(), &line)?;
    let request = PullRequest {
        since: None,
        until: None,
        orders: Vec::new(),
        bulk: false,
        full: false,
        at,
    };
    let pulled = pull::run(store, config, &remotes, &request, twin.runtime(), progress)?;
    match pulled.sources.iter().find(|s| s.ended != Ended::Whole) {
        None => Ok(pulled),
        Some(source) => Err(FlowError::Internal(format!(
            "{} was not read to its end: {:?}",
            source.name, source.ended
        ))),
    }
}
