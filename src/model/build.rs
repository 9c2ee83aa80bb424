//! Records for tests: orders and documents in a few words.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "hundredths stand apart: 12_34 is 12.34"
)]

use std::borrow::Cow;

use super::books::{Document, DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use super::case::Case;
use super::rules::{ItemRules, Rules, ShopNo, ShopRules};
use super::shop::{
    Agreement, AgreementReason, Basis, Line, MoneyBag, Order, OrderHead, Payment, PaymentKind, PaymentStatus, Refund,
    RefundLine, Restock, Sale, SaleKind, ShippingLine, Source, Totals,
};
use crate::base::{Amount, Currency, Moment, OrderKey, Quantity};

/// The moment orders are made at; later things are counted from it.
pub(crate) const MADE: Moment = Moment::from_seconds(1_790_000_000);

/// Days after [`MADE`].
pub(crate) fn day(n: i64) -> Moment {
    MADE.plus(n * 86_400)
}

/// Hundredths.
pub(crate) fn c(cents: i64) -> Amount {
    Amount::cents(cents)
}

/// Hundredths in both currencies.
pub(crate) fn m(cents: i64) -> MoneyBag {
    MoneyBag::same(c(cents))
}

pub(crate) fn gbp() -> Currency {
    Currency::parse("GBP").expect("a code")
}

/// One shop, items 900 to 906 as in the contract's example.
pub(crate) fn rules() -> Rules {
    let mut rules = Rules::with_shops(vec![ShopRules {
        name: "uk".to_owned(),
        subsidiary: Some("1".to_owned()),
        basis: Basis::Shop,
        time_zone: "Europe/London".to_owned(),
    }]);
    rules.items = ItemRules {
        shipping: Some(900),
        discount: Some(901),
        adjustment: Some(902),
        gift_card: Some(903),
        tip: Some(904),
        duty: Some(905),
        fee: Some(906),
    };
    rules
}

/// An order without lines: `#1001`.
pub(crate) fn order(number: u64) -> Order<'static> {
    Order {
        head: OrderHead {
            id: 5_000_000_000_000 + number,
            name: Cow::Owned(format!("#{number}")),
            source: Source::Api,
            created_at: MADE,
            updated_at: Some(MADE),
            cancelled_at: None,
            test: false,
            edited: false,
            taxes_included: false,
            currency: gbp(),
            presentment_currency: gbp(),
            financial_status: Cow::Borrowed("paid"),
            fulfillment_status: Cow::Borrowed("unfulfilled"),
            totals: Totals::Current,
            total: MoneyBag::ZERO,
            original_total: None,
            tax: MoneyBag::ZERO,
            shipping: MoneyBag::ZERO,
            discounts: MoneyBag::ZERO,
            unallocated_discount: MoneyBag::ZERO,
            duties: MoneyBag::ZERO,
            tips: MoneyBag::ZERO,
            fees: MoneyBag::ZERO,
            refunded: MoneyBag::ZERO,
            outstanding: None,
            ships_to: None,
            editable: None,
            fulfillments: Vec::new(),
        },
        lines: Vec::new(),
        shipping: Vec::new(),
        payments: Vec::new(),
        refunds: Vec::new(),
        agreements: Vec::new(),
    }
}

impl Order<'static> {
    /// Adds a line of whole pieces at a unit price in hundredths.
    pub(crate) fn line(mut self, sku: &str, quantity: i64, unit: i64) -> Self {
        let id = 100 + self.lines.len() as u64;
        self.lines.push(Line {
            id,
            sku: Cow::Owned(sku.to_owned()),
            title: Cow::Owned(format!("Title of {sku}")),
            quantity,
            current_quantity: quantity,
            unit_price: m(unit),
            net: m(unit * quantity),
            net_has_tax: false,
            discount: MoneyBag::ZERO,
            tax: MoneyBag::ZERO,
            gift_card: false,
            group: None,
            unfulfilled: None,
        });
        self
    }

    /// Takes a discount in hundredths off the last line.
    pub(crate) fn less(mut self, discount: i64) -> Self {
        let line = self.lines.last_mut().expect("a line");
        line.discount = m(discount);
        line.net = line.net - m(discount);
        self
    }

    /// Adds a shipping line.
    pub(crate) fn shipped_for(mut self, price: i64) -> Self {
        self.shipping.push(ShippingLine {
            id: 1 + self.shipping.len() as u64,
            title: Cow::Borrowed("Standard"),
            price: m(price),
            tax: MoneyBag::ZERO,
            removed: false,
        });
        self
    }

    /// Sets tax, total and shipping from the lines: tax at a percentage of each line, to the cent.
    pub(crate) fn totalled(mut self, percent: i64) -> Self {
        let mut tax = Amount::ZERO;
        for line in &mut self.lines {
            let cents = line.net.shop.raw() / 100 * percent;
            line.tax = MoneyBag::same(Amount::from_raw((cents + 50) / 100 * 100));
            tax += line.tax.shop;
        }
        self.head.tax = MoneyBag::same(tax);
        let goods: Amount = self.lines.iter().map(|l| l.net.shop).sum();
        let shipping: Amount = self.shipping.iter().filter(|s| !s.removed).map(|s| s.price.shop).sum();
        let charges = self.head.tips.shop + self.head.duties.shop + self.head.fees.shop;
        self.head.shipping = MoneyBag::same(shipping);
        self.head.total = MoneyBag::same(goods + shipping + charges + tax - self.head.unallocated_discount.shop);
        self
    }

    /// Adds a refund of so many pieces of the line at a position, and takes it off the order.
    pub(crate) fn refunded(mut self, line: usize, quantity: i64, at: Moment) -> Self {
        let l = &mut self.lines[line];
        let pieces = l.current_quantity;
        let part = |bag: MoneyBag| MoneyBag::same(Amount::from_raw(bag.shop.raw() / pieces * quantity));
        let (subtotal, discount) = (part(l.net), part(l.discount));
        // The line's tax keeps that of refunded pieces.
        let tax = MoneyBag::same(Amount::from_raw(l.tax.shop.raw() / l.quantity * quantity));
        l.current_quantity -= quantity;
        l.net = l.net - subtotal;
        l.discount = l.discount - discount;
        let id = l.id;
        self.head.tax = self.head.tax - tax;
        let mut refund = refund(700 + self.refunds.len() as u64, 0, at);
        refund.total = subtotal + tax;
        refund.lines.push(RefundLine {
            line: id,
            quantity,
            subtotal,
            tax,
            restock: Restock::Return,
        });
        self.head.total = self.head.total - refund.total;
        self.head.refunded = self.head.refunded + refund.total;
        self.refunds.push(refund);
        self
    }

    /// Sets the financial status.
    pub(crate) fn status(mut self, status: &'static str) -> Self {
        self.head.financial_status = Cow::Borrowed(status);
        self
    }

    /// Changes anything.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// A refund of money alone.
pub(crate) fn refund(id: u64, cents: i64, at: Moment) -> Refund<'static> {
    Refund {
        id,
        created_at: at,
        total: m(cents),
        note: Cow::Borrowed(""),
        lines: Vec::new(),
        shipping: MoneyBag::ZERO,
        shipping_tax: MoneyBag::ZERO,
        adjustments: MoneyBag::ZERO,
    }
}

/// A payment transaction.
pub(crate) fn payment(kind: PaymentKind, status: PaymentStatus, cents: i64) -> Payment<'static> {
    Payment {
        id: 1,
        kind,
        status,
        gateway: Cow::Borrowed("shopify_payments"),
        amount: m(cents),
        at: Some(MADE),
        parent: 0,
    }
}

/// An agreement with sales `(line, quantity, total, tax)`.
pub(crate) fn agreement(
    id: u64,
    reason: AgreementReason,
    at: Moment,
    sales: &[(u64, i64, i64, i64)],
) -> Agreement<'static> {
    Agreement {
        id,
        at,
        reason,
        app: Cow::Borrowed(""),
        refund: 0,
        sales: sales
            .iter()
            .map(|(of, quantity, total, tax)| Sale {
                kind: SaleKind::Product,
                of: *of,
                quantity: Some(*quantity),
                total: m(*total),
                tax: m(*tax),
            })
            .collect(),
    }
}

/// A document without lines known.
pub(crate) fn document(kind: DocumentKind, id: u64, order: &str, total: i64) -> Document<'static> {
    Document {
        head: DocumentHead {
            id,
            kind,
            number: Cow::Owned(format!("N{id}")),
            status: DocumentStatus::Unknown,
            order_ref: Cow::Owned(order.to_owned()),
            refund_ref: Cow::Borrowed(""),
            payout_ref: Cow::Borrowed(""),
            external_id: Cow::Borrowed(""),
            memo: Cow::Borrowed(""),
            entity: Cow::Borrowed("7"),
            currency: Cow::Borrowed("GBP"),
            total: c(total),
            base_total: None,
            tax: None,
            date: None,
            created_at: Some(MADE),
            modified_at: Some(MADE),
            created_from: 0,
            subsidiary: Cow::Borrowed("1"),
            ships_to: None,
        },
        lines: None,
    }
}

impl Document<'static> {
    /// Adds a line.
    pub(crate) fn item(self, sku: &str, quantity: i64, amount: i64) -> Self {
        self.row(LineRole::Item, 0, sku, quantity, amount)
    }

    /// Adds a line of any role.
    pub(crate) fn row(mut self, role: LineRole, item: u64, sku: &str, quantity: i64, amount: i64) -> Self {
        let lines = self.lines.get_or_insert_default();
        lines.push(DocumentLine {
            id: lines.len() as u64 + 1,
            role,
            item,
            sku: Cow::Owned(sku.to_owned()),
            quantity: Quantity::whole(quantity),
            amount: c(amount),
            tax: None,
            closed: false,
            shipped: None,
            billed: None,
            kit: 0,
            account: Cow::Borrowed(""),
            memo: Cow::Borrowed(""),
            linked: 0,
        });
        self
    }

    /// Sets the status.
    pub(crate) fn is(mut self, status: DocumentStatus) -> Self {
        self.head.status = status;
        self
    }

    /// Sets the key of the refund it answers.
    pub(crate) fn answers(mut self, refund: u64) -> Self {
        self.head.refund_ref = Cow::Owned(format!("shopify-refund-{refund}"));
        self
    }

    /// Sets the document it was made from.
    pub(crate) fn made_from(mut self, id: u64) -> Self {
        self.head.created_from = id;
        self
    }

    /// Changes anything.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// The sales order that an order of [`order`] ties with: lines at their net, shipping, tax.
pub(crate) fn sales_order(order: &Order<'_>, id: u64) -> Document<'static> {
    let mut document =
        document(DocumentKind::SalesOrder, id, &order.head.name, 0).is(DocumentStatus::PendingFulfillment);
    document.lines = Some(Vec::new());
    for line in order.lines.iter().filter(|l| l.current_quantity > 0) {
        document = document.row(
            LineRole::Item,
            0,
            &line.sku,
            line.current_quantity,
            line.net.shop.raw() / 100,
        );
    }
    let shipping: i64 = order
        .shipping
        .iter()
        .filter(|s| !s.removed)
        .map(|s| s.price.shop.raw() / 100)
        .sum();
    if shipping != 0 {
        document = document.row(LineRole::Shipping, 900, "", 1, shipping);
    }
    if !order.head.tax.shop.is_zero() {
        document = document.row(LineRole::Tax, 0, "", 1, order.head.tax.shop.raw() / 100);
    }
    document.head.total = order.head.total.shop;
    document
}

/// A case of one order.
pub(crate) fn case<'a>(orders: Vec<Order<'a>>, documents: Vec<Document<'a>>) -> Case<'a> {
    let key = orders
        .first()
        .map(|o| OrderKey::of(&o.head.name))
        .or(documents.first().map(|d| OrderKey::of(&d.head.order_ref)))
        .unwrap_or(OrderKey::NONE);
    Case {
        shop: ShopNo(0),
        key,
        orders,
        movements: Vec::new(),
        documents,
        earlier: Vec::new(),
    }
}
