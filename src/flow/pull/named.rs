//! Single orders that a person names, on both sides.

use std::sync::Arc;

use super::books::{Books, cargo};
use super::parcel::{Cargo, Early, Out, Step};
use crate::base::OrderKey;
use crate::flow::FlowError;
use crate::model::rules::{OrderHolds, Rules, ShopNo};
use crate::model::shop::OrderHead;
use crate::shopify::Shop;
use crate::store::Reader;

/// Reads orders by their names, or by their ids.
pub(super) async fn orders(shop: Arc<Shop>, names: Vec<String>, out: Out) -> Result<(), Early> {
    for name in names {
        let page = match id_of(&name) {
            Some(id) => shop.order(id).await?,
            None => shop.order_by_name(&name).await?,
        };
        out.put(
            Cargo::Rows(page.rows),
            Step::Named {
                name,
                found: page.orders,
            },
        )
        .await?;
    }
    out.end(Vec::new(), Vec::new()).await?;
    Ok(())
}

/// An id that stands as `gid://shopify/Order/N`, or as a number longer than order numbers are.
fn id_of(name: &str) -> Option<u64> {
    const ID_DIGITS_MIN: usize = 10;
    match name.strip_prefix("gid://shopify/Order/") {
        Some(id) => id.parse().ok(),
        None if name.len() >= ID_DIGITS_MIN => name.parse().ok(),
        None => None,
    }
}

/// Reads NetSuite's documents of orders: `wanted` are the values that its order field may hold.
pub(super) async fn documents(books: Books, wanted: Vec<String>, out: Out) -> Result<(), Early> {
    let profile = books.profile(false, &out).await?;
    for page in books.account.documents_of_order(&profile, &wanted).await? {
        out.put(cargo(page, &profile), Step::Aside).await?;
    }
    out.end(Vec::new(), Vec::new()).await?;
    Ok(())
}

/// How many orders are asked for in one query: each may be spelled in two ways.
pub(super) const ASKED_MAX: usize = 200;

/// Reads NetSuite's documents of some orders that have none here.
pub(super) async fn booked_earlier(books: Books, wanted: Vec<String>, out: Out) -> Result<(), Early> {
    let profile = books.profile(false, &out).await?;
    for page in books.account.documents_of_order(&profile, &wanted).await? {
        out.put(cargo(page, &profile), Step::Aside).await?;
    }
    Ok(())
}

/// The spellings of the orders of some cases.
pub(super) fn spelled(
    store: Reader<'_>,
    rules: &Rules,
    cases: &[(ShopNo, OrderKey)],
) -> Result<Vec<String>, FlowError> {
    let mut all = Vec::new();
    for (shop, key) in cases {
        let bodies = store.case(*shop, *key)?;
        for order in bodies.decode()?.orders.iter().filter(|o| !o.head.test) {
            all.extend(spellings(&held_as(&order.head, rules), rules.order_holds));
        }
    }
    Ok(all)
}

/// What NetSuite's order field holds of an order.
fn held_as(head: &OrderHead<'_>, rules: &Rules) -> String {
    match rules.order_holds {
        OrderHolds::LegacyId => head.id.to_string(),
        OrderHolds::Name => head.name.to_string(),
    }
}

/// The values that NetSuite's order field may hold for orders that a person names.
pub(super) fn wanted(store: Reader<'_>, rules: &Rules, names: &[String]) -> Result<Vec<String>, FlowError> {
    let mut wanted = Vec::new();
    for name in names {
        wanted.extend(spellings(name, rules.order_holds));
        for (shop, key) in crate::flow::find::orders(store, rules, name)? {
            let bodies = store.case(shop, key)?;
            for order in bodies.decode()?.orders {
                wanted.extend(spellings(&held_as(&order.head, rules), rules.order_holds));
            }
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    Ok(wanted)
}

/// The spellings under which NetSuite may hold an order.
pub(super) fn spellings(name: &str, holds: OrderHolds) -> Vec<String> {
    let short = name.rsplit('/').next().unwrap_or(name);
    match holds {
        OrderHolds::LegacyId => vec![short.to_owned()],
        OrderHolds::Name => {
            let bare = short.trim_start_matches('#');
            let mut all = vec![short.to_owned(), bare.to_owned(), format!("#{bare}")];
            all.sort_unstable();
            all.dedup();
            debug_assert!(all.iter().all(|s| OrderKey::of(s) == OrderKey::of(short)));
            all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_named_as_people_name_them() {
        assert_eq!(id_of("#1001"), None);
        assert_eq!(id_of("1001"), None);
        assert_eq!(id_of("6612034003882"), Some(6_612_034_003_882));
        assert_eq!(id_of("gid://shopify/Order/7"), Some(7));
        assert_eq!(spellings("#1001", OrderHolds::Name), ["#1001", "1001"]);
        assert_eq!(spellings("EN1001", OrderHolds::Name), ["#EN1001", "EN1001"]);
        assert_eq!(spellings("gid://shopify/Order/7", OrderHolds::LegacyId), ["7"]);
    }
}
