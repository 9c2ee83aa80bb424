//! Orders that were edited, closed or shipped otherwise than the warehouse knew.

use super::super::acts::{Edit, Pick};
use super::super::booking::{Bend, Style};
use super::super::books::{Doc, Type};
use super::super::order::State;
use super::super::rows::goods_rows;
use super::super::time::{At, DAY, HOUR, MINUTE};
use super::Case;

/// Takes a line off, and gives its money back.
fn take_off(c: &mut Case<'_>, sku: &str, at: At) {
    let line = c.order.find(sku);
    let pieces = c.order.lines[line].now.pieces;
    let less = [(line, pieces)];
    c.order.edit(
        at,
        &Edit {
            less: &less,
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 5 * MINUTE);
}

/// Books the order as it was placed, and lets the warehouse work on just that.
fn in_warehouse(c: &mut Case<'_>, at: At, status: &'static str) {
    let placed = c.order.history[0].clone();
    c.book_stale(Style::Open, placed.clone());
    let gone = status == "C";
    if let Some(doc) = c.main() {
        doc.status = if gone { "F" } else { "B" };
        for row in doc.rows.iter_mut().filter(|r| r.quantity.is_some()) {
            row.shipped = if gone { row.quantity } else { Some(0) };
        }
    }
    fulfil(c, at, status, &placed);
}

/// A fulfilment of the goods of a state, made in NetSuite alone.
fn fulfil(c: &mut Case<'_>, at: At, status: &'static str, state: &State) {
    let goods = State {
        lines: state.lines.clone(),
        shipping: Vec::new(),
    };
    let mut rows = goods_rows(c.order, &goods, Case::form(Style::Open));
    rows.retain(|r| r.quantity.is_some());
    rows.iter_mut().for_each(|r| (r.amount, r.tax) = (0, 0));
    let mut doc = Doc::new(Type::Fulfilment, c.order.market.index, at, rows);
    (doc.order, doc.customer, doc.status) = (c.order.name(), c.order.customer, status);
    doc.source = c.booked.order;
    let at = c.books.add(doc);
    c.booked.fulfilments.push(at);
}

/// What the order is worth above what its sales order holds.
fn difference(c: &mut Case<'_>) -> i64 {
    let held = c.main().map_or(0, |d| d.total());
    c.total() - held
}

/// Edited in the morning; the warehouse shipped what it had printed the night before.
pub(super) fn unedited_shipped(c: &mut Case<'_>) {
    c.place(&[Pick::One("SOCK-FERN-S", 1), Pick::One("CANDLE-MOSS", 1)]);
    let made = c.order.created;
    take_off(c, "CANDLE-MOSS", made + 2 * HOUR);
    in_warehouse(c, made + DAY, "C");
    let delta = difference(c);
    c.say("FUL-01", delta);
}

/// Edited while the goods were being packed.
pub(super) fn edited_in_pick(c: &mut Case<'_>) {
    c.place(&[Pick::One("GLOVE-MERINO", 1), Pick::One("JAM-DAMSON", 2)]);
    let made = c.order.created;
    take_off(c, "GLOVE-MERINO", made + 9 * HOUR);
    in_warehouse(c, made + 6 * HOUR, "B");
    let delta = difference(c);
    c.say("FUL-02", delta);
}

/// Edited after NetSuite had shipped it, before Shopify was told.
pub(super) fn edited_after_shipping(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 1), Pick::One("OATCAKES", 1)]);
    let made = c.order.created;
    take_off(c, "OATCAKES", made + 30 * HOUR);
    in_warehouse(c, made + DAY, "C");
    let delta = difference(c);
    c.say("FUL-03", delta);
}

/// One line had been shipped, so the edit of the other was refused.
pub(super) fn refused_for_a_parcel(c: &mut Case<'_>) {
    c.place(&[Pick::One("LAMP-FLINT", 1), Pick::One("TEA-NETTLE", 2)]);
    let (made, lamp) = (c.order.created, c.order.find("LAMP-FLINT"));
    let placed = c.order.history[0].clone();
    c.order.ship(made + DAY, Some(&[lamp]));
    take_off(c, "TEA-NETTLE", made + 2 * DAY);
    c.book_stale(Style::Open, placed);
    let delta = difference(c);
    c.say("EDT-10", delta);
}

/// Shipped, and the sales order was closed before anybody billed it.
pub(super) fn closed_unbilled(c: &mut Case<'_>) {
    c.place(&[Pick::One("BAG-CANVAS", 2)]);
    c.ship();
    c.book(Style::Open, Bend::default());
    if let Some(doc) = c.main() {
        doc.status = "H";
        doc.rows
            .iter_mut()
            .filter(|r| r.quantity.is_some())
            .for_each(|r| r.closed = true);
    }
    c.say("FUL-05", c.total());
}

/// Shipped, and the fulfilment was cancelled in Shopify afterwards.
pub(super) fn taken_back(c: &mut Case<'_>) {
    c.place(&[Pick::One("SCARF-MERINO", 1)]);
    c.ship();
    c.book(Style::Open, Bend::default());
    let at = c.later();
    c.order.recalled = Some(at);
    c.order.touch(at);
    c.say("FUL-07", 0);
}

/// The same candle at two prices; the two that left were booked as one of each.
pub(super) fn wrong_twin(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-PEAT", 2), Pick::At("CANDLE-PEAT", 1, 10_00)]);
    c.order.ship(c.order.created + DAY, Some(&[0]));
    c.book(Style::Open, Bend::default());
    if let Some(doc) = c.main() {
        doc.rows
            .iter_mut()
            .filter(|r| r.quantity.is_some())
            .for_each(|r| r.shipped = Some(1));
    }
    c.say("FUL-09", 0);
}
