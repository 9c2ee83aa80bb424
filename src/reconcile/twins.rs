//! FUL-09: two lines of one SKU, and goods that were booked as shipped on the wrong one.

use crate::base::{Amount, Quantity, clean};
use crate::model::books::Document;
use crate::model::code::ful;
use crate::model::finding::{ActionKind, Finding};
use crate::project::{Key, Want, Wants, whole};

use super::booked::BookedLine;
use super::context::Context;
use super::documents::{named, reference};
use super::versions::Settled;

/// One line of the order and the line of the sales order that it is.
struct Twin<'t> {
    want: &'t Want,
    have: &'t BookedLine<'t>,
    /// Pieces sent off, in Shopify and in NetSuite.
    shipped: (Quantity, Quantity),
}

/// One finding for each SKU that several lines share.
pub(super) fn findings(
    context: &Context<'_>,
    document: &Document<'_>,
    settled: &Settled<'_>,
    wants: &Wants,
) -> Vec<Finding> {
    let mut seen: Vec<&Key> = Vec::new();
    let mut found = Vec::new();
    for want in &wants.lines {
        if seen.contains(&&want.key) || want.key == Key::None {
            continue;
        }
        seen.push(&want.key);
        let all = twins(context, settled, wants, &want.key);
        if let Some(all) = all.filter(|all| is_on_the_wrong_one(all)) {
            found.push(told(context, document, &all));
        }
    }
    found
}

/// The lines of a SKU with their counterparts, where there are several and each can be told from the others by its
/// pieces and its value.
fn twins<'t>(context: &Context<'_>, settled: &'t Settled<'_>, wants: &'t Wants, key: &Key) -> Option<Vec<Twin<'t>>> {
    let mine: Vec<&Want> = wants.lines.iter().filter(|w| w.key == *key).collect();
    if mine.len() < 2 {
        return None;
    }
    let is = |h: &&BookedLine<'_>| h.key == *key || Key::Id(h.line.item) == *key;
    let theirs: Vec<&BookedLine<'_>> = settled.booked.items.iter().filter(is).collect();
    let alike =
        |a: &Want, h: &BookedLine<'_>| a.quantity == h.quantity && (a.net == h.amount || a.is_list_value(h.amount));
    mine.iter()
        .map(|want| {
            let mut fits = theirs.iter().filter(|h| alike(want, h));
            let have = fits.next().filter(|_| fits.next().is_none())?;
            let line = context.order.lines.get(want.line?)?;
            // Of pieces that came back it is not said whether they had been sent off.
            let whole_line = line.quantity == line.current_quantity && want.bundle.is_none();
            let sent = whole(line.current_quantity - line.unfulfilled.filter(|_| whole_line)?);
            Some(Twin {
                want,
                have,
                shipped: (sent, have.line.shipped?),
            })
        })
        .collect()
}

/// Together the right pieces left, and line by line they did not.
fn is_on_the_wrong_one(twins: &[Twin<'_>]) -> bool {
    let sum = |of: fn(&Twin<'_>) -> Quantity| twins.iter().map(of).sum::<Quantity>();
    let one_each = twins
        .iter()
        .enumerate()
        .all(|(n, t)| twins.iter().skip(n + 1).all(|o| !std::ptr::eq(o.have, t.have)));
    one_each && sum(|t| t.shipped.0) == sum(|t| t.shipped.1) && twins.iter().any(|t| t.shipped.0 != t.shipped.1)
}

fn told(context: &Context<'_>, document: &Document<'_>, twins: &[Twin<'_>]) -> Finding {
    let wrong = || twins.iter().filter(|t| t.shipped.0 != t.shipped.1);
    let first = wrong().next().or(twins.first());
    let (sku, line) = first.map_or((String::new(), None), |t| (t.want.sku.clone(), t.want.line));
    let note = format!(
        "{} lines of {} are on the order, and {} shows what was shipped of them on the wrong one.",
        twins.len(),
        clean(&sku),
        named(document)
    );
    let finding = context.line_finding(&ful::FUL_09, document, line, &sku, Amount::ZERO, Amount::ZERO);
    let finding = wrong().fold(finding, |f, t| {
        let what = format!("shipped of the line of {}", context.text(t.have.amount));
        f.seen(&what, t.shipped.0.to_string(), t.shipped.1.to_string())
    });
    let finding = finding
        .proposing(ActionKind::Route, Amount::ZERO, Some(reference(document)))
        .noting(note);
    context.late_as_order(finding)
}
