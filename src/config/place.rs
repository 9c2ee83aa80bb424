//! Where a key stands in the file, and the parser's errors with key, line and mend.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Fault;

/// A configuration file with the place of each of its keys.
pub(super) struct Place<'t> {
    name: String,
    text: &'t str,
    table: DeTable<'t>,
}

impl<'t> Place<'t> {
    /// Reads the text as TOML.
    pub(super) fn parse(name: &str, text: &'t str) -> Result<Self, Fault> {
        match DeTable::parse(text) {
            Ok(table) => Ok(Self {
                name: name.to_owned(),
                text,
                table: table.into_inner(),
            }),
            Err(error) => Err(Fault {
                file: name.to_owned(),
                line: error.span().map_or(0, |span| line_at(text, span.start)),
                key: String::new(),
                what: format!("is not TOML here: {}", error.message().replace('\n', ", ")),
                mend: "texts stand in quotes, and a key stands once".to_owned(),
            }),
        }
    }

    /// Reads the keys into a typed value.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        toml::from_str(self.text).map_err(|error| self.fault_of(&error))
    }

    /// A fault at a key; `path` is its tables and itself, `shops.0.domain`.
    pub(super) fn fault(&self, path: &str, what: impl Into<String>, mend: impl Into<String>) -> Fault {
        Fault {
            file: self.name.clone(),
            line: self.line(path).unwrap_or(0),
            key: shown(path),
            what: what.into(),
            mend: mend.into(),
        }
    }

    /// The line a key stands on; `None` where it is not in the file.
    pub(super) fn line(&self, path: &str) -> Option<usize> {
        self.find(path).map(|(span, _)| line_at(self.text, span.start))
    }

    /// What stands at a key, in TOML's words: `table`, `array`, `string`.
    pub(super) fn kind(&self, path: &str) -> Option<&'static str> {
        self.find(path).map(|(_, value)| value.get_ref().type_str())
    }

    fn find(&self, path: &str) -> Option<(Range<usize>, &Spanned<DeValue<'t>>)> {
        let mut steps = path.split('.');
        let (key, mut value) = self.table.get_key_value(steps.next()?)?;
        let mut span = key.span();
        for step in steps {
            (span, value) = match value.get_ref() {
                DeValue::Table(table) => {
                    let (key, value) = table.get_key_value(step)?;
                    (key.span(), value)
                }
                DeValue::Array(array) => {
                    let value = array.get(step.parse::<usize>().ok()?)?;
                    (value.span(), value)
                }
                _ => return None,
            };
        }
        Some((span, value))
    }

    /// The typed reader's error, with the key it is about.
    fn fault_of(&self, error: &toml::de::Error) -> Fault {
        let span = error.span().unwrap_or(0..0);
        let path = path_at(&self.table, &span).unwrap_or_default();
        let (what, mend) = say(error.message(), path.rsplit('.').next().unwrap_or_default());
        Fault {
            file: self.name.clone(),
            line: line_at(self.text, span.start),
            key: shown(&path),
            what,
            mend,
        }
    }
}

/// The line an offset is on, counted from 1.
fn line_at(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    before.iter().filter(|b| **b == b'\n').count() + 1
}

/// A path without the numbers of list members: the line tells which one it is.
fn shown(path: &str) -> String {
    path.split('.')
        .filter(|step| !step.bytes().all(|b| b.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(".")
}

/// The key whose own span or whose value's span begins where an error does. The deepest one wins: the
/// span of a table may cover its members.
fn path_at(table: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let mut found = None;
    for (key, value) in table {
        let below = path_in(value, span).map(|rest| format!("{}.{rest}", key.get_ref()));
        let here = || covers(&key.span(), span) || covers(&value.span(), span);
        found = below.or_else(|| here().then(|| key.get_ref().to_string())).or(found);
    }
    found
}

fn path_in(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<String> {
    match value.get_ref() {
        DeValue::Table(table) => path_at(table, span),
        DeValue::Array(array) => array.iter().enumerate().find_map(|(n, member)| {
            path_in(member, span)
                .map(|rest| format!("{n}.{rest}"))
                .or_else(|| covers(&member.span(), span).then(|| n.to_string()))
        }),
        _ => None,
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && !outer.is_empty()
}

/// Turns the reader's words into what is wrong and the mend. The reader says what it expected in
/// back-quotes; of those the one most like what was written is suggested.
fn say(message: &str, key: &str) -> (String, String) {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field") {
        let mend = names.get(1..).map_or_else(String::new, |known| suggestion(key, known));
        return ("is not a key that tieout knows".to_owned(), mend);
    }
    if message.starts_with("unknown variant") {
        let written = names.first().copied().unwrap_or_default();
        let mend = names
            .get(1..)
            .map_or_else(String::new, |known| suggestion(written, known));
        return (format!("cannot be `{written}`"), mend);
    }
    if let Some(missing) = message.strip_prefix("missing field ") {
        let name = missing.trim_matches('`');
        return (format!("lacks `{name}`"), format!("add {name} = \"…\""));
    }
    if let Some((got, expected)) = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        let expected = match expected {
            "a string" => "text in quotes",
            "a boolean" => "true or false",
            "a sequence" => "a list in [ ]",
            "u16" => "a whole number",
            other if other.starts_with("struct") => "a table",
            other => other,
        };
        let got = match got.split_once(' ') {
            _ if got == "map" => "a table".to_owned(),
            _ if got == "sequence" => "a list".to_owned(),
            Some(("integer", value)) => format!("the bare number {value}"),
            Some(("floating", value)) => value.replacen("point", "the bare number", 1),
            Some(("string", value)) => format!("the text {value}"),
            _ => got.to_owned(),
        };
        return (format!("is {got}"), format!("write {expected}"));
    }
    match message.split_once("; ") {
        Some((what, mend)) => (what.to_owned(), mend.to_owned()),
        None => (message.to_owned(), String::new()),
    }
}

/// "did you mean" where one name is close, else all of them.
pub(super) fn suggestion(written: &str, known: &[&str]) -> String {
    let close = known
        .iter()
        .map(|name| (strsim::jaro_winkler(&written.to_lowercase(), name), *name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match close {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None => format!("known are {}", known.join(", ")),
    }
}
