//! What is looked for on a sales order: lines by SKU, with bundles taken apart.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::base::{Amount, Quantity};
use crate::model::rules::{BundleComponent, ItemName, Rules};
use crate::model::shop::{Basis, Order};

use super::version::{Version, VersionLine, pro_rata, whole};

/// What a line is found by in NetSuite.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// By item name, in capitals and without surrounding blanks.
    Name(String),
    /// By item, internal id.
    Id(u64),
    /// The line has no SKU.
    None,
}

/// A line that NetSuite should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// What it is found by.
    pub key: Key,
    /// The SKU as people know it, or the title where there is none.
    pub sku: String,
    /// Position of the order line; `None` for a component of a recipe.
    pub line: Option<usize>,
    /// Pieces.
    pub quantity: Quantity,
    /// Value after discounts.
    pub net: Amount,
    /// Value before discounts, where it is known without tax.
    pub gross: Amount,
    /// How far `gross` may be off, where the tax had to be taken out of a list price.
    pub slack: Amount,
    /// `net` contains tax.
    pub has_tax: bool,
    /// Position of the bundle it is a part of.
    pub bundle: Option<usize>,
}

impl Want {
    /// Whether an amount is the line's value before its discounts.
    #[must_use]
    pub fn is_list_value(&self, amount: Amount) -> bool {
        self.gross != self.net && (amount - self.gross).abs() <= self.slack
    }
}

/// A bundle whose parts may stand in NetSuite as one kit line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What the kit line is found by.
    pub key: Key,
    /// The bundle's SKU as people know it.
    pub sku: String,
    /// Bundles.
    pub quantity: Quantity,
    /// Value after discounts of all of it.
    pub net: Amount,
    /// Value before discounts of all of it.
    pub gross: Amount,
    /// How far `gross` may be off.
    pub slack: Amount,
    /// `net` contains tax.
    pub has_tax: bool,
    /// It is one line in Shopify and a recipe says what it consists of.
    pub by_recipe: bool,
    /// The order line that stands for it (its first part).
    pub line: usize,
}

/// All lines of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wants {
    /// Lines and parts of bundles.
    pub lines: Vec<Want>,
    /// Bundles.
    pub bundles: Vec<Bundle>,
    /// The day of the order, which recipes are taken as of.
    pub day: Option<Date>,
}

impl Wants {
    /// The components of all recipes that hold on the day of the order: a changed recipe leaves old
    /// orders alone.
    pub fn recipes<'r>(&self, rules: &'r Rules) -> impl Iterator<Item = &'r BundleComponent> + use<'r> {
        let day = self.day;
        rules.bundles.iter().filter(move |c| holds_on(c, day))
    }
}

/// Whether a recipe's component holds on a day; without a day any does.
fn holds_on(component: &BundleComponent, day: Option<Date>) -> bool {
    day.is_none_or(|day| {
        component.valid_from.is_none_or(|from| from <= day) && component.valid_to.is_none_or(|to| day <= to)
    })
}

/// The key of an item name as NetSuite writes it: of a matrix item (`Tee : TEE-BLK-M`) the last part.
#[must_use]
pub fn key_of_item(name: &str, id: u64) -> Key {
    let last = name.rsplit(" : ").next().unwrap_or(name).trim();
    match (last.is_empty(), id) {
        (false, _) => Key::Name(last.to_uppercase()),
        (true, 0) => Key::None,
        (true, id) => Key::Id(id),
    }
}

/// The key of the item that stands for a SKU: its alias where it has one.
#[must_use]
pub fn key_of_sku(sku: &str, rules: &Rules) -> Key {
    match rules.sku_aliases.get(sku.trim()) {
        Some(ItemName::Name(name)) => key_of_item(name, 0),
        Some(ItemName::Id(id)) => Key::Id(*id),
        None => key_of_item(sku, 0),
    }
}

/// Takes a version apart into the lines that NetSuite should hold.
#[must_use]
pub fn wants(version: &Version, order: &Order<'_>, basis: Basis, rules: &Rules, day: Option<Date>) -> Wants {
    let mut wants = Wants {
        day,
        ..Wants::default()
    };
    let mut groups: Vec<(u64, usize)> = Vec::new();
    for held in &version.lines {
        let Some(line) = order.lines.get(held.index) else {
            continue;
        };
        let quantity = whole(held.quantity);
        let (gross, slack) = list_value(order, held, basis);
        let sku = if line.sku.trim().is_empty() {
            &line.title
        } else {
            &line.sku
        };
        let mut want = Want {
            key: key_of_sku(&line.sku, rules),
            sku: sku.to_string(),
            line: Some(held.index),
            quantity,
            net: held.net,
            gross: gross.max(held.net),
            slack,
            has_tax: held.has_tax,
            bundle: None,
        };
        if let Some(group) = &line.group {
            let bundle = match groups.iter().find(|(id, _)| *id == group.id) {
                Some((_, position)) => *position,
                None => {
                    groups.push((group.id, wants.bundles.len()));
                    wants.bundles.push(Bundle {
                        key: key_of_sku(&group.sku, rules),
                        sku: group.sku.to_string(),
                        quantity: bundles_in(group.quantity, held.quantity, line.quantity),
                        net: Amount::ZERO,
                        gross: Amount::ZERO,
                        slack: Amount::ZERO,
                        has_tax: held.has_tax,
                        by_recipe: false,
                        line: held.index,
                    });
                    wants.bundles.len() - 1
                }
            };
            if let Some(b) = wants.bundles.get_mut(bundle) {
                b.net += want.net;
                b.gross += want.gross;
                b.slack += want.slack;
            }
            want.bundle = Some(bundle);
            wants.lines.push(want);
            continue;
        }
        let recipe = recipe(rules, &line.sku, day);
        if recipe.is_empty() {
            wants.lines.push(want);
        } else {
            explode(&want, held.index, &recipe, rules, &mut wants);
        }
    }
    wants
}

/// What a line is worth before its discounts, and how far that may be off.
///
/// Prices that contain tax say it with the tax in it, so the tax is taken out in the proportion in which it
/// stands in the discounted value; that is known to the cents to which value and tax are rounded. A
/// discount within those cents is none.
fn list_value(order: &Order<'_>, held: &VersionLine, basis: Basis) -> (Amount, Amount) {
    let Some(line) = order.lines.get(held.index) else {
        return (held.net, Amount::ZERO);
    };
    let Some(list) = line.unit_price.on(basis).times(whole(held.quantity)) else {
        return (held.net, Amount::ZERO);
    };
    if !order.head.taxes_included || held.has_tax {
        return (list, Amount::ZERO);
    }
    // Tax that no line states is not told line by line: nothing can be taken out.
    let is_told = order.head.tax.on(basis).is_zero() || order.lines.iter().any(|l| !l.tax.on(basis).is_zero());
    let tax = pro_rata(line.tax.on(basis), held.quantity, line.quantity);
    let paid = held.net + tax;
    if !is_told || paid.is_zero() {
        return (held.net, Amount::ZERO);
    }
    let raw = i128::from(list.raw()) * i128::from(held.net.raw()) / i128::from(paid.raw());
    let currency = match basis {
        Basis::Shop => order.head.currency,
        Basis::Presentment => order.head.presentment_currency,
    };
    let cents = Amount::smallest(currency) + Amount::smallest(currency);
    match i64::try_from(raw).map(Amount::from_raw) {
        Ok(gross) if gross > held.net + cents => (gross, cents),
        _ => (held.net, Amount::ZERO),
    }
}

/// How many bundles a number of parts makes, where a group of `sold` bundles had `parts` of them.
fn bundles_in(sold: i64, now: i64, parts: i64) -> Quantity {
    if parts == 0 {
        return whole(sold);
    }
    let raw = i128::from(whole(sold).raw()) * i128::from(now) / i128::from(parts);
    Quantity::from_raw(i64::try_from(raw).unwrap_or(whole(sold).raw()))
}

/// The recipe of a bundle on the day of its order: a changed recipe leaves old orders alone.
fn recipe<'r>(rules: &'r Rules, sku: &str, day: Option<Date>) -> Vec<&'r BundleComponent> {
    rules
        .bundles
        .iter()
        .filter(|c| c.bundle.trim() == sku.trim() && !sku.trim().is_empty() && holds_on(c, day))
        .collect()
}

/// A bundle that is one line in Shopify becomes its components; the last takes the odd cents.
fn explode(want: &Want, line: usize, recipe: &[&BundleComponent], rules: &Rules, wants: &mut Wants) {
    let position = wants.bundles.len();
    wants.bundles.push(Bundle {
        key: want.key.clone(),
        sku: want.sku.clone(),
        quantity: want.quantity,
        net: want.net,
        gross: want.gross,
        slack: want.slack,
        has_tax: want.has_tax,
        by_recipe: true,
        line,
    });
    let (mut net_left, mut gross_left) = (want.net, want.gross);
    for (n, part) in recipe.iter().enumerate() {
        let last = n + 1 == recipe.len();
        let net = if last { net_left } else { share(want.net, part.share) };
        let gross = if last {
            gross_left
        } else {
            share(want.gross, part.share)
        };
        net_left -= net;
        gross_left -= gross;
        wants.lines.push(Want {
            key: key_of_sku(&part.component, rules),
            sku: part.component.clone(),
            line: None,
            quantity: Quantity::from_raw(want.quantity.raw().saturating_mul(part.quantity)),
            net,
            gross,
            slack: want.slack,
            has_tax: want.has_tax,
            bundle: Some(position),
        });
    }
}

/// A share of an amount, to the cent.
fn share(amount: Amount, share: Decimal) -> Amount {
    let raw = (amount.to_decimal() * share).round_dp(2) * Decimal::new(10_000, 0);
    raw.to_i64().map_or(Amount::ZERO, Amount::from_raw)
}
