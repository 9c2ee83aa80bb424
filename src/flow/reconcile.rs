//! The comparison: which cases need looking at, what comparing them finds, and what that does to the
//! queue. All of it is one transaction.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::queue::{is_being_undone, wake};
use super::run_record::{self, Compared};
use super::{FlowError, Progress, budget, epoch, payouts};
use crate::base::{Currency, Moment, OrderKey};
use crate::config::Config;
use crate::model::case::Case;
use crate::model::exception::Exception;
use crate::model::finding::{Finding, FindingState};
use crate::model::rules::{Rules, ShopNo};
use crate::model::run::Run;
use crate::queue;
use crate::reconcile;
use crate::store::{Reader, RunWriter, Side, Store, StoreError, Verdict};

/// What is compared.
#[derive(Debug, Clone)]
pub struct ReconcileRequest {
    /// The first day of the month, where only one is compared.
    pub period: Option<Date>,
    /// The orders, where only some are compared.
    pub orders: Vec<String>,
    /// Compare every case again.
    pub full: bool,
    /// The moment ages and lateness are counted at.
    pub as_of: Moment,
}

/// A case with the short form of both its sides.
type Candidate = (ShopNo, OrderKey, Option<Side>, Option<Side>);

/// Compares.
///
/// # Errors
/// [`FlowError`]: the store is busy, an order that was named is not there.
pub fn run(
    store: &mut Store,
    config: &Config,
    request: &ReconcileRequest,
    progress: &dyn Progress,
) -> Result<Run, FlowError> {
    let mut writer = store.begin_run()?;
    let (run, facts) = derive(&mut writer, config, request, progress)?;
    writer.finish(&run, &facts, &limits(request))?;
    Ok(run)
}

/// What a request is limited to, as the journal has it; null for everything.
fn limits(request: &ReconcileRequest) -> serde_json::Value {
    if request.period.is_none() && request.orders.is_empty() {
        return serde_json::Value::Null;
    }
    serde_json::json!({"period": request.period, "orders": request.orders})
}

/// Compares, and leaves it to whoever called whether that is kept. Returns the run, and the digest of the facts
/// it rests on.
pub(super) fn derive(
    writer: &mut RunWriter<'_>,
    config: &Config,
    request: &ReconcileRequest,
    progress: &dyn Progress,
) -> Result<(Run, String), FlowError> {
    let rules = config.rules();
    epoch::shops_fit(writer.read().meta(epoch::SHOPS)?.as_deref(), &rules)?;
    let everything = request.full || !epoch::holds(writer.read(), &rules)?;
    progress.begin("comparing", None);
    if everything {
        writer.rescan(&rules)?;
        epoch::restamp(writer, &rules)?;
    }
    let scope = scope(writer.read(), &rules, request)?;
    let all = everything || writer.read().meta("all_changed")?.is_some();
    let candidates = candidates(writer.read(), request.as_of, all, scope.as_ref())?;
    wake(writer)?;
    let gaps = gaps(writer.read())?;
    let mut compared = Compared {
        currencies: only_currencies(writer.read())?,
        complete: gaps.is_empty(),
        ..Compared::default()
    };
    for candidate in &candidates {
        // A case that was touched is compared again even where its short form stayed as it was: a status
        // moves no amount and may still say something else about a difference.
        let touched = everything || !all || scope.is_some();
        compare_case(writer, &rules, candidate, request, touched, &mut compared)?;
    }
    if scope.is_none() {
        payouts::compare(writer, &rules, request.as_of, &mut compared)?;
        writer.clear_changed(None)?;
    } else {
        let done: Vec<_> = candidates.iter().map(|c| (c.0, c.1)).collect();
        writer.clear_changed(Some(&done))?;
    }
    // What an incomplete run might have closed is looked at again by the next one.
    writer.mark_changed(&compared.unclosed)?;
    budget::hold(writer, &rules)?;
    writer.void_actions()?;
    let recorded = run_record::record(writer, config, &rules, request, scope.as_ref(), &compared)?;
    progress.end();
    Ok(recorded)
}

/// The cases a request is limited to; `None` for all.
fn scope(
    store: Reader<'_>,
    rules: &Rules,
    request: &ReconcileRequest,
) -> Result<Option<BTreeSet<(ShopNo, OrderKey)>>, FlowError> {
    if request.orders.is_empty() && request.period.is_none() {
        return Ok(None);
    }
    let mut scope = BTreeSet::new();
    for name in &request.orders {
        let found = super::find::orders(store, rules, name)?;
        if found.is_empty() {
            return Err(FlowError::NotFound(format!("no order `{name}` is in the store")));
        }
        scope.extend(found);
    }
    if let Some(month) = request.period {
        for (at, shop) in rules.shops.iter().enumerate() {
            let zone = super::zone(&shop.time_zone)?;
            let shop = ShopNo(at as u16);
            store.each_order(shop, |key, order| {
                let head = &order.head;
                let day = head.created_at.day(&zone);
                if day.year() == month.year() && day.month() == month.month() {
                    scope.insert((shop, key));
                }
                Ok(())
            })?;
        }
    }
    Ok(Some(scope))
}

/// The cases that need looking at.
fn candidates(
    store: Reader<'_>,
    as_of: Moment,
    all: bool,
    scope: Option<&BTreeSet<(ShopNo, OrderKey)>>,
) -> Result<Vec<Candidate>, StoreError> {
    let places: Vec<(ShopNo, OrderKey)> = match scope {
        Some(scope) => scope.iter().copied().collect(),
        None if all => return store.differing(),
        None => store.changed(as_of)?,
    };
    places
        .into_iter()
        .map(|(shop, key)| {
            let (a, b) = store.sides(shop, key)?;
            Ok((shop, key, a, b))
        })
        .collect()
}

fn compare_case(
    writer: &mut RunWriter<'_>,
    rules: &Rules,
    candidate: &Candidate,
    request: &ReconcileRequest,
    again: bool,
    compared: &mut Compared,
) -> Result<(), FlowError> {
    let (shop, key, shop_side, book_side) = candidate;
    let place = (*shop, *key);
    let sides = (shop_side.as_ref(), book_side.as_ref());
    let agree = matches!(sides, (Some(a), Some(b)) if a.agrees_with(b));
    if !again && !agree && writer.is_settled(place, sides, request.as_of)? {
        return Ok(());
    }
    compared.cases += 1;
    if agree {
        save(writer, place, Vec::new(), request.as_of, compared)?;
        return Ok(writer.drop_verdict(place)?);
    }
    let bodies = writer.read().case(*shop, *key)?;
    let mut case: Case<'_> = bodies.decode()?;
    let mut outcome = reconcile::case(&case, rules, request.as_of);
    if !outcome.findings.is_empty() {
        let credits = compared.unnamed.of_case(writer.read(), rules, &case)?;
        if !credits.is_empty() {
            case.documents.extend(credits);
            outcome = reconcile::case(&case, rules, request.as_of);
        }
    }
    if !outcome.asks_earlier.is_empty() {
        let before = writer.read().earlier_documents(&outcome.asks_earlier)?;
        let with_earlier = Case {
            earlier: before.decode()?,
            ..case
        };
        outcome = reconcile::case(&with_earlier, rules, request.as_of);
    }
    let known = |side: Option<&Side>| side.map(|s| s.currency).filter(|c| c.is_known());
    let worst = save(writer, place, outcome.findings, request.as_of, compared)?;
    let verdict = Verdict {
        worst,
        recheck: outcome.recheck_at,
        currency: known(sides.0)
            .or_else(|| known(sides.1))
            .or_else(|| compared.currencies.get(shop).copied())
            .unwrap_or(outcome.currency),
        shopify: outcome.shopify_total,
        netsuite: outcome.netsuite_total,
    };
    writer.save_verdict(place, sides, &verdict)?;
    Ok(())
}

/// Takes a case's findings over into the queue. Returns the state that says most about the case; what a
/// person accepted counts as accepted.
pub(super) fn save(
    writer: &mut RunWriter<'_>,
    place: (ShopNo, OrderKey),
    mut findings: Vec<Finding>,
    as_of: Moment,
    compared: &mut Compared,
) -> Result<Option<FindingState>, FlowError> {
    for finding in findings.iter_mut().filter(|f| !f.currency.is_known()) {
        finding.currency = compared.currencies.get(&place.0).copied().unwrap_or(finding.currency);
    }
    let mut known = writer.read().exceptions_of_case(place.0, place.1)?;
    let mut undone = Vec::new();
    for exception in &known {
        if is_being_undone(writer.read(), exception)? {
            undone.push(exception.number);
        }
    }
    let found = |e: &Exception| findings.iter().any(|f| f.fingerprint() == e.fingerprint);
    known.retain(|e| !undone.contains(&e.number) || found(e));
    if known.is_empty() && findings.is_empty() {
        return Ok(None);
    }
    let merged = queue::merge(known, findings, as_of, compared.complete, writer.next_number());
    if merged.unclosed && place.1.is_some() {
        compared.unclosed.push(place);
    }
    for exceptions in [&merged.updated, &merged.closed, &merged.reopened] {
        writer.save(place, exceptions)?;
    }
    writer.open(place, &merged.opened, merged.next_number)?;
    let held = [&merged.updated, &merged.reopened, &merged.opened];
    Ok(worst(held.into_iter().flatten().map(|e| &e.finding)))
}

/// The currency of each shop that has only one: what NetSuite holds without a Shopify order is in it,
/// though NetSuite names it by an internal id.
pub(super) fn only_currencies(store: Reader<'_>) -> Result<BTreeMap<ShopNo, Currency>, StoreError> {
    let mut all: BTreeMap<ShopNo, BTreeSet<Currency>> = BTreeMap::new();
    for (shop, currency, _) in store.tallies(false)? {
        all.entry(shop).or_default().insert(currency);
    }
    let only =
        |(shop, set): (ShopNo, BTreeSet<Currency>)| Some((shop, set.first().copied().filter(|_| set.len() == 1)?));
    Ok(all.into_iter().filter_map(only).collect())
}

/// Sources that were not read to their end, and why.
pub(super) fn gaps(store: Reader<'_>) -> Result<Vec<(String, String)>, StoreError> {
    let sources = store.sources()?.into_iter();
    Ok(sources.filter_map(|(name, state)| Some((name, state.gap()?))).collect())
}

/// The state that says most about a case.
fn worst<'f>(findings: impl Iterator<Item = &'f Finding>) -> Option<FindingState> {
    let rank = |state: &FindingState| match state {
        FindingState::Mismatched => 3,
        FindingState::Late => 2,
        FindingState::Accepted => 1,
        FindingState::Informational => 0,
    };
    findings.map(|f| f.state).max_by_key(rank)
}
