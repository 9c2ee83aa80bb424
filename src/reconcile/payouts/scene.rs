//! One payout, its sums, and how it words its findings.

use crate::base::{Amount, Moment};
use crate::model::books::{Document, DocumentKind, DocumentLine, LineRole};
use crate::model::code::Code;
use crate::model::finding::{Against, Finding, Subject};
use crate::model::payout::{BalanceTransaction, Family, PayoutStatus};
use crate::model::rules::Rules;
use crate::project::families::is_payout_row;
use crate::project::keys::is_account;

use super::super::context::shop_name;
use super::super::documents::reference;
use super::PayoutCase;

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
    pub(super) fn new(case: &'p PayoutCase<'p>, rules: &'p Rules, as_of: Moment) -> Self {
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
            booked: documents
                .iter()
                .filter(|d| !super::currency::is_other(d, case.payout.currency))
                .map(|d| booked(d, rules, wanted))
                .sum(),
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

    /// Whether its money went to the bank, as far as is known.
    pub(super) const fn was_sent(&self) -> bool {
        !matches!(self.case.payout.status, PayoutStatus::Failed | PayoutStatus::Canceled)
    }

    /// Its balance transactions, where they were loaded, without tests and its own row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'p BalanceTransaction<'p>> + use<'p> {
        let all = self.case.transactions.unwrap_or_default();
        all.iter().filter(|r| !r.test && !is_payout_row(&r.kind))
    }

    /// What the transactions of a family come to.
    pub(super) fn net_of(&self, family: Family) -> Amount {
        let of = self.case.sums.iter().filter(|s| s.family == family);
        of.map(|s| s.net).sum()
    }

    /// The lines of its documents.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'p DocumentLine<'p>> + '_ {
        self.documents.iter().flat_map(|d| d.lines.iter().flatten())
    }

    /// The lines that stand on the account of a family, as the configuration names it.
    pub(super) fn lines_on(&self, family: &str) -> Vec<&'p DocumentLine<'p>> {
        let Some(account) = self.rules.accounts.get(family) else {
            return Vec::new();
        };
        let on_it = |l: &&DocumentLine<'_>| is_account(&l.account, account) && l.role != LineRole::Ignored;
        self.lines().filter(on_it).collect()
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

    pub(super) fn finding(&self, code: &'static Code, against: Against, shopify: Amount, netsuite: Amount) -> Finding {
        let subject = Subject {
            payout: Some(self.name()),
            netsuite: self.documents.iter().map(reference).collect(),
            ..Subject::default()
        };
        let shop = shop_name(self.rules, self.case.shop);
        let currency = self.case.payout.currency;
        let mut finding = Finding::new(code, shop, subject, currency, shopify, netsuite, self.since());
        finding.against = Some(against);
        finding
    }
}

/// What a document puts into the bank: a deposit its total; a journal entry its bank line.
pub(super) fn booked(document: &Document<'_>, rules: &Rules, wanted: Option<Amount>) -> Amount {
    if document.head.kind != DocumentKind::JournalEntry {
        return document.head.total;
    }
    let lines = || document.lines.iter().flatten();
    if let Some(bank) = rules.accounts.get("bank")
        && lines().any(|l| is_account(&l.account, bank))
    {
        return lines().filter(|l| is_account(&l.account, bank)).map(|l| l.amount).sum();
    }
    match wanted {
        // Without the bank's account the line that carries the payout is known by its amount.
        Some(wanted) if lines().any(|l| l.amount == wanted) => wanted,
        _ => document.head.total,
    }
}
