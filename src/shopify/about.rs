//! Who answers, and what the token may do.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::documents::SHOP_INFO;
use super::error::ShopifyError;
use super::shop::Shop;
use crate::base::Moment;

/// A shop, and what the token may do in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The shop's name.
    pub name: String,
    /// Its domain at Shopify. A renamed shop answers under its new one.
    pub domain: String,
    /// Its time zone: an IANA name.
    pub time_zone: String,
    /// Its currency.
    pub currency: String,
    /// The name of its plan.
    pub plan: String,
    /// Whether it is a development store.
    pub development: bool,
    /// Whether it is on Shopify Plus.
    pub plus: bool,
    /// Whether its prices contain tax; each order says so again for itself.
    pub taxes_included: bool,
    /// The scopes the token was granted.
    pub scopes: BTreeSet<String>,
    /// The version that answered, where the answer says it.
    pub version: Option<String>,
    /// The versions Shopify supports now.
    pub versions: Vec<String>,
}

/// How far back orders can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    All,
    /// Only orders placed since then. Older ones are absent, not refused: an old order's refund has
    /// no order then.
    Since(Moment),
}

/// How far orders can be seen without `read_all_orders`.
const REACH_SECONDS: i64 = 60 * 24 * 60 * 60;

impl About {
    /// Whether the token may read what a scope such as `read_orders` covers. A right to write is a
    /// right to read.
    #[must_use]
    pub fn may(&self, scope: &str) -> bool {
        let write = scope.strip_prefix("read_").map(|rest| format!("write_{rest}"));
        self.scopes.contains(scope) || write.is_some_and(|write| self.scopes.contains(&write))
    }

    /// How far back orders can be seen.
    #[must_use]
    pub fn reach(&self, now: Moment) -> Reach {
        if self.may("read_all_orders") {
            Reach::All
        } else {
            Reach::Since(now.plus(-REACH_SECONDS))
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    shop: ShopInfo,
    current_app_installation: Installation,
    public_api_versions: Vec<ApiVersion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShopInfo {
    name: String,
    myshopify_domain: String,
    iana_timezone: String,
    currency_code: String,
    taxes_included: bool,
    plan: Plan,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    public_display_name: String,
    partner_development: bool,
    shopify_plus: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Installation {
    access_scopes: Vec<Handle>,
}

#[derive(Deserialize)]
struct Handle {
    handle: String,
}

#[derive(Deserialize)]
struct ApiVersion {
    handle: String,
    supported: bool,
}

impl Shop {
    /// The shop, and what the token may do in it.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::Version`] where another version answers than the one asked for.
    pub async fn about(&self) -> Result<About, ShopifyError> {
        let answer = self.ask(&SHOP_INFO, json!({})).await?;
        let info: Info =
            serde_json::from_value(Value::Object(answer.data)).map_err(|e| self.odd(&SHOP_INFO, e.to_string()))?;
        let supported = info.public_api_versions.into_iter().filter(|v| v.supported);
        Ok(About {
            name: info.shop.name,
            domain: info.shop.myshopify_domain,
            time_zone: info.shop.iana_timezone,
            currency: info.shop.currency_code,
            plan: info.shop.plan.public_display_name,
            development: info.shop.plan.partner_development,
            plus: info.shop.plan.shopify_plus,
            taxes_included: info.shop.taxes_included,
            scopes: info
                .current_app_installation
                .access_scopes
                .into_iter()
                .map(|s| s.handle)
                .collect(),
            version: answer.version,
            versions: supported.map(|v| v.handle).collect(),
        })
    }
}
