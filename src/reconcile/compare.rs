//! One version of an order against what a document holds: line by line, then the other parts.

use crate::base::Amount;
use crate::model::rules::Rules;
use crate::project::{Charges, Version, Wants};

use super::booked::Booked;
use super::lines::{self, Kind, LineDiff};
use super::unlabelled;

/// Expected less booked, part by part.
#[derive(Debug, Default)]
pub(super) struct Diff<'a> {
    pub(super) lines: Vec<LineDiff<'a>>,
    pub(super) shipping: Amount,
    /// Discount that lines or discount lines should hold and do not; negative where it is missing.
    pub(super) discount: Amount,
    pub(super) charges: Charges,
    pub(super) adjustment: Amount,
    pub(super) tax: Amount,
    /// The whole difference.
    pub(super) total: Amount,
    /// What the parts leave over of it.
    pub(super) rest: Amount,
    /// Parts are known only with their tax, so they do not add up to the whole.
    pub(super) gross: bool,
    /// All lines with a discount stand at list value, and no discount line makes it up.
    pub(super) discount_lost: bool,
}

impl Diff<'_> {
    pub(super) fn is_clean(&self) -> bool {
        self.lines.is_empty() && self.parts().iter().all(|a| a.is_zero())
    }

    fn parts(&self) -> [Amount; 7] {
        [
            self.shipping,
            self.discount,
            self.charges.sum(),
            self.adjustment,
            self.tax,
            self.total,
            self.rest,
        ]
    }

    /// How far it is from agreeing: lines weigh more than money.
    pub(super) fn weight(&self) -> (usize, usize, Amount) {
        (
            self.lines.len(),
            self.parts().iter().filter(|a| !a.is_zero()).count(),
            self.total.abs(),
        )
    }

    /// Sum of what the lines differ by.
    pub(super) fn lines_total(&self) -> Amount {
        self.lines.iter().map(LineDiff::delta).sum()
    }
}

/// The value a document gives an order, given the version it is held against: cut lines without tax
/// of their own are taken to carry the version's tax.
pub(super) fn value(version: &Version, booked: &Booked<'_>) -> Amount {
    booked.total.unwrap_or_else(|| booked.net + version.tax)
}

/// Compares.
pub(super) fn compare<'a>(version: &Version, wants: &Wants, booked: &Booked<'a>, rules: &Rules) -> Diff<'a> {
    let mut diff = Diff {
        total: version.total - value(version, booked),
        gross: version.has_gross(),
        ..Diff::default()
    };
    if !booked.lines_known {
        if let Some(tax) = booked.tax {
            diff.tax = version.tax - tax;
        }
        diff.rest = diff.total - diff.tax;
        return diff;
    }
    let told = unlabelled::told_apart(booked, version, wants);
    let booked = told.as_ref().unwrap_or(booked);
    let pairing = lines::pair(wants, booked, rules);
    let pooled = pairing.pooled + version.discount;
    diff.discount = booked.discount - pooled;
    diff.discount_lost = booked.discount.is_zero() && !pooled.is_zero() && pairing.netted == 0;
    diff.lines = pairing.diffs;
    if !version.discount.is_zero() && diff.discount.is_negative() {
        diff.discount = unlabelled::netted(&mut diff.lines, diff.discount);
        diff.discount_lost &= diff.discount == booked.discount - pooled;
    }
    if booked.discount.is_zero() && pairing.netted > 0 && !pairing.pooled.is_zero() {
        price_levels(wants, &pairing.at_list, &mut diff);
    }
    // However discounts are laid out, they tie when the sums agree and all pieces do.
    let prices_only = diff.lines.iter().all(|d| d.kind == Kind::Price);
    if prices_only && !diff.discount.is_zero() && (diff.lines_total() + diff.discount).is_zero() {
        diff.lines.clear();
        diff.discount = Amount::ZERO;
    }
    diff.charges = Charges {
        tips: version.charges.tips - booked.charges.tips,
        duties: version.charges.duties - booked.charges.duties,
        fees: version.charges.fees - booked.charges.fees,
    };
    diff.adjustment = version.adjustment - booked.adjustment;
    unnamed_charges(&mut diff);
    fold_discount(&mut diff);
    shipping_and_tax(version, booked, &mut diff);
    let parts = diff.lines_total() + diff.shipping + diff.discount + diff.charges.sum() + diff.adjustment + diff.tax;
    // Gross parts hold tax that is counted apart, so only the whole can be left over.
    diff.rest = if diff.gross { Amount::ZERO } else { diff.total - parts };
    if diff.gross && diff.lines.is_empty() && diff.tax.is_zero() {
        diff.rest = diff.total;
    }
    diff
}

/// Some lines hold their discount and others stand at list value: those have the wrong price.
fn price_levels(wants: &Wants, at_list: &[(usize, Amount)], diff: &mut Diff<'_>) {
    for (at, discount) in at_list {
        if let Some(want) = wants.lines.get(*at) {
            diff.discount += *discount;
            diff.lines.push(LineDiff::at_list(want, *discount));
        }
    }
}

/// Tips, duties, fees and refund differences may stand under any item where the rules name none.
fn unnamed_charges(diff: &mut Diff<'_>) {
    let lines = &mut diff.lines;
    let mut claim = |amount: &mut Amount| {
        if amount.is_zero() {
            return;
        }
        let found = lines.iter().position(|d| d.kind == Kind::Ghost && d.held.1 == *amount);
        if let Some(found) = found {
            lines.remove(found);
            *amount = Amount::ZERO;
        }
    };
    claim(&mut diff.charges.tips);
    claim(&mut diff.charges.duties);
    claim(&mut diff.charges.fees);
    claim(&mut diff.adjustment);
}

/// A stale line keeps its stale discount: the two are one difference, at the line.
fn fold_discount(diff: &mut Diff<'_>) {
    if diff.discount.is_zero() {
        return;
    }
    let discount = diff.discount;
    let stale = diff
        .lines
        .iter_mut()
        .filter(|d| d.is_quantity() && d.delta().is_negative() != discount.is_negative())
        .filter(|d| d.delta().abs() > discount.abs())
        .max_by_key(|d| d.delta().abs());
    if let Some(line) = stale {
        line.held.1 -= discount;
        diff.discount = Amount::ZERO;
    }
}

fn shipping_and_tax(version: &Version, booked: &Booked<'_>, diff: &mut Diff<'_>) {
    if let Some(tax) = booked.tax {
        diff.tax = version.tax - tax;
    }
    let total = booked.total;
    match (booked.shipping, booked.tax, total) {
        (Some(shipping), tax, total) => {
            let shipping = match (version.shipping_has_tax, booked.shipping_tax) {
                (false, _) => Some(shipping),
                (true, Some(tax)) => Some(shipping + tax),
                (true, None) => None,
            };
            if let Some(shipping) = shipping {
                diff.shipping = version.shipping - shipping;
            }
            if let (None, Some(total)) = (tax, total) {
                diff.tax = version.tax - (total - booked.net);
            }
        }
        // Shipping may be a field of the header: it is what lines and tax leave over of the total.
        (None, Some(tax), Some(total)) => {
            let left = total - booked.net - tax;
            let is_shipping = left > Amount::ZERO && !version.shipping.is_zero() || left.is_zero();
            if is_shipping && !version.shipping_has_tax {
                diff.shipping = version.shipping - left;
            }
        }
        (None, None, Some(total)) => {
            let left = total - booked.net;
            if left == version.tax {
                diff.shipping = version.shipping;
            } else {
                diff.tax = version.tax + version.shipping - left;
            }
        }
        (None, _, None) => diff.shipping = version.shipping,
    }
}
