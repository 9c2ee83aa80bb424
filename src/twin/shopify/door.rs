//! The HTTP of the Shopify side.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::execute::{self, Asked, Asker};
use super::shop::{Shops, TOKEN_LIVES};
use super::version;
use crate::twin::origin;

/// The longest request.
const REQUEST_MAX: usize = 1 << 20;

/// How much of a result is sent at a time.
const CHUNK: usize = 64 * 1024;

const TOKEN: &str = "x-shopify-access-token";

/// What the handlers share.
#[derive(Clone)]
struct Shared {
    shops: Arc<Shops>,
    requests: Arc<AtomicU64>,
}

/// The routes under `/shopify`.
pub(in crate::twin) fn router(shops: Arc<Shops>) -> Router {
    let shared = Shared {
        shops,
        requests: Arc::default(),
    };
    Router::new()
        .route("/shopify/{domain}/admin/api/{version}/graphql.json", post(graphql))
        .route("/shopify/{domain}/admin/oauth/access_token", post(access_token))
        .route("/shopify/bulk/{file}", get(results))
        .with_state(shared)
}

async fn graphql(
    State(shared): State<Shared>,
    Path((domain, version)): Path<(String, String)>,
    request: Request,
) -> Response {
    let now = shared.shops.clock.now();
    let mut response = match served(&shared, &domain, &version, request).await {
        Ok((served, answer)) => {
            let mut response = json_answer(StatusCode::OK, &answer);
            put(&mut response, "x-shopify-api-version", &served);
            response
        }
        Err((status, errors)) => json_answer(status, &json!({ "errors": errors })),
    };
    let number = shared.requests.fetch_add(1, Ordering::Relaxed);
    put(
        &mut response,
        "x-request-id",
        &format!("{:08x}-{:012x}", shared.shops.seed, number),
    );
    put(
        &mut response,
        "date",
        &now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    );
    response
}

/// The version that answers, and its answer; else the status and what is wrong.
async fn served(
    shared: &Shared,
    domain: &str,
    version: &str,
    request: Request,
) -> Result<(String, Value), (StatusCode, Value)> {
    let not_found = || (StatusCode::NOT_FOUND, json!("Not Found"));
    let shop = shared.shops.shop(domain).ok_or_else(not_found)?;
    let now = shared.shops.clock.now();
    let served = version::served(version, now).ok_or_else(not_found)?;
    let token = request
        .headers()
        .get(TOKEN)
        .and_then(|token| token.to_str().ok())
        .unwrap_or_default();
    let Some((app, scopes)) = shop.admit(token, now) else {
        let told = "[API] Invalid API key or access token (unrecognized login or wrong password)";
        return Err((StatusCode::UNAUTHORIZED, json!(told)));
    };
    let origin = origin(request.headers(), request.uri());
    let body = axum::body::to_bytes(request.into_body(), REQUEST_MAX).await;
    let body = body.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, json!("Payload Too Large")))?;
    let asked = asked(&body).ok_or_else(|| {
        let told = json!({ "query": "Required parameter missing or invalid" });
        (StatusCode::BAD_REQUEST, told)
    })?;
    let app = shared.shops.app(domain, &app).ok_or_else(not_found)?;
    let asker = Asker {
        trade: shop.trade(),
        zone: shop.zone(),
        now,
        scopes: &scopes,
        board: &app.board,
        origin: &origin,
    };
    let mut bucket = app.bucket.lock().unwrap_or_else(PoisonError::into_inner);
    Ok((served, execute::answer(&asked, &asker, &mut bucket)))
}

/// The GraphQL request in a body.
fn asked(body: &Bytes) -> Option<Asked> {
    let Value::Object(mut body) = serde_json::from_slice(body).ok()? else {
        return None;
    };
    let Some(Value::String(query)) = body.remove("query") else {
        return None;
    };
    let variables = match body.remove("variables") {
        Some(Value::Object(variables)) => variables,
        None | Some(Value::Null) => Map::new(),
        Some(_) => return None,
    };
    let operation = body.get("operationName").and_then(Value::as_str).map(str::to_owned);
    Some(Asked {
        query,
        variables,
        operation,
    })
}

/// What is sent for a token.
#[derive(serde::Deserialize)]
struct Grant {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

async fn access_token(
    State(shared): State<Shared>,
    Path(domain): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(shop) = shared.shops.shop(&domain) else {
        return json_answer(StatusCode::NOT_FOUND, &json!({ "errors": "Not Found" }));
    };
    let refuse = |error: &str, told: &str| {
        json_answer(
            StatusCode::BAD_REQUEST,
            &json!({ "error": error, "error_description": told }),
        )
    };
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let grant: Option<Grant> = if is_json {
        serde_json::from_slice(&body).ok()
    } else {
        form(&body)
    };
    let Some(grant) = grant else {
        return refuse("invalid_request", "grant_type, client_id and client_secret are needed");
    };
    if grant.grant_type != "client_credentials" {
        return refuse("unsupported_grant_type", "only client_credentials is supported");
    }
    let now = shared.shops.clock.now();
    match shop.issue(&grant.client_id, &grant.client_secret, now, shared.shops.seed) {
        Some((token, scopes)) => {
            let lives = TOKEN_LIVES.as_secs();
            let answer = json!({ "access_token": token, "scope": scopes.join(","), "expires_in": lives });
            json_answer(StatusCode::OK, &answer)
        }
        None => refuse(
            "application_cannot_be_found",
            "no app of this shop has this id and secret",
        ),
    }
}

/// A form's fields.
fn form(body: &Bytes) -> Option<Grant> {
    let text = std::str::from_utf8(body).ok()?;
    let uri: http::Uri = format!("/?{text}").parse().ok()?;
    Query::<Grant>::try_from_uri(&uri).ok().map(|Query(grant)| grant)
}

/// How results are asked for.
#[derive(serde::Deserialize)]
struct Signed {
    #[serde(rename = "Signature", default)]
    signature: String,
}

async fn results(
    State(shared): State<Shared>,
    Path(file): Path<String>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    // The real address is another company's: a token that is sent there is a token given away.
    if headers.contains_key(TOKEN) || headers.contains_key(header::AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "results are fetched without a token").into_response();
    }
    let refused = || (StatusCode::FORBIDDEN, "AccessDenied").into_response();
    let Some(id) = file.strip_suffix(".jsonl").and_then(|id| id.parse().ok()) else {
        return refused();
    };
    let now = shared.shops.clock.now();
    let open = |app: Arc<super::shop::App>| {
        let mut board = app.board.lock().unwrap_or_else(PoisonError::into_inner);
        board.advance(now);
        board
            .results(id, &signed.signature, now)
            .and_then(|path| std::fs::File::open(path).ok())
    };
    let Some(file) = shared.shops.apps().into_iter().find_map(open) else {
        return refused();
    };
    let chunks = stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let mut chunk = vec![0; CHUNK];
        match file.read(&mut chunk) {
            Ok(0) => None,
            Ok(n) => {
                chunk.truncate(n);
                Some((Ok(Bytes::from(chunk)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    let mut response = Response::new(Body::from_stream(chunks));
    put(&mut response, "content-type", "application/jsonl");
    response
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    put(&mut response, "content-type", "application/json; charset=utf-8");
    response
}

fn put(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
