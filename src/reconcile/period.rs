//! EDT-21: an edit in a later month than the one its order is booked in, with nothing booked in its own.

use crate::base::{Amount, Moment};
use crate::model::books::Document;
use crate::model::code::edt;
use crate::model::finding::{ActionKind, Finding, FindingState};
use crate::project::comparable::hints::{month, month_of_refund};

use super::context::Context;
use super::documents::{named, reference};

/// Worth knowing of an order that ties: Shopify counts the edit in its own month, and every bill and credit is of an
/// earlier one. Two days of grace cover the time zones in which the two sides date.
pub(super) fn finding(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
    let (edited, worth) = last_edit(context)?;
    if !context.books.is_billed() {
        return None;
    }
    let posted = || context.books.bills().chain(context.books.credits.iter().copied());
    let months: Option<Vec<i64>> = posted().map(|d| d.head.date.map(month)).collect();
    // A document without a date may be of any month.
    let newest = months?.into_iter().max()?;
    if newest >= month(month_of_refund(edited)) {
        return None;
    }
    let bills: Vec<&Document<'_>> = context.books.bills().collect();
    let bill = bills.last().copied().unwrap_or(document);
    let date = bill.head.date.map(|d| d.to_string()).unwrap_or_default();
    let mut finding = context
        .order_finding(&edt::EDT_21, &bills, Amount::ZERO, Amount::ZERO)
        .seen("edited", edited.to_string(), date.clone())
        .seen("worth of the edit", context.text(worth), "")
        .proposing(ActionKind::Route, worth, Some(reference(bill)))
        .noting(format!(
            "An edit worth {} was made in a later month than {} is dated ({date}), and nothing is booked in the month of \
             the edit.",
            context.text(worth),
            named(bill)
        ));
    finding.since = edited;
    finding.state = FindingState::Informational;
    Some(finding)
}

/// The newest edit and what it changed the order by, where that is anything and falls into a later month than the
/// order's making.
fn last_edit(context: &Context<'_>) -> Option<(Moment, Amount)> {
    let expected = context.expected;
    let edited = *expected.edited_at.last()?;
    let worth = expected.sold.total - expected.earlier.last()?.total;
    let made = month(month_of_refund(context.order.head.created_at));
    (!worth.is_zero() && month(month_of_refund(edited)) > made).then_some((edited, worth))
}
