//! What a sales order (or a cash sale) holds: closed lines cut down, discounts, shipping, charges
//! and tax told apart.

use crate::base::{Amount, Quantity};
use crate::model::books::{Document, DocumentLine, DocumentStatus, LineRole};
use crate::model::rules::Rules;
use crate::project::{Charges, Key, key_of_item};

/// One line of goods.
#[derive(Debug, Clone)]
pub(super) struct BookedLine<'a> {
    pub(super) line: &'a DocumentLine<'a>,
    pub(super) key: Key,
    /// Pieces that count: of a closed line, those shipped or billed.
    pub(super) quantity: Quantity,
    /// Their value.
    pub(super) amount: Amount,
    /// Tax on the line, where the source has it.
    pub(super) tax: Option<Amount>,
}

/// What a document holds of an order.
#[derive(Debug, Clone)]
pub(super) struct Booked<'a> {
    /// Goods; empty also where the lines are not known.
    pub(super) items: Vec<BookedLine<'a>>,
    /// Whether the lines are known at all.
    pub(super) lines_known: bool,
    /// Shipping lines; `None` where there are none.
    pub(super) shipping: Option<Amount>,
    /// Tax on the shipping lines, where the source has it.
    pub(super) shipping_tax: Option<Amount>,
    /// Discount lines, as a positive amount.
    pub(super) discount: Amount,
    pub(super) charges: Charges,
    pub(super) adjustment: Amount,
    /// Tax, or `None` where it cannot be told (not stated, or cut lines without tax of their own).
    pub(super) tax: Option<Amount>,
    /// The total, or `None` where only the net of the cut lines is known.
    pub(super) total: Option<Amount>,
    /// All lines but tax.
    pub(super) net: Amount,
}

/// Reads the document that stands for the order. A closed sales order is worth what was billed from
/// it, so its bills stand in for it where there are any.
pub(super) fn read<'a>(document: &'a Document<'a>, bills: &[&'a Document<'a>], rules: &Rules) -> Booked<'a> {
    let closed = document.head.status == DocumentStatus::Closed;
    let sources: Vec<&Document<'_>> = if closed && !bills.is_empty() {
        bills.to_vec()
    } else {
        vec![document]
    };
    let all_closed = closed && bills.is_empty();
    let mut booked = Booked {
        items: Vec::new(),
        lines_known: sources.iter().all(|d| d.lines.is_some()),
        shipping: None,
        shipping_tax: None,
        discount: Amount::ZERO,
        charges: Charges::default(),
        adjustment: Amount::ZERO,
        tax: None,
        total: None,
        net: Amount::ZERO,
    };
    let mut sums = Sums::default();
    for line in sources.iter().filter_map(|d| d.lines.as_ref()).flatten() {
        take(line, all_closed, rules, &mut booked, &mut sums);
    }
    let stated: Option<Amount> = sources.iter().map(|d| d.head.tax).sum();
    let total: Amount = sources.iter().map(|d| d.head.total).sum();
    settle(&mut booked, &sums, stated, total, all_closed);
    booked
}

/// Sums over all lines, cut and uncut.
#[derive(Default)]
struct Sums {
    /// Net of all lines as written.
    full: Amount,
    tax_lines: Option<Amount>,
    line_tax: Option<Amount>,
    line_tax_left: Amount,
    every_line_has_tax: bool,
    seen: bool,
    cut: bool,
}

fn take<'a>(line: &'a DocumentLine<'a>, all_closed: bool, rules: &Rules, booked: &mut Booked<'a>, sums: &mut Sums) {
    match line.role {
        LineRole::Tax => {
            sums.tax_lines = Some(sums.tax_lines.map_or(line.amount, |t| t + line.amount));
            return;
        }
        LineRole::KitComponent | LineRole::Group | LineRole::EndGroup | LineRole::Ignored => return,
        _ => {}
    }
    let (quantity, amount) = counted(line, all_closed);
    if amount != line.amount || quantity != line.quantity {
        sums.cut = true;
    }
    sums.full += line.amount;
    booked.net += amount;
    sums.every_line_has_tax = line.tax.is_some() && (sums.every_line_has_tax || !sums.seen);
    sums.seen = true;
    let tax = line.tax.map(|t| pro_rata(t, amount, line.amount));
    if let (Some(tax), Some(whole)) = (tax, line.tax) {
        sums.line_tax = Some(sums.line_tax.map_or(whole, |t| t + whole));
        sums.line_tax_left += tax;
    }
    let is = |item: Option<u64>| line.item != 0 && item == Some(line.item);
    let items = &rules.items;
    if line.role == LineRole::Shipping || is(items.shipping) {
        booked.shipping = Some(booked.shipping.map_or(amount, |s| s + amount));
        booked.shipping_tax = match (booked.shipping_tax, tax) {
            (None, tax) => tax,
            (Some(sum), tax) => Some(tax.map_or(sum, |t| sum + t)),
        };
    } else if line.role == LineRole::Discount || is(items.discount) {
        booked.discount -= amount;
    } else if is(items.adjustment) {
        booked.adjustment += amount;
    } else if is(items.tip) {
        booked.charges.tips += amount;
    } else if is(items.duty) {
        booked.charges.duties += amount;
    } else if is(items.fee) {
        booked.charges.fees += amount;
    } else if !(line.closed && line.quantity.is_zero()) {
        // What was closed with nothing left on it stands for nothing: the same goods may come again on a line of
        // their own.
        booked.items.push(BookedLine {
            line,
            key: key_of_item(&line.sku, line.item),
            quantity,
            amount,
            tax,
        });
    }
}

/// What counts of a line: all of it, or of a closed one what was shipped or billed.
fn counted(line: &DocumentLine<'_>, all_closed: bool) -> (Quantity, Amount) {
    if !(line.closed || all_closed) {
        return (line.quantity, line.amount);
    }
    let done = line
        .shipped
        .into_iter()
        .chain(line.billed)
        .max()
        .map_or(Quantity::ZERO, |q| q.abs().min(line.quantity));
    let raw = if line.quantity.is_zero() {
        0
    } else {
        i128::from(line.amount.raw()) * i128::from(done.raw()) / i128::from(line.quantity.raw())
    };
    (done, i64::try_from(raw).map_or(line.amount, Amount::from_raw))
}

/// `whole` in the proportion of `part` to `of`.
fn pro_rata(whole: Amount, part: Amount, of: Amount) -> Amount {
    if part == of || of.is_zero() {
        return if part == of { whole } else { Amount::ZERO };
    }
    let raw = i128::from(whole.raw()) * i128::from(part.raw()) / i128::from(of.raw());
    i64::try_from(raw).map_or(whole, Amount::from_raw)
}

/// Tax and total, once all lines are read.
fn settle(booked: &mut Booked<'_>, sums: &Sums, stated: Option<Amount>, total: Amount, all_closed: bool) {
    let tax = stated.or(sums.tax_lines).or(sums.line_tax);
    if !booked.lines_known {
        booked.tax = stated;
        booked.total = Some(if all_closed { Amount::ZERO } else { total });
        return;
    }
    if !sums.cut {
        booked.tax = tax;
        booked.total = Some(total);
        return;
    }
    // NetSuite leaves the total of an order alone when a line is closed; a source may not.
    let cut_already = tax.is_some_and(|t| booked.net + t == total) && sums.full != booked.net;
    if cut_already {
        booked.tax = tax;
        booked.total = Some(total);
    } else if booked.net.is_zero() {
        booked.tax = Some(Amount::ZERO);
        booked.total = Some(Amount::ZERO);
    } else if sums.every_line_has_tax {
        booked.tax = Some(sums.line_tax_left);
        booked.total = Some(booked.net + sums.line_tax_left);
    } else if tax.is_some_and(Amount::is_zero) {
        booked.tax = tax;
        booked.total = Some(booked.net);
    }
}
