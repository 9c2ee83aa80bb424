//! One state of an order: what a sales order that follows it holds.

use crate::base::Amount;
use crate::model::shop::{Basis, Order, Totals};

use super::credits::Effect;

/// Charges beside goods and shipping, without tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Charges {
    /// Tips.
    pub tips: Amount,
    /// Duties.
    pub duties: Amount,
    /// Additional fees.
    pub fees: Amount,
}

impl Charges {
    /// All of them together.
    #[must_use]
    pub fn sum(self) -> Amount {
        self.tips + self.duties + self.fees
    }
}

/// A line of goods as it stands in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionLine {
    /// Position in [`Order::lines`].
    pub index: usize,
    /// Pieces.
    pub quantity: i64,
    /// Value after discounts; without tax unless `has_tax`.
    pub net: Amount,
    /// The source cannot say what the line is worth without its tax.
    pub has_tax: bool,
}

/// One state of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Lines with at least one piece, in the order's own order.
    pub lines: Vec<VersionLine>,
    /// Shipping; without tax unless `shipping_has_tax`.
    pub shipping: Amount,
    /// The source cannot say what shipping is worth without its tax.
    pub shipping_has_tax: bool,
    /// Tips, duties, fees.
    pub charges: Charges,
    /// Discount that no line contains yet, positive.
    pub discount: Amount,
    /// What the other parts leave over of the total: goodwill, fees kept on a return.
    pub adjustment: Amount,
    /// Tax within the total.
    pub tax: Amount,
    /// The total.
    pub total: Amount,
}

impl Version {
    /// The sum of the parts without `adjustment`, or `None` where some lines contain their tax and
    /// others do not, so that no sum can be made.
    pub(super) fn sum(&self) -> Option<Amount> {
        let goods: Amount = self.lines.iter().map(|l| l.net).sum();
        let base = goods + self.shipping + self.charges.sum() - self.discount;
        let gross = self.lines.iter().filter(|l| l.has_tax).count();
        let shipping_fits =
            |has: bool| self.shipping.is_zero() || self.lines.is_empty() || self.shipping_has_tax == has;
        if gross == 0 && shipping_fits(false) {
            Some(base + self.tax)
        } else if gross == self.lines.len() && shipping_fits(true) {
            Some(base)
        } else {
            None
        }
    }

    /// Puts what the parts leave over of the total into `adjustment`.
    pub(super) fn settle(&mut self) {
        self.adjustment = match self.sum() {
            Some(sum) => self.total - sum,
            None => Amount::ZERO,
        };
    }

    /// Whether any part is known only with its tax.
    #[must_use]
    pub fn has_gross(&self) -> bool {
        self.lines.iter().any(|l| l.has_tax) || self.shipping_has_tax && !self.shipping.is_zero()
    }

    /// This version with what a refund or return took off put back.
    #[must_use]
    pub fn plus(&self, effect: &Effect) -> Self {
        let mut sum = self.clone();
        for taken in &effect.lines {
            match sum.lines.iter_mut().find(|l| l.index == taken.index) {
                Some(line) => {
                    line.quantity += taken.quantity;
                    line.net += taken.net;
                }
                None => sum.lines.push(*taken),
            }
        }
        sum.lines.retain(|l| l.quantity != 0 || !l.net.is_zero());
        sum.lines.sort_by_key(|l| l.index);
        sum.shipping += effect.shipping;
        sum.charges.tips += effect.charges.tips;
        sum.charges.duties += effect.charges.duties;
        sum.charges.fees += effect.charges.fees;
        sum.adjustment += effect.adjustment;
        sum.tax += effect.tax;
        sum.total += effect.total;
        sum
    }
}

/// The order as its own fields state it now (or, for an export, as sold).
pub(super) fn stated(order: &Order<'_>, basis: Basis) -> Version {
    let head = &order.head;
    let as_sold = head.totals == Totals::AsSold;
    let lines = order
        .lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            let quantity = if as_sold { line.quantity } else { line.current_quantity };
            let (net, tax) = (line.net.on(basis), line.tax.on(basis));
            let gross = head.taxes_included && line.net_has_tax;
            // The line's tax covers removed pieces too, so it can be taken out only of a whole line.
            let whole = line.quantity == quantity && !tax.is_zero();
            (quantity != 0).then_some(VersionLine {
                index,
                quantity,
                net: if gross && whole { net - tax } else { net },
                has_tax: gross && !whole,
            })
        })
        .collect();
    let (shipping, shipping_has_tax) = shipping(order, basis);
    let mut version = Version {
        lines,
        shipping,
        shipping_has_tax,
        charges: Charges {
            tips: head.tips.on(basis),
            duties: head.duties.on(basis),
            fees: head.fees.on(basis),
        },
        discount: head.unallocated_discount.on(basis),
        adjustment: Amount::ZERO,
        tax: head.tax.on(basis),
        total: head.total.on(basis),
    };
    version.settle();
    version
}

/// Shipping of the active lines, less what refunds gave back of it, and whether tax is in it.
fn shipping(order: &Order<'_>, basis: Basis) -> (Amount, bool) {
    let head = &order.head;
    if order.shipping.is_empty() {
        return (head.shipping.on(basis), head.taxes_included);
    }
    let active = || order.shipping.iter().filter(|s| !s.removed);
    let price: Amount = active().map(|s| s.price.on(basis)).sum();
    let tax: Amount = active().map(|s| s.tax.on(basis)).sum();
    let given_back: Amount = match head.totals {
        Totals::AsSold => Amount::ZERO,
        Totals::Current => order.refunds.iter().map(|r| r.shipping.on(basis)).sum(),
    };
    let gross = head.taxes_included && tax.is_zero() && order.lines.iter().any(|l| l.net_has_tax);
    let net = if head.taxes_included { price - tax } else { price };
    (net - given_back, gross)
}
