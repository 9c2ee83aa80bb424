//! Each side of a case as one digest: equal digests mean that nothing disagrees.
//!
//! The digest holds exactly what [`crate::reconcile`] compares in a case of the usual form: the
//! goods by SKU, quantity and value, shipping, tax, total, the credits and the ship-to address.
//! Whatever is unusual (a discount as a line of its own, a cancelled order, a second sales order, a
//! return) spoils the digest of its side on purpose, so that the case is loaded and compared in
//! full. A digest can therefore say "equal" and never "different".
//!
//! **Invariant:** where the digests of two sides are equal, comparing the case in full finds
//! nothing. A property test holds it.

use super::rules_epoch::Mapping;
use crate::base::{Amount, Currency, Digest, Quantity, hash64, normalise_address};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::payout::BalanceTransaction;
use crate::model::shop::{Address, Basis, Line, Order, Totals};

/// What kind of item a digest entry is.
mod item {
    pub(super) const LINE: u8 = 1;
    pub(super) const SHIPPING: u8 = 2;
    pub(super) const TAX: u8 = 3;
    pub(super) const TOTAL: u8 = 4;
    pub(super) const CREDITS: u8 = 5;
    /// Not compared between the sides: it only tells one state of a side from another.
    pub(super) const MARK: u8 = 6;
    /// Spoils the digest of Shopify's side.
    pub(super) const LOOK_SHOP: u8 = 7;
    /// Spoils the digest of NetSuite's side.
    pub(super) const LOOK_BOOKS: u8 = 8;
}

/// One side of a case in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Equal digests on both sides: nothing disagrees.
    pub digest: Digest,
    /// What the side says the order is worth after its credits.
    pub value: Amount,
    /// Currency of `value`; [`Currency::UNKNOWN`] where NetSuite names it by an internal id.
    pub currency: Currency,
    /// Live orders (Shopify) or order documents (NetSuite) that `value` covers; test orders count 0.
    pub orders: u32,
    /// Test orders.
    pub tests: u32,
    /// Hash of the ship-to address, 0 where the side has none: an address is compared only where
    /// both sides have one.
    pub address: u64,
}

impl Side {
    const EMPTY: Self = Self {
        digest: Digest::EMPTY,
        value: Amount::ZERO,
        currency: Currency::UNKNOWN,
        orders: 0,
        tests: 0,
        address: 0,
    };

    /// Whether two sides surely agree: equal digests, and no two different currencies or addresses.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.digest == other.digest
            && currencies_agree(self.currency, other.currency)
            && (self.address == other.address || self.address == 0 || other.address == 0)
    }

    /// One number that changes with everything here: whoever compared this state of the side need not
    /// compare it again.
    #[must_use]
    pub fn mark(&self) -> Digest {
        let mut mark = self.digest;
        let currency = hash64(self.currency.as_str().as_bytes());
        mark.add(
            item::MARK,
            self.address ^ currency.rotate_left(1),
            i64::from(self.orders),
            self.value.raw(),
        );
        mark
    }
}

/// Whether two currencies may be the same: an unknown one may be any.
#[must_use]
pub fn currencies_agree(a: Currency, b: Currency) -> bool {
    a == b || !a.is_known() || !b.is_known()
}

/// Shopify's side of a case. `None` where it holds no order at all.
#[must_use]
pub fn shop_side(
    orders: &[Order<'_>],
    movements: &[BalanceTransaction<'_>],
    basis: Basis,
    mapping: &Mapping,
) -> Option<Side> {
    let (first, rest) = orders.split_first()?;
    let mut side = order_side(first, movements, basis, mapping);
    for other in rest {
        let more = order_side(other, &[], basis, mapping);
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

fn order_side(order: &Order<'_>, movements: &[BalanceTransaction<'_>], basis: Basis, mapping: &Mapping) -> Side {
    let head = &order.head;
    let mut side = Side {
        currency: match basis {
            Basis::Shop => head.currency,
            Basis::Presentment => head.presentment_currency,
        },
        orders: u32::from(!head.test),
        tests: u32::from(head.test),
        ..Side::EMPTY
    };
    let mut usual = !head.test && head.cancelled_at.is_none() && movements.is_empty() && is_plain(order);
    let mut goods = Amount::ZERO;
    let mut bundles: Vec<(u64, u64, i64, Amount)> = Vec::new();
    for line in &order.lines {
        let net = line.net.on(basis);
        goods += net;
        if line.current_quantity == 0 && net.is_zero() {
            continue;
        }
        match &line.group {
            Some(group) if !group.sku.is_empty() => match bundles.iter_mut().find(|b| b.0 == group.id) {
                Some(bundle) => bundle.3 += net,
                None => bundles.push((group.id, mapping.sku(&group.sku), group.quantity, net)),
            },
            _ if mapping.is_bundle(&line.sku) => usual = false,
            _ => add_line(
                &mut side.digest,
                mapping.sku(&line.sku),
                Quantity::whole(line.current_quantity),
                net,
            ),
        }
    }
    for (_, sku, quantity, net) in bundles {
        add_line(&mut side.digest, sku, Quantity::whole(quantity), net);
    }
    let (shipping, tax, total, refunded) = (
        head.shipping.on(basis),
        head.tax.on(basis),
        head.total.on(basis),
        head.refunded.on(basis),
    );
    let sum = goods + shipping + tax;
    let value = match head.totals {
        _ if sum == total => total,
        Totals::Current if sum == total + refunded => sum,
        _ => {
            usual = false;
            total
        }
    };
    add_amount(&mut side.digest, item::SHIPPING, shipping);
    add_amount(&mut side.digest, item::TAX, tax);
    add_amount(&mut side.digest, item::TOTAL, value);
    add_amount(&mut side.digest, item::CREDITS, refunded);
    side.address = head.ships_to.as_ref().and_then(address_hash).unwrap_or(NO_ADDRESS);
    if !usual {
        side.digest.add(item::LOOK_SHOP, 1, 0, 0);
    }
    side.value = if head.test { Amount::ZERO } else { value - refunded };
    side
}

/// Whether an order has only what the digest covers.
fn is_plain(order: &Order<'_>) -> bool {
    let head = &order.head;
    let whole = |line: &Line<'_>| !line.gift_card;
    !head.taxes_included
        && head.unallocated_discount.shop.is_zero()
        && head.duties.shop.is_zero()
        && head.tips.shop.is_zero()
        && head.fees.shop.is_zero()
        && order.lines.iter().all(whole)
        && order.refunds.iter().all(|r| r.lines.is_empty() && r.adjustments.shop.is_zero())
        // With a ledger of sales, the current quantities are those after refunds.
        && (order.agreements.is_empty() || order.refunds.is_empty())
        && order.shipping.iter().all(|s| !s.removed)
}

/// NetSuite's side of a case. `None` where it holds no document at all.
#[must_use]
pub fn books_side(documents: &[Document<'_>], mapping: &Mapping) -> Option<Side> {
    if documents.is_empty() {
        return None;
    }
    let mut side = Side::EMPTY;
    let mut usual = true;
    let (mut invoiced, mut invoices, mut credits) = (Amount::ZERO, 0_u32, Amount::ZERO);
    let live = || documents.iter().filter(|d| !d.head.status.is_dead());
    let has_sales_order = live().any(|d| d.head.kind == DocumentKind::SalesOrder);
    let mut order_value = Amount::ZERO;
    for document in live() {
        let head = &document.head;
        match head.kind {
            DocumentKind::SalesOrder => {
                side.orders += 1;
                order_value += head.total;
                usual &= add_order_document(&mut side.digest, document, mapping);
                side.address ^= head.ships_to.as_ref().and_then(address_hash).unwrap_or(NO_ADDRESS);
            }
            DocumentKind::CashSale if !has_sales_order => {
                side.orders += 1;
                order_value += head.total;
                usual &= add_order_document(&mut side.digest, document, mapping);
                side.address ^= head.ships_to.as_ref().and_then(address_hash).unwrap_or(NO_ADDRESS);
            }
            DocumentKind::Invoice | DocumentKind::CashSale => {
                invoiced += head.total;
                invoices += 1;
            }
            DocumentKind::CreditMemo | DocumentKind::CashRefund => {
                credits += head.total;
                // A credit that is still open is money not given back yet.
                usual &= head.status != DocumentStatus::Open;
            }
            DocumentKind::CustomerDeposit | DocumentKind::DepositApplication | DocumentKind::CustomerPayment => {}
            _ => usual = false,
        }
        if let Ok(currency) = Currency::parse(head.currency.trim()) {
            usual &= currencies_agree(side.currency, currency);
            side.currency = currency;
        }
    }
    usual &= side.orders == 1 && (invoices == 0 || invoiced == order_value);
    add_amount(&mut side.digest, item::CREDITS, credits);
    if !usual {
        side.digest.add(item::LOOK_BOOKS, 0, 0, 0);
    }
    side.value = order_value - credits;
    Some(side)
}

/// Adds the document that holds the order; false where it is not of the usual form.
fn add_order_document(digest: &mut Digest, document: &Document<'_>, mapping: &Mapping) -> bool {
    let head = &document.head;
    let Some(lines) = &document.lines else { return false };
    let mut usual = !matches!(head.status, DocumentStatus::Closed);
    let (mut shipping, mut tax, mut sum) = (Amount::ZERO, Amount::ZERO, Amount::ZERO);
    let mut taxed_by_line = false;
    for line in lines {
        sum += line.amount;
        usual &= !line.closed;
        if let Some(amount) = line.tax {
            tax += amount;
            sum += amount;
            taxed_by_line = true;
        }
        match mapping.role(line) {
            LineRole::Item | LineRole::Kit => {
                if !(line.quantity.is_zero() && line.amount.is_zero()) {
                    add_line(digest, hash64(line.sku.trim().as_bytes()), line.quantity, line.amount);
                }
            }
            LineRole::Shipping => shipping += line.amount,
            LineRole::Tax => tax += line.amount,
            LineRole::KitComponent | LineRole::Ignored => {}
            _ => usual = false,
        }
    }
    if let Some(header_tax) = head.tax {
        if tax.is_zero() && !taxed_by_line {
            tax = header_tax;
            sum += header_tax;
        } else {
            usual &= tax == header_tax;
        }
    }
    add_amount(digest, item::SHIPPING, shipping);
    add_amount(digest, item::TAX, tax);
    add_amount(digest, item::TOTAL, head.total);
    usual && sum == head.total
}

fn add_line(digest: &mut Digest, sku: u64, quantity: Quantity, net: Amount) {
    digest.add(item::LINE, sku, quantity.raw(), net.raw());
}

fn add_amount(digest: &mut Digest, what: u8, amount: Amount) {
    if !amount.is_zero() {
        digest.add(what, 0, 0, amount.raw());
    }
}

/// The hash that stands for "no address".
const NO_ADDRESS: u64 = 0;

/// One number for a ship-to address as addresses are compared; `None` where it has no street.
#[must_use]
pub fn address_hash(address: &Address<'_>) -> Option<u64> {
    if address.street.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(96);
    for part in [
        &address.street,
        &address.street2,
        &address.city,
        &address.province,
        &address.zip,
        &address.country,
    ] {
        normalise_address(part, &mut text);
    }
    Some(hash64(text.as_bytes()))
}
