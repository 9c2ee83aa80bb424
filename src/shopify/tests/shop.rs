//! The envelope of answers: limits, refusals, versions, and what is tried again.

use std::time::Duration;

use serde_json::json;

use super::script::{Reply, coded, data, shop};
use crate::base::Moment;
use crate::shopify::{Reach, ShopifyError, Window};

fn counted(count: u64) -> serde_json::Value {
    json!({"ordersCount": {"count": count, "precision": "EXACT"}})
}

#[tokio::test(start_paused = true)]
async fn throttled_requests_wait_as_long_as_the_bucket_needs() {
    let mut times = 0;
    let (shop, script) = shop(move |_| {
        times += 1;
        if times > 1 {
            return data(counted(7));
        }
        Reply::Json(
            json!({"errors": [coded("THROTTLED", "Throttled")], "extensions": {"cost": {"requestedQueryCost": 862,
            "actualQueryCost": null, "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 300, "restoreRate": 100.0}}}}),
        )
    });
    assert_eq!(shop.count_orders(&Window::ALL).await.unwrap(), 7);
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked[1].at - asked[0].at, Duration::from_millis(5_620));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_can_be_foreseen_is_waited_for() {
    let (shop, script) = shop(|_| {
        Reply::Json(
            json!({"data": counted(7), "extensions": {"cost": {"requestedQueryCost": 50, "actualQueryCost": 50,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 20.0, "restoreRate": 10.0}}}}),
        )
    });
    for _ in 0..2 {
        shop.count_orders(&Window::ALL).await.unwrap();
    }
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked[1].at - asked[0].at, Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_stays_empty_is_given_up() {
    let (shop, script) = shop(|_| Reply::Json(json!({"errors": [coded("THROTTLED", "Throttled")]})));
    let error = shop.count_orders(&Window::ALL).await.unwrap_err();
    assert!(matches!(error, ShopifyError::Throttled { times: 30, .. }), "{error}");
    assert_eq!(script.names().len(), 30);
}

#[tokio::test(start_paused = true)]
async fn what_breaks_inside_shopify_is_asked_again_and_then_told() {
    let mut times = 0;
    let (recovering, _) = shop(move |_| {
        times += 1;
        match times {
            1..=3 => Reply::Json(json!({"errors": [coded("INTERNAL_SERVER_ERROR", "Request ID: 1b35")]})),
            _ => data(counted(1)),
        }
    });
    assert_eq!(recovering.count_orders(&Window::ALL).await.unwrap(), 1);
    let (broken, script) =
        shop(|_| Reply::Json(json!({"errors": [coded("INTERNAL_SERVER_ERROR", "Request ID: 1b35")]})));
    let error = broken.count_orders(&Window::ALL).await.unwrap_err();
    assert!(error.to_string().contains("Request ID: 1b35"), "{error}");
    assert_eq!(script.names().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn statuses_that_speak_of_the_shop_are_told_apart() {
    type Is = fn(&ShopifyError) -> bool;
    let cases: [(u16, Is); 6] = [
        (402, |e| matches!(e, ShopifyError::ShopFrozen(_))),
        (403, |e| matches!(e, ShopifyError::ShopForbidden(_))),
        (404, |e| matches!(e, ShopifyError::ShopUnknown(_))),
        (423, |e| matches!(e, ShopifyError::ShopLocked(_))),
        (430, |e| matches!(e, ShopifyError::Suspected(_))),
        (400, |e| matches!(e, ShopifyError::Http(_))),
    ];
    for (status, is) in cases {
        let (shop, script) = shop(move |_| Reply::Status(status, r#"{"errors":"said so"}"#));
        let error = shop.count_orders(&Window::ALL).await.unwrap_err();
        assert!(is(&error), "{status}: {error:?}");
        assert!(error.to_string().contains("said so"), "{error}");
        assert_eq!(script.names().len(), 1, "{status} must not be hammered");
    }
}

#[tokio::test(start_paused = true)]
async fn another_version_than_the_one_asked_for_is_refused() {
    let (old, _) = shop(|_| Reply::With("x-shopify-api-version", "2027-01", json!({"data": counted(1)})));
    let error = old.count_orders(&Window::ALL).await.unwrap_err();
    assert!(
        error.to_string().contains("2026-10") && error.to_string().contains("2027-01"),
        "{error}"
    );
    let (right, _) = shop(|_| Reply::With("x-shopify-api-version", "2026-10", json!({"data": counted(1)})));
    assert_eq!(right.count_orders(&Window::ALL).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_none_are_refused() {
    for reply in [
        || Reply::Text(b"<html>maintenance</html>".to_vec()),
        || Reply::Json(json!({"data": {"ordersCount": null}})),
        || Reply::Json(json!([])),
        || Reply::Json(json!({})),
    ] {
        let (shop, _) = shop(move |_| reply());
        let error = shop.count_orders(&Window::ALL).await.unwrap_err();
        assert!(matches!(error, ShopifyError::Shape { .. }), "{error:?}");
    }
    let (shop, _) = shop(|_| data(json!({"ordersCount": {"count": 10_000, "precision": "AT_LEAST"}})));
    let error = shop.count_orders(&Window::ALL).await.unwrap_err();
    assert!(matches!(error, ShopifyError::Inexact { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_misread_search_is_refused() {
    let (shop, _) = shop(|_| {
        Reply::Json(json!({"data": counted(9_999), "extensions": {"search": [{"warnings":
            [{"field": "updated_ad", "message": "Invalid search field for this query.", "code": "invalid_field"}]}]}}))
    });
    let error = shop.count_orders(&Window::ALL).await.unwrap_err();
    assert!(matches!(error, ShopifyError::Misread { field, .. } if field == "updated_ad"));
}

#[tokio::test(start_paused = true)]
async fn a_shop_says_who_it_is_and_how_far_it_can_be_seen() {
    let info = |scopes: &'static [&'static str]| {
        let scopes: Vec<_> = scopes.iter().map(|handle| json!({"handle": handle})).collect();
        json!({
            "shop": {"id": "gid://shopify/Shop/1", "name": "Dev", "myshopifyDomain": "dev.myshopify.com", "ianaTimezone": "Europe/London",
                "currencyCode": "GBP", "taxesIncluded": true,
                "plan": {"publicDisplayName": "Basic", "partnerDevelopment": true, "shopifyPlus": false}},
            "currentAppInstallation": {"accessScopes": scopes},
            "publicApiVersions": [{"handle": "2026-10", "displayName": "2026-10 (Latest)", "supported": true},
                {"handle": "unstable", "displayName": "unstable", "supported": false}],
        })
    };
    let (narrow, _) = shop(move |_| data(info(&["write_orders"])));
    let about = narrow.about().await.unwrap();
    assert_eq!(
        (about.time_zone.as_str(), about.currency.as_str(), about.plan.as_str()),
        ("Europe/London", "GBP", "Basic")
    );
    assert!(about.may("read_orders") && about.may("write_orders") && !about.may("read_returns"));
    assert_eq!(about.versions, ["2026-10"]);
    let now = Moment::parse("2026-11-22T02:00:00Z").unwrap();
    let since = Moment::parse("2026-09-23T02:00:00Z").unwrap();
    assert_eq!(about.reach(now), Reach::Since(since));
    let (wide, _) = shop(move |_| data(info(&["read_orders", "read_all_orders"])));
    assert_eq!(wide.about().await.unwrap().reach(now), Reach::All);
}
