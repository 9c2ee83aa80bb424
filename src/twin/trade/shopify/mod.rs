//! The ledger as Shopify's objects: every field that a query may select, null where null.

mod order;
mod parts;
mod payments;
mod refunds;
mod sales;

use serde_json::{Map, Value, json};

use super::cents::{Money, api_text};
use super::market::Market;
use super::order::Order;

pub(super) use order::order;
pub(super) use payments::{balance_transaction, dispute, dispute_summary, payout, transfer};

pub(super) type Object = Map<String, Value>;

/// An object of pairs; more than a macro takes in one go.
pub(super) fn object<const N: usize>(pairs: [(&str, Value); N]) -> Object {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

pub(super) fn gid(kind: &str, id: u64) -> String {
    format!("gid://shopify/{kind}/{id}")
}

/// An object that stands elsewhere.
pub(super) fn refer(kind: &str, id: u64) -> Value {
    json!({ "id": gid(kind, id) })
}

pub(super) fn amount(cents: i64, currency: &str) -> Value {
    json!({ "__typename": "MoneyV2", "amount": api_text(cents), "currencyCode": currency })
}

/// A money bag of an order.
pub(super) fn bag(order: &Order, money: Money) -> Value {
    json!({
        "shopMoney": amount(money.shop, order.market.currency),
        "presentmentMoney": amount(money.buyer, order.presentment.0),
    })
}

/// The legal entity behind a shop.
pub(super) fn entity(market: &Market) -> Value {
    json!({
        "id": gid("BusinessEntity", 71_200 + market.index as u64),
        "displayName": market.title,
        "companyName": market.title,
        "primary": true,
        "archived": false,
    })
}

/// The `Shop` object.
pub(super) fn shop(market: &Market) -> Object {
    let plan = json!({
        "publicDisplayName": market.plan_name,
        "partnerDevelopment": false,
        "shopifyPlus": market.plan == "plus",
    });
    object([
        ("id", json!(gid("Shop", 66_010_000_001 + market.index as u64))),
        ("name", json!(market.title)),
        ("myshopifyDomain", json!(market.domain)),
        ("ianaTimezone", json!(market.zone)),
        ("currencyCode", json!(market.currency)),
        ("enabledPresentmentCurrencies", json!([market.currency, market.other.0])),
        ("taxesIncluded", json!(market.taxes_included)),
        ("taxShipping", json!(market.shipping_rate != 0)),
        ("orderNumberFormatPrefix", json!("#")),
        ("orderNumberFormatSuffix", json!("")),
        ("plan", plan),
    ])
}
