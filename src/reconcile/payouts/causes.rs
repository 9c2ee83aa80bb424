//! The causes of a ledger variance, in the order in which they are tried.

use crate::base::Amount;
use crate::model::code::{Code, pay};
use crate::model::finding::DocumentRef;

use super::scene::Scene;
use super::{charges, disputes, families, fees, parked};

/// What explains a difference between a payout and its deposits.
pub(super) struct Verdict {
    pub(super) code: &'static Code,
    /// Named parts, signed like the delta.
    pub(super) parts: Vec<(&'static str, Amount)>,
    /// The end of a sentence.
    pub(super) why: String,
    /// What was seen: what, on Shopify's side, on NetSuite's.
    pub(super) seen: Vec<(String, String, String)>,
    /// The document to look at first.
    pub(super) from: Option<DocumentRef>,
    /// What it is about where the delta is zero.
    pub(super) about: Amount,
    /// Seconds after the payout's issue for which it may still mend itself.
    pub(super) grace: Option<i64>,
}

impl Verdict {
    pub(super) fn of(code: &'static Code, cause: &'static str, amount: Amount, why: impl Into<String>) -> Self {
        Self {
            code,
            parts: vec![(cause, amount)],
            why: why.into(),
            seen: Vec::new(),
            from: None,
            about: amount,
            grace: None,
        }
    }

    /// What the parts come to.
    pub(super) fn sum(&self) -> Amount {
        self.parts.iter().map(|(_, amount)| *amount).sum()
    }
}

type Cause = fn(&Scene<'_>, Amount) -> Option<Verdict>;

/// Causes that explain the whole difference by themselves.
const CAUSES: [Cause; 12] = [
    fees::withdrawal_as_deposit,
    fees::not_booked,
    fees::booked_twice,
    fees::returned_as_taken,
    parked::alone,
    families::unknown,
    disputes::not_booked,
    families::reserve,
    families::shop_cash,
    fees::of_the_platform,
    families::other,
    families::all_of_them,
];

/// Why a payout's deposits do not come to it.
pub(super) fn of(scene: &Scene<'_>, delta: Amount) -> Verdict {
    let whole = |delta| CAUSES.iter().find_map(|cause| cause(scene, delta));
    if let Some(verdict) = whole(delta) {
        return verdict;
    }
    let Some(mut verdict) = charges::found(scene) else {
        return Verdict {
            parts: Vec::new(),
            ..Verdict::of(&pay::PAY_05, "", delta, "nothing in the payout explains the difference")
        };
    };
    let rest = delta - verdict.sum();
    if !rest.is_zero()
        && let Some(more) = whole(rest)
    {
        verdict.parts.extend(more.parts);
        verdict.why = format!("{}; {}", verdict.why, more.why);
    }
    verdict
}
