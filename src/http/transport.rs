//! The seam at which requests leave: the network, or the twin in the same process.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use thiserror::Error;

/// The body of an answer as it arrives. A body that ends before its announced length ends in an
/// error, never in silence.
pub type Body = BoxStream<'static, Result<Bytes, TransportError>>;

/// Sends requests: nothing else of a run is swapped below this.
pub trait Transport: Send + Sync {
    /// Sends a request and gives the answer's head, its body still arriving.
    ///
    /// # Errors
    /// [`TransportError`] where no answer came. Whether the server has acted on the request is then
    /// not known, unless [`TransportError::never_left`] says so.
    fn open<'t>(
        &'t self,
        request: ::http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<::http::Response<Body>, TransportError>>;
}

/// No answer, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// No connection came about: the request never left.
    #[error("cannot reach {host}: {what}")]
    Connect {
        /// The host, without path and query.
        host: String,
        /// What the system said.
        what: String,
    },
    /// Nothing came in time.
    #[error("{host} did not answer within {seconds} s")]
    TimedOut {
        /// The host.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The connection broke, or the body ended before its announced length.
    #[error("the answer of {host} was cut short: {what}")]
    Cut {
        /// The host.
        host: String,
        /// What the system said.
        what: String,
    },
    /// An address that may not be used: plain HTTP outside loopback.
    #[error("{host} may only be reached by https")]
    Insecure {
        /// The host.
        host: String,
    },
}

impl TransportError {
    /// Whether the server has surely not seen the request.
    #[must_use]
    pub const fn never_left(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Insecure { .. })
    }
}
