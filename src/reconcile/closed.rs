//! A sales order that was closed: before what it shipped was billed, or while its order goes on.

use crate::base::{Amount, Quantity, clean};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::code::{edt, ful};
use crate::model::finding::{ActionKind, Finding};

use super::booked;
use super::compare;
use super::context::Context;
use super::documents::{named, reference};
use super::fulfilment;
use super::totals::Report;
use super::versions::{Settled, wants};

/// FUL-05: what was shipped is what the order is worth, and bills cover less of it, with the order closed.
///
/// Where what was shipped differs from the order, too, the order was edited after it was closed, which has a code
/// of its own.
pub(super) fn finding(context: &Context<'_>, document: &Document<'_>, settled: &Settled<'_>) -> Option<Finding> {
    let head = &document.head;
    if head.kind != DocumentKind::SalesOrder || head.status != DocumentStatus::Closed {
        return None;
    }
    let lines = document.lines.as_ref()?;
    let goods = || lines.iter().filter(|l| is_goods(l.role));
    let unbilled: Vec<(&str, Quantity, Quantity)> = goods()
        .filter_map(|l| Some((&*l.sku, l.shipped?, l.billed?)))
        .filter(|(_, shipped, billed)| shipped > billed)
        .collect();
    let (first, _, _) = unbilled.first()?;
    let shipped_part = cut_to_shipped(document);
    let as_shipped = booked::read(&shipped_part, &[], context.rules);
    let version = &settled.version;
    let diff = compare::compare(version, &wants(context, version), &as_shipped, context.rules);
    let billed: Amount = context.books.bills().map(|d| d.head.total).sum();
    let shipped = compare::value(version, &as_shipped);
    if !diff.is_clean() || billed >= shipped {
        return None;
    }
    let note = format!(
        "{} is closed, and of {} that was shipped {} is billed ({}{}).",
        named(document),
        context.text(shipped),
        context.text(billed),
        clean(first),
        if unbilled.len() > 1 { " and others" } else { "" }
    );
    let mut finding = context
        .order_finding(&ful::FUL_05, &[document], shipped, billed)
        .explain("shipped_and_not_billed", shipped - billed)
        .proposing(ActionKind::Route, shipped - billed, Some(reference(document)));
    for (sku, shipped, billed) in &unbilled {
        finding = finding.seen(
            &format!("shipped and billed of {}", clean(sku)),
            shipped.to_string(),
            billed.to_string(),
        );
    }
    // It became wrong when it was closed, which changed the sales order last.
    finding.since = head.modified_at.unwrap_or(finding.since);
    Some(context.late_as_order(finding.noting(note)))
}

/// A closed sales order whose order goes on. All that differs has this one cause: FUL-04 while goods of it are in
/// the warehouse's hands, EDT-12 otherwise.
pub(super) fn goes_on(report: &Report<'_, '_>) -> Option<Finding> {
    let (context, document) = (report.context, report.document);
    let is_closed = document.head.kind == DocumentKind::SalesOrder && document.head.status == DocumentStatus::Closed;
    if !is_closed || context.books.is_billed() || report.diff().lines.is_empty() {
        return None;
    }
    let mut finding = report.in_parts(&edt::EDT_12);
    if let Some(pick) = fulfilment::live_pick(context, document) {
        return Some(Finding {
            shopify: finding.shopify,
            netsuite: finding.netsuite,
            delta: finding.delta,
            parts: finding.parts,
            unexplained: finding.unexplained,
            ..pick
        });
    }
    for line in &report.diff().lines {
        let what = format!("quantity of {}", clean(&line.sku));
        finding = finding.seen(&what, line.wanted.0.to_string(), line.held.0.to_string());
    }
    let note = format!(
        "{} is closed and holds {} where the order is worth {}.",
        named(document),
        context.text(report.settled.value),
        context.text(report.settled.version.total)
    );
    Some(report.edit(finding.noting(note)))
}

/// The sales order as if its goods alone had been closed: shipping is charged once anything ships.
fn cut_to_shipped<'d>(document: &Document<'d>) -> Document<'d> {
    let mut cut = document.clone();
    cut.head.status = DocumentStatus::PendingBilling;
    for line in cut.lines.iter_mut().flatten() {
        line.closed = is_goods(line.role);
    }
    cut
}

const fn is_goods(role: LineRole) -> bool {
    matches!(role, LineRole::Item | LineRole::Kit)
}
