//! A configuration file made from answers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use thiserror::Error;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::secrets;
use crate::config::{Config, ConfigError, Layers};
use crate::model::rules::OrderHolds;
use crate::secret::{Keyring, Place, SecretError, write_private};

/// The table a key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A shop, by its place in the list.
    Shop(usize),
    /// NetSuite.
    Netsuite,
    /// The items that stand for something other than goods.
    Items,
    /// The accounts of balance transactions.
    Accounts,
}

/// A secret as it was given.
#[derive(Debug, Clone)]
pub enum Given {
    /// Where it is kept, in the configuration's words.
    Reference(String),
    /// Itself, to be kept somewhere.
    Typed(SecretString),
}

/// A configuration on its way.
#[derive(Debug)]
pub struct Draft {
    document: DocumentMut,
    typed: Vec<Typed>,
}

#[derive(Debug)]
struct Typed {
    at: At,
    key: &'static str,
    name: String,
    secret: SecretString,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// The references of the secrets that were typed.
    pub kept: Vec<String>,
    /// The keyring they are in; `None` where they are in private files, or none was typed.
    pub keyring: Option<Place>,
}

/// A configuration could not be written. Nothing was.
#[derive(Debug, Error)]
pub enum InitError {
    /// There is one already.
    #[error("{0} is there already")]
    Exists(String),
    /// It would not pass its own check.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A secret could not be kept.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A file cannot be written.
    #[error("cannot write {path}: {what}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        what: String,
    },
}

const OPENING: &str = "# Made by `tieout init`. `tieout config schema` describes every key.\n\n";

impl Default for Draft {
    fn default() -> Self {
        Self {
            document: DocumentMut::new(),
            typed: Vec::new(),
        }
    }
}

impl Draft {
    /// Names the store.
    pub fn store(&mut self, url: &str) {
        self.document["store"] = Item::Table(Table::new());
        self.document["store"]["url"] = value(url);
    }

    /// Adds a shop and gives its place in the list.
    pub fn shop(&mut self, name: &str) -> usize {
        let shops = self
            .document
            .entry("shops")
            .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let mut table = Table::new();
        table["name"] = value(name);
        match shops.as_array_of_tables_mut() {
            Some(shops) => {
                shops.push(table);
                shops.len() - 1
            }
            None => 0,
        }
    }

    /// The names of the shops, in their order.
    #[must_use]
    pub fn shops(&self) -> Vec<String> {
        let tables = self.document.get("shops").and_then(Item::as_array_of_tables);
        let names = tables.into_iter().flatten().filter_map(|t| t["name"].as_str());
        names.map(str::to_owned).collect()
    }

    /// Answers a key.
    pub fn set(&mut self, at: At, key: &str, answer: impl Into<toml_edit::Value>) {
        let answer = value(answer);
        let table = match at {
            At::Netsuite => "netsuite",
            At::Items => "items",
            At::Accounts => "accounts",
            At::Shop(n) => {
                let shops = self.document.get_mut("shops").and_then(Item::as_array_of_tables_mut);
                if let Some(shop) = shops.and_then(|shops| shops.get_mut(n)) {
                    shop[key] = answer;
                }
                return;
            }
        };
        self.document.entry(table).or_insert(Item::Table(Table::new()))[key] = answer;
    }

    /// Answers a key with a secret; `name` is what it goes by where it has to be kept.
    pub fn set_secret(&mut self, at: At, key: &'static str, given: Given, name: &str) {
        match given {
            Given::Reference(reference) => self.set(at, key, reference),
            Given::Typed(secret) => self.typed.push(Typed {
                at,
                key,
                name: name.to_owned(),
                secret,
            }),
        }
    }

    /// Checks it, keeps the typed secrets, and writes it: whole or not at all.
    ///
    /// # Errors
    /// [`InitError`].
    pub fn write(
        mut self,
        path: &Path,
        force: bool,
        layers: &Layers,
        keyring: &Keyring,
        data_dir: &Path,
    ) -> Result<Written, InitError> {
        if !force && path.exists() {
            return Err(InitError::Exists(path.display().to_string()));
        }
        let place = keyring.place().ok();
        let typed = std::mem::take(&mut self.typed);
        let dir = path.parent().unwrap_or(Path::new("")).join(SECRETS);
        let mut kept = Vec::new();
        for secret in &typed {
            let reference = match place {
                Some(_) => format!("keyring:{}", secret.name),
                None => format!("file:{SECRETS}/{}", secret.name),
            };
            self.set(secret.at, secret.key, reference.clone());
            kept.push(reference);
        }
        let text = format!("{OPENING}{}", self.document);
        Config::from_text(&text, Some(path.to_owned()), layers)?;
        for secret in &typed {
            match place {
                Some(_) => drop(secrets::set(keyring, data_dir, &secret.name, &secret.secret)?),
                None => write_private(&dir.join(&secret.name), &secret.secret)?,
            }
        }
        write(path, &text, force)?;
        Ok(Written {
            path: path.to_owned(),
            keyring: place.filter(|_| !kept.is_empty()),
            kept,
        })
    }
}

/// Where typed secrets go that no keyring takes, beside the configuration.
pub const SECRETS: &str = "secrets";

/// What is wrong with one answer, or nothing.
///
/// # Errors
/// What is wrong and the mend.
pub fn check(at: At, key: &str, answer: &str) -> Result<(), String> {
    let mut draft = Draft::default();
    let at = match at {
        At::Shop(_) => At::Shop(draft.shop("shop")),
        other => other,
    };
    draft.set(at, key, answer);
    let layers = Layers {
        // The check of a key is not to depend on where this user's store is.
        store_flag: Some("sqlite:x.db".to_owned()),
        ..Layers::default()
    };
    match Config::from_text(&draft.document.to_string(), None, &layers) {
        Ok(_) => Ok(()),
        Err(error) => Err(error
            .faults
            .first()
            .map_or_else(String::new, |fault| format!("{}; {}", fault.what, fault.mend))),
    }
}

/// Puts the column that holds the Shopify order into a configuration that was written before.
///
/// # Errors
/// [`InitError`].
pub fn set_order_field(path: &Path, field: &str, holds: OrderHolds, layers: &Layers) -> Result<(), InitError> {
    let cannot = |what: String| InitError::Write {
        path: path.display().to_string(),
        what,
    };
    let text = std::fs::read_to_string(path).map_err(|e| cannot(e.to_string()))?;
    let document: DocumentMut = text
        .parse()
        .map_err(|e: toml_edit::TomlError| cannot(e.message().to_owned()))?;
    let mut draft = Draft {
        document,
        typed: Vec::new(),
    };
    draft.set(At::Netsuite, "order_field", field);
    draft.set(At::Netsuite, "order_holds", holds_text(holds));
    let text = draft.document.to_string();
    Config::from_text(&text, Some(path.to_owned()), layers)?;
    write(path, &text, true)
}

/// How the configuration spells it.
#[must_use]
pub const fn holds_text(holds: OrderHolds) -> &'static str {
    match holds {
        OrderHolds::Name => "name",
        OrderHolds::LegacyId => "legacy_id",
    }
}

/// Writes beside the file and renames: nobody ever reads half of it.
fn write(path: &Path, text: &str, replace: bool) -> Result<(), InitError> {
    let write = || {
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(dir)?;
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        if replace {
            file.persist(path)?;
        } else {
            file.persist_noclobber(path)?;
        }
        Ok(())
    };
    write().map_err(|error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => InitError::Exists(path.display().to_string()),
        _ => InitError::Write {
            path: path.display().to_string(),
            what: error.to_string(),
        },
    })
}

#[cfg(test)]
mod tests;
