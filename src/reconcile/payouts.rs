//! Payouts, with two variances kept apart: settlement (the payout against its balance transactions)
//! and ledger (NetSuite's deposits or journals against the payout).

use crate::base::{Amount, Currency, Moment};
use crate::model::books::{Document, DocumentKind, iso_currency};
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding, FindingState, Subject};
use crate::model::payout::{BalanceTransaction, Payout, PayoutStatus};
use crate::model::rules::{Rules, ShopNo};
use crate::project::families::FamilySum;

use super::context::{late, shop_name, tolerable};
use super::documents::{made_at, named, reference};
use super::payout_causes;

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

fn one(case: &PayoutCase<'_>, rules: &Rules, as_of: Moment) -> PayoutOutcome {
    let scene = Scene::new(case, rules, as_of);
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(payout_causes::settlement(&scene));
    findings.extend(ledger(&scene));
    let told: Vec<&str> = findings.iter().map(|f| f.code.id).collect();
    let rows = payout_causes::rows(&scene, &told);
    findings.extend(rows);
    findings.sort_by_cached_key(|f| (f.code.id, f.fingerprint()));
    PayoutOutcome {
        recheck_at: super::recheck_at(&findings),
        settled: scene.settled,
        booked: scene.booked,
        findings,
    }
}

/// One payout, its sums, and how it words its findings.
pub(super) struct Scene<'p> {
    pub(super) case: &'p PayoutCase<'p>,
    pub(super) rules: &'p Rules,
    pub(super) as_of: Moment,
    /// Live documents.
    pub(super) documents: Vec<&'p Document<'p>>,
    /// Sum of the balance transactions after fees; `None` where none are known.
    pub(super) settled: Option<Amount>,
    /// What NetSuite booked.
    pub(super) booked: Amount,
}

impl<'p> Scene<'p> {
    fn new(case: &'p PayoutCase<'p>, rules: &'p Rules, as_of: Moment) -> Self {
        let mut documents: Vec<&Document<'_>> = case
            .documents
            .iter()
            .copied()
            .filter(|d| !d.head.status.is_dead())
            .collect();
        documents.sort_by_key(|d| d.head.id);
        documents.dedup_by_key(|d| d.head.id);
        let settled = (!case.sums.is_empty()).then(|| case.sums.iter().map(|s| s.net).sum());
        let wanted = case.payout.net.or(settled);
        Self {
            booked: documents.iter().map(|d| booked(d, rules, wanted)).sum(),
            case,
            rules,
            as_of,
            documents,
            settled,
        }
    }

    /// What the payout is: its own net, or the sum of its transactions where the source has no net.
    pub(super) fn net(&self) -> Option<Amount> {
        self.case.payout.net.or(self.settled)
    }

    pub(super) fn fees(&self) -> Option<Amount> {
        if self.case.sums.is_empty() {
            self.case.payout.summary.map(|s| s.fees.abs())
        } else {
            Some(self.case.sums.iter().map(|s| s.fee).sum())
        }
    }

    pub(super) fn name(&self) -> String {
        let payout = &self.case.payout;
        match (payout.id, payout.date) {
            (0, Some(date)) => format!("{date}/{}", payout.currency),
            (0, None) => format!("?/{}", payout.currency),
            (id, _) => format!("gid://shopify/ShopifyPaymentsPayout/{id}"),
        }
    }

    /// When it was issued: the moment, or the day it is dated, or (never seen in practice) now.
    pub(super) fn since(&self) -> Moment {
        let payout = &self.case.payout;
        let day = payout
            .date
            .and_then(|d| Moment::start_of(d, &jiff::tz::TimeZone::UTC).ok());
        payout.issued_at.or(day).unwrap_or(self.as_of)
    }

    pub(super) fn text(&self, amount: Amount) -> String {
        amount.text(self.case.payout.currency)
    }

    pub(super) fn finding(
        &self,
        code: &'static crate::model::code::Code,
        against: Against,
        shopify: Amount,
        netsuite: Amount,
    ) -> Finding {
        let subject = Subject {
            payout: Some(self.name()),
            netsuite: self.documents.iter().map(|d| reference(d)).collect(),
            ..Subject::default()
        };
        let shop = shop_name(self.rules, self.case.shop);
        let mut finding = Finding::new(
            code,
            shop,
            subject,
            self.case.payout.currency,
            shopify,
            netsuite,
            self.since(),
        );
        finding.against = Some(against);
        finding
    }
}

/// What a document puts into the bank: a deposit its total; a journal entry its bank line.
fn booked(document: &Document<'_>, rules: &Rules, wanted: Option<Amount>) -> Amount {
    if document.head.kind != DocumentKind::JournalEntry {
        return document.head.total;
    }
    let lines = || document.lines.iter().flatten();
    if let Some(bank) = rules.accounts.get("bank") {
        let on_bank = |account: &str| account.trim() == bank || account.trim().split(' ').next() == Some(bank);
        if lines().any(|l| on_bank(&l.account)) {
            return lines().filter(|l| on_bank(&l.account)).map(|l| l.amount).sum();
        }
    }
    match wanted {
        // Without the bank's account the line that carries the payout is known by its amount.
        Some(wanted) if lines().any(|l| l.amount == wanted) => wanted,
        _ => document.head.total,
    }
}

/// NetSuite against the payout.
fn ledger(scene: &Scene<'_>) -> Option<Finding> {
    let net = scene.net()?;
    let payout = &scene.case.payout;
    let delta = net - scene.booked;
    match payout.status {
        PayoutStatus::Failed | PayoutStatus::Canceled => return never_arrived(scene),
        PayoutStatus::Scheduled if scene.documents.is_empty() => return never_read_again(scene),
        _ => {}
    }
    if scene.documents.is_empty() {
        return (!net.is_zero()).then(|| missing(scene, net));
    }
    if delta.is_zero() {
        return None;
    }
    let (code, cause, why) = payout_causes::ledger_cause(scene, delta);
    let names: Vec<String> = scene.documents.iter().map(|d| named(d)).collect();
    let first = scene.documents.first().map(|d| reference(d));
    let mut finding = scene
        .finding(code, Against::Ledger, net, scene.booked)
        .seen("net", scene.text(net), scene.text(scene.booked))
        .proposing(ActionKind::Route, delta, first)
        .noting(format!(
            "The payout is {} and {} books {}: {why}.",
            scene.text(net),
            names.join(" and "),
            scene.text(scene.booked)
        ));
    if let Some(cause) = cause {
        finding = finding.explain(cause, delta);
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
    late(finding, scene.rules.late.payouts, scene.as_of)
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

/// Deposits and journal entries that name a payout Shopify does not have.
#[must_use]
pub fn deposits_without_payout(
    documents: &[&Document<'_>],
    shop: ShopNo,
    rules: &Rules,
    as_of: Moment,
) -> Vec<Finding> {
    let mut live: Vec<&Document<'_>> = documents.iter().copied().filter(|d| !d.head.status.is_dead()).collect();
    live.sort_by_key(|d| d.head.id);
    live.iter()
        .map(|document| {
            let held = booked(document, rules, None);
            let (since, grace) = made_at(document).unwrap_or((as_of, 0));
            let subject = Subject {
                netsuite: vec![reference(document)],
                ..Subject::default()
            };
            let currency = iso_currency(&document.head.currency).unwrap_or(Currency::UNKNOWN);
            let shop = shop_name(rules, shop);
            let mut finding = Finding::new(&pay::PAY_02, shop, subject, currency, Amount::ZERO, held, since)
                .explain("deposit_without_payout", -held)
                .seen("payout", "", document.head.payout_ref.to_string())
                .proposing(ActionKind::Route, held, Some(reference(document)))
                .noting(format!(
                    "{} names a payout that Shopify does not have.",
                    named(document)
                ));
            finding.against = Some(Against::Ledger);
            late(finding, rules.late.payouts + grace, as_of)
        })
        .collect()
}
