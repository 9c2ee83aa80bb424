//! Orders that are missing, doubled, nobody's, half there, or shipped otherwise than booked.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Form, Style};
use super::super::books::{Doc, Role, Row, Type};
use super::super::catalogue::{FREE, STANDARD, UNDEPOSITED, item};
use super::super::cents::Money;
use super::super::order::{Gateway, Order, Part, PaymentKind, PaymentStatus, Restock};
use super::super::rows::goods_rows;
use super::super::time::{DAY, HOUR, MINUTE};
use super::Case;

/// The order never reached NetSuite.
pub(super) fn missing(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-PEAT", 2), Pick::One("JAM-DAMSON", 1)]);
    c.ship();
    c.say("IDN-01", c.total());
}

/// The order never reached NetSuite, and was given back in part within hours.
pub(super) fn missing_and_refunded(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-PEAT", 1), Pick::One("CANDLE-MOSS", 1)]);
    let give = Give {
        goods: &[(1, 1)],
        restock: Restock::Cancel,
        ..Give::default()
    };
    c.order.refund(c.order.created + HOUR, &give);
    c.say("IDN-01", c.total());
}

/// It reached it twice.
pub(super) fn duplicate(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 1)]);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    let Some(mut copy) = c.main().cloned() else { return };
    (copy.at, copy.status, copy.external) = (copy.at + 11 * MINUTE, "B", String::new());
    for row in copy.rows.iter_mut().filter(|r| r.quantity.is_some()) {
        (row.shipped, row.billed) = (Some(0), Some(0));
    }
    let total = copy.total();
    c.books.add(copy);
    c.say("IDN-04", -total);
}

/// A sales order names an order that Shopify does not have; the order itself is well.
pub(super) fn orphan(c: &mut Case<'_>) {
    c.place(&[Pick::One("BAG-CANVAS", 1)]);
    c.book(Style::Open, Bend::default());
    let Some(mut stray) = c.main().cloned() else { return };
    let name = format!("#{}", 900_000 + c.order.number);
    (stray.order, stray.external) = (name.clone(), String::new());
    let total = stray.total();
    c.books.add(stray);
    c.say_of(&name, "IDN-03", -total);
}

/// A sales order carries the key of another channel's order; the order itself is well.
pub(super) fn foreign_key(c: &mut Case<'_>) {
    c.place(&[Pick::One("OATCAKES", 3)]);
    c.book(Style::Open, Bend::default());
    let Some(mut stray) = c.main().cloned() else { return };
    let name = format!("114-{:07}-7730001", c.order.number % 10_000_000);
    (stray.order, stray.external) = (name.clone(), String::new());
    let total = stray.total();
    c.books.add(stray);
    c.say_of(&name, "IDN-13", -total);
}

/// The order never reached NetSuite, and was given back piece by piece until nothing was left.
pub(super) fn trickled_away(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("CANDLE-PEAT", 2)], FREE, None);
    c.ship();
    for days in [4, 12] {
        let give = Give {
            goods: &[(0, 1)],
            ..Give::default()
        };
        c.order.refund(c.order.created + days * DAY, &give);
    }
    c.say("REF-16", 0);
}

/// Cancelled right after checkout; the deposit was booked all the same, and stands alone.
pub(super) fn deposit_alone(c: &mut Case<'_>) {
    c.place(&[Pick::One("SCARF-MERINO", 1)]);
    let paid = c.order.received().shop;
    c.order.cancel(c.order.created + 25 * MINUTE);
    let rows = vec![Row::new(Role::Account(UNDEPOSITED), paid, 0)];
    let mut doc = Doc::new(
        Type::CustomerDeposit,
        c.order.market.index,
        c.order.created + 16 * MINUTE,
        rows,
    );
    (doc.order, doc.customer, doc.status) = (c.order.name(), c.order.customer, "A");
    let at = c.books.add(doc);
    c.books.paid.extend(c.order.payments.first().map(|p| (p.id, at)));
    c.say("IDN-09", -paid);
}

/// The header was saved and the goods were not.
pub(super) fn half_written(c: &mut Case<'_>) {
    c.place(&[Pick::One("GLOVE-MERINO", 1), Pick::One("OATCAKES", 2)]);
    c.book(Style::Open, Bend::default());
    let Some(doc) = c.main() else { return };
    doc.rows.retain(|r| r.role == Role::Shipping);
    let held = doc.total();
    c.say("SYN-02", c.total() - held);
}

/// Shopify says shipped, NetSuite knows of no fulfilment.
pub(super) fn shipped_unseen(c: &mut Case<'_>) {
    c.place(&[Pick::One("LAMP-FLINT", 1)]);
    c.ship();
    c.book(
        Style::Open,
        Bend {
            unshipped: true,
            ..Bend::default()
        },
    );
    c.say("FUL-06", 0);
}

/// One piece more left the house than was ordered.
pub(super) fn shipped_too_much(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-MOSS", 2)]);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    let Some(at) = c.booked.fulfilments.first() else { return };
    if let Some(row) = c.books.docs[*at].row("CANDLE-MOSS") {
        row.quantity = Some(3);
    }
    c.say("FUL-08", 0);
}

/// The order was cancelled and closed while its goods were being picked.
pub(super) fn live_pick(c: &mut Case<'_>) {
    c.place(&[Pick::One("PLATE-CHALK", 1)]);
    let part = Part {
        pieces: 1,
        ..Part::default()
    };
    let row = Row::new(Role::Item, 0, 0).of_item("PLATE-CHALK", item("PLATE-CHALK").id, "InvtPart", Some(part.pieces));
    let mut pick = Doc::new(
        Type::Fulfilment,
        c.order.market.index,
        c.order.created + 5 * HOUR,
        vec![row],
    );
    (pick.order, pick.customer, pick.status) = (c.order.name(), c.order.customer, "A");
    c.order.cancel(c.order.created + 7 * HOUR);
    c.book(Style::Open, Bend::default());
    pick.source = c.booked.order;
    c.books.add(pick);
    c.say("FUL-04", 0);
}

/// Authorised, never captured, and the authorisation has lapsed; the sales order is open.
pub(super) fn lapsed(c: &mut Case<'_>) {
    c.order.place(&[Pick::One("SCARF-MERINO", 1)], Some(STANDARD), None);
    let total = c.order.total();
    let (kind, status) = (PaymentKind::Authorization, PaymentStatus::Success);
    c.order
        .payment(c.order.created, kind, status, Gateway::Card, total, None);
    c.order.expired = true;
    c.book(Style::Open, Bend::default());
    c.say("EDT-20", -total.shop);
}

/// The sales order was written with what the buyer pays in another currency.
pub(super) fn other_currency(c: &mut Case<'_>) {
    let id = c.order.market.other_id;
    in_the_buyers_money(c, "CUR-01", Some(id));
}

/// The same, and it calls them amounts of the shop's currency.
pub(super) fn mislabelled_currency(c: &mut Case<'_>) {
    in_the_buyers_money(c, "CUR-02", None);
}

fn in_the_buyers_money(c: &mut Case<'_>, code: &str, currency: Option<&'static str>) {
    c.order.presentment = c.order.market.other;
    c.place(&[Pick::One("JUMPER-ARAN-M", 1), Pick::One("TEA-NETTLE", 1)]);
    c.book(Style::Open, Bend::default());
    let form = Form {
        style: Style::Open,
        netted: true,
        kits: true,
    };
    let shown = as_the_buyer_sees_it(c.order);
    let mut rows = goods_rows(&shown, &shown.state(false), form);
    for row in rows.iter_mut().filter(|r| r.quantity.is_some()) {
        (row.shipped, row.billed) = (Some(0), Some(0));
    }
    let total = c.total();
    let Some(doc) = c.main() else { return };
    (doc.rows, doc.currency) = (rows, currency);
    let held = doc.total();
    c.say(code, total - held);
}

fn as_the_buyer_sees_it(order: &Order) -> Order {
    let mut shown = order.clone();
    let turn = |m: &mut Money| m.shop = m.buyer;
    for line in &mut shown.lines {
        for part in [&mut line.sold, &mut line.kept, &mut line.now] {
            [&mut part.price, &mut part.tax, &mut part.discount]
                .into_iter()
                .for_each(turn);
        }
    }
    for shipping in &mut shown.shipping {
        [&mut shipping.price, &mut shipping.tax].into_iter().for_each(turn);
    }
    shown
}
