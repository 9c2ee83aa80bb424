//! Amounts of the right order in the wrong currency.

use crate::base::Amount;
use crate::model::books::{Document, iso_currency};
use crate::model::code::{Code, cur};
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::Basis;
use crate::project::tenders;

use super::context::Context;
use super::documents::{named, reference};

/// Tells a currency error from its ratio: the whole document is off by one factor.
pub(super) fn finding(context: &Context<'_>, document: &Document<'_>, value: Amount) -> Option<Finding> {
    let expected = context.expected;
    let wanted = expected.sold.total;
    if value == wanted || wanted.is_zero() || value.is_zero() {
        return None;
    }
    let written = iso_currency(&document.head.currency);
    let (code, why) = diagnose(context, value, written)?;
    let note = format!(
        "{} holds {} where Shopify has {} {}: {why}.",
        named(document),
        context.text(value),
        context.text(wanted),
        expected.currency,
    );
    let finding = context
        .order_finding(code, &[document], wanted, value)
        .explain("currency", wanted - value)
        .seen(
            "currency",
            format!("{} / {}", expected.currency, expected.other_currency),
            document.head.currency.to_string(),
        )
        .proposing(ActionKind::Route, wanted - value, Some(reference(document)))
        .noting(note);
    Some(context.late_as_order(finding))
}

fn diagnose(
    context: &Context<'_>,
    value: Amount,
    written: Option<crate::base::Currency>,
) -> Option<(&'static Code, &'static str)> {
    let expected = context.expected;
    let wanted = expected.sold.total;
    let two_currencies = expected.currency != expected.other_currency;
    if two_currencies && value == expected.other_total {
        return Some(if written == Some(expected.currency) {
            (
                &cur::CUR_02,
                "the amount is the order's other currency, labelled as this one",
            )
        } else {
            (&cur::CUR_01, "it is the amount in the order's other currency")
        });
    }
    if two_currencies && at_the_rate_of_the_capture(context) == Some(value) {
        return Some((&cur::CUR_04, "it is what the capture came to at its own day's rate"));
    }
    let factor = match expected.currency.exponent() {
        0 => 100,
        3 => 10,
        _ => return None,
    };
    let times = |a: Amount| a.raw().checked_mul(factor).map(Amount::from_raw);
    (times(wanted) == Some(value) || times(value) == Some(wanted))
        .then_some((&cur::CUR_03, "the amount is off by the decimals of the currency"))
}

/// What was captured in the compared currency, where in the other currency just the order's total was.
fn at_the_rate_of_the_capture(context: &Context<'_>) -> Option<Amount> {
    let (order, expected) = (context.order, context.expected);
    let other = match expected.basis {
        Basis::Shop => Basis::Presentment,
        Basis::Presentment => Basis::Shop,
    };
    let all_there = tenders::paid(order, other)? == expected.other_total;
    tenders::paid(order, expected.basis).filter(|paid| all_there && *paid != expected.sold.total)
}
