//! Tokens, scopes, personal data, and how far back a token reaches.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::world::{DOMAIN, ORDERS, small};
use super::{ask, ask_as, body, names, request, twin};
use crate::twin::{Options, Twin};

#[tokio::test(start_paused = true)]
async fn a_denied_field_at_the_top_is_null_with_an_error() {
    let text = "{ shopifyPaymentsAccount { id } }";
    let denied = ask_as(&twin(), ORDERS, text, json!({})).await;
    assert_eq!(denied["data"], json!({ "shopifyPaymentsAccount": null }));
    let error = &denied["errors"][0];
    let needed = "the `read_shopify_payments` or the `read_shopify_payments_accounts` access scope.";
    assert_eq!(
        error["message"],
        format!("Access denied for shopifyPaymentsAccount field. Required access: {needed}")
    );
    assert_eq!(error["extensions"]["code"], "ACCESS_DENIED");
    assert_eq!(error["extensions"]["requiredAccess"], needed);
    assert_eq!(error["path"], json!(["shopifyPaymentsAccount"]));
    assert_eq!(denied["extensions"]["cost"]["actualQueryCost"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_shop_without_payments_has_no_account_and_no_error() {
    let mut world = small();
    world.shops[0].payouts = None;
    let twin = Twin::new(world, Options::default()).unwrap();
    let answer = ask(&twin, "{ shopifyPaymentsAccount { id } }", json!({})).await;
    assert_eq!(answer["data"], json!({ "shopifyPaymentsAccount": null }));
    assert_eq!(answer["errors"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_denied_field_below_leaves_the_rest_standing() {
    let text = "{ orders(first: 5, sortKey: ID) { nodes { name customer { id } } } }";
    let partial = ask_as(&twin(), ORDERS, text, json!({})).await;
    assert_eq!(names(&partial).len(), 4);
    let errors = partial["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 4);
    assert_eq!(errors[0]["path"], json!(["orders", "nodes", 0, "customer"]));
}

#[tokio::test(start_paused = true)]
async fn a_denied_field_that_must_be_there_takes_the_order_with_it() {
    let text = "{ order(id: \"gid://shopify/Order/1001\") { agreements(first: 9) { nodes { ... on ReturnAgreement { return { id } } } } } }";
    let denied = ask_as(&twin(), ORDERS, text, json!({})).await;
    assert_eq!(denied["data"], json!({ "order": null }));
    assert_eq!(
        denied["errors"][0]["path"],
        json!(["order", "agreements", "nodes", 3, "return"])
    );
}

#[tokio::test(start_paused = true)]
async fn personal_data_is_never_there() {
    let text = "{ order(id: \"gid://shopify/Order/1001\") { name email shippingAddress { countryCodeV2 address1 } } }";
    let answer = ask(&twin(), text, json!({})).await;
    let wanted =
        json!({ "name": "#1001", "email": null, "shippingAddress": { "countryCodeV2": "GB", "address1": null } });
    assert_eq!(answer["data"]["order"], wanted);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn without_all_orders_old_ones_are_absent_and_not_refused() {
    let twin = twin();
    let listed = ask_as(
        &twin,
        ORDERS,
        "{ orders(first: 9, sortKey: ID) { nodes { name } } ordersCount { count } }",
        json!({}),
    )
    .await;
    assert_eq!(names(&listed), ["#1001", "#1002", "#1003", "#1004"]);
    assert_eq!(listed["data"]["ordersCount"]["count"], 4);
    for kind in [
        "order(id: \"gid://shopify/Order/900\")",
        "refund(id: \"gid://shopify/Refund/900\")",
    ] {
        let answer = ask_as(&twin, ORDERS, &format!("{{ found: {kind} {{ id }} }}"), json!({})).await;
        assert_eq!(answer["data"], json!({ "found": null }));
        assert_eq!(answer["errors"], Value::Null);
    }
    let tenders = ask_as(
        &twin,
        ORDERS,
        "{ tenderTransactions(first: 1) { nodes { order { id } } } }",
        json!({}),
    )
    .await;
    assert_eq!(tenders["data"]["tenderTransactions"]["nodes"][0]["order"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_used_and_outlived() {
    let twin = twin();
    let grant = |secret: &str| {
        Request::post(format!("http://twin/shopify/{DOMAIN}/admin/oauth/access_token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Bytes::from(format!(
                "grant_type=client_credentials&client_id=app-1&client_secret={secret}"
            )))
            .unwrap()
    };
    let refused = twin.answer(grant("wrong")).await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let granted: Value = serde_json::from_slice(&body(twin.answer(grant("secret-1")).await.unwrap()).await).unwrap();
    assert_eq!(granted["expires_in"], 86_399);
    assert_eq!(granted["scope"], "read_orders");
    let token = granted["access_token"].as_str().unwrap();
    let scopes = "{ currentAppInstallation { accessScopes { handle } } }";
    let answer = ask_as(&twin, token, scopes, json!({})).await;
    assert_eq!(
        answer["data"]["currentAppInstallation"]["accessScopes"],
        json!([{ "handle": "read_orders" }])
    );
    tokio::time::advance(std::time::Duration::from_secs(86_400)).await;
    let late = twin.answer(request(token, scopes, &json!({}))).await.unwrap();
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(start_paused = true)]
async fn wrong_doors_are_told_apart() {
    let twin = twin();
    let ask = async |domain: &str, version: &str, token: &str, body: &str| {
        let request = Request::post(format!("http://twin/shopify/{domain}/admin/api/{version}/graphql.json"))
            .header("X-Shopify-Access-Token", token)
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        let response = twin.answer(request).await.unwrap();
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert!(header("x-request-id").is_some());
        (response.status().as_u16(), header("x-shopify-api-version"))
    };
    let good = r#"{"query":"{ shop { name } }"}"#;
    assert_eq!(
        ask(DOMAIN, "2026-10", ORDERS, good).await,
        (200, Some("2026-10".to_owned()))
    );
    assert_eq!(
        ask(DOMAIN, "2025-01", ORDERS, good).await,
        (200, Some("2026-01".to_owned()))
    );
    assert_eq!(ask(DOMAIN, "2031-01", ORDERS, good).await, (404, None));
    assert_eq!(ask("other.myshopify.com", "2026-10", ORDERS, good).await, (404, None));
    assert_eq!(ask(DOMAIN, "2026-10", "shpat_wrong", good).await, (401, None));
    assert_eq!(ask(DOMAIN, "2026-10", ORDERS, "{").await, (400, None));
}
