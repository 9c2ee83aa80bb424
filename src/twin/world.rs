//! The world the twin answers from: two services' data, as each keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::netsuite::Habits;
use super::objects::Objects;

/// Everything the twin knows. A world file is this as JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The moment it is in this world when the twin starts, RFC 3339. The twin's clock runs on from it.
    pub now: String,
    /// The shops.
    pub shops: Vec<Shop>,
    /// The NetSuite account.
    pub netsuite: Books,
    /// What a comparison must find, one entry a planted failure.
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// A Shopify shop. Objects are as the Admin API's schema has them, with these conventions: a field
/// that is a connection in the schema holds a plain list of its nodes; an object that stands
/// elsewhere in the world may be given by its `id` alone; every object of an abstract type has its
/// `__typename`; amounts and 64-bit numbers are texts; money bags are `{shopMoney, presentmentMoney}`.
///
/// A field that is asked for and not held is an error, never null: what is null says so. Left out may be
/// what follows from the rest: `legacyResourceId`, the one legal entity of a shop, tender transactions,
/// the payments account. A field whose value depends on an argument may be held a second time under both,
/// as `discountedTotalSet(withCodeDiscounts: true)`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// `uk-demo.myshopify.com`.
    pub domain: String,
    /// The schema's `Shop` object: `name`, `currencyCode`, `ianaTimezone`, `plan` and so on.
    pub shop: Map<String, Value>,
    /// `standard`, `advanced`, `plus` or `enterprise`: the size and the pace of the bucket.
    pub plan: String,
    /// Access tokens that are accepted, with their granted scopes.
    pub tokens: BTreeMap<String, Vec<String>>,
    /// Apps that may ask for a token: client id, and its secret and scopes.
    #[serde(default)]
    pub apps: BTreeMap<String, App>,
    /// `Order` objects.
    pub orders: Objects,
    /// `ShopifyPaymentsPayout` objects; without Shopify Payments, `null`.
    pub payouts: Option<Objects>,
    /// `ShopifyPaymentsBalanceTransaction` objects.
    #[serde(default)]
    pub balance_transactions: Objects,
    /// `ShopifyPaymentsDispute` objects.
    #[serde(default)]
    pub disputes: Objects,
}

/// An app of the client-credentials grant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// Its secret.
    pub secret: String,
    /// The scopes its tokens get.
    pub scopes: Vec<String>,
}

/// A NetSuite account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// `123456_SB1`.
    pub account: String,
    /// Requests in flight that the account allows.
    pub concurrency: u16,
    /// The account's time zone: what SuiteQL's texts of moments are in. IANA name.
    pub time_zone: String,
    /// The order of day, month and year in dates that are not asked for with TO_CHAR: `mdy`, `dmy`, `ymd`.
    pub date_order: String,
    /// Whether SuiteTax is on; without it tax is legacy tax.
    pub suite_tax: bool,
    /// How `status` is spelled in SuiteQL: `letter` (`B`) or `compound` (`SalesOrd:B`).
    pub status_spelling: String,
    /// Sign-ins that are accepted, by role name.
    pub roles: BTreeMap<String, Role>,
    /// The tables of SuiteQL (`transaction`, `transactionline`, `item`, `currency`, `subsidiary`,
    /// `account`, `customer`, `accountingperiod`, `transactionshippingaddress`,
    /// `nexttransactionlinelink`, `previoustransactionlinelink`, `deletedrecord`, `kititemmember`,
    /// `transactionaccountingline` and custom ones): rows with lower-case columns. Amounts and ids are texts,
    /// moments are UTC as `YYYY-MM-DD HH:MM:SS` and plain dates `YYYY-MM-DD`; the twin turns them into the
    /// account's zone and format when it answers.
    pub tables: BTreeMap<String, Objects>,
    /// How the account behaves beyond its data.
    #[serde(default)]
    pub habits: Habits,
}

/// Who signs in to NetSuite, and what the role may see.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// OAuth 2.0: client id, certificate id and the public key (PEM, SPKI).
    pub client_id: String,
    /// The certificate's id.
    pub certificate_id: String,
    /// The public key (PEM, SPKI).
    pub public_key: String,
    /// Token-based: consumer key, consumer secret, token id, token secret.
    pub consumer_key: String,
    /// Its secret.
    pub consumer_secret: String,
    /// The token's id.
    pub token_id: String,
    /// Its secret.
    pub token_secret: String,
    /// Permission ids as in netsuite documentation (`TRAN_SALESORD`, `ADMI_RESTWEBSERVICES` …), or `*` for all.
    pub permissions: Vec<String>,
}

/// A planted failure and what a comparison must say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The shop's domain.
    pub shop: String,
    /// The order's or payout's name.
    pub subject: String,
    /// A code of the catalogue (`REF-01`).
    pub code: String,
    /// Shopify less NetSuite, as a decimal text.
    pub delta: String,
}
