//! Failures of payouts by name: which plan a code stands for.

use super::super::super::payouts::Deposited;
use super::super::super::time::{DAY, HOUR};
use super::{
    Movement, Plan, Stage, by_hand, dispute_unbooked, fail, fee_unbooked, fees_twice, gross, label_turned,
    label_unbooked, lost_dispute, missing, odd_net, off, other_currency, parked, refunded_unbooked, reserve_unbooked,
    shop_cash_unbooked, undeposited, unread, used_twice, without_payout,
};

/// What can be planted by name in a payout; what fewest payouts are fit for comes first.
const NAMED: [(&str, Plan); 19] = [
    ("PAY-08", dispute_unbooked),
    ("PAY-09", dispute_unbooked),
    ("PAY-26", refunded_unbooked),
    ("PAY-13", reserve_unbooked),
    ("PAY-28", label_turned),
    ("PAY-14", label_unbooked),
    ("PAY-15", shop_cash_unbooked),
    ("PAY-29", fee_unbooked),
    ("PAY-20", used_twice),
    ("PAY-18", by_hand),
    ("PAY-19", undeposited),
    ("PAY-01", missing),
    ("PAY-03", unread),
    ("PAY-05", off),
    ("PAY-06", gross),
    ("PAY-07", fees_twice),
    ("PAY-23", other_currency),
    ("PAY-25", odd_net),
    ("PAY-27", parked),
];

/// Bends of a shop's payouts; false where it has none that can go wrong so.
type Bend = fn(&mut Stage<'_>, usize) -> bool;

/// What can be planted by name in a shop.
const OF_SHOP: [(&str, Bend); 6] = [
    ("PAY-11", failed),
    ("PAY-10", lost),
    ("PAY-02", nobodys),
    ("PAY-04", not_booked_yet),
    ("PAY-12", withdrawn),
    ("PAY-21", never_read_again),
];

/// The codes that can be planted by name, in the order in which they look for a place.
pub(in super::super) fn codes() -> impl Iterator<Item = &'static str> {
    let of_shop = OF_SHOP.iter().map(|(code, _)| *code);
    of_shop.chain(NAMED.iter().map(|(code, _)| *code))
}

/// Whether an order that goes wrong as `code` says is what one of the wanted codes needs.
pub(in super::super) fn needed_by(wanted: &[&str], code: &str) -> bool {
    code == "IDN-01" && wanted.contains(&"PAY-26")
}

/// Plants what a code names in the first payout it can happen to.
pub(in super::super) fn plant_one(stage: &mut Stage<'_>, code: &str) -> bool {
    // The newest payout's deposit may still be on its way.
    let count = stage.balance.payouts.len().saturating_sub(4);
    if let Some((_, bend)) = OF_SHOP.iter().find(|(named, _)| *named == code) {
        return bend(stage, count);
    }
    let plans = NAMED.iter().filter(|(named, _)| *named == code).map(|(_, plan)| plan);
    for plan in plans {
        for at in 1..count {
            if stage.forms.iter().any(|(n, _)| *n == at) {
                continue;
            }
            if let Some((said, delta, how)) = plan(stage, at)
                && said == code
            {
                stage.say(stage.balance.payouts[at].id.to_string(), code, delta);
                stage.forms.push((at, how));
                return true;
            }
        }
    }
    false
}

fn failed(stage: &mut Stage<'_>, count: usize) -> bool {
    if count < 4 {
        return false;
    }
    let at = count / 2;
    let net = fail(stage, at);
    stage.say(stage.balance.payouts[at].id.to_string(), "PAY-11", -net);
    stage
        .forms
        .extend([(at, Deposited::Missing), (at + 1, Deposited::Well)]);
    true
}

fn lost(stage: &mut Stage<'_>, count: usize) -> bool {
    let failed = stage
        .forms
        .iter()
        .find(|(_, how)| *how == Deposited::Missing)
        .map(|(at, _)| *at);
    let said = stage.expected.len();
    lost_dispute(stage, count, failed);
    stage.expected.len() > said
}

pub(super) fn nobodys(stage: &mut Stage<'_>, _count: usize) -> bool {
    let Some(payout) = stage.balance.payouts.get(2) else {
        return false;
    };
    let (doc, total) = without_payout(stage.market, payout.at + 6 * HOUR);
    let position = stage.books.add(doc);
    let expected = stage.expectation(String::new(), "PAY-02", -total);
    stage.hand.push((position, expected));
    true
}

/// A charge of the newest payout is not booked yet; what is left of it may still come.
fn not_booked_yet(stage: &mut Stage<'_>, count: usize) -> bool {
    for at in (count..stage.balance.payouts.len()).rev().take(2) {
        let Some((charge, doc)) = stage.booked_charge(at) else {
            continue;
        };
        if stage.books.docs.iter().any(|d| d.source == Some(doc)) {
            continue;
        }
        stage.books.docs[doc].gone = true;
        let amount = stage.balance.movements[charge].amount;
        stage.say(stage.balance.payouts[at].id.to_string(), "PAY-04", amount);
        stage.forms.push((at, Deposited::Lacks(charge)));
        return true;
    }
    false
}

/// A reserve takes more than the day brought; the withdrawal was booked as money coming in.
fn withdrawn(stage: &mut Stage<'_>, count: usize) -> bool {
    let free = |at: &usize| stage.forms.iter().all(|(n, _)| n != at);
    let Some(at) = (1..count).find(free) else { return false };
    let payout = &mut stage.balance.payouts[at];
    let held = -(payout.net + 12_34);
    let mut movement = Movement::new("RESERVED_FUNDS", "ADJUSTMENT", payout.at - 2 * DAY, held, 0);
    (movement.id, movement.payout) = (payout.id + 5_000_000_000_000, Some(at));
    payout.movements.push(stage.balance.movements.len());
    payout.net += held;
    stage.balance.movements.push(movement);
    stage.say(stage.balance.payouts[at].id.to_string(), "PAY-12", -2 * 12_34);
    stage.forms.push((at, Deposited::AsIncome(12_34)));
    true
}

/// A payout of weeks ago still reads as scheduled, and nobody books what has not been paid.
fn never_read_again(stage: &mut Stage<'_>, count: usize) -> bool {
    let free = |at: &usize| stage.forms.iter().all(|(n, _)| n != at);
    let Some(at) = (1..count / 2).find(free) else {
        return false;
    };
    stage.balance.payouts[at].status = "SCHEDULED";
    stage.say(stage.balance.payouts[at].id.to_string(), "PAY-21", 0);
    stage.forms.push((at, Deposited::Missing));
    true
}
