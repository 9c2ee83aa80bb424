//! Sources that say less: a saved search without item types, an export without line discounts or
//! bundle groups. What stands there tells what it is.

use crate::base::{Amount, Quantity};
use crate::model::rules::{BundleComponent, Rules};
use crate::project::{Key, Version, Wants, key_of_item};

use super::booked::{Booked, BookedLine};
use super::lines::{Kind, LineDiff, Pairing};

/// Words that name a shipping charge where its item is not configured.
const SHIPPING: [&str; 4] = ["SHIPPING", "DELIVERY", "POSTAGE", "FREIGHT"];

/// Items that nobody ordered and that are plainly a discount (negative) or shipping (by name, or the
/// very amount) count as such. `None` where there are none.
pub(super) fn told_apart<'a>(booked: &Booked<'a>, version: &Version, wants: &Wants) -> Option<Booked<'a>> {
    let ordered = |item: &BookedLine<'_>| {
        let is = |key: &Key| *key == item.key || *key == Key::Id(item.line.item);
        wants.lines.iter().any(|w| is(&w.key)) || wants.bundles.iter().any(|b| is(&b.key))
    };
    let discounts = |i: &BookedLine<'_>| i.amount.is_negative() && !ordered(i);
    let ships = |i: &BookedLine<'_>| {
        let name = i.line.sku.to_uppercase();
        let named = SHIPPING.iter().any(|word| name.contains(word));
        let whole = i.quantity <= Quantity::whole(1);
        whole && !ordered(i) && (named || i.amount == version.shipping) && !i.amount.is_negative()
    };
    let no_shipping = booked.shipping.is_none() && !version.shipping.is_zero();
    let any = booked.items.iter().any(|i| discounts(i) || no_shipping && ships(i));
    any.then(|| {
        let mut told = booked.clone();
        told.items.retain(|item| {
            if discounts(item) {
                told.discount -= item.amount;
            } else if no_shipping && ships(item) {
                told.shipping = Some(told.shipping.map_or(item.amount, |s| s + item.amount));
            } else {
                return true;
            }
            false
        });
        told
    })
}

/// An export lists the parts of a bundle like any other line: a kit line whose recipe is missing
/// among them stands for those parts.
pub(super) fn kits_by_recipe(rules: &Rules, wants: &Wants, result: &mut Pairing<'_>) {
    if rules.bundles.is_empty() || result.diffs.is_empty() {
        return;
    }
    let recipes: Vec<&BundleComponent> = wants.recipes(rules).collect();
    let mut from = 0;
    while let Some(kit) = result.diffs.iter().skip(from).position(|d| d.kind == Kind::Ghost) {
        let kit = kit + from;
        from = kit + 1;
        let Some(parts) = parts_of(&recipes, &result.diffs, kit) else {
            continue;
        };
        let wanted: Amount = parts
            .iter()
            .filter_map(|i| result.diffs.get(*i))
            .map(|d| d.wanted.1)
            .sum();
        let gross: Amount = parts.iter().filter_map(|i| result.diffs.get(*i)).map(|d| d.gross).sum();
        let mut position = 0;
        let line = &mut result.diffs[kit];
        line.kind = Kind::Price;
        line.wanted = (line.held.0, wanted);
        line.gross = gross;
        let (ties, at_list) = (line.held.1 == wanted, line.held.1 == gross);
        if at_list && !ties {
            result.pooled += gross - wanted;
        }
        result.diffs.retain(|_| {
            position += 1;
            let i = position - 1;
            !(parts.contains(&i) || i == kit && (ties || at_list))
        });
        from = 0;
    }
}

/// The missing lines that a kit line stands for, if all of its recipe is missing.
fn parts_of(recipes: &[&BundleComponent], diffs: &[LineDiff<'_>], kit: usize) -> Option<Vec<usize>> {
    let line = diffs.get(kit)?;
    let key = key_of_item(&line.sku, 0);
    let recipe = || recipes.iter().filter(|c| key_of_item(&c.bundle, 0) == key);
    let mut parts = Vec::new();
    for component in recipe() {
        let name = key_of_item(&component.component, 0);
        let pieces = Quantity::from_raw(line.held.0.raw().saturating_mul(component.quantity));
        let found = diffs.iter().enumerate().position(|(i, d)| {
            let missing = d.kind == Kind::Missing && key_of_item(&d.sku, 0) == name;
            missing && d.wanted.0 == pieces && !parts.contains(&i)
        })?;
        parts.push(found);
    }
    (!parts.is_empty()).then_some(parts)
}

/// An order discount that no line of the export contains may be netted into NetSuite's lines: what
/// lines are short of it then is the discount, not a wrong price. Returns what discount is still
/// missing, as [`super::compare::Diff::discount`] counts it.
pub(super) fn netted(lines: &mut Vec<LineDiff<'_>>, discount: Amount) -> Amount {
    let short = |d: &LineDiff<'_>| d.kind == Kind::Price && d.delta() > Amount::ZERO;
    let all: Amount = lines.iter().filter(|d| short(d)).map(LineDiff::delta).sum();
    if all > -discount {
        // More is off than the discount explains: the rest is a price, at the line with most of it.
        let most = lines.iter_mut().filter(|d| short(d)).max_by_key(|d| d.delta());
        return match most.filter(|d| d.delta() > -discount) {
            Some(line) => {
                line.wanted.1 += discount;
                Amount::ZERO
            }
            None => discount,
        };
    }
    lines.retain(|d| !short(d));
    discount + all
}
