//! Orders with a history, and the ways NetSuite may hold them so that they tie. Written apart from
//! the comparison: it counts pieces, nothing else.

use proptest::prelude::*;

use crate::base::Amount;
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{agreement, day, document, m, order, refund};
use crate::model::shop::{AgreementReason, MoneyBag, Order, RefundLine, Restock};

/// A line: pieces ordered, removed by an edit, refunded; cents a piece.
#[derive(Debug, Clone)]
pub(super) struct Goods {
    sku: usize,
    ordered: i64,
    removed: i64,
    refunded: i64,
    unit: i64,
    discount: i64,
}

impl Goods {
    fn net(&self) -> i64 {
        self.unit - self.discount
    }

    fn tax(&self, percent: i64) -> i64 {
        (self.net() * percent + 50) / 100
    }

    fn sold(&self) -> i64 {
        self.ordered - self.removed
    }

    fn left(&self) -> i64 {
        self.sold() - self.refunded
    }
}

/// A whole order.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) goods: Vec<Goods>,
    percent: i64,
    shipping: i64,
    ledger: bool,
}

/// How NetSuite holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    discount_line: bool,
    header_tax: bool,
    header_shipping: bool,
    keyed: bool,
    cash_sale: bool,
    /// Refunded before billing: the order is shorter and the deposit was given back.
    unbilled: bool,
    /// Billed before the edit: the memo for the refund stands beside one for the removed pieces.
    turned: bool,
}

impl Form {
    /// The form most shops have: lines at their discounted value, tax and shipping as lines, an
    /// invoice, and credit memos that carry the refund's key.
    pub(super) fn usual(self) -> Self {
        Self {
            discount_line: false,
            header_tax: false,
            header_shipping: false,
            keyed: true,
            cash_sale: false,
            unbilled: false,
            turned: self.turned,
        }
    }
}

impl Form {
    /// The usual form, the same unbilled or as a cash sale, or any.
    pub(super) fn near_usual(self, which: usize) -> Self {
        match which {
            0 => self.usual(),
            1 => Self {
                unbilled: true,
                ..self.usual()
            },
            2 => Self {
                cash_sale: true,
                ..self.usual()
            },
            _ => self,
        }
    }
}

impl Plan {
    /// The plan without its edits, or without its refunds.
    pub(super) fn only(mut self, edits: bool, refunds: bool) -> Self {
        for goods in &mut self.goods {
            if !edits {
                goods.removed = 0;
            }
            if !refunds {
                goods.refunded = 0;
            }
        }
        self
    }
}

pub(super) fn plans() -> impl Strategy<Value = Plan> {
    let goods = (0_usize..3, 1_i64..5, 0_i64..3, 0_i64..3, 1_i64..9_999, 0_i64..500).prop_map(
        |(sku, ordered, removed, refunded, unit, discount)| {
            let removed = removed.min(ordered);
            Goods {
                sku,
                ordered,
                removed,
                refunded: refunded.min(ordered - removed),
                unit,
                discount: discount.min(unit),
            }
        },
    );
    (
        proptest::collection::vec(goods, 1..5),
        prop_oneof![Just(0_i64), Just(7), Just(20)],
        prop_oneof![Just(0_i64), 1_i64..2_000],
        any::<bool>(),
    )
        .prop_map(|(goods, percent, shipping, ledger)| Plan {
            goods,
            percent,
            shipping,
            ledger,
        })
        .prop_filter("something was sold", |p| p.goods.iter().any(|g| g.sold() > 0))
}

pub(super) fn forms() -> impl Strategy<Value = Form> {
    any::<(bool, bool, bool, bool, bool, bool, bool)>().prop_map(|f| Form {
        discount_line: f.0,
        header_tax: f.1,
        header_shipping: f.2,
        keyed: f.3,
        cash_sale: f.4,
        unbilled: f.5,
        turned: f.6,
    })
}

/// Shopify's side.
pub(super) fn shopify(plan: &Plan) -> Order<'static> {
    let mut order = order(1001);
    for g in &plan.goods {
        order = order.line(&format!("SKU-{}", g.sku), g.ordered, g.unit);
        let line = order.lines.last_mut().expect("just added");
        line.current_quantity = g.left();
        line.net = m(g.net() * g.left());
        line.discount = m(g.discount * g.left());
        // Shopify leaves the tax of removed and refunded pieces in it.
        line.tax = m(g.tax(plan.percent) * g.ordered);
    }
    if plan.shipping > 0 {
        order = order.shipped_for(plan.shipping);
    }
    let sum = |pieces: fn(&Goods) -> i64, with_tax: bool| -> i64 {
        plan.goods
            .iter()
            .map(|g| pieces(g) * (g.net() + if with_tax { g.tax(plan.percent) } else { 0 }))
            .sum()
    };
    let tax: i64 = plan.goods.iter().map(|g| g.left() * g.tax(plan.percent)).sum();
    order.head.tax = m(tax);
    order.head.total = m(sum(Goods::left, true) + plan.shipping);
    order.head.original_total = Some(m(sum(|g| g.ordered, true) + plan.shipping));
    order.head.edited = plan.goods.iter().any(|g| g.removed > 0);
    add_refund(plan, &mut order);
    if plan.ledger {
        add_ledger(plan, &mut order);
    }
    order
}

fn add_refund(plan: &Plan, order: &mut Order<'static>) {
    let money: i64 = plan
        .goods
        .iter()
        .map(|g| g.refunded * (g.net() + g.tax(plan.percent)))
        .sum();
    if plan.goods.iter().all(|g| g.refunded == 0) {
        return;
    }
    order.head.refunded = m(money);
    let mut refund = refund(700, money, day(3));
    for (i, g) in plan.goods.iter().enumerate().filter(|(_, g)| g.refunded > 0) {
        refund.lines.push(RefundLine {
            line: 100 + i as u64,
            quantity: g.refunded,
            subtotal: m(g.net() * g.refunded),
            tax: m(g.tax(plan.percent) * g.refunded),
            restock: Restock::Return,
        });
    }
    order.refunds.push(refund);
}

fn add_ledger(plan: &Plan, order: &mut Order<'static>) {
    let sales = |pieces: &dyn Fn(&Goods) -> i64| -> Vec<(u64, i64, i64, i64)> {
        let of = |(i, g): (usize, &Goods)| {
            let (n, tax) = (pieces(g), g.tax(plan.percent));
            (100 + i as u64, n, n * (g.net() + tax), n * tax)
        };
        plan.goods.iter().enumerate().map(of).filter(|s| s.1 != 0).collect()
    };
    let mut placed = agreement(1, AgreementReason::Order, day(0), &sales(&|g| g.ordered));
    if plan.shipping > 0 {
        let mut shipping = agreement(1, AgreementReason::Order, day(0), &[(1, 1, plan.shipping, 0)])
            .sales
            .remove(0);
        shipping.kind = crate::model::shop::SaleKind::Shipping;
        placed.sales.push(shipping);
    }
    order.agreements.push(placed);
    if order.head.edited {
        order
            .agreements
            .push(agreement(2, AgreementReason::Edit, day(1), &sales(&|g| -g.removed)));
    }
    if !order.refunds.is_empty() {
        let mut refund = agreement(3, AgreementReason::Refund, day(3), &sales(&|g| -g.refunded));
        refund.refund = 700;
        order.agreements.push(refund);
    }
}

/// NetSuite's side, in one of the forms that tie.
pub(super) fn netsuite(plan: &Plan, form: Form) -> Vec<Document<'static>> {
    let shorter = form.unbilled && !form.cash_sale;
    let pieces = |g: &Goods| if shorter { g.left() } else { g.sold() };
    let kind = if form.cash_sale {
        DocumentKind::CashSale
    } else {
        DocumentKind::SalesOrder
    };
    let mut main = document(kind, 10, "#1001", 0);
    main.lines = Some(Vec::new());
    let (mut goods, mut discount, mut tax) = (0, 0, 0);
    for g in plan.goods.iter().filter(|g| pieces(g) > 0) {
        let n = pieces(g);
        let amount = n * if form.discount_line { g.unit } else { g.net() };
        main = main.item(&format!("SKU-{}", g.sku), n, amount);
        goods += n * g.net();
        discount += n * g.discount;
        tax += n * g.tax(plan.percent);
    }
    if form.discount_line && discount > 0 {
        main = main.row(LineRole::Discount, 901, "", 1, -discount);
    }
    // Shipping in the header can be told from tax only where tax is stated.
    let header_tax = form.header_tax || form.header_shipping;
    if plan.shipping > 0 && !form.header_shipping {
        main = main.row(LineRole::Shipping, 900, "", 1, plan.shipping);
    }
    if header_tax {
        main.head.tax = Some(Amount::cents(tax));
    } else if tax > 0 {
        main = main.row(LineRole::Tax, 0, "", 1, tax);
    }
    let total = goods + tax + plan.shipping;
    main.head.total = Amount::cents(total);
    let refunded: i64 = plan
        .goods
        .iter()
        .map(|g| g.refunded * (g.net() + g.tax(plan.percent)))
        .sum();
    let key = |d: Document<'static>| if form.keyed { d.answers(700) } else { d };
    let mut documents = Vec::new();
    if form.cash_sale {
        documents.push(main);
        if refunded > 0 {
            documents.push(key(document(DocumentKind::CashRefund, 20, "#1001", refunded)));
        }
    } else if shorter {
        documents.push(main.is(DocumentStatus::PendingFulfillment));
        documents.push(document(DocumentKind::CustomerDeposit, 12, "#1001", total + refunded));
        if refunded > 0 {
            documents.push(key(document(DocumentKind::CustomerRefund, 20, "#1001", refunded)).made_from(12));
        }
    } else {
        documents.push(main.is(DocumentStatus::Billed));
        documents.push(document(DocumentKind::Invoice, 11, "#1001", total).is(DocumentStatus::Settled));
        if refunded > 0 {
            let memo = key(document(DocumentKind::CreditMemo, 20, "#1001", refunded)).is(DocumentStatus::Settled);
            // Dated on the day of the refund.
            documents.push(memo.with(|d| d.head.date = Some(day(3).day(&jiff::tz::TimeZone::UTC))));
            documents.push(key(document(DocumentKind::CustomerRefund, 21, "#1001", refunded)).made_from(20));
        }
    }
    if form.turned {
        documents.reverse();
        for document in &mut documents {
            if let Some(lines) = &mut document.lines {
                lines.reverse();
            }
        }
    }
    documents
}

/// The mirror with one thing wrong: a piece too many (with its tax), tax, shipping, or no credit.
pub(super) fn damaged(
    plan: &Plan,
    form: Form,
    what: usize,
    which: proptest::sample::Index,
    by: i64,
) -> Option<Vec<Document<'static>>> {
    // Free pieces that came back may stand on the order or not: one too many may be one of those.
    if plan.goods.iter().any(|g| g.net() == 0) {
        return None;
    }
    let mut documents = netsuite(plan, form);
    let main = documents.iter_mut().find(|d| d.head.id == 10)?;
    let lines = main.lines.as_mut()?;
    let grow = match what {
        0 => {
            let items: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].role == LineRole::Item).collect();
            if items.is_empty() {
                return None;
            }
            let line = &mut lines[*which.get(&items)];
            let goods = plan.goods.iter().find(|g| {
                let unit = if form.discount_line { g.unit } else { g.net() };
                format!("SKU-{}", g.sku) == line.sku
                    && line.amount == Amount::cents(unit * line.quantity.raw() / 10_000)
            })?;
            let unit = if form.discount_line { goods.unit } else { goods.net() };
            line.quantity += crate::base::Quantity::whole(1);
            line.amount += Amount::cents(unit);
            let tax = goods.tax(plan.percent);
            add_tax(main, tax);
            unit + tax
        }
        1 => {
            add_tax(main, by);
            by
        }
        2 => {
            lines.iter_mut().find(|l| l.role == LineRole::Shipping)?.amount += Amount::cents(by);
            by
        }
        _ => {
            let before = documents.len();
            documents.retain(|d| !matches!(d.head.id, 20 | 21));
            return (documents.len() != before && !form.unbilled).then_some(documents);
        }
    };
    main.head.total += Amount::cents(grow);
    if let Some(invoice) = documents.iter_mut().find(|d| d.head.id == 11) {
        invoice.head.total += Amount::cents(grow);
    }
    Some(documents)
}

fn add_tax(document: &mut Document<'static>, cents: i64) {
    let lines = document.lines.get_or_insert_default();
    if let Some(tax) = &mut document.head.tax {
        *tax += Amount::cents(cents);
    } else if let Some(line) = lines.iter_mut().find(|l| l.role == LineRole::Tax) {
        line.amount += Amount::cents(cents);
    } else if cents != 0 {
        *document = document.clone().row(LineRole::Tax, 0, "", 1, cents);
    }
}

/// What Shopify says the order is worth now.
pub(super) fn worth(order: &Order<'_>) -> MoneyBag {
    order.head.total
}
