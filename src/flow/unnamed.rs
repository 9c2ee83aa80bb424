//! Credits that name no order and were made from none, found by the refund they answer.

use std::collections::BTreeMap;

use super::owned;
use crate::model::books::{Document, DocumentKind};
use crate::model::case::Case;
use crate::model::rules::{Rules, ShopNo};
use crate::project::keys::refund_id;
use crate::store::{Reader, StoreError};

/// What may credit a refund.
const KINDS: [DocumentKind; 3] = [
    DocumentKind::CreditMemo,
    DocumentKind::CashRefund,
    DocumentKind::CustomerRefund,
];

/// The credits of each shop by their refund, read once a run and only where an order with refunds does not tie.
#[derive(Debug, Default)]
pub(super) struct Unnamed(BTreeMap<ShopNo, BTreeMap<u64, Vec<Document<'static>>>>);

impl Unnamed {
    /// The credits that answer refunds of a case.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub(super) fn of_case(
        &mut self,
        store: Reader<'_>,
        rules: &Rules,
        case: &Case<'_>,
    ) -> Result<Vec<Document<'static>>, StoreError> {
        let refunds = case.orders.iter().flat_map(|order| &order.refunds);
        let ids: Vec<u64> = refunds.map(|refund| refund.id).filter(|id| *id != 0).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let held = match self.0.entry(case.shop) {
            std::collections::btree_map::Entry::Occupied(held) => held.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => free.insert(read(store, rules, case.shop)?),
        };
        Ok(ids.iter().filter_map(|id| held.get(id)).flatten().cloned().collect())
    }
}

fn read(store: Reader<'_>, rules: &Rules, shop: ShopNo) -> Result<BTreeMap<u64, Vec<Document<'static>>>, StoreError> {
    let mut held: BTreeMap<u64, Vec<Document<'static>>> = BTreeMap::new();
    store.each_loose_document(shop, &KINDS, |document| {
        if let Some(refund) = refund_id(document, rules).filter(|_| document.head.created_from == 0) {
            held.entry(refund).or_default().push(owned::document(document));
        }
        Ok(())
    })?;
    Ok(held)
}
