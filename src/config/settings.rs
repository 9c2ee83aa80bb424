//! The effective value of every key, with where it comes from.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::file::File;
use super::place::Place;
use super::store_url::Chosen;

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The key with its tables: `shops.0.name`.
    pub key: String,
    /// Its value; of a secret, where it is kept.
    pub value: Value,
    /// Where the value comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "layer", content = "at", rename_all = "lowercase")]
pub enum Source {
    /// Nothing says otherwise.
    Default,
    /// A line of the file.
    File(usize),
    /// An environment variable.
    Env(&'static str),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(line) => write!(f, "line {line}"),
            Self::Env(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Keys that say where something is kept and change nothing else.
const PLACES: [&str; 13] = [
    "store.url",
    "base_url",
    "items.sku_aliases",
    "items.bundles",
    "access_token",
    "client_secret",
    "webhook_secret",
    "private_key",
    "consumer_key",
    "consumer_secret",
    "token_id",
    "token_secret",
    "notify.webhook",
];

impl Setting {
    /// Whether the value has a part in the configuration's fingerprint: paths and references have not,
    /// and the contents of the side files have through the rule book.
    pub(super) fn is_meaning(&self) -> bool {
        !PLACES.iter().any(|place| self.key.ends_with(place))
    }
}

/// All keys, in the order of the file's documentation.
pub(super) fn list(file: &File, place: &Place<'_>, store: &Chosen) -> Vec<Setting> {
    let mut settings = vec![Setting {
        key: "store.url".to_owned(),
        value: format!("sqlite:{}", store.path.display()).into(),
        source: store.source,
    }];
    // Serialising into a `Value` fails for keys that are not text only, and all of these are.
    let tree = serde_json::to_value(file).unwrap_or(Value::Null);
    flatten(String::new(), tree, &mut |key, value| {
        if key != "store.url" {
            let source = place.line(&key).map_or(Source::Default, Source::File);
            settings.push(Setting { key, value, source });
        }
    });
    settings
}

/// Walks down tables and lists of tables; lists of plain values stay whole.
fn flatten(path: String, value: Value, take: &mut impl FnMut(String, Value)) {
    let below = |step: &str| {
        if path.is_empty() {
            step.to_owned()
        } else {
            format!("{path}.{step}")
        }
    };
    match value {
        Value::Object(members) => members.into_iter().for_each(|(k, v)| flatten(below(&k), v, take)),
        Value::Array(members) if members.iter().any(Value::is_object) => {
            for (n, member) in members.into_iter().enumerate() {
                flatten(below(&n.to_string()), member, take);
            }
        }
        other => take(path, other),
    }
}
