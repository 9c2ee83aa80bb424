//! Nested answers of the Admin API, taken through the client, against the same facts in the form of a
//! bulk operation's file: the importer must find the same orders, refunds and payouts in both.

use std::collections::HashMap;
use std::sync::Arc;

use ::http::{Request, Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use tieout::http::{Body, Client, Clock, Gate, Transport, TransportError, Unsigned};
use tieout::import::{Problems, bulk};
use tieout::model::rules::OrderHolds;
use tieout::model::shop::{MoneyBag, Refund};
use tieout::shopify::{Payments, Settings, Shop, Window};

use crate::ledger::fixture_text;
use crate::recordings::{self, Capture};

/// Answers with the nodes it holds, page by page.
struct Served {
    orders: Vec<Value>,
    payouts: Vec<Value>,
    transactions: Vec<Value>,
}

impl Transport for Served {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        let asked: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = json!({"data": self.answer(asked["query"].as_str().unwrap(), &asked["variables"])});
        let body = Bytes::from(answer.to_string());
        Box::pin(async {
            Ok(Response::new(
                Box::pin(futures_util::stream::once(async { Ok(body) })) as Body
            ))
        })
    }
}

impl Served {
    fn answer(&self, query: &str, variables: &Value) -> Value {
        let account = |field: &str, nodes: &[Value]| json!({"shopifyPaymentsAccount": {"id": "gid://shopify/ShopifyPaymentsAccount/1", field: page(nodes, variables)}});
        if query.contains("query TieoutOrdersPage(") {
            json!({"orders": page(&self.orders, variables)})
        } else if query.contains("query TieoutOrder(") {
            json!({"order": self.orders.iter().find(|o| o["id"] == variables["id"])})
        } else if query.contains("query TieoutPayoutsPage(") {
            account("payouts", &self.payouts)
        } else {
            assert!(query.contains("query TieoutBalanceTransactionsPage("), "{query}");
            account(
                "balanceTransactions",
                &self.transactions_of(variables["query"].as_str().unwrap()),
            )
        }
    }

    fn transactions_of(&self, search: &str) -> Vec<Value> {
        let gid = search
            .strip_prefix("payments_transfer_id:")
            .map(|n| format!("gid://shopify/ShopifyPaymentsPayout/{n}"));
        let is_of = |t: &&Value| {
            gid.as_ref()
                .is_none_or(|gid| t["associatedPayout"]["id"] == gid.as_str())
        };
        self.transactions.iter().filter(is_of).cloned().collect()
    }
}

fn page(nodes: &[Value], variables: &Value) -> Value {
    let from: usize = variables["after"].as_str().map_or(0, |cursor| cursor.parse().unwrap());
    let first = usize::try_from(variables["first"].as_u64().unwrap()).unwrap();
    let end = nodes.len().min(from + first);
    json!({"nodes": nodes[from..end], "pageInfo": {"hasNextPage": end < nodes.len(), "endCursor": end.to_string()}})
}

fn shop(served: Served) -> Shop {
    let clock = Clock::fixed("2026-11-22T02:00:00Z".parse().unwrap());
    let client = Client::new(Arc::new(served), Arc::new(Unsigned), Gate::new(2), clock);
    Shop::new(Settings::new("dev.myshopify.com", "2026-10"), client).unwrap()
}

fn with_orders(orders: Vec<Value>) -> Shop {
    shop(Served {
        orders,
        payouts: Vec::new(),
        transactions: Vec::new(),
    })
}

/// What the importer finds in rows, in a form that can be compared.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) orders: Vec<Vec<u8>>,
    pub(crate) refunds: Vec<(u64, String)>,
    payouts: Vec<String>,
    transactions: Vec<(u64, String)>,
}

pub(crate) fn found(rows: &[u8]) -> Found {
    let mut problems = Problems::default();
    let mut file = bulk::read("rows", &mut &*rows, OrderHolds::Name, 1, &mut problems).unwrap();
    assert_eq!(problems.kept(), []);
    assert!(file.unused.is_empty(), "{:?}", file.unused);
    let (mut orders, mut bytes) = (Vec::new(), Vec::new());
    while file.orders.take(&mut bytes).unwrap().is_some() {
        orders.push(bytes.clone());
    }
    assert_eq!(file.orders.strays(), 0);
    let mut transactions = Vec::new();
    while let Some((payout, all)) = file.movements.take().unwrap() {
        transactions.push((payout, format!("{all:?}")));
    }
    let mut payouts: Vec<String> = file.payouts.iter().map(|p| format!("{p:?}")).collect();
    payouts.sort();
    // A refund of nothing is told by its head alone, which stands in its order.
    let says_more = |r: &Refund<'_>| {
        !r.lines.is_empty()
            || [r.shipping, r.shipping_tax, r.adjustments]
                .iter()
                .any(|m| *m != MoneyBag::ZERO)
    };
    let refunds = file.refunds.iter().filter(|d| says_more(&d.refund));
    Found {
        orders,
        refunds: refunds.map(|d| (d.order, format!("{:?}", d.refund))).collect(),
        payouts,
        transactions,
    }
}

fn whole(nodes: Value) -> Value {
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": false, "endCursor": null}})
}

fn typed(mut nodes: Value, typename: &str) -> Value {
    for node in nodes.as_array_mut().unwrap() {
        node["__typename"] = typename.into();
    }
    nodes
}

/// A recording as the client's own document would have been answered.
fn answered(capture: &Capture) -> Value {
    let mut order = capture.whole();
    order["__typename"] = "Order".into();
    order["updatedAt"] = order
        .get("updatedAt")
        .cloned()
        .unwrap_or_else(|| "2026-07-01T00:00:00Z".into());
    for (field, typename) in [("lineItems", "LineItem"), ("shippingLines", "ShippingLine")] {
        let nodes = order[field]["nodes"].take();
        order[field] = whole(typed(if nodes.is_null() { json!([]) } else { nodes }, typename));
    }
    for list in ["transactions", "fulfillments"] {
        if order[list].is_null() {
            order[list] = json!([]);
        }
    }
    let mut agreements = Vec::new();
    let mut refunds = order["refunds"].take();
    for refund in refunds.as_array_mut().into_iter().flatten() {
        let fields = refund.as_object_mut().unwrap();
        fields.remove("transactions");
        let lines = fields.remove("refundLineItems");
        if let Some(lines) = &lines {
            let number = fields["id"].as_str().unwrap().rsplit('/').next().unwrap();
            agreements.push(json!({"__typename": "RefundAgreement", "id": format!("gid://shopify/SalesAgreement/{number}"),
                "happenedAt": fields["createdAt"], "reason": "REFUND", "refund": fields.clone(), "sales": whole(json!([]))}));
            fields.insert(
                "refundLineItems".to_owned(),
                whole(typed(lines["nodes"].clone(), "RefundLineItem")),
            );
        } else {
            fields.insert("refundLineItems".to_owned(), whole(json!([])));
        }
        fields
            .entry("updatedAt")
            .or_insert_with(|| "2026-07-01T00:00:00Z".into());
        for field in ["refundShippingLines", "orderAdjustments"] {
            fields.insert(field.to_owned(), whole(json!([])));
        }
    }
    order["refunds"] = if refunds.is_null() { json!([]) } else { refunds };
    order["agreements"] = whole(agreements.into());
    order
}

#[tokio::test]
async fn recorded_answers_give_the_orders_that_a_bulk_file_gives() {
    for capture in recordings::all() {
        let mut recorded = capture.whole();
        let order = answered(&capture);
        // Not every recording has these, and an order that lacks them is told by name.
        recorded["updatedAt"] = order["updatedAt"].clone();
        let (file, details) = recordings::rows(&recorded);
        let details = details.split_once('\n').map_or("", |(_, rows)| rows);
        let id = order["id"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let page = with_orders(vec![order]).order(id).await.unwrap();
        assert_eq!(page.orders, 1, "{}", capture.file);
        let (paged, bulk) = (found(&page.rows), found(format!("{file}{details}").as_bytes()));
        assert_eq!(paged.orders.len(), 1, "{}", capture.file);
        assert_eq!(paged, bulk, "{}", capture.file);
    }
}

/// Rows of bulk files as nested orders.
fn nested(texts: &[String]) -> Vec<Value> {
    let mut children: HashMap<String, Vec<Value>> = HashMap::new();
    let (mut orders, mut refunds): (Vec<Value>, HashMap<String, Value>) = (Vec::new(), HashMap::new());
    for (n, text) in texts.iter().enumerate() {
        for line in text.lines() {
            let mut row: Value = serde_json::from_str(line).unwrap();
            let parent = row.as_object_mut().unwrap().remove("__parentId");
            let is_agreement = row["id"].as_str().is_some_and(|id| id.contains("/SalesAgreement/"));
            match parent {
                // The second file is of refunds: their lines, and the whole of what their agreements say.
                None if n == 0 => orders.push(row),
                Some(_) if n > 0 && is_agreement => drop(refunds.insert(gid(&row), row["refund"].take())),
                Some(parent) => children
                    .entry(parent.as_str().unwrap().to_owned())
                    .or_default()
                    .push(row),
                None => {}
            }
        }
    }
    let of_kind = |id: &str, kind: &str, children: &HashMap<String, Vec<Value>>| -> Vec<Value> {
        let all = children.get(id).into_iter().flatten();
        all.filter(|c| c["__typename"].as_str().unwrap().ends_with(kind))
            .cloned()
            .collect()
    };
    for order in &mut orders {
        let id = gid(order);
        let mut lines_of: HashMap<String, Map<String, Value>> = HashMap::new();
        let mut agreements = of_kind(&id, "Agreement", &children);
        for agreement in &mut agreements {
            let own = gid(agreement);
            agreement["sales"] = whole(of_kind(&own, "Sale", &children).into());
            let Some(refund) = refunds.get(&own).filter(|r| r.is_object()) else {
                continue;
            };
            agreement["refund"] = refund.clone();
            let connections = [
                ("refundLineItems", "RefundLineItem"),
                ("refundShippingLines", "RefundShippingLine"),
                ("orderAdjustments", "OrderAdjustment"),
            ];
            let lists =
                connections.map(|(field, kind)| (field.to_owned(), whole(of_kind(&own, kind, &children).into())));
            lines_of.insert(gid(refund), lists.into_iter().collect());
        }
        for refund in order["refunds"].as_array_mut().unwrap() {
            let lists = lines_of.remove(&gid(refund)).unwrap();
            refund.as_object_mut().unwrap().extend(lists);
        }
        order["lineItems"] = whole(of_kind(&id, "LineItem", &children).into());
        order["shippingLines"] = whole(of_kind(&id, "ShippingLine", &children).into());
        order["agreements"] = whole(agreements.into());
        // The files of the month are of a query that did not ask for them.
        order["fulfillments"] = json!([]);
    }
    orders
}

fn gid(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_month_read_page_by_page_is_the_month_of_its_bulk_files() {
    for shop in ["uk", "us"] {
        let texts = [
            format!("month/shopify-{shop}.jsonl"),
            format!("month/shopify-{shop}-refunds.jsonl"),
        ];
        let texts = texts.map(|name| fixture_text(&name));
        let orders = nested(&texts);
        let count = orders.len() as u64;
        let shop = with_orders(orders);
        let (mut rows, mut read, mut after) = (Vec::new(), 0, None);
        loop {
            let page = shop.orders(&Window::ALL, after.as_deref()).await.unwrap();
            rows.extend(page.rows);
            read += page.orders;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(read, count);
        let (paged, files) = (found(&rows), texts.map(|text| found(text.as_bytes())));
        assert!(paged.orders.len() > 50 && !paged.refunds.is_empty());
        assert_eq!(paged.orders, files[0].orders);
        assert_eq!(paged.refunds, files[1].refunds);
    }
}

#[tokio::test]
async fn payouts_read_page_by_page_are_those_of_their_bulk_file() {
    let text = fixture_text("month/shopify-uk-payouts.jsonl");
    let (mut payouts, mut transactions) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut row: Value = serde_json::from_str(line).unwrap();
        let is_payout = gid(&row).contains("/ShopifyPaymentsPayout/");
        row["__typename"] = "…".into();
        if is_payout {
            payouts.push(row)
        } else {
            transactions.push(row)
        }
    }
    let shop = shop(Served {
        orders: Vec::new(),
        payouts,
        transactions,
    });
    let Payments::Of(listed) = shop.payouts(&Window::ALL, None).await.unwrap() else {
        panic!()
    };
    assert_eq!(listed.next, None);
    let mut rows = listed.rows;
    for payout in &listed.payouts {
        let mut after = None;
        loop {
            let page = shop.balance_of_payout(payout.id, after.as_deref()).await.unwrap();
            let Payments::Of(page) = page else { panic!() };
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    let (paged, file) = (found(&rows), found(text.as_bytes()));
    assert!(paged.payouts.len() > 20 && !paged.transactions.is_empty());
    assert_eq!(paged.payouts, file.payouts);
    // What is in no payout yet is asked for by time.
    let in_payouts: Vec<_> = file
        .transactions
        .into_iter()
        .filter(|(payout, _)| *payout != 0)
        .collect();
    assert_eq!(paged.transactions, in_payouts);
}
