//! A shop in memory: answers are computed from what is asked.

use std::sync::{Arc, Mutex};

use ::http::{Request, Response, StatusCode};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::http::{Body, Client, Clock, Credential, Gate, SignIn, SignInError, Transport, TransportError};
use crate::shopify::{Settings, Shop};

/// A request as the shop saw it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The operation's name, or the path of what is no GraphQL.
    pub(super) name: String,
    pub(super) variables: Value,
    pub(super) token: bool,
    pub(super) at: Instant,
}

/// What the shop does.
pub(super) enum Reply {
    /// Answers with 200.
    Json(Value),
    /// Answers with 200 and a header.
    With(&'static str, &'static str, Value),
    Status(u16, &'static str),
    Text(Vec<u8>),
    /// Sends this much and breaks off.
    Cut(Vec<u8>),
    /// Answers nothing.
    Lost,
}

type Answers = Box<dyn FnMut(&Asked) -> Reply + Send>;

pub(super) struct Script {
    answers: Mutex<Answers>,
    pub(super) asked: Mutex<Vec<Asked>>,
}

impl Script {
    /// The names of what was asked, in order.
    pub(super) fn names(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|a| a.name.clone()).collect()
    }

    /// One variable of everything that was asked.
    pub(super) fn variable(&self, name: &str) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|a| a.variables[name].clone()).collect()
    }
}

/// A shop whose answers are computed, and what it was asked.
pub(super) fn shop(answers: impl FnMut(&Asked) -> Reply + Send + 'static) -> (Shop, Arc<Script>) {
    let script = Arc::new(Script {
        answers: Mutex::new(Box::new(answers)),
        asked: Mutex::default(),
    });
    let clock = Clock::fixed("2026-11-22T02:00:00Z".parse().unwrap());
    let client = Client::new(Arc::new(Wire(script.clone())), Arc::new(Token), Gate::new(4), clock).seeded(1);
    let shop = Shop::new(Settings::new("dev.myshopify.com", "2026-10"), client).unwrap();
    (shop, script)
}

/// A GraphQL answer with what every answer tells of the bucket.
pub(super) fn data(data: Value) -> Reply {
    Reply::Json(
        json!({"data": data, "extensions": {"cost": {"requestedQueryCost": 10, "actualQueryCost": 10,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1990, "restoreRate": 100.0}}}}),
    )
}

pub(super) fn coded(code: &str, message: &str) -> Value {
    json!({"message": message, "extensions": {"code": code}})
}

struct Token;

impl SignIn for Token {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        let token = ::http::HeaderValue::from_static("shpat_test");
        request.headers_mut().insert("x-shopify-access-token", token);
        Box::pin(async { Ok(Credential(1)) })
    }

    fn renew(&self, _: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async { false })
    }
}

struct Wire(Arc<Script>);

impl Transport for Wire {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let query = body["query"].as_str().unwrap_or("");
        let named = query.lines().find_map(|line| {
            let rest = line.strip_prefix("query ").or_else(|| line.strip_prefix("mutation "))?;
            rest.split(['(', ' ']).next()
        });
        let asked = Asked {
            name: named.map_or_else(|| request.uri().path().to_owned(), str::to_owned),
            variables: body["variables"].clone(),
            token: request.headers().contains_key("x-shopify-access-token"),
            at: Instant::now(),
        };
        if named.is_some() {
            assert_eq!(
                request.uri().to_string(),
                "https://dev.myshopify.com/admin/api/2026-10/graphql.json"
            );
        }
        self.0.asked.lock().unwrap().push(asked.clone());
        let reply = (self.0.answers.lock().unwrap())(&asked);
        Box::pin(async move { served(reply) })
    }
}

fn served(reply: Reply) -> Result<Response<Body>, TransportError> {
    let cut = || TransportError::Cut {
        host: "dev.myshopify.com".to_owned(),
        what: "connection reset".to_owned(),
    };
    let answer = |status: u16, pieces: Vec<Result<Bytes, TransportError>>| {
        let body: Body = Box::pin(stream::iter(pieces));
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        answer
    };
    let whole = |bytes: Vec<u8>| vec![Ok(Bytes::from(bytes))];
    match reply {
        Reply::Json(value) => Ok(answer(200, whole(value.to_string().into_bytes()))),
        Reply::With(header, value, json) => {
            let mut answer = answer(200, whole(json.to_string().into_bytes()));
            answer.headers_mut().insert(header, value.parse().unwrap());
            Ok(answer)
        }
        Reply::Status(status, text) => Ok(answer(status, whole(text.as_bytes().to_vec()))),
        Reply::Text(bytes) => Ok(answer(200, whole(bytes))),
        Reply::Cut(bytes) => Ok(answer(200, vec![Ok(Bytes::from(bytes)), Err(cut())])),
        Reply::Lost => Err(cut()),
    }
}
