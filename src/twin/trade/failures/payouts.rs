//! Payouts that are not booked, or not what they say.

use fastrand::Rng;

use super::super::books::{Books, Doc, Role, Row, Type};
use super::super::catalogue::OTHER;
use super::super::cents::plain_text;
use super::super::market::Market;
use super::super::payouts::{Balance, Deposited};
use super::super::time::{At, DAY, HOUR};
use crate::twin::world::Expected;

/// A way a payout goes wrong. It gives code and delta, and how the deposit is made; `None` where
/// this payout cannot go wrong so.
type Plan = fn(&mut Balance, usize) -> Option<(&'static str, i64, Deposited)>;

const PLANS: [Plan; 6] = [missing, gross, fees_twice, unread, off, odd_net];
/// What can go wrong where there is something without an order.
const RARE: [Plan; 3] = [dispute_unbooked, reserve_unbooked, label_unbooked];

/// Bends some of a shop's payouts. `hand` are deposits made by hand: their position and what is
/// expected of them, once they have a number.
pub(in super::super) fn plant(
    market: &Market,
    balance: &mut Balance,
    books: &mut Books,
    rng: &mut Rng,
    expected: &mut Vec<Expected>,
    hand: &mut Vec<(usize, Expected)>,
) -> Vec<(usize, Deposited)> {
    let say = |subject: String, code: &str, delta: i64| Expected {
        shop: market.domain.to_owned(),
        subject,
        code: code.to_owned(),
        delta: plain_text(delta),
    };
    let mut forms = Vec::new();
    // The newest payout's deposit may still be on its way.
    let count = balance.payouts.len().saturating_sub(4);
    let start = rng.usize(0..PLANS.len());
    let failed = (count > 12).then_some(count / 2);
    if let Some(at) = failed {
        let net = fail(balance, books, market, at);
        expected.push(say(balance.payouts[at].id.to_string(), "PAY-11", -net));
        forms.push((at, Deposited::Missing));
    }
    let mut turn = start;
    for at in 1..count {
        if failed.is_some_and(|f| at == f || at == f + 1) {
            continue;
        }
        let rare = RARE.iter().find_map(|plan| plan(balance, at)).filter(|_| rng.bool());
        let planted = rare.or_else(|| {
            let due = at % 4 == 1;
            due.then(|| (0..PLANS.len()).find_map(|n| PLANS[(turn + n) % PLANS.len()](balance, at)))?
        });
        if let Some((code, delta, how)) = planted {
            expected.push(say(balance.payouts[at].id.to_string(), code, delta));
            forms.push((at, how));
            turn += 1;
        }
    }
    if let Some(payout) = balance.payouts.get(2).filter(|_| market.index == 0) {
        let (doc, total) = by_hand(market, payout.at + 6 * HOUR);
        hand.push((books.add(doc), say(String::new(), "PAY-02", -total)));
    }
    forms
}

fn fees(balance: &Balance, at: usize) -> i64 {
    balance.payouts[at]
        .movements
        .iter()
        .map(|m| balance.movements[*m].fee)
        .sum()
}

fn missing(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    // A dispute would be left unbooked, too.
    let net = balance.payouts[at].net;
    (net != 0 && without(balance, at, "DISPUTE") == 0).then_some(("PAY-01", net, Deposited::Missing))
}

fn gross(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let fees = fees(balance, at);
    (fees != 0).then_some(("PAY-06", -fees, Deposited::Gross))
}

fn fees_twice(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let fees = fees(balance, at);
    (fees != 0).then_some(("PAY-07", fees, Deposited::FeesTwice))
}

/// One movement of several is not among what the shop answers.
fn unread(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let members = &balance.payouts[at].movements;
    let hidden = *members
        .first()
        .filter(|m| members.len() > 1 && balance.movements[**m].kind == "CHARGE")?;
    balance.movements[hidden].hidden = true;
    Some(("PAY-03", balance.movements[hidden].net, Deposited::Well))
}

/// The deposit is off by nine: nothing in the payout explains it.
fn off(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    (fees(balance, at) != 9_00).then_some(("PAY-05", -9_00, Deposited::Off(9_00)))
}

/// A net that is not amount less fee, in what Shopify states and in the payout too.
fn odd_net(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    let members = &balance.payouts[at].movements;
    let odd = *members.iter().find(|m| balance.movements[**m].fee != 0)?;
    let movement = &mut balance.movements[odd];
    movement.net = movement.amount;
    balance.payouts[at].net += movement.fee;
    Some(("PAY-25", 0, Deposited::Well))
}

/// What a payout's movements of a kind come to.
fn without(balance: &Balance, at: usize, what: &str) -> i64 {
    let members = balance.payouts[at].movements.iter().map(|m| &balance.movements[*m]);
    members.filter(|m| m.is_of(what)).map(|m| m.net).sum()
}

fn unbooked(
    balance: &Balance,
    at: usize,
    what: &'static str,
    code: &'static str,
) -> Option<(&'static str, i64, Deposited)> {
    let sum = without(balance, at, what);
    (sum != 0).then_some((code, sum, Deposited::Without(what)))
}

/// Money that left for a dispute (or came back from one) is not on the deposit.
fn dispute_unbooked(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    unbooked(balance, at, "DISPUTE", "PAY-08")
}

fn reserve_unbooked(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    unbooked(balance, at, "RESERVED_FUNDS", "PAY-13")
}

fn label_unbooked(balance: &mut Balance, at: usize) -> Option<(&'static str, i64, Deposited)> {
    unbooked(balance, at, "SHIPPING_LABEL", "PAY-14")
}

/// The bank rejects a payout: its movements come with the next one, and its deposit still stands.
fn fail(balance: &mut Balance, books: &mut Books, market: &Market, at: usize) -> i64 {
    let gone = std::mem::take(&mut balance.payouts[at].movements);
    let payout = &mut balance.payouts[at];
    payout.status = "FAILED";
    let net = payout.net;
    let row = Row::new(Role::Account(OTHER), net, 0).noted("Shopify Payments");
    let mut doc = Doc::new(Type::Deposit, market.index, payout.at + 9 * HOUR, vec![row]);
    (doc.payout, doc.memo) = (payout.id.to_string(), format!("Shopify payout {}", payout.id));
    books.add(doc);
    for movement in &gone {
        balance.movements[*movement].payout = Some(at + 1);
    }
    let next = &mut balance.payouts[at + 1];
    next.net += net;
    next.movements.splice(0..0, gone);
    net
}

/// A deposit that names a payout Shopify does not have.
fn by_hand(market: &Market, at: At) -> (Doc, i64) {
    let row = Row::new(Role::Account(OTHER), 42_10, 0).noted("by hand");
    let mut doc = Doc::new(Type::Deposit, market.index, at + DAY, vec![row]);
    (doc.payout, doc.memo) = ("131399000111".to_owned(), "Shopify payout 131399000111".to_owned());
    (doc, 42_10)
}
