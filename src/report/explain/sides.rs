//! The two sides of an order, set side by side: lines by SKU, then the sums.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Pieces;
use super::held::Held;
use crate::base::{Amount, Currency, Quantity};
use crate::model::books::Document;
use crate::model::rules::{ItemName, Rules};
use crate::model::shop::{Basis, Line, Order, Totals};
use crate::report::Money;

/// Both sides of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// The documents NetSuite's side is read from: the sales orders, or where there are none (or
    /// they are closed and billed) the invoices and cash sales.
    pub from: Vec<String>,
    /// Goods by SKU, without tax.
    pub lines: Vec<LineEntry>,
    /// Sums. Rows that are nothing on both sides are left out.
    pub totals: Vec<TotalEntry>,
}

/// One SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineEntry {
    /// SKU, or the title where there is none.
    pub item: String,
    /// As Shopify has it now.
    pub shopify: Option<SideLine>,
    /// As NetSuite has it.
    pub netsuite: Option<SideLine>,
    /// Shopify's amount less NetSuite's; `None` for a bundle and its parts, which only compare as a
    /// whole, and where NetSuite's lines were not read.
    pub difference: Option<Money>,
    /// What is special about it: a bundle, a part of one, a closed line.
    pub note: String,
}

/// One side of a SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SideLine {
    /// Pieces.
    pub quantity: Pieces,
    /// Without tax.
    pub amount: Money,
}

/// One sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalEntry {
    /// `goods`, `discount`, `net_goods`, `shipping`, `tax`, `duties`, `tips`, `fees`, `total`, `credits`, `balance`.
    pub what: &'static str,
    /// As Shopify has it.
    pub shopify: Option<Money>,
    /// As NetSuite has it; `None` where that cannot be told: the lines were not read, or the document
    /// has closed lines and states its tax for the whole of them.
    pub netsuite: Option<Money>,
    /// Shopify's less NetSuite's.
    pub difference: Option<Money>,
}

/// One SKU, while both sides are read.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) item: String,
    shopify: Option<(Quantity, Amount)>,
    pub(super) netsuite: Option<(Quantity, Amount)>,
    pub(super) notes: Vec<String>,
    /// A bundle or a part of one: the two sides may hold one as the other.
    apart: bool,
}

impl Sides {
    /// Whether NetSuite's documents do not tell what they are worth without their closed lines.
    pub(super) fn total_is_open(&self) -> bool {
        self.totals.iter().any(|t| t.what == "total" && t.netsuite.is_none())
    }
}

/// Sets an order (or nothing, for an orphan) and its documents side by side.
pub(super) fn of(
    order: Option<&Order<'_>>,
    documents: &[Document<'_>],
    rules: &Rules,
    basis: Basis,
    currency: Currency,
) -> Sides {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    if let Some(order) = order {
        shopify_rows(order, rules, basis, &mut rows);
    }
    let held = Held::read(documents, rules, &mut rows);
    let goods = |side: fn(&Row) -> Option<(Quantity, Amount)>| -> Amount {
        rows.values().filter_map(side).map(|(_, amount)| amount).sum()
    };
    let shopify = order.map(|order| shopify_totals(order, basis, goods(|row| row.shopify)));
    let netsuite = held.totals(documents, goods(|row| row.netsuite));
    Sides {
        from: held.numbers,
        totals: totals(shopify, netsuite, currency),
        lines: rows
            .into_values()
            // A set that NetSuite holds in its parts, too, has no row.
            .filter(|row| row.shopify.is_some() || row.netsuite.is_some() || !row.notes.is_empty())
            .map(|row| line_entry(row, held.lines_known, currency))
            .collect(),
    }
}

fn shopify_rows(order: &Order<'_>, rules: &Rules, basis: Basis, rows: &mut BTreeMap<String, Row>) {
    for line in &order.lines {
        let name = if line.sku.is_empty() { &line.title } else { &line.sku };
        let key = shopify_key(line, rules);
        let row = rows.entry(key).or_default();
        if row.item.is_empty() {
            row.item = name.to_string();
        }
        let (quantity, amount) = row.shopify.unwrap_or_default();
        row.shopify = Some((
            quantity + Quantity::whole(line.current_quantity),
            amount + net_without_tax(order, line, basis),
        ));
        if let Some(group) = &line.group {
            row.notes.push(format!("part of {}", group.sku));
            row.apart = true;
        }
        let parts: Vec<_> = rules.bundles.iter().filter(|part| part.bundle == *line.sku).collect();
        if !line.sku.is_empty() && !parts.is_empty() {
            row.apart = true;
            let recipe: Vec<String> = parts
                .iter()
                .map(|p| format!("{} x {}", p.quantity, p.component))
                .collect();
            row.notes.push(format!("bundle of {}", recipe.join(", ")));
            for part in parts {
                let row = rows.entry(part.component.clone()).or_default();
                row.apart = true;
                row.item.clone_from(&part.component);
                row.notes.push(format!("in bundle {}", part.bundle));
            }
        }
        // NetSuite may hold the set as one line.
        if let Some(group) = line.group.as_ref().filter(|group| !group.sku.is_empty()) {
            let set = rows.entry(group.sku.to_string()).or_default();
            set.apart = true;
            set.item = group.sku.to_string();
        }
    }
}

/// A line's value without tax: a source that leaves the tax in states how much it is.
fn net_without_tax(order: &Order<'_>, line: &Line<'_>, basis: Basis) -> Amount {
    let net = line.net.on(basis);
    if order.head.taxes_included && line.net_has_tax {
        net - line.tax.on(basis)
    } else {
        net
    }
}

/// What a Shopify line is called in NetSuite.
fn shopify_key(line: &Line<'_>, rules: &Rules) -> String {
    if line.gift_card && rules.items.gift_card.is_some() {
        return "gift card".to_owned();
    }
    match rules.sku_aliases.get(line.sku.as_ref()) {
        Some(ItemName::Name(name)) => name.clone(),
        Some(ItemName::Id(id)) => format!("id:{id}"),
        None if line.sku.is_empty() => line.title.to_string(),
        None => line.sku.to_string(),
    }
}

fn line_entry(row: Row, comparable: bool, currency: Currency) -> LineEntry {
    let amount = |side: Option<(Quantity, Amount)>| side.map_or(Amount::ZERO, |(_, amount)| amount);
    let side = |side: Option<(Quantity, Amount)>| {
        side.map(|(quantity, amount)| SideLine {
            quantity: Pieces(quantity),
            amount: Money::new(amount, currency),
        })
    };
    let mut notes = row.notes;
    notes.dedup();
    LineEntry {
        difference: (comparable && !row.apart)
            .then(|| Money::new(amount(row.shopify) - amount(row.netsuite), currency)),
        item: row.item,
        shopify: side(row.shopify),
        netsuite: side(row.netsuite),
        note: notes.join("; "),
    }
}

/// The sums in the order they are shown in; `None` where they are not known.
pub(super) type Sums = [Option<Amount>; NAMES.len()];
const NAMES: [&str; 11] = [
    "goods",
    "discount",
    "net_goods",
    "shipping",
    "tax",
    "duties",
    "tips",
    "fees",
    "total",
    "credits",
    "balance",
];

fn shopify_totals(order: &Order<'_>, basis: Basis, goods: Amount) -> Sums {
    let head = &order.head;
    let shipping_tax: Amount = order
        .shipping
        .iter()
        .filter(|line| !line.removed && head.taxes_included)
        .map(|line| line.tax.on(basis))
        .sum();
    let refunded = head.refunded.on(basis);
    let balance = match head.totals {
        Totals::Current => head.total.on(basis),
        Totals::AsSold => head.total.on(basis) - refunded,
    };
    [
        Some(goods),
        Some(-head.unallocated_discount.on(basis)),
        Some(goods - head.unallocated_discount.on(basis)),
        Some(head.shipping.on(basis) - shipping_tax),
        Some(head.tax.on(basis)),
        Some(head.duties.on(basis)),
        Some(head.tips.on(basis)),
        Some(head.fees.on(basis)),
        Some(head.total.on(basis)),
        Some(refunded),
        Some(balance),
    ]
}

fn totals(shopify: Option<Sums>, netsuite: Sums, currency: Currency) -> Vec<TotalEntry> {
    let shopify = shopify.unwrap_or([None; NAMES.len()]);
    let money = |amount: Amount| Money::new(amount, currency);
    let nothing = |side: &Option<Amount>| side.is_none_or(Amount::is_zero);
    // A discount may stand as its own line on one side and be netted into the lines on the other:
    // then only goods after discount compare.
    let discounted = !nothing(&shopify[1]) || !nothing(&netsuite[1]);
    NAMES
        .into_iter()
        .zip(shopify)
        .zip(netsuite)
        .filter(|((what, s), n)| {
            matches!(*what, "total" | "balance") || (*what != "net_goods" || discounted) && (!nothing(s) || !nothing(n))
        })
        .map(|((what, s), n)| TotalEntry {
            what,
            shopify: s.map(money),
            netsuite: n.map(money),
            // Money refunded may stand as a credit, or as a customer refund of a deposit: the refunds
            // below compare one by one, and of the last three rows only the balance must agree.
            difference: match what {
                "credits" | "total" | "discount" => None,
                "goods" if discounted => None,
                _ => s.zip(n).map(|(s, n)| money(s - n)),
            },
        })
        .collect()
}
