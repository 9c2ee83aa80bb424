//! The envelope of a GraphQL answer: data, errors, cost, and what the search made of its text.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::bucket::Cost;
use crate::base::clean;

/// An answer as it came.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    pub(super) data: Option<Value>,
    #[serde(default)]
    errors: Errors,
    #[serde(default)]
    pub(super) extensions: Extensions,
}

/// Some refusals before the query is read give a text or an object in place of the list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Errors {
    List(Vec<Error>),
    Other(Value),
}

impl Default for Errors {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// One error.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Error {
    #[serde(default)]
    message: String,
    #[serde(default)]
    path: Vec<Value>,
    #[serde(default)]
    extensions: Map<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Extensions {
    pub(super) cost: Option<Cost>,
    #[serde(default)]
    search: Vec<Search>,
}

#[derive(Debug, Deserialize)]
struct Search {
    #[serde(default)]
    warnings: Vec<Warning>,
}

#[derive(Debug, Clone, Deserialize)]
struct Warning {
    field: Option<String>,
    message: Option<String>,
    code: Option<String>,
}

impl Envelope {
    /// The errors, whatever form they came in.
    pub(super) fn errors(&self) -> Vec<Error> {
        match &self.errors {
            Errors::List(list) => list.clone(),
            Errors::Other(Value::Null) => Vec::new(),
            Errors::Other(other) => vec![Error {
                message: other.as_str().map_or_else(|| other.to_string(), str::to_owned),
                ..Error::default()
            }],
        }
    }

    /// The first thing the search did not understand: its field, and what was said of it. Shopify then
    /// leaves the filter out and gives everything.
    pub(super) fn misread_search(&self) -> Option<(String, String)> {
        let warning = self.extensions.search.iter().flat_map(|s| &s.warnings).next()?;
        let said = [&warning.code, &warning.message];
        let said: Vec<String> = said.into_iter().flatten().map(|t| shown(t)).collect();
        Some((shown(warning.field.as_deref().unwrap_or("")), said.join(": ")))
    }
}

impl Error {
    /// `THROTTLED`, `ACCESS_DENIED`, `undefinedField` and so on; empty where the error has none.
    pub(super) fn code(&self) -> &str {
        self.extensions.get("code").and_then(Value::as_str).unwrap_or("")
    }

    /// What it says, safe to show.
    pub(super) fn said(&self) -> String {
        shown(&self.message)
    }

    /// What the token would need; empty where it is not told.
    pub(super) fn needs(&self) -> String {
        let told = self.extensions.get("requiredAccess").and_then(Value::as_str);
        shown(told.unwrap_or(""))
    }

    /// A number among its extensions.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.extensions.get(name).and_then(Value::as_u64)
    }

    /// Where in the answer it stands, without indices: `orders.nodes.shippingAddress`. An error of
    /// validation gives its path in terms of the query, which is no place in the answer.
    pub(super) fn place(&self) -> String {
        let steps: Vec<&str> = self.path.iter().filter_map(Value::as_str).collect();
        shown(&steps.join("."))
    }
}

/// The longest text of a server's that is repeated.
const SHOWN_MAX: usize = 300;

/// A server's text, safe to show and bounded.
pub(super) fn shown(text: &str) -> String {
    clean(text).chars().take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(text: &str) -> Envelope {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn errors_are_read_in_every_form_they_come_in() {
        assert!(envelope(r#"{"data":{}}"#).errors().is_empty());
        let text = envelope(r#"{"errors":"[API] Invalid API key or access token"}"#);
        assert_eq!(text.errors()[0].said(), "[API] Invalid API key or access token");
        let object = envelope(r#"{"errors":{"query":"Required parameter missing or invalid"}}"#);
        assert!(object.errors()[0].said().contains("Required parameter"));
        let listed = envelope(
            r#"{"data":{"a":null},"errors":[{"message":"Access denied for a\u001b[2J.","path":["orders","nodes",3,"a"],
                "extensions":{"code":"ACCESS_DENIED","requiredAccess":"`read_orders` access scope."}}]}"#,
        );
        let error = &listed.errors()[0];
        assert_eq!(
            (error.code(), error.place().as_str()),
            ("ACCESS_DENIED", "orders.nodes.a")
        );
        assert_eq!(error.needs(), "`read_orders` access scope.");
        assert!(!error.said().contains('\u{1b}'), "{}", error.said());
    }

    #[test]
    fn a_search_that_was_misread_is_seen() {
        let misread = envelope(
            r#"{"data":{"orders":{"nodes":[]}},"extensions":{"search":[{"path":["orders"],"query":"updated_ad:>=1",
                "parsed":{},"warnings":[{"field":"updated_ad","message":"Invalid search field for this query.","code":"invalid_field"}]}]}}"#,
        );
        let (field, said) = misread.misread_search().unwrap();
        assert_eq!(
            (field.as_str(), said.as_str()),
            ("updated_ad", "invalid_field: Invalid search field for this query.")
        );
        let understood =
            envelope(r#"{"data":{},"extensions":{"search":[{"path":["orders"],"query":"a","parsed":{}}]}}"#);
        assert_eq!(understood.misread_search(), None);
    }
}
