//! A transport for tests that answers by a rule, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use ::http::{Request, Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};

use super::{Body, Transport, TransportError};

/// What happens to a request.
pub(crate) enum Step {
    /// An answer.
    Answer(Response<String>),
    /// An answer whose body breaks after what is there.
    Cut(Response<String>),
    /// None.
    Error(TransportError),
    /// Nothing, for ever.
    Stall,
}

/// An answer with a status and a body.
pub(crate) fn answer(status: u16, body: &str) -> Response<String> {
    Response::builder().status(status).body(body.to_owned()).unwrap()
}

type Rule = dyn Fn(&Request<Bytes>, usize) -> Step + Send + Sync;

pub(crate) struct Script {
    rule: Box<Rule>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Script {
    /// Answers by `rule`, which sees the request and how many came before it.
    pub(crate) fn new(rule: impl Fn(&Request<Bytes>, usize) -> Step + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            rule: Box::new(rule),
            asked: Mutex::default(),
        })
    }

    pub(crate) fn asked(&self) -> Vec<Request<Bytes>> {
        self.asked.lock().unwrap().clone()
    }
}

pub(crate) fn cut() -> TransportError {
    TransportError::Cut {
        host: "localhost".to_owned(),
        what: "the script says so".to_owned(),
    }
}

impl Transport for Script {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let number = self.asked.lock().unwrap().len();
            let step = (self.rule)(&request, number);
            self.asked.lock().unwrap().push(request);
            // As on a network, others get their turn before an answer comes.
            tokio::task::yield_now().await;
            match step {
                Step::Answer(answer) => Ok(answer.map(|text| stream::iter([Ok(Bytes::from(text))]).boxed())),
                Step::Cut(answer) => Ok(answer.map(|text| stream::iter([Ok(Bytes::from(text)), Err(cut())]).boxed())),
                Step::Error(error) => Err(error),
                Step::Stall => std::future::pending().await,
            }
        })
    }
}
