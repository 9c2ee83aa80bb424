//! Every document that a client of these services may send is answered, at the cost that is known.

use serde_json::{Value, json};

use super::{ask, twin, world};

/// A document, its variables, and what it costs.
type Document = (&'static str, &'static str, Value, Option<u64>);

fn text(name: &str) -> String {
    let path = format!("{}/fixtures/shopify/queries/{name}.graphql", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn documents() -> Vec<Document> {
    let order = json!({ "id": "gid://shopify/Order/1001" });
    let with = |value: &Value, more: Value| {
        let mut value = value.clone();
        for (name, more) in more.as_object().unwrap() {
            value[name] = more.clone();
        }
        value
    };
    let blocks = json!({ "withCustomer": true, "withProducts": true, "withLocations": true, "withEntities": true });
    let full = json!({ "withReturns": true, "withFulfillmentOrders": true });
    let window = json!({ "first": 50, "query": "updated_at:>='2026-01-01T00:00:00Z'" });
    vec![
        ("shop-info", "shop", json!({}), Some(5)),
        ("orders-page", "orders", window.clone(), Some(597)),
        (
            "orders-page",
            "orders",
            with(&window, json!({ "first": 100 })),
            Some(767),
        ),
        ("orders-page", "orders", with(&window, blocks.clone()), Some(716)),
        ("order-full", "order", order.clone(), Some(417)),
        ("order-full", "order", with(&with(&order, blocks), full), Some(545)),
        ("order-lines-page", "order", order.clone(), Some(75)),
        ("order-agreements-page", "order", order.clone(), Some(290)),
        ("order-refunds", "order", order.clone(), Some(59)),
        (
            "order-refunds",
            "order",
            with(&order, json!({ "withReturns": true, "withLocations": true })),
            Some(67),
        ),
        (
            "refund-lines-page",
            "refund",
            json!({ "id": "gid://shopify/Refund/1001" }),
            Some(21),
        ),
        ("payouts-page", "shopifyPaymentsAccount", json!({}), Some(21)),
        (
            "payouts-page",
            "shopifyPaymentsAccount",
            json!({ "first": 250, "withEntities": true }),
            Some(36),
        ),
        ("business-entities", "businessEntities", json!({}), Some(1)),
        (
            "business-entities",
            "businessEntities",
            json!({ "withAccounts": true }),
            Some(2),
        ),
        (
            "balance-transactions-page",
            "shopifyPaymentsAccount",
            json!({}),
            Some(39),
        ),
        (
            "balance-transactions-page",
            "shopifyPaymentsAccount",
            json!({ "first": 250 }),
            Some(47),
        ),
        ("disputes-page", "disputes", json!({}), Some(23)),
        ("tender-transactions-page", "tenderTransactions", json!({}), Some(20)),
        ("bulk-list-running", "bulkOperations", json!({}), Some(6)),
        (
            "bulk-run",
            "bulkOperationRunQuery",
            json!({ "query": text("bulk-inner-orders") }),
            Some(10),
        ),
        (
            "bulk-cancel",
            "bulkOperationCancel",
            json!({ "id": "gid://shopify/BulkOperation/1" }),
            Some(10),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_document_is_answered_at_its_known_cost() {
    for (name, field, variables, cost) in documents() {
        let answer = ask(&twin(), &text(name), variables).await;
        assert_eq!(answer["errors"], Value::Null, "{name}");
        assert!(!answer["data"][field].is_null(), "{name}: {answer}");
        assert_eq!(
            answer["extensions"]["cost"]["requestedQueryCost"].as_u64(),
            cost,
            "{name}"
        );
        let used = answer["extensions"]["cost"]["actualQueryCost"].as_u64().unwrap();
        assert!(used <= cost.unwrap(), "{name}: {used}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_comes_whole() {
    let answer = ask(
        &twin(),
        &text("order-full"),
        json!({ "id": "gid://shopify/Order/1001" }),
    )
    .await;
    let order = &answer["data"]["order"];
    assert_eq!(order["legacyResourceId"], "1001");
    assert_eq!(
        order["lineItems"]["nodes"][0]["discountedTotalSet"]["shopMoney"]["amount"],
        "5.00"
    );
    assert_eq!(order["shippingLines"]["nodes"][1]["isRemoved"], true);
    let sales = &order["agreements"]["nodes"][2]["sales"]["nodes"];
    assert_eq!(sales[0]["__typename"], "ProductSale");
    assert_eq!(sales[0]["lineItem"]["id"], "gid://shopify/LineItem/10012");
    // Given by its id alone in the world; the rest is found in the order.
    assert_eq!(
        order["refunds"][0]["refundLineItems"]["nodes"][0]["lineItem"]["sku"],
        "MUG"
    );
    assert_eq!(order["refunds"][0]["transactions"]["nodes"][0]["kind"], "REFUND");
}

#[tokio::test(start_paused = true)]
async fn a_page_of_agreements_and_one_of_sales() {
    let twin = twin();
    let query = text("agreement-sales-page");
    let first = ask(
        &twin,
        "{ order(id: \"gid://shopify/Order/1001\") { agreements(first: 3) { nodes { id sales(first: 1) { pageInfo { hasNextPage endCursor } \
         nodes { id } } } } } }",
        json!({}),
    )
    .await;
    let refund = &first["data"]["order"]["agreements"]["nodes"][2];
    assert_eq!(refund["sales"]["pageInfo"]["hasNextPage"], true);
    let after = &refund["sales"]["pageInfo"]["endCursor"];
    let variables = json!({ "id": "gid://shopify/Order/1001", "agreementQuery": "id:10013", "after": after });
    let next = ask(&twin, &query, variables).await;
    let agreement = &next["data"]["order"]["agreements"]["nodes"][0];
    assert_eq!(agreement["id"], "gid://shopify/SalesAgreement/10013");
    assert_eq!(agreement["sales"]["nodes"][0]["id"], "gid://shopify/Sale/100105");
}

#[tokio::test(start_paused = true)]
async fn tenders_follow_from_the_transactions() {
    let answer = ask(
        &twin(),
        "{ tenderTransactions(first: 2) { nodes { id amount { amount } order { name } } } }",
        json!({}),
    )
    .await;
    let nodes = &answer["data"]["tenderTransactions"]["nodes"];
    assert_eq!(nodes[0]["amount"]["amount"], "12.00");
    assert_eq!(nodes[1]["amount"]["amount"], "-6.00");
    assert_eq!(nodes[1]["order"]["name"], "#900");
}

#[tokio::test(start_paused = true)]
async fn what_the_world_lacks_is_an_error_and_no_null() {
    let answer = ask(
        &twin(),
        "{ order(id: \"gid://shopify/Order/1001\") { name customerLocale } }",
        json!({}),
    )
    .await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TWIN_WORLD_INCOMPLETE");
    assert_eq!(answer["errors"][0]["path"], json!(["order", "customerLocale"]));
    assert_eq!(answer["data"]["order"]["name"], "#1001");
}

#[tokio::test(start_paused = true)]
async fn trade_goes_on_while_pages_are_read() {
    let twin = twin();
    let page = "query($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) { pageInfo { endCursor } nodes { name } } }";
    let first = ask(&twin, page, json!({})).await;
    assert_eq!(super::names(&first), ["#900", "#1001"]);
    assert!(twin.change_shop(world::DOMAIN, |shop| {
        shop.orders.change(1, |order| {
            order.insert("updatedAt".to_owned(), json!("2026-11-24T10:00:00Z"));
        });
    }));
    assert!(!twin.change_shop("other.myshopify.com", |_| ()));
    let mut after = first["data"]["orders"]["pageInfo"]["endCursor"].clone();
    let mut seen = Vec::new();
    while !after.is_null() {
        let next = ask(&twin, page, json!({ "after": after })).await;
        seen.extend(super::names(&next).into_iter().map(str::to_owned));
        after = next["data"]["orders"]["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["#1002", "#1003", "#1004", "#1001"]);
    assert_eq!(
        twin.world().shops[0].orders.get(1).unwrap()["updatedAt"],
        "2026-11-24T10:00:00Z"
    );
}
