//! One shop's data as its world has it at one moment, with what is found in it by id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use super::listing::{Kind, Listing, Wanted};
use crate::twin::world::Shop;

/// An object of the world.
pub(super) type Object = Map<String, Value>;

/// A shop's data. It never changes; when trade goes on, there is a new one.
pub(super) struct Trade {
    /// As the world has it.
    pub(super) shop: Shop,
    /// What the twin works out of it.
    pub(super) derived: Derived,
    ids: HashMap<String, Place>,
    listings: Mutex<HashMap<Wanted, Arc<Listing>>>,
}

/// Objects that the world does not hold because they follow from others.
pub(super) struct Derived {
    /// `TenderTransaction`: every movement of money.
    pub(super) tenders: Vec<Object>,
    /// `BusinessEntity`: the one behind the shop, unless the world names more.
    pub(super) entities: Vec<Object>,
    /// `ShopifyPaymentsAccount`, if the shop has one.
    pub(super) account: Option<Object>,
}

/// Where an object with an id stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Order(usize),
    Refund(usize, usize),
    Payout(usize),
    BalanceTransaction(usize),
    Dispute(usize),
}

/// An object, and the order that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    /// The object.
    pub(super) object: &'a Object,
    /// Its type in the schema.
    pub(super) kind: &'static str,
    /// The order around it.
    pub(super) order: Option<&'a Object>,
}

/// How many listings are remembered.
const LISTINGS_MAX: usize = 32;

impl Trade {
    /// Takes a shop in.
    pub(super) fn new(shop: Shop) -> Trade {
        Trade {
            derived: Derived::of(&shop),
            ids: places(&shop),
            listings: Mutex::default(),
            shop,
        }
    }

    /// The object with an id, wherever it stands.
    pub(super) fn find(&self, id: &str) -> Option<Found<'_>> {
        let shop = &self.shop;
        let place = *self.ids.get(id)?;
        Some(match place {
            Place::Order(n) => Found {
                object: &shop.orders[n],
                kind: "Order",
                order: Some(&shop.orders[n]),
            },
            Place::Refund(order, n) => Found {
                object: list(&shop.orders[order], "refunds").get(n)?.as_object()?,
                kind: "Refund",
                order: Some(&shop.orders[order]),
            },
            Place::Payout(n) => Found {
                object: shop.payouts.as_ref()?.get(n)?,
                kind: "ShopifyPaymentsPayout",
                order: None,
            },
            Place::BalanceTransaction(n) => Found {
                object: &shop.balance_transactions[n],
                kind: "ShopifyPaymentsBalanceTransaction",
                order: None,
            },
            Place::Dispute(n) => Found {
                object: &shop.disputes[n],
                kind: "ShopifyPaymentsDispute",
                order: None,
            },
        })
    }

    /// The nodes of a kind, in the world's order.
    pub(super) fn nodes(&self, kind: Kind) -> &[Object] {
        match kind {
            Kind::Orders => &self.shop.orders,
            Kind::Payouts => self.shop.payouts.as_deref().unwrap_or_default(),
            Kind::BalanceTransactions => &self.shop.balance_transactions,
            Kind::Disputes => &self.shop.disputes,
            Kind::Tenders => &self.derived.tenders,
        }
    }

    /// What a query finds, sorted. Made once, then remembered: a pull asks for the pages one by one.
    pub(super) fn listing(&self, wanted: Wanted, make: impl FnOnce(&Wanted) -> Listing) -> Arc<Listing> {
        let mut known = self.listings.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(listing) = known.get(&wanted) {
            return Arc::clone(listing);
        }
        if known.len() >= LISTINGS_MAX {
            known.clear();
        }
        let listing = Arc::new(make(&wanted));
        known.insert(wanted, Arc::clone(&listing));
        listing
    }
}

impl Derived {
    fn of(shop: &Shop) -> Derived {
        Derived {
            tenders: shop.orders.iter().flat_map(tenders).collect(),
            entities: entities(shop),
            account: shop.payouts.is_some().then(|| account(shop)),
        }
    }
}

/// The list that a field holds; none when it holds no list.
pub(super) fn list<'a>(object: &'a Object, field: &str) -> &'a [Value] {
    object.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text that a field holds.
pub(super) fn text<'a>(object: &'a Object, field: &str) -> Option<&'a str> {
    object.get(field).and_then(Value::as_str)
}

/// The number at the end of a gid.
pub(super) fn number(id: &str) -> Option<u64> {
    let tail = id.rsplit('/').next()?;
    tail.split('?').next()?.parse().ok()
}

fn places(shop: &Shop) -> HashMap<String, Place> {
    let mut ids = HashMap::new();
    let mut put = |object: &Object, place| {
        if let Some(id) = text(object, "id") {
            ids.insert(id.to_owned(), place);
        }
    };
    for (n, order) in shop.orders.iter().enumerate() {
        put(order, Place::Order(n));
        for (m, refund) in list(order, "refunds").iter().enumerate() {
            if let Some(refund) = refund.as_object() {
                put(refund, Place::Refund(n, m));
            }
        }
    }
    for (n, payout) in shop.payouts.iter().flatten().enumerate() {
        put(payout, Place::Payout(n));
    }
    for (n, row) in shop.balance_transactions.iter().enumerate() {
        put(row, Place::BalanceTransaction(n));
    }
    for (n, dispute) in shop.disputes.iter().enumerate() {
        put(dispute, Place::Dispute(n));
    }
    ids
}

/// The movements of money of an order: what was charged or given back with success.
fn tenders(order: &Object) -> Vec<Object> {
    let moved = |transaction: &Value| -> Option<Object> {
        let transaction = transaction.as_object()?;
        if text(transaction, "status") != Some("SUCCESS") {
            return None;
        }
        let out = match text(transaction, "kind")? {
            "SALE" | "CAPTURE" => false,
            "REFUND" | "CHANGE" => true,
            _ => return None,
        };
        let mut amount = transaction.get("amountSet")?.get("shopMoney")?.clone();
        let value = amount.get("amount")?.as_str()?;
        if out {
            amount["amount"] = json!(format!("-{value}"));
        }
        let tender = json!({
            "id": format!("gid://shopify/TenderTransaction/{}", number(text(transaction, "id")?)?),
            "amount": amount,
            "processedAt": transaction.get("processedAt"),
            "test": transaction.get("test"),
            "paymentMethod": transaction.get("gateway"),
            "remoteReference": transaction.get("paymentId"),
            "order": { "id": order.get("id") },
        });
        tender.as_object().cloned()
    };
    list(order, "transactions").iter().filter_map(moved).collect()
}

/// The legal entities: those the world names, or the one behind the shop.
fn entities(shop: &Shop) -> Vec<Object> {
    if let Some(named) = shop.shop.get("businessEntities").and_then(Value::as_array) {
        return named.iter().filter_map(Value::as_object).cloned().collect();
    }
    let one = json!({
        "id": "gid://shopify/BusinessEntity/1",
        "displayName": shop.shop.get("name"),
        "companyName": shop.shop.get("name"),
        "primary": true,
        "archived": false,
    });
    one.as_object().cloned().into_iter().collect()
}

fn account(shop: &Shop) -> Object {
    let account = json!({
        "id": "gid://shopify/ShopifyPaymentsAccount/1",
        "activated": true,
        "onboardable": false,
        "defaultCurrency": shop.shop.get("currencyCode"),
    });
    account.as_object().cloned().unwrap_or_default()
}
