//! Refunds that are credited rightly and whose money is worth a look: REF-14, where it stayed in the
//! company, and REF-18, where more went out than came in.

use crate::base::Amount;
use crate::model::books::Document;
use crate::model::code::refunds;
use crate::model::finding::{ActionKind, Finding, FindingState};
use crate::project::tenders;

use super::context::{Context, late};
use super::credits::subject;
use super::documents::{named, reference};
use super::pairing::{Pair, Paired, refund_id};

/// What of a refund became a gift card or store credit, what of it left the company, and what NetSuite paid out.
struct Parts<'p> {
    stayed: Amount,
    left: Amount,
    paid: Amount,
    paid_out: Vec<&'p Document<'p>>,
}

impl<'p> Parts<'p> {
    /// Of a refund of which something stayed.
    fn of(context: &Context<'_>, paired: &Paired<'p>, pair: &Pair<'_>) -> Option<Self> {
        let credit = &context.expected.credits[pair.credit];
        let stayed = tenders::stayed(context.order, credit.refund?, context.expected.basis);
        if stayed.is_zero() {
            return None;
        }
        let of_pair = |d: &Document<'_>| {
            let made_from = pair.documents.iter().any(|p| p.head.id == d.head.created_from);
            made_from || credit.id != 0 && refund_id(d, context.rules) == Some(credit.id)
        };
        let paid_out: Vec<&Document<'_>> = paired.payouts.iter().filter(|d| of_pair(d)).copied().collect();
        Some(Self {
            stayed,
            left: credit.amount - credit.exchanged - stayed,
            paid: paid_out.iter().map(|d| d.head.total).sum(),
            paid_out,
        })
    }

    fn finding(&self, context: &Context<'_>, pair: &Pair<'_>, what: &str) -> Finding {
        let credit = &context.expected.credits[pair.credit];
        let documents: Vec<&Document<'_>> = pair.documents.iter().chain(&self.paid_out).copied().collect();
        context
            .finding(
                &refunds::REF_14,
                subject(context, credit, &documents),
                self.left,
                self.paid,
                credit.at,
            )
            .explain("paid_out_of_the_bank", self.left - self.paid)
            .seen("kept as gift card or store credit", context.text(self.stayed), "")
            .proposing(ActionKind::Route, self.stayed, documents.last().map(reference))
            .noting(format!(
                "{} went to a gift card or store credit and stays a liability; {what}.",
                context.text(self.stayed)
            ))
    }
}

/// Whether money of a refund left the company, so that its memo is to be paid out.
pub(super) fn goes_out(context: &Context<'_>, paired: &Paired<'_>, pair: &Pair<'_>) -> bool {
    Parts::of(context, paired, pair).is_none_or(|parts| !parts.left.is_zero())
}

/// More was paid out of the bank than left the company: the rest went to a gift card or to store credit.
pub(super) fn paid_out(context: &Context<'_>, paired: &Paired<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let parts = Parts::of(context, paired, pair)?;
    if parts.paid <= parts.left {
        return None;
    }
    let by: Vec<String> = parts.paid_out.iter().copied().map(named).collect();
    let what = format!("{} pays {} out of the bank", by.join(" and "), context.text(parts.paid));
    let finding = parts.finding(context, pair, &what);
    Some(late(finding, context.rules.late.refunds, context.as_of))
}

/// The part of a memo that went to a gift card or to store credit stays open on it. That is as it should be, and worth
/// knowing: until somebody moves it to the liability it looks like money owed to the customer.
pub(super) fn kept_open(
    context: &Context<'_>,
    paired: &Paired<'_>,
    pair: &Pair<'_>,
    open: Option<&Document<'_>>,
) -> Option<Finding> {
    let (memo, parts) = (open?, Parts::of(context, paired, pair)?);
    if parts.paid != parts.left {
        return None;
    }
    let what = format!(
        "{} of {} is open until it is moved to the account such credit is owed on, and no bank pays it out",
        context.text(parts.stayed),
        named(memo)
    );
    let mut finding = parts.finding(context, pair, &what);
    finding.state = FindingState::Informational;
    Some(finding)
}

/// More was refunded than was paid, and credited as such: worth knowing, and somebody's to approve.
pub(super) fn above_paid(context: &Context<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    let above = tenders::above_paid(context.order, credit.refund?, context.expected.basis);
    if above.is_zero() {
        return None;
    }
    let mut finding = context
        .finding(
            &refunds::REF_18,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .seen("refunded above what was paid", context.text(above), "")
        .proposing(ActionKind::Route, above, pair.documents.first().map(reference))
        .noting(format!(
            "{} of this refund is more than the customer had paid.",
            context.text(above)
        ));
    finding.state = FindingState::Informational;
    Some(finding)
}
