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
use crate::model::rules::ShopNo;
use crate::model::shop::{Address, Basis, MoneyBag, Order, Totals};

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
        address: head.ships_to.as_ref().and_then(address_hash).unwrap_or(NO_ADDRESS),
        ..Side::EMPTY
    };
    let plain = movements.is_empty() && is_plain(order);
    let (sold, mut usual) = match plain.then(|| plainly_sold(order, basis)).flatten() {
        Some(sold) => (sold, true),
        None => projected(order, movements, shop, mapping),
    };
    usual &= !head.test && head.cancelled_at.is_none();
    usual &= add_goods(&mut side.digest, order, &sold, mapping);
    add_amount(&mut side.digest, item::SHIPPING, sold.shipping);
    add_amount(&mut side.digest, item::TAX, sold.tax);
    add_amount(&mut side.digest, item::TOTAL, sold.total);
    add_amount(&mut side.digest, item::CREDITS, sold.credits);
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
    /// Worth now.
    value: Amount,
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
            .all(|r| r.lines.is_empty() && r.adjustments == MoneyBag::ZERO)
        && order.shipping.iter().all(|s| !s.removed)
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
    let clear = total == stated || total == stated + credits;
    clear.then_some(Sold {
        lines,
        shipping,
        tax,
        total,
        credits,
        value: total - credits,
    })
}

/// Any other order, by the full projection; with whether it is of the usual form.
fn projected(order: &Order<'_>, movements: &[BalanceTransaction<'_>], shop: ShopNo, mapping: &Mapping) -> (Sold, bool) {
    let expected = super::order(order, movements, mapping.rules(), shop);
    let version = &expected.sold;
    let usual = !version.has_gross()
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
        value: expected.current_total,
    };
    (sold, usual)
}

/// Adds the goods, the parts of a bundle as the bundle; false where one is not of the usual form.
fn add_goods(digest: &mut Digest, order: &Order<'_>, sold: &Sold, mapping: &Mapping) -> bool {
    let mut usual = true;
    let mut bundles: Vec<(u64, u64, i64, Amount)> = Vec::new();
    for (at, quantity, net) in &sold.lines {
        let line = &order.lines[*at];
        usual &= !line.gift_card;
        if *quantity == 0 && net.is_zero() {
            continue;
        }
        match &line.group {
            Some(group) if !group.sku.is_empty() => match bundles.iter_mut().find(|b| b.0 == group.id) {
                Some(bundle) => bundle.3 += *net,
                None => bundles.push((group.id, mapping.sku(&group.sku), group.quantity, *net)),
            },
            _ if mapping.is_bundle(&line.sku) => usual = false,
            _ => add_line(digest, mapping.sku(&line.sku), Quantity::whole(*quantity), *net),
        }
    }
    for (_, sku, quantity, net) in bundles {
        add_line(digest, sku, Quantity::whole(quantity), net);
    }
    usual
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
