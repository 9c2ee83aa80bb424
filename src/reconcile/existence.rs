//! Orders and documents without a counterpart, and those with too many.

use crate::base::{Amount, Currency, Moment, clean, normalise_name};
use crate::model::books::{Document, DocumentKind, DocumentStatus};
use crate::model::case::Case;
use crate::model::code::{edt, idn, refunds};
use crate::model::finding::{ActionKind, Finding, FindingState, OrderRef, Subject};
use crate::model::rules::Rules;
use crate::model::shop::Order;

use super::CaseOutcome;
use super::context::{Context, late, order_ref, shop_name};
use super::documents::{made_at, named, reference};
use super::pairing::{Paired, refund_id};
use super::{foreign, washout};

/// More than one live sales order (or cash sale) for one order: the oldest is kept.
pub(super) fn duplicates(context: &Context<'_>) -> Vec<Finding> {
    let [kept, others @ ..] = context.books.order_documents() else {
        return Vec::new();
    };
    if others.is_empty() {
        return Vec::new();
    }
    let surplus: Amount = others.iter().map(|d| d.head.total).sum();
    let names: Vec<String> = others.iter().map(named).collect();
    let note = format!(
        "{} stands for the order, and {} too ({} twice over).",
        named(kept),
        names.join(", "),
        context.text(surplus)
    );
    let finding = context
        .order_finding(&idn::IDN_04, others, Amount::ZERO, surplus)
        .explain("duplicate", -surplus)
        .seen("documents", "1", (others.len() + 1).to_string())
        .proposing(ActionKind::CloseLines, surplus, others.first().map(reference))
        .noting(note);
    vec![finding]
}

/// No live document stands for the order.
pub(super) fn missing(context: &Context<'_>, paired: &Paired<'_>) -> Option<Finding> {
    let (order, expected) = (context.order, context.expected);
    if order.head.cancelled_at.is_some() {
        return deposit_left(context, paired);
    }
    let worth_nothing = expected.current_total.is_zero();
    if worth_nothing && expected.credits.is_empty() && expected.sold.total.is_zero() && expected.sold.lines.is_empty() {
        return None;
    }
    if let Some(washed) = washout::finding(context) {
        return Some(washed);
    }
    let dead = context
        .books
        .dead
        .iter()
        .find(|d| matches!(d.head.kind, DocumentKind::SalesOrder | DocumentKind::CashSale));
    let why = match dead {
        Some(dead) => format!("{} is {}", named(dead), dead.head.status.label().to_lowercase()),
        None => "no sales order or cash sale carries its name".to_owned(),
    };
    let held = -paired.credited();
    let finding = context
        .order_finding(&idn::IDN_01, &[], expected.current_total, held)
        .explain("order_missing", expected.current_total - held)
        .seen(
            "sales order",
            order.head.name.to_string(),
            dead.map(named).unwrap_or_default(),
        )
        .seen("financial status", order.head.financial_status.to_string(), "")
        .proposing(ActionKind::ImportOrder, expected.current_total, None)
        .noting(format!(
            "{} of {} is not in NetSuite: {why}.",
            clean(&order.head.name),
            context.text(expected.current_total)
        ));
    let mut finding = finding;
    if let Some(first) = cloned_from(&order.head.name) {
        let hint = format!(
            " Where an editing app made it in place of {}, that order's deposit belongs to it ({}).",
            clean(first),
            idn::IDN_05.id
        );
        finding.note.push_str(&hint);
    }
    finding.since = order.head.created_at;
    Some(context.late_as_order(finding))
}

/// The order that an editing app would have cancelled for one of this name: of `#1031A` `#1031`.
fn cloned_from(name: &str) -> Option<&str> {
    let name = name.trim();
    let first = name.strip_suffix(|c: char| c.is_ascii_alphabetic())?;
    first.ends_with(|c: char| c.is_ascii_digit()).then_some(first)
}

/// The order was cancelled before it was booked, and its deposit is still there.
fn deposit_left(context: &Context<'_>, paired: &Paired<'_>) -> Option<Finding> {
    let deposits = &context.books.deposits;
    let held: Amount = deposits.iter().map(|d| d.head.total).sum();
    let given_back: Amount = context.books.customer_refunds.iter().map(|d| d.head.total).sum();
    if held == given_back || held.is_zero() || !paired.missing.is_empty() && held.is_zero() {
        return None;
    }
    let left = held - given_back;
    let note = format!(
        "{} was cancelled and has no sales order; {} of its deposit is still in NetSuite.",
        clean(&context.order.head.name),
        context.text(left)
    );
    let mut finding = context
        .order_finding(&idn::IDN_09, deposits, Amount::ZERO, left)
        .explain("deposit_without_order", -left)
        .proposing(ActionKind::RefundCustomerDeposit, left, deposits.first().map(reference))
        .noting(note);
    finding.since = context.order.head.cancelled_at.unwrap_or(finding.since);
    Some(late(finding, context.rules.late.refunds, context.as_of))
}

/// The order was cancelled in Shopify and is still open in NetSuite. The refunds that nothing
/// credits are the same cause.
pub(super) fn cancelled(
    context: &Context<'_>,
    document: &Document<'_>,
    paired: &Paired<'_>,
    held: Amount,
) -> Option<Finding> {
    let head = &context.order.head;
    let expired = head.financial_status == "expired";
    let cancelled = head.cancelled_at.or(expired.then_some(context.expected.since))?;
    let current = if expired {
        Amount::ZERO
    } else {
        context.expected.current_total
    };
    if held == current || !current.is_zero() || context.books.is_billed() {
        return None;
    }
    if document.head.status == DocumentStatus::Closed || cannot_be_told(context, document, paired) {
        return None;
    }
    let code = if expired { &edt::EDT_20 } else { &refunds::REF_20 };
    let unanswered: Amount = paired.missing.iter().map(|i| context.expected.credits[*i].amount).sum();
    let money = if unanswered.is_zero() {
        String::new()
    } else {
        format!(" and {} refunded without a document", context.text(unanswered))
    };
    let what = if expired {
        "its payment authorisation has lapsed"
    } else {
        "it was cancelled"
    };
    let note = format!(
        "{}: {what} in Shopify; {} is still open with {}{money}.",
        clean(&head.name),
        named(document),
        context.text(held)
    );
    let mut finding = context
        .order_finding(code, &[document], current, held)
        .explain("cancelled_order_open", current - held)
        .seen("status", "cancelled", document.head.status.label())
        .proposing(ActionKind::CloseLines, held, Some(reference(document)))
        .noting(note);
    finding.since = cancelled;
    Some(late(finding, context.rules.late.orders, context.as_of))
}

/// Whether an order was cancelled with all its money given back, and the source does not say
/// whether the sales order was closed too.
pub(super) fn cannot_be_told(context: &Context<'_>, document: &Document<'_>, paired: &Paired<'_>) -> bool {
    let worth_nothing = context.expected.current_total.is_zero();
    let unknown = document.head.status == DocumentStatus::Unknown;
    context.order.head.cancelled_at.is_some() && worth_nothing && unknown && paired.missing.is_empty()
}

/// A test order is never compared; documents made from it are worth knowing.
pub(super) fn test_order(
    case: &Case<'_>,
    order: &Order<'_>,
    documents: &[&Document<'_>],
    rules: &Rules,
) -> Option<Finding> {
    let live: Vec<&&Document<'_>> = documents.iter().filter(|d| !d.head.status.is_dead()).collect();
    let first = live.first()?;
    let subject = Subject {
        order: Some(order_ref(order)),
        netsuite: live.iter().map(reference).collect(),
        ..Subject::default()
    };
    let note = format!(
        "{} is a test order, and {} was made from it.",
        clean(&order.head.name),
        named(first)
    );
    let mut finding = Finding::new(
        &idn::IDN_12,
        shop_name(rules, case.shop),
        subject,
        order.head.currency,
        Amount::ZERO,
        Amount::ZERO,
        order.head.created_at,
    )
    .noting(note);
    finding.state = FindingState::Informational;
    Some(finding)
}

/// Whether several orders of the case carry one name, so that documents cannot be told apart.
pub(super) fn shared_name(case: &Case<'_>) -> bool {
    let live: Vec<_> = case.orders.iter().filter(|o| !o.head.test).collect();
    live.iter().enumerate().any(|(i, a)| {
        let name = normalise_name(&a.head.name);
        live.iter().skip(i + 1).any(|b| normalise_name(&b.head.name) == name)
    })
}

/// Orders of one name, of these totals: only their sums can be compared.
pub(super) fn two_of_one_name(case: &Case<'_>, rules: &Rules, totals: &[Amount], outcome: &mut CaseOutcome) {
    let Some(first) = case.orders.iter().find(|o| !o.head.test) else {
        return;
    };
    let live = || case.documents.iter().filter(|d| !d.head.status.is_dead());
    let sum = |kind: DocumentKind| {
        live()
            .filter(|d| d.head.kind == kind)
            .map(|d| d.head.total)
            .sum::<Amount>()
    };
    let orders = sum(DocumentKind::SalesOrder);
    let orders = if orders.is_zero() {
        sum(DocumentKind::CashSale)
    } else {
        orders
    };
    outcome.netsuite_total = orders - sum(DocumentKind::CreditMemo) - sum(DocumentKind::CashRefund);
    let delta = outcome.shopify_total - outcome.netsuite_total;
    if delta.is_zero() {
        return;
    }
    let subject = Subject {
        order: Some(OrderRef {
            id: String::new(),
            name: first.head.name.to_string(),
        }),
        netsuite: live().map(reference).collect(),
        ..Subject::default()
    };
    let since = case
        .orders
        .iter()
        .map(|o| o.head.created_at)
        .max()
        .unwrap_or(first.head.created_at);
    let finding = Finding::new(
        &idn::IDN_07,
        shop_name(rules, case.shop),
        subject,
        outcome.currency,
        outcome.shopify_total,
        outcome.netsuite_total,
        since,
    )
    .explain(
        "order_missing",
        if totals.contains(&delta) { delta } else { Amount::ZERO },
    )
    .proposing(ActionKind::Route, delta, None)
    .noting(format!(
        "{} orders of the shop are called {}; their documents cannot be told apart by name, and the sums differ.",
        case.orders.len(),
        clean(&first.head.name)
    ));
    outcome.findings.push(finding);
}

/// Documents whose order Shopify does not have.
pub(super) fn orphans(
    case: &Case<'_>,
    documents: &[&Document<'_>],
    rules: &Rules,
    as_of: Moment,
    outcome: &mut CaseOutcome,
) {
    let mut live: Vec<&Document<'_>> = documents.iter().filter(|d| counts(d)).copied().collect();
    live.sort_by_key(|d| d.head.id);
    let Some(first) = live.first().copied() else { return };
    let sign = |d: &Document<'_>| match d.head.kind {
        DocumentKind::SalesOrder => d.head.total,
        DocumentKind::CashSale | DocumentKind::Invoice
            if !live.iter().any(|o| o.head.kind == DocumentKind::SalesOrder) =>
        {
            d.head.total
        }
        DocumentKind::CreditMemo | DocumentKind::CashRefund => -d.head.total,
        _ => Amount::ZERO,
    };
    let held: Amount = live.iter().map(|d| sign(d)).sum();
    outcome.netsuite_total += held;
    let currency = crate::model::books::iso_currency(&first.head.currency).unwrap_or(Currency::UNKNOWN);
    if !outcome.currency.is_known() {
        outcome.currency = currency;
    }
    let billed = live
        .iter()
        .any(|d| matches!(d.head.kind, DocumentKind::Invoice | DocumentKind::CashSale));
    let subject = Subject {
        order: Some(OrderRef {
            id: String::new(),
            name: first.head.order_ref.to_string(),
        }),
        netsuite: live.iter().map(reference).collect(),
        ..Subject::default()
    };
    let (since, grace) = made_at(first).unwrap_or((as_of, 0));
    let name = clean(&first.head.order_ref).into_owned();
    let (code, cause, why) = foreign::whose(first);
    let finding = Finding::new(
        code,
        shop_name(rules, case.shop),
        subject,
        currency,
        Amount::ZERO,
        held,
        since,
    )
    .explain(cause, -held)
    .seen("order", "", name)
    .proposing(
        if billed || code == &idn::IDN_13 {
            ActionKind::Route
        } else {
            ActionKind::CloseLines
        },
        held,
        Some(reference(first)),
    )
    .noting(why);
    // The order may not have been read yet.
    outcome.findings.push(late(finding, rules.late.orders + grace, as_of));
}

fn counts(document: &Document<'_>) -> bool {
    let sells = matches!(
        document.head.kind,
        DocumentKind::SalesOrder
            | DocumentKind::Invoice
            | DocumentKind::CashSale
            | DocumentKind::CreditMemo
            | DocumentKind::CashRefund
            | DocumentKind::CustomerDeposit
            | DocumentKind::CustomerRefund
    );
    let gone = document.head.kind == DocumentKind::SalesOrder && document.head.status == DocumentStatus::Closed;
    sells && !gone && !document.head.status.is_dead()
}

/// IDN-06: credits that answer a refund of the order and name no order. They were found by the refund's key alone;
/// what was made from a document of the order needs no name.
pub(super) fn unnamed(context: &Context<'_>) -> Vec<Finding> {
    let books = context.books;
    let credits = books.credits.iter().chain(&books.customer_refunds);
    let of_nobody = |d: &&&Document<'_>| d.head.order_ref.trim().is_empty() && d.head.created_from == 0;
    let finding = |document: &&Document<'_>| {
        let refund = refund_id(document, context.rules)?;
        let subject = Subject {
            refund: Some(format!("gid://shopify/Refund/{refund}")),
            ..context.order_subject(&[document])
        };
        let (since, _) = made_at(document).unwrap_or((context.expected.since, 0));
        let finding = context
            .finding(&idn::IDN_06, subject, Amount::ZERO, Amount::ZERO, since)
            .proposing(ActionKind::Route, document.head.total, Some(reference(document)))
            .noting(format!(
                "{} answers refund {refund} of {} and does not name the order.",
                named(document),
                clean(&context.order.head.name)
            ));
        Some(finding)
    };
    credits.filter(of_nobody).filter_map(finding).collect()
}
