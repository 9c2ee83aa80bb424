//! What opens the twin of the demonstration, and the configuration that goes with its world. None of
//! it opens anything else: all of it is public.

/// The British shop.
pub const UK: &str = "uk-demo.myshopify.com";
/// The American shop.
pub const US: &str = "us-demo.myshopify.com";
/// An access token of both shops, with every scope that is read.
pub const SHOPIFY_TOKEN: &str = "shpat_demo00000000000000000000000000";
/// An access token of both shops that may read orders of the last 60 days and nothing else.
pub const SHOPIFY_TOKEN_NARROW: &str = "shpat_demo00000000000000000000narrow";
/// The app that may ask for a token of its own: its client id.
pub const SHOPIFY_CLIENT_ID: &str = "demo0000000000000000000000000app";
/// The app's secret.
pub const SHOPIFY_CLIENT_SECRET: &str = "shpss_demo0000000000000000000000000";
/// The NetSuite account.
pub const ACCOUNT: &str = "123456_SB1";
/// The role that may see everything, by its name in the world.
pub const ROLE: &str = "tieout";
/// A role that may see neither credit memos nor deposits. It signs in with tokens: the values of
/// [`ROLE`] with `-blind` behind each.
pub const ROLE_BLIND: &str = "blind";
/// OAuth 2.0: the integration's client id.
pub const CLIENT_ID: &str = "demo-client-id";
/// OAuth 2.0: the certificate's id.
pub const CERTIFICATE_ID: &str = "demo-certificate-id";
/// OAuth 2.0: the private key (P-256, PKCS#8 PEM).
pub const PRIVATE_KEY: &str = include_str!("../../../fixtures/twin/demo-key.pem");
/// OAuth 2.0: the public key (SPKI PEM).
pub const PUBLIC_KEY: &str = include_str!("../../../fixtures/twin/demo-key.pub.pem");
/// Token-based: the consumer key.
pub const CONSUMER_KEY: &str = "demo-consumer-key";
/// Token-based: the consumer's secret.
pub const CONSUMER_SECRET: &str = "demo-consumer-secret";
/// Token-based: the token's id.
pub const TOKEN_ID: &str = "demo-token-id";
/// Token-based: the token's secret.
pub const TOKEN_SECRET: &str = "demo-token-secret";

/// Scopes of [`SHOPIFY_TOKEN`].
pub(super) const SCOPES: [&str; 10] = [
    "read_orders",
    "read_all_orders",
    "read_products",
    "read_customers",
    "read_locations",
    "read_returns",
    "read_shopify_payments_accounts",
    "read_shopify_payments_payouts",
    "read_shopify_payments_disputes",
    "read_merchant_managed_fulfillment_orders",
];

/// Permissions of [`ROLE_BLIND`].
pub(super) const BLIND: [&str; 10] = [
    "ADMI_RESTWEBSERVICES",
    "ADMI_LOGIN_OAUTH2",
    "TRAN_SALESORD",
    "TRAN_CUSTINVC",
    "TRAN_CASHSALE",
    "TRAN_CUSTDEP",
    "TRAN_CUSTPYMT",
    "TRAN_ITEMSHIP",
    "LIST_ITEM",
    "LIST_CUSTJOB",
];

/// What NetSuite documents of the world hold, as a configuration says it; without addresses and
/// without places of secrets.
pub const CONFIG: &str = r#"[store]
url = "sqlite:tieout.db"

[[shops]]
name = "uk"
domain = "uk-demo.myshopify.com"
api_version = "2026-10"
subsidiary = "1"
books_currency = "shop"
time_zone = "Europe/London"

[[shops]]
name = "us"
domain = "us-demo.myshopify.com"
api_version = "2026-10"
subsidiary = "2"
books_currency = "shop"
time_zone = "America/New_York"

[netsuite]
account = "123456_SB1"
order_field = "custbody_shopify_order"
order_holds = "name"
refund_field = "externalid"
refund_pattern = "shopify-refund-{legacy_id}"
payout_field = "custbody_shopify_payout"
payout_pattern = "{legacy_id}"

[items]
shipping = "900"
discount = "901"
adjustment = "902"
gift_card = "903"
tip = "904"
duty = "905"
fee = "906"

[accounts]
bank = "1"
fees = "60"
disputes = "61"
reserves = "62"
shop_cash = "63"
variance = "68"
other = "69"

[late]
orders = "20m"
refunds = "90m"
payouts = "3d"
"#;
