//! A request, taken apart.

use axum::http::request::Parts;
use bytes::Bytes;

/// A request to the account.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: String,
    /// `http://127.0.0.1:4002`, without a port that is the scheme's own.
    pub(super) origin: String,
    /// The path as it was sent.
    pub(super) path: String,
    /// The steps of the path below `/netsuite/services/rest`, decoded.
    pub(super) steps: Vec<String>,
    /// The query's pairs, decoded.
    pub(super) query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// The path that everything is below.
const BASE: &str = "/netsuite/services/rest";

impl Call {
    pub(super) fn new(parts: &Parts, body: Bytes) -> Self {
        let headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let path = parts.uri.path().to_owned();
        let below = path.strip_prefix(BASE).unwrap_or("");
        let steps = below.split('/').filter(|s| !s.is_empty()).map(|s| decoded(s, false));
        let query = parts.uri.query().unwrap_or("");
        let pairs = query.split('&').filter(|p| !p.is_empty());
        Self {
            method: parts.method.as_str().to_owned(),
            origin: origin(parts),
            steps: steps.collect(),
            query: pairs.map(pair).collect(),
            path,
            headers,
            body,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a `Prefer` header has this preference.
    pub(super) fn prefers(&self, preference: &str) -> bool {
        let preferred = self.headers.iter().filter(|(name, _)| name == "prefer");
        preferred
            .flat_map(|(_, value)| value.split([',', ';']))
            .any(|p| p.trim().eq_ignore_ascii_case(preference))
    }

    /// An address of the account: `/record/v1/salesOrder/5`.
    pub(super) fn address(&self, below: &str) -> String {
        format!("{}{BASE}{below}", self.origin)
    }

    /// This request's address with another page.
    pub(super) fn page_address(&self, limit: u64, offset: u64) -> String {
        let kept = self.query.iter().filter(|(n, _)| n != "limit" && n != "offset");
        let kept: String = kept.map(|(n, v)| format!("{}={}&", encoded(n), encoded(v))).collect();
        format!("{}{}?{kept}limit={limit}&offset={offset}", self.origin, self.path)
    }
}

fn origin(parts: &Parts) -> String {
    let host = parts.headers.get("host").and_then(|h| h.to_str().ok());
    let scheme = parts.uri.scheme_str().unwrap_or("http");
    let host = parts
        .uri
        .authority()
        .map(|a| a.as_str())
        .or(host)
        .unwrap_or("localhost");
    let default = if scheme == "https" { ":443" } else { ":80" };
    format!(
        "{scheme}://{}",
        host.strip_suffix(default).unwrap_or(host).to_lowercase()
    )
}

/// A pair of a query or of a form.
pub(super) fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decoded(name, true), decoded(value, true))
}

/// Percent-decodes; in queries and forms a plus is a space.
pub(super) fn decoded(text: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = match (first, after) {
            (b'%', [a, b, ..]) => std::str::from_utf8(&[*a, *b])
                .ok()
                .and_then(|h| u8::from_str_radix(h, 16).ok()),
            _ => None,
        };
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(if plus && *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
