//! One thing, explained.

use super::{FlowError, find, payouts, queue};
use crate::base::Moment;
use crate::config::Config;
use crate::model::books::Document;
use crate::model::code;
use crate::model::exception::{Exception, ExceptionState};
use crate::model::payout::{BalanceTransaction, Family};
use crate::model::rules::{Rules, ShopNo};
use crate::project::families::family;
use crate::reconcile;
use crate::report::explain::{Panel, code_panel, finding_panel, order_panel, payout_panel};
use crate::store::{Reader, Store};

/// The row of the catalogue that a person names, in any letter case. It needs neither configuration nor
/// store.
#[must_use]
pub fn code(reference: &str) -> Option<Panel> {
    code::find(reference.trim()).map(code_panel)
}

/// Finds what a person names (an exception, an order, a payout, a refund) and puts both sides together.
///
/// # Errors
/// [`FlowError::NotFound`] where nothing is called that.
pub fn panel(store: &Store, config: &Config, reference: &str, as_of: Moment) -> Result<Panel, FlowError> {
    let rules = config.rules();
    let reader = store.read();
    if reference.get(..3).is_some_and(|p| p.eq_ignore_ascii_case("EX-")) {
        let exception = queue::show(store, reference, as_of)?;
        return of_exception(reader, &rules, &exception, as_of);
    }
    let is_payout = reference.contains("ShopifyPaymentsPayout/") || is_dated(reference);
    if !is_payout {
        let found = find::orders(reader, &rules, reference)?;
        match found[..] {
            [] => {}
            [place] => return order(reader, &rules, place, as_of),
            _ => {
                let shops: Vec<_> = found
                    .iter()
                    .filter_map(|(shop, _)| rules.shop(*shop))
                    .map(|s| s.name.as_str())
                    .collect();
                return Err(FlowError::NotFound(format!(
                    "`{reference}` is an order of several shops ({}); name it by its id",
                    shops.join(", ")
                )));
            }
        }
    }
    if let Some(panel) = payout(reader, &rules, reference, as_of)? {
        return Ok(panel);
    }
    if let Some(exception) = of_refund(reader, reference)? {
        return of_exception(reader, &rules, &exception, as_of);
    }
    Err(FlowError::NotFound(format!(
        "nothing is called `{}`; name an order (`#1001`), a payout, a refund, an exception (`EX-1001`) or a code (`REF-01`)",
        crate::base::clean(reference)
    )))
}

/// `2026-10-05/GBP`: a payout whose source has no id.
fn is_dated(reference: &str) -> bool {
    reference
        .split_once('/')
        .is_some_and(|(day, _)| day.parse::<jiff::civil::Date>().is_ok())
}

/// The order an exception is about, or the exception by itself.
fn of_exception(store: Reader<'_>, rules: &Rules, exception: &Exception, as_of: Moment) -> Result<Panel, FlowError> {
    let subject = &exception.finding.subject;
    let shop = rules
        .shops
        .iter()
        .position(|s| s.name == exception.finding.shop)
        .map(|at| ShopNo(at as u16));
    if let (Some(order_ref), Some(shop)) = (&subject.order, shop) {
        let name = if order_ref.id.is_empty() {
            &order_ref.name
        } else {
            &order_ref.id
        };
        if let Some(place) = find::orders(store, rules, name)?.into_iter().find(|(s, _)| *s == shop) {
            return order(store, rules, place, as_of);
        }
        let by_name = find::orders(store, rules, &order_ref.name)?;
        if let Some(place) = by_name.into_iter().find(|(s, _)| *s == shop) {
            return order(store, rules, place, as_of);
        }
    }
    if let Some(name) = &subject.payout
        && let Some(panel) = payout(store, rules, name, as_of)?
    {
        return Ok(panel);
    }
    Ok(finding_panel(exception, as_of))
}

fn order(
    store: Reader<'_>,
    rules: &Rules,
    (shop, key): (ShopNo, crate::base::OrderKey),
    as_of: Moment,
) -> Result<Panel, FlowError> {
    let bodies = store.case(shop, key)?;
    let case = bodies.decode()?;
    let mut exceptions = store.exceptions_of_case(shop, key)?;
    exceptions.retain(|e| e.state != ExceptionState::Closed);
    let mut disputes = store.disputes(shop)?;
    disputes.retain(|d| d.order != 0 && case.orders.iter().any(|o| o.head.id == d.order));
    Ok(order_panel(&case, rules, &exceptions, as_of).with_disputes(&disputes))
}

fn payout(store: Reader<'_>, rules: &Rules, reference: &str, as_of: Moment) -> Result<Option<Panel>, FlowError> {
    let short = reference
        .rsplit_once("ShopifyPaymentsPayout/")
        .map_or(reference, |(_, id)| id);
    for (at, shop_rules) in rules.shops.iter().enumerate() {
        let shop = ShopNo(at as u16);
        let mut found = None;
        payouts::each(store, rules, shop, as_of, |cases, _| {
            let Some(case) = cases
                .iter()
                .find(|c| payouts::kept_name(&c.payout).as_deref() == Some(short))
            else {
                return;
            };
            let outcome = reconcile::payouts(std::slice::from_ref(case), rules, as_of);
            if let [outcome] = &outcome[..] {
                let documents: Vec<Document<'static>> =
                    case.documents.iter().map(|d| super::owned::document(d)).collect();
                found = Some((payouts::line(&shop_rules.name, case, outcome), documents));
            }
        })?;
        let Some((line, documents)) = found else { continue };
        let movements = store.balance_transactions(shop, short)?;
        let transactions = movements
            .as_ref()
            .map(crate::store::Movements::decode)
            .transpose()?
            .unwrap_or_else(Vec::new);
        let mut exceptions = store.exceptions_of_case(shop, crate::base::OrderKey::NONE)?;
        exceptions.retain(|e| {
            e.state != ExceptionState::Closed && e.finding.subject.payout.as_deref() == Some(line.name.as_str())
        });
        let mut disputes = store.disputes(shop)?;
        let moves = |row: &BalanceTransaction<'_>| row.order != 0 && family(&row.kind) == Family::Disputes;
        let disputed: Vec<u64> = transactions
            .iter()
            .filter(|row| moves(row))
            .map(|row| row.order)
            .collect();
        disputes.retain(|d| disputed.contains(&d.order));
        let panel = payout_panel(&line, &transactions, &disputes, &documents, &exceptions, as_of);
        return Ok(Some(panel));
    }
    Ok(None)
}

/// The exception of a refund, by the refund's gid or number, or `order/n`.
fn of_refund(store: Reader<'_>, reference: &str) -> Result<Option<Exception>, FlowError> {
    let is = |name: &str| name == reference || name.rsplit_once("Refund/").is_some_and(|(_, id)| id == reference);
    let all = store.open_findings()?;
    Ok(all
        .into_iter()
        .find(|e| e.finding.subject.refund.as_deref().is_some_and(is)))
}
