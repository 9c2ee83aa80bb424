//! Bulk operations from start to results.

use std::collections::HashSet;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::world::{ORDERS, order};
use super::{ask, ask_as, body, faulty, twin};
use crate::twin::{Dropped, Twin};

const RUN: &str = "mutation($query: String!, $grouped: Boolean! = false) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) \
                   { bulkOperation { id status } userErrors { field message code } } }";
const POLL: &str = "query($id: ID!) { bulkOperation(id: $id) { id status errorCode createdAt completedAt objectCount rootObjectCount fileSize \
                    url partialDataUrl } }";
const LINES: &str = "{ orders(query: \"name:100*\", sortKey: ID) { edges { node { id name lineItems { edges { node { id sku } } } \
                     agreements { edges { node { __typename id ... on RefundAgreement { refund { id refundLineItems { edges { node { id \
                     quantity } } } } } sales { edges { node { __typename id } } } } } } } } } }";

async fn run(twin: &Twin, query: &str) -> Value {
    ask(twin, RUN, json!({ "query": query })).await["data"]["bulkOperationRunQuery"].clone()
}

async fn start(twin: &Twin, query: &str) -> String {
    let started = run(twin, query).await;
    assert_eq!(started["userErrors"], json!([]));
    assert_eq!(started["bulkOperation"]["status"], "CREATED");
    started["bulkOperation"]["id"].as_str().unwrap().to_owned()
}

async fn poll(twin: &Twin, id: &str) -> Value {
    ask(twin, POLL, json!({ "id": id })).await["data"]["bulkOperation"].clone()
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

async fn fetch(twin: &Twin, url: &Value) -> (StatusCode, Bytes) {
    let response = twin
        .answer(Request::get(url.as_str().unwrap()).body(Bytes::new()).unwrap())
        .await
        .unwrap();
    (response.status(), body(response).await)
}

fn rows(text: &[u8]) -> Vec<Value> {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn an_operation_runs_by_the_clock_and_its_counts_hold() {
    let twin = twin();
    let id = start(&twin, LINES).await;
    pass(1).await;
    assert_eq!(poll(&twin, &id).await["status"], "RUNNING");
    pass(5).await;
    let done = poll(&twin, &id).await;
    assert_eq!(done["status"], "COMPLETED");
    assert_eq!(
        (&done["rootObjectCount"], &done["objectCount"]),
        (&json!("4"), &json!("52"))
    );
    let (status, text) = fetch(&twin, &done["url"]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(done["fileSize"], text.len().to_string());
    assert_eq!(rows(&text).len(), 52);
    // The address is good for a week, and for nobody who only guesses it.
    let wrong = done["url"].as_str().unwrap().replace("Signature=", "Signature=0");
    assert_eq!(fetch(&twin, &json!(wrong)).await.0, StatusCode::FORBIDDEN);
    pass(7 * 86_400).await;
    assert_eq!(fetch(&twin, &done["url"]).await.0, StatusCode::FORBIDDEN);
    let late = poll(&twin, &id).await;
    assert_eq!((&late["status"], &late["url"]), (&json!("EXPIRED"), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn children_name_their_parent_and_come_mixed_after_it() {
    let twin = twin();
    let id = start(&twin, LINES).await;
    pass(9).await;
    let all = rows(&fetch(&twin, &poll(&twin, &id).await["url"]).await.1);
    let mut seen = HashSet::new();
    for row in &all {
        let parent = &row["__parentId"];
        assert!(parent.is_null() || seen.contains(parent.as_str().unwrap()), "{row}");
        seen.insert(row["id"].as_str().unwrap());
    }
    let of = |kind: &str| {
        all.iter()
            .filter(|row| row["id"].as_str().unwrap().contains(kind))
            .collect::<Vec<_>>()
    };
    let parents: Vec<&Value> = of("/LineItem/").iter().map(|row| &row["__parentId"]).collect();
    assert_ne!(parents[0], parents[1], "children of several orders are mixed");
    // What hangs on the refund of an agreement has the agreement for a parent.
    let refund_line = of("/RefundLineItem/")[0];
    assert_eq!(refund_line["__parentId"], "gid://shopify/SalesAgreement/10013");
    let agreement = all
        .iter()
        .find(|row| row["id"] == "gid://shopify/SalesAgreement/10013")
        .unwrap();
    assert_eq!(agreement["refund"], json!({ "id": "gid://shopify/Refund/1001" }));
    assert!(agreement.get("sales").is_none());
    assert!(all[0].get("lineItems").is_none());
}

#[tokio::test(start_paused = true)]
async fn grouped_children_follow_their_parent() {
    let twin = twin();
    let started = ask(&twin, RUN, json!({ "query": LINES, "grouped": true })).await;
    let id = started["data"]["bulkOperationRunQuery"]["bulkOperation"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    pass(9).await;
    let all = rows(&fetch(&twin, &poll(&twin, &id).await["url"]).await.1);
    let roots: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, row)| row.get("__parentId").is_none())
        .map(|(n, _)| n)
        .collect();
    assert_eq!(roots, [0, 13, 26, 39]);
}

#[tokio::test(start_paused = true)]
async fn more_roots_than_one_step_all_come() {
    let twin = twin();
    twin.change_shop(super::world::DOMAIN, |shop| {
        shop.orders
            .extend((20_000..20_600).map(|n| order(n, "2026-11-05T09:00:00Z", "2026-11-05T09:00:00Z")));
    });
    let id = start(&twin, "{ orders { edges { node { id } } } }").await;
    tokio::time::advance(Duration::from_millis(1_200)).await;
    let half = poll(&twin, &id).await;
    assert_eq!(
        (&half["status"], &half["objectCount"]),
        (&json!("RUNNING"), &json!("400"))
    );
    pass(9).await;
    let all = rows(&fetch(&twin, &poll(&twin, &id).await["url"]).await.1);
    let ids: HashSet<&str> = all.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!((all.len(), ids.len()), (605, 605));
}

#[tokio::test(start_paused = true)]
async fn nothing_found_has_no_address() {
    let twin = twin();
    let id = start(&twin, "{ orders(query: \"name:none\") { edges { node { id } } } }").await;
    pass(9).await;
    let done = poll(&twin, &id).await;
    assert_eq!(
        (&done["status"], &done["url"], &done["objectCount"]),
        (&json!("COMPLETED"), &Value::Null, &json!("0"))
    );
}

#[tokio::test(start_paused = true)]
async fn five_at_once_and_no_more() {
    let twin = twin();
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(start(&twin, LINES).await);
    }
    let sixth = run(&twin, LINES).await;
    let told = format!(
        "A bulk query operation for this app and shop is already in progress: {}.",
        ids.join(", ")
    );
    assert_eq!(
        sixth["userErrors"],
        json!([{ "field": null, "message": told, "code": "OPERATION_IN_PROGRESS" }])
    );
    // Another app has its own five.
    let other = ask_as(&twin, ORDERS, RUN, json!({ "query": LINES })).await;
    assert_eq!(other["data"]["bulkOperationRunQuery"]["userErrors"], json!([]));
    let running = "{ bulkOperations(first: 3, reverse: true, query: \"status:created operation_type:query\") { nodes { id } pageInfo { hasNextPage } } }";
    let listed = ask(&twin, running, json!({})).await;
    assert_eq!(listed["data"]["bulkOperations"]["nodes"][0]["id"], ids[4].as_str());
    assert_eq!(listed["data"]["bulkOperations"]["pageInfo"]["hasNextPage"], true);
    let ignored = ask(
        &twin,
        "{ bulkOperations(first: 9, query: \"type:query\") { nodes { id } } }",
        json!({}),
    )
    .await;
    assert_eq!(ignored["extensions"]["search"][0]["warnings"][0]["field"], "type");
    pass(9).await;
    start(&twin, LINES).await;
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_cancelled() {
    let twin = twin();
    let id = start(&twin, LINES).await;
    let cancel =
        "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { field message } } }";
    let asked = ask(&twin, cancel, json!({ "id": id })).await;
    assert_eq!(
        asked["data"]["bulkOperationCancel"],
        json!({ "bulkOperation": { "status": "CANCELING" }, "userErrors": [] })
    );
    pass(2).await;
    let over = poll(&twin, &id).await;
    assert_eq!(
        (&over["status"], &over["completedAt"]),
        (&json!("CANCELED"), &Value::Null)
    );
    let again = ask(&twin, cancel, json!({ "id": id })).await;
    assert_eq!(
        again["data"]["bulkOperationCancel"]["userErrors"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn the_rules_are_those_recorded() {
    let twin = twin();
    let refused = async |query: &str| {
        let told = run(&twin, query).await;
        assert_eq!(told["bulkOperation"], Value::Null, "{query}");
        let errors = told["userErrors"].as_array().unwrap();
        assert!(
            errors
                .iter()
                .all(|error| error["code"] == "INVALID" && error["field"] == json!(["query"]))
        );
        errors
            .iter()
            .map(|error| error["message"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let nodes = "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'orders { edges { node {'. \
                 Selecting via 'nodes' is not supported. Invalid connection fields: 'orders'.";
    assert_eq!(refused("{ orders { nodes { id } } }").await, [nodes]);
    assert_eq!(
        refused("{ node(id: \"gid://shopify/Product/0\") { id } }").await,
        [
            "Bulk queries cannot contain a top level `node` field.",
            "Bulk queries must contain at least one connection."
        ]
    );
    assert_eq!(
        refused(
            "{ collections { edges { node { id products { edges { node { id variants { edges { node { id metafields { edges { node { id } } } } } } } } } } } } }"
        )
        .await,
        ["Bulk queries cannot contain connections with a nesting depth greater than 2."]
    );
    assert_eq!(
        refused(
            "{ products { edges { node { id variants { edges { node { id } } } metafields { edges { node { id } } } collections { edges { node { id } } } \
             media { edges { node { id } } } sellingPlanGroups { edges { node { id } } } } } } }"
        )
        .await,
        ["Bulk queries cannot contain more than 5 connections."]
    );
    assert_eq!(
        refused("{ products { edges { node { title variants { edges { node { id } } } } } } }").await,
        [
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. \
          Connection fields without 'id': products."
        ]
    );
    assert_eq!(
        refused("mutation { productCreate(product: { title: \"x\" }) { product { id } } }").await,
        ["Invalid operation type. Only `query` operations are supported."]
    );
    assert_eq!(
        refused("{ orders { edges { node { id fulfillments { events { edges { node { id } } } } } } } }").await,
        ["Queries that contain a connection field within a list field are not currently supported."]
    );
    assert_eq!(
        refused("{ shop { id } }").await,
        ["Bulk queries must contain at least one connection."]
    );
    assert_eq!(
        refused("").await,
        ["Invalid bulk query: syntax error, unexpected end of file"]
    );
    assert_eq!(
        refused("{ orders { edges { node { colour } } } }").await,
        ["Invalid bulk query: Field 'colour' doesn't exist on type 'Order'"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_failure_leaves_part_of_the_data_at_its_own_address() {
    let twin = faulty("[[fault]]\nkind = \"bulk-fail\"\nnth = 1");
    let id = start(&twin, LINES).await;
    pass(9).await;
    let failed = poll(&twin, &id).await;
    assert_eq!(
        (&failed["status"], &failed["errorCode"]),
        (&json!("FAILED"), &json!("INTERNAL_SERVER_ERROR"))
    );
    assert_eq!(
        (&failed["url"], &failed["rootObjectCount"]),
        (&Value::Null, &json!("2"))
    );
    assert_eq!(rows(&fetch(&twin, &failed["partialDataUrl"]).await.1).len(), 26);
    let next = start(&twin, LINES).await;
    pass(9).await;
    assert_eq!(poll(&twin, &next).await["status"], "COMPLETED");
}

#[tokio::test(start_paused = true)]
async fn a_missing_scope_ends_an_operation() {
    let twin = twin();
    let started = ask_as(
        &twin,
        ORDERS,
        RUN,
        json!({ "query": "{ orders { edges { node { id customer { id } } } } }" }),
    )
    .await;
    let id = &started["data"]["bulkOperationRunQuery"]["bulkOperation"]["id"];
    pass(9).await;
    let failed = ask_as(&twin, ORDERS, POLL, json!({ "id": id })).await;
    assert_eq!(failed["data"]["bulkOperation"]["errorCode"], "ACCESS_DENIED");
}

#[tokio::test(start_paused = true)]
async fn results_refuse_a_token_and_can_be_cut() {
    let twin = faulty(
        "[[fault]]\nkind = \"truncate\"\npath = \"/bulk/\"\nnth = 2\n[[fault]]\nkind = \"truncate\"\npath = \"/bulk/\"\nclean = true",
    );
    let id = start(&twin, LINES).await;
    pass(9).await;
    let done = poll(&twin, &id).await;
    let url = done["url"].as_str().unwrap();
    let with_token = Request::get(url)
        .header("X-Shopify-Access-Token", "x")
        .body(Bytes::new())
        .unwrap();
    assert_eq!(twin.answer(with_token).await.unwrap().status(), StatusCode::BAD_REQUEST);
    let broken = twin
        .answer(Request::get(url).body(Bytes::new()).unwrap())
        .await
        .unwrap();
    assert!(axum::body::to_bytes(broken.into_body(), usize::MAX).await.is_err());
    let (_, short) = fetch(&twin, &done["url"]).await;
    assert!(short.len() < done["fileSize"].as_str().unwrap().parse().unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_lost_start_has_started() {
    let twin = faulty("[[fault]]\nkind = \"lost-after\"\nnth = 1");
    let lost = twin
        .answer(super::request(super::ALL, RUN, &json!({ "query": LINES })))
        .await;
    assert_eq!(lost.unwrap_err(), Dropped::After);
    let found = ask(&twin, "{ bulkOperations(first: 9) { nodes { id query } } }", json!({})).await;
    assert_eq!(found["data"]["bulkOperations"]["nodes"][0]["query"], LINES);
}
