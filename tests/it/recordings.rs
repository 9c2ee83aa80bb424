//! Recorded answers of the Admin GraphQL API (fixtures/real/shopify/captures), as bulk rows.
//!
//! The recordings asked for other fields than tieout does. Each of them here supplies what the recording's
//! query left out (`absent`); supplying a field that is there fails.

use serde_json::{Map, Value, json};

use crate::ledger::{Ledger, fixture_text};
use crate::tool::Home;

/// Where in a recording the answers about one order stand, oldest first, and what none of them has.
pub(crate) struct Capture {
    pub(crate) file: &'static str,
    answers: &'static [&'static str],
    pub(crate) absent: Value,
}

impl Capture {
    /// The order as last answered; an answer's fields replace those of the ones before.
    pub(crate) fn order(&self) -> Value {
        let document: Value =
            serde_json::from_str(&fixture_text(&format!("real/shopify/captures/{}.json", self.file))).unwrap();
        let mut order = Map::new();
        for path in self.answers {
            let pointer = format!("/{}", path.replace('.', "/"));
            let answer = document
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("{}: no {path}", self.file));
            for (field, value) in answer.as_object().unwrap() {
                order.insert(field.clone(), value.clone());
            }
        }
        Value::Object(order)
    }

    /// With what the recording lacks.
    pub(crate) fn whole(&self) -> Value {
        let mut order = self.order();
        supply(&mut order, &self.absent, self.file);
        order
    }

    pub(crate) fn imported(&self, books_currency: &str) -> Ledger {
        let ledger = ledger(books_currency);
        let (rows, details) = rows(&self.whole());
        let file = ledger.home.write("order.jsonl", rows);
        ledger.import("shopify-bulk", &[&file], &[]);
        if !details.is_empty() {
            let file = ledger.home.write("refunds.jsonl", details);
            ledger.import("shopify-bulk", &[&file], &[]);
        }
        ledger
    }

    /// What is shown of the order, in the shop's currency.
    pub(crate) fn explained(&self) -> Value {
        let order = self.whole();
        self.imported("shop").json(&["explain", order["id"].as_str().unwrap()])
    }
}

pub(crate) fn ledger(books_currency: &str) -> Ledger {
    let home = Home::new();
    home.write(
        "tieout.toml",
        format!("[[shops]]\nname = \"dev\"\ndomain = \"dev.myshopify.com\"\nbooks_currency = \"{books_currency}\"\n"),
    );
    Ledger::with(home, "tieout.toml")
}

/// Adds what is absent. Of lists, the entries at the same place.
fn supply(into: &mut Value, absent: &Value, file: &str) {
    match (into, absent) {
        (Value::Object(map), Value::Object(more)) => {
            for (field, value) in more {
                match map.get_mut(field) {
                    Some(held) if held.is_object() || held.is_array() => supply(held, value, file),
                    Some(_) => panic!("{file} has `{field}`: it need not be supplied"),
                    None => drop(map.insert(field.clone(), value.clone())),
                }
            }
        }
        (Value::Array(all), Value::Array(more)) => {
            assert_eq!(all.len(), more.len(), "{file}");
            all.iter_mut().zip(more).for_each(|(one, more)| supply(one, more, file));
        }
        (held, _) => panic!("{file} has {held}: it need not be supplied"),
    }
}

/// An order node as a bulk operation writes it: the node without its connections, then a row for each
/// child; and, as a file of its own, the lines of its refunds.
pub(crate) fn rows(order: &Value) -> (String, String) {
    let (mut rows, mut details) = (Vec::new(), Vec::new());
    let mut head = order.as_object().unwrap().clone();
    let parent = head["id"].clone();
    let mut children = Vec::new();
    for (field, typename) in [("lineItems", "LineItem"), ("shippingLines", "ShippingLine")] {
        let nodes = head
            .remove(field)
            .and_then(|c| c["nodes"].as_array().cloned())
            .unwrap_or_default();
        children.extend(nodes.iter().map(|node| child(typename, node, &parent)));
    }
    for refund in head
        .get_mut("refunds")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let map = refund.as_object_mut().unwrap();
        map.remove("transactions");
        let Some(lines) = map.remove("refundLineItems") else {
            continue;
        };
        // Bulk operations reach the lines of a refund by its agreement.
        let number = map["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let agreement = format!("gid://shopify/SalesAgreement/{number}");
        details.push(
            json!({"__typename": "RefundAgreement", "id": agreement, "happenedAt": map["createdAt"],
            "reason": "REFUND", "refund": map.clone(), "__parentId": parent}),
        );
        for line in lines["nodes"].as_array().unwrap() {
            details.push(child("RefundLineItem", line, &json!(agreement)));
        }
    }
    rows.push(Value::Object(head.clone()));
    rows.extend(children);
    if !details.is_empty() {
        details.insert(0, json!({"__typename": "Order", "id": parent, "name": head["name"]}));
    }
    let text = |rows: &[Value]| rows.iter().map(|r| format!("{r}\n")).collect::<String>();
    (text(&rows), text(&details))
}

fn child(typename: &str, node: &Value, parent: &Value) -> Value {
    let mut row = node.as_object().unwrap().clone();
    row.insert("__typename".to_owned(), typename.into());
    row.insert("__parentId".to_owned(), parent.clone());
    Value::Object(row)
}

/// An amount in the development store's currency.
fn cad(amount: &str) -> Value {
    json!({"shopMoney": {"amount": amount, "currencyCode": "CAD"}})
}

/// What no recording but one asks for: flags, when the order was placed, and its discounts.
fn flags(mut more: Value) -> Value {
    let always = json!({"createdAt": "2026-06-22T00:00:00Z", "test": false, "taxesIncluded": false, "edited": false,
        "currentTotalDiscountsSet": cad("0.0")});
    for (field, value) in always.as_object().unwrap() {
        more.as_object_mut()
            .unwrap()
            .entry(field)
            .or_insert_with(|| value.clone());
    }
    more
}

pub(crate) fn edited_with_tax() -> Capture {
    Capture {
        file: "order-edit-money-math",
        answers: &["cases.taxed.downstreamRead.response.payload.data.order"],
        absent: flags(json!({
            "name": "#taxed", "edited": true, "totalShippingPriceSet": cad("0.0"), "totalRefundedSet": cad("0.0"),
            // One line: its value is the order's currentSubtotalPriceSet.
            "lineItems": {"nodes": [{"id": "gid://shopify/LineItem/1", "priceAfterAllDiscountsBeforeTaxesSet": cad("100.0")}]},
        })),
    }
}

pub(crate) fn edited_with_discount() -> Capture {
    Capture {
        file: "order-edit-money-math",
        answers: &["cases.discount.downstreamRead.response.payload.data.order"],
        absent: flags(json!({
            "name": "#discount", "edited": true, "currentTotalDiscountsSet": cad("20.0"), "totalShippingPriceSet": cad("0.0"), "totalRefundedSet": cad("0.0"),
            "lineItems": {"nodes": [{"id": "gid://shopify/LineItem/1", "priceAfterAllDiscountsBeforeTaxesSet": cad("80.0")}]},
        })),
    }
}

pub(crate) fn line_removed() -> Capture {
    let line = |amount: &str| json!({"priceAfterAllDiscountsBeforeTaxesSet": cad(amount)});
    Capture {
        file: "order-edit-existing-order-zero-removal",
        answers: &["downstreamRead.response.data.order"],
        absent: flags(json!({
            "edited": true, "currentTotalPriceSet": cad("52.0"), "currentTotalTaxSet": cad("0.0"),
            "totalShippingPriceSet": cad("0.0"), "totalRefundedSet": cad("0.0"),
            "lineItems": {"nodes": [line("40.0"), line("12.0"), line("0.0")]},
        })),
    }
}

pub(crate) fn owing_after_an_edit() -> Capture {
    Capture {
        file: "order-edit-commit-derived-statuses",
        answers: &[
            "draftComplete.response.data.draftOrderComplete.draftOrder.order",
            "downstreamRead.response.data.order",
        ],
        absent: flags(json!({
            "name": "#owing", "edited": true, "currentTotalTaxSet": cad("0.0"), "totalShippingPriceSet": cad("0.0"),
            "totalRefundedSet": cad("0.0"), "transactions": [{"id": "gid://shopify/OrderTransaction/1"}],
        })),
    }
}

/// An amount in both currencies of the recording.
fn both(cad: &str, usd: &str) -> Value {
    let money = |amount: &str, code: &str| json!({"amount": amount, "currencyCode": code});
    json!({"shopMoney": money(cad, "CAD"), "presentmentMoney": money(usd, "USD")})
}

pub(crate) fn two_currencies() -> Capture {
    Capture {
        file: "money-bag-presentment-parity",
        answers: &[
            "orderCreate.response.payload.data.orderCreate.order",
            "markAsPaid.response.payload.data.orderMarkAsPaid.order",
            "refund.response.payload.data.refundCreate.order",
        ],
        absent: flags(json!({
            "name": "#usd", "currentTotalTaxSet": both("1.5", "1.0"), "totalShippingPriceSet": both("0.0", "0.0"),
            // The answer to the refund does not name it; its amount is the order's totalRefundedSet.
            "refunds": [{"id": "gid://shopify/Refund/1", "createdAt": "2026-06-23T00:00:00Z", "totalRefundedSet": both("7.1", "5.0")}],
            "lineItems": {"nodes": [{"id": "gid://shopify/LineItem/1", "quantity": 1, "currentQuantity": 1,
                "priceAfterAllDiscountsBeforeTaxesSet": both("12.0", "8.0")}]},
        })),
    }
}

pub(crate) fn refunded_in_full() -> Capture {
    Capture {
        file: "refund-create-full-parity",
        answers: &[
            "upstreamCalls.0.response.body.data.order",
            "downstreamRead.response.data.order",
        ],
        absent: flags(json!({
            "currentTotalTaxSet": cad("0.0"), "totalShippingPriceSet": cad("5.0"),
            "refunds": [{"createdAt": "2026-06-22T23:01:18Z"}],
            "shippingLines": {"nodes": [{"id": "gid://shopify/ShippingLine/1"}]},
            "lineItems": {"nodes": [{"priceAfterAllDiscountsBeforeTaxesSet": cad("10.0")}]},
        })),
    }
}

pub(crate) fn refunded_in_part() -> Capture {
    Capture {
        file: "refund-create-partial-shipping-restock-parity",
        answers: &[
            "upstreamCalls.0.response.body.data.order",
            "downstreamRead.response.data.order",
        ],
        absent: flags(json!({
            "currentTotalTaxSet": cad("0.0"), "totalShippingPriceSet": cad("5.0"),
            // The same refund in the answer to the mutation has its line.
            "refunds": [{"createdAt": "2026-06-22T23:01:16Z", "refundLineItems": {"nodes": [{
                "id": "gid://shopify/RefundLineItem/654574944562", "quantity": 1, "restockType": "RETURN",
                "lineItem": {"id": "gid://shopify/LineItem/19495196164402"},
                "subtotalSet": cad("10.0"), "totalTaxSet": cad("0.0")}]}}],
            "shippingLines": {"nodes": [{"id": "gid://shopify/ShippingLine/1"}]},
            "lineItems": {"nodes": [{"priceAfterAllDiscountsBeforeTaxesSet": cad("20.0")}]},
        })),
    }
}

pub(crate) fn cancelled() -> Capture {
    let payment = |n: u8| json!({"id": format!("gid://shopify/OrderTransaction/{n}")});
    Capture {
        file: "orderCancel-restock-refundMethod-parity",
        answers: &["downstreamRead.response.data.order"],
        absent: flags(json!({
            "currentTotalTaxSet": cad("0.0"), "totalShippingPriceSet": cad("0.0"),
            "refunds": [{"createdAt": "2026-05-08T02:34:17Z"}],
            "transactions": [payment(1), payment(2)],
        })),
    }
}

/// Made up by its author, in the shape of a real answer with 41 fields.
pub(crate) fn merchant_detail() -> Capture {
    Capture {
        file: "order-merchant-detail-read",
        answers: &["response.data.order"],
        absent: json!({
            "test": false, "edited": false,
            "refunds": [{"refundLineItems": {"nodes": [{"totalTaxSet": cad("0.0")}]}}],
            "shippingLines": {"nodes": [{"id": "gid://shopify/ShippingLine/1"}]},
            "lineItems": {"nodes": [
                {"currentQuantity": 2, "priceAfterAllDiscountsBeforeTaxesSet": cad("80.0")},
                {"currentQuantity": 0, "priceAfterAllDiscountsBeforeTaxesSet": cad("0.0")},
            ]},
        }),
    }
}

pub(crate) fn all() -> Vec<Capture> {
    vec![
        edited_with_tax(),
        edited_with_discount(),
        line_removed(),
        owing_after_an_edit(),
        two_currencies(),
        refunded_in_full(),
        refunded_in_part(),
        cancelled(),
        merchant_detail(),
    ]
}
