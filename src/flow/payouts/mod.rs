//! Payouts put together from what the sources know, and tied out.

mod beside;
mod closer;
mod deposits;
mod known;

use std::collections::BTreeMap;

use super::FlowError;
use super::reconcile::save;
use super::run_record::Compared;
use crate::base::{Moment, OrderKey};
use crate::model::books::Document;
use crate::model::finding::{DocumentRef, Finding};
use crate::model::payout::{BalanceTransaction, Payout};
use crate::model::rules::{Rules, ShopNo};
use crate::reconcile::{self, PayoutCase, PayoutOutcome};
use crate::report::{FamilyLine, PayoutLine};
use crate::store::{Movements, Reader, RunWriter, StoreError};
use closer::OrderDocuments;
pub(super) use deposits::Pattern;

/// Ties the payouts of all shops out and takes the findings over into the queue.
pub(super) fn compare(
    writer: &mut RunWriter<'_>,
    rules: &Rules,
    as_of: Moment,
    compared: &mut Compared,
) -> Result<(), FlowError> {
    for at in 0..rules.shops.len() {
        let shop = ShopNo(at as u16);
        let mut findings: Vec<Finding> = Vec::new();
        closer::remember(writer, rules, shop)?;
        each(writer.read(), rules, shop, as_of, |cases, loose| {
            compared.payouts += cases.len() as u64;
            for outcome in reconcile::payouts(cases, rules, as_of) {
                findings.extend(outcome.findings);
            }
            findings.extend(reconcile::deposits_without_payout(loose, shop, rules, as_of));
        })?;
        save(writer, (shop, OrderKey::NONE), findings, as_of, compared)?;
    }
    Ok(())
}

/// The payouts of all shops as reports show them.
pub(super) fn lines(store: Reader<'_>, rules: &Rules, as_of: Moment) -> Result<Vec<PayoutLine>, FlowError> {
    let mut lines = Vec::new();
    for (at, shop) in rules.shops.iter().enumerate() {
        each(store, rules, ShopNo(at as u16), as_of, |cases, _| {
            let outcomes = reconcile::payouts(cases, rules, as_of);
            lines.extend(
                cases
                    .iter()
                    .zip(outcomes)
                    .map(|(case, outcome)| line(&shop.name, case, &outcome)),
            );
        })?;
    }
    Ok(lines)
}

pub(super) fn line(shop: &str, case: &PayoutCase<'_>, outcome: &PayoutOutcome) -> PayoutLine {
    let p = &case.payout;
    let families = case.sums.iter().map(|s| FamilyLine {
        family: s.family,
        count: s.count,
        amount: s.amount,
        fees: s.fee,
        net: s.net,
    });
    let documents = case.documents.iter().map(|d| DocumentRef {
        kind: d.head.kind,
        id: d.head.id.to_string(),
        number: d.head.number.clone().into_owned(),
    });
    PayoutLine {
        shop: shop.to_owned(),
        name: shown_name(p),
        date: p.date,
        status: p.status,
        currency: p.currency,
        net: p.net,
        settlement: outcome.settled,
        ledger: Some(outcome.booked),
        families: families.collect(),
        documents: documents.collect(),
    }
}

/// The name a payout is kept under.
pub(super) fn kept_name(payout: &Payout<'_>) -> Option<String> {
    super::staging::payout_name(payout)
}

/// A payout as findings name it: its gid, or `date/currency`.
pub(super) fn shown_name(payout: &Payout<'_>) -> String {
    match (payout.id, payout.date) {
        (0, Some(date)) => format!("{date}/{}", payout.currency),
        (id, _) => format!("gid://shopify/ShopifyPaymentsPayout/{id}"),
    }
}

/// Puts a shop's payouts together with their deposits and hands them over, with the deposits whose
/// payout is not known.
pub(super) fn each(
    store: Reader<'_>,
    rules: &Rules,
    shop: ShopNo,
    as_of: Moment,
    take: impl FnOnce(&[PayoutCase<'_>], &[&Document<'_>]),
) -> Result<(), FlowError> {
    let bodies = store.payouts(shop)?;
    let known = known::all(&bodies)?;
    let deposits = deposits::all(store, rules, shop)?;
    let filed = beside::filed_journals(store, rules, shop)?;
    let beside = beside::of(store, rules, shop, &deposits, &filed)?;
    let mut claimed: BTreeMap<u64, Vec<&Document<'_>>> = BTreeMap::new();
    for (payout, document) in &deposits {
        if let Some(payout) = payout {
            claimed.entry(*payout).or_default().push(document);
        }
    }
    let mut by_amount = deposits::only_possible(&known, &mut claimed);
    let several = closer::charged_in_several(store, rules, shop, &known)?;
    let mut cases: Vec<PayoutCase<'_>> = known
        .iter()
        .enumerate()
        .map(|(at, k)| PayoutCase {
            shop,
            documents: match k.payout.id {
                0 => by_amount.remove(&at).unwrap_or_default(),
                id => claimed.remove(&id).unwrap_or_default(),
            },
            sums: k.sums.clone().unwrap_or_default(),
            transactions: None,
            payout: k.payout.clone(),
            orders: None,
            charged_elsewhere: several.get(&at).map_or(&[], Vec::as_slice),
            beside: &beside,
        })
        .collect();
    let wants: Vec<reconcile::Wants> = cases.iter().map(|case| reconcile::wants(case, rules, as_of)).collect();
    let movements = known.iter().zip(&wants).map(|(k, wants)| {
        Ok(if k.look_closer || wants.transactions {
            store.balance_transactions(shop, k.name)?
        } else {
            None
        })
    });
    let movements: Vec<Option<Movements>> = movements.collect::<Result<_, StoreError>>()?;
    let transactions = movements.iter().map(|m| m.as_ref().map(Movements::decode).transpose());
    let transactions: Vec<Option<Vec<BalanceTransaction<'_>>>> = transactions.collect::<Result<_, _>>()?;
    let orders = wants.iter().zip(&transactions).map(|(wants, rows)| {
        let rows = rows.as_deref().filter(|_| wants.orders);
        rows.map(|rows| closer::documents_of_orders(store, rules, shop, rows))
            .transpose()
    });
    let orders: Vec<Option<OrderDocuments>> = orders.collect::<Result<_, StoreError>>()?;
    for (at, case) in cases.iter_mut().enumerate() {
        case.transactions = transactions[at].as_deref();
        case.orders = orders[at].as_ref();
    }
    let loose: Vec<&Document<'_>> = claimed.into_values().flatten().collect();
    take(&cases, &loose);
    Ok(())
}
