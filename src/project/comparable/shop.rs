//! Shopify's side of a case in short.

use crate::base::{Amount, Digest, Moment, Quantity};
use crate::model::payout::BalanceTransaction;
use crate::model::rules::ShopNo;
use crate::model::shop::{Basis, Line, LineGroup, MoneyBag, Order, Refund, Totals};

use crate::project::rules_epoch::Mapping;
use crate::project::stock::restocked;
use crate::project::tenders;

use super::{Side, add_amount, add_line, hints, item};

/// Shopify's side of a case. `None` where it holds no order at all.
#[must_use]
pub fn shop_side(
    orders: &[Order<'_>],
    movements: &[BalanceTransaction<'_>],
    shop: ShopNo,
    mapping: &Mapping,
) -> Option<Side> {
    let (first, rest) = orders.split_first()?;
    let mut side = order_side(first, movements, shop, mapping);
    for other in rest {
        let more = order_side(other, &[], shop, mapping);
        side.digest.merge(more.digest);
        side.value += more.value;
        side.address ^= more.address.rotate_left(7);
        side.orders += more.orders;
        side.tests += more.tests;
    }
    if !rest.is_empty() {
        side.digest.add(item::LOOK_SHOP, 0, 0, 0);
    }
    Some(side)
}

fn order_side(order: &Order<'_>, movements: &[BalanceTransaction<'_>], shop: ShopNo, mapping: &Mapping) -> Side {
    let head = &order.head;
    let basis = mapping.basis(shop);
    let mut side = Side {
        currency: match basis {
            Basis::Shop => head.currency,
            Basis::Presentment => head.presentment_currency,
        },
        orders: u32::from(!head.test),
        tests: u32::from(head.test),
        ..Side::EMPTY
    };
    let plain = movements.is_empty() && is_plain(order);
    let (sold, mut usual) = match plain.then(|| plainly_sold(order, basis)).flatten() {
        Some(sold) => (sold, true),
        None => projected(order, movements, shop, mapping),
    };
    // A lapsed authorisation is an order to close, whatever its amounts say.
    usual &= !head.test && head.cancelled_at.is_none() && head.financial_status != "expired";
    // What is worth knowing although everything agrees needs a look.
    usual &= !head.is_held_up_by_payment() && !sold.edited_in_later_month;
    usual &= !tenders::is_unusual(order, basis);
    // Money given back for what the order no longer holds is credited twice if anything credits it.
    usual &= sold.total - sold.credits == sold.value;
    usual &= add_goods(&mut side.digest, order, &sold, mapping);
    add_amount(&mut side.digest, item::SHIPPING, sold.shipping);
    add_amount(&mut side.digest, item::TAX, sold.tax);
    add_amount(&mut side.digest, item::TOTAL, sold.total);
    add_amount(&mut side.digest, item::CREDITS, sold.credits);
    side.address = sold.answered;
    if head.fulfillment_status == "fulfilled" {
        side.address |= hints::shipped();
    }
    match head.ships_to.as_ref().map(hints::address) {
        Some(Some(address)) => side.address |= address,
        Some(None) => usual = false,
        None => {}
    }
    if !usual {
        side.digest.add(item::LOOK_SHOP, 1, 0, 0);
    }
    side.value = if head.test { Amount::ZERO } else { sold.value };
    side
}

/// What an order was sold as, before refunds, and what was refunded.
struct Sold {
    /// Line by its position, with pieces and value.
    lines: Vec<(usize, i64, Amount)>,
    shipping: Amount,
    tax: Amount,
    total: Amount,
    credits: Amount,
    /// Which refund each credit answers and whether goods came back, as far as the refunds say.
    answered: u64,
    /// Worth now.
    value: Amount,
    /// An edit was made in a later month than the order.
    edited_in_later_month: bool,
}

/// Whether an order can be read off its own totals: no ledger, no refund lines, nothing but goods,
/// shipping and tax. Large files without refunds consist of these.
fn is_plain(order: &Order<'_>) -> bool {
    let head = &order.head;
    !head.taxes_included
        && head.totals == Totals::Current
        && head.unallocated_discount == MoneyBag::ZERO
        && head.duties == MoneyBag::ZERO
        && head.tips == MoneyBag::ZERO
        && head.fees == MoneyBag::ZERO
        && order.agreements.is_empty()
        && order
            .refunds
            .iter()
            .all(|r| r.total != MoneyBag::ZERO && r.lines.is_empty() && gives_money_alone(r))
        && order.shipping.iter().all(|s| !s.removed)
}

fn gives_money_alone(refund: &Refund<'_>) -> bool {
    let zero = MoneyBag::ZERO;
    refund.adjustments == zero && refund.shipping == zero && refund.shipping_tax == zero
}

/// A plain order, where its totals leave no doubt whether refunds are taken off them.
fn plainly_sold(order: &Order<'_>, basis: Basis) -> Option<Sold> {
    let head = &order.head;
    let lines: Vec<_> = order
        .lines
        .iter()
        .enumerate()
        .map(|(at, l)| (at, l.current_quantity, l.net.on(basis)))
        .collect();
    let (shipping, tax, stated) = (head.shipping.on(basis), head.tax.on(basis), head.total.on(basis));
    let credits = head.refunded.on(basis);
    let total = lines.iter().map(|l| l.2).sum::<Amount>() + shipping + tax;
    let refunded: Amount = order.refunds.iter().map(|r| r.total.on(basis)).sum();
    let shipped_for: Amount = order.shipping.iter().map(|s| s.price.on(basis)).sum();
    let removed = |l: &Line<'_>| l.current_quantity != l.quantity;
    let worthless = |l: &Line<'_>| l.current_quantity == 0 && !l.net.on(basis).is_zero();
    let clear = (total == stated || total == stated + credits)
        && refunded == credits
        && (order.shipping.is_empty() || shipped_for == shipping)
        // Money given back may be for the pieces removed: only the whole projection tells.
        && (credits.is_zero() || !order.lines.iter().any(removed))
        && !order.lines.iter().any(worthless);
    if !clear {
        return None;
    }
    Some(Sold {
        lines,
        shipping,
        tax,
        total,
        credits,
        answered: answered(order.refunds.iter().map(|r| (r.id, r.total.on(basis), r.created_at)))?,
        value: total - credits,
        edited_in_later_month: false,
    })
}

/// Any other order, by the full projection; with whether it is of the usual form.
fn projected(order: &Order<'_>, movements: &[BalanceTransaction<'_>], shop: ShopNo, mapping: &Mapping) -> (Sold, bool) {
    let expected = crate::project::order(order, movements, mapping.rules(), shop);
    let version = &expected.sold;
    let month_of = |at: Moment| hints::month(hints::month_of_refund(at));
    let made = month_of(order.head.created_at);
    let answered = answered(expected.credits.iter().map(|c| (c.id, c.amount, c.at)));
    let stock = hints::stock(expected.credits.iter().map(|c| c.refund.and_then(restocked)));
    let usual = answered.is_some()
        && stock.is_some()
        && !version.has_gross()
        && version.adjustment.is_zero()
        && version.charges.sum().is_zero()
        && version.discount.is_zero()
        && expected.exchanged.is_zero()
        && expected.returned.total.is_zero()
        && expected.credits.iter().all(|c| !c.pending);
    let sold = Sold {
        lines: version.lines.iter().map(|l| (l.index, l.quantity, l.net)).collect(),
        shipping: version.shipping,
        tax: version.tax,
        total: version.total,
        credits: expected.credits.iter().map(|c| c.amount).sum(),
        answered: answered.unwrap_or(0) | stock.unwrap_or(0),
        value: expected.current_total,
        edited_in_later_month: expected.edited_at.iter().any(|at| month_of(*at) > made),
    };
    (sold, usual)
}

/// Which refund is answered by how much and when; 0 where the source gives refunds no ids, `None`
/// where it does so for some only.
fn answered(credits: impl Iterator<Item = (u64, Amount, Moment)>) -> Option<u64> {
    let (mut sum, mut named, mut nameless) = (0_u64, 0, 0);
    for (id, amount, at) in credits {
        if id == 0 {
            nameless += 1;
        } else {
            named += 1;
            let month = hints::month(hints::month_of_refund(at));
            sum = sum.wrapping_add(hints::credit(id, amount.raw(), month));
        }
    }
    match (named, nameless) {
        (0, _) => Some(0),
        (_, 0) => Some(hints::credits(sum)),
        _ => None,
    }
}

/// Adds the goods, the parts of a bundle as the bundle; false where one is not of the usual form.
fn add_goods(digest: &mut Digest, order: &Order<'_>, sold: &Sold, mapping: &Mapping) -> bool {
    let mut usual = true;
    let mut bundles: Vec<(&LineGroup<'_>, Amount)> = Vec::new();
    for (at, quantity, net) in &sold.lines {
        let line = &order.lines[*at];
        usual &= !line.gift_card;
        if *quantity == 0 && net.is_zero() {
            continue;
        }
        match &line.group {
            Some(group) if !group.sku.trim().is_empty() => {
                // Of a bundle that lost pieces it is not said how many are left.
                usual &= *quantity == line.quantity;
                match bundles.iter_mut().find(|b| b.0.id == group.id) {
                    Some(bundle) => bundle.1 += *net,
                    None => bundles.push((group, *net)),
                }
            }
            _ if mapping.is_bundle(&line.sku) => usual = false,
            _ => add_line(digest, mapping.sku(&line.sku), Quantity::whole(*quantity), *net),
        }
    }
    for (group, net) in bundles {
        let is_part = |l: &Line<'_>| l.sku.trim().eq_ignore_ascii_case(group.sku.trim());
        usual &= !order.lines.iter().any(is_part);
        add_line(digest, mapping.sku(&group.sku), Quantity::whole(group.quantity), net);
    }
    usual
}
