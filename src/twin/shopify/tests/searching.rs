//! The search grammar with its traps.

use serde_json::{Value, json};

use super::super::{filter, schema::official};
use super::{ask, names, twin};

async fn search(query: &str) -> Value {
    let text = "query($query: String!) { orders(first: 50, query: $query, sortKey: ID) { nodes { name } } }";
    ask(&twin(), text, json!({ "query": query })).await
}

#[tokio::test(start_paused = true)]
async fn a_quoted_moment_is_kept_and_an_unquoted_one_is_cut() {
    let quoted = search("updated_at:>='2026-11-21T12:00:00Z'").await;
    assert_eq!(names(&quoted), ["#1002", "#1003", "#1004"]);
    assert_eq!(quoted["extensions"]["search"], Value::Null);

    // The time of day is gone, so more comes back; what was cut off is warned of.
    let unquoted = search("updated_at:>=2026-11-20T23:59:00Z").await;
    assert_eq!(names(&unquoted), ["#1001", "#1002", "#1003", "#1004"]);
    let told = &unquoted["extensions"]["search"][0];
    assert_eq!(
        told["parsed"],
        json!({ "and": [
            { "field": "updated_at", "range_gte": "2026-11-20T00:00:00+00:00" },
            { "field": "59", "match_all": "00Z" },
        ] })
    );
    assert_eq!(told["path"], json!(["orders"]));
    assert_eq!(
        told["warnings"],
        json!([{ "field": "59", "message": "Invalid search field for this query.", "code": "invalid_field" }])
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_field_is_left_out_with_a_warning() {
    let answer = search("edited:true").await;
    assert_eq!(names(&answer).len(), 5);
    assert_eq!(answer["extensions"]["search"][0]["warnings"][0]["field"], "edited");
    let answer = search("updated_at:>=soon").await;
    assert_eq!(names(&answer).len(), 5);
    assert_eq!(
        answer["extensions"]["search"][0]["warnings"][0]["code"],
        "invalid_value"
    );
}

#[tokio::test(start_paused = true)]
async fn terms_side_by_side_mean_and_and_or_binds_tighter() {
    assert_eq!(names(&search("name:1001 OR name:'#1002'").await), ["#1001", "#1002"]);
    assert_eq!(
        names(&search("sku:TEA name:1001 OR name:1002").await),
        ["#1001", "#1002"]
    );
    assert_eq!(
        names(&search("name:900 OR name:1001 AND created_at:<'2026-10-01'").await),
        ["#900"]
    );
    assert_eq!(
        names(&search("-name:1001 created_at:>'2026-11-01' created_at:<'2026-11-03T09:00:00Z'").await),
        ["#1002", "#1003"]
    );
    assert_eq!(
        names(&search("NOT (name:1001 OR name:900) id:<=1003").await),
        ["#1002", "#1003"]
    );
    assert_eq!(names(&search("100*").await), Vec::<&str>::new());
    assert_eq!(names(&search("name:100*").await).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_upper_bound_is_included() {
    assert_eq!(
        names(&search("updated_at:<'2026-11-20T23:30:00Z'").await),
        ["#900", "#1001"]
    );
}

#[tokio::test(start_paused = true)]
async fn odd_queries_end() {
    for odd in [
        "",
        ":",
        "((((",
        ")",
        "'",
        "a:(b",
        "-",
        "OR",
        "NOT",
        "a: OR",
        "-\u{3000}x",
        "((((((((((((((((((((a))))))",
    ] {
        search(odd).await;
    }
}

#[tokio::test(start_paused = true)]
async fn balance_transactions_know_their_payout_by_one_name_alone() {
    let text = "query($query: String) { shopifyPaymentsAccount { balanceTransactions(first: 50, query: $query) { nodes { id } } } }";
    let count = |answer: &Value| {
        answer["data"]["shopifyPaymentsAccount"]["balanceTransactions"]["nodes"]
            .as_array()
            .map(Vec::len)
    };
    let none = ask(&twin(), text, json!({ "query": "payments_transfer_id:7002" })).await;
    assert_eq!(count(&none), Some(0));
    let ignored = ask(&twin(), text, json!({ "query": "payout_id:7002" })).await;
    assert_eq!(count(&ignored), Some(3));
    let told = &ignored["extensions"]["search"][0];
    assert_eq!(told["path"], json!(["shopifyPaymentsAccount", "balanceTransactions"]));
    assert_eq!(told["warnings"][0]["code"], "invalid_field");
    let hidden = "{ shopifyPaymentsAccount { balanceTransactions(first: 50, hideTransfers: true) { nodes { id } } } }";
    assert_eq!(count(&ask(&twin(), hidden, json!({})).await), Some(2));
}

#[tokio::test(start_paused = true)]
async fn counts_honour_the_search_and_the_limit() {
    let count = async |query: &str| ask(&twin(), query, json!({})).await["data"]["ordersCount"].clone();
    assert_eq!(
        count("{ ordersCount(query: \"name:1001\") { count precision } }").await,
        json!({ "count": 1, "precision": "EXACT" })
    );
    assert_eq!(
        count("{ ordersCount(limit: 2) { count precision } }").await,
        json!({ "count": 2, "precision": "AT_LEAST" })
    );
    assert_eq!(
        count("{ ordersCount(limit: null) { count precision } }").await,
        json!({ "count": 5, "precision": "EXACT" })
    );
}

#[test]
fn every_filter_that_the_schema_names_is_known() {
    let lists = [
        ("QueryRoot", "orders", filter::ORDERS),
        ("ShopifyPaymentsAccount", "payouts", filter::PAYOUTS),
        (
            "ShopifyPaymentsAccount",
            "balanceTransactions",
            filter::BALANCE_TRANSACTIONS,
        ),
        ("QueryRoot", "disputes", filter::DISPUTES),
        ("QueryRoot", "tenderTransactions", filter::TENDERS),
        ("Order", "agreements", filter::AGREEMENTS),
        ("QueryRoot", "bulkOperations", filter::BULK_OPERATIONS),
    ];
    for (on, field, known) in lists {
        let field = official().schema.type_field(on, field).unwrap();
        let told = field.argument_by_name("query").unwrap().description.as_ref().unwrap();
        // A table, its lines broken anywhere: | name | type | description | …
        const TYPES: [&str; 7] = ["string", "time", "id", "boolean", "float", "integer", "date"];
        let cells: Vec<&str> = told.split('|').map(str::trim).collect();
        let rows = cells
            .windows(2)
            .filter(|row| TYPES.contains(&row[1]) && !row[0].is_empty());
        let named: Vec<&str> = rows
            .map(|row| row[0])
            .filter(|name| !name.contains([' ', '`']))
            .collect();
        assert!(named.len() > 1, "{told}");
        for name in named {
            assert!(known.iter().any(|field| field.name == name), "{}: {name}", field.name);
        }
    }
}
