//! What a run counted, and its id.

use std::collections::{BTreeMap, BTreeSet};

use super::FlowError;
use super::reconcile::ReconcileRequest;
use super::unnamed::Unnamed;
use crate::base::{Amount, Currency, OrderKey, sha256_hex};
use crate::config::Config;
use crate::model::exception::ExceptionState;
use crate::model::rules::{Rules, ShopNo};
use crate::model::run::{CurrencyTotal, Freshness, Run, Summary};
use crate::store::{Reader, RunWriter, StoreError};

/// What was looked at.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// Cases loaded and compared in full.
    pub(super) cases: u64,
    /// Payouts tied out.
    pub(super) payouts: u64,
    /// The currency of each shop that has only one.
    pub(super) currencies: BTreeMap<ShopNo, Currency>,
    /// Whether every source was read to its end; otherwise nothing is closed.
    pub(super) complete: bool,
    /// Cases of which something would have been closed in a complete run.
    pub(super) unclosed: Vec<(ShopNo, OrderKey)>,
    /// Credits that name no order.
    pub(super) unnamed: Unnamed,
}

/// Puts the run together; with it the digest of the facts it rests on.
pub(super) fn record(
    writer: &RunWriter<'_>,
    config: &Config,
    rules: &Rules,
    request: &ReconcileRequest,
    scope: Option<&BTreeSet<(ShopNo, OrderKey)>>,
    compared: &Compared,
) -> Result<(Run, String), FlowError> {
    let store = writer.read();
    let mut summary = match scope {
        Some(scope) => counts_of(store, scope)?,
        None => counts(store)?,
    };
    summary.payouts = compared.payouts;
    let mut run = Run {
        id: String::new(),
        as_of: request.as_of,
        rules: rules.fingerprint().map_err(|e| FlowError::Internal(e.to_string()))?,
        config: config.fingerprint().to_owned(),
        freshness: freshness(store, rules)?,
        complete: compared.complete,
        summary,
    };
    // Same facts, same rules, same moment: the same run, on every machine.
    let facts = store.state()?;
    let text = serde_json::to_string(&run).map_err(|e| FlowError::Internal(e.to_string()))?;
    run.id = ulid(request.as_of.seconds(), &format!("{text}\n{facts}\n{scope:?}"));
    Ok((run, sha256_hex(facts.as_bytes())))
}

/// A ULID whose time is the moment of the run and whose rest is a digest of what was compared.
fn ulid(seconds: i64, text: &str) -> String {
    let hex = sha256_hex(text.as_bytes());
    let random = u128::from_str_radix(&hex[..20], 16).unwrap_or(0);
    let millis = u64::try_from(seconds).unwrap_or(0).saturating_mul(1_000);
    ulid::Ulid::from_parts(millis, random).to_string()
}

/// How fresh each side is.
pub(super) fn freshness(store: Reader<'_>, rules: &Rules) -> Result<Freshness, StoreError> {
    let mut shopify = BTreeMap::new();
    for (at, shop) in rules.shops.iter().enumerate() {
        if let Some(newest) = store.newest(Some(ShopNo(at as u16)))? {
            shopify.insert(shop.name.clone(), newest);
        }
    }
    Ok(Freshness {
        shopify,
        netsuite: store.newest(None)?,
    })
}

/// The counts of a run over everything, from the sums the store keeps.
fn counts(store: Reader<'_>) -> Result<Summary, StoreError> {
    let mut summary = Summary::default();
    let mut totals: BTreeMap<Currency, (Amount, Amount)> = BTreeMap::new();
    let mut currencies: BTreeMap<ShopNo, BTreeSet<Currency>> = BTreeMap::new();
    for (shop, currency, tally) in store.tallies(false)? {
        summary.orders += tally.orders;
        summary.excluded += tally.tests;
        totals.entry(currency).or_default().0 += tally.value;
        currencies.entry(shop).or_default().insert(currency);
    }
    for (currency, value) in book_totals(store, &currencies)? {
        totals.entry(currency).or_default().1 += value;
    }
    for (currency, shopify, netsuite) in store.corrections()? {
        let total = totals.entry(currency).or_default();
        total.0 += shopify;
        total.1 += netsuite;
    }
    finish(store, summary, totals)
}

/// NetSuite's sums by currency. Where NetSuite names currencies by internal ids, a document counts in
/// the currency of the order it belongs to.
fn book_totals(
    store: Reader<'_>,
    currencies: &BTreeMap<ShopNo, BTreeSet<Currency>>,
) -> Result<Vec<(Currency, Amount)>, StoreError> {
    let mut totals = Vec::new();
    for (shop, currency, tally) in store.tallies(true)? {
        let only = currencies.get(&shop).filter(|c| c.len() == 1).and_then(|c| c.first());
        match only {
            _ if currency.is_known() => totals.push((currency, tally.value)),
            Some(only) => totals.push((*only, tally.value)),
            None => totals.extend(store.unnamed_currencies(shop)?),
        }
    }
    Ok(totals)
}

/// The counts of a run over some cases.
fn counts_of(store: Reader<'_>, scope: &BTreeSet<(ShopNo, OrderKey)>) -> Result<Summary, StoreError> {
    let mut summary = Summary::default();
    let mut totals: BTreeMap<Currency, (Amount, Amount)> = BTreeMap::new();
    for (shop, key) in scope {
        let (a, b) = store.sides(*shop, *key)?;
        let currency = a.map_or(Currency::UNKNOWN, |s| s.currency);
        let (shopify, netsuite) = store.correction(*shop, *key)?;
        let total = totals.entry(currency).or_default();
        total.0 += shopify;
        total.1 += netsuite;
        if let Some(side) = a {
            summary.orders += u64::from(side.orders);
            summary.excluded += u64::from(side.tests);
            totals.entry(currency).or_default().0 += side.value;
        }
        if let Some(side) = b {
            totals.entry(currency).or_default().1 += side.value;
        }
        match store.verdict(*shop, *key)? {
            Some((worst, orders)) if worst == "mismatched" => summary.mismatched += orders,
            Some((worst, orders)) if worst == "late" => summary.late += orders,
            _ => {}
        }
        for exception in store.exceptions_of_case(*shop, *key)? {
            if exception.state != ExceptionState::Closed {
                *summary
                    .findings
                    .entry(exception.finding.state.as_str().to_owned())
                    .or_default() += 1;
            }
        }
    }
    summary.tied = summary.orders.saturating_sub(summary.mismatched + summary.late);
    summary.by_currency = by_currency(totals);
    Ok(summary)
}

fn finish(
    store: Reader<'_>,
    mut summary: Summary,
    totals: BTreeMap<Currency, (Amount, Amount)>,
) -> Result<Summary, StoreError> {
    for (worst, cases) in store.verdicts()? {
        match worst.as_str() {
            "mismatched" => summary.mismatched = cases,
            "late" => summary.late = cases,
            _ => {}
        }
    }
    summary.findings = store.finding_counts()?.into_iter().collect();
    summary.tied = summary.orders.saturating_sub(summary.mismatched + summary.late);
    summary.by_currency = by_currency(totals);
    Ok(summary)
}

fn by_currency(totals: BTreeMap<Currency, (Amount, Amount)>) -> Vec<CurrencyTotal> {
    totals
        .into_iter()
        .map(|(currency, (shopify, netsuite))| CurrencyTotal {
            currency,
            shopify,
            netsuite,
            delta: shopify - netsuite,
        })
        .collect()
}
