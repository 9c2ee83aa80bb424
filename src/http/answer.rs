//! Reading an answer: whole and bounded, or as it arrives; and what a refusal says.

use std::sync::Arc;

use ::http::header::LOCATION;
use ::http::{HeaderMap, Request, Response, Uri};
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};

use super::address::host_of;
use super::error::Refusal;
use super::gate::Pass;
use super::transport::{Body, TransportError};
use crate::base::clean;

/// Bytes of a refusal that are read; what follows is left unread.
const REFUSAL_BYTES_MAX: usize = 256 << 10;
/// Characters of a refusal that are shown.
const EXCERPT_CHARS_MAX: usize = 300;
/// Headers by which the services name a request.
const REQUEST_ID_HEADERS: [&str; 2] = ["x-request-id", "x-n-operationid"];

/// Why a good answer was not taken.
pub(super) enum NotTaken {
    Transport(TransportError),
    TooLong,
}

/// A way of taking a good answer's body.
pub(super) type Take<T> = fn(Response<Body>, Arc<Pass>, usize) -> BoxFuture<'static, Result<Response<T>, NotTaken>>;

/// Reads the whole body.
pub(super) fn whole(
    answer: Response<Body>,
    pass: Arc<Pass>,
    bytes_max: usize,
) -> BoxFuture<'static, Result<Response<Bytes>, NotTaken>> {
    Box::pin(async move {
        let (head, mut body) = answer.into_parts();
        let mut all = BytesMut::new();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(NotTaken::Transport)?;
            if all.len() + piece.len() > bytes_max {
                return Err(NotTaken::TooLong);
            }
            all.extend_from_slice(&piece);
        }
        drop(pass);
        Ok(Response::from_parts(head, all.freeze()))
    })
}

/// Leaves the body to the caller; the request counts as in flight until it is dropped.
pub(super) fn streamed(
    answer: Response<Body>,
    pass: Arc<Pass>,
    _: usize,
) -> BoxFuture<'static, Result<Response<Body>, NotTaken>> {
    Box::pin(async move {
        let with_pass = |body| {
            let pieces = stream::unfold((body, pass), |(mut body, pass): (Body, Arc<Pass>)| async {
                let piece = body.next().await?;
                Some((piece, (body, pass)))
            });
            pieces.boxed()
        };
        Ok(answer.map(with_pass))
    })
}

/// Reads what a refusal says, without whatever of the request's proof it repeats.
pub(super) async fn refusal(asked: &Asked, answer: Response<Body>) -> Refusal {
    let (head, mut body) = answer.into_parts();
    let mut all = BytesMut::new();
    while all.len() < REFUSAL_BYTES_MAX {
        // The status counts even where its body breaks off.
        let Some(Ok(piece)) = body.next().await else { break };
        let room = REFUSAL_BYTES_MAX - all.len();
        all.extend_from_slice(&piece[..piece.len().min(room)]);
    }
    let body = scrub(all.freeze(), &asked.proofs);
    Refusal {
        status: head.status,
        host: asked.host.clone(),
        path: asked.path.clone(),
        request_id: request_id(&head.headers),
        moved_to: moved_to(&head.headers),
        excerpt: excerpt(&String::from_utf8_lossy(&body)),
        body,
    }
}

/// What of a request is remembered once it has left.
pub(super) struct Asked {
    pub(super) host: String,
    /// Without the query, which may hold a signature.
    pub(super) path: String,
    proofs: Vec<String>,
}

impl Asked {
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let sensitive = request.headers().values().filter(|v| v.is_sensitive());
        let words = sensitive.filter_map(|v| v.to_str().ok()?.split_whitespace().last());
        Self {
            host: host_of(request.uri()),
            path: clean(request.uri().path()).into_owned(),
            proofs: words.map(str::to_owned).collect(),
        }
    }
}

/// The service's own name for a request.
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let found = REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name));
    found.and_then(|v| v.to_str().ok()).map(excerpt)
}

fn moved_to(headers: &HeaderMap) -> Option<String> {
    let to: Uri = headers.get(LOCATION)?.to_str().ok()?.parse().ok()?;
    to.host().map(|host| clean(host).into_owned())
}

/// One line of text from outside, short and safe to show.
pub(super) fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(EXCERPT_CHARS_MAX).collect();
    let cut = if short.len() < line.len() { "…" } else { "" };
    format!("{}{cut}", clean(&short))
}

/// A text without the secrets that it repeats.
pub(super) fn scrub(text: Bytes, secrets: &[String]) -> Bytes {
    let found =
        |text: &[u8], secret: &str| !secret.is_empty() && memchr::memmem::find(text, secret.as_bytes()).is_some();
    if !secrets.iter().any(|secret| found(&text, secret)) {
        return text;
    }
    let mut shown = String::from_utf8_lossy(&text).into_owned();
    for secret in secrets.iter().filter(|s| !s.is_empty()) {
        shown = shown.replace(secret.as_str(), "***");
    }
    Bytes::from(shown)
}
