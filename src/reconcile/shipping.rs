//! EDT-08: what shipping costs, where that differs; EDT-11 where an edit changed it after the order was billed.

use crate::base::Amount;
use crate::model::code::edt;
use crate::model::finding::Finding;

use super::documents::named;
use super::totals::Report;

/// The shipping of a document that charges another amount than the order.
pub(super) fn finding(report: &Report<'_, '_>) -> Option<Finding> {
    let (c, delta) = (report.context, report.diff().shipping);
    if delta.is_zero() {
        return None;
    }
    let wanted = report.settled.version.shipping;
    let held = wanted - delta;
    let kept = c.order.shipping.iter().any(|s| s.removed) && is_all_of_it(report, held);
    let (cause, why) = if kept {
        ("removed_shipping_kept", ": a shipping line removed by an edit was kept")
    } else {
        ("shipping", "")
    };
    let note = format!(
        "{} charges {} for shipping where Shopify charges {}{why}.",
        named(report.document),
        c.text(held),
        c.text(wanted)
    );
    // It is an edit that came too late only where the books hold what an earlier version cost.
    let was_right = c.expected.earlier.iter().any(|version| version.shipping == held);
    let is_late = c.books.is_billed() && was_right && !kept;
    let code = if is_late { &edt::EDT_11 } else { &edt::EDT_08 };
    let finding = report.field(code, wanted, held, cause).noting(note);
    Some(c.tolerable(report.edit(finding)))
}

/// Whether an amount is all shipping lines together, also those that an edit removed: as the shop shows prices, or
/// without tax in the proportion of the active lines (to the cents that each is rounded to).
fn is_all_of_it(report: &Report<'_, '_>, held: Amount) -> bool {
    let (basis, lines) = (report.context.expected.basis, &report.context.order.shipping);
    let shown: Amount = lines.iter().map(|s| s.price.on(basis)).sum();
    let active: Amount = lines.iter().filter(|s| !s.removed).map(|s| s.price.on(basis)).sum();
    let net = i128::from(shown.raw()) * i128::from(report.settled.version.shipping.raw());
    let net = net
        .checked_div(i128::from(active.raw()))
        .and_then(|raw| i64::try_from(raw).ok());
    let cents = Amount::smallest(report.context.expected.currency).raw() * lines.len() as i64;
    held == shown || net.is_some_and(|net| (held.raw() - net).abs() <= cents)
}
