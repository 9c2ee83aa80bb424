//! What happens to orders when nothing goes wrong.

use fastrand::Rng;

use super::acts::{Give, Pick};
use super::booking::{Form, Style};
use super::catalogue::{BUNDLES, EXPRESS, FREE, GOODS, ITEMS, Method, STANDARD};
use super::cents::Money;
use super::order::{Code, Gateway, Order, PaymentKind, PaymentStatus};
use super::time::{At, DAY, HOUR, MINUTE};

/// How an order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tale {
    Plain,
    GiftCardTender,
    GiftCardSold,
    Tipped,
    CapturedLater,
    // Edits before the warehouse has it.
    LineAdded,
    LineRemoved,
    FewerPieces,
    MorePieces,
    Swapped,
    ShippingUpgraded,
    EditUnpaid,
    // And one after it was billed.
    LineAddedLate,
    // Given back before it was shipped.
    Cancelled,
    CancelledUnpaid,
    PartCancelled,
    PartShipped,
    // Given back after it.
    RefundedLine,
    RefundedInFull,
    RefundedShipping,
    RefundedUnrestocked,
    RefundedTwice,
    RefundedTwoTenders,
    RefundedToCredit,
    Goodwill,
    FeeKept,
    RefundPending,
    RefundRetried,
    ReturnedThenRefunded,
    ExchangedEqual,
    ExchangedCheaper,
    ExchangedDearer,
}

/// How often each tale is told, in parts of their sum.
#[rustfmt::skip]
const TALES: [(Tale, u32); 32] = [
    (Tale::Plain, 110), (Tale::GiftCardTender, 7), (Tale::GiftCardSold, 5), (Tale::Tipped, 5), (Tale::CapturedLater, 14),
    (Tale::LineAdded, 6), (Tale::LineRemoved, 4), (Tale::FewerPieces, 4), (Tale::MorePieces, 3), (Tale::Swapped, 4),
    (Tale::ShippingUpgraded, 4), (Tale::EditUnpaid, 2), (Tale::LineAddedLate, 2), (Tale::Cancelled, 4), (Tale::CancelledUnpaid, 2),
    (Tale::PartCancelled, 3), (Tale::PartShipped, 3), (Tale::RefundedLine, 10), (Tale::RefundedInFull, 6), (Tale::RefundedShipping, 2),
    (Tale::RefundedUnrestocked, 3), (Tale::RefundedTwice, 2), (Tale::RefundedTwoTenders, 2), (Tale::RefundedToCredit, 2), (Tale::Goodwill, 4),
    (Tale::FeeKept, 2), (Tale::RefundPending, 1), (Tale::RefundRetried, 1), (Tale::ReturnedThenRefunded, 2), (Tale::ExchangedEqual, 2),
    (Tale::ExchangedCheaper, 1), (Tale::ExchangedDearer, 1),
];

/// Draws a tale.
pub(super) fn draw(rng: &mut Rng) -> Tale {
    let mut roll = rng.u32(0..TALES.iter().map(|(_, parts)| parts).sum());
    for (tale, parts) in TALES {
        if roll < parts {
            return tale;
        }
        roll -= parts;
    }
    Tale::Plain
}

/// Draws a way of booking.
pub(super) fn form(rng: &mut Rng, style: Option<Style>) -> Form {
    let style = style.unwrap_or_else(|| match rng.u32(0..100) {
        0..50 => Style::Deposit,
        50..75 => Style::Payment,
        75..95 => Style::Cash,
        _ => Style::CashAlone,
    });
    Form {
        style,
        netted: rng.bool(),
        kits: rng.u32(0..10) < 6,
    }
}

/// One to four goods, now and then with a bundle.
pub(super) fn basket(rng: &mut Rng) -> Vec<Pick> {
    let count = match rng.u32(0..100) {
        0..50 => 1,
        50..80 => 2,
        80..94 => 3,
        _ => 4,
    };
    let mut picks = Vec::new();
    let mut at = rng.usize(0..GOODS);
    for _ in 0..count {
        let pieces = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3][rng.usize(0..10)];
        picks.push(Pick::One(ITEMS[at].sku, pieces));
        at = (at + 1 + rng.usize(0..4)) % GOODS;
    }
    if rng.u32(0..100) < 9 {
        picks.push(Pick::Bundle(
            rng.usize(0..BUNDLES.len()),
            1 + i64::from(rng.u32(0..5) == 0),
        ));
    }
    picks
}

/// A discount now and then.
fn code(rng: &mut Rng, picks: &[Pick]) -> Option<Code> {
    let goods_alone = picks.iter().all(|p| matches!(p, Pick::One(..)));
    match rng.u32(0..100) {
        0..9 => Some(Code::Percent(10)),
        9..15 => Some(Code::Percent(20)),
        15..19 if goods_alone && picks.len() > 1 => Some(Code::Off(5_00)),
        _ => None,
    }
}

fn method(rng: &mut Rng) -> Method {
    match rng.u32(0..100) {
        0..70 => STANDARD,
        70..82 => EXPRESS,
        _ => FREE,
    }
}

/// When the warehouse ships what was ordered at a moment.
pub(super) fn shipping_day(at: At, rng: &mut Rng) -> At {
    at.midnight() + DAY + 13 * HOUR + i64::from(rng.u32(0..7_000))
}

/// Lets an ordinary order happen, as far as there is time for it before `last`.
pub(super) fn happen(o: &mut Order, rng: &mut Rng, last: At) -> Form {
    let ships = shipping_day(o.created, rng);
    let aged = last.0 - o.created.0;
    let tale = if aged > 12 * DAY { draw(rng) } else { Tale::Plain };
    if tale != Tale::Plain && ![Tale::GiftCardTender, Tale::RefundedTwoTenders].contains(&tale) {
        return super::tales::tell(o, rng, tale, ships);
    }
    let picks = basket(rng);
    let code = code(rng, &picks);
    o.place(&picks, Some(method(rng)), code);
    let two_tenders = tale != Tale::Plain;
    if two_tenders {
        let card = Money::at_rate(2_00, o.presentment.1);
        o.pay(o.created, card, Gateway::GiftCard);
    } else if rng.u32(0..100) < 3 {
        // A try that failed before the one that went through.
        let total = o.total();
        o.payment(
            o.created - 2 * MINUTE,
            PaymentKind::Sale,
            PaymentStatus::Failure,
            Gateway::Card,
            total,
            None,
        );
    }
    o.pay_owed(o.created);
    if ships + HOUR > last || tale == Tale::Plain && rng.u32(0..100) < 4 {
        return form(rng, Some(Style::Open));
    }
    o.ship(ships, None);
    if tale == Tale::RefundedTwoTenders {
        let goods = all_goods(o);
        o.refund(
            o.created + 4 * DAY,
            &Give {
                goods: &goods,
                shipping: true,
                ..Give::default()
            },
        );
    }
    form(rng, two_tenders.then_some(Style::Deposit))
}

/// Lines and pieces that are still held.
pub(super) fn all_goods(o: &Order) -> Vec<(usize, i64)> {
    let lines = o.lines.iter().enumerate();
    lines
        .filter(|(_, l)| l.now.pieces > 0)
        .map(|(n, l)| (n, l.now.pieces))
        .collect()
}

/// Goods that a basket does not hold yet.
pub(super) fn other_goods(o: &Order, rng: &mut Rng) -> &'static str {
    let start = rng.usize(0..GOODS);
    let free = |at: &usize| !o.lines.iter().any(|l| l.item.sku == ITEMS[*at].sku);
    let at = (0..GOODS).map(|n| (start + n) % GOODS).find(free).unwrap_or(start);
    ITEMS[at].sku
}
