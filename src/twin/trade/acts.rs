//! What happens to an order: it is placed, paid, edited, shipped, refunded, exchanged, cancelled.

use super::catalogue::{BUNDLES, Item, Kind, Method, item};
use super::cents::Money;
use super::order::{
    Agreement, Code, Gateway, Group, Line, Of, Order, Parcel, Part, Payment, PaymentKind, PaymentStatus, Reason,
    Restock, Sale, Shipping,
};
use super::time::At;

/// What a buyer puts into the basket.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pick {
    One(&'static str, i64),
    /// Goods at a price of their own.
    At(&'static str, i64, i64),
    /// Position among the catalogue's bundles.
    Bundle(usize, i64),
}

impl Order {
    /// Places the order. Nothing is paid yet.
    pub(super) fn place(&mut self, picks: &[Pick], method: Option<Method>, code: Option<Code>) {
        self.code = code;
        let percent = match self.code {
            Some(Code::Percent(percent)) => percent,
            _ => 0,
        };
        let mut sales = Vec::new();
        for pick in picks {
            match *pick {
                Pick::One(sku, pieces) => sales.push(self.add_line(item(sku), None, pieces, percent, None)),
                Pick::At(sku, pieces, price) => {
                    sales.push(self.add_line(item(sku), Some(price), pieces, percent, None))
                }
                Pick::Bundle(bundle, pieces) => self.add_bundle(bundle, pieces, percent, &mut sales),
            }
        }
        if let Some(Code::Off(cents)) = self.code {
            self.spread(cents, &mut sales);
        }
        if let Some(method) = method {
            sales.push(self.add_shipping(method));
        }
        self.agree(self.created, Reason::Order, sales, None);
    }

    fn add_bundle(&mut self, bundle: usize, pieces: i64, percent: i64, sales: &mut Vec<Sale>) {
        let group = Group {
            id: self.next_id(),
            bundle,
            quantity: pieces,
        };
        for (sku, each) in BUNDLES[bundle].parts {
            sales.push(self.add_line(item(sku), None, each * pieces, percent, Some(group.clone())));
        }
    }

    pub(super) fn add_line(
        &mut self,
        item: &'static Item,
        price: Option<i64>,
        pieces: i64,
        percent: i64,
        group: Option<Group>,
    ) -> Sale {
        let line = Line {
            id: self.next_id(),
            item,
            unit: Money::at_rate(price.unwrap_or(item.price), self.presentment.1),
            rate: self.rate_of(item),
            group,
            sold: Part::default(),
            kept: Part::default(),
            now: Part::default(),
            shipped: 0,
        };
        self.lines.push(line);
        let discounted = if item.kind == Kind::Tip || item.kind == Kind::GiftCard {
            0
        } else {
            percent
        };
        self.sell(self.lines.len() - 1, pieces, discounted)
    }

    fn sell(&mut self, at: usize, pieces: i64, percent: i64) -> Sale {
        let (unit, rate) = (self.lines[at].unit, self.lines[at].rate);
        let discount = unit.share(percent * 100).times(pieces);
        let price = unit.times(pieces) - discount;
        let part = Part {
            pieces,
            price,
            tax: self.tax_of(price, rate),
            discount,
        };
        let line = &mut self.lines[at];
        line.sold.add(part);
        line.kept.add(part);
        line.now.add(part);
        self.sale(Of::Line(at), true, part)
    }

    fn sale(&mut self, of: Of, is_order: bool, part: Part) -> Sale {
        let sign = if is_order { 1 } else { -1 };
        Sale {
            id: self.next_id(),
            of,
            is_order,
            quantity: (of != Of::Adjustment).then_some(sign * part.pieces),
            price: part.price.times(sign),
            tax: part.tax.times(sign),
            discount: part.discount,
        }
    }

    /// An amount off the order, in proportion to its lines; spare cents go one by one from the first.
    fn spread(&mut self, cents: i64, sales: &mut [Sale]) {
        let off = Money::at_rate(cents, self.presentment.1);
        let total: Money = sales.iter().map(|s| s.price).sum();
        let mut left = off;
        let count = sales.len();
        for (n, sale) in sales.iter_mut().enumerate() {
            let Of::Line(at) = sale.of else { continue };
            let share = if n + 1 == count {
                left
            } else {
                Money {
                    shop: off.shop * sale.price.shop / total.shop.max(1),
                    buyer: off.buyer * sale.price.buyer / total.buyer.max(1),
                }
            };
            left -= share;
            sale.price -= share;
            sale.discount = share;
            sale.tax = self.tax_of(sale.price, self.lines[at].rate);
            let part = Part {
                pieces: sale.quantity.unwrap_or(0),
                price: sale.price,
                tax: sale.tax,
                discount: share,
            };
            let line = &mut self.lines[at];
            (line.sold, line.kept, line.now) = (part, part, part);
        }
    }

    fn add_shipping(&mut self, method: Method) -> Sale {
        let (price, rate) = (
            Money::at_rate(method.price, self.presentment.1),
            self.market.shipping_rate,
        );
        let tax = self.tax_of(price, rate);
        let shipping = Shipping {
            id: self.next_id(),
            method,
            rate,
            price,
            tax,
            removed: false,
            refunded: false,
        };
        self.shipping.push(shipping);
        let part = Part {
            pieces: 1,
            price,
            tax,
            discount: Money::ZERO,
        };
        self.sale(Of::Shipping(self.shipping.len() - 1), true, part)
    }

    /// Takes one shipping line back; `removed` by an edit, else refunded.
    pub(super) fn take_shipping(&mut self, at: usize, removed: bool) -> Sale {
        let shipping = &mut self.shipping[at];
        let part = Part {
            pieces: 1,
            price: shipping.price,
            tax: shipping.tax,
            discount: Money::ZERO,
        };
        (shipping.removed, shipping.refunded) = (removed, !removed);
        self.sale(Of::Shipping(at), false, part)
    }

    /// Takes pieces of a line back; an edit takes them off the order altogether.
    pub(super) fn take_pieces(&mut self, at: usize, pieces: i64, edit: bool) -> (Sale, Part) {
        let line = &mut self.lines[at];
        let part = line.now.of(pieces);
        line.now.take(part);
        if edit {
            line.kept.take(part);
        }
        (self.sale(Of::Line(at), false, part), part)
    }

    pub(super) fn adjust(&mut self, amount: Money) -> Sale {
        let part = Part {
            pieces: 0,
            price: amount,
            tax: Money::ZERO,
            discount: Money::ZERO,
        };
        self.sale(Of::Adjustment, false, part)
    }

    pub(super) fn agree(&mut self, at: At, reason: Reason, sales: Vec<Sale>, refund: Option<usize>) {
        let id = self.next_id();
        self.agreements.push(Agreement {
            id,
            at,
            reason,
            sales,
            refund,
        });
        self.touch(at);
        if matches!(reason, Reason::Order | Reason::Edit) {
            self.history.push(self.state(false));
        }
    }

    pub(super) fn touch(&mut self, at: At) {
        self.updated = self.updated.max(at);
    }

    // -- money in --------------------------------------------------------------------------------

    /// Takes a payment that succeeds at once.
    pub(super) fn pay(&mut self, at: At, amount: Money, gateway: Gateway) {
        self.payment(at, PaymentKind::Sale, PaymentStatus::Success, gateway, amount, None);
    }

    /// Takes what is owed by card.
    pub(super) fn pay_owed(&mut self, at: At) {
        let owed = self.owed();
        if owed.shop > 0 {
            self.pay(at, owed, Gateway::Card);
        }
    }

    pub(super) fn payment(
        &mut self,
        at: At,
        kind: PaymentKind,
        status: PaymentStatus,
        gateway: Gateway,
        amount: Money,
        parent: Option<u64>,
    ) -> u64 {
        let id = self.next_id();
        let mut payment = Payment {
            id,
            kind,
            status,
            gateway,
            amount,
            at,
            parent,
            fee: 0,
        };
        if payment.is_money_in() && gateway == Gateway::Card && !self.test {
            let (rate, flat) = self.market.fee;
            payment.fee = amount.share(rate).shop + flat;
        }
        self.payments.push(payment);
        self.touch(at);
        id
    }

    /// The first payment in by a gateway.
    pub(super) fn charge(&self, gateway: Gateway) -> Option<&Payment> {
        self.payments.iter().find(|p| p.is_money_in() && p.gateway == gateway)
    }

    // -- edits -----------------------------------------------------------------------------------

    /// Edits the order: lines added, pieces added to lines, pieces taken off, another way of shipping.
    pub(super) fn edit(&mut self, at: At, change: &Edit<'_>) {
        let mut sales = Vec::new();
        for (sku, pieces) in change.add {
            sales.push(self.add_line(item(sku), None, *pieces, 0, None));
        }
        for (line, pieces) in change.more {
            sales.push(self.sell(*line, *pieces, 0));
        }
        let mut gone = Vec::new();
        for (line, pieces) in change.less {
            let (sale, part) = self.take_pieces(*line, *pieces, true);
            sales.push(sale);
            gone.push((*line, part));
        }
        if let Some(method) = change.method {
            if let Some(old) = self.shipping.iter().position(|s| !s.removed) {
                sales.push(self.take_shipping(old, true));
            }
            sales.push(self.add_shipping(method));
        }
        self.agree(at, Reason::Edit, sales, None);
        if !gone.is_empty() {
            self.shadow_refund(at, &gone);
        }
    }

    // -- shipping --------------------------------------------------------------------------------

    /// Ships what is left of the given lines (of all of them where none is given).
    pub(super) fn ship(&mut self, at: At, only: Option<&[usize]>) {
        let mut lines = Vec::new();
        for (n, line) in self.lines.iter_mut().enumerate() {
            let left = line.now.pieces - line.shipped;
            let wanted = only.is_none_or(|only| only.contains(&n));
            if wanted && left > 0 && !matches!(line.item.kind, Kind::Tip | Kind::GiftCard) {
                line.shipped += left;
                lines.push((n, left));
            }
        }
        if !lines.is_empty() {
            let id = self.next_id();
            self.parcels.push(Parcel { id, at, lines });
            self.touch(at);
        }
    }
}

/// A change of an order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edit<'e> {
    pub(super) add: &'e [(&'static str, i64)],
    pub(super) more: &'e [(usize, i64)],
    pub(super) less: &'e [(usize, i64)],
    pub(super) method: Option<Method>,
}

/// How a refund is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Give<'g> {
    pub(super) goods: &'g [(usize, i64)],
    pub(super) shipping: bool,
    /// Cents kept back of what the goods are worth.
    pub(super) less: i64,
    /// Cents given on top.
    pub(super) more: i64,
    pub(super) restock: Restock,
    pub(super) note: &'static str,
    /// Where card money goes instead of the card.
    pub(super) to: Gateway,
}

impl Default for Give<'_> {
    fn default() -> Self {
        Self {
            goods: &[],
            shipping: false,
            less: 0,
            more: 0,
            restock: Restock::Return,
            note: "",
            to: Gateway::Card,
        }
    }
}
