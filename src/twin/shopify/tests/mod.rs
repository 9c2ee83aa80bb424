//! Tests of the Shopify side, over HTTP.

mod access;
mod asking;
mod bulk;
mod documents;
mod paging;
mod searching;
mod world;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::twin::{Faults, Options, Twin};
use world::{ALL, DOMAIN, small};

/// A twin of the small world, without faults.
fn twin() -> Twin {
    Twin::new(small(), Options::default()).unwrap()
}

/// A twin of the small world with the faults of a file.
fn faulty(faults: &str) -> Twin {
    let faults = Faults::from_toml(faults).unwrap();
    Twin::new(
        small(),
        Options {
            faults,
            ..Options::default()
        },
    )
    .unwrap()
}

/// A GraphQL request.
fn request(token: &str, query: &str, variables: &Value) -> Request<Bytes> {
    let body = json!({ "query": query, "variables": variables }).to_string();
    Request::post(format!("http://twin/shopify/{DOMAIN}/admin/api/2026-10/graphql.json"))
        .header("X-Shopify-Access-Token", token)
        .header("Content-Type", "application/json")
        .body(Bytes::from(body))
        .unwrap()
}

/// Asks with a token; gives the body.
async fn ask_as(twin: &Twin, token: &str, query: &str, variables: Value) -> Value {
    let response = twin.answer(request(token, query, &variables)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    serde_json::from_slice(&body(response).await).unwrap()
}

/// Asks with a token that may see everything.
async fn ask(twin: &Twin, query: &str, variables: Value) -> Value {
    ask_as(twin, ALL, query, variables).await
}

/// The whole body of a response.
async fn body(response: Response<axum::body::Body>) -> Bytes {
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

/// The names of the orders in an answer.
fn names(answer: &Value) -> Vec<&str> {
    let nodes = answer["data"]["orders"]["nodes"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    nodes.iter().map(|node| node["name"].as_str().unwrap()).collect()
}
