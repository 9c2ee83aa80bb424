//! Which way an order's money came and went, by its own payments.

use std::collections::BTreeMap;

use crate::base::Amount;
use crate::model::shop::{Basis, Order, Payment, PaymentKind, PaymentStatus, Refund};

use super::credits::other;

/// Gateways through which no money leaves the company: what is given back there stays a debt.
const STORE: [&str; 3] = ["gift_card", "shopify_store_credit", "store_credit"];
/// Cash over the counter.
const CASH: &str = "cash";
/// A refund and its payments are made within so many seconds.
const MINUTE: i64 = 60;

/// Whether what is given back through a gateway stays in the company, as a gift card or store credit.
#[must_use]
pub fn is_store(gateway: &str) -> bool {
    STORE.contains(&gateway)
}

fn moved<'o>(order: &'o Order<'_>) -> impl Iterator<Item = &'o Payment<'o>> {
    order.payments.iter().filter(|p| p.status == PaymentStatus::Success)
}

fn is_money_in(payment: &Payment<'_>) -> bool {
    matches!(payment.kind, PaymentKind::Sale | PaymentKind::Capture)
}

/// What the customer paid. `None` where no payment of the order is known.
#[must_use]
pub fn paid(order: &Order<'_>, basis: Basis) -> Option<Amount> {
    let mut known = false;
    let sum = moved(order).filter(|p| is_money_in(p)).map(|p| p.amount.on(basis));
    let sum = sum.inspect(|_| known = true).sum();
    known.then_some(sum)
}

/// Whether cash is all that the order was paid with.
#[must_use]
pub fn is_paid_in_cash(order: &Order<'_>) -> bool {
    let mut came = moved(order).filter(|p| is_money_in(p)).peekable();
    came.peek().is_some() && came.all(|p| p.gateway == CASH)
}

/// How much of a refund is more than the customer had paid and not got back by then; zero where it is
/// not known what was paid, or where only the rate of the day makes it more.
#[must_use]
pub fn above_paid(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Amount {
    let two_currencies = order.head.currency != order.head.presentment_currency;
    if two_currencies && above_paid_on(order, refund, other(basis)).is_zero() {
        return Amount::ZERO;
    }
    above_paid_on(order, refund, basis)
}

fn above_paid_on(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Amount {
    let Some(paid) = paid(order, basis) else {
        return Amount::ZERO;
    };
    let own = refund.total.on(basis);
    let until = |r: &&Refund<'_>| (r.created_at, r.id) <= (refund.created_at, refund.id);
    let all: Amount = order.refunds.iter().filter(until).map(|r| r.total.on(basis)).sum();
    (all - paid).max(Amount::ZERO).min(own)
}

/// What a refund gave back through each gateway. Empty where that cannot be told: payments do not name
/// their refund, so they are told by their time where there are several, and must add up to it.
#[must_use]
pub fn given_back<'o>(order: &'o Order<'_>, refund: &Refund<'_>, basis: Basis) -> BTreeMap<&'o str, Amount> {
    let only = order.refunds.iter().filter(|r| !r.total.on(basis).is_zero()).count() == 1;
    let near = |p: &Payment<'_>| {
        p.at.is_some_and(|at| (at.seconds() - refund.created_at.seconds()).abs() <= MINUTE)
    };
    let mut parts: BTreeMap<&str, Amount> = BTreeMap::new();
    for payment in moved(order).filter(|p| p.kind == PaymentKind::Refund && (only || near(p))) {
        *parts.entry(&payment.gateway).or_insert(Amount::ZERO) += payment.amount.on(basis);
    }
    if parts.values().copied().sum::<Amount>() != refund.total.on(basis) {
        parts.clear();
    }
    parts
}

/// How much of a refund stayed in the company, as a gift card or store credit: no bank pays it out. Zero where it
/// cannot be told.
#[must_use]
pub fn stayed(order: &Order<'_>, refund: &Refund<'_>, basis: Basis) -> Amount {
    let parts = given_back(order, refund, basis);
    parts
        .iter()
        .filter(|(gateway, _)| is_store(gateway))
        .map(|(_, amount)| *amount)
        .sum()
}

/// Whether an order's refunds are worth a look although all amounts agree: money that stayed in the
/// company, or more money than came.
#[must_use]
pub fn is_unusual(order: &Order<'_>, basis: Basis) -> bool {
    let stays = moved(order).any(|p| p.kind == PaymentKind::Refund && is_store(&p.gateway));
    let above = || order.refunds.iter().any(|r| !above_paid(order, r, basis).is_zero());
    stays || !order.refunds.is_empty() && above()
}
