//! What is expected against what is there. Pure.
//!
//! [`case`] compares one order with NetSuite's documents, [`payouts`] ties payouts out; both return
//! findings with a code, both values, the signed delta and its parts. Documents are paired by key
//! first, then by amount where that is unique; ambiguity is never settled by picking.
//!
//! **Invariant:** one cause is one finding, at its own level. What a wrong line does to totals above
//! it is said in its note and is no finding of its own.

mod address;
mod billing;
mod booked;
pub mod budget;
mod bundle_refunds;
mod bundles;
mod cash_rounding;
mod changes;
mod choices;
mod closed;
mod compare;
mod context;
mod credit_amounts;
mod credits;
mod currency;
mod documents;
mod existence;
mod foreign;
mod fulfilment;
mod line_findings;
mod lines;
mod lock;
mod pairing;
mod payouts;
mod pending;
mod period;
mod pieces;
mod reverted;
mod shipping;
mod stayed;
mod tax;
mod totals;
mod twins;
mod unlabelled;
mod versions;
mod washout;

#[cfg(test)]
mod tests;

use crate::base::{Amount, Currency, Moment};
use crate::model::case::Case;
use crate::model::code;
use crate::model::finding::{Finding, FindingState};
use crate::model::rules::Rules;
use crate::project;

pub use changes::{LineChange, OrderChanges, changes};
pub use payouts::{
    Beside, Charge, PayoutCase, PayoutOutcome, Takings, Wants, charged_in_several, deposits_without_payout, payouts,
    wants,
};

use context::Context;
use documents::Books;

/// What comparing one case found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOutcome {
    /// The disagreements, in a stable order.
    pub findings: Vec<Finding>,
    /// Sum of the orders' current totals.
    pub shopify_total: Amount,
    /// What NetSuite holds for them: order documents less credit memos and cash refunds.
    pub netsuite_total: Amount,
    /// Currency of both totals.
    pub currency: Currency,
    /// A test order: counted apart, never compared.
    pub excluded: bool,
    /// Orders compared.
    pub orders: u32,
    /// Documents of which [`Case::earlier`] should tell what they were before: compared again with that, the case may
    /// be told better. Empty where it does tell.
    pub asks_earlier: Vec<u64>,
    /// When the outcome changes by time alone: the earliest end of lateness.
    pub recheck_at: Option<Moment>,
}

/// Compares all facts of one order.
#[must_use]
pub fn case(case: &Case<'_>, rules: &Rules, as_of: Moment) -> CaseOutcome {
    let mut outcome = CaseOutcome {
        findings: Vec::new(),
        shopify_total: Amount::ZERO,
        netsuite_total: Amount::ZERO,
        currency: Currency::UNKNOWN,
        excluded: false,
        orders: 0,
        asks_earlier: Vec::new(),
        recheck_at: None,
    };
    let shared = existence::shared_name(case);
    let mut claimed: Vec<u64> = Vec::new();
    let mut totals: Vec<Amount> = Vec::new();
    for order in &case.orders {
        let documents = documents::of_order(case, order);
        claimed.extend(documents.iter().map(|d| d.head.id));
        let expected = project::order(order, &case.movements, rules, case.shop);
        outcome.currency = expected.currency;
        if order.head.test {
            outcome.excluded = true;
            outcome
                .findings
                .extend(existence::test_order(case, order, &documents, rules));
            continue;
        }
        outcome.orders += 1;
        outcome.shopify_total += expected.current_total;
        totals.push(expected.current_total);
        if shared {
            continue;
        }
        let books = Books::sort(&documents);
        let context = Context::new(case, rules, as_of, order, &expected, &books);
        let (mut findings, held, asks) = one_order(&context);
        choices::told(&context, case.shop, &mut findings);
        outcome.asks_earlier.extend(asks);
        // What stands there twice is held twice.
        let doubled: Amount = findings
            .iter()
            .filter(|f| f.code == &code::idn::IDN_04)
            .map(|f| -f.delta)
            .sum();
        outcome.netsuite_total += held + doubled;
        outcome.findings.extend(findings);
    }
    if shared {
        existence::two_of_one_name(case, rules, &totals, &mut outcome);
    }
    let orphans: Vec<_> = case
        .documents
        .iter()
        .filter(|d| !claimed.contains(&d.head.id))
        .collect();
    existence::orphans(case, &orphans, rules, as_of, &mut outcome);
    finish(&mut outcome);
    outcome
}

/// One order against its documents: the findings, what NetSuite holds of it, and the document of which it would
/// help to know what it was before.
fn one_order(context: &Context<'_>) -> (Vec<Finding>, Amount, Option<u64>) {
    let mut findings = existence::duplicates(context);
    findings.extend(existence::unnamed(context));
    let paired = pairing::pair(context);
    let Some(document) = context.books.order_document() else {
        findings.extend(existence::missing(context, &paired));
        return (findings, -paired.credited(), None);
    };
    let settled = versions::settle(context, document, &paired);
    let held = settled.value - paired.credited();
    if let Some(finding) = existence::cancelled(context, document, &paired, held) {
        findings.push(finding);
        findings.extend(credits::findings(context, &paired, true));
        return (findings, held, None);
    }
    if existence::cannot_be_told(context, document, &paired) {
        return (findings, context.expected.current_total, None);
    }
    if let Some(finding) = currency::finding(context, document, settled.value) {
        findings.push(finding);
        return (findings, held, None);
    }
    if let Some(finding) = closed::finding(context, document, &settled) {
        findings.push(finding);
        findings.extend(credits::findings(context, &paired, false));
        return (findings, held, None);
    }
    let order_findings = totals::findings(context, document, &settled, held);
    let tied = order_findings.is_empty();
    findings.extend(order_findings);
    findings.extend(credits::findings(context, &paired, false));
    if tied {
        let billing = billing::finding(context, document, &settled, &paired);
        findings.extend(billing.or_else(|| period::finding(context, document)));
        findings.extend(fulfilment::findings(context, document, &settled));
        findings.extend(pending::finding(context, document));
    }
    findings.extend(address::finding(context, document));
    (findings, held, reverted::asks(context, document, &settled))
}

/// Puts findings into a stable order and notes when to look again.
fn finish(outcome: &mut CaseOutcome) {
    outcome.findings.sort_by_cached_key(|f| {
        let line = f.subject.line.as_ref().map(|l| (l.id.clone(), l.sku.clone()));
        (f.subject.refund.clone(), line, f.code.id, f.delta, f.identity())
    });
    outcome.findings = one_an_identity(std::mem::take(&mut outcome.findings));
    outcome.recheck_at = recheck_at(&outcome.findings);
}

/// Adds up findings that cannot be told apart (two lines of one SKU in a source without line ids),
/// so that none hides another in the queue.
fn one_an_identity(findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() < 2 {
        return findings;
    }
    let mut kept: Vec<(String, Finding)> = Vec::new();
    for finding in findings {
        let identity = finding.identity();
        match kept.iter().position(|(known, _)| *known == identity) {
            None => kept.push((identity, finding)),
            Some(found) => {
                let (_, first) = kept.swap_remove(found);
                kept.push((identity, together(first, finding)));
                let last = kept.len() - 1;
                kept.swap(found, last);
            }
        }
    }
    kept.into_iter().map(|(_, finding)| finding).collect()
}

fn together(mut sum: Finding, other: Finding) -> Finding {
    sum.shopify += other.shopify;
    sum.netsuite += other.netsuite;
    sum.delta += other.delta;
    sum.unexplained += other.delta;
    sum.note.push(' ');
    sum.note.push_str(&other.note);
    sum.evidence.extend(other.evidence);
    if let (Some(mine), Some(theirs)) = (&mut sum.proposal, &other.proposal) {
        mine.amount += theirs.amount;
    }
    if other.state == FindingState::Mismatched {
        sum.state = FindingState::Mismatched;
        sum.late_until = None;
    }
    other
        .parts
        .iter()
        .fold(sum, |sum, part| sum.explain(&part.cause, part.amount))
}

/// The earliest moment at which something late becomes wrong.
fn recheck_at(findings: &[Finding]) -> Option<Moment> {
    findings
        .iter()
        .filter(|f| f.state == FindingState::Late)
        .filter_map(|f| f.late_until)
        .min()
}
