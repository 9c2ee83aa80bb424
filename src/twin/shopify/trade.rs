//! One shop's data as its world has it at one moment, with what is found in it by id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Value, json};

use super::listing::{Kind, Listing, Wanted};
pub(super) use crate::twin::objects::Object;
use crate::twin::objects::Objects;
use crate::twin::world::Shop;

/// A shop's data. It never changes; when trade goes on, there is a new one.
pub(super) struct Trade {
    /// As the world has it.
    pub(super) shop: Shop,
    /// What the twin works out of it.
    pub(super) derived: Derived,
    ids: HashMap<Box<str>, Place>,
    listings: Mutex<HashMap<Wanted, Arc<Listing>>>,
}

/// Objects that the world does not hold because they follow from others.
pub(super) struct Derived {
    /// `TenderTransaction`: every movement of money, from when they are asked for.
    tenders: OnceLock<Objects>,
    /// Payouts of a shop that has none.
    no_payouts: Objects,
    /// `BusinessEntity`: the one behind the shop, unless the world names more.
    pub(super) entities: Vec<Object>,
    /// `ShopifyPaymentsAccount`, if the shop has one.
    pub(super) account: Option<Object>,
}

/// Where an object with an id stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// In a list of the shop.
    In(Kind, usize),
    /// A refund in an order.
    Refund(usize, usize),
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

    /// Where the object with an id stands.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        self.ids.get(id).copied()
    }

    /// The objects of a kind, in the world's order.
    pub(super) fn objects(&self, kind: Kind) -> &Objects {
        let shop = &self.shop;
        match kind {
            Kind::Orders => &shop.orders,
            Kind::Payouts => shop.payouts.as_ref().unwrap_or(&self.derived.no_payouts),
            Kind::BalanceTransactions => &shop.balance_transactions,
            Kind::Disputes => &shop.disputes,
            Kind::Tenders => self.derived.tenders.get_or_init(|| {
                let orders = 0..shop.orders.len();
                let paid = orders.filter_map(|n| shop.orders.picked(n, |field| matches!(field, "id" | "transactions")));
                paid.flat_map(|order| tenders(&order)).collect()
            }),
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
            tenders: OnceLock::new(),
            no_payouts: Objects::default(),
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

fn places(shop: &Shop) -> HashMap<Box<str>, Place> {
    let mut ids = HashMap::new();
    let mut put = |object: &Object, place| {
        if let Some(id) = text(object, "id") {
            ids.insert(id.into(), place);
        }
    };
    let identified = |all: &Objects, n| all.picked(n, |field| matches!(field, "id" | "refunds"));
    let lists = [
        (Kind::Orders, Some(&shop.orders)),
        (Kind::Payouts, shop.payouts.as_ref()),
        (Kind::BalanceTransactions, Some(&shop.balance_transactions)),
        (Kind::Disputes, Some(&shop.disputes)),
    ];
    for (kind, all) in lists {
        let all = all
            .into_iter()
            .flat_map(|all| (0..all.len()).filter_map(|n| Some((n, identified(all, n)?))));
        for (n, object) in all {
            put(&object, Place::In(kind, n));
            for (m, refund) in list(&object, "refunds").iter().enumerate() {
                if let Some(refund) = refund.as_object() {
                    put(refund, Place::Refund(n, m));
                }
            }
        }
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
