//! One execution of one query: what the resolvers share.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use apollo_compiler::resolvers::{FieldError, ResolveInfo};
use apollo_compiler::response::{GraphQLError, JsonValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::access::Scopes;
use super::bulk::Board;
use super::decoded::{Decoded, Found};
use super::filter::Filter;
use super::listing::Kind;
use super::trade::{Object, Trade};

/// What the resolvers of one execution share.
pub(super) struct Run<'a> {
    /// The shop's data.
    pub(super) trade: &'a Arc<Trade>,
    /// The shop's time zone.
    pub(super) zone: &'a TimeZone,
    /// The moment it is.
    pub(super) now: Timestamp,
    /// What the token may see.
    pub(super) scopes: &'a Scopes,
    /// The app's bulk operations; none inside one.
    pub(super) board: Option<&'a Mutex<Board>>,
    /// `http://host`, for addresses in answers.
    pub(super) origin: &'a str,
    /// Inside a bulk operation: the nodes of the first connection that are wanted. There `first` and
    /// cursors count for nothing.
    pub(super) window: Option<Range<usize>>,
    decoded: Decoded,
    found: Cell<usize>,
    problems: RefCell<Vec<Problem>>,
    searches: RefCell<Vec<Value>>,
}

/// What can be wrong with a field, in Shopify's words.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    message: String,
    extensions: Map<String, Value>,
}

impl Problem {
    /// A problem with a code.
    pub(super) fn new(code: &str, message: impl Into<String>) -> Problem {
        let extensions = [("code".to_owned(), json!(code))].into_iter().collect();
        Problem {
            message: message.into(),
            extensions,
        }
    }

    /// An argument that cannot be.
    pub(super) fn bad_request(message: impl Into<String>) -> Problem {
        Problem::new("BAD_REQUEST", message)
    }

    /// A scope is missing.
    pub(super) fn denied(field: &str, needed: &str) -> Problem {
        let needed = format!("the {needed}");
        let mut problem = Problem::new(
            "ACCESS_DENIED",
            format!("Access denied for {field} field. Required access: {needed}"),
        );
        let more = [
            ("documentation", "https://shopify.dev/api/usage/access-scopes"),
            ("requiredAccess", needed.as_str()),
        ];
        problem
            .extensions
            .extend(more.map(|(key, value)| (key.to_owned(), json!(value))));
        problem
    }

    /// Personal data is not granted.
    pub(super) fn personal(field: &str) -> Problem {
        let documentation = "https://shopify.dev/docs/apps/launch/protected-customer-data";
        let message =
            format!("This app is not approved to use the {field} field. See {documentation} for more details.");
        let mut problem = Problem::new("ACCESS_DENIED", message);
        problem
            .extensions
            .insert("documentation".to_owned(), json!(documentation));
        problem
    }

    /// The world lacks what was asked for: a fault of the world file, not of the client.
    pub(super) fn not_held(what: &str) -> Problem {
        Problem::new(
            "TWIN_WORLD_INCOMPLETE",
            format!("the twin's world does not hold {what}"),
        )
    }

    /// Its code.
    pub(super) fn code(&self) -> &str {
        self.extensions.get("code").and_then(Value::as_str).unwrap_or_default()
    }
}

impl<'a> Run<'a> {
    /// A run at a moment.
    pub(super) fn new(
        trade: &'a Arc<Trade>,
        zone: &'a TimeZone,
        now: Timestamp,
        scopes: &'a Scopes,
        origin: &'a str,
    ) -> Run<'a> {
        Run {
            trade,
            zone,
            now,
            scopes,
            board: None,
            origin,
            window: None,
            decoded: Decoded::default(),
            found: Cell::new(0),
            problems: RefCell::default(),
            searches: RefCell::default(),
        }
    }

    /// An object of a list.
    pub(super) fn object(&self, kind: Kind, at: usize) -> Option<&Object> {
        self.decoded.object(self.trade, kind, at)
    }

    /// The object with an id, wherever it stands.
    pub(super) fn find(&self, id: &str) -> Option<Found<'_>> {
        self.decoded.find(self.trade, id)
    }

    /// Notes a problem, and makes the error that stands for it until the answer is written.
    pub(super) fn fail(&self, problem: Problem) -> FieldError {
        let mut problems = self.problems.borrow_mut();
        problems.push(problem);
        FieldError {
            message: format!("#{}", problems.len() - 1),
        }
    }

    /// Notes how many nodes the first connection has in all.
    pub(super) fn note_found(&self, nodes: usize) {
        self.found.set(nodes);
    }

    /// How many nodes the first connection has in all.
    pub(super) fn found(&self) -> usize {
        self.found.get()
    }

    /// Notes how a search was read, if there is something to warn of.
    pub(super) fn searched(&self, info: &ResolveInfo<'_>, below: Option<&str>, query: &str, filter: &Filter) {
        if filter.warnings.is_empty() {
            return;
        }
        let key = info.field_selections()[0].response_key().as_str();
        let path: Vec<&str> = below.into_iter().chain([key]).collect();
        self.searches.borrow_mut().push(json!({
            "path": path,
            "query": query,
            "parsed": filter.parsed,
            "warnings": filter.warnings,
        }));
    }

    /// What to warn of, for `extensions.search`.
    pub(super) fn searches(&self) -> Vec<Value> {
        self.searches.take()
    }

    /// The codes of all problems met.
    pub(super) fn codes(&self) -> Vec<String> {
        self.problems
            .borrow()
            .iter()
            .map(|problem| problem.code().to_owned())
            .collect()
    }

    /// An error as Shopify writes it: the problem it stands for, or what the executor says.
    pub(super) fn shown(&self, error: &GraphQLError) -> Value {
        let problems = self.problems.borrow();
        let number = error
            .message
            .strip_prefix("resolver error: #")
            .and_then(|n| n.parse::<usize>().ok());
        let problem = number.and_then(|n| problems.get(n)).cloned();
        let problem = problem.unwrap_or_else(|| Problem::not_held(&format!("a fitting value ({})", error.message)));
        json!({
            "message": problem.message,
            "locations": error.locations,
            "extensions": problem.extensions,
            "path": error.path,
        })
    }
}

/// A value of the world as the executor wants it.
pub(super) fn leaf(value: &Value) -> JsonValue {
    JsonValue::from(value.clone())
}
