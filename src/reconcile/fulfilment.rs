//! What was shipped against what the order is now; only where fulfilment data exists, and only for
//! an order that ties (otherwise the difference at the line is the cause).

use crate::base::{Amount, Moment, Quantity, clean};
use crate::model::books::{Document, DocumentStatus, LineRole};
use crate::model::code::{Code, ful};
use crate::model::finding::{ActionKind, Finding};
use crate::project::{Key, Wants};

use super::context::Context;
use super::documents::{named, reference};
use super::lock;
use super::pieces::{self, Pieces};
use super::twins;
use super::versions::{Settled, wants};

/// Shipped and ordered, compared.
pub(super) fn findings(context: &Context<'_>, document: &Document<'_>, settled: &Settled<'_>) -> Vec<Finding> {
    if context.books.fulfilments.is_empty() {
        return shipped_in_shopify_only(context, document).into_iter().collect();
    }
    if let Some(found) = live_pick(context, document) {
        return vec![found];
    }
    if let Some(found) = taken_back(context) {
        return vec![found];
    }
    let all = wants(context, &settled.version);
    let wanted = pieces::ordered(&all);
    if let Some(found) = picked_unwanted(context, document, &wanted) {
        return vec![found];
    }
    let gone = surplus(context, &wanted, pieces::is_gone);
    let (unedited, cut): (Vec<_>, Vec<_>) = gone.into_iter().partition(Surplus::was_edited_first);
    let mut found: Vec<Finding> = shipped_unedited(context, document, &unedited).into_iter().collect();
    found.extend(cut.iter().map(|s| over_shipped(context, &all, s)));
    found.extend(twins::findings(context, document, settled, &all));
    found
}

/// Shopify says shipped; the order's own lines say that nothing was.
fn shipped_in_shopify_only(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
    let nothing_shipped = document.lines.as_ref().is_some_and(|lines| {
        let goods = || {
            lines
                .iter()
                .filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
        };
        goods().count() > 0 && goods().all(|l| l.shipped == Some(Quantity::ZERO) && !l.closed)
    });
    let open = document.head.status == DocumentStatus::PendingFulfillment && context.books.bills().next().is_none();
    if context.order.head.fulfillment_status != "fulfilled" || !nothing_shipped || !open {
        return None;
    }
    let mut finding = context
        .order_finding(&ful::FUL_06, &[document], Amount::ZERO, Amount::ZERO)
        .seen("fulfilment", "fulfilled", document.head.status.label())
        .proposing(ActionKind::Route, Amount::ZERO, Some(reference(document)))
        .noting(format!("Shopify says shipped; {} has no fulfilment.", named(document)));
    if let Some(changed) = context.order.head.updated_at {
        finding.since = changed;
    }
    Some(context.late_as_order(finding))
}

/// A closed order whose goods are still being picked keeps its stock committed.
pub(super) fn live_pick(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
    let pick = context
        .books
        .fulfilments
        .iter()
        .find(|f| matches!(f.head.status, DocumentStatus::Picked | DocumentStatus::Packed))?;
    (document.head.status == DocumentStatus::Closed).then(|| {
        context
            .order_finding(&ful::FUL_04, &[document, pick], Amount::ZERO, Amount::ZERO)
            .seen(
                "status",
                "",
                format!("{} / {}", document.head.status.label(), pick.head.status.label()),
            )
            .proposing(ActionKind::Route, Amount::ZERO, Some(reference(pick)))
            .noting(format!(
                "{} is closed while {} is still open.",
                named(document),
                named(pick)
            ))
    })
}

/// FUL-07: Shopify cancelled all of its fulfilments, and NetSuite shipped.
fn taken_back(context: &Context<'_>) -> Option<Finding> {
    let fulfillments = &context.order.head.fulfillments;
    let all_cancelled = !fulfillments.is_empty() && fulfillments.iter().all(|f| f.cancelled);
    let shipped = context.books.fulfilments.iter().find(|f| pieces::is_gone(f))?;
    if !all_cancelled || context.order.head.cancelled_at.is_some() {
        return None;
    }
    let cancelled = fulfillments.iter().filter_map(|f| f.changed_at).max();
    let mut finding = context
        .order_finding(&ful::FUL_07, &[shipped], Amount::ZERO, Amount::ZERO)
        .seen("fulfilment", "cancelled", shipped.head.status.label())
        .proposing(ActionKind::Route, Amount::ZERO, Some(reference(shipped)))
        .noting(format!(
            "Shopify's fulfilment was cancelled, and {} is shipped: nobody knows where the goods are.",
            named(shipped)
        ));
    finding.since = cancelled.unwrap_or(finding.since);
    Some(context.late_as_order(finding))
}

/// Pieces of one item that were fulfilled and are not ordered.
struct Surplus<'c> {
    key: Key,
    sku: String,
    ordered: Quantity,
    fulfilled: Quantity,
    /// The newest fulfilment with the item on it.
    fulfilment: &'c Document<'c>,
    /// When an edit took them off the order, where the ledger tells.
    taken_off: Option<Moment>,
}

impl Surplus<'_> {
    fn was_edited_first(&self) -> bool {
        self.taken_off
            .is_some_and(|at| lock::order_of(at, self.fulfilment) == lock::Order::EditFirst)
    }
}

/// What was fulfilled beyond what the order holds now; of items that the order does not hold at all, only those it
/// held once.
fn surplus<'c>(context: &Context<'c>, wanted: &Pieces, counts: impl Fn(&Document<'_>) -> bool) -> Vec<Surplus<'c>> {
    let fulfilments: Vec<&Document<'_>> = context
        .books
        .fulfilments
        .iter()
        .copied()
        .filter(|f| counts(f))
        .collect();
    let earlier: Vec<Pieces> = context
        .expected
        .earlier
        .iter()
        .map(|version| pieces::ordered(&wants(context, version)))
        .collect();
    let mut found = Vec::new();
    for (key, fulfilled) in pieces::fulfilled(fulfilments.iter().copied(), wanted) {
        let ordered = pieces::of(wanted, &key);
        let held_at = earlier.iter().rposition(|v| pieces::of(v, &key) >= fulfilled);
        if fulfilled <= ordered || !wanted.contains_key(&key) && held_at.is_none() {
            continue;
        }
        let sku_on = |f: &Document<'_>| {
            let line = pieces::goods(f).find(|l| pieces::key_of(l, wanted) == key);
            line.map(|l| l.sku.to_string())
        };
        let newest = fulfilments.iter().rev().find_map(|f| Some((*f, sku_on(f)?)));
        let Some((fulfilment, sku)) = newest else { continue };
        found.push(Surplus {
            sku,
            ordered,
            fulfilled,
            fulfilment,
            taken_off: held_at.and_then(|at| context.expected.edited_at.get(at)).copied(),
            key,
        });
    }
    found
}

/// FUL-02: goods that the order no longer holds are picked or packed, and not gone yet.
fn picked_unwanted(context: &Context<'_>, document: &Document<'_>, wanted: &Pieces) -> Option<Finding> {
    let all = surplus(context, wanted, |f| pieces::in_hand(f) || pieces::is_gone(f));
    let held = |s: &&Surplus<'_>| pieces::in_hand(s.fulfilment) && s.taken_off.is_some();
    let first = all.iter().find(held)?;
    let note = format!(
        "{} is {} and not shipped yet, with {} that the order no longer holds.",
        named(first.fulfilment),
        first.fulfilment.head.status.label().to_lowercase(),
        listed(all.iter().filter(held))
    );
    let finding = of_surplus(context, &ful::FUL_02, document, all.iter().filter(held))
        .proposing(ActionKind::Route, Amount::ZERO, Some(reference(first.fulfilment)))
        .noting(note);
    Some(context.late_as_order(finding))
}

/// FUL-01: the edit was made first, the sales order has it by now, and what it was before was shipped.
fn shipped_unedited(context: &Context<'_>, document: &Document<'_>, all: &[Surplus<'_>]) -> Option<Finding> {
    let first = all.first()?;
    let note = format!(
        "The order was edited before {} was made, and {} of the order as it had been was shipped.",
        named(first.fulfilment),
        listed(all.iter())
    );
    let finding = of_surplus(context, &ful::FUL_01, document, all.iter())
        .proposing(
            ActionKind::CreateReturnAuthorization,
            Amount::ZERO,
            Some(reference(first.fulfilment)),
        )
        .noting(note);
    Some(context.late_as_order(finding))
}

fn listed<'s, 'c: 's>(all: impl Iterator<Item = &'s Surplus<'c>>) -> String {
    let each = all.map(|s| format!("{} × {}", clean(&s.sku), s.fulfilled - s.ordered));
    each.collect::<Vec<_>>().join(", ")
}

fn of_surplus<'s, 'c: 's>(
    context: &Context<'_>,
    code: &'static Code,
    document: &Document<'_>,
    all: impl Iterator<Item = &'s Surplus<'c>>,
) -> Finding {
    let mut finding = context.order_finding(code, &[document], Amount::ZERO, Amount::ZERO);
    for s in all {
        let made = s
            .fulfilment
            .head
            .created_at
            .map(|at| at.to_string())
            .unwrap_or_default();
        finding = finding
            .seen(
                &format!("pieces of {}", clean(&s.sku)),
                s.ordered.to_string(),
                s.fulfilled.to_string(),
            )
            .seen(
                "edited and fulfilled",
                s.taken_off.map(|at| at.to_string()).unwrap_or_default(),
                made,
            );
        let fulfilment = reference(s.fulfilment);
        if !finding.subject.netsuite.contains(&fulfilment) {
            finding.subject.netsuite.push(fulfilment);
        }
        finding.since = s.taken_off.unwrap_or(finding.since);
    }
    finding
}

/// FUL-08: more pieces left the house than the order holds.
fn over_shipped(context: &Context<'_>, wants: &Wants, s: &Surplus<'_>) -> Finding {
    let line = wants.lines.iter().find(|w| w.key == s.key).and_then(|w| w.line);
    context
        .line_finding(&ful::FUL_08, s.fulfilment, line, &s.sku, Amount::ZERO, Amount::ZERO)
        .seen("shipped", s.ordered.to_string(), s.fulfilled.to_string())
        .proposing(
            ActionKind::CreateReturnAuthorization,
            Amount::ZERO,
            Some(reference(s.fulfilment)),
        )
        .noting(format!(
            "{} × {} was shipped and the order holds {}.",
            clean(&s.sku),
            s.fulfilled,
            s.ordered
        ))
}
