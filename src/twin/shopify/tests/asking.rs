//! Queries that cannot be run, and what asking costs.

use std::time::Duration;

use serde_json::{Value, json};

use super::world::{ALL, ORDERS};
use super::{ask, ask_as, twin};

async fn error(query: &str, variables: Value) -> Value {
    let answer = ask(&twin(), query, variables).await;
    assert_eq!(answer["data"], Value::Null, "{answer}");
    assert_eq!(answer["extensions"], Value::Null);
    answer["errors"][0].clone()
}

#[tokio::test(start_paused = true)]
async fn invalid_queries_are_refused_in_shopifys_words() {
    let unknown = error("query Q { orders(first: 1) { nodes { colour } } }", json!({})).await;
    assert_eq!(
        unknown,
        json!({
            "message": "Field 'colour' doesn't exist on type 'Order'",
            "locations": [{ "line": 1, "column": 38 }],
            "path": ["query Q", "orders", "nodes", "colour"],
            "extensions": { "code": "undefinedField", "typeName": "Order", "fieldName": "colour" },
        })
    );
    let argument = error("query { orders(first: 1, colour: 2) { nodes { id } } }", json!({})).await;
    assert_eq!(argument["message"], "Field 'orders' doesn't accept argument 'colour'");
    assert_eq!(argument["path"], json!(["query", "orders", "colour"]));
    let extensions =
        json!({ "code": "argumentNotAccepted", "name": "orders", "typeName": "Field", "argumentName": "colour" });
    assert_eq!(argument["extensions"], extensions);
    let missing = error("{ order { id } }", json!({})).await;
    assert_eq!(missing["message"], "Field 'order' is missing required arguments: id");
    assert_eq!(missing["extensions"]["code"], "missingRequiredArguments");
    let unused = error("query Q($a: Int) { shop { id } }", json!({})).await;
    assert_eq!(unused["message"], "Variable $a is declared by Q but not used");
    assert_eq!(
        unused["extensions"],
        json!({ "code": "variableNotUsed", "variableName": "a" })
    );
    assert_eq!(
        error("{ shop }", json!({})).await["extensions"]["code"],
        "selectionMismatch"
    );
    assert_eq!(
        error("{ shop { name { x } } }", json!({})).await["extensions"]["code"],
        "selectionMismatch"
    );
    assert_eq!(error("{ shop {", json!({})).await["extensions"]["code"], "PARSE_ERROR");
    assert_eq!(
        error("{ orders(first: 1, sortKey: COLOUR) { nodes { id } } }", json!({})).await["extensions"]["code"],
        "argumentLiteralsIncompatible"
    );
}

#[tokio::test(start_paused = true)]
async fn ids_are_looked_at_before_anything_else() {
    let query = "query($id: ID!) { order(id: $id) { id } }";
    let bad = error(query, json!({ "id": "1001" })).await;
    assert_eq!(bad["message"], "Variable $id of type ID! was provided invalid value");
    assert_eq!(bad["extensions"]["code"], "INVALID_VARIABLE");
    assert_eq!(
        bad["extensions"]["problems"][0]["explanation"],
        "Invalid global id '1001'"
    );
    assert_eq!(error(query, json!({})).await["extensions"]["code"], "INVALID_VARIABLE");
    let other = ask(&twin(), query, json!({ "id": "gid://shopify/Customer/1" })).await;
    assert_eq!(other["errors"][0]["extensions"]["code"], "RESOURCE_NOT_FOUND");
    let unknown = ask(&twin(), query, json!({ "id": "gid://shopify/Order/5" })).await;
    assert_eq!(
        (&unknown["data"], &unknown["errors"]),
        (&json!({ "order": null }), &Value::Null)
    );
}

#[tokio::test(start_paused = true)]
async fn a_query_that_asks_for_too_much_is_refused_without_costing() {
    let line = "{ taxLines { title } duties { id } product { id } variant { id } lineItemGroup { id } customAttributes { key } }";
    let lines = |more: &str| {
        format!("{{ orders(first: 250) {{ nodes {{ lineItems(first: 250) {{ nodes {line} {more} }} }} }} }}")
    };
    // A line with six objects below it: 7; its connection 2 + 11·7; the order's node 1 + 79; 2 + 11·80.
    let cheap = ask(&twin(), &lines(""), json!({})).await;
    assert_eq!(cheap["extensions"]["cost"]["requestedQueryCost"], 882);
    let dear = ask(&twin(), &lines(&format!("edges {{ node {line} }}")), json!({})).await;
    let extensions = &dear["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "MAX_COST_EXCEEDED");
    assert_eq!(
        (&extensions["cost"], &extensions["maxCost"]),
        (&json!(1729), &json!(1000))
    );
    assert_eq!(dear["extensions"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn recorded_costs_come_out() {
    let cost =
        async |query: &str| ask(&twin(), query, json!({})).await["extensions"]["cost"]["requestedQueryCost"].clone();
    assert_eq!(cost("{ orders(first: 250) { nodes { id } } }").await, 13);
    assert_eq!(
        cost("{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }").await,
        156
    );
    assert_eq!(
        cost("{ orders(first: 250) { nodes { id } edges { node { id } } } }").await,
        24
    );
    assert_eq!(cost("{ ordersCount { count } }").await, 10);
}

#[tokio::test(start_paused = true)]
async fn the_bucket_empties_refuses_and_fills() {
    let twin = twin();
    let query = "query($n: Int!) { orders(first: $n, sortKey: ID) { nodes { id lineItems(first: 250) { nodes { id taxLines { title } } } } } }";
    let mut answers = Vec::new();
    for _ in 0..500 {
        answers.push(ask(&twin, query, json!({ "n": 250 })).await);
        if answers.last().unwrap()["errors"].is_array() {
            break;
        }
    }
    let refused = answers.last().unwrap();
    assert_eq!(refused["errors"][0]["message"], "Throttled");
    assert_eq!(refused["errors"][0]["extensions"]["code"], "THROTTLED");
    let cost = &refused["extensions"]["cost"];
    assert_eq!(cost["actualQueryCost"], Value::Null);
    assert_eq!(cost["requestedQueryCost"], 277);
    // What was used is taken, not what was asked for.
    let used = answers[0]["extensions"]["cost"]["actualQueryCost"].as_u64().unwrap();
    assert!(used < 277);
    assert_eq!(
        answers[0]["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"],
        2_000 - used
    );
    // Another app has its own.
    assert!(ask_as(&twin, ORDERS, query, json!({ "n": 250 })).await["errors"].is_null());
    let missing = 277 - cost["throttleStatus"]["currentlyAvailable"].as_u64().unwrap();
    tokio::time::advance(Duration::from_millis(10 * missing)).await;
    assert!(ask_as(&twin, ALL, query, json!({ "n": 250 })).await["errors"].is_null());
}
