//! The network itself.

use std::error::Error;
use std::time::Duration;

use ::http::{Request, Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
use reqwest::{ClientBuilder, redirect, retry};

use super::address::{host_of, is_loopback, require_secure};
use super::transport::{Body, Transport, TransportError};
use crate::base::clean;

/// Time for a connection to come about.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(10);
/// Time without a byte, the wait for the answer's head included: a query over a large account thinks
/// for a while before it says anything.
const READ_TIME_MAX: Duration = Duration::from_secs(120);
/// How long a connection is kept without use; servers close theirs after about a minute.
const IDLE_TIME_MAX: Duration = Duration::from_secs(30);

/// The network, by TLS to other machines and in the clear to this one.
#[derive(Clone)]
pub struct Network {
    /// Goes through the proxy that the environment names, if it names one.
    outside: reqwest::Client,
    /// Never goes through a proxy: what is meant for this machine does not leave it.
    loopback: reqwest::Client,
    read_time_max: Duration,
}

impl Network {
    /// A network with the usual time-outs and the environment's proxies.
    ///
    /// # Errors
    /// [`TransportError::Connect`] where TLS cannot be set up on this machine.
    pub fn new() -> Result<Self, TransportError> {
        Self::build(builder(READ_TIME_MAX), READ_TIME_MAX)
    }

    pub(super) fn build(outside: ClientBuilder, read_time_max: Duration) -> Result<Self, TransportError> {
        // A second call finds the first one's provider in place; both are the same.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let set_up = |builder: ClientBuilder| {
            builder.build().map_err(|error| TransportError::Connect {
                host: "any host".to_owned(),
                what: root_cause(&error),
            })
        };
        Ok(Self {
            outside: set_up(outside)?,
            loopback: set_up(builder(read_time_max).no_proxy())?,
            read_time_max,
        })
    }

    fn failed(&self, host: String, error: reqwest::Error) -> TransportError {
        let what = root_cause(&error);
        if error.is_connect() || error.is_builder() {
            TransportError::Connect { host, what }
        } else if error.is_timeout() {
            let seconds = self.read_time_max.as_secs();
            TransportError::TimedOut { host, seconds }
        } else {
            TransportError::Cut { host, what }
        }
    }
}

impl Transport for Network {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            require_secure(request.uri())?;
            let host = host_of(request.uri());
            let client = if is_loopback(request.uri()) {
                &self.loopback
            } else {
                &self.outside
            };
            let failed = |error| self.failed(host.clone(), error);
            let request = reqwest::Request::try_from(request).map_err(failed)?;
            let answer = client.execute(request).await.map_err(failed)?;
            let (head, body) = Response::from(answer).into_parts();
            let network = Self::clone(self);
            let pieces = reqwest::Response::from(Response::new(body)).bytes_stream();
            let pieces = pieces.map_err(move |error| network.failed(host.clone(), error));
            Ok(Response::from_parts(head, pieces.boxed()))
        })
    }
}

pub(super) fn builder(read_time_max: Duration) -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("tieout/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIME_MAX)
        .read_timeout(read_time_max)
        .pool_idle_timeout(IDLE_TIME_MAX)
        // A token is for the host it was sent to; and a request is sent again by the client alone,
        // which knows a write from a read.
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
}

/// The innermost cause, which names what the system said. The outer ones repeat the address, which may
/// hold a signature.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    match cause.downcast_ref::<reqwest::Error>() {
        Some(outer) if outer.is_timeout() => "it took too long".to_owned(),
        Some(_) => "the request could not be sent".to_owned(),
        None => clean(&cause.to_string()).into_owned(),
    }
}
