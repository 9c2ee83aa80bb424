//! What a shop has beside its payouts and decides about them.

use std::collections::BTreeMap;

use super::deposits::moves_disputes;
use crate::base::OrderKey;
use crate::flow::{FlowError, owned, reconcile};
use crate::model::books::{Document, DocumentKind};
use crate::model::rules::{OrderHolds, Rules, ShopNo};
use crate::model::shop::Basis;
use crate::reconcile::{Beside, Takings};
use crate::store::{Reader, StoreError};

/// Puts it together from a shop's deposits and journal entries.
pub(super) fn of<'d>(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    deposits: &'d [(Option<u64>, Document<'static>)],
    filed: &'d [Document<'static>],
) -> Result<Beside<'d>, FlowError> {
    let is_deposit = |d: &Document<'_>| d.head.kind == DocumentKind::Deposit;
    let takers = deposits.iter().filter(|(_, d)| is_deposit(d));
    let takings = Takings::of(takers.map(|(payout, d)| (*payout, d)));
    let loose = deposits.iter().map(|(_, d)| d).filter(|d| moves_disputes(d, rules));
    // Orders that are compared in the customer's currency say nothing about the shop's.
    let in_shop_currency = rules.shop(shop).is_some_and(|s| s.basis == Basis::Shop);
    let currency = reconcile::only_currencies(store)?.remove(&shop);
    Ok(Beside {
        currency: currency.filter(|_| in_shop_currency),
        disputes: store.disputes(shop)?,
        journals: loose.chain(filed).collect(),
        repeated: repeated(store, &takings.repeated())?,
        takings,
    })
}

/// The documents that are taken up more than once.
fn repeated(store: Reader<'_>, ids: &[u64]) -> Result<BTreeMap<u64, Document<'static>>, StoreError> {
    let mut all = BTreeMap::new();
    for (id, shop, key) in store.places(ids)? {
        let bodies = store.case(shop, key)?;
        let case = bodies.decode()?;
        let found = case.documents.iter().find(|d| d.head.id == id);
        all.extend(found.map(|d| (id, owned::document(d))));
    }
    Ok(all)
}

/// Journal entries that are filed with the orders whose disputes are lost.
pub(super) fn filed_journals(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
) -> Result<Vec<Document<'static>>, StoreError> {
    let mut all = Vec::new();
    for dispute in store.disputes(shop)?.iter().filter(|d| d.status.is_lost()) {
        let key = match rules.order_holds {
            OrderHolds::Name => OrderKey::of(&dispute.order_name),
            OrderHolds::LegacyId => OrderKey::of_id(dispute.order),
        };
        if key.is_some() {
            let bodies = store.case(shop, key)?;
            let case = bodies.decode()?;
            let journals = case.documents.iter().filter(|d| moves_disputes(d, rules));
            all.extend(journals.map(owned::document));
        }
    }
    Ok(all)
}
