//! Refunds against the documents that credit them.

use crate::base::{Amount, clean};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::code::{Code, edt, refunds};
use crate::model::finding::{ActionKind, DocumentRef, Finding, FindingState, Subject};
use crate::project::ExpectedCredit;
use crate::project::comparable::hints;
use crate::project::stock::{moves_stock, restocked};

use super::context::{Context, late};
use super::credit_amounts;
use super::documents::{made_at, named, reference};
use super::pairing::{Extra, Pair, Paired, refund_id};
use super::stayed;

/// All findings about refunds and credits. Where the order's cancellation is reported already, the
/// refunds without a document are a part of that cause.
pub(super) fn findings(context: &Context<'_>, paired: &Paired<'_>, cancelled: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if !cancelled {
        found.extend(paired.missing.iter().map(|i| missing(context, paired, *i)));
    }
    found.extend(credit_amounts::drift_of_several(context, paired));
    for pair in &paired.pairs {
        found.extend(credit_amounts::differs(context, pair));
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

pub(super) fn subject(context: &Context<'_>, credit: &ExpectedCredit<'_>, documents: &[&Document<'_>]) -> Subject {
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
    let (action, from) = vehicle(context, paired);
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
            "{}: {} on {} and is not credited: {why}.",
            clean(&context.order.head.name),
            credit_amounts::given_back(context, credit),
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

/// The credit document follows the billing state. What the sales order shows already (an edit took it off,
/// or the order was made shorter) is paid back from the deposit: a credit would take it off once more.
fn vehicle<'c>(context: &Context<'c>, paired: &Paired<'_>) -> (ActionKind, Option<(DocumentRef, &'c Document<'c>)>) {
    let books = context.books;
    let from = |d: &'c Document<'c>| Some((reference(d), d));
    let held: Amount = books.sales_orders.iter().map(|d| d.head.total).sum();
    if !books.sales_orders.is_empty() && held - paired.credited() == context.expected.current_total {
        return match books.deposits.first() {
            Some(deposit) => (ActionKind::RefundCustomerDeposit, from(deposit)),
            None => (
                ActionKind::Route,
                books.sales_orders.first().and_then(|order| from(order)),
            ),
        };
    }
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

/// What became of a credit that has the right amount.
fn after(context: &Context<'_>, paired: &Paired<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    if pair.amount != credit.amount {
        return None;
    }
    if let Some(found) = stayed::paid_out(context, paired, pair) {
        return Some(found);
    }
    let open = open_memo(context, pair);
    let left_open = open.filter(|_| paired.payouts.is_empty() && stayed::goes_out(context, paired, pair));
    let (code, note, action) = if let Some(memo) = on_unbilled_order(context, pair) {
        let note = format!(
            "{} credits an order that was never billed: nothing is there to apply it to",
            named(memo)
        );
        (&refunds::REF_10, note, ActionKind::Route)
    } else if let Some(memo) = left_open {
        let note = format!("{} is still open although its money went out", named(memo));
        (&refunds::REF_11, note, ActionKind::CreateCustomerRefund)
    } else if let Some(memo) = back_dated(context, credit, pair) {
        let note = format!("{} is dated in a month before the refund", named(memo));
        (&refunds::REF_23, note, ActionKind::Route)
    } else if let Some((code, note)) = stock(context, credit, pair) {
        (code, note, ActionKind::Route)
    } else {
        return stayed::kept_open(context, paired, pair, open).or_else(|| stayed::above_paid(context, pair));
    };
    let finding = context
        .finding(
            code,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .proposing(action, credit.amount, pair.documents.first().map(reference))
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

/// A memo with something left on it, though its invoice is paid.
fn open_memo<'a>(context: &Context<'_>, pair: &Pair<'a>) -> Option<&'a Document<'a>> {
    let invoices = &context.books.invoices;
    let paid = !invoices.is_empty() && invoices.iter().all(|i| i.head.status == DocumentStatus::Settled);
    let mut memos = pair
        .documents
        .iter()
        .filter(|d| d.head.kind == DocumentKind::CreditMemo);
    memos.find(|d| paid && d.head.status == DocumentStatus::Open).copied()
}

/// A credit dated in an earlier month than its refund. A date explains a match and never makes one,
/// so this is only said of a credit that carries the refund's key; and an export that does not date
/// its refunds cannot say so.
fn back_dated<'a>(context: &Context<'_>, credit: &ExpectedCredit<'_>, pair: &Pair<'a>) -> Option<&'a Document<'a>> {
    let month = hints::month(hints::month_of_refund(credit.at));
    let early = |d: &&&Document<'_>| {
        let keyed = credit.id != 0 && refund_id(d, context.rules) == Some(credit.id);
        keyed && d.head.date.is_some_and(|on| hints::month(on) < month)
    };
    pair.documents.iter().find(early).copied()
}

/// Goods on the shelf in one system alone: stock items stand on a credit only where Shopify restocked.
fn stock(context: &Context<'_>, credit: &ExpectedCredit<'_>, pair: &Pair<'_>) -> Option<(&'static Code, String)> {
    let back = credit.refund.and_then(restocked)?;
    let items = &context.rules.items;
    let credits = || {
        pair.documents
            .iter()
            .filter(|d| d.head.kind != DocumentKind::CustomerRefund)
    };
    let moves = |d: &&&Document<'_>| moves_stock(d, items) == Some(true);
    if !back {
        let memo = credits().find(moves)?;
        let note = format!(
            "{} takes goods back into stock that Shopify did not restock",
            named(memo)
        );
        return Some((&refunds::REF_12, note));
    }
    let none = context.books.returns.is_empty() && credits().all(|d| moves_stock(d, items) == Some(false));
    let memo = credits().next().filter(|_| none)?;
    let note = format!("goods came back in Shopify, and {} takes none into stock", named(memo));
    Some((&refunds::REF_13, note))
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
            let first = by.map(named).unwrap_or_default();
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
    let (since, grace) = made_at(document).unwrap_or((context.expected.since, 0));
    let finding = context
        .finding(code, subject, Amount::ZERO, held, since)
        .explain(cause, -held)
        .seen("credit", "", stock_text(document))
        .proposing(ActionKind::Route, held, Some(reference(document)))
        .noting(format!("{} of {}: {note}.", named(document), context.text(held)));
    Some(match why {
        // The refund may be on its way into the store.
        Extra::UnknownKey(_) => late(finding, context.rules.late.refunds + grace, context.as_of),
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
