//! What goes back: answers and the error bodies of NetSuite's REST services.

use axum::body::Body;
use axum::response::Response;
use serde_json::{Value, json};

/// The content type of a page of a collection.
pub(super) const COLLECTION: &str = "application/vnd.oracle.resource+json; type=collection";
/// The content type of one record.
pub(super) const SINGULAR: &str = "application/vnd.oracle.resource+json; type=singular";
const ERROR: &str = "application/vnd.oracle.resource+json; type=error";

/// An answer before it is HTTP.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(kind: &'static str, body: &Value) -> Self {
        Self::bytes(kind, body.to_string().into_bytes())
    }

    pub(super) const fn bytes(kind: &'static str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            kind,
            headers: Vec::new(),
            body,
        }
    }

    pub(super) const fn empty(status: u16) -> Self {
        Self {
            status,
            kind: "",
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        if !self.kind.is_empty() {
            response = response.header("content-type", self.kind);
        }
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        // A header that HTTP cannot carry can only come from an id in the request's own path.
        response
            .body(Body::from(self.body))
            .unwrap_or_else(|_| Fault::unexpected("bad-header").into_answer().into_response())
    }
}

/// Where in the request the mistake is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    Nowhere,
    Path(String),
    Param(&'static str),
    Header(&'static str),
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) detail: String,
    pub(super) at: At,
    /// Another record of the same request, which the `Location` header names.
    pub(super) location: Option<String>,
}

impl Fault {
    pub(super) fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            at: At::Nowhere,
            location: None,
        }
    }

    pub(super) fn at(mut self, at: At) -> Self {
        self.at = at;
        self
    }

    /// A query that cannot be run.
    pub(super) fn search(what: &str) -> Self {
        let detail =
            format!("Invalid search query. Detailed unprocessed description follows. Search error occurred: {what}");
        Self::new(400, "INVALID_PARAMETER", detail).at(At::Param("q"))
    }

    /// A rule of the business that a write breaks.
    pub(super) fn user(what: &str) -> Self {
        Self::new(400, "USER_ERROR", format!("Error while accessing resource: {what}"))
    }

    /// A value that its field does not take.
    pub(super) fn value(field: &str, value: &str, path: String) -> Self {
        let detail = format!(
            "Error while accessing resource: You have entered an Invalid Field Value {value} for the following field: {field}"
        );
        Self::new(400, "INVALID_CONTENT", detail).at(At::Path(path))
    }

    pub(super) fn missing() -> Self {
        Self::new(404, "NONEXISTENT_ID", "Record does not exist.")
    }

    pub(super) fn sign_in() -> Self {
        Self::new(
            401,
            "INVALID_LOGIN",
            "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > \
             Users/Roles > User Management > View Login Audit Trail.",
        )
    }

    pub(super) fn permission(name: &str) -> Self {
        let detail = format!("Permission Violation: You need the '{name}' permission to access this page.");
        Self::new(403, "INSUFFICIENT_PERMISSION", detail)
    }

    pub(super) fn too_many() -> Self {
        Self::new(
            429,
            "CONCURRENCY_LIMIT_EXCEEDED",
            "Concurrent request limit exceeded. Request blocked.",
        )
    }

    pub(super) fn unexpected(id: &str) -> Self {
        Self::new(
            500,
            "UNEXPECTED_ERROR",
            format!("An unexpected error occurred. Error ID: {id}"),
        )
    }

    pub(super) fn into_answer(self) -> Answer {
        let (title, section) = match self.status {
            400 => ("Bad Request", "#sec10.4.1"),
            401 => ("Unauthorized", "#sec10.4.2"),
            403 => ("Forbidden", "#sec10.4.4"),
            404 => ("Not Found", "#sec10.4.5"),
            405 => ("Method Not Allowed", "#sec10.4.6"),
            409 => ("Conflict", "#sec10.4.10"),
            // NetSuite gives the concurrency error this title and no section.
            429 => ("Bad Request", ""),
            _ => ("Internal Server Error", "#sec10.5.1"),
        };
        let mut detail = json!({ "detail": self.detail, "o:errorCode": self.code });
        match self.at {
            At::Nowhere => {}
            At::Path(path) => detail["o:errorPath"] = json!(path),
            At::Param(name) => detail["o:errorQueryParam"] = json!(name),
            At::Header(name) => detail["o:errorHeader"] = json!(name),
        }
        let mut body = json!({
            "type": format!("https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html{section}"),
            "title": title,
            "status": self.status,
            "o:errorDetails": [detail],
        });
        if self.status == 429 {
            body["o:errorCode"] = json!("USER_ERROR");
        }
        let mut answer = Answer::json(ERROR, &body);
        answer.status = self.status;
        match self.location {
            Some(location) => answer.with("location", location),
            None => answer,
        }
    }
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Self {
        fault.into_answer()
    }
}
