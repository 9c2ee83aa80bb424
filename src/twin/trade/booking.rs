//! How a healthy integration books an order: which documents there are at the end of the month.

use super::books::{Address, Books, Doc, Role, Row, Type};
use super::catalogue::{ADJUSTMENT, BUNDLES, DISCOUNT, Kind, SHIPPING, UNDEPOSITED};
use super::order::{Gateway, Of, Order, Parcel, Part, Refund, Restock, State};
use super::time::{At, MINUTE};

/// The ways an order is booked; all of them tie out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A sales order and a deposit for each charge; not billed.
    Open,
    /// Sales order, deposits, invoice, deposit applications.
    Deposit,
    /// Sales order, invoice, customer payments.
    Payment,
    /// Sales order and cash sale.
    Cash,
    /// A cash sale and nothing else.
    CashAlone,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) style: Style,
    /// Discounts stand in the lines, not as a line of their own.
    pub(super) netted: bool,
    /// Bundles are kits, not their parts.
    pub(super) kits: bool,
}

/// The documents of one order.
#[derive(Debug, Clone, Default)]
pub(super) struct Booked {
    pub(super) order: Option<usize>,
    pub(super) invoices: Vec<usize>,
    pub(super) sale: Option<usize>,
    pub(super) deposits: Vec<usize>,
    /// One a refund: credit memos, cash refunds, refunds of the deposit.
    pub(super) credits: Vec<usize>,
    pub(super) fulfilments: Vec<usize>,
}

/// Where the integration does not do what it should. A healthy one bends nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Bend {
    /// What the sales order holds instead of what it should.
    pub(super) stale: Option<State>,
    /// The refund that is not credited.
    pub(super) uncredited: Option<usize>,
    /// The warehouse's parcels did not reach NetSuite.
    pub(super) unshipped: bool,
    /// Returns without a refund are not credited.
    pub(super) unreturned: bool,
}

/// Books an order whole. `stale` is what the sales order holds instead of what it should.
pub(super) fn book(books: &mut Books, order: &Order, form: Form, bend: Bend) -> Booked {
    let billed_at = order.parcels.first().map(|p| p.at + 25 * MINUTE);
    let is_stale = bend.stale.is_some();
    let mut writer = Writer {
        books,
        order,
        form,
        billed_at,
        booked: Booked::default(),
    };
    let wanted = bend.stale.unwrap_or_else(|| writer.state_to_hold());
    writer.sales_order(&wanted, is_stale, bend.unshipped);
    if matches!(form.style, Style::Open | Style::Deposit) {
        writer.deposits();
    }
    if form.style != Style::CashAlone && !bend.unshipped {
        order.parcels.iter().for_each(|parcel| writer.fulfilment(parcel));
    }
    match form.style {
        Style::Open => {}
        Style::Deposit | Style::Payment => writer.invoices(&wanted, is_stale),
        Style::Cash | Style::CashAlone => writer.cash_sale(&wanted),
    }
    for at in 0..order.refunds.len() {
        if order.refunds[at].total.shop > 0 && bend.uncredited != Some(at) {
            writer.credit(at);
        }
    }
    if !bend.unreturned {
        writer.returns();
    }
    writer.booked
}

struct Writer<'w> {
    books: &'w mut Books,
    order: &'w Order,
    form: Form,
    billed_at: Option<At>,
    booked: Booked,
}

impl Writer<'_> {
    fn doc(&self, kind: Type, at: At, rows: Vec<Row>) -> Doc {
        let mut doc = Doc::new(kind, self.order.market.index, at, rows);
        doc.order = self.order.name();
        doc.customer = self.order.customer;
        doc
    }

    /// A document about money alone.
    fn money(&self, kind: Type, at: At, amount: i64) -> Doc {
        self.doc(kind, at, vec![Row::new(Role::Account(UNDEPOSITED), amount, 0)])
    }

    /// What the sales order holds: what edits left, less what was refunded before it was billed.
    fn state_to_hold(&self) -> State {
        if self.form.style == Style::Open {
            // A cancelled order is closed with its lines.
            return self.order.state(self.order.cancelled.is_none());
        }
        let mut state = self.order.state(false);
        let early = |r: &&Refund| self.is_before_billing(r);
        for line in self.order.refunds.iter().filter(early).flat_map(|r| &r.lines) {
            if let Some((_, part)) = state.lines.iter_mut().find(|(at, _)| *at == line.line) {
                let nothing = line.part.price.is_zero();
                if !nothing {
                    part.take(line.part);
                }
            }
        }
        state.lines.retain(|(_, part)| part.pieces != 0);
        state
    }

    fn is_before_billing(&self, refund: &Refund) -> bool {
        self.billed_at.is_none_or(|billed| refund.at < billed)
    }

    fn address(&self) -> Address {
        let (province, country) = (self.order.province, self.order.market.country);
        [&self.order.street, province.city, province.code, province.zip, country].map(str::to_owned)
    }

    fn sales_order(&mut self, state: &State, is_stale: bool, unshipped: bool) {
        if self.form.style == Style::CashAlone {
            return;
        }
        let order = self.order;
        let mut rows = goods_rows(order, state, self.form);
        let made = order.created + (12 + i64::from(order.number % 7)) * MINUTE;
        let billed = self.form.style != Style::Open;
        for row in rows.iter_mut().filter(|r| r.role == Role::Item && r.quantity.is_some()) {
            row.billed = Some(if billed { row.quantity.unwrap_or(0) } else { 0 });
            row.shipped = Some(if billed { row.quantity.unwrap_or(0) } else { 0 });
        }
        let mut status = if billed { "G" } else { "B" };
        if !billed && !order.parcels.is_empty() && !unshipped {
            mark_shipped(order, &mut rows, self.form);
            status = "E";
        }
        if order.cancelled.is_some() || rows.iter().all(|r| r.quantity.is_none()) {
            status = "H";
            rows.iter_mut()
                .filter(|r| r.quantity.is_some())
                .for_each(|r| r.closed = true);
        }
        let mut doc = self.doc(Type::SalesOrder, made, rows);
        (doc.status, doc.external) = (status, format!("shopify-order-{}", order.id));
        doc.address = Some(self.address());
        let changed = order.agreements.last().map_or(made, |a| a.at + 14 * MINUTE);
        doc.modified = Some(if is_stale { made } else { made.max(changed) });
        self.booked.order = Some(self.books.add(doc));
    }

    fn deposits(&mut self) {
        for payment in self.order.payments.iter().filter(|p| p.is_money_in()) {
            let mut doc = self.money(Type::CustomerDeposit, payment.at + 16 * MINUTE, payment.amount.shop);
            (doc.status, doc.source) = ("A", self.booked.order);
            let at = self.books.add(doc);
            self.booked.deposits.push(at);
            if payment.gateway == Gateway::Card {
                self.books.paid.insert(payment.id, at);
            }
        }
    }

    fn fulfilment(&mut self, parcel: &Parcel) {
        let state = State {
            lines: parcel
                .lines
                .iter()
                .map(|(at, pieces)| {
                    (
                        *at,
                        Part {
                            pieces: *pieces,
                            ..Part::default()
                        },
                    )
                })
                .collect(),
            shipping: Vec::new(),
        };
        let mut rows = goods_rows(self.order, &state, self.form);
        rows.retain(|r| r.quantity.is_some());
        rows.iter_mut().for_each(|r| r.amount = 0);
        let mut doc = self.doc(Type::Fulfilment, parcel.at + 5 * MINUTE, rows);
        (doc.status, doc.source) = ("C", self.booked.order);
        doc.address = Some(self.address());
        let at = self.books.add(doc);
        self.booked.fulfilments.push(at);
    }

    /// One invoice at shipping, and one for what was sold afterwards.
    fn invoices(&mut self, wanted: &State, is_stale: bool) {
        let at = self.billed_at.unwrap_or(self.order.created + 40 * MINUTE);
        let later = if is_stale {
            State::default()
        } else {
            self.sold_after(at)
        };
        let mut first = wanted.clone();
        for (line, part) in &later.lines {
            if let Some((_, held)) = first.lines.iter_mut().find(|(n, _)| n == line) {
                held.take(*part);
            }
        }
        first.lines.retain(|(_, part)| part.pieces != 0);
        let late = self.order.agreements.last().map_or(at, |a| a.at);
        for (state, at) in [(first, at), (later, late.max(at) + 26 * MINUTE)] {
            if state.lines.is_empty() {
                continue;
            }
            let rows = goods_rows(self.order, &state, self.form);
            let mut doc = self.doc(Type::Invoice, at, rows);
            (doc.status, doc.source, doc.address) = ("B", self.booked.order, Some(self.address()));
            let invoice = self.books.add(doc);
            self.booked.invoices.push(invoice);
        }
        if self.form.style == Style::Deposit {
            self.apply_deposits(at);
        } else {
            self.payments(at);
        }
    }

    /// What was sold after the order was billed. Its shipping was charged with the first invoice.
    fn sold_after(&self, at: At) -> State {
        let mut state = State::default();
        let late = self.order.agreements.iter().filter(|a| a.at >= at);
        for sale in late.flat_map(|a| &a.sales).filter(|s| s.is_order) {
            if let Of::Line(line) = sale.of {
                let part = Part {
                    pieces: sale.quantity.unwrap_or(0),
                    price: sale.price,
                    tax: sale.tax,
                    discount: sale.discount,
                };
                state.lines.push((line, part));
            }
        }
        state
    }

    fn apply_deposits(&mut self, billed: At) {
        let invoices: i64 = self.booked.invoices.iter().map(|i| self.books.docs[*i].total()).sum();
        let mut left = invoices;
        for deposit in self.booked.deposits.clone() {
            let (held, made) = (self.books.docs[deposit].total(), self.books.docs[deposit].at);
            let applied = left.min(held);
            left -= applied;
            if applied > 0 {
                self.books.docs[deposit].status = "C";
                let mut doc = self.money(Type::DepositApplication, billed.max(made) + MINUTE, applied);
                doc.source = Some(deposit);
                self.books.add(doc);
            }
        }
    }

    fn payments(&mut self, billed: At) {
        for payment in self.order.payments.iter().filter(|p| p.is_money_in()) {
            let mut doc = self.money(Type::Payment, billed.max(payment.at) + 2 * MINUTE, payment.amount.shop);
            (doc.status, doc.source) = ("B", self.booked.invoices.first().copied());
            let at = self.books.add(doc);
            if payment.gateway == Gateway::Card {
                self.books.paid.insert(payment.id, at);
            }
        }
    }

    fn cash_sale(&mut self, wanted: &State) {
        let rows = goods_rows(self.order, wanted, self.form);
        let at = self.billed_at.unwrap_or(self.order.created + 40 * MINUTE);
        let mut doc = self.doc(Type::CashSale, at, rows);
        (doc.status, doc.source, doc.address) = ("B", self.booked.order, Some(self.address()));
        let sale = self.books.add(doc);
        self.booked.sale = Some(sale);
        if let Some(charge) = self.order.charge(Gateway::Card) {
            self.books.paid.insert(charge.id, sale);
        }
    }

    /// The credit of a refund follows the billing state.
    fn credit(&mut self, at: usize) {
        let refund = &self.order.refunds[at];
        let (key, made) = (format!("shopify-refund-{}", refund.id), refund.at + 35 * MINUTE);
        let memo = format!("Refund of {}", self.order.name());
        let on_card = self
            .order
            .payments
            .iter()
            .filter(|p| refund.payments.contains(&p.id) && p.gateway == Gateway::Card);
        let on_card: Vec<(u64, i64)> = on_card.map(|p| (p.id, p.amount.shop)).collect();
        let open =
            self.form.style == Style::Open || self.form.style == Style::Deposit && self.is_before_billing(refund);
        let at_bank = if open {
            let mut doc = self.money(Type::CustomerRefund, made, refund.total.shop);
            (doc.external, doc.memo, doc.source) = (key, memo, self.booked.deposits.first().copied());
            let doc = self.books.add(doc);
            self.booked.credits.push(doc);
            Some(doc)
        } else if let Some(sale) = self.booked.sale {
            let mut doc = self.doc(Type::CashRefund, made, self.credit_rows(refund));
            (doc.external, doc.memo, doc.source) = (key, memo, Some(sale));
            let doc = self.books.add(doc);
            self.booked.credits.push(doc);
            Some(doc)
        } else {
            let mut doc = self.doc(Type::CreditMemo, made, self.credit_rows(refund));
            (doc.external, doc.memo) = (key, memo.clone());
            (doc.status, doc.source) = ("B", self.booked.invoices.first().copied());
            let doc = self.books.add(doc);
            self.booked.credits.push(doc);
            let paid: i64 = on_card.iter().map(|(_, amount)| amount).sum();
            (paid > 0).then(|| {
                let mut out = self.money(Type::CustomerRefund, made + 3 * MINUTE, paid);
                (out.memo, out.source) = (memo, Some(doc));
                self.books.add(out)
            })
        };
        if let Some(at_bank) = at_bank {
            self.books
                .paid
                .extend(on_card.iter().map(|(payment, _)| (*payment, at_bank)));
        }
    }

    /// Stock items only where Shopify restocked; the adjustment item carries everything else.
    fn credit_rows(&self, refund: &Refund) -> Vec<Row> {
        let order = self.order;
        let returned = order
            .returns
            .iter()
            .find(|r| refund.lines.is_empty() && r.at + MINUTE == refund.at);
        if let Some(returned) = returned {
            return returned
                .parts
                .iter()
                .map(|(line, part)| item_row(order, *line, part, part.pieces))
                .collect();
        }
        let mut rows = Vec::new();
        for held in &refund.lines {
            if held.restock == Restock::NoRestock || order.lines[held.line].item.kind != Kind::Goods {
                let (net, tax) = (order.net(held.part.price, held.part.tax), held.part.tax);
                rows.push(adjustment_row(net.shop, tax.shop));
            } else {
                rows.push(item_row(order, held.line, &held.part, held.part.pieces));
            }
        }
        for (_, at, price, tax) in &refund.shipping {
            let title = order.shipping[*at].method.title;
            let row = Row::new(Role::Shipping, order.net(*price, *tax).shop, tax.shop);
            rows.push(row.of_item(format!("Shipping {title}"), SHIPPING, "ShipItem", None));
        }
        for (_, _, amount) in &refund.adjustments {
            rows.push(adjustment_row(-amount.shop, 0));
        }
        if rows.is_empty() {
            // Money for what an edit took off an order that was billed with it.
            rows.push(adjustment_row(refund.total.shop, 0));
        }
        rows
    }

    /// Goods that came back and were settled with others: a credit memo applied to the later invoice.
    fn returns(&mut self) {
        let paid_out = |at: At| {
            self.order
                .refunds
                .iter()
                .any(|r| r.lines.is_empty() && r.at == at + MINUTE)
        };
        for back in self.order.returns.iter().filter(|r| !paid_out(r.at)) {
            let rows = back
                .parts
                .iter()
                .map(|(line, part)| item_row(self.order, *line, part, part.pieces));
            let mut doc = self.doc(Type::CreditMemo, back.at + 35 * MINUTE, rows.collect());
            doc.external = format!("shopify-return-{}", back.id);
            (doc.status, doc.source) = ("B", self.booked.invoices.first().copied());
            let doc = self.books.add(doc);
            self.booked.credits.push(doc);
        }
    }
}

fn adjustment_row(net: i64, tax: i64) -> Row {
    Row::new(Role::Item, net, tax).of_item("Refund adjustment", ADJUSTMENT, "OthCharge", Some(1))
}

fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Goods | Kind::Part => "InvtPart",
        Kind::GiftCard => "GiftCert",
        Kind::Tip => "OthCharge",
    }
}

/// A row of goods at their value after discounts.
pub(super) fn item_row(order: &Order, line: usize, part: &Part, pieces: i64) -> Row {
    let item = order.lines[line].item;
    let name = if item.sku.is_empty() { item.title } else { item.sku };
    Row::new(Role::Item, order.net(part.price, part.tax).shop, part.tax.shop).of_item(
        name,
        item.id,
        kind_of(item.kind),
        Some(pieces),
    )
}

/// Discount of a part without tax.
fn net_discount(order: &Order, line: usize, part: &Part) -> i64 {
    let list = part.price + part.discount;
    let tax = order.tax_of(list, order.lines[line].rate);
    (order.net(list, tax) - order.net(part.price, part.tax)).shop
}

/// Item, discount and shipping rows of a state.
pub(super) fn goods_rows(order: &Order, state: &State, form: Form) -> Vec<Row> {
    let (mut rows, mut discount, mut done) = (Vec::new(), 0, Vec::new());
    for (line, part) in &state.lines {
        let off = if form.netted {
            0
        } else {
            net_discount(order, *line, part)
        };
        discount += off;
        match &order.lines[*line].group {
            Some(group) if form.kits => {
                if !done.contains(&group.id) {
                    done.push(group.id);
                    kit_rows(order, state, group.id, form, &mut rows);
                }
            }
            _ => {
                let mut row = item_row(order, *line, part, part.pieces);
                row.amount += off;
                rows.push(row);
            }
        }
    }
    if discount != 0 {
        rows.push(Row::new(Role::Discount, -discount, 0).of_item("Order discount", DISCOUNT, "Discount", None));
    }
    for at in &state.shipping {
        let held = &order.shipping[*at];
        let row = Row::new(Role::Shipping, order.net(held.price, held.tax).shop, held.tax.shop);
        rows.push(row.of_item(format!("Shipping {}", held.method.title), SHIPPING, "ShipItem", None));
    }
    rows
}

fn kit_rows(order: &Order, state: &State, id: u64, form: Form, rows: &mut Vec<Row>) {
    let of_group = |line: &usize| order.lines[*line].group.as_ref().is_some_and(|g| g.id == id);
    let parts: Vec<&(usize, Part)> = state.lines.iter().filter(|(line, _)| of_group(line)).collect();
    let Some(group) = parts.first().and_then(|(line, _)| order.lines[*line].group.as_ref()) else {
        return;
    };
    let bundle = &BUNDLES[group.bundle];
    let net = |(line, part): &&(usize, Part)| {
        let off = if form.netted {
            0
        } else {
            net_discount(order, *line, part)
        };
        order.net(part.price, part.tax).shop + off
    };
    let amount = parts.iter().map(net).sum();
    let tax = parts.iter().map(|(_, part)| part.tax.shop).sum();
    let kit = rows.len();
    rows.push(Row::new(Role::Item, amount, tax).of_item(bundle.sku, bundle.id, "Kit", Some(group.quantity)));
    for (line, part) in parts {
        let item = order.lines[*line].item;
        rows.push(Row::new(Role::Part(kit), 0, 0).of_item(item.sku, item.id, "InvtPart", Some(part.pieces)));
    }
}

/// Notes on the rows of an order not yet billed what left the house.
fn mark_shipped(order: &Order, rows: &mut [Row], form: Form) {
    for (line, _) in order.parcels.iter().flat_map(|p| &p.lines) {
        let held = &order.lines[*line];
        let sku = match &held.group {
            Some(group) if form.kits => BUNDLES[group.bundle].sku,
            _ => held.item.sku,
        };
        for row in rows.iter_mut().filter(|r| r.sku == sku && r.role == Role::Item) {
            row.shipped = row.quantity;
        }
    }
}
