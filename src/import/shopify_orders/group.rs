//! The rows of one order, gathered until the next order begins.

use std::borrow::Cow;

use super::columns::Columns;
use super::sums::{Stated, Untied, settle};
use crate::base::{Amount, Currency, Moment, Quantity, hash64};
use crate::import::row::Row;
use crate::import::values::{self, Fault, add, in_range};
use crate::model::shop::{Address, Line, MoneyBag, Order, OrderHead, Refund, ShippingLine, Source, Totals};

/// The fields that stand on the first row of an order only.
#[derive(Debug)]
pub(super) struct First {
    id: u64,
    created_at: Moment,
    cancelled_at: Option<Moment>,
    currency: Currency,
    subtotal: Amount,
    shipping: Amount,
    taxes: Amount,
    total: Amount,
    discount: Amount,
    refunded: Amount,
    outstanding: Option<Amount>,
    duties: Option<Amount>,
    financial_status: String,
    fulfillment_status: String,
    shipping_method: String,
    ships_to: Option<Address<'static>>,
}

impl First {
    /// Reads the first row; `None` where a value is at fault, which is reported.
    pub(super) fn read(row: &mut Row<'_>, at: &Columns) -> Option<Self> {
        let id = row.maybe(at.id, values::id);
        let created_at = row.moment(at.created_at);
        let cancelled_at = row.maybe(at.cancelled_at, values::moment);
        let currency = row.currency(at.currency);
        let amounts = [at.subtotal, at.shipping, at.taxes, at.total, at.discount, at.refunded].map(|c| row.amount(c));
        let outstanding = row.maybe(at.outstanding, values::plain_amount);
        let duties = row.maybe(at.duties, values::plain_amount);
        if row.has_faults() {
            return None;
        }
        let [subtotal, shipping, taxes, total, discount, refunded] = amounts;
        Some(Self {
            // A file without the column has no ids: 0 says so.
            id: id.unwrap_or(0),
            created_at: created_at?,
            cancelled_at,
            currency: currency?,
            subtotal: subtotal?,
            shipping: shipping?,
            taxes: taxes?,
            total: total?,
            discount: discount?,
            refunded: refunded?,
            outstanding,
            duties,
            financial_status: values::slug(row.text(at.financial_status)),
            fulfillment_status: fulfillment(row.text(at.fulfillment_status)),
            shipping_method: row.text(at.shipping_method).to_owned(),
            ships_to: address(row, at),
        })
    }
}

/// The export says `partial` where the API says `partially_fulfilled`.
fn fulfillment(text: &str) -> String {
    match values::slug(text) {
        status if status == "partial" => "partially_fulfilled".to_owned(),
        status => status,
    }
}

fn address(row: &Row<'_>, at: &Columns) -> Option<Address<'static>> {
    let text = |column| Cow::Owned(row.text(column).to_owned());
    let street = match row.text(at.address1) {
        "" => row.text(at.street),
        street => street,
    };
    let address = Address {
        street: Cow::Owned(street.to_owned()),
        street2: text(at.address2),
        city: text(at.city),
        province: text(at.province),
        // An apostrophe keeps spreadsheets from eating the leading zero.
        zip: Cow::Owned(row.text(at.zip).trim_start_matches('\'').to_owned()),
        country: text(at.country),
    };
    (!address.is_empty()).then_some(address)
}

/// One order while its rows come in.
#[derive(Debug)]
pub(super) struct Group {
    /// The order's name as written.
    pub(super) name: String,
    /// The line of its first row.
    pub(super) line: u64,
    /// A row of it was at fault: it does not land.
    pub(super) spoilt: bool,
    /// A number that differs when any cell of its rows does.
    pub(super) digest: u64,
    first: Option<First>,
    lines: Vec<Line<'static>>,
    gross: Amount,
    line_discounts: Amount,
}

impl Group {
    /// An order that begins at a line; `None` for its first row where that was at fault.
    pub(super) fn new(name: &str, line: u64, first: Option<First>) -> Self {
        Self {
            name: name.to_owned(),
            line,
            spoilt: first.is_none(),
            digest: 0,
            first,
            lines: Vec::new(),
            gross: Amount::ZERO,
            line_discounts: Amount::ZERO,
        }
    }

    /// What tells this order from others in its file: its id, or its name where there are no ids.
    pub(super) fn identity(&self) -> u64 {
        match &self.first {
            Some(first) if first.id != 0 => first.id,
            _ => hash64(self.name.as_bytes()) | 1 << 63,
        }
    }

    /// Adds the line of goods of a row; a row may have none.
    pub(super) fn add_line(&mut self, row: &mut Row<'_>, at: &Columns) {
        if row.text(at.title).is_empty() && row.text(at.quantity).is_empty() && row.text(at.price).is_empty() {
            return;
        }
        let quantity = row.must(at.quantity, values::pieces);
        let price = row.amount(at.price);
        let discount = row.maybe(at.line_discount, values::plain_amount);
        if row.has_faults() {
            self.spoilt = true;
            return;
        }
        let (Some(quantity), Some(price)) = (quantity, price) else {
            self.spoilt = true;
            return;
        };
        // A blank discount is none: the sums of the order prove it.
        let discount = discount.unwrap_or(Amount::ZERO);
        let value = price.times(Quantity::whole(quantity)).and_then(in_range);
        let sums = value.and_then(|value| {
            let net = add(value, -discount)?;
            Some((net, add(self.gross, value)?, add(self.line_discounts, discount)?))
        });
        let Some((net, gross, line_discounts)) = sums else {
            row.fault(
                at.price,
                Fault::new(
                    "times the quantity is beyond what any order has",
                    "export the file again",
                ),
            );
            self.spoilt = true;
            return;
        };
        self.gross = gross;
        self.line_discounts = line_discounts;
        self.lines.push(Line {
            id: 0,
            sku: Cow::Owned(row.text(at.sku).to_owned()),
            title: Cow::Owned(row.text(at.title).to_owned()),
            quantity,
            current_quantity: quantity,
            unit_price: MoneyBag::same(price),
            net: MoneyBag::same(net),
            net_has_tax: false,
            discount: MoneyBag::same(discount),
            tax: MoneyBag::ZERO,
            gift_card: false,
            group: None,
            unfulfilled: None,
        });
    }

    /// The order, once its sums are found to tie.
    ///
    /// # Errors
    /// [`Untied`] where they do not; `Ok(None)` for an order without a readable first row.
    pub(super) fn finish(mut self) -> Result<Option<Order<'static>>, Untied> {
        let Some(first) = self.first.take() else {
            return Ok(None);
        };
        let settled = settle(&Stated {
            gross: self.gross,
            line_discounts: self.line_discounts,
            discount: first.discount,
            subtotal: first.subtotal,
            shipping: first.shipping,
            taxes: first.taxes,
            duties: first.duties.unwrap_or(Amount::ZERO),
            total: first.total,
            shipped: !first.shipping_method.is_empty(),
        })?;
        for line in &mut self.lines {
            line.net_has_tax = settled.taxes_included;
        }
        let shipping = if settled.shipping.is_zero() && first.shipping_method.is_empty() {
            Vec::new()
        } else {
            vec![ShippingLine {
                id: 0,
                title: Cow::Owned(first.shipping_method),
                price: MoneyBag::same(settled.shipping),
                tax: MoneyBag::ZERO,
                removed: false,
            }]
        };
        // The export dates no refund. The order's cancellation is the nearest thing to it, and its
        // creation is the earliest a refund can be: too old rather than never late.
        let refunds = if first.refunded.is_zero() {
            Vec::new()
        } else {
            vec![refund(first.refunded, first.cancelled_at.unwrap_or(first.created_at))]
        };
        let head = OrderHead {
            id: first.id,
            name: Cow::Owned(self.name),
            source: Source::Export,
            created_at: first.created_at,
            updated_at: None,
            cancelled_at: first.cancelled_at,
            test: false,
            edited: false,
            taxes_included: settled.taxes_included,
            currency: first.currency,
            presentment_currency: first.currency,
            financial_status: Cow::Owned(first.financial_status),
            fulfillment_status: Cow::Owned(first.fulfillment_status),
            totals: Totals::AsSold,
            total: MoneyBag::same(first.total),
            original_total: None,
            tax: MoneyBag::same(first.taxes),
            shipping: MoneyBag::same(settled.shipping),
            discounts: MoneyBag::same(settled.discounts),
            unallocated_discount: MoneyBag::same(settled.unallocated),
            duties: MoneyBag::same(settled.duties),
            tips: MoneyBag::ZERO,
            fees: MoneyBag::ZERO,
            refunded: MoneyBag::same(first.refunded),
            outstanding: first.outstanding.map(MoneyBag::same),
            ships_to: first.ships_to,
            editable: None,
            fulfillments: Vec::new(),
        };
        Ok(Some(Order {
            head,
            lines: self.lines,
            shipping,
            payments: Vec::new(),
            refunds,
            agreements: Vec::new(),
        }))
    }
}

fn refund(total: Amount, created_at: Moment) -> Refund<'static> {
    Refund {
        id: 0,
        created_at,
        total: MoneyBag::same(total),
        note: Cow::Borrowed(""),
        lines: Vec::new(),
        shipping: MoneyBag::ZERO,
        shipping_tax: MoneyBag::ZERO,
        adjustments: MoneyBag::ZERO,
    }
}
