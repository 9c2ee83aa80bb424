//! Which scope a field needs, and what Shopify answers without it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::run::Problem;

/// The scopes of a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Scopes(BTreeSet<String>);

/// A field that needs a scope: its type, its name, and the scopes of which one is enough.
type Guarded = (&'static str, &'static str, &'static [&'static str]);

const ORDERS: &[&str] = &["read_orders"];
const RETURNS: &[&str] = &["read_returns"];
const PRODUCTS: &[&str] = &["read_products"];
const LOCATIONS: &[&str] = &["read_locations", "read_inventory"];
const ACCOUNT: &[&str] = &["read_shopify_payments", "read_shopify_payments_accounts"];
const PAYOUTS: &[&str] = &["read_shopify_payments", "read_shopify_payments_payouts"];
const DISPUTES: &[&str] = &["read_shopify_payments_disputes", "read_shopify_payments"];
const FULFILLMENT_ORDERS: &[&str] = &[
    "read_assigned_fulfillment_orders",
    "read_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
];

const GUARDED: &[Guarded] = &[
    ("QueryRoot", "order", ORDERS),
    ("QueryRoot", "orders", ORDERS),
    ("QueryRoot", "ordersCount", ORDERS),
    ("QueryRoot", "refund", ORDERS),
    ("QueryRoot", "tenderTransactions", ORDERS),
    ("QueryRoot", "disputes", DISPUTES),
    ("QueryRoot", "shopifyPaymentsAccount", ACCOUNT),
    ("BusinessEntity", "shopifyPaymentsAccount", ACCOUNT),
    ("ShopifyPaymentsAccount", "payouts", PAYOUTS),
    ("ShopifyPaymentsAccount", "balanceTransactions", PAYOUTS),
    ("ShopifyPaymentsAccount", "disputes", DISPUTES),
    ("Order", "customer", &["read_customers"]),
    ("Order", "retailLocation", LOCATIONS),
    ("Order", "returns", RETURNS),
    ("Order", "fulfillmentOrders", FULFILLMENT_ORDERS),
    ("LineItem", "product", PRODUCTS),
    ("LineItem", "variant", PRODUCTS),
    ("Refund", "return", RETURNS),
    ("Refund", "staffMember", &["read_users"]),
    ("RefundLineItem", "location", LOCATIONS),
    ("ReturnAgreement", "return", RETURNS),
    ("FeeSale", "fee", RETURNS),
];

/// What stands among an app's scopes where it is approved for personal data of the second level. It is no scope of
/// Shopify's, and writing gives no right to it.
const APPROVED: &str = "protected-customer-data";

/// Personal data of the second level.
const PERSONAL: &[(&str, &[&str])] = &[
    ("Order", &["email", "phone"]),
    ("Customer", &["displayName", "email", "firstName", "lastName", "phone"]),
    (
        "MailingAddress",
        &["address1", "address2", "firstName", "lastName", "name", "phone", "zip"],
    ),
];

/// Without `read_all_orders` a token reaches back this far.
const REACH: SignedDuration = SignedDuration::from_hours(60 * 24);

impl Scopes {
    /// The scopes as granted.
    pub(super) fn new<'a>(granted: impl IntoIterator<Item = &'a String>) -> Scopes {
        Scopes(granted.into_iter().cloned().collect())
    }

    /// Their names, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a scope is granted. Writing includes reading.
    fn has(&self, scope: &str) -> bool {
        let writes = || scope.strip_prefix("read_").map(|what| format!("write_{what}"));
        self.0.contains(scope) || writes().is_some_and(|writes| self.0.contains(&writes))
    }

    /// From when on orders show, in seconds since 1970; without a limit, none. It moves by the hour, so
    /// that the pages of one pull fit together.
    pub(super) fn reach(&self, now: Timestamp) -> Option<i64> {
        if self.has("read_all_orders") {
            return None;
        }
        let from = now.checked_sub(REACH).unwrap_or(Timestamp::MIN).as_second();
        Some(from - from.rem_euclid(3_600))
    }

    /// Refuses a field whose scope is missing.
    pub(super) fn check(&self, kind: &str, field: &str) -> Result<(), Problem> {
        let one_user = field == "user" && (kind.ends_with("Agreement") || kind == "TenderTransaction");
        let guarded = GUARDED.iter().find(|(on, name, _)| *on == kind && *name == field);
        let needed = guarded
            .map(|(_, _, needed)| *needed)
            .or(one_user.then_some(&["read_users"] as &[&str]));
        if let Some(needed) = needed.filter(|needed| !needed.iter().any(|scope| self.has(scope))) {
            let needed: Vec<String> = needed.iter().map(|scope| format!("`{scope}`")).collect();
            return Err(Problem::denied(
                field,
                &format!("{} access scope.", needed.join(" or the ")),
            ));
        }
        if !self.0.contains(APPROVED) && PERSONAL.iter().any(|(on, names)| *on == kind && names.contains(&field)) {
            return Err(Problem::personal(field));
        }
        Ok(())
    }
}
