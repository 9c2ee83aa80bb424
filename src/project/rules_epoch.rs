//! The rules that digests depend on.

use std::collections::{HashMap, HashSet};

use crate::base::{hash64, sha256_hex};
use crate::model::books::{DocumentLine, LineRole};
use crate::model::rules::{ItemName, ItemRules, Rules, ShopNo};
use crate::model::shop::Basis;

/// Raised whenever the digest of an unchanged fact would come out differently.
const DIGEST_VERSION: u32 = 5;

/// What digests need of the rules, looked up by hash.
#[derive(Debug, Clone)]
pub struct Mapping {
    aliases: HashMap<u64, u64>,
    bundles: HashSet<u64>,
    rules: Rules,
}

impl Mapping {
    /// From the rule book.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let aliases = rules
            .sku_aliases
            .iter()
            .map(|(sku, item)| {
                let target = match item {
                    ItemName::Name(name) => name.clone(),
                    // No item name holds a zero byte: what is known by id is compared in full.
                    ItemName::Id(id) => format!("\0{id}"),
                };
                (hash64(sku.trim().as_bytes()), hash64(target.trim().as_bytes()))
            })
            .collect();
        let bundles = rules
            .bundles
            .iter()
            .map(|b| hash64(b.bundle.trim().as_bytes()))
            .collect();
        Self {
            aliases,
            bundles,
            rules: rules.clone(),
        }
    }

    /// The rule book.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The currency a shop's sales orders are kept in.
    #[must_use]
    pub fn basis(&self, shop: ShopNo) -> Basis {
        self.rules.shop(shop).map_or(Basis::Shop, |s| s.basis)
    }

    /// The hash of the NetSuite item that stands for a Shopify SKU.
    #[must_use]
    pub fn sku(&self, sku: &str) -> u64 {
        let hash = hash64(sku.trim().as_bytes());
        if self.aliases.is_empty() {
            hash
        } else {
            self.aliases.get(&hash).copied().unwrap_or(hash)
        }
    }

    /// Whether the rules take a SKU apart into components.
    #[must_use]
    pub fn is_bundle(&self, sku: &str) -> bool {
        !self.bundles.is_empty() && self.bundles.contains(&hash64(sku.trim().as_bytes()))
    }

    /// What a line stands for: an item that the rules name as shipping or discount is that, whatever
    /// its type says.
    #[must_use]
    pub fn role(&self, line: &DocumentLine<'_>) -> LineRole {
        role(&self.rules.items, line)
    }
}

/// What a line stands for under the rules.
#[must_use]
pub fn role(items: &ItemRules, line: &DocumentLine<'_>) -> LineRole {
    if matches!(line.role, LineRole::Item | LineRole::Kit) && line.item != 0 {
        if items.shipping == Some(line.item) {
            return LineRole::Shipping;
        }
        if items.discount == Some(line.item) {
            return LineRole::Discount;
        }
    }
    line.role
}

/// The epoch of digests: digests of different epochs say nothing about each other.
///
/// # Errors
/// Where the rules cannot be written (a bug).
pub fn epoch(rules: &Rules) -> Result<String, serde_json::Error> {
    let shops: Vec<_> = rules.shops.iter().map(|s| (&s.name, &s.subsidiary, s.basis)).collect();
    let relevant = (
        DIGEST_VERSION,
        shops,
        rules.order_holds,
        &rules.sku_aliases,
        &rules.bundles,
        &rules.items,
        &rules.refund_pattern,
    );
    Ok(sha256_hex(serde_json::to_string(&relevant)?.as_bytes()))
}
