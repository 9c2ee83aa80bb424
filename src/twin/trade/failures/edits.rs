//! Edits that did not reach the sales order, or reached it wrong.

use super::super::acts::{Edit, Pick};
use super::super::booking::{Bend, Form, Style, book};
use super::super::books::{Doc, Role, Row, Type};
use super::super::catalogue::{EXPRESS, SHIPPING, STANDARD};
use super::super::order::Code;
use super::super::order::{Gateway, PaymentKind, PaymentStatus};
use super::super::rows::item_row;
use super::super::time::{At, DAY, HOUR, MINUTE};
use super::Case;

fn placed(c: &mut Case<'_>) -> super::State {
    c.order.history[0].clone()
}

/// A line was added and is not on the sales order.
pub(super) fn line_added(c: &mut Case<'_>) {
    c.place(&[Pick::One("SCARF-MERINO", 1)]);
    let at = c.order.created + 3 * HOUR;
    c.order.edit(
        at,
        &Edit {
            add: &[("CANDLE-PEAT", 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 2 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-01", c.net(c.order.find("CANDLE-PEAT")));
}

/// A line was taken off and is still open on the sales order.
pub(super) fn line_removed(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 1), Pick::One("JAM-DAMSON", 2)]);
    let (at, line) = (c.order.created + 2 * HOUR, c.order.find("JAM-DAMSON"));
    let gone = c.net(line);
    c.order.edit(
        at,
        &Edit {
            less: &[(line, 2)],
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 5 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-02", -gone);
}

/// One piece less; the sales order has all of them.
pub(super) fn fewer(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-MOSS", 3), Pick::One("OATCAKES", 1)]);
    let (at, line) = (c.order.created + 4 * HOUR, c.order.find("CANDLE-MOSS"));
    let before = c.net(line);
    c.order.edit(
        at,
        &Edit {
            less: &[(line, 1)],
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 5 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-03", c.net(line) - before);
}

/// One piece more, not paid for yet.
pub(super) fn more(c: &mut Case<'_>) {
    c.place(&[Pick::One("TEA-NETTLE", 1), Pick::One("BAG-CANVAS", 1)]);
    let line = c.order.find("TEA-NETTLE");
    let before = c.net(line);
    c.order.edit(
        c.order.created + 5 * HOUR,
        &Edit {
            more: &[(line, 1)],
            ..Edit::default()
        },
    );
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-04", c.net(line) - before);
}

/// Another size of the same price; the warehouse would send the old one.
pub(super) fn swapped(c: &mut Case<'_>) {
    c.place(&[Pick::One("SOCK-FERN-S", 1), Pick::One("JAM-DAMSON", 1)]);
    let line = c.order.find("SOCK-FERN-S");
    let change = Edit {
        add: &[("SOCK-FERN-L", 1)],
        less: &[(line, 1)],
        ..Edit::default()
    };
    c.order.edit(c.order.created + HOUR, &change);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-05", 0);
}

/// One of two was taken off; the discount of both stayed on the other.
pub(super) fn stale_discount(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("PLATE-CHALK", 2)], STANDARD, Some(Code::Percent(20)));
    let (at, line) = (c.order.created + 2 * HOUR, c.order.find("PLATE-CHALK"));
    c.order.edit(
        at,
        &Edit {
            less: &[(line, 1)],
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 5 * MINUTE);
    c.book(Style::Open, Bend::default());
    let rate = c.order.lines[line].rate;
    let price = c.order.lines[line].now.price - c.order.lines[line].now.discount;
    let tax = c.order.tax_of(price, rate);
    let (held, right) = (c.order.net(price, tax).shop, c.net(line));
    if let Some(row) = c.main().and_then(|d| d.row("PLATE-CHALK")) {
        (row.amount, row.tax) = (held, tax.shop);
    }
    c.say("EDT-06", right - held);
}

/// Express became standard; the sales order charges both.
pub(super) fn shipping_kept(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("GLOVE-MERINO", 1)], EXPRESS, None);
    let at = c.order.created + HOUR;
    c.order.edit(
        at,
        &Edit {
            method: Some(STANDARD),
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 6 * MINUTE);
    c.book(Style::Open, Bend::default());
    let old = &c.order.shipping[0];
    let (net, tax) = (c.order.net(old.price, old.tax).shop, old.tax.shop);
    let row = Row::new(Role::Shipping, net, tax).of_item("Shipping Express", SHIPPING, "ShipItem", None);
    if let Some(doc) = c.main() {
        doc.rows.push(row);
    }
    c.say("EDT-08", -net);
}

/// A line was added after the order had been shipped and billed.
pub(super) fn after_billing(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-MOSS", 1)]);
    c.ship();
    let at = c.order.created + 2 * DAY + HOUR;
    c.order.edit(
        at,
        &Edit {
            add: &[("JAM-DAMSON", 2)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 2 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Deposit, stale);
    c.say("EDT-11", c.net(c.order.find("JAM-DAMSON")));
}

/// Of two edits the first alone is on the sales order.
pub(super) fn out_of_order(c: &mut Case<'_>) {
    c.place(&[Pick::One("BAG-CANVAS", 1)]);
    let at = c.order.created + HOUR;
    c.order.edit(
        at,
        &Edit {
            add: &[("OATCAKES", 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 3 * MINUTE);
    let (first, stale) = (c.total(), c.order.history[1].clone());
    c.order.edit(
        at + HOUR,
        &Edit {
            add: &[("VASE-FLINT", 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + HOUR + 3 * MINUTE);
    c.book_stale(Style::Open, stale);
    c.say("EDT-13", c.total() - first);
}

/// The goods now go elsewhere.
pub(super) fn address(c: &mut Case<'_>) {
    c.taxed();
    c.place(&[Pick::One("LAMP-FLINT", 1)]);
    c.book(Style::Open, Bend::default());
    c.order.province = &c.order.market.provinces[1];
    c.order.touch(c.order.created + 6 * HOUR);
    c.say("EDT-16", 0);
}

/// The goods now go to another street of the same place.
pub(super) fn other_street(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 1)]);
    c.book(Style::Open, Bend::default());
    c.order.street = format!("{} Mill Lane", c.order.number % 90 + 1);
    c.order.touch(c.order.created + 6 * HOUR);
    c.say("EDT-16", 0);
}

/// Sold below the list price; the sales order has the price level's.
pub(super) fn price_level(c: &mut Case<'_>) {
    c.place(&[Pick::At("TEA-NETTLE", 2, 6_00), Pick::One("BAG-CANVAS", 1)]);
    c.book(Style::Open, Bend::default());
    if let Some(row) = c.main().and_then(|d| d.row("TEA-NETTLE")) {
        row.amount = 2 * 7_20;
    }
    c.say("EDT-17", 2 * 6_00 - 2 * 7_20);
}

/// The order's discount is not on the sales order.
pub(super) fn discount_lost(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("JUMPER-ARAN-L", 1)], STANDARD, Some(Code::Percent(20)));
    let form = Form {
        style: Style::Open,
        netted: false,
        kits: true,
    };
    c.booked = book(c.books, c.order, form, Bend::default());
    let Some(doc) = c.main() else { return };
    let off: i64 = doc
        .rows
        .iter()
        .filter(|r| r.role == Role::Discount)
        .map(|r| r.amount)
        .sum();
    doc.rows.retain(|r| r.role != Role::Discount);
    c.say("EDT-18", off);
}

/// The parts of a bundle are worth a cent less than the bundle.
pub(super) fn bundle_cent(c: &mut Case<'_>) {
    c.place(&[Pick::Bundle(0, 1)]);
    let form = Form {
        style: Style::Open,
        netted: true,
        kits: false,
    };
    c.booked = book(c.books, c.order, form, Bend::default());
    if let Some(row) = c.main().and_then(|d| d.row("COASTER-CORK")) {
        row.amount -= 1;
    }
    c.say("BND-03", 1);
}

/// An edit left a refund of nothing behind, and somebody credited it.
pub(super) fn shadow_credited(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-MOSS", 2)]);
    let (at, line) = (c.order.created + 30 * MINUTE, c.order.find("CANDLE-MOSS"));
    let part = c.order.lines[line].now.of(1);
    c.order.edit(
        at,
        &Edit {
            less: &[(line, 1)],
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 6 * MINUTE);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    let made = c.order.created + 3 * DAY;
    let mut memo = Doc::new(
        Type::CreditMemo,
        c.order.market.index,
        made,
        vec![item_row(c.order, line, &part, 1)],
    );
    (memo.order, memo.customer, memo.status) = (c.order.name(), c.order.customer, "A");
    memo.external = format!("shopify-refund-{}", c.order.refunds[0].id);
    memo.source = c.booked.invoices.first().copied();
    let total = memo.total();
    c.books.add(memo);
    c.say("EDT-09", -total);
}

/// A payment that its provider has not settled yet: Shopify lets nobody edit the order.
pub(super) fn payment_pending(c: &mut Case<'_>) {
    c.order.place(&[Pick::One("PLATE-CHALK", 1)], Some(STANDARD), None);
    let (total, made) = (c.order.total(), c.order.created);
    c.order.payment(
        made,
        PaymentKind::Sale,
        PaymentStatus::Pending,
        Gateway::Card,
        total,
        None,
    );
    c.order.held_up = true;
    c.book(Style::Open, Bend::default());
    c.say("EDT-22", 0);
}

/// An edit of the next month, billed in the month of the order. An order for which there is no next month yet is well.
pub(super) fn next_month(c: &mut Case<'_>) {
    c.place(&[Pick::One("GLOVE-MERINO", 1)]);
    c.ship();
    let made = c.order.created;
    let month = |at: At| at.iso()[5..7].to_owned();
    let billed = c.order.shipped_at().filter(|at| month(*at) == month(made));
    let edited = (1..=8)
        .map(|n| made.midnight() + n * DAY)
        .find(|at| month(*at) != month(made));
    let (Some(billed), Some(edited)) = (billed, edited) else {
        c.book(Style::Deposit, Bend::default());
        return;
    };
    // Beyond the days that time zones could account for.
    let at = edited + 4 * DAY + 9 * HOUR;
    c.order.edit(
        at,
        &Edit {
            add: &[("TEA-NETTLE", 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 3 * MINUTE);
    c.order.ship(at + DAY, None);
    c.book(Style::Deposit, Bend::default());
    for bill in c.booked.invoices.iter().skip(1) {
        c.books.docs[*bill].dated = Some(billed);
    }
    c.say("EDT-21", 0);
}

/// A tip was added, and NetSuite has no item for it.
pub(super) fn tip_lost(c: &mut Case<'_>) {
    c.place(&[Pick::One("BAG-CANVAS", 1)]);
    let at = c.order.created + HOUR;
    c.order.edit(
        at,
        &Edit {
            add: &[("", 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 3 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    c.say("EDT-19", c.net(1));
}

/// A line was closed in NetSuite, and an edit of the next day asks for more of it.
pub(super) fn line_closed(c: &mut Case<'_>) {
    c.place(&[Pick::One("SCARF-MERINO", 1), Pick::One("CANDLE-PEAT", 1)]);
    let at = c.order.created + DAY;
    let line = c.order.find("CANDLE-PEAT");
    c.order.edit(
        at,
        &Edit {
            more: &[(line, 1)],
            ..Edit::default()
        },
    );
    c.order.pay_owed(at + 3 * MINUTE);
    let stale = placed(c);
    c.book_stale(Style::Open, stale);
    if let Some(row) = c.main().and_then(|d| d.row("CANDLE-PEAT")) {
        row.closed = true;
    }
    c.say("EDT-12", c.net(line));
}
