//! Which lines of a bill a refund takes back.

use crate::base::{Amount, Quantity};
use crate::model::books::{DocumentLine, LineRole};
use crate::model::shop::{Order, Refund, Restock};
use crate::project::{Key, Version, Want, key_of_item, wants};

use super::Scene;
use super::body::{CreditLine, Number, Ref};

/// The lines of a credit, and what they come to without tax.
pub(super) struct Goods {
    pub(super) lines: Vec<CreditLine>,
    pub(super) net: Amount,
}

/// The lines of a refund's goods: what Shopify put back on the shelf takes its line of the bill back, so
/// that NetSuite does the same; what was kept by the customer stands on the adjustment item, which
/// moves no stock.
pub(super) fn of_refund(scene: &Scene<'_>, credit: &crate::project::ExpectedCredit<'_>) -> Goods {
    let currency = scene.currency();
    let version = Version {
        lines: credit.effect.lines.clone(),
        shipping: Amount::ZERO,
        shipping_has_tax: false,
        charges: crate::project::Charges::default(),
        discount: Amount::ZERO,
        adjustment: Amount::ZERO,
        tax: Amount::ZERO,
        total: Amount::ZERO,
    };
    let day = Some(scene.order.head.created_at.day(&jiff::tz::TimeZone::UTC));
    let wanted = wants(&version, scene.order, scene.expected.basis, scene.ask.rules, day);
    let mut held = Held::of(scene);
    let mut goods = Goods {
        lines: Vec::new(),
        net: Amount::ZERO,
    };
    let mut kept = Amount::ZERO;
    for want in &wanted.lines {
        let back = goes_back(scene.order, credit.refund, want);
        match back.then(|| held.take(want)).flatten() {
            Some(line) => {
                goods.lines.push(CreditLine {
                    line: Some(line),
                    item: None,
                    quantity: Number::quantity(want.quantity),
                    amount: Number::amount(want.net, currency),
                    is_taxable: None,
                    description: None,
                });
                goods.net += want.net;
            }
            None => kept += want.net,
        }
    }
    if !kept.is_zero()
        && let Some(item) = scene.ask.rules.items.adjustment
    {
        let taxed = !credit.effect.tax.is_zero();
        goods
            .lines
            .push(adjustment(item, kept, scene, taxed, "goods not taken back into stock"));
        goods.net += kept;
    }
    goods
}

/// A line of the adjustment item.
pub(super) fn adjustment(item: u64, amount: Amount, scene: &Scene<'_>, taxable: bool, what: &str) -> CreditLine {
    CreditLine {
        line: None,
        item: Some(Ref::to(item)),
        quantity: Number::quantity(Quantity::whole(1)),
        amount: Number::amount(amount, scene.currency()),
        is_taxable: Some(taxable),
        description: Some(what.to_owned()),
    }
}

/// Whether Shopify took these goods back into stock, or they never left it.
fn goes_back(order: &Order<'_>, refund: Option<&Refund<'_>>, want: &Want) -> bool {
    let Some(line) = want.line.and_then(|at| order.lines.get(at)) else {
        // A part of a recipe goes where its bundle goes, and a refund names no bundle's parts.
        return refund.is_some_and(|r| r.lines.iter().all(|l| l.restock != Restock::NoRestock));
    };
    let of_line = refund.iter().flat_map(|r| &r.lines).filter(|l| l.line == line.id);
    of_line.clone().count() > 0 && of_line.clone().all(|l| l.restock != Restock::NoRestock)
}

/// What is left to take back of each line of the bill.
struct Held<'a> {
    lines: Vec<(&'a DocumentLine<'a>, Quantity)>,
}

impl<'a> Held<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let lines = scene.from.lines.iter().flatten();
        Self {
            lines: lines
                .filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
                .map(|l| (l, l.quantity.abs()))
                .collect(),
        }
    }

    /// Takes pieces of the line of the same item whose unit price is nearest; its id.
    fn take(&mut self, want: &Want) -> Option<u64> {
        if want.key == Key::None || want.quantity.is_zero() {
            return None;
        }
        let price = |amount: Amount, quantity: Quantity| {
            i128::from(amount.raw()) * i128::from(Quantity::whole(1).raw()) / i128::from(quantity.raw().max(1))
        };
        let wanted = price(want.net, want.quantity);
        let fits = |(line, left): &(&DocumentLine<'_>, Quantity)| {
            let same = key_of_item(&line.sku, line.item) == want.key || want.key == Key::Id(line.item);
            same && left.raw() >= want.quantity.raw()
        };
        let at = (0..self.lines.len())
            .filter(|at| fits(&self.lines[*at]))
            .min_by_key(|at| (price(self.lines[*at].0.amount, self.lines[*at].0.quantity.abs()) - wanted).abs())?;
        let (line, left) = &mut self.lines[at];
        *left = Quantity::from_raw(left.raw() - want.quantity.raw());
        Some(line.id)
    }
}
