//! Orders that were given back in full and never booked: at once, or bit by bit.

use crate::base::{Amount, clean};
use crate::model::code::refunds;
use crate::model::finding::{ActionKind, Finding, FindingState};

use super::context::Context;

/// A washout: charged and given back within this many seconds.
const WASHOUT: i64 = 7 * 86_400;

/// The finding of an order that is worth nothing, if NetSuite has no document of it at all.
pub(super) fn finding(context: &Context<'_>) -> Option<Finding> {
    let (expected, books) = (context.expected, context.books);
    let booked = !books.deposits.is_empty() || !books.credits.is_empty() || !books.invoices.is_empty();
    if !expected.current_total.is_zero() || booked {
        return None;
    }
    let made = context.order.head.created_at;
    let last = expected.credits.iter().map(|c| c.at).max();
    if last.is_none_or(|last| last <= made.plus(WASHOUT)) {
        return Some(washout(context));
    }
    trickle(context)
}

fn washout(context: &Context<'_>) -> Finding {
    let sold = context.expected.sold.total;
    let mut finding = context
        .order_finding(&refunds::REF_15, &[], Amount::ZERO, Amount::ZERO)
        .seen("charged and refunded", context.text(sold), "")
        .noting(format!(
            "{}: {} was charged and given back within seven days and never booked; nothing is owed either way.",
            clean(&context.order.head.name),
            context.text(sold)
        ));
    finding.state = FindingState::Informational;
    finding
}

/// Given back over weeks: the sale and its refunds belong to days of their own, perhaps to months of their
/// own, so that they come to nothing does not settle it.
fn trickle(context: &Context<'_>) -> Option<Finding> {
    let (order, expected) = (context.order, context.expected);
    let refunded: Amount = expected.credits.iter().map(|c| c.amount).sum();
    if refunded.is_zero() || !context.books.sales_orders.is_empty() {
        return None;
    }
    let last = expected.credits.iter().map(|c| c.at).max()?;
    let days = (last.seconds() - order.head.created_at.seconds()) / 86_400;
    let mut finding = context
        .order_finding(&refunds::REF_16, &[], Amount::ZERO, Amount::ZERO)
        .seen("charged", context.text(expected.sold.total), "")
        .seen("refunded", context.text(refunded), "")
        .seen("refunds", expected.credits.len().to_string(), "0")
        .proposing(ActionKind::ImportOrder, expected.sold.total, None)
        .noting(format!(
            "{}: {} was charged and given back over {days} days, and neither the sale nor a refund of it is in NetSuite.",
            clean(&order.head.name),
            context.text(expected.sold.total)
        ));
    finding.since = order.head.created_at;
    Some(context.late_as_order(finding))
}
