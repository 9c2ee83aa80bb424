//! The configuration file, and the rule book that is made from it.
//!
//! Four layers, each over the one before: defaults, the file, the environment (`TIEOUT_STORE`), the
//! command line. With no file at all the defaults hold: one shop named `shop`, a store in the user's
//! data directory. What is written and not understood is refused with its key, its line and a mend;
//! nothing is ever skipped.
//!
//! This room reads files and nothing else: what the environment says is handed in by the caller.
//! **Invariant:** no secret is held here, only the reference to where it is kept, and no message of
//! this room repeats a value that stands where a reference should.

mod check;
mod error;
pub mod file;
mod locate;
mod place;
mod rules;
mod secret;
mod settings;
mod side;
mod store_url;
mod values;

use std::path::PathBuf;

pub use error::{ConfigError, Fault};
pub use locate::{Layers, data_dir, find};
pub use secret::{IdOrReference, SecretRef};
pub use settings::{Setting, Source};
pub use values::{Age, BaseUrl, InternalId, Quoted};

use crate::base::{DateOrder, sha256_hex};
use crate::model::rules::Rules;
use file::File;

/// The effective configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from; `None` where the defaults hold.
    pub path: Option<PathBuf>,
    /// Every key with its effective value.
    pub file: File,
    /// The store's file, as an absolute path or relative to the working directory.
    pub store: PathBuf,
    rules: Rules,
    settings: Vec<Setting>,
    fingerprint: String,
}

/// How saved-search CSV files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetsuiteCsv {
    /// The order of day, month and year; `None` where it is not declared.
    pub date_order: Option<DateOrder>,
    /// What tieout calls a column, and the header that stands for it in the file.
    pub columns: std::collections::BTreeMap<String, String>,
}

impl Config {
    /// Finds, reads and checks the configuration.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault that was found.
    pub fn load(layers: &Layers) -> Result<Self, ConfigError> {
        let path = find(layers)?;
        let text = match &path {
            Some(path) => locate::read(path)?,
            None => String::new(),
        };
        Self::from_text(&text, path, layers)
    }

    /// The configuration that a text in the file's form stands for.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault that was found.
    pub fn from_text(text: &str, path: Option<PathBuf>, layers: &Layers) -> Result<Self, ConfigError> {
        let name = path.as_ref().map_or_else(String::new, |p| p.display().to_string());
        let base = path.as_ref().and_then(|p| p.parent()).unwrap_or(&layers.dir);
        let place = place::Place::parse(&name, text)?;
        let faults = check::shape(&place);
        if !faults.is_empty() {
            return Err(ConfigError { faults });
        }
        let mut file: File = place.read()?;
        let mut faults = check::check(&file, &place);
        check::private(&file, base, &place, &mut faults);
        let store = store_url::resolve(&file, layers, base, &place, &mut faults);
        let (aliases, bundles) = side::read(&file, base, &place, &mut faults);
        let store = match store {
            Some(store) if faults.is_empty() => store,
            _ => return Err(ConfigError { faults }),
        };
        if file.shops.is_empty() {
            file.shops.push(file::Shop::implicit());
        }
        let rules = rules::build(&file, aliases, bundles);
        let settings = settings::list(&file, &place, &store);
        let fingerprint = fingerprint(&rules, &settings).map_err(|error| Fault {
            file: name,
            line: 0,
            key: String::new(),
            what: format!("cannot be told from others: {error}"),
            mend: String::new(),
        })?;
        Ok(Self {
            path,
            file,
            store: store.path,
            rules,
            settings,
            fingerprint,
        })
    }

    /// The rule book: everything that decides how the two sides are compared.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules.clone()
    }

    /// How saved-search CSV files are read.
    #[must_use]
    pub fn netsuite_csv(&self) -> NetsuiteCsv {
        NetsuiteCsv {
            date_order: self.file.import.netsuite_csv.date_order,
            columns: self.file.import.netsuite_csv.columns.clone(),
        }
    }

    /// The names of the shops, in the order of the configuration.
    pub fn shop_names(&self) -> impl Iterator<Item = &str> {
        self.file.shops.iter().map(|s| s.name.as_str())
    }

    /// The effective value of every key, with where it comes from.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// `sha256:…` over the effective configuration: the same for the same meaning, wherever the files
    /// and the store lie and wherever the secrets are kept.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The JSON Schema of the configuration file.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(File).to_value()
    }
}

fn fingerprint(rules: &Rules, settings: &[Setting]) -> Result<String, serde_json::Error> {
    let mut text = rules.fingerprint()?;
    for setting in settings.iter().filter(|s| s.is_meaning()) {
        text.push_str(&format!("\n{}={}", setting.key, setting.value));
    }
    Ok(format!("sha256:{}", sha256_hex(text.as_bytes())))
}
