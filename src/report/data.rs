//! What the views are made from.

use jiff::civil::Date;

use crate::base::{Amount, Currency, Moment};
use crate::model::exception::Exception;
use crate::model::finding::{DocumentRef, FindingState};
use crate::model::payout::{Family, PayoutStatus};
use crate::model::rules::Materiality;
use crate::model::run::Run;

/// Everything the views of one run are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// The run.
    pub run: Run,
    /// The run's findings with their exceptions, in any order. What is in here is shown: leave out
    /// what the run no longer finds.
    pub exceptions: Vec<Exception>,
    /// The moment ages are counted at.
    pub as_of: Moment,
    /// Cap on the sum of absolute accepted differences of a month.
    pub budget: Amount,
    /// What is worth an alarm.
    pub materiality: Materiality,
    /// The payouts the run compared, in any order.
    pub payouts: Vec<PayoutLine>,
}

/// One payout with what both its variances are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutLine {
    /// The shop's name.
    pub shop: String,
    /// As findings name it: its gid, or `date/currency` where the source has no id.
    pub name: String,
    /// The day it was issued.
    pub date: Option<Date>,
    /// Where it stands.
    pub status: PayoutStatus,
    /// Payout currency.
    pub currency: Currency,
    /// What reaches the bank, as Shopify states it; `None` where only the transactions are known.
    pub net: Option<Amount>,
    /// Sum of the balance transactions' net amounts; `None` where none are known.
    pub settlement: Option<Amount>,
    /// What NetSuite's deposits or journal hold for it; `None` where the run compared it with
    /// nothing (which is not the same as a missing deposit: that is zero).
    pub ledger: Option<Amount>,
    /// The balance transactions by family.
    pub families: Vec<FamilyLine>,
    /// The deposits or journals that book it.
    pub documents: Vec<DocumentRef>,
}

/// The balance transactions of one family in one payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyLine {
    /// The family.
    pub family: Family,
    /// How many.
    pub count: u64,
    /// Before fees; negative for money going out.
    pub amount: Amount,
    /// Fees; positive where Shopify takes them.
    pub fees: Amount,
    /// After fees, as the source states it.
    pub net: Amount,
}

impl Data {
    /// How many whole days old an exception's finding is; 0 where it lies ahead of `as_of`.
    #[must_use]
    pub fn age_days(&self, exception: &Exception) -> i64 {
        age_days(exception.finding.since, self.as_of)
    }
}

impl PayoutLine {
    /// The payout's net less the sum of its balance transactions.
    #[must_use]
    pub fn settlement_variance(&self) -> Option<Amount> {
        Some(self.net? - self.settlement?)
    }

    /// What reaches the bank less what NetSuite holds. Where Shopify's own total is not known, the
    /// sum of the transactions stands for it.
    #[must_use]
    pub fn ledger_variance(&self) -> Option<Amount> {
        Some(self.net.or(self.settlement)? - self.ledger?)
    }

    /// Where the payout stands in words: the worst of its findings, else what its variances say.
    #[must_use]
    pub fn state<'e>(&self, exceptions: impl IntoIterator<Item = &'e Exception>) -> &'static str {
        let worst = exceptions
            .into_iter()
            .filter(|e| e.finding.shop == self.shop && e.finding.subject.payout.as_deref() == Some(&self.name))
            .map(|e| e.finding.state)
            .min_by_key(|state| state_rank(*state));
        if let Some(state) = worst {
            return state.as_str();
        }
        match (self.settlement_variance(), self.ledger_variance()) {
            (Some(a), _) | (_, Some(a)) if !a.is_zero() => FindingState::Mismatched.as_str(),
            (_, Some(b)) if !b.is_zero() => FindingState::Mismatched.as_str(),
            (_, Some(_)) => "tied",
            (_, None) => "not compared",
        }
    }
}

/// Whole days from a moment to another; 0 where it lies ahead.
pub(super) fn age_days(since: Moment, as_of: Moment) -> i64 {
    (as_of.seconds() - since.seconds()).max(0) / 86_400
}

/// The order states are shown in: what needs somebody first.
pub(super) const fn state_rank(state: FindingState) -> u8 {
    match state {
        FindingState::Mismatched => 0,
        FindingState::Late => 1,
        FindingState::Accepted => 2,
        FindingState::Informational => 3,
    }
}

/// The family's name in machine output and its title.
pub(super) const fn family_names(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::Orders => ("orders", "Orders"),
        Family::Disputes => ("disputes", "Disputes"),
        Family::Reserves => ("reserves", "Reserves"),
        Family::Transfers => ("transfers", "Transfers"),
        Family::ShopCash => ("shop_cash", "Shop Cash"),
        Family::Labels => ("labels", "Labels"),
        Family::DutyAndTax => ("duty_and_tax", "Duty and tax"),
        Family::Lending => ("lending", "Lending"),
        Family::Fees => ("platform_fees", "Platform fees"),
        Family::Merchants => ("merchants", "Merchants"),
        Family::Corrections => ("corrections", "Corrections"),
        Family::Unknown => ("unknown", "Unknown"),
    }
}

/// All families, in the order they are shown in.
pub(super) const FAMILIES: [Family; 12] = [
    Family::Orders,
    Family::Disputes,
    Family::Reserves,
    Family::Transfers,
    Family::ShopCash,
    Family::Labels,
    Family::DutyAndTax,
    Family::Lending,
    Family::Fees,
    Family::Merchants,
    Family::Corrections,
    Family::Unknown,
];

#[cfg(test)]
pub(super) mod sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payout_with_a_variance_is_never_tied() {
        let data = sample::data();
        let mut payout = data.payouts[0].clone();
        assert_eq!(payout.state(&data.exceptions), "mismatched", "by its finding");
        assert_eq!(payout.state(&[]), "mismatched", "by its ledger variance");
        payout.ledger = payout.net;
        assert_eq!(payout.state(&[]), "tied");
        payout.settlement = Some(Amount::ZERO);
        assert_eq!(payout.state(&[]), "mismatched", "by its settlement variance");
        payout.settlement = None;
        payout.ledger = None;
        assert_eq!(payout.state(&[]), "not compared");
    }

    #[test]
    fn a_fact_that_lies_ahead_is_no_days_old() {
        let now = sample::at("2026-11-22T02:00:00Z");
        assert_eq!(age_days(now.plus(1), now), 0);
        assert_eq!(age_days(now.plus(-86_399), now), 0);
        assert_eq!(age_days(now.plus(-86_400), now), 1);
    }
}
