//! What NetSuite holds of an order: its goods by SKU, and its sums.
//!
//! A closed line counts for what was shipped or billed of it, as it does when the two sides are
//! compared.

use std::collections::BTreeMap;

use super::sides::{Row, Sums};
use crate::base::{Amount, Quantity};
use crate::model::books::{Document, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::model::rules::{ItemRules, Rules};

/// NetSuite's side, without the rows of its goods.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The numbers of the documents it is read from.
    pub(super) numbers: Vec<String>,
    /// Whether all their lines were read (of no document, all were).
    pub(super) lines_known: bool,
    discount: Amount,
    shipping: Option<Amount>,
    tax: Option<Amount>,
    duties: Amount,
    tips: Amount,
    fees: Amount,
    total: Option<Amount>,
}

/// Sums over all lines but those of tax.
#[derive(Debug, Default)]
struct Lines {
    /// As written.
    full: Amount,
    /// What counts of it.
    net: Amount,
    /// Lines of tax.
    tax_lines: Option<Amount>,
    /// Tax on the lines, as written, where each has its own.
    tax_of_each: Option<Amount>,
    /// What counts of that.
    tax_left: Amount,
    /// Some line has no tax of its own.
    without_tax: bool,
    /// Some line counts in part or not at all.
    cut: bool,
}

impl Held {
    /// Reads the documents that stand for the order; their goods go into the rows.
    pub(super) fn read(documents: &[Document<'_>], rules: &Rules, rows: &mut BTreeMap<String, Row>) -> Self {
        let sources = standing(documents);
        let mut held = Self {
            numbers: sources.iter().map(|d| d.head.number.to_string()).collect(),
            lines_known: sources.iter().all(|d| d.lines.is_some()),
            ..Self::default()
        };
        let mut sums = Lines::default();
        for document in &sources {
            let all_closed = is_closed(document);
            for line in document.lines.iter().flatten() {
                held.take(line, all_closed, rules, &mut sums, rows);
            }
        }
        held.settle(&sources, &sums);
        held
    }

    fn take(
        &mut self,
        line: &DocumentLine<'_>,
        all_closed: bool,
        rules: &Rules,
        sums: &mut Lines,
        rows: &mut BTreeMap<String, Row>,
    ) {
        match line.role {
            LineRole::Tax => {
                add(&mut sums.tax_lines, line.amount);
                return;
            }
            LineRole::KitComponent | LineRole::Group | LineRole::EndGroup | LineRole::Ignored => return,
            _ => {}
        }
        let (quantity, amount) = counted(line, all_closed);
        sums.cut |= (quantity, amount) != (line.quantity, line.amount);
        sums.full += line.amount;
        sums.net += amount;
        match line.tax {
            Some(tax) => {
                add(&mut sums.tax_of_each, tax);
                sums.tax_left += in_proportion(tax, amount.raw(), line.amount.raw());
            }
            None => sums.without_tax = true,
        }
        let ItemRules {
            shipping,
            discount,
            tip,
            duty,
            fee,
            gift_card,
            ..
        } = rules.items;
        let is = |item: Option<u64>| line.item != 0 && item == Some(line.item);
        if line.role == LineRole::Shipping || is(shipping) {
            add(&mut self.shipping, amount);
        } else if line.role == LineRole::Discount || is(discount) {
            self.discount += amount;
        } else if is(tip) {
            self.tips += amount;
        } else if is(duty) {
            self.duties += amount;
        } else if is(fee) {
            self.fees += amount;
        } else if matches!(line.role, LineRole::Item | LineRole::Kit) {
            goods(line, is(gift_card), (quantity, amount), all_closed, rows);
        }
    }

    /// Tax and total, once all lines are read.
    fn settle(&mut self, sources: &[&Document<'_>], sums: &Lines) {
        let total: Amount = sources.iter().map(|d| d.head.total).sum();
        let stated: Option<Amount> = sources.iter().map(|d| d.head.tax).sum();
        let tax = stated.or(sums.tax_lines).or(sums.tax_of_each);
        if !self.lines_known {
            let closed = sources.iter().all(|d| is_closed(d));
            (self.tax, self.total) = (stated, Some(if closed { Amount::ZERO } else { total }));
        } else if !sums.cut {
            // Where shipping stands as a line, tax is all that lines leave over of the total.
            self.tax = tax.or_else(|| self.shipping.map(|_| total - sums.net));
            self.total = Some(total);
        } else if tax.is_some_and(|tax| sums.net + tax == total) && sums.full != sums.net {
            // The source has cut the total already.
            (self.tax, self.total) = (tax, Some(total));
        } else if sums.net.is_zero() {
            (self.tax, self.total) = (Some(Amount::ZERO), Some(Amount::ZERO));
        } else if !sums.without_tax {
            (self.tax, self.total) = (Some(sums.tax_left), Some(sums.net + sums.tax_left));
        } else if tax.is_some_and(Amount::is_zero) {
            (self.tax, self.total) = (tax, Some(sums.net));
        }
    }

    /// The sums, in the order they are shown in.
    pub(super) fn totals(&self, documents: &[Document<'_>], goods: Amount) -> Sums {
        let credits: Amount = documents
            .iter()
            .filter(|d| matches!(d.head.kind, DocumentKind::CreditMemo | DocumentKind::CashRefund))
            .filter(|d| !d.head.status.is_dead())
            .map(|d| d.head.total)
            .sum();
        let of_lines = |amount: Amount| self.lines_known.then_some(amount);
        [
            of_lines(goods),
            of_lines(self.discount),
            of_lines(goods + self.discount),
            of_lines(self.shipping.unwrap_or(Amount::ZERO)),
            self.tax,
            of_lines(self.duties),
            of_lines(self.tips),
            of_lines(self.fees),
            self.total,
            Some(credits),
            self.total.map(|total| total - credits),
        ]
    }
}

fn add(sum: &mut Option<Amount>, amount: Amount) {
    *sum = Some(sum.map_or(amount, |sum| sum + amount));
}

/// The live documents that say what NetSuite holds for the order. Closed sales orders are worth what
/// was billed from them, so their bills stand in for them where there are any.
fn standing<'d, 'a>(documents: &'d [Document<'a>]) -> Vec<&'d Document<'a>> {
    let of = |kinds: &[DocumentKind]| -> Vec<&'d Document<'a>> {
        documents
            .iter()
            .filter(|d| kinds.contains(&d.head.kind) && !d.head.status.is_dead())
            .collect()
    };
    let orders = of(&[DocumentKind::SalesOrder]);
    let bills = of(&[DocumentKind::Invoice, DocumentKind::CashSale]);
    if !bills.is_empty() && orders.iter().all(|d| is_closed(d)) {
        bills
    } else {
        orders
    }
}

fn is_closed(document: &Document<'_>) -> bool {
    document.head.kind == DocumentKind::SalesOrder && document.head.status == DocumentStatus::Closed
}

/// Adds a line of goods to the row of its SKU.
fn goods(
    line: &DocumentLine<'_>,
    is_gift_card: bool,
    (quantity, amount): (Quantity, Amount),
    all_closed: bool,
    rows: &mut BTreeMap<String, Row>,
) {
    let by_id = format!("id:{}", line.item);
    let key = if is_gift_card {
        "gift card".to_owned()
    } else if line.sku.is_empty() || rows.contains_key(&by_id) {
        by_id
    } else {
        line.sku.to_string()
    };
    let row = rows.entry(key.clone()).or_default();
    if row.item.is_empty() {
        row.item = if line.sku.is_empty() { key } else { line.sku.to_string() };
    }
    let (pieces, sum) = row.netsuite.unwrap_or((Quantity::ZERO, Amount::ZERO));
    row.netsuite = Some((pieces + quantity, sum + amount));
    if line.closed || all_closed {
        row.notes.push(format!("closed in NetSuite, {} ordered", line.quantity));
    }
}

/// What a line counts for: a closed one only for the pieces that were shipped or billed, at their
/// share of its amount (cut to the ten-thousandth).
fn counted(line: &DocumentLine<'_>, all_closed: bool) -> (Quantity, Amount) {
    if !(line.closed || all_closed) {
        return (line.quantity, line.amount);
    }
    let done = line
        .shipped
        .into_iter()
        .chain(line.billed)
        .max()
        .map_or(Quantity::ZERO, |pieces| pieces.abs().min(line.quantity));
    if done.is_zero() {
        return (done, Amount::ZERO);
    }
    (done, in_proportion(line.amount, done.raw(), line.quantity.raw()))
}

/// `whole` in the proportion of `part` to `of`: all of it where all counts, and nothing of nothing.
fn in_proportion(whole: Amount, part: i64, of: i64) -> Amount {
    if part == of {
        return whole;
    }
    if of == 0 {
        return Amount::ZERO;
    }
    let share = i128::from(whole.raw()) * i128::from(part) / i128::from(of);
    // A share is never larger than the whole, which fits.
    i64::try_from(share).map_or(whole, Amount::from_raw)
}
