//! Where a secret is kept. The secret itself is never in the configuration.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A reference to a secret: `keyring:NAME`, `env:NAME`, `file:PATH` or `command:PROGRAM ARGS`.
///
/// A value that is none of these is refused without being repeated, whatever its type: it may well be
/// the secret itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum SecretRef {
    /// An entry of the operating system's keyring.
    Keyring(String),
    /// An environment variable.
    Env(String),
    /// A file that is private to the user; relative to the configuration file.
    File(String),
    /// What a program prints. The words are split at blanks.
    Command(Vec<String>),
}

const FORMS: &str = "keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS";

impl SecretRef {
    /// Reads a reference.
    ///
    /// # Errors
    /// What is wrong, without the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        if !matches!(scheme, "keyring" | "env" | "file" | "command") {
            return Err(format!(
                "is no reference to a secret; keep the secret elsewhere and write {FORMS}"
            ));
        }
        let rest = rest.trim();
        if rest.is_empty() {
            return Err(format!("names nothing after `{scheme}:`; write {FORMS}"));
        }
        match scheme {
            "keyring" => Ok(Self::Keyring(rest.to_owned())),
            "file" => Ok(Self::File(rest.to_owned())),
            "command" => Ok(Self::Command(rest.split_whitespace().map(str::to_owned).collect())),
            _ if is_variable(rest) => Ok(Self::Env(rest.to_owned())),
            _ => Err("needs the name of an environment variable after `env:`, such as env:SHOPIFY_TOKEN".to_owned()),
        }
    }
}

fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The reference, never what it leads to. Of a command only the program is shown: its arguments may
/// hold what nobody should read.
impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring(name) => write!(f, "keyring:{name}"),
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{path}"),
            Self::Command(words) => {
                write!(f, "command:{}", words.first().map_or("", String::as_str))?;
                f.write_str(if words.len() > 1 { " …" } else { "" })
            }
        }
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for SecretRef {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Takes text, and refuses everything else without saying what it was.
struct Silent;

impl Visitor<'_> for Silent {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORMS)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<String, E> {
        Err(refusal())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<String, E> {
        Err(refusal())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<String, E> {
        Err(refusal())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<String, E> {
        Err(refusal())
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<String, E> {
        Err(refusal())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<String, E> {
        Err(refusal())
    }
}

fn refusal<E: Error>() -> E {
    E::custom(format!("is no reference to a secret; write {FORMS}"))
}

impl<'de> Deserialize<'de> for SecretRef {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = from.deserialize_any(Silent)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for SecretRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecretRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(keyring|env|file|command):.+",
            "description": "Where a secret is kept: keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS."
        })
    }
}

/// One half of a pair of credentials that is worthless without the other: written out, or a reference.
/// Written out it is kept and never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum IdOrReference {
    /// Written out.
    Plain(String),
    /// Kept elsewhere.
    Reference(SecretRef),
}

impl IdOrReference {
    /// The reference, where it is one.
    #[must_use]
    pub const fn reference(&self) -> Option<&SecretRef> {
        match self {
            Self::Plain(_) => None,
            Self::Reference(reference) => Some(reference),
        }
    }
}

impl fmt::Debug for IdOrReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("(set)"),
            Self::Reference(reference) => fmt::Display::fmt(reference, f),
        }
    }
}

impl Serialize for IdOrReference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for IdOrReference {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = from.deserialize_any(Silent)?;
        match text.split_once(':') {
            Some(("keyring" | "env" | "file" | "command", _)) => {
                SecretRef::parse(&text).map(Self::Reference).map_err(D::Error::custom)
            }
            _ if text.trim().is_empty() => Err(D::Error::custom("is empty; leave the key out or write the id")),
            _ => Ok(Self::Plain(text)),
        }
    }
}

impl JsonSchema for IdOrReference {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IdOrReference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "The id itself, or where it is kept: keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS."
        })
    }
}
