//! Where the goods go.

use crate::base::{Amount, clean, normalise_address};
use crate::model::books::Document;
use crate::model::code::edt;
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::Address;
use crate::project::comparable::hints::{country_code, province_code};

use super::context::Context;
use super::documents::{named, reference};

/// An address that differs. Parts that either side leaves empty are not compared, and a code is not
/// compared with a name.
pub(super) fn finding(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
    let wanted = context.order.head.ships_to.as_ref()?;
    let held = document.head.ships_to.as_ref()?;
    if agree(wanted, held) {
        return None;
    }
    let (ours, theirs) = (one_line(wanted), one_line(held));
    let note = format!(
        "{} ships to {}; the order now goes to {}.",
        named(document),
        clean(&theirs),
        clean(&ours)
    );
    let mut finding = context
        .order_finding(&edt::EDT_16, &[document], Amount::ZERO, Amount::ZERO)
        .seen("ship-to", ours, theirs)
        .noting(note);
    // An address can change without an edit of the order: the last change of any kind dates it.
    if let Some(changed) = context.order.head.updated_at {
        finding.since = changed;
    }
    let shipped = !context.books.fulfilments.is_empty();
    finding = if shipped || context.books.is_billed() {
        finding.proposing(ActionKind::Route, Amount::ZERO, Some(reference(document)))
    } else {
        finding.proposing(ActionKind::UpdateSalesOrder, Amount::ZERO, Some(reference(document)))
    };
    Some(context.late_as_order(context.routed_as_edit(finding)))
}

/// Whether the document ships elsewhere than the order does, as far as both say where.
pub(super) fn differs(context: &Context<'_>, document: &Document<'_>) -> bool {
    let sides = (context.order.head.ships_to.as_ref(), document.head.ships_to.as_ref());
    matches!(sides, (Some(wanted), Some(held)) if !agree(wanted, held))
}

fn agree(a: &Address<'_>, b: &Address<'_>) -> bool {
    let same = |x: &str, y: &str| {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        normalise_address(x, &mut left);
        normalise_address(y, &mut right);
        left == b"|" || right == b"|" || left == right
    };
    // Codes are compared with codes alone; either side may have none.
    let differ = |x: Option<u64>, y: Option<u64>| x.zip(y).is_some_and(|(x, y)| x != y);
    // Street lines are broken in two in different places. One that has no second line goes to another door than one that
    // has: the flat that a customer adds afterwards is the most common change of an address.
    let street = |x: &Address<'_>| format!("{}{}", x.street, x.street2);
    same(&street(a), &street(b))
        && same(&a.city, &b.city)
        && same(&a.zip, &b.zip)
        && !differ(province_code(&a.province), province_code(&b.province))
        && !differ(country_code(&a.country), country_code(&b.country))
}

fn one_line(a: &Address<'_>) -> String {
    let parts = [&a.street, &a.street2, &a.city, &a.province, &a.zip, &a.country];
    let parts: Vec<&str> = parts.into_iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}
