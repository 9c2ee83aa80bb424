//! Where the Shopify order sits in NetSuite: candidates are tried on orders of the last days.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use thiserror::Error;

use crate::base::{Moment, OrderKey};
use crate::model::rules::OrderHolds;
use crate::netsuite::{Account, NetsuiteError, Sample};
use crate::shopify::{Shop, ShopifyError, Window};

/// Columns that integrations are known to use; what an account does not have is passed over.
const KNOWN: [&str; 12] = [
    "otherrefnum",
    "externalid",
    "tranid",
    "memo",
    "custbody_shopify_order",
    "custbody_shopify_order_id",
    "custbody_shopify_order_name",
    "custbody_shopify_order_number",
    "custbody_fa_channel_order",
    "custbody_celigo_etail_order_id",
    "custbody_celigo_shopify_order_no",
    "custbody_etail_order_id",
];

/// Types of documents that an integration makes of an order.
const KINDS: [&str; 3] = ["SalesOrd", "CashSale", "CustInvc"];

/// How far back orders are looked for, in days: further only where there are none.
const REACH_DAYS: [i64; 3] = [3, 30, 365];

/// Orders younger than this may not have arrived.
const SETTLED: i64 = 2 * 3_600;

/// Documents that are looked at for each column.
const DOCUMENTS: u16 = 1_000;

/// A column, and how many orders it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The column.
    pub field: String,
    /// What it holds of the order.
    pub holds: OrderHolds,
    /// Orders that were found in it.
    pub matched: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Orders that were looked for.
    pub orders: usize,
    /// Columns with a match, the best first.
    pub candidates: Vec<Candidate>,
}

/// A side could not be asked.
#[derive(Debug, Error)]
pub enum SampleError {
    /// A shop.
    #[error(transparent)]
    Shopify(#[from] ShopifyError),
    /// NetSuite.
    #[error(transparent)]
    Netsuite(#[from] NetsuiteError),
}

/// An order as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    name: OrderKey,
    id: OrderKey,
}

/// Tries the configured column and the known ones on recent orders of the shops.
///
/// # Errors
/// [`SampleError`] where a side cannot be asked; a column that is not there is none.
pub async fn candidates(
    shops: &[Arc<Shop>],
    account: &Account,
    configured: &str,
    now: Moment,
) -> Result<Found, SampleError> {
    let mut orders = Vec::new();
    for shop in shops {
        orders.extend(recent(shop, now).await?);
    }
    let mut columns: Vec<&str> = vec![configured];
    columns.extend(KNOWN.iter().filter(|known| **known != configured));
    let mut candidates = Vec::new();
    if !orders.is_empty() {
        for column in columns {
            match account.samples(column, &KINDS, DOCUMENTS).await {
                Ok(samples) => candidates.extend(matches(column, &samples, &orders)),
                Err(NetsuiteError::UnknownColumn { .. } | NetsuiteError::Query { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    // The configured column stays before others that are as good.
    candidates.sort_by_key(|c: &Candidate| std::cmp::Reverse(c.matched));
    Ok(Found {
        orders: orders.len(),
        candidates,
    })
}

/// A page of orders that were placed a short while ago.
async fn recent(shop: &Shop, now: Moment) -> Result<Vec<Order>, ShopifyError> {
    for days in REACH_DAYS {
        let from = now.plus(-days * 86_400);
        let window = Window {
            from: Some(from),
            until: Some(now.plus(-SETTLED)),
        };
        let orders = read(&shop.orders(&window, None).await?.rows, from);
        if !orders.is_empty() {
            return Ok(orders);
        }
    }
    Ok(Vec::new())
}

/// The orders among the rows of a page. One that only changed of late may be too old to be among the
/// documents that are looked at.
fn read(rows: &[u8], placed_since: Moment) -> Vec<Order> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        #[serde(rename = "__typename")]
        kind: String,
        id: String,
        #[serde(default)]
        name: String,
        #[serde(default)]
        created_at: String,
        #[serde(default)]
        test: bool,
    }
    let rows = rows
        .split(|b| *b == b'\n')
        .filter_map(|row| serde_json::from_slice::<Row>(row).ok());
    rows.filter(|row| row.kind == "Order" && !row.test)
        .filter(|row| Moment::parse(&row.created_at).is_ok_and(|at| at >= placed_since))
        .map(|row| Order {
            name: OrderKey::of(&row.name),
            id: OrderKey::of(row.id.rsplit('/').next().unwrap_or_default()),
        })
        .collect()
}

/// How many of the orders a column holds, by name and by id.
fn matches(column: &str, samples: &[Sample], orders: &[Order]) -> Vec<Candidate> {
    let held: BTreeSet<OrderKey> = samples
        .iter()
        .filter_map(|s| s.held.as_deref())
        .map(OrderKey::of)
        .collect();
    let count = |holds, key: fn(&Order) -> OrderKey| Candidate {
        field: column.to_owned(),
        holds,
        matched: orders
            .iter()
            .map(key)
            .filter(|k| k.is_some() && held.contains(k))
            .count(),
    };
    let both = [
        count(OrderHolds::Name, |o| o.name),
        count(OrderHolds::LegacyId, |o| o.id),
    ];
    both.into_iter().filter(|c| c.matched > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(held: Option<&str>) -> Sample {
        Sample {
            id: 1,
            kind: "SalesOrd".to_owned(),
            number: "SO1".to_owned(),
            held: held.map(str::to_owned),
        }
    }

    #[test]
    fn orders_are_read_out_of_a_page() {
        let rows = br##"{"__typename":"Order","id":"gid://shopify/Order/71","name":"#1001","createdAt":"2026-11-20T00:00:00Z","test":false}
{"__typename":"LineItem","id":"gid://shopify/LineItem/5","name":"Tee","__parentId":"gid://shopify/Order/71"}
{"__typename":"Order","id":"gid://shopify/Order/72","name":"#1002","createdAt":"2026-11-20T00:00:00Z","test":true}
{"__typename":"Order","id":"gid://shopify/Order/7","name":"#900","createdAt":"2026-01-20T00:00:00Z","test":false}
"##;
        let orders = read(rows, Moment::parse("2026-11-01T00:00:00Z").unwrap());
        assert_eq!(
            orders,
            [Order {
                name: OrderKey::of("1001"),
                id: OrderKey::of_id(71)
            }]
        );
    }

    #[test]
    fn a_column_matches_by_name_or_by_id() {
        let orders: Vec<Order> = [(1001, 71), (1002, 72), (1003, 73)]
            .map(|(name, id)| Order {
                name: OrderKey::of_id(name),
                id: OrderKey::of_id(id),
            })
            .to_vec();
        let samples = [
            sample(Some("#1001")),
            sample(Some("1003")),
            sample(None),
            sample(Some("")),
            sample(Some("72")),
        ];
        let found = matches("otherrefnum", &samples, &orders);
        let counts: Vec<_> = found.iter().map(|c| (c.holds, c.matched)).collect();
        assert_eq!(counts, [(OrderHolds::Name, 2), (OrderHolds::LegacyId, 1)]);
        assert_eq!(matches("memo", &[sample(None)], &orders), []);
    }
}
