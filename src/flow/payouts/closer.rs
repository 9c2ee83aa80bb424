//! What is read of single payouts: the documents of their orders, and orders charged more than once.

use std::collections::{BTreeMap, HashMap};

use super::known::{self, Known};
use crate::base::{OrderKey, clean};
use crate::flow::owned;
use crate::model::books::DocumentHead;
use crate::model::payout::{BalanceTransaction, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::project::charges::is_charge;
use crate::project::keys::order_key;
use crate::reconcile::{self, Charge};
use crate::store::{Reader, RunWriter, StoreError};

/// NetSuite's documents by the order they belong to; heads are all that is asked of them.
pub(super) type OrderDocuments = BTreeMap<OrderKey, Vec<DocumentHead<'static>>>;

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
        all.insert(key, documents.iter().map(|d| owned::head(&d.head)).collect());
    }
    Ok(all)
}

/// The orders of each payout that were charged more than once, as people name them, by the payout's place.
///
/// Every transaction has to be looked at to know, so what is known stays in the store until a payout or a
/// transaction changes ([`remember`]).
pub(super) fn charged_in_several(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    known: &[Known<'_>],
) -> Result<BTreeMap<usize, Vec<String>>, StoreError> {
    let by_name = match remembered(store, rules, shop)? {
        Some(held) => held,
        None => look_for_several(store, rules, shop, known)?,
    };
    let named = known.iter().enumerate();
    Ok(named
        .filter_map(|(at, k)| Some((at, by_name.get(k.name)?.clone())))
        .collect())
}

/// Works out which orders were charged more than once, where payouts or transactions changed since.
pub(super) fn remember(writer: &RunWriter<'_>, rules: &Rules, shop: ShopNo) -> Result<(), StoreError> {
    if remembered(writer.read(), rules, shop)?.is_some() {
        return Ok(());
    }
    let bodies = writer.read().payouts(shop)?;
    let known = known::all(&bodies)?;
    let found = look_for_several(writer.read(), rules, shop, &known)?;
    let kept = (mark(writer.read(), rules, shop)?, found);
    let text = serde_json::to_string(&kept).map_err(|e| StoreError::Text(e.to_string()))?;
    writer.set_meta(&meta_key(shop), &text)
}

fn meta_key(shop: ShopNo) -> String {
    format!("charged_in_several:{}", shop.0)
}

/// What the answer follows from: the payouts, their transactions, and what an order is known by.
fn mark(store: Reader<'_>, rules: &Rules, shop: ShopNo) -> Result<String, StoreError> {
    Ok(format!("{:?}/{}", rules.order_holds, store.payouts_mark(shop)?))
}

/// Payouts by their kept names, with the orders that were charged more than once.
type ByName = BTreeMap<String, Vec<String>>;

fn remembered(store: Reader<'_>, rules: &Rules, shop: ShopNo) -> Result<Option<ByName>, StoreError> {
    let Some(text) = store.meta(&meta_key(shop))? else {
        return Ok(None);
    };
    let (held, found): (String, ByName) = serde_json::from_str(&text).map_err(|e| StoreError::Text(e.to_string()))?;
    Ok((held == mark(store, rules, shop)?).then_some(found))
}

fn look_for_several(store: Reader<'_>, rules: &Rules, shop: ShopNo, known: &[Known<'_>]) -> Result<ByName, StoreError> {
    let places: HashMap<&str, usize> = known.iter().enumerate().map(|(at, k)| (k.name, at)).collect();
    // The charges of a payout that failed come again with a later one.
    let counts = |at: usize| !matches!(known[at].payout.status, PayoutStatus::Failed | PayoutStatus::Canceled);
    let mut charges = Vec::new();
    store.each_charges(shop, |name, of_payout| {
        if let Some(&payout) = places.get(name).filter(|at| counts(**at)) {
            let orders = of_payout.orders(rules.order_holds);
            charges.extend(orders.map(|order| Charge { order, payout }));
        }
    })?;
    let several = reconcile::charged_in_several(charges);
    let mut named = ByName::new();
    for (payout, orders) in several {
        let mut names: Vec<String> = Vec::new();
        if let Some(movements) = store.balance_transactions(shop, known[payout].name)? {
            let rows = movements.decode()?;
            let charged = rows.iter().filter(|row| is_charge(row));
            let among = charged.filter(|row| orders.binary_search(&order_key(row, rules.order_holds)).is_ok());
            names.extend(among.map(name));
        }
        names.sort_unstable();
        names.dedup();
        named.insert(known[payout].name.to_owned(), names);
    }
    Ok(named)
}

fn name(row: &BalanceTransaction<'_>) -> String {
    if row.order_name.is_empty() {
        format!("gid://shopify/Order/{}", row.order)
    } else {
        clean(&row.order_name).into_owned()
    }
}
