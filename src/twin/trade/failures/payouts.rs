//! Payouts that are not booked, or not what they say.

mod named;

use fastrand::Rng;

use super::super::books::{Books, Doc, Role, Row, Type};
use super::super::catalogue::OTHER;
use super::super::cents::plain_text;
use super::super::market::Market;
use super::super::order::Order;
use super::super::payouts::{Balance, Deposited, Movement};
use super::super::time::{At, DAY, HOUR};
use crate::twin::world::Expected;

pub(super) use named::{codes, needed_by, plant_one};

/// A shop's payouts while failures are planted in them.
pub(in super::super) struct Stage<'s> {
    pub(in super::super) market: &'s Market,
    pub(in super::super) orders: &'s [Order],
    pub(in super::super) balance: &'s mut Balance,
    pub(in super::super) books: &'s mut Books,
    pub(in super::super) expected: &'s mut Vec<Expected>,
    /// Deposits made by hand: their position and what is expected of them, once they have a number.
    pub(in super::super) hand: &'s mut Vec<(usize, Expected)>,
    /// How deposits are made that go wrong, by payout.
    pub(in super::super) forms: Vec<(usize, Deposited)>,
}

/// A way a payout goes wrong. It gives code and delta, and how the deposit is made; `None` where
/// this payout cannot go wrong so.
type Plan = fn(&mut Stage<'_>, usize) -> Option<(&'static str, i64, Deposited)>;

const PLANS: [Plan; 11] = [
    missing,
    undeposited,
    gross,
    used_twice,
    fees_twice,
    by_hand,
    unread,
    parked,
    off,
    other_currency,
    odd_net,
];
/// What can go wrong where there is something without an order.
const RARE: [Plan; 6] = [
    dispute_unbooked,
    reserve_unbooked,
    label_turned,
    label_unbooked,
    fee_unbooked,
    shop_cash_unbooked,
];

/// Bends some of a shop's payouts.
pub(in super::super) fn plant(stage: &mut Stage<'_>, rng: &mut Rng) {
    // The newest payout's deposit may still be on its way.
    let count = stage.balance.payouts.len().saturating_sub(4);
    let failed = (count > 12).then_some(count / 2);
    if let Some(at) = failed {
        let net = fail(stage, at);
        stage.say(stage.balance.payouts[at].id.to_string(), "PAY-11", -net);
        stage.forms.push((at, Deposited::Missing));
    }
    lost_dispute(stage, count, failed);
    let mut turn = rng.usize(0..PLANS.len());
    for at in 1..count {
        let taken = stage.forms.iter().any(|(n, _)| *n == at);
        if taken || failed.is_some_and(|f| at == f || at == f + 1) {
            continue;
        }
        let early = refunded_unbooked(stage, at);
        let rare = early.or_else(|| {
            let plan = rng.bool().then(|| RARE.iter().find_map(|plan| plan(stage, at)));
            plan.flatten()
        });
        let planted = rare.or_else(|| {
            let due = at % 4 == 1;
            due.then(|| (0..PLANS.len()).find_map(|n| PLANS[(turn + n) % PLANS.len()](stage, at)))?
        });
        if let Some((code, delta, how)) = planted {
            stage.say(stage.balance.payouts[at].id.to_string(), code, delta);
            stage.forms.push((at, how));
            turn += 1;
        }
    }
    if stage.market.index == 0 {
        named::nobodys(stage, count);
    }
}

impl Stage<'_> {
    fn expectation(&self, subject: String, code: &str, delta: i64) -> Expected {
        Expected {
            shop: self.market.domain.to_owned(),
            subject,
            code: code.to_owned(),
            delta: plain_text(delta),
        }
    }

    fn say(&mut self, subject: String, code: &str, delta: i64) {
        let expected = self.expectation(subject, code, delta);
        self.expected.push(expected);
    }

    fn members(&self, at: usize) -> impl Iterator<Item = (usize, &Movement)> {
        let members = self.balance.payouts[at].movements.iter();
        members.map(|m| (*m, &self.balance.movements[*m]))
    }

    fn fees(&self, at: usize) -> i64 {
        self.members(at).map(|(_, m)| m.fee).sum()
    }

    /// What a payout's movements of a kind come to.
    fn sum_of(&self, at: usize, what: &str) -> i64 {
        self.members(at)
            .filter(|(_, m)| m.is_of(what))
            .map(|(_, m)| m.net)
            .sum()
    }

    /// A charge among several movements, and the document that stands for it and for nothing else.
    fn booked_charge(&self, at: usize) -> Option<(usize, usize)> {
        let mut charges = self.members(at).filter(|(_, m)| m.kind == "CHARGE");
        charges.find_map(|(n, m)| {
            let doc = *self.books.paid.get(&m.payment?)?;
            let shared = self.books.paid.values().filter(|d| **d == doc).count() > 1;
            let fits = self.books.docs[doc].total() == m.amount && !self.books.docs[doc].voided;
            (fits && !shared && self.booked(at) > 1).then_some((n, doc))
        })
    }

    /// How many of a payout's movements documents stand for.
    fn booked(&self, at: usize) -> usize {
        let all = self.members(at);
        all.filter(|(_, m)| m.payment.is_some_and(|p| self.books.paid.contains_key(&p)))
            .count()
    }

    fn unbooked(&self, at: usize, what: &'static str, code: &'static str) -> Option<(&'static str, i64, Deposited)> {
        let sum = self.sum_of(at, what);
        (sum != 0).then_some((code, sum, Deposited::Without(what)))
    }
}

fn missing(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let net = stage.balance.payouts[at].net;
    (net != 0).then_some(("PAY-01", net, Deposited::Missing))
}

fn gross(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let fees = stage.fees(at);
    (fees != 0).then_some(("PAY-06", -fees, Deposited::Gross))
}

fn fees_twice(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let fees = stage.fees(at);
    (fees != 0).then_some(("PAY-07", fees, Deposited::FeesTwice))
}

/// One movement of several is not among what the shop answers.
fn unread(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let several = stage.balance.payouts[at].movements.len() > 1;
    let first = stage.members(at).next().map(|(n, m)| (n, m.kind));
    let (hidden, _) = first.filter(|(_, kind)| several && *kind == "CHARGE")?;
    stage.balance.movements[hidden].hidden = true;
    Some(("PAY-03", stage.balance.movements[hidden].net, Deposited::Well))
}

/// The deposit is off by nine: nothing in the payout explains it.
fn off(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    (stage.fees(at) != 9_00).then_some(("PAY-05", -9_00, Deposited::Off(9_00)))
}

/// A net that is not amount less fee, in what Shopify states and in the payout too.
fn odd_net(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let (odd, _) = stage.members(at).find(|(_, m)| m.fee != 0)?;
    let movement = &mut stage.balance.movements[odd];
    movement.net = movement.amount;
    stage.balance.payouts[at].net += movement.fee;
    Some(("PAY-25", 0, Deposited::Well))
}

/// A payment is left among undeposited funds.
fn undeposited(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let (left, _) = stage.booked_charge(at)?;
    Some(("PAY-19", stage.balance.movements[left].amount, Deposited::Lacks(left)))
}

/// Somebody has taken a payment to the bank by hand.
fn by_hand(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let (left, doc) = stage.booked_charge(at)?;
    let amount = stage.balance.movements[left].amount;
    let made = stage.balance.payouts[at].at + 2 * HOUR;
    let mut deposit = Doc::new(
        Type::Deposit,
        stage.market.index,
        made,
        vec![Row::new(Role::Payment(doc), amount, 0)],
    );
    deposit.memo = "Takings".to_owned();
    stage.books.add(deposit);
    Some(("PAY-18", amount, Deposited::Lacks(left)))
}

/// The deposit takes up a payment that an earlier payout's deposit has rightly.
fn used_twice(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let well = |n: &usize| stage.forms.iter().all(|(bent, _)| bent != n);
    let (charge, doc) = (0..at).filter(well).find_map(|n| stage.booked_charge(n))?;
    let amount = stage.balance.movements[charge].amount;
    let fits = stage.booked(at) > 0 && amount != stage.fees(at);
    fits.then_some(("PAY-20", -amount, Deposited::AlsoTakes(doc, amount)))
}

/// The deposit is made in a currency that the payout is not in.
fn other_currency(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let net = stage.balance.payouts[at].net;
    (net != 0).then_some(("PAY-23", net, Deposited::InCurrency(stage.market.other_id)))
}

/// The fees are short by seven, which stands on the account for variances instead.
fn parked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    (stage.fees(at) > 7).then_some(("PAY-27", 0, Deposited::Parked(7)))
}

/// An order was charged and given back in part on one day, and never reached NetSuite.
fn refunded_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let unbooked = |m: &&Movement| m.payment.is_some_and(|p| !stage.books.paid.contains_key(&p));
    let members = || stage.members(at).map(|(_, m)| m).filter(unbooked);
    let refund = members().find(|m| {
        let charged = |other: &&Movement| other.order == m.order && other.kind == "CHARGE";
        m.kind == "REFUND" && members().any(|other| charged(&other))
    })?;
    let order = refund.order?;
    let name = stage.orders[order].name();
    // Both shops number their orders alike.
    let of_order = |d: &Doc| d.market == stage.market.index && d.order == name;
    let never_booked = !stage.books.docs.iter().any(of_order);
    let sum: i64 = members().filter(|m| m.order == Some(order)).map(|m| m.amount).sum();
    (never_booked && stage.booked(at) > 0).then_some(("PAY-26", sum, Deposited::WithoutOrder(order)))
}

/// Money that left for a dispute (or came back from one) is not on the deposit.
fn dispute_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let code = if stage.sum_of(at, "DISPUTE") < 0 {
        "PAY-08"
    } else {
        "PAY-09"
    };
    stage.unbooked(at, "DISPUTE", code)
}

fn reserve_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    stage.unbooked(at, "RESERVED_FUNDS", "PAY-13")
}

fn label_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    stage.unbooked(at, "SHIPPING_LABEL", "PAY-14")
}

fn fee_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    stage.unbooked(at, "BILLING_DEBIT", "PAY-29")
}

fn shop_cash_unbooked(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    stage.unbooked(at, "SHOP_CASH_CREDIT", "PAY-15")
}

/// What Shopify calls a fee given back is taken; of one shop, so that labels are left for others.
fn label_turned(stage: &mut Stage<'_>, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let found = stage.members(at).find(|(_, m)| m.kind == "SHIPPING_LABEL");
    let (label, _) = found.filter(|_| stage.market.index == 1)?;
    stage.balance.movements[label].kind = "APPLICATION_FEE_REFUND";
    Some(("PAY-28", 0, Deposited::Well))
}

/// A dispute is lost, and what was held for it stays an asset: nobody writes it off.
fn lost_dispute(stage: &mut Stage<'_>, count: usize, failed: Option<usize>) {
    let disputes = stage.balance.disputes.iter();
    let lost = disputes.enumerate().find(|(_, d)| d.lost.is_some());
    let Some((position, order)) = lost.map(|(n, d)| (n, d.order)) else {
        return;
    };
    let withdrawn = |m: &Movement| m.order == Some(order) && m.kind == "DISPUTE_WITHDRAWAL";
    let at = (0..count).find(|at| stage.members(*at).any(|(_, m)| withdrawn(m)));
    let clear = |at: &usize| failed.is_none_or(|f| *at != f && *at != f + 1);
    if let Some(at) = at.filter(clear) {
        stage.balance.disputes[position].left_standing = true;
        stage.forms.push((at, Deposited::Well));
        stage.say(stage.orders[order].name(), "PAY-10", 0);
    }
}

/// The bank rejects a payout: its movements come with the next one, and its deposit still stands.
fn fail(stage: &mut Stage<'_>, at: usize) -> i64 {
    let balance = &mut *stage.balance;
    let gone = std::mem::take(&mut balance.payouts[at].movements);
    let payout = &mut balance.payouts[at];
    payout.status = "FAILED";
    let net = payout.net;
    let row = Row::new(Role::Account(OTHER), net, 0).noted("Shopify Payments");
    let mut doc = Doc::new(Type::Deposit, stage.market.index, payout.at + 9 * HOUR, vec![row]);
    (doc.payout, doc.memo) = (payout.id.to_string(), format!("Shopify payout {}", payout.id));
    stage.books.add(doc);
    for movement in &gone {
        balance.movements[*movement].payout = Some(at + 1);
    }
    let next = &mut balance.payouts[at + 1];
    next.net += net;
    next.movements.splice(0..0, gone);
    net
}

/// A deposit that names a payout Shopify does not have.
fn without_payout(market: &Market, at: At) -> (Doc, i64) {
    let row = Row::new(Role::Account(OTHER), 42_10, 0).noted("by hand");
    let mut doc = Doc::new(Type::Deposit, market.index, at + DAY, vec![row]);
    (doc.payout, doc.memo) = ("131399000111".to_owned(), "Shopify payout 131399000111".to_owned());
    (doc, 42_10)
}
