//! A batch of records on their way into the store.
//!
//! Importers hand records over one by one and in the order of their file; the store takes them in
//! the order of their cases. In between they stand here, packed.

use std::collections::BTreeMap;

use crate::base::OrderKey;
use crate::import::{Sink, SinkError};
use crate::model::books::{Document, DocumentKind};
use crate::model::pack::{pack, unpack};
use crate::model::payout::{BalanceTransaction, Payout};
use crate::model::rules::{OrderHolds, Rules, ShopNo};
use crate::model::shop::Order;
use crate::store::{DocumentPlace, Landing, StoreError};

/// Where packed bytes stand in the batch.
type Span = std::ops::Range<usize>;

/// A document on its way: where it belongs, and its packed head and lines.
struct StagedDocument {
    key: OrderKey,
    id: u64,
    kind: DocumentKind,
    created_from: u64,
    subsidiary: String,
    head: Span,
    lines: Option<Span>,
}

/// Records of one command, packed and in memory until their files are known to be good.
pub(super) struct Stage {
    shop: ShopNo,
    holds: OrderHolds,
    bytes: Vec<u8>,
    orders: Vec<(OrderKey, u64, Span)>,
    documents: Vec<StagedDocument>,
    payouts: Vec<(String, Span)>,
    movements: Vec<(String, Span)>,
    order_movements: Vec<(String, Span)>,
}

/// The name a payout is kept and shown under: its id, or `date/currency` where the source has none.
pub(super) fn payout_name(payout: &Payout<'_>) -> Option<String> {
    match (payout.id, payout.date) {
        (0, Some(date)) => Some(format!("{date}/{}", payout.currency)),
        (0, None) => None,
        (id, _) => Some(id.to_string()),
    }
}

impl Stage {
    pub(super) const fn new(shop: ShopNo, holds: OrderHolds) -> Self {
        Self {
            shop,
            holds,
            bytes: Vec::new(),
            orders: Vec::new(),
            documents: Vec::new(),
            payouts: Vec::new(),
            movements: Vec::new(),
            order_movements: Vec::new(),
        }
    }

    fn keep<T: serde::Serialize + ?Sized>(&mut self, record: &T) -> Result<Span, SinkError> {
        let start = self.bytes.len();
        pack(record, &mut self.bytes).map_err(|e| SinkError(e.to_string()))?;
        Ok(start..self.bytes.len())
    }

    /// Lands the orders.
    pub(super) fn land_orders(&mut self, landing: &mut Landing<'_>, rules: &Rules) -> Result<(), StoreError> {
        self.orders.sort_by_key(|(key, id, _)| (*key, *id));
        let mut next = self.orders.iter();
        let bytes = &self.bytes;
        landing.orders(self.shop, rules, &mut |into| {
            Ok(next.next().map(|(key, id, span)| {
                into.clear();
                into.extend_from_slice(&bytes[span.clone()]);
                (*key, *id)
            }))
        })
    }

    /// Lands what is known of payouts.
    pub(super) fn land_payouts(&self, landing: &mut Landing<'_>) -> Result<(), StoreError> {
        // Every row of a transactions export tells of its payout; the last one is as good as the first.
        let latest: BTreeMap<&str, &Span> = self.payouts.iter().map(|(name, span)| (name.as_str(), span)).collect();
        for (name, span) in latest {
            landing.payout(self.shop, name, &unpack(&self.bytes[span.clone()])?)?;
        }
        Ok(())
    }

    /// Lands balance transactions by payout.
    pub(super) fn land_movements(&self, landing: &mut Landing<'_>) -> Result<(), StoreError> {
        for (name, all) in self.grouped(&self.movements)? {
            landing.balance_transactions(self.shop, name, all)?;
        }
        Ok(())
    }

    /// Lands balance transactions once more by order, for a source that has no transactions of orders.
    /// `key_of` finds the case of an order's name.
    pub(super) fn land_order_movements(
        &self,
        landing: &mut Landing<'_>,
        rules: &Rules,
        key_of: &dyn Fn(&str) -> OrderKey,
    ) -> Result<(), StoreError> {
        for (name, all) in self.grouped(&self.order_movements)? {
            let key = key_of(name);
            if key.is_some() {
                landing.movements(self.shop, key, rules, all)?;
            }
        }
        Ok(())
    }

    fn grouped<'s>(
        &'s self,
        entries: &'s [(String, Span)],
    ) -> Result<BTreeMap<&'s str, Vec<BalanceTransaction<'s>>>, StoreError> {
        let mut groups: BTreeMap<&str, Vec<BalanceTransaction<'_>>> = BTreeMap::new();
        for (name, span) in entries {
            groups.entry(name).or_default().push(unpack(&self.bytes[span.clone()])?);
        }
        Ok(groups)
    }

    /// The documents: id, own key, the document it was made from, kind, subsidiary.
    pub(super) fn documents(&self) -> impl Iterator<Item = super::books::Unplaced<'_>> {
        self.documents
            .iter()
            .enumerate()
            .map(|(index, d)| super::books::Unplaced {
                index,
                id: d.id,
                key: d.key,
                created_from: d.created_from,
                kind: d.kind,
                subsidiary: &d.subsidiary,
                has_head: true,
                has_lines: d.lines.is_some(),
            })
    }

    /// Lands the documents, in the order of their places.
    pub(super) fn land_documents(
        &self,
        landing: &mut Landing<'_>,
        rules: &Rules,
        places: &[(usize, DocumentPlace)],
    ) -> Result<(), StoreError> {
        let mut next = places.iter();
        landing.documents(rules, &mut |head, lines| {
            let Some((index, place)) = next.next() else {
                return Ok(None);
            };
            let document = &self.documents[*index];
            head.clear();
            head.extend_from_slice(&self.bytes[document.head.clone()]);
            lines.clear();
            if let Some(span) = &document.lines {
                lines.extend_from_slice(&self.bytes[span.clone()]);
            }
            Ok(Some(*place))
        })
    }
}

impl Sink for Stage {
    fn order(&mut self, order: &Order<'_>) -> Result<(), SinkError> {
        let head = &order.head;
        let key = match self.holds {
            OrderHolds::Name => OrderKey::of(&head.name),
            OrderHolds::LegacyId => OrderKey::of_id(head.id),
        };
        if !key.is_some() {
            return Err(SinkError(format!(
                "order {} has no `Id`, and NetSuite holds orders by it (`order_holds = \"legacy_id\"`); export the orders with that column",
                crate::base::clean(&head.name)
            )));
        }
        let span = self.keep(order)?;
        self.orders.push((key, head.id, span));
        Ok(())
    }

    fn payout(&mut self, payout: &Payout<'_>) -> Result<(), SinkError> {
        if let Some(name) = payout_name(payout) {
            let span = self.keep(payout)?;
            self.payouts.push((name, span));
        }
        Ok(())
    }

    fn balance_transaction(
        &mut self,
        payout: Option<&Payout<'_>>,
        movement: &BalanceTransaction<'_>,
    ) -> Result<(), SinkError> {
        // What is in no payout yet is kept under an empty name.
        let name = payout.and_then(payout_name).unwrap_or_default();
        if let Some(payout) = payout {
            self.payout(payout)?;
        }
        let span = self.keep(movement)?;
        if !movement.order_name.is_empty() {
            self.order_movements
                .push((movement.order_name.clone().into_owned(), span.clone()));
        }
        self.movements.push((name, span));
        Ok(())
    }

    fn document(&mut self, document: &Document<'_>) -> Result<(), SinkError> {
        let head = self.keep(&document.head)?;
        let lines = document.lines.as_ref().map(|lines| self.keep(lines)).transpose()?;
        let d = &document.head;
        self.documents.push(StagedDocument {
            key: OrderKey::of(&d.order_ref),
            id: d.id,
            kind: d.kind,
            created_from: d.created_from,
            subsidiary: d.subsidiary.clone().into_owned(),
            head,
            lines,
        });
        Ok(())
    }
}
