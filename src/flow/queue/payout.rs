//! What the store knows of a payout that is to be booked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::{Moment, OrderKey, sha256_hex};
use crate::flow::FlowError;
use crate::flow::payouts::Pattern;
use crate::model::action::Versions;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::finding::Subject;
use crate::model::payout::{BalanceTransaction, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::plan::{PayoutFacts, is_about_money, keys};
use crate::store::{CaseBodies, Reader, StoreError};

/// The name a payout is kept under: its number, or day and currency where it has none.
pub(super) fn kept_name(subject: &Subject) -> &str {
    let payout = subject.payout.as_deref().unwrap_or_default();
    payout
        .strip_prefix("gid://shopify/ShopifyPaymentsPayout/")
        .unwrap_or(payout)
}

/// Hands over what is known of the payout a finding is about; `None` where the store does not have it.
pub(super) fn with_facts<T>(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    subject: &Subject,
    take: impl FnOnce(Option<&PayoutFacts<'_>>) -> Result<T, FlowError>,
) -> Result<T, FlowError> {
    let name = kept_name(subject);
    let bodies = store.payouts(shop)?.into_iter().find(|b| b.name == name);
    let Some(payout) = bodies.as_ref().map(|b| b.payout()).transpose()?.flatten() else {
        return take(None);
    };
    let zone = crate::flow::zone(rules.shop(shop).map_or("UTC", |s| s.time_zone.as_str()))?;
    let bytes = store.balance_transactions(shop, name)?;
    let movements = bytes.as_ref().map(|b| b.decode()).transpose()?.unwrap_or_default();
    let cases = cases(store, shop, &movements)?;
    let (mut documents, mut payments) = (BTreeMap::new(), BTreeMap::new());
    for (key, bodies) in &cases {
        let case = bodies.decode()?;
        documents.insert(*key, about_money(case.documents));
        let of_orders = case.orders.into_iter().flat_map(|o| o.payments);
        payments.insert(*key, of_orders.collect::<Vec<_>>());
    }
    let pattern = Pattern::new(&rules.payout_pattern);
    let mut banked = Banked::default();
    banked.read(store, shop, |named| pattern.find(named) == Some(payout.id))?;
    take(Some(&PayoutFacts {
        issued_on: payout.issued_at.map(|at| at.day(&zone)).or(payout.date),
        movements,
        documents,
        payments,
        deposited: banked.taken_up,
        booked: banked.naming,
        payout,
    }))
}

/// Whether the store holds a payout as paid.
pub(super) fn is_paid(store: Reader<'_>, shop: ShopNo, subject: &Subject) -> Result<bool, FlowError> {
    let name = kept_name(subject);
    let bodies = store.payouts(shop)?.into_iter().find(|b| b.name == name);
    let payout = bodies.as_ref().map(|b| b.payout()).transpose()?.flatten();
    Ok(payout.is_some_and(|p| p.status == PayoutStatus::Paid))
}

/// The versions of a payout's sides with what its deposit would take up: the documents about money of its
/// orders, which of them a deposit has, and the deposits that name it.
pub(super) fn versions(store: Reader<'_>, shop: ShopNo, subject: &Subject) -> Result<Versions, FlowError> {
    let name = kept_name(subject);
    let documents: Vec<u64> = subject.netsuite.iter().filter_map(|d| d.id.parse().ok()).collect();
    let own = store.payout_versions(shop, name, &documents)?;
    // What is booked already takes nothing up.
    if !documents.is_empty() {
        return Ok(own);
    }
    let bytes = store.balance_transactions(shop, name)?;
    let movements = bytes.as_ref().map(|b| b.decode()).transpose()?.unwrap_or_default();
    let mut banked = Banked::default();
    banked.read(store, shop, |named| named.contains(name))?;
    let cases = cases(store, shop, &movements)?;
    let cases: Vec<_> = cases.iter().map(|(_, c)| c.decode()).collect::<Result<_, _>>()?;
    let (mut paid, mut documents) = (Vec::new(), Vec::new());
    for case in cases {
        let payments = case.orders.into_iter().flat_map(|o| o.payments);
        paid.extend(payments.map(|p| (p.id, p.kind, p.status, p.amount.shop.raw())));
        documents.extend(about_money(case.documents));
    }
    let seen: Vec<Seen<'_>> = documents.iter().map(|d| Seen::of(d, &banked.taken_up)).collect();
    Ok(Versions {
        shopify: sealed(&(own.shopify, paid))?,
        netsuite: sealed(&(own.netsuite, seen, banked.naming))?,
    })
}

fn sealed(facts: &impl Serialize) -> Result<String, FlowError> {
    let text = serde_json::to_string(facts).map_err(|e| FlowError::Internal(e.to_string()))?;
    Ok(sha256_hex(text.as_bytes()))
}

/// What a deposit depends on of a document.
#[derive(Serialize)]
struct Seen<'d> {
    id: u64,
    kind: DocumentKind,
    status: DocumentStatus,
    total: String,
    currency: &'d str,
    changed: Option<Moment>,
    is_deposited: bool,
}

impl<'d> Seen<'d> {
    fn of(document: &'d Document<'_>, taken_up: &BTreeSet<u64>) -> Self {
        let head = &document.head;
        Self {
            id: head.id,
            kind: head.kind,
            status: head.status,
            total: head.total.raw().to_string(),
            currency: &head.currency,
            changed: head.modified_at,
            is_deposited: taken_up.contains(&head.id),
        }
    }
}

/// The cases of the orders that movements are of, each once, by key.
fn cases(
    store: Reader<'_>,
    shop: ShopNo,
    movements: &[BalanceTransaction<'_>],
) -> Result<Vec<(OrderKey, CaseBodies)>, StoreError> {
    let wanted: BTreeSet<OrderKey> = movements.iter().flat_map(keys).filter(|k| k.is_some()).collect();
    wanted
        .into_iter()
        .map(|key| Ok((key, store.case(shop, key)?)))
        .collect()
}

fn about_money(mut documents: Vec<Document<'_>>) -> Vec<Document<'_>> {
    documents.retain(|d| is_about_money(d.head.kind));
    documents
}

/// What NetSuite's live deposits and journal entries say of a payout.
#[derive(Default)]
struct Banked {
    /// The documents that deposits have taken up.
    taken_up: BTreeSet<u64>,
    /// The numbers of those that name the payout.
    naming: Vec<String>,
}

impl Banked {
    fn read(&mut self, store: Reader<'_>, shop: ShopNo, names_it: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        store.each_loose_document(shop, &[DocumentKind::Deposit, DocumentKind::JournalEntry], |document| {
            if document.head.status.is_dead() {
                return Ok(());
            }
            if document.head.kind == DocumentKind::Deposit {
                let lines = document.lines.iter().flatten();
                let payments = lines.filter(|l| l.role == LineRole::Payment && l.linked != 0);
                self.taken_up.extend(payments.map(|l| l.linked));
            }
            if names_it(&document.head.payout_ref) {
                self.naming.push(document.head.number.to_string());
            }
            Ok(())
        })
    }
}
