//! Faults: what goes wrong between a client and the twin, and when. All of it follows from a file and
//! a seed.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{FromFnLayer, Next, from_fn_with_state};
use axum::response::Response;
use futures_util::future::BoxFuture;
use futures_util::stream;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::serve::Line;

/// The largest body that is held to be sent twice or cut.
const BODY_MAX: usize = 256 << 20;

/// What goes wrong. A faults file is this as TOML: a list of `[[fault]]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// In order: the first that strikes a request is the one it meets.
    #[serde(default, rename = "fault")]
    list: Vec<Fault>,
}

/// A request or its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// Before it was served: nothing has happened.
    #[error("the twin lost the request before it was served")]
    Before,
    /// After it was served: it has happened, and nobody was told.
    #[error("the twin served the request and lost the answer")]
    After,
}

/// Why a faults file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FaultsError {
    /// It is not TOML of the form wanted.
    #[error("the faults file cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// A fault lacks what its kind needs.
    #[error("fault {number} of the faults file: {what}")]
    Fault {
        /// Which, counted from 1.
        number: usize,
        /// What it lacks.
        what: &'static str,
    },
}

/// One fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    kind: Kind,
    path: Option<String>,
    method: Option<String>,
    nth: Option<u64>,
    times: Option<u64>,
    per_thousand: Option<u16>,
    in_flight_above: Option<usize>,
    status: Option<u16>,
    retry_after: Option<u32>,
    delay_ms: Option<u64>,
    #[serde(default)]
    clean: bool,
}

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Not served, not answered.
    LostBefore,
    /// Served, not answered.
    LostAfter,
    /// Served late, whether or not its client still waits by then.
    Delay,
    /// The answer's body ends in the middle: broken off, or as if that were all of it (`clean`).
    Truncate,
    /// Served twice; the second answer is given.
    Duplicate,
    /// Not served, refused with a status.
    Status,
    /// A bulk operation fails half way.
    BulkFail,
}

impl Faults {
    /// Reads a faults file.
    ///
    /// # Errors
    ///
    /// It is not TOML of this form, or a fault lacks what its kind needs.
    pub fn from_toml(text: &str) -> Result<Faults, FaultsError> {
        let faults: Faults = toml::from_str(text)?;
        for (n, fault) in faults.list.iter().enumerate() {
            let lacks = match fault.kind {
                Kind::Status
                    if fault
                        .status
                        .and_then(|status| StatusCode::from_u16(status).ok())
                        .is_none() =>
                {
                    "kind \"status\" needs `status`, from 100 to 999"
                }
                Kind::Delay if fault.delay_ms.is_none() => "kind \"delay\" needs `delay_ms`",
                _ if fault.nth == Some(0) => "`nth` counts from 1",
                _ if fault.per_thousand.is_some_and(|share| share > 1_000) => "`per_thousand` is at most 1000",
                _ => continue,
            };
            return Err(FaultsError::Fault {
                number: n + 1,
                what: lacks,
            });
        }
        Ok(faults)
    }
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        self.path.as_deref().is_none_or(|part| path.contains(part))
            && self
                .method
                .as_deref()
                .is_none_or(|asked| asked.eq_ignore_ascii_case(method))
    }
}

/// Faults at work: which strike next.
pub(super) struct Strikes {
    faults: Faults,
    seed: u64,
    /// For each fault how many requests fitted, and how many it struck.
    counts: Mutex<Vec<(u64, u64)>>,
    in_flight: AtomicUsize,
}

impl Strikes {
    pub(super) fn new(faults: Faults, seed: u64) -> Strikes {
        Strikes {
            counts: Mutex::new(vec![(0, 0); faults.list.len()]),
            faults,
            seed,
            in_flight: AtomicUsize::new(0),
        }
    }

    /// The failure that the next bulk operation is to meet.
    pub(super) fn bulk_operation(&self) -> Option<&'static str> {
        self.strike(|fault| fault.kind == Kind::BulkFail)
            .map(|_| "INTERNAL_SERVER_ERROR")
    }

    fn request(&self, method: &str, path: &str) -> Option<Fault> {
        self.strike(|fault| fault.kind != Kind::BulkFail && fault.fits(method, path))
    }

    /// Counts an occasion for all faults that fit it, and gives the first that strikes.
    fn strike(&self, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let in_flight = self.in_flight.load(Ordering::SeqCst);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut struck = None;
        for (n, (fault, (seen, hits))) in self.faults.list.iter().zip(counts.iter_mut()).enumerate() {
            if !fits(fault) {
                continue;
            }
            *seen += 1;
            let times = fault.times.or(fault.nth.map(|_| 1)).unwrap_or(u64::MAX);
            let strikes = struck.is_none()
                && *seen >= fault.nth.unwrap_or(1)
                && *hits < times
                && fault.in_flight_above.is_none_or(|most| in_flight > most)
                && fault.per_thousand.is_none_or(|share| self.chance(n, *seen) < share);
            if strikes {
                *hits += 1;
                struck = Some(fault.clone());
            }
        }
        struck
    }

    /// A number below 1000 that depends on the seed, the fault and the occasion alone.
    fn chance(&self, fault: usize, occasion: u64) -> u16 {
        let mixed = self.seed
            ^ (fault as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ occasion.wrapping_mul(0xD1B5_4A32_D192_ED03);
        fastrand::Rng::with_seed(mixed).u16(0..1_000)
    }
}

type Serving = BoxFuture<'static, Response>;
type Handler = fn(State<Arc<Strikes>>, Request, Next) -> Serving;

/// Puts faults between the routes and whoever asks.
pub(super) fn layer(strikes: Arc<Strikes>) -> FromFnLayer<Handler, Arc<Strikes>, (State<Arc<Strikes>>, Request)> {
    let handler: Handler = |State(strikes), request, next| Box::pin(serve(strikes, request, next));
    from_fn_with_state(strikes, handler)
}

/// One request more is being served, until this is dropped.
struct InFlight(Arc<Strikes>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn serve(strikes: Arc<Strikes>, request: Request, next: Next) -> Response {
    strikes.in_flight.fetch_add(1, Ordering::SeqCst);
    let _in_flight = InFlight(Arc::clone(&strikes));
    let line = request
        .extensions()
        .get::<ConnectInfo<Line>>()
        .map(|ConnectInfo(line)| line.clone());
    let path = request.uri().path().to_owned();
    let Some(fault) = strikes.request(request.method().as_str(), &path) else {
        return next.run(request).await;
    };
    tracing::debug!(kind = ?fault.kind, path, "the twin's fault strikes");
    match fault.kind {
        Kind::LostBefore => lost(Dropped::Before, line.as_ref()),
        Kind::LostAfter => {
            next.run(request).await;
            lost(Dropped::After, line.as_ref())
        }
        Kind::Delay => {
            let wait = Duration::from_millis(fault.delay_ms.unwrap_or(0));
            late(wait, request, next).await
        }
        Kind::Truncate => cut(next.run(request).await, fault.clean).await,
        Kind::Duplicate => twice(request, next).await,
        Kind::Status => refused(&fault, &path),
        Kind::BulkFail => next.run(request).await,
    }
}

/// A server that is slow does not notice that its client has gone: it goes on, and what was asked happens.
async fn late(wait: Duration, request: Request, next: Next) -> Response {
    let served = tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        next.run(request).await
    });
    served.await.unwrap_or_else(|_| lost(Dropped::After, None))
}

fn lost(dropped: Dropped, line: Option<&Line>) -> Response {
    if let Some(line) = line {
        line.cut();
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.extensions_mut().insert(dropped);
    response
}

/// Half a body. Its length is not told, as the real services do not tell it of what they compress.
async fn cut(response: Response, clean: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    parts.headers.remove(http::header::CONTENT_LENGTH);
    let broken = (!clean).then(|| {
        Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the twin cut the answer short",
        ))
    });
    let pieces = [Ok::<Bytes, io::Error>(half)].into_iter().chain(broken);
    Response::from_parts(parts, Body::from_stream(stream::iter(pieces)))
}

async fn twice(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let again = Request::from_parts(parts.clone(), Body::from(body.clone()));
    next.clone().run(Request::from_parts(parts, Body::from(body))).await;
    next.run(again).await
}

/// A refusal in the words of the service that is asked.
fn refused(fault: &Fault, path: &str) -> Response {
    let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let netsuite = path.starts_with("/netsuite");
    let body = if netsuite {
        of_netsuite(status)
    } else {
        json!({ "errors": status.canonical_reason() })
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let kind = if netsuite {
        "application/vnd.oracle.resource+json; type=error"
    } else {
        "application/json; charset=utf-8"
    };
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(seconds) = fault.retry_after {
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn of_netsuite(status: StatusCode) -> Value {
    let (title, code, detail) = match status.as_u16() {
        429 => (
            "Bad Request",
            "CONCURRENCY_LIMIT_EXCEEDED",
            "Concurrent request limit exceeded. Request blocked.",
        ),
        401 => (
            "Unauthorized",
            "INVALID_LOGIN",
            "Invalid login attempt. For more details, see the Login Audit Trail.",
        ),
        _ => (
            status.canonical_reason().unwrap_or("Error"),
            "UNEXPECTED_ERROR",
            "An unexpected error occurred.",
        ),
    };
    json!({
        "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
        "title": title,
        "status": status.as_u16(),
        "o:errorDetails": [{ "detail": detail, "o:errorCode": code }],
    })
}
