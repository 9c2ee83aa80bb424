//! `[netsuite]` and `[items]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::secret::{IdOrReference, SecretRef};
use crate::config::values::{BaseUrl, InternalId, Quoted};
use crate::model::rules::OrderHolds;

/// The NetSuite account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetSuite {
    /// The account id, such as `123456_SB1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Where NetSuite is reached instead of the account's own address; plain http on loopback only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Quoted<BaseUrl>>,
    /// How tieout signs in.
    pub auth: Auth,
    /// OAuth 2.0: client id of the integration record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// OAuth 2.0: id of the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<String>,
    /// OAuth 2.0: the private key, PKCS#8 PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key: Option<SecretRef>,
    /// Token-based: consumer key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer_key: Option<IdOrReference>,
    /// Token-based: consumer secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer_secret: Option<SecretRef>,
    /// Token-based: token id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_id: Option<IdOrReference>,
    /// Token-based: token secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_secret: Option<SecretRef>,
    /// Requests in flight at most.
    #[schemars(range(min = 1, max = 100))]
    pub concurrency: u16,
    /// The transaction column that holds the Shopify order.
    pub order_field: String,
    /// What that column holds of the order.
    pub order_holds: OrderHolds,
    /// The column of credit memos and cash refunds that holds the refund.
    pub refund_field: String,
    /// What that column holds, with `{legacy_id}` in it.
    pub refund_pattern: String,
    /// The column of deposits or journals that holds the payout.
    pub payout_field: String,
    /// What that column contains, with `{legacy_id}` in it.
    pub payout_pattern: String,
}

impl Default for NetSuite {
    fn default() -> Self {
        Self {
            account: None,
            base_url: None,
            auth: Auth::Oauth2,
            client_id: None,
            certificate_id: None,
            private_key: None,
            consumer_key: None,
            consumer_secret: None,
            token_id: None,
            token_secret: None,
            concurrency: 2,
            order_field: "otherrefnum".to_owned(),
            order_holds: OrderHolds::Name,
            refund_field: "externalid".to_owned(),
            refund_pattern: "shopify-refund-{legacy_id}".to_owned(),
            payout_field: "memo".to_owned(),
            payout_pattern: "payout {legacy_id}".to_owned(),
        }
    }
}

/// How tieout signs in to NetSuite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// OAuth 2.0 client credentials: `client_id`, `certificate_id`, `private_key`.
    Oauth2,
    /// Token-based: `consumer_key`, `consumer_secret`, `token_id`, `token_secret`.
    Tba,
}

/// NetSuite items that stand for something other than goods, by internal id.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Items {
    /// Shipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Quoted<InternalId>>,
    /// Discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Quoted<InternalId>>,
    /// Refund differences, not taxable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<Quoted<InternalId>>,
    /// Gift cards sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_card: Option<Quoted<InternalId>>,
    /// Tips.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip: Option<Quoted<InternalId>>,
    /// Duties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Quoted<InternalId>>,
    /// Fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Quoted<InternalId>>,
    /// CSV file: `shopify_sku,netsuite_item`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_aliases: Option<String>,
    /// CSV file: `bundle_sku,component_sku,quantity,share,valid_from,valid_to`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundles: Option<String>,
}
