//! Payouts, with two variances kept apart: settlement (the payout against its balance transactions)
//! and ledger (NetSuite's deposits or journals against the payout).
//!
//! Each cause stands in a file of its own; [`causes`] is the list of those of the ledger.

mod causes;
mod charges;
mod currency;
mod disputes;
mod families;
mod fees;
mod loose;
mod parked;
mod rows;
mod scene;
mod settlement;
mod split;
mod takings;
mod transit;

use std::collections::BTreeMap;

use crate::base::{Amount, Currency, Moment, OrderKey};
use crate::model::books::{Document, DocumentHead};
use crate::model::code::pay;
use crate::model::dispute::Dispute;
use crate::model::finding::{ActionKind, Against, Finding, FindingState};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::project::families::FamilySum;

use super::context::{late, tolerable};
use super::documents::{named, reference};
use scene::Scene;

pub use loose::deposits_without_payout;
pub use split::{Charge, charged_in_several};
pub use takings::Takings;

/// A payout that is still not sent this long after its issue was not read again.
const STALE: i64 = 7 * 86_400;

/// One payout with what is known of it on both sides.
#[derive(Debug, Clone)]
pub struct PayoutCase<'a> {
    /// The shop.
    pub shop: ShopNo,
    /// The payout.
    pub payout: Payout<'a>,
    /// Its balance transactions by family, without test rows and without the payout's own row
    /// ([`crate::project::families::sums`]); empty where none are known.
    pub sums: Vec<FamilySum>,
    /// The balance transactions one by one, where they were loaded. Causes that sit in one row
    /// (PAY-14, PAY-25) can be named only with them.
    pub transactions: Option<&'a [BalanceTransaction<'a>]>,
    /// Deposits and journal entries whose payout reference matches.
    pub documents: Vec<&'a Document<'a>>,
    /// What NetSuite holds of the orders that the transactions name, by the order's key; loaded where
    /// [`wants`] says so.
    pub orders: Option<&'a BTreeMap<OrderKey, Vec<DocumentHead<'a>>>>,
    /// Orders of this payout that were charged in another payout, too, as people name them.
    pub charged_elsewhere: &'a [String],
    /// What the shop has beside its payouts.
    pub beside: &'a Beside<'a>,
}

/// What a shop has beside its payouts and decides about them.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// The currency of its orders; `None` where it has several or none is known.
    pub currency: Option<Currency>,
    /// Its disputes.
    pub disputes: Vec<Dispute>,
    /// Journal entries that move the account of disputes.
    pub journals: Vec<&'a Document<'a>>,
    /// Which deposits take up which documents.
    pub takings: Takings<'a>,
    /// The documents that are taken up more than once, by id.
    pub repeated: BTreeMap<u64, Document<'a>>,
}

/// What comparing one payout found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutOutcome {
    /// The disagreements, in a stable order.
    pub findings: Vec<Finding>,
    /// When the outcome changes by time alone.
    pub recheck_at: Option<Moment>,
    /// Sum of the balance transactions after fees; `None` where none are known.
    pub settled: Option<Amount>,
    /// What NetSuite's live deposits and journal entries put into the bank for it.
    pub booked: Amount,
}

/// Ties payouts out; the outcomes stand in the order of the cases.
#[must_use]
pub fn payouts(payouts: &[PayoutCase<'_>], rules: &Rules, as_of: Moment) -> Vec<PayoutOutcome> {
    payouts.iter().map(|case| one(case, rules, as_of)).collect()
}

/// What else says more about a payout whose deposits do not come to it, or take up a document that another
/// deposit takes up, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// Its transactions.
    pub transactions: bool,
    /// The documents of its orders, too.
    pub orders: bool,
}

/// What else is wanted of a payout.
#[must_use]
pub fn wants(case: &PayoutCase<'_>, rules: &Rules, as_of: Moment) -> Wants {
    let scene = Scene::new(case, rules, as_of);
    let ties = scene.net().is_none_or(|net| net == scene.booked);
    let closer = !scene.documents.is_empty() && (!ties || charges::takes_what_is_taken(&scene));
    Wants {
        transactions: closer,
        orders: closer && charges::takes_any(&scene),
    }
}

fn one(case: &PayoutCase<'_>, rules: &Rules, as_of: Moment) -> PayoutOutcome {
    let scene = Scene::new(case, rules, as_of);
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(settlement::finding(&scene));
    findings.extend(ledger(&scene));
    let told: Vec<&str> = findings.iter().map(|f| f.code.id).collect();
    let mut more = rows::findings(&scene, &told);
    more.extend(disputes::findings(&scene, &told));
    more.extend(parked::finding(&scene, &told));
    more.extend(currency::noted(&scene, &told));
    more.extend(transit::noted(&scene, &told));
    more.extend(split::noted(&scene));
    findings.extend(more);
    findings.sort_by_cached_key(|f| (f.code.id, f.fingerprint()));
    PayoutOutcome {
        recheck_at: super::recheck_at(&findings),
        settled: scene.settled,
        booked: scene.booked,
        findings,
    }
}

/// NetSuite against the payout.
fn ledger(scene: &Scene<'_>) -> Option<Finding> {
    let net = scene.net()?;
    let payout = &scene.case.payout;
    match payout.status {
        PayoutStatus::Failed | PayoutStatus::Canceled => return never_arrived(scene),
        PayoutStatus::Scheduled if scene.documents.is_empty() => return never_read_again(scene),
        _ => {}
    }
    if scene.documents.is_empty() {
        return (!net.is_zero()).then(|| missing(scene, net));
    }
    if let Some(finding) = currency::booked_in_another(scene, net) {
        return Some(finding);
    }
    let delta = net - scene.booked;
    let verdict = if delta.is_zero() {
        charges::twice(scene)?
    } else {
        causes::of(scene, delta)
    };
    let names: Vec<String> = scene.documents.iter().map(named).collect();
    let first = verdict.from.clone().or_else(|| scene.documents.first().map(reference));
    let about = if delta.is_zero() { verdict.about } else { delta };
    let mut finding = scene
        .finding(verdict.code, Against::Ledger, net, scene.booked)
        .seen("net", scene.text(net), scene.text(scene.booked))
        .proposing(ActionKind::Route, about, first)
        .noting(format!(
            "The payout is {} and {} books {}: {}.",
            scene.text(net),
            names.join(" and "),
            scene.text(scene.booked),
            verdict.why
        ));
    for (what, shopify, netsuite) in verdict.seen {
        finding = finding.seen(&what, shopify, netsuite);
    }
    for (cause, amount) in verdict.parts {
        finding = finding.explain(cause, amount);
    }
    if let Some(grace) = verdict.grace {
        finding = late(finding, grace, scene.as_of);
    }
    Some(tolerable(finding, scene.rules))
}

fn missing(scene: &Scene<'_>, net: Amount) -> Finding {
    let finding = scene
        .finding(&pay::PAY_01, Against::Ledger, net, Amount::ZERO)
        .explain("deposit_missing", net)
        .proposing(scene.rules.payouts.book_as.action(), net, None)
        .noting(format!(
            "The payout of {} has no deposit or journal entry in NetSuite.",
            scene.text(net)
        ));
    let finding = late(finding, scene.rules.late.payouts, scene.as_of);
    transit::instead_of(scene, net, &finding).unwrap_or(finding)
}

/// A payout that the bank rejected or Shopify took back, booked all the same.
fn never_arrived(scene: &Scene<'_>) -> Option<Finding> {
    let first = scene.documents.first()?;
    if scene.booked.is_zero() {
        return None;
    }
    let finding = scene
        .finding(&pay::PAY_11, Against::Ledger, Amount::ZERO, scene.booked)
        .explain("payout_failed", -scene.booked)
        .proposing(ActionKind::Route, scene.booked, Some(reference(first)))
        .noting(format!(
            "The payout failed or was cancelled, and {} books {}; its money comes back in a later payout.",
            named(first),
            scene.text(scene.booked)
        ));
    Some(finding)
}

/// Still scheduled long after its issue: its status is older than the truth.
fn never_read_again(scene: &Scene<'_>) -> Option<Finding> {
    let old = scene.since().plus(scene.rules.late.payouts + STALE) <= scene.as_of;
    let net = scene.net()?;
    old.then(|| {
        let mut finding = scene
            .finding(&pay::PAY_21, Against::Ledger, net, net)
            .noting("The payout still reads as scheduled long after its issue; read it again.");
        finding.state = FindingState::Informational;
        finding
    })
}
