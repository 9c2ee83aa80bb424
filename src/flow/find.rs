//! Finding what a person names.

use super::FlowError;
use crate::base::{OrderKey, normalise_name};
use crate::model::rules::{Rules, ShopNo};
use crate::store::{Reader, StoreError};

/// The cases of an order by its name, its id or its gid; in several shops where they share the name.
pub(super) fn orders(store: Reader<'_>, rules: &Rules, name: &str) -> Result<Vec<(ShopNo, OrderKey)>, FlowError> {
    let short = name.rsplit('/').next().unwrap_or(name);
    let key = OrderKey::of(short);
    let mut found = Vec::new();
    for at in 0..rules.shops.len() {
        let shop = ShopNo(at as u16);
        if key.is_some() && !store.case(shop, key)?.is_empty() {
            found.push((shop, key));
        }
    }
    if found.is_empty() {
        // NetSuite may hold ids where a person writes a name, or the other way round.
        let wanted = normalise_name(short);
        let id = short.parse::<u64>().ok();
        for at in 0..rules.shops.len() {
            let shop = ShopNo(at as u16);
            store.each_order(shop, |key, order| {
                let head = &order.head;
                if normalise_name(&head.name) == wanted || (id.is_some() && id == Some(head.id)) {
                    found.push((shop, key));
                }
                Ok::<(), StoreError>(())
            })?;
        }
    }
    Ok(found)
}
