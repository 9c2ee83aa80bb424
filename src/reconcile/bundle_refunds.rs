//! BND-05: one part of a bundle was refunded, and something else was credited.

use crate::base::Amount;
use crate::model::shop::{Basis, Line, Order, Refund, RefundLine};
use crate::project::{pro_rata, whole};

/// Whether a credit is of the whole bundle, or of the part at its price outside of the bundle, where the
/// refund is of the part at its share of the bundle's price.
pub(super) fn is_of_other_part(order: &Order<'_>, refund: &Refund<'_>, credited: Amount, basis: Basis) -> bool {
    let [refunded] = refund.lines.as_slice() else {
        return false;
    };
    let line = order.lines.iter().find(|l| l.id == refunded.line && refunded.line != 0);
    let Some(line) = line.filter(|l| l.group.is_some()) else {
        return false;
    };
    // What the refund holds besides the part is credited with either.
    let beside = refund.total.on(basis) - value(order, refunded, basis);
    let wrong = [
        whole_bundle(order, line, refunded, basis),
        at_list(order, line, refunded, basis),
    ];
    wrong.into_iter().flatten().any(|wrong| {
        let off = (credited - beside - wrong).abs();
        off <= Amount::cents(1) && wrong != value(order, refunded, basis)
    })
}

/// What was refunded of a line, with its tax.
fn value(order: &Order<'_>, refunded: &RefundLine, basis: Basis) -> Amount {
    let tax = if order.head.taxes_included {
        Amount::ZERO
    } else {
        refunded.tax.on(basis)
    };
    refunded.subtotal.on(basis) + tax
}

/// The value of as many whole bundles as parts were refunded; `None` where another part of it is gone too.
fn whole_bundle(order: &Order<'_>, part: &Line<'_>, refunded: &RefundLine, basis: Basis) -> Option<Amount> {
    let group = part.group.as_ref()?;
    let each = part.quantity.checked_div(group.quantity)?;
    let bundles = refunded.quantity.checked_div(each)?;
    let others = order
        .lines
        .iter()
        .filter(|l| l.id != part.id && l.group.as_ref().is_some_and(|g| g.id == group.id));
    let mut sum = value(order, refunded, basis);
    for other in others {
        if other.current_quantity != other.quantity {
            return None;
        }
        let pieces = other.quantity.checked_div(group.quantity)?.checked_mul(bundles)?;
        sum += pro_rata(other.net.on(basis) + other.tax.on(basis), pieces, other.quantity);
    }
    Some(sum)
}

/// The part at its list price, with tax in the proportion of the refund's.
fn at_list(order: &Order<'_>, part: &Line<'_>, refunded: &RefundLine, basis: Basis) -> Option<Amount> {
    let list = part.unit_price.on(basis).times(whole(refunded.quantity))?;
    if order.head.taxes_included {
        return Some(list);
    }
    let (net, tax) = (
        i128::from(refunded.subtotal.on(basis).raw()),
        i128::from(refunded.tax.on(basis).raw()),
    );
    let raw = i128::from(list.raw()).checked_mul(tax)?.checked_div(net)?;
    Some(list + i64::try_from(raw).ok().map(Amount::from_raw)?)
}
