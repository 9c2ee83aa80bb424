//! Why a row of a bulk file could not be taken, and reading a row so that the field is named.

use serde::Deserialize;

use crate::model::pack::PackError;

/// A row that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: String,
    pub(super) value: String,
    pub(super) what: String,
    pub(super) mend: String,
}

impl Fault {
    /// The query did not select a field.
    pub(super) fn lacks(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            value: String::new(),
            what: "is missing".to_owned(),
            mend: "select it in the bulk query; nothing is assumed in its place".to_owned(),
        }
    }
}

impl From<PackError> for Fault {
    fn from(error: PackError) -> Self {
        Self {
            field: String::new(),
            value: String::new(),
            what: error.to_string(),
            mend: String::new(),
        }
    }
}

/// Reads a row. A field that is missing, or holds something else than Shopify writes there, is named.
pub(super) fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, Fault> {
    sonic_rs::from_str(line).map_err(|error| fault(line, &error))
}

fn fault(line: &str, error: &sonic_rs::Error) -> Fault {
    // The library's words end in an excerpt of several lines, which says less than the place.
    let text = error.to_string();
    let what = text.split("\n\n").next().unwrap_or(&text).trim();
    let is_whole = line.ends_with('}');
    let missing = what
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'))
        .map(|(field, _)| field);
    if let Some(field) = missing.filter(|_| is_whole) {
        return Fault::lacks(field);
    }
    // The words name a place behind the value: what is told is the value's field.
    let field = if is_whole && !error.is_syntax() {
        key_before(line, error.offset())
    } else {
        ""
    };
    Fault {
        field: field.to_owned(),
        value: line.chars().take(48).collect(),
        what: format!(
            "cannot be read{}: {what}",
            if is_whole || !line.starts_with('{') {
                ""
            } else {
                " (the line is cut short)"
            }
        ),
        mend: "download the file again, and give it as Shopify wrote it".to_owned(),
    }
}

/// The last key that stands before a place; empty where there is none. Quotes inside a text are
/// escaped, so that no text holds what ends a key.
fn key_before(line: &str, offset: usize) -> &str {
    let mut end = offset.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let before = &line[..end];
    before
        .rfind("\":")
        .and_then(|close| before[..close].rfind('"').map(|open| &before[open + 1..close]))
        .unwrap_or("")
}
