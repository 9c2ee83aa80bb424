//! This machine's clock against the servers': read off the dates of answers that come anyway.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::http::{Request, Response, header};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use jiff::fmt::rfc2822::DateTimeParser;

use super::{Check, State, Why};
use crate::flow::remotes::Line;
use crate::http::{Body, Clock, Transport, TransportError};

/// A transport that remembers how far each server's clock is from this machine's.
pub(super) struct Watched {
    inner: Arc<dyn Transport>,
    clock: Clock,
    /// Seconds that the server is ahead, by host: those of the latest answer.
    ahead: Mutex<BTreeMap<String, i64>>,
}

impl Watched {
    pub(super) fn new(line: &Line) -> Self {
        Self {
            inner: line.transport.clone(),
            clock: line.clock.clone(),
            ahead: Mutex::default(),
        }
    }

    /// By how many seconds each server is ahead.
    pub(super) fn skews(&self) -> BTreeMap<String, i64> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, host: String, answer: &Response<Body>) {
        let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|text| DateTimeParser::new().parse_timestamp(text).ok()) else {
            return;
        };
        let ahead = date.as_second() - self.clock.now().as_second();
        self.ahead
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(host, ahead);
    }
}

impl Transport for Watched {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let host = request.uri().host().unwrap_or_default().to_owned();
            let answer = self.inner.open(request).await?;
            self.note(host, &answer);
            Ok(answer)
        })
    }
}

/// Signatures carry a time: beyond five minutes they are refused.
pub(super) fn judge(host: &str, ahead: i64) -> Check {
    let name = format!("clock against {host}");
    let off = ahead.unsigned_abs();
    let which = if ahead > 0 { "behind" } else { "ahead of" };
    let said = format!("this machine is {off} s {which} the server");
    let mend = "set this machine's clock (NTP)";
    match off {
        0..=5 => Check::new(name, State::Ok, "right to within 5 s"),
        6..=60 => Check::new(name, State::Ok, said),
        61..=240 => Check::new(name, State::Warn, said).mend(mend),
        _ => Check::new(name, State::Fail(Why::Setup), said).mend(mend),
    }
}
