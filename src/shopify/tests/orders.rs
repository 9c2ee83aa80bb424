//! Orders come whole, however long they are and however they change.

use serde_json::{Value, json};

use super::paged::{Size, answer, order, whole};
use super::script::{Reply, coded, data, shop};
use crate::shopify::{ShopifyError, Window, flatten};

/// The rows of whole orders.
fn rows(orders: &[Value]) -> String {
    let mut out = Vec::new();
    for order in orders {
        let Value::Object(order) = whole(order) else { panic!() };
        flatten::order(order, &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

fn text(rows: Vec<u8>) -> String {
    String::from_utf8(rows).unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_order_comes_once_and_whole() {
    let orders: Vec<Value> = (1..=27)
        .map(|n| order(n, Size::SMALL))
        .chain([order(28, Size::LONG)])
        .collect();
    let wanted = rows(&orders);
    let (held, mut pages) = (orders.clone(), 0);
    let (shop, script) = shop(move |asked| {
        // A page of fifty is too dear here, and one of twenty-five; twelve are let in.
        if asked.name == "TieoutOrdersPage" && asked.variables["first"].as_u64().unwrap() > 12 {
            return Reply::Json(json!({"errors": [{"message": "dear", "extensions":
                {"code": "MAX_COST_EXCEEDED", "cost": 1293, "maxCost": 1000}}]}));
        }
        answer(&held, asked)
    });
    let (mut all, mut count, mut after) = (Vec::new(), 0, None);
    loop {
        let page = shop.orders(&Window::ALL, after.as_deref()).await.unwrap();
        all.extend(page.rows);
        count += page.orders;
        pages += 1;
        match page.next {
            Some(next) => after = Some(next),
            None => break assert_eq!(page.newest.as_deref(), Some("2026-11-28T00:00:00Z")),
        }
    }
    assert_eq!((text(all), count, pages), (wanted, 28, 3));
    let sizes: Vec<u64> = script.variable("first")[..4]
        .iter()
        .map(|f| f.as_u64().unwrap())
        .collect();
    assert_eq!(sizes, [50, 25, 12, 12], "the smaller size is kept");
    assert_eq!(script.variable("query")[0], "updated_at:>='1970-01-01T00:00:00Z'");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_fits_its_page_costs_one_request() {
    let orders = vec![order(1, Size::SMALL)];
    let held = orders.clone();
    let (shop, script) = shop(move |asked| answer(&held, asked));
    let page = shop.order(1).await.unwrap();
    assert_eq!((text(page.rows), page.orders), (rows(&orders), 1));
    assert_eq!(script.names(), ["TieoutOrder"]);
    assert_eq!(page.oldest.as_deref(), Some("2026-10-02T00:00:00Z"));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_changes_while_it_is_read_is_read_anew() {
    let before = order(1, Size::LONG);
    let mut after = order(
        1,
        Size {
            lines: 85,
            ..Size::LONG
        },
    );
    after["updatedAt"] = "2026-11-20T00:00:00Z".into();
    let (wanted, mut asked_times) = (rows(std::slice::from_ref(&after)), 0);
    let (shop, _) = shop(move |asked| {
        asked_times += 1;
        let now = if asked_times < 3 { &before } else { &after };
        answer(std::slice::from_ref(now), asked)
    });
    let page = shop.orders(&Window::ALL, None).await.unwrap();
    assert_eq!(text(page.rows), wanted);
    // The mark is that of the page, or orders between the two would be passed over.
    assert_eq!(page.newest.as_deref(), Some("2026-11-02T00:00:00Z"));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_never_rests_is_told_by_name() {
    let mut times = 0;
    let (shop, _) = shop(move |asked| {
        let mut moving = order(1, Size::LONG);
        times += 1;
        moving["updatedAt"] = format!("2026-11-01T00:00:{:02}Z", times % 60).into();
        answer(&[moving], asked)
    });
    let error = shop.order(1).await.unwrap_err();
    let expected = ShopifyError::Moved {
        order: "gid://shopify/Order/1".to_owned(),
        times: 5,
    };
    assert_eq!(error, expected);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_deleted_while_it_is_read_is_gone() {
    let long = order(1, Size::LONG);
    let (shop, _) = shop(move |asked| match asked.name.as_str() {
        "TieoutOrdersPage" => answer(std::slice::from_ref(&long), asked),
        _ => data(json!({"order": null})),
    });
    let page = shop.orders(&Window::ALL, None).await.unwrap();
    assert_eq!((page.orders, page.rows.len(), page.newest), (0, 0, None));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_asked_for_page_is_refused() {
    // An ignored filter gives the first agreement, and a cursor that stands still never ends.
    let other = |reply: Reply| match reply {
        Reply::Json(mut json) => {
            json["data"]["order"]["agreements"]["nodes"][0]["id"] = "gid://shopify/SalesAgreement/5".into();
            Reply::Json(json)
        }
        other => other,
    };
    let only_sales = Size {
        sales: 231,
        ..Size::SMALL
    };
    let (shop_a, _) = shop(move |asked| {
        let reply = answer(&[order(1, only_sales)], asked);
        if asked.name == "TieoutAgreementSales" {
            other(reply)
        } else {
            reply
        }
    });
    let error = shop_a.order(1).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not hold gid://shopify/SalesAgreement/10000"),
        "{error}"
    );
    let only_lines = Size {
        lines: 90,
        ..Size::SMALL
    };
    let (shop_b, _) = shop(move |asked| match answer(&[order(1, only_lines)], asked) {
        Reply::Json(mut json) if asked.name == "TieoutOrderLines" => {
            json["data"]["order"]["lineItems"]["pageInfo"] = json!({"hasNextPage": true, "endCursor": "c40"});
            Reply::Json(json)
        }
        reply => reply,
    });
    let error = shop_b.order(1).await.unwrap_err();
    assert!(error.to_string().contains("does not move on"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn names_are_searched_for_and_then_compared() {
    let mut orders = vec![
        order(1001, Size::SMALL),
        order(10_012, Size::SMALL),
        order(3, Size::SMALL),
    ];
    orders[1]["name"] = "#1001-A".into();
    orders[2]["name"] = "1001".into();
    let wanted = rows(&[orders[0].clone(), orders[2].clone()]);
    let (shop, script) = shop(move |asked| answer(&orders, asked));
    let page = shop.order_by_name("#1001").await.unwrap();
    assert_eq!((text(page.rows), page.orders), (wanted, 2));
    assert_eq!(script.variable("query"), ["name:'#1001'"]);
    assert_eq!(shop.order_by_name("#7").await.unwrap().orders, 0);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_may_be_withheld_is_told_and_no_other_is_missing() {
    let withheld = |path: &'static str| {
        move |asked: &super::script::Asked| match answer(&[order(1, Size::SMALL)], asked) {
            Reply::Json(mut json) => {
                let error = json!({"message": "no", "path": ["orders", "nodes", 0, path], "extensions": {"code": "ACCESS_DENIED"}});
                json["errors"] = json!([error]);
                Reply::Json(json)
            }
            reply => reply,
        }
    };
    let (address, _) = shop(withheld("shippingAddress"));
    let page = address.orders(&Window::ALL, None).await.unwrap();
    assert_eq!(page.orders, 1);
    assert!(page.withheld.contains("orders.nodes.shippingAddress"));
    let (total, _) = shop(withheld("totalRefundedSet"));
    let error = total.orders(&Window::ALL, None).await.unwrap_err();
    assert!(matches!(error, ShopifyError::AccessDenied { what, .. } if what == "orders.nodes.totalRefundedSet"));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_too_dear_at_one_order_and_a_dead_cursor_are_told() {
    let (dear, script) = shop(|_| {
        Reply::Json(json!({"errors": [{"message": "dear", "extensions":
            {"code": "MAX_COST_EXCEEDED", "cost": 1293, "maxCost": 1000}}]}))
    });
    let error = dear.orders(&Window::ALL, None).await.unwrap_err();
    assert!(matches!(
        error,
        ShopifyError::TooDear {
            cost: 1293,
            cost_max: 1000,
            ..
        }
    ));
    assert_eq!(script.names().len(), 6);
    let (dead, _) =
        shop(|_| Reply::Json(json!({"data": {"orders": null}, "errors": [coded("BAD_REQUEST", "Malformed cursor")]})));
    let error = dead.orders(&Window::ALL, Some("old")).await.unwrap_err();
    assert!(matches!(error, ShopifyError::Cursor { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_that_are_lost_are_sent_again() {
    let mut times = 0;
    let orders = vec![order(1, Size::SMALL)];
    let wanted = rows(&orders);
    let (shop, script) = shop(move |asked| {
        times += 1;
        match times {
            1 => Reply::Lost,
            2 => Reply::Cut(b"{\"data\":{\"orders\":".to_vec()),
            3 => Reply::Status(502, "bad gateway"),
            _ => answer(&orders, asked),
        }
    });
    assert_eq!(text(shop.orders(&Window::ALL, None).await.unwrap().rows), wanted);
    assert_eq!(script.names().len(), 4);
}
