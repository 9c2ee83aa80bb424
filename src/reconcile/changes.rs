//! What has to change on a sales order so that it holds what Shopify's order is now.
//!
//! The changes are absolute and keyed by line: carried out twice, they are carried out once. What cannot be
//! said for a single line (which of two lines of one SKU, a discount to be shared out) is a person's work and
//! is never guessed.

use crate::base::{Amount, Moment, Quantity};
use crate::model::books::{Document, DocumentStatus, LineRole};
use crate::model::case::Case;
use crate::model::rules::Rules;
use crate::model::shop::{Address, Order};
use crate::project::{self, Key, key_of_item, key_of_sku};

use super::address;
use super::context::Context;
use super::documents::{self, Books};
use super::lines::{Kind, LineDiff};
use super::pairing;
use super::versions;

/// The changes of one sales order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChanges {
    /// The sales order, by internal id.
    pub document: u64,
    /// Line by line.
    pub lines: Vec<LineChange>,
    /// What shipping is to cost without tax, where that changes.
    pub shipping: Option<Amount>,
    /// Whether the ship-to address changes to the order's.
    pub address: bool,
    /// What the sales order's total has to be then.
    pub total: Amount,
}

impl OrderChanges {
    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.shipping.is_none() && !self.address
    }
}

/// One line of a sales order, as it has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// A line that is there: its pieces and their value without tax.
    Set {
        /// Its id.
        line: u64,
        /// Pieces.
        quantity: Quantity,
        /// Their value.
        amount: Amount,
    },
    /// A line that is wanted no more.
    Close {
        /// Its id.
        line: u64,
    },
    /// A line that is missing.
    Add {
        /// Its SKU as Shopify has it.
        sku: String,
        /// What NetSuite's item is found by.
        key: Key,
        /// Pieces.
        quantity: Quantity,
        /// Their value.
        amount: Amount,
    },
}

/// The changes that bring an order's sales order to what the order is now; empty where it is so already.
///
/// # Errors
/// In words: why they cannot be made, or whose work they are.
pub fn changes(case: &Case<'_>, order: &Order<'_>, rules: &Rules, as_of: Moment) -> Result<OrderChanges, String> {
    let documents = documents::of_order(case, order);
    let books = Books::sort(&documents);
    let [document] = books.sales_orders[..] else {
        return Err(match books.sales_orders.len() {
            0 => "NetSuite has no sales order of it".to_owned(),
            n => format!("NetSuite has {n} sales orders of it: which one follows is for a person to say"),
        });
    };
    let expected = project::order(order, &case.movements, rules, case.shop);
    let context = Context::new(case, rules, as_of, order, &expected, &books);
    let paired = pairing::pair(&context);
    let settled = versions::settle(&context, document, &paired);
    let diff = &settled.diff;
    let mut changes = OrderChanges {
        document: document.head.id,
        lines: Vec::new(),
        shipping: None,
        address: address::differs(&context, document),
        total: settled.version.total,
    };
    if diff.is_clean() && !changes.address {
        return Ok(changes);
    }
    unlocked(document, rules)?;
    if changes.address && !order.head.ships_to.as_ref().is_some_and(is_whole) {
        return Err(
            "its new address is not known in full, and half of one is not written over a whole one ([[shops]] \
             addresses = \"whole\" reads street and city, too)"
                .to_owned(),
        );
    }
    if diff.gross {
        return Err("its lines are known with their tax only, so no line can be set to its value".to_owned());
    }
    if !diff.discount.is_zero() || !diff.charges.sum().is_zero() || !diff.adjustment.is_zero() {
        return Err("a discount, tip, duty or fee is to be changed, which stands on no line of its own".to_owned());
    }
    for line in &diff.lines {
        set(line, rules, &mut changes.lines)?;
    }
    if !diff.shipping.is_zero() {
        changes.shipping = Some(settled.booked.shipping.unwrap_or(Amount::ZERO) + diff.shipping);
    }
    if changes.is_empty() {
        return Err(
            "its tax or its total differs and no line does: what NetSuite computes is not set by hand".to_owned(),
        );
    }
    free_lines(document, &books, rules, &changes.lines)?;
    Ok(changes)
}

/// Whether an address can stand in place of another.
fn is_whole(address: &Address<'_>) -> bool {
    [&address.street, &address.city, &address.country]
        .iter()
        .all(|part| !part.trim().is_empty())
}

fn set(diff: &LineDiff<'_>, rules: &Rules, into: &mut Vec<LineChange>) -> Result<(), String> {
    let held = |diff: &LineDiff<'_>| {
        let line = diff.booked.map(|b| b.id);
        line.ok_or_else(|| format!("several lines hold {}: which of them changes is not guessed", diff.sku))
    };
    let add = |diff: &LineDiff<'_>| LineChange::Add {
        sku: diff.sku.clone(),
        key: key_of_sku(&diff.sku, rules),
        quantity: diff.wanted.0,
        amount: diff.wanted.1,
    };
    match diff.kind {
        Kind::Missing => into.push(add(diff)),
        Kind::Ghost => into.push(LineChange::Close { line: held(diff)? }),
        Kind::Fewer | Kind::More | Kind::Price => into.push(LineChange::Set {
            line: held(diff)?,
            quantity: diff.wanted.0,
            amount: diff.wanted.1,
        }),
        Kind::Swap => {
            into.push(LineChange::Close { line: held(diff)? });
            into.push(add(diff));
        }
        Kind::ParentSku | Kind::BundleParts | Kind::BundleCents | Kind::BundleTimes => {
            return Err(format!("{} is part of a bundle, which is put right by hand", diff.sku));
        }
    }
    Ok(())
}

/// Whether the sales order still takes edits.
fn unlocked(document: &Document<'_>, rules: &Rules) -> Result<(), String> {
    let status = document.head.status;
    if rules.lock.editable.contains(&status) {
        return Ok(());
    }
    let name = match status {
        DocumentStatus::Unknown => "of a status that was not read".to_owned(),
        other => other.label().to_lowercase(),
    };
    Err(format!(
        "{} is {name}: it takes no edits any more ([lock] editable)",
        document.head.number
    ))
}

/// Whether every line that changes is still free: not shipped, not billed, not in the warehouse's hands.
fn free_lines(document: &Document<'_>, books: &Books<'_>, rules: &Rules, changes: &[LineChange]) -> Result<(), String> {
    let lines = document.lines.iter().flatten();
    for change in changes {
        let (LineChange::Set { line: id, .. } | LineChange::Close { line: id }) = change else {
            continue;
        };
        let Some(line) = lines.clone().find(|l| l.id == *id) else {
            return Err(format!("line {id} of {} is not in the store", document.head.number));
        };
        let name = if line.sku.is_empty() { "the line" } else { &line.sku };
        if line.closed {
            return Err(format!(
                "{name} is closed, and more of it is wanted: whether it may be opened again is a person's decision"
            ));
        }
        if [line.shipped, line.billed].iter().flatten().any(|q| !q.is_zero()) {
            return Err(format!(
                "{name} is shipped or billed in part: what changes of it is a person's decision"
            ));
        }
        if rules.lock.any_fulfilment && books.fulfilments.iter().any(|f| covers(f, line.item, &line.sku)) {
            return Err(format!(
                "{name} is in the warehouse's hands: an item fulfilment covers it"
            ));
        }
    }
    Ok(())
}

/// Whether a fulfilment covers an item; one whose lines are not known covers everything.
fn covers(fulfilment: &Document<'_>, item: u64, sku: &str) -> bool {
    let Some(lines) = &fulfilment.lines else { return true };
    let key = key_of_item(sku, item);
    lines.iter().any(|l| {
        matches!(l.role, LineRole::Item | LineRole::Kit | LineRole::KitComponent)
            && (key_of_item(&l.sku, l.item) == key || item != 0 && l.item == item)
    })
}
