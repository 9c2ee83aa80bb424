//! What was shipped against what the order is now; only where fulfilment data exists, and only for
//! an order that ties (otherwise the difference at the line is the cause).

use std::collections::BTreeMap;

use crate::base::{Amount, Quantity, clean};
use crate::model::books::{Document, DocumentStatus, LineRole};
use crate::model::code::ful;
use crate::model::finding::{ActionKind, Finding};
use crate::project::{Key, key_of_item};

use super::context::Context;
use super::documents::{named, reference};
use super::versions::{Settled, wants};

/// Shipped and ordered, compared.
pub(super) fn findings(context: &Context<'_>, document: &Document<'_>, settled: &Settled<'_>) -> Vec<Finding> {
    if context.books.fulfilments.is_empty() {
        return shipped_in_shopify_only(context, document).into_iter().collect();
    }
    if let Some(found) = live_pick(context, document) {
        return vec![found];
    }
    over_shipped(context, settled)
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
fn live_pick(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
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

/// More pieces left the house than the order holds.
fn over_shipped(context: &Context<'_>, settled: &Settled<'_>) -> Vec<Finding> {
    let wants = wants(context, &settled.version);
    let mut ordered: BTreeMap<Key, Quantity> = BTreeMap::new();
    for want in &wants.lines {
        *ordered.entry(want.key.clone()).or_default() += want.quantity;
    }
    for bundle in &wants.bundles {
        *ordered.entry(bundle.key.clone()).or_default() += bundle.quantity;
    }
    let mut shipped: BTreeMap<Key, (Quantity, String)> = BTreeMap::new();
    let gone = |f: &&&Document<'_>| f.head.status == DocumentStatus::Shipped;
    for line in context
        .books
        .fulfilments
        .iter()
        .filter(gone)
        .flat_map(|f| f.lines.iter().flatten())
    {
        if matches!(line.role, LineRole::Item | LineRole::Kit) {
            let entry = shipped.entry(key_of_item(&line.sku, line.item)).or_default();
            entry.0 += line.quantity;
            entry.1 = line.sku.to_string();
        }
    }
    let mut found = Vec::new();
    for (key, (pieces, sku)) in shipped {
        let Some(held) = ordered.get(&key).filter(|q| **q < pieces) else {
            continue;
        };
        let Some(document) = context.books.fulfilments.first() else {
            continue;
        };
        let line = wants.lines.iter().find(|w| w.key == key).and_then(|w| w.line);
        let finding = context
            .line_finding(&ful::FUL_08, document, line, &sku, Amount::ZERO, Amount::ZERO)
            .seen("shipped", held.to_string(), pieces.to_string())
            .proposing(
                ActionKind::CreateReturnAuthorization,
                Amount::ZERO,
                Some(reference(document)),
            )
            .noting(format!(
                "{} × {pieces} was shipped and the order holds {held}.",
                clean(&sku)
            ));
        found.push(finding);
    }
    found
}
