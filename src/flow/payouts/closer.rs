//! What is read of single payouts: the documents of their orders, and orders charged more than once.

use std::collections::BTreeMap;

use super::known::Known;
use crate::base::{OrderKey, clean};
use crate::flow::owned;
use crate::model::books::Document;
use crate::model::payout::{BalanceTransaction, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::project::keys::order_key;
use crate::reconcile::{self, Charge};
use crate::store::{Reader, StoreError};

/// NetSuite's documents by the order they belong to.
pub(super) type OrderDocuments = BTreeMap<OrderKey, Vec<Document<'static>>>;

/// What NetSuite holds of the orders that transactions name.
pub(super) fn documents_of_orders(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    rows: &[BalanceTransaction<'_>],
) -> Result<OrderDocuments, StoreError> {
    let mut all = OrderDocuments::new();
    for key in rows.iter().map(|row| order_key(row, rules.order_holds)) {
        if !key.is_some() || all.contains_key(&key) {
            continue;
        }
        let bodies = store.case(shop, key)?;
        let documents = bodies.decode()?.documents;
        all.insert(key, documents.iter().map(owned::document).collect());
    }
    Ok(all)
}

/// The orders of each payout that were charged more than once, as people name them.
pub(super) fn charged_in_several(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    known: &[Known<'_>],
) -> Result<BTreeMap<usize, Vec<String>>, StoreError> {
    let mut charges = Vec::new();
    for (payout, k) in known.iter().enumerate() {
        // The charges of a payout that failed come again with a later one.
        if !matches!(k.payout.status, PayoutStatus::Failed | PayoutStatus::Canceled) {
            each_charge(store, rules, shop, k, |order, _| charges.push(Charge { order, payout }))?;
        }
    }
    let several = reconcile::charged_in_several(charges);
    let mut named = BTreeMap::new();
    for (payout, orders) in several {
        let mut names: Vec<String> = Vec::new();
        each_charge(store, rules, shop, &known[payout], |order, row| {
            if orders.binary_search(&order).is_ok() {
                names.push(name(row));
            }
        })?;
        names.sort_unstable();
        names.dedup();
        named.insert(payout, names);
    }
    Ok(named)
}

fn each_charge(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    known: &Known<'_>,
    mut take: impl FnMut(OrderKey, &BalanceTransaction<'_>),
) -> Result<(), StoreError> {
    let Some(movements) = store.balance_transactions(shop, known.name)? else {
        return Ok(());
    };
    let all = movements.decode()?;
    for row in all.iter().filter(|r| r.kind == "CHARGE" && !r.test) {
        let key = order_key(row, rules.order_holds);
        if key.is_some() {
            take(key, row);
        }
    }
    Ok(())
}

fn name(row: &BalanceTransaction<'_>) -> String {
    if row.order_name.is_empty() {
        format!("gid://shopify/Order/{}", row.order)
    } else {
        clean(&row.order_name).into_owned()
    }
}
