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

/// A refund that went to a gift card or to store credit: no bank pays it out, and its memo does not stay
/// open for one to do so. `open` is the memo that is left open.
pub(super) fn finding(
    context: &Context<'_>,
    paired: &Paired<'_>,
    pair: &Pair<'_>,
    open: Option<&Document<'_>>,
) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    let stayed = tenders::stayed(context.order, credit.refund?, context.expected.basis);
    if stayed.is_zero() {
        return None;
    }
    let left = credit.amount - credit.exchanged - stayed;
    let of_pair = |d: &Document<'_>| {
        let made_from = pair.documents.iter().any(|p| p.head.id == d.head.created_from);
        made_from || credit.id != 0 && refund_id(d, context.rules) == Some(credit.id)
    };
    let paid_out: Vec<&Document<'_>> = paired.payouts.iter().filter(|d| of_pair(d)).copied().collect();
    let paid: Amount = paid_out.iter().map(|d| d.head.total).sum();
    let what = if paid > left {
        let by: Vec<String> = paid_out.iter().map(named).collect();
        format!("{} pays {} out of the bank", by.join(" and "), context.text(paid))
    } else if let Some(memo) = open.filter(|_| left.is_zero()) {
        format!("{} is still open, as if money were to go out", named(memo))
    } else {
        return None;
    };
    let documents: Vec<&Document<'_>> = pair.documents.iter().chain(&paid_out).copied().collect();
    let out = paid.max(left);
    let finding = context
        .finding(
            &refunds::REF_14,
            subject(context, credit, &documents),
            left,
            out,
            credit.at,
        )
        .explain("paid_out_of_the_bank", left - out)
        .seen("kept as gift card or store credit", context.text(stayed), "")
        .proposing(ActionKind::Route, stayed, documents.last().map(reference))
        .noting(format!(
            "{} went to a gift card or store credit and stays a liability; {what}.",
            context.text(stayed)
        ));
    Some(late(finding, context.rules.late.refunds, context.as_of))
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
