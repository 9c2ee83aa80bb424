//! NetSuite's side of a case in short.

use crate::base::{Amount, Currency, Digest, Quantity, hash64};
use crate::model::books::{Document, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::project::keys::refund_id;
use crate::project::rules_epoch::Mapping;
use crate::project::stock::moves_stock;

use super::{Side, add_amount, add_line, currencies_agree, hints, item};

/// NetSuite's side of a case. `None` where it holds no document at all.
#[must_use]
pub fn books_side(documents: &[Document<'_>], mapping: &Mapping) -> Option<Side> {
    if documents.is_empty() {
        return None;
    }
    let mut side = Side::EMPTY;
    let mut usual = true;
    let (mut invoiced, mut invoices, mut credits) = (Amount::ZERO, 0_u32, Credits::default());
    let live = || documents.iter().filter(|d| !d.head.status.is_dead());
    let has_sales_order = live().any(|d| d.head.kind == DocumentKind::SalesOrder);
    let mut order_value = Amount::ZERO;
    let mut pending = false;
    for document in live() {
        let head = &document.head;
        let stands_for_order = match head.kind {
            DocumentKind::SalesOrder => true,
            DocumentKind::CashSale => !has_sales_order,
            _ => false,
        };
        match head.kind {
            _ if stands_for_order => {
                side.orders += 1;
                order_value += head.total;
                pending = matches!(
                    head.status,
                    DocumentStatus::PendingApproval | DocumentStatus::PendingFulfillment
                );
                usual &= add_order_document(&mut side.digest, document, mapping);
                match head.ships_to.as_ref().map(hints::address) {
                    Some(Some(address)) => side.address ^= address,
                    Some(None) => usual = false,
                    None => {}
                }
                if is_untouched(document) {
                    side.address ^= hints::untouched();
                }
            }
            DocumentKind::Invoice | DocumentKind::CashSale => {
                invoiced += head.total;
                invoices += 1;
            }
            DocumentKind::CreditMemo | DocumentKind::CashRefund => usual &= credits.take(document, mapping),
            DocumentKind::CustomerRefund => usual &= pays_out_a_credit(document, documents, mapping),
            DocumentKind::CustomerDeposit | DocumentKind::DepositApplication | DocumentKind::CustomerPayment => {}
            _ => usual = false,
        }
        if let Ok(currency) = Currency::parse(head.currency.trim()) {
            usual &= currencies_agree(side.currency, currency);
            side.currency = currency;
        }
    }
    // A credit of an order that nothing billed is the wrong document, whatever its amount.
    usual &= !(pending && invoices == 0 && credits.memos > 0);
    usual &= side.orders == 1 && (invoices == 0 || invoiced == order_value);
    usual &= credits.keyed == 0 || credits.keyless == 0;
    side.address ^= credits.hint();
    let is_credit = |d: &&Document<'_>| matches!(d.head.kind, DocumentKind::CreditMemo | DocumentKind::CashRefund);
    match hints::stock(live().filter(is_credit).map(|d| moves_stock(d, &mapping.rules().items))) {
        Some(stock) => side.address ^= stock,
        None => usual = false,
    }
    add_amount(&mut side.digest, item::CREDITS, credits.total);
    if !usual {
        side.digest.add(item::LOOK_BOOKS, 0, 0, 0);
    }
    side.value = order_value - credits.total;
    Some(side)
}

/// Whether a customer refund pays out a credit that counts already, and not the deposit.
fn pays_out_a_credit(refund: &Document<'_>, documents: &[Document<'_>], mapping: &Mapping) -> bool {
    let from = refund.head.created_from;
    let key = || refund_id(refund, mapping.rules());
    documents.iter().any(|d| {
        let is_credit = matches!(d.head.kind, DocumentKind::CreditMemo | DocumentKind::CashRefund);
        is_credit
            && !d.head.status.is_dead()
            && match from {
                0 => key().is_some_and(|key| refund_id(d, mapping.rules()) == Some(key)),
                from => d.head.id == from,
            }
    })
}

/// What credits add up to, and which refunds they answer.
#[derive(Default)]
struct Credits {
    total: Amount,
    memos: u32,
    keyed: u32,
    keyless: u32,
    answered: u64,
}

impl Credits {
    /// Takes one in; false where it is not of the usual form.
    fn take(&mut self, document: &Document<'_>, mapping: &Mapping) -> bool {
        let head = &document.head;
        self.total += head.total;
        self.memos += u32::from(head.kind == DocumentKind::CreditMemo);
        match refund_id(document, mapping.rules()) {
            Some(id) => {
                self.keyed += 1;
                let month = head.date.map_or(0, hints::month);
                self.answered = self.answered.wrapping_add(hints::credit(id, head.total.raw(), month));
            }
            None => self.keyless += 1,
        }
        // A credit that is still open is money not given back yet; one of nothing answers nothing.
        head.status != DocumentStatus::Open && head.total > Amount::ZERO
    }

    fn hint(&self) -> u64 {
        if self.keyed == 0 {
            0
        } else {
            hints::credits(self.answered)
        }
    }
}

/// Whether the order's own lines say that nothing left the house yet.
fn is_untouched(document: &Document<'_>) -> bool {
    let goods = || {
        let lines = document.lines.iter().flatten();
        lines.filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
    };
    document.head.status == DocumentStatus::PendingFulfillment
        && goods().count() > 0
        && goods().all(|l| l.shipped == Some(Quantity::ZERO))
}

/// Adds the document that holds the order; false where it is not of the usual form.
fn add_order_document(digest: &mut Digest, document: &Document<'_>, mapping: &Mapping) -> bool {
    let head = &document.head;
    let Some(lines) = &document.lines else { return false };
    let mut usual = !matches!(head.status, DocumentStatus::Closed);
    let mut sums = Sums::default();
    for line in lines {
        usual &= add_document_line(digest, line, mapping, &mut sums);
    }
    let stated = sums.tax_lines + sums.taxes;
    let tax = match head.tax {
        Some(tax) if sums.taxed == 0 => {
            sums.all += tax;
            tax
        }
        Some(tax) => {
            usual &= tax == stated;
            tax
        }
        None => stated,
    };
    // Tax both on lines and as lines is one of them twice.
    usual &= sums.tax_lines.is_zero() || sums.taxes.is_zero();
    add_amount(digest, item::SHIPPING, sums.shipping);
    add_amount(digest, item::TAX, tax);
    add_amount(digest, item::TOTAL, head.total);
    usual && sums.all == head.total
}

#[derive(Default)]
struct Sums {
    all: Amount,
    shipping: Amount,
    /// Lines that are tax.
    tax_lines: Amount,
    /// Tax that other lines state.
    taxes: Amount,
    /// How many lines say anything of tax.
    taxed: u32,
}

/// Adds one line; false where it is not of the usual form.
fn add_document_line(digest: &mut Digest, line: &DocumentLine<'_>, mapping: &Mapping, sums: &mut Sums) -> bool {
    sums.all += line.amount;
    let role = mapping.role(line);
    let mut usual = !line.closed && !mapping.rules().items.is_charge(line.item);
    if let Some(tax) = line.tax {
        sums.taxes += tax;
        sums.all += tax;
        sums.taxed += 1;
        usual &= tax.is_zero() || matches!(role, LineRole::Item | LineRole::Kit | LineRole::Shipping);
    }
    match role {
        LineRole::Item | LineRole::Kit => {
            if !(line.quantity.is_zero() && line.amount.is_zero()) {
                add_line(digest, hash64(line.sku.trim().as_bytes()), line.quantity, line.amount);
            }
        }
        LineRole::Shipping => sums.shipping += line.amount,
        LineRole::Tax => {
            sums.tax_lines += line.amount;
            sums.taxed += 1;
        }
        LineRole::KitComponent | LineRole::Ignored => {}
        _ => usual = false,
    }
    usual
}
