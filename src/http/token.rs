//! OAuth 2.0 access tokens: asked for once, kept until shortly before their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ::http::{Request, StatusCode, header};
use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;

use super::address::host_of;
use super::answer::{excerpt, scrub};
use super::client::{Client, Kind};
use super::clock::Clock;
use super::error::{HttpError, Refusal};
use super::gate::Gate;
use super::retry::Class;
use super::sign_in::{Credential, SignInError, Unsigned};
use super::transport::Transport;

/// What RFC 3986 leaves as it is; everything else is percent-encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a token is asked for.
pub struct TokenRequest {
    /// The token end point.
    pub to: ::http::Uri,
    /// Fields of the form that anyone may see.
    pub open_fields: Vec<(&'static str, String)>,
    /// Fields that no error may show; they follow the open ones.
    pub secret_fields: Vec<(&'static str, SecretString)>,
}

impl TokenRequest {
    fn build(&self) -> Result<Request<Bytes>, SignInError> {
        let open = self.open_fields.iter().map(|(name, value)| (*name, value.as_str()));
        let secret = self
            .secret_fields
            .iter()
            .map(|(name, value)| (*name, value.expose_secret()));
        let body = Bytes::from(form(open.chain(secret)));
        Request::post(self.to.clone())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(body)
            .map_err(|_| SignInError::Secret {
                name: "token address",
                what: "it is no address",
            })
    }
}

/// A form in `application/x-www-form-urlencoded`.
fn form<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let pairs = fields.map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encodes everything but letters, digits and `-._~` (RFC 3986), so a space becomes `%20`.
pub fn percent_encode(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, RESERVED)
}

/// Asks one token end point and holds its token; many callers at once ask once.
pub struct TokenCache {
    client: Client,
    clock: Clock,
    /// How long before its end a token is no longer used.
    margin: Duration,
    tries: AtomicU64,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<(SecretString, Timestamp)>,
    number: u64,
    failed: Option<SignInError>,
}

impl TokenCache {
    /// A cache that lets go of a token `margin` before its end (and of a short-lived one after half
    /// its life).
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, clock: Clock, margin: Duration) -> Self {
        // A gate of its own: a request that waits for a token holds a place in the service's gate.
        let client = Client::new(transport, Arc::new(Unsigned), Gate::new(1), clock.clone())
            .judged_by(|refusal| (refusal.status == StatusCode::UNAUTHORIZED).then_some(Class::Refused));
        Self {
            client,
            clock,
            margin,
            tries: AtomicU64::new(0),
            held: Mutex::default(),
        }
    }

    /// The token, asked for where none is held. Callers that come while it is being asked for share
    /// what comes of it, a failure too.
    ///
    /// # Errors
    /// What `request` fails with; the refusal in the end point's words; or why no answer came.
    pub async fn get(
        &self,
        request: impl FnOnce() -> Result<TokenRequest, SignInError> + Send,
    ) -> Result<(SecretString, Credential), SignInError> {
        let tries_before = self.tries.load(Ordering::SeqCst);
        let mut held = self.held.lock().await;
        if let Some((value, ends)) = &held.token
            && self.clock.now() < *ends
        {
            return Ok((value.clone(), Credential(held.number)));
        }
        if self.tries.load(Ordering::SeqCst) != tries_before
            && let Some(error) = &held.failed
        {
            return Err(error.clone());
        }
        // Counted from before the request: the answer may have been long on its way.
        let asked_at = self.clock.now();
        let asked = match request() {
            Ok(request) => self.ask(&request).await,
            Err(error) => Err(error),
        };
        self.tries.fetch_add(1, Ordering::SeqCst);
        held.failed = asked.as_ref().err().cloned();
        held.token = None;
        let (value, lifetime) = asked?;
        let useful = lifetime.saturating_sub(self.margin.min(lifetime / 2));
        let ends = asked_at.saturating_add(useful).unwrap_or(asked_at);
        held.number += 1;
        held.token = Some((value.clone(), ends));
        Ok((value, Credential(held.number)))
    }

    /// Forgets a token that was refused, unless another has taken its place already.
    pub async fn forget(&self, refused: Credential) {
        let mut held = self.held.lock().await;
        if held.number == refused.0 {
            held.token = None;
        }
    }

    async fn ask(&self, request: &TokenRequest) -> Result<(SecretString, Duration), SignInError> {
        let host = host_of(&request.to);
        // Asking twice does no harm: each answer is a token of its own.
        match self.client.send(request.build()?, Kind::Read).await {
            Ok(answer) => read_token(&host, answer.body()),
            Err(HttpError::Refused(refusal)) => Err(refused(&refusal, request)),
            Err(HttpError::SignIn(error)) => Err(error),
            Err(other) => Err(SignInError::Unavailable(Box::new(other))),
        }
    }
}

/// The reason in the end point's own words, of which only RFC 6749's two fields are shown.
fn refused(refusal: &Refusal, request: &TokenRequest) -> SignInError {
    let secrets = request.secret_fields.iter();
    let secrets: Vec<String> = secrets.map(|(_, value)| value.expose_secret().to_owned()).collect();
    let said: Option<Value> = serde_json::from_slice(&refusal.body).ok();
    let field = |name: &str| said.as_ref().and_then(|s| s.get(name)?.as_str().map(str::to_owned));
    let words = [field("error"), field("error_description")];
    let text = words.into_iter().flatten().collect::<Vec<_>>().join(": ");
    let shown = scrub(Bytes::from(text), &secrets);
    SignInError::Refused {
        host: refusal.host.clone(),
        status: refusal.status.as_u16(),
        what: match excerpt(&String::from_utf8_lossy(&shown)) {
            none if none.is_empty() => "it gives no reason".to_owned(),
            some => some,
        },
    }
}

/// Reads `access_token` and `expires_in`, which NetSuite writes as text.
fn read_token(host: &str, body: &[u8]) -> Result<(SecretString, Duration), SignInError> {
    let missing = |what| SignInError::NoToken {
        host: host.to_owned(),
        what,
    };
    let answer: Value = serde_json::from_slice(body).map_err(|_| missing("it is not JSON"))?;
    let token = answer.get("access_token").and_then(Value::as_str).unwrap_or("");
    if token.is_empty() {
        return Err(missing("it has no access_token"));
    }
    let seconds = match answer.get("expires_in") {
        Some(Value::Number(n)) => n.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let seconds = seconds.ok_or_else(|| missing("it does not say how long the token is good for"))?;
    Ok((SecretString::from(token), Duration::from_secs(seconds)))
}
