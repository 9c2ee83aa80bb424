//! Refunds against the documents that credit them.

use crate::base::{Amount, clean};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::code::{Code, cur, edt, refunds};
use crate::model::finding::{ActionKind, DocumentRef, Finding, FindingState, Subject};
use crate::project::ExpectedCredit;

use super::context::{Context, late};
use super::documents::{named, reference};
use super::pairing::{Extra, Pair, Paired, refund_id};

/// Cents up to which a difference is drift whatever the tolerance says.
const DRIFT: Amount = Amount::cents(5);

/// All findings about refunds and credits. Where the order's cancellation is reported already, the
/// refunds without a document are a part of that cause.
pub(super) fn findings(context: &Context<'_>, paired: &Paired<'_>, cancelled: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if !cancelled {
        found.extend(paired.missing.iter().map(|i| missing(context, paired, *i)));
    }
    for pair in &paired.pairs {
        found.extend(differs(context, pair));
        found.extend(after(context, paired, pair));
    }
    found.extend(
        paired
            .extra
            .iter()
            .filter_map(|(document, why)| extra(context, paired, document, *why)),
    );
    found
}

fn subject(context: &Context<'_>, credit: &ExpectedCredit<'_>, documents: &[&Document<'_>]) -> Subject {
    Subject {
        refund: Some(credit.name.clone()),
        ..context.order_subject(documents)
    }
}

/// A refund that nothing credits.
fn missing(context: &Context<'_>, paired: &Paired<'_>, index: usize) -> Finding {
    let credit = &context.expected.credits[index];
    let voided = context.books.dead.iter().find(|d| {
        let key = refund_id(d, context.rules);
        let is_credit = matches!(
            d.head.kind,
            DocumentKind::CreditMemo | DocumentKind::CashRefund | DocumentKind::CustomerRefund
        );
        is_credit
            && match key {
                Some(key) if credit.id != 0 => key == credit.id,
                _ => d.head.total == credit.amount,
            }
    });
    let (code, cause, why) = match voided {
        Some(dead) => (
            &refunds::REF_25,
            "credit_voided",
            format!("{} was {}", named(dead), dead.head.status.label().to_lowercase()),
        ),
        None => (
            &refunds::REF_01,
            "refund_not_credited",
            "no credit memo, cash refund or customer refund answers it".to_owned(),
        ),
    };
    let (action, from) = vehicle(context);
    let kept: Vec<&Document<'_>> = from.iter().map(|d| d.1).collect();
    let finding = context
        .finding(
            code,
            subject(context, credit, &kept),
            credit.amount,
            Amount::ZERO,
            credit.at,
        )
        .explain(cause, credit.amount)
        .seen("order value", context.expected.sold_from.reason(), "")
        .proposing(action, credit.amount, from.map(|d| d.0))
        .noting(format!(
            "{} of {} was refunded on {} and is not credited: {why}.",
            context.text(credit.amount),
            clean(&context.order.head.name),
            credit.at.day(&jiff::tz::TimeZone::UTC),
        ));
    let siblings = paired.pairs.iter().any(|p| {
        let other = &context.expected.credits[p.credit];
        other.amount == credit.amount && credit.id != 0 && !keyed(context, p)
    });
    let finding = if siblings {
        finding.seen(
            "equal refunds",
            "another refund of the same amount is credited without a key",
            "",
        )
    } else {
        finding
    };
    late(finding, context.rules.late.refunds, context.as_of)
}

fn keyed(context: &Context<'_>, pair: &Pair<'_>) -> bool {
    pair.documents.iter().any(|d| refund_id(d, context.rules).is_some())
}

/// The credit document follows the billing state.
fn vehicle<'c>(context: &Context<'c>) -> (ActionKind, Option<(DocumentRef, &'c Document<'c>)>) {
    let books = context.books;
    let from = |d: &'c Document<'c>| Some((reference(d), d));
    if let Some(invoice) = books.invoices.first() {
        return (ActionKind::CreateCreditMemo, from(invoice));
    }
    if let Some(sale) = books.cash_sales.first() {
        return (ActionKind::CreateCashRefund, from(sale));
    }
    match (books.deposits.first(), books.sales_orders.first()) {
        (Some(deposit), _) => (ActionKind::RefundCustomerDeposit, from(deposit)),
        // Billed, but the invoice is not among what was read: a person has to find it.
        (None, Some(order)) => (ActionKind::Route, from(order)),
        (None, None) => (ActionKind::Route, None),
    }
}

/// A credit of another amount than its refund.
fn differs(context: &Context<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    let delta = credit.amount - pair.amount;
    if delta.is_zero() {
        return None;
    }
    let (code, cause, why) = diagnose(context, credit, pair);
    let names: Vec<String> = pair.documents.iter().map(|d| named(d)).collect();
    let mut finding = context
        .finding(
            code,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .seen("amount", context.text(credit.amount), context.text(pair.amount))
        .proposing(ActionKind::Route, delta, pair.documents.first().map(|d| reference(d)))
        .noting(format!(
            "{} was refunded and {} credits {}: {why}.",
            context.text(credit.amount),
            names.join(" and "),
            context.text(pair.amount)
        ));
    if let Some(cause) = cause {
        finding = finding.explain(cause, delta);
    }
    Some(super::context::tolerable(finding, context.rules))
}

type Diagnosis = (&'static Code, Option<&'static str>, &'static str);

fn diagnose(context: &Context<'_>, credit: &ExpectedCredit<'_>, pair: &Pair<'_>) -> Diagnosis {
    let (delta, basis) = (credit.amount - pair.amount, context.expected.basis);
    let adjustments = credit.refund.map_or(Amount::ZERO, |r| r.adjustments.on(basis));
    if pair.amount.is_zero() {
        return (
            &refunds::REF_05,
            Some("credit_of_nothing"),
            "the document was made before the money moved",
        );
    }
    if !adjustments.is_zero() && pair.amount == credit.amount + adjustments {
        let why = "the refund's adjustment (a fee kept, or goodwill) is missing on the credit";
        return (&refunds::REF_04, Some("refund_adjustment"), why);
    }
    let two_currencies = context.expected.currency != context.expected.other_currency;
    if two_currencies && pair.amount == credit.other_amount {
        return (
            &cur::CUR_01,
            Some("currency"),
            "it is the amount in the order's other currency",
        );
    }
    if two_currencies && at_order_rate(context, credit) == Some(pair.amount) {
        return (
            &refunds::REF_22,
            Some("exchange_rate"),
            "the credit was made at the order's rate, the refund at its day's",
        );
    }
    let drift = super::context::allowed(context.rules, credit.amount).max(DRIFT);
    if delta.abs() <= drift {
        return (
            &refunds::REF_03,
            Some("cents_drift"),
            "cents lost in sharing out discount or tax",
        );
    }
    if pair.amount == credit.amount + credit.amount {
        return (
            &refunds::REF_09,
            Some("credited_twice"),
            "it credits the refund twice over",
        );
    }
    if wrong_line(context, credit, delta) {
        let why = "two lines share the SKU at different prices, and the credit took the other one";
        return (&refunds::REF_27, Some("wrong_line"), why);
    }
    let exchange = !context.expected.exchanged.is_zero();
    if exchange && delta + context.expected.exchanged == Amount::ZERO {
        return (
            &refunds::REF_07,
            Some("exchange"),
            "the goods given in exchange were not set off",
        );
    }
    let (shipping, tax) = credit.refund.map_or((Amount::ZERO, Amount::ZERO), |r| {
        (r.shipping.on(basis) + r.shipping_tax.on(basis), credit.effect.tax)
    });
    if !shipping.is_zero() && delta == shipping {
        return (
            &refunds::REF_19,
            Some("shipping_not_credited"),
            "the shipping refunded is missing on the credit",
        );
    }
    if !tax.is_zero() && delta == tax {
        return (
            &refunds::REF_19,
            Some("tax_not_credited"),
            "the tax refunded is missing on the credit",
        );
    }
    (&refunds::REF_04, None, "nothing in the refund explains the difference")
}

/// The refund's money in the other currency, brought over at the order's own rate.
fn at_order_rate(context: &Context<'_>, credit: &ExpectedCredit<'_>) -> Option<Amount> {
    let (here, there) = (context.expected.current_total, context.expected.other_total);
    let raw = i128::from(credit.other_amount.raw()).checked_mul(i128::from(here.raw()))?;
    let there = i128::from(there.raw());
    if there == 0 {
        return None;
    }
    let cent = i128::from(Amount::smallest(context.expected.currency).raw());
    let raw = (raw / there + cent / 2) / cent * cent;
    i64::try_from(raw).ok().map(Amount::from_raw)
}

/// Whether the difference is the gap between two lines that share a refunded line's SKU.
fn wrong_line(context: &Context<'_>, credit: &ExpectedCredit<'_>, delta: Amount) -> bool {
    let basis = context.expected.basis;
    credit.refund.is_some_and(|refund| {
        refund.lines.iter().any(|refunded| {
            let Some(line) = context.order.lines.iter().find(|l| l.id == refunded.line) else {
                return false;
            };
            let pieces = crate::base::Quantity::whole(refunded.quantity);
            context.order.lines.iter().any(|other| {
                let gap = line.unit_price.on(basis) - other.unit_price.on(basis);
                other.id != line.id && other.sku == line.sku && !gap.is_zero() && gap.times(pieces) == Some(delta)
            })
        })
    })
}

/// What became of a credit that has the right amount.
fn after(context: &Context<'_>, paired: &Paired<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    if pair.amount != credit.amount {
        return None;
    }
    let (code, note, action) = if let Some(memo) = on_unbilled_order(context, pair) {
        let note = format!(
            "{} credits an order that was never billed: nothing is there to apply it to",
            named(memo)
        );
        (&refunds::REF_10, note, ActionKind::Route)
    } else if let Some(memo) = left_open(context, paired, pair) {
        let note = format!("{} is still open although its money went out", named(memo));
        (&refunds::REF_11, note, ActionKind::CreateCustomerRefund)
    } else {
        return None;
    };
    let finding = context
        .finding(
            code,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .proposing(action, credit.amount, pair.documents.first().map(|d| reference(d)))
        .noting(format!("{note}."));
    Some(late(finding, context.rules.late.refunds, context.as_of))
}

/// A memo on an order that is plainly not billed.
fn on_unbilled_order<'a>(context: &Context<'_>, pair: &Pair<'a>) -> Option<&'a Document<'a>> {
    let order = context.books.sales_orders.first()?;
    let unbilled = matches!(
        order.head.status,
        DocumentStatus::PendingApproval | DocumentStatus::PendingFulfillment
    );
    let memo = pair
        .documents
        .iter()
        .find(|d| d.head.kind == DocumentKind::CreditMemo)?;
    (unbilled && context.books.bills().next().is_none()).then_some(*memo)
}

/// A memo with something left on it, though its invoice is paid and nothing pays it out.
fn left_open<'a>(context: &Context<'_>, paired: &Paired<'_>, pair: &Pair<'a>) -> Option<&'a Document<'a>> {
    let invoices = &context.books.invoices;
    let paid = !invoices.is_empty() && invoices.iter().all(|i| i.head.status == DocumentStatus::Settled);
    let memo = pair
        .documents
        .iter()
        .find(|d| d.head.kind == DocumentKind::CreditMemo && d.head.status == DocumentStatus::Open)?;
    (paid && paired.payouts.is_empty()).then_some(*memo)
}

/// A credit that answers no refund.
fn extra(context: &Context<'_>, paired: &Paired<'_>, document: &Document<'_>, why: Extra) -> Option<Finding> {
    let held = document.head.total;
    let pending = context.expected.credits.iter().any(|c| c.pending);
    if document.head.kind == DocumentKind::CustomerRefund && is_of_cancelled(context, document) {
        return None;
    }
    let mut subject = context.order_subject(&[document]);
    let (code, cause, note) = match why {
        Extra::Second(index) => {
            let credit = &context.expected.credits[index];
            subject.refund = Some(credit.name.clone());
            let by = paired
                .pairs
                .iter()
                .find(|p| p.credit == index)
                .and_then(|p| p.documents.first());
            let first = by.map(|d| named(d)).unwrap_or_default();
            let note = format!(
                "the refund of {} is credited by {first} already",
                context.text(credit.amount)
            );
            (&refunds::REF_09, "second_credit", note)
        }
        Extra::OfNoMoney(id) if held.is_zero() || pending => {
            subject.refund = Some(format!("gid://shopify/Refund/{id}"));
            let note = "it was made while the refund was pending; no money has moved".to_owned();
            (&refunds::REF_05, "credit_of_pending_refund", note)
        }
        Extra::OfNoMoney(id) => {
            subject.refund = Some(format!("gid://shopify/Refund/{id}"));
            let note = "the refund only records what an edit removed; no money moved".to_owned();
            (&edt::EDT_09, "credit_of_edit", note)
        }
        Extra::UnknownKey(id) => {
            let note = format!("it names refund {id}, which the order does not have");
            (&refunds::REF_02, "credit_without_refund", note)
        }
        Extra::Plain if held.is_zero() => return None,
        Extra::Plain => {
            let note = "no refund of the order answers it".to_owned();
            (&refunds::REF_02, "credit_without_refund", note)
        }
    };
    let since = document
        .head
        .created_at
        .or(document.head.modified_at)
        .unwrap_or(context.expected.since);
    let finding = context
        .finding(code, subject, Amount::ZERO, held, since)
        .explain(cause, -held)
        .seen("credit", "", stock_text(document))
        .proposing(ActionKind::Route, held, Some(reference(document)))
        .noting(format!("{} of {}: {note}.", named(document), context.text(held)));
    Some(match why {
        // The refund may be on its way into the store.
        Extra::UnknownKey(_) => late(finding, context.rules.late.refunds, context.as_of),
        Extra::OfNoMoney(_) if held.is_zero() => informational(finding),
        _ => finding,
    })
}

fn informational(mut finding: Finding) -> Finding {
    finding.state = FindingState::Informational;
    finding
}

/// The deposit of a cancelled order given back without a key.
fn is_of_cancelled(context: &Context<'_>, document: &Document<'_>) -> bool {
    let deposits: Amount = context.books.deposits.iter().map(|d| d.head.total).sum();
    context.order.head.cancelled_at.is_some() && document.head.total <= deposits
}

fn stock_text(document: &Document<'_>) -> String {
    let goods = document
        .lines
        .iter()
        .flatten()
        .filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
        .count();
    format!("{} with {goods} lines of goods", document.head.kind.label())
}
