//! Orders that share a name, are tests, or were made in another's place; credits that name no order.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Style};
use super::super::catalogue::STANDARD;
use super::super::order::Order;
use super::super::time::{At, DAY, HOUR};
use super::Case;

/// Another order of the same buyer, which no counter numbered.
fn another(c: &Case<'_>, label: String, at: At) -> Order {
    let mut other = Order::new(c.order.market, 800_000 + c.order.number, at, c.order.province);
    (other.customer, other.guest) = (c.order.customer, c.order.guest);
    other.label = Some(label);
    other
}

/// An editing app cancelled the order and made `#1031A` in its place; NetSuite has the first alone.
pub(super) fn cloned(c: &mut Case<'_>) {
    c.place(&[Pick::One("LAMP-FLINT", 1)]);
    c.order.cancel(c.order.created + 2 * HOUR);
    c.book(Style::Open, Bend::default());
    let mut clone = another(c, format!("{}A", c.order.name()), c.order.created + 2 * HOUR);
    clone.place(
        &[Pick::One("LAMP-FLINT", 1), Pick::One("OATCAKES", 1)],
        Some(STANDARD),
        None,
    );
    clone.pay_owed(clone.created);
    let Some(doc) = c.main() else { return };
    doc.status = "B";
    doc.rows.iter_mut().for_each(|r| r.closed = false);
    let held = doc.total();
    c.say("REF-20", -held);
    c.say_of(&clone.name(), "IDN-01", clone.total().shop);
    c.others.push(clone);
}

/// Two orders of one shop bear one name; NetSuite has one of them.
pub(super) fn same_name(c: &mut Case<'_>) {
    c.place(&[Pick::One("BAG-CANVAS", 1)]);
    c.book(Style::Open, Bend::default());
    let mut other = another(c, c.order.name(), c.order.created + 5 * HOUR);
    other.place(&[Pick::One("VASE-FLINT", 1)], Some(STANDARD), None);
    other.pay_owed(other.created);
    c.say("IDN-07", other.total().shop);
    c.others.push(other);
}

/// A test order was carried over like any other.
pub(super) fn test(c: &mut Case<'_>) {
    c.order.test = true;
    c.place(&[Pick::One("CANDLE-MOSS", 1)]);
    c.book(Style::Open, Bend::default());
    c.say("IDN-12", 0);
}

/// The credit of a refund was typed by hand: it names the refund and no order.
pub(super) fn unnamed(c: &mut Case<'_>) {
    c.place(&[Pick::One("JUMPER-ARAN-M", 1), Pick::One("CANDLE-PEAT", 1)]);
    c.ship();
    let at = c.order.created + 4 * DAY;
    c.order.refund(
        at,
        &Give {
            goods: &[(1, 1)],
            ..Give::default()
        },
    );
    c.book(Style::Payment, Bend::default());
    if let Some(doc) = c.credit() {
        doc.order.clear();
        doc.source = None;
    }
    c.say("IDN-06", 0);
}
