//! Refunds that moved money, and what each took off the order.

use crate::base::{Amount, Moment};
use crate::model::payout::BalanceTransaction;
use crate::model::shop::{
    Agreement, Basis, Order, PaymentKind, PaymentStatus, Refund, Restock, Sale, SaleKind, Totals,
};

use super::version::{Charges, VersionLine};

/// What a refund or a return took off an order; positive amounts were taken off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Goods.
    pub lines: Vec<VersionLine>,
    /// Shipping without tax.
    pub shipping: Amount,
    /// Tips, duties, fees.
    pub charges: Charges,
    /// What the parts leave over: goodwill (positive), fees kept (negative).
    pub adjustment: Amount,
    /// Tax.
    pub tax: Amount,
    /// All of it.
    pub total: Amount,
}

/// One credit that NetSuite should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedCredit<'a> {
    /// The refund's gid, or `order/n` where the source has no id.
    pub name: String,
    /// Shopify's numeric id; 0 where the source has none.
    pub id: u64,
    /// What is to be credited, positive: the money that went back and `exchanged`; zero while it is
    /// pending.
    pub amount: Amount,
    /// Goods given in exchange, which the customer got instead of money: a refund is net of them, the
    /// credit of what came back is not.
    pub exchanged: Amount,
    /// The same in the order's other currency, for telling currency errors apart.
    pub other_amount: Amount,
    /// When it was made.
    pub at: Moment,
    /// The refund, where it comes from one (not from a payment movement).
    pub refund: Option<&'a Refund<'a>>,
    /// What it took off the order.
    pub effect: Effect,
    /// How much more (or less) it is than what it took off because its day's rate is not the order's.
    pub rate_gain: Amount,
    /// Money was asked for and has not moved yet.
    pub pending: bool,
}

/// The refunds of an order that moved money or still may, oldest first.
pub(super) fn expected<'a>(
    order: &'a Order<'a>,
    movements: &[BalanceTransaction<'_>],
    basis: Basis,
    agreed: bool,
) -> Vec<ExpectedCredit<'a>> {
    let pending = order
        .payments
        .iter()
        .any(|p| p.kind == PaymentKind::Refund && p.status == PaymentStatus::Pending);
    let mut refunds: Vec<&Refund<'_>> = order.refunds.iter().collect();
    refunds.sort_by_key(|r| (r.created_at, r.id));
    if order.head.totals == Totals::AsSold
        && let Some(credits) = from_movements(order, movements, basis)
    {
        return credits;
    }
    let name = |n: usize, id: u64| refund_name(order, n, id);
    refunds
        .into_iter()
        .enumerate()
        .filter(|(_, r)| !r.total.on(basis).is_zero() || pending)
        .map(|(n, refund)| ExpectedCredit {
            name: name(n, refund.id),
            id: refund.id,
            amount: refund.total.on(basis),
            exchanged: Amount::ZERO,
            other_amount: refund.total.on(other(basis)),
            at: refund.created_at,
            refund: Some(refund),
            effect: if agreed {
                agreed_effect(order, refund, basis)
            } else {
                stated_effect(order, refund, basis)
            },
            rate_gain: if agreed {
                rate_gain(order, refund, basis)
            } else {
                Amount::ZERO
            },
            pending: refund.total.on(basis).is_zero(),
        })
        .collect()
}

/// What a refund is more than its sales in this currency, where in the order's other currency it is just them.
fn rate_gain(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Amount {
    let over = |basis: Basis| refund.total.on(basis) - agreed_effect(order, refund, basis).total;
    let two_currencies = order.head.currency != order.head.presentment_currency;
    if two_currencies && over(other(basis)).is_zero() {
        over(basis)
    } else {
        Amount::ZERO
    }
}

/// The refunds of an orders export, one by one as the payment transactions export has them. The
/// export states only their sum, so they are used only where they make up that sum.
fn from_movements<'a>(
    order: &Order<'_>,
    movements: &[BalanceTransaction<'_>],
    basis: Basis,
) -> Option<Vec<ExpectedCredit<'a>>> {
    let mut refunds: Vec<&BalanceTransaction<'_>> = movements
        .iter()
        .filter(|m| m.kind == "REFUND" && !m.test && m.amount.is_negative())
        .collect();
    let sum: Amount = refunds.iter().map(|m| -m.amount).sum();
    if refunds.is_empty() || sum != order.head.refunded.on(basis) {
        return None;
    }
    refunds.sort_by_key(|m| (m.at, m.amount, m.id));
    Some(
        refunds
            .into_iter()
            .enumerate()
            .map(|(n, m)| ExpectedCredit {
                name: refund_name(order, n, 0),
                id: 0,
                amount: -m.amount,
                exchanged: Amount::ZERO,
                other_amount: -m.amount,
                at: m.at,
                refund: None,
                effect: Effect::of_money(-m.amount),
                rate_gain: Amount::ZERO,
                pending: false,
            })
            .collect(),
    )
}

fn refund_name(order: &Order<'_>, n: usize, id: u64) -> String {
    if id == 0 {
        format!("{}/{}", order.head.name, n + 1)
    } else {
        format!("gid://shopify/Refund/{id}")
    }
}

/// The other side of a money bag.
pub(super) const fn other(basis: Basis) -> Basis {
    match basis {
        Basis::Shop => Basis::Presentment,
        Basis::Presentment => Basis::Shop,
    }
}

impl Effect {
    /// Money alone: what it was for is not known.
    pub(super) fn of_money(total: Amount) -> Self {
        Self {
            adjustment: total,
            total,
            ..Self::default()
        }
    }

    /// Whether nothing is known but the money.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.lines.is_empty() && self.shipping.is_zero() && self.tax.is_zero()
    }

    /// The same put back instead of taken off.
    pub(super) fn negated(mut self) -> Self {
        for line in &mut self.lines {
            line.quantity = -line.quantity;
            line.net = -line.net;
        }
        self.shipping = -self.shipping;
        self.charges = Charges {
            tips: -self.charges.tips,
            duties: -self.charges.duties,
            fees: -self.charges.fees,
        };
        self.adjustment = -self.adjustment;
        self.tax = -self.tax;
        self.total = -self.total;
        self
    }

    /// Takes in one entry of the sales ledger, with its sign turned.
    pub(super) fn take(&mut self, order: &Order<'_>, sale: &Sale, basis: Basis) {
        let (total, tax) = (-sale.total.on(basis), -sale.tax.on(basis));
        let net = total - tax;
        self.total += total;
        self.tax += tax;
        let line = || order.lines.iter().position(|l| l.id == sale.of && sale.of != 0);
        match sale.kind {
            SaleKind::Product | SaleKind::GiftCard => match line() {
                Some(index) => self.lines.push(VersionLine {
                    index,
                    // A change of price alone has no quantity.
                    quantity: sale.quantity.map_or(0, |q| -q),
                    net,
                    has_tax: false,
                }),
                None => self.adjustment += net,
            },
            SaleKind::Shipping => self.shipping += net,
            SaleKind::Tip => self.charges.tips += net,
            SaleKind::Duty => self.charges.duties += net,
            SaleKind::AdditionalFee => self.charges.fees += net,
            SaleKind::Fee | SaleKind::Adjustment | SaleKind::Unknown => self.adjustment += net,
        }
    }
}

/// What a refund took off by the sales ledger.
fn agreed_effect(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Effect {
    let mut effect = Effect::default();
    let of_refund = |a: &&Agreement<'_>| a.refund == refund.id && refund.id != 0;
    for sale in order.agreements.iter().filter(of_refund).flat_map(|a| &a.sales) {
        effect.take(order, sale, basis);
    }
    effect
}

/// A refund that pays out a return, or what an exchange left over of it: it credits the goods that came back, not only
/// the money. The credit, where the refund's own sales say nothing, the sums fit, and no other refund's do.
pub(super) fn settle_return(credits: &mut [ExpectedCredit<'_>], returned: &mut Effect, exchanged: Amount) {
    if returned.total.is_zero() {
        return;
    }
    let pays = |credit: &&mut ExpectedCredit<'_>| {
        let bare = credit.effect == Effect::default() && !credit.pending;
        bare && credit.amount + exchanged == returned.total
    };
    let mut paying = credits.iter_mut().filter(pays);
    let (Some(credit), None) = (paying.next(), paying.next()) else {
        return;
    };
    credit.exchanged = exchanged;
    credit.amount = returned.total;
    credit.effect = std::mem::take(returned);
}

/// Whether goods came back and no money went out: a return, not the shadow of an edit.
pub(super) fn is_bare_return(refund: &Refund<'_>, basis: Basis) -> bool {
    refund.total.on(basis).is_zero() && refund.lines.iter().any(|l| l.restock == Restock::Return)
}

/// What returns without money took off, by the refunds' own lines.
pub(super) fn stated_returns(order: &Order<'_>, basis: Basis) -> Effect {
    let mut sum = Effect::default();
    for refund in order.refunds.iter().filter(|r| is_bare_return(r, basis)) {
        let effect = stated_effect(order, refund, basis);
        let goods: Amount = effect.lines.iter().map(|l| l.net).sum();
        sum.shipping += effect.shipping;
        sum.tax += effect.tax;
        sum.total += goods + effect.shipping + effect.tax;
        sum.lines.extend(effect.lines);
    }
    sum
}

/// What a refund took off by its own lines. Money is the truth of its total: what the lines leave
/// over of it is an adjustment.
fn stated_effect(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Effect {
    let included = order.head.taxes_included;
    let (shipping, shipping_tax) = (refund.shipping.on(basis), refund.shipping_tax.on(basis));
    let mut effect = Effect {
        shipping: if included { shipping - shipping_tax } else { shipping },
        tax: shipping_tax,
        total: refund.total.on(basis),
        ..Effect::default()
    };
    for line in &refund.lines {
        let Some(index) = order.lines.iter().position(|l| l.id == line.line && line.line != 0) else {
            continue;
        };
        let (subtotal, tax) = (line.subtotal.on(basis), line.tax.on(basis));
        effect.tax += tax;
        effect.lines.push(VersionLine {
            index,
            quantity: line.quantity,
            net: if included { subtotal - tax } else { subtotal },
            has_tax: false,
        });
    }
    let goods: Amount = effect.lines.iter().map(|l| l.net).sum();
    effect.adjustment = effect.total - goods - effect.shipping - effect.tax;
    effect
}
