//! Refunds that are not credited, and credits that are not right.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Style};
use super::super::books::{Doc, Role, Row, Type};
use super::super::catalogue::{ADJUSTMENT, FREE, STANDARD, UNDEPOSITED};
use super::super::cents::Money;
use super::super::order::{Gateway, Restock};
use super::super::rows::item_row;
use super::super::time::{DAY, HOUR, MINUTE};
use super::Case;

/// Two goods, shipped; the first of them is refunded.
fn one_of_two(c: &mut Case<'_>, give: &Give<'_>) {
    c.place(&[Pick::One("JUMPER-ARAN-M", 1), Pick::One("CANDLE-PEAT", 2)]);
    c.ship();
    c.refund(&Give {
        goods: &[(0, 1)],
        ..*give
    });
}

fn uncredited_as(c: &mut Case<'_>, style: Style) {
    one_of_two(c, &Give::default());
    c.book(
        style,
        Bend {
            uncredited: Some(0),
            ..Bend::default()
        },
    );
    c.say("REF-01", c.order.refunded().shop);
}

/// Refunded, and no credit memo: the invoice stays paid.
pub(super) fn uncredited(c: &mut Case<'_>) {
    let style = if c.rng.bool() { Style::Deposit } else { Style::Payment };
    uncredited_as(c, style);
}

/// Refunded, and no cash refund of the cash sale.
pub(super) fn uncredited_cash(c: &mut Case<'_>) {
    uncredited_as(c, Style::Cash);
}

/// Refunded before billing; the deposit was not, and the sales order keeps its lines.
pub(super) fn uncredited_deposit(c: &mut Case<'_>) {
    c.place(&[Pick::One("CANDLE-PEAT", 1), Pick::One("CANDLE-MOSS", 1)]);
    let at = c.order.created + DAY;
    c.order.refund(
        at,
        &Give {
            goods: &[(1, 1)],
            restock: Restock::Cancel,
            ..Give::default()
        },
    );
    let stale = c.order.state(false);
    c.book(
        Style::Open,
        Bend {
            uncredited: Some(0),
            stale: Some(stale),
            ..Bend::default()
        },
    );
    c.say("REF-01", c.order.refunded().shop);
}

/// A memo of the order's first line, from its invoice, without a refund's key.
pub(super) fn memo(c: &Case<'_>) -> Doc {
    let part = c.order.lines[0].kept.of(1);
    let rows = vec![item_row(c.order, 0, &part, 1)];
    let mut memo = Doc::new(Type::CreditMemo, c.order.market.index, c.order.created + 5 * DAY, rows);
    (memo.order, memo.customer, memo.status) = (c.order.name(), c.order.customer, "A");
    memo.source = c.booked.invoices.first().copied();
    memo
}

/// Credited by a person; Shopify refunded nothing.
pub(super) fn alone(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 2)]);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    let memo = memo(c);
    let total = memo.total();
    c.books.add(memo);
    c.say("REF-02", -total);
}

/// Cents lost on the credit.
pub(super) fn cents(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(Style::Payment, Bend::default());
    if let Some(doc) = c.credit() {
        doc.tax_apart = 1;
    }
    c.say("REF-03", -1);
}

/// A fee was kept, and the credit gives it back.
pub(super) fn fee_missing(c: &mut Case<'_>) {
    one_of_two(
        c,
        &Give {
            less: 4_00,
            note: "Return label",
            ..Give::default()
        },
    );
    c.book(Style::Deposit, Bend::default());
    if let Some(doc) = c.credit() {
        doc.rows.retain(|r| r.item != ADJUSTMENT);
        doc.status = "A";
    }
    c.say("REF-04", -4_00);
}

/// Shipping was refunded with the goods and is not on the credit.
pub(super) fn shipping_missing(c: &mut Case<'_>) {
    one_of_two(
        c,
        &Give {
            shipping: true,
            ..Give::default()
        },
    );
    c.book(Style::Deposit, Bend::default());
    let (_, _, price, tax) = c.order.refunds[0].shipping[0];
    if let Some(doc) = c.credit() {
        doc.rows.retain(|r| r.role != Role::Shipping);
    }
    c.say("REF-19", c.order.gross(price, tax).shop);
}

/// Two credits of one refund.
pub(super) fn twice(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(Style::Deposit, Bend::default());
    let Some(mut echo) = c.credit().cloned() else { return };
    (echo.at, echo.status, echo.external) = (echo.at + 5 * HOUR, "A", String::new());
    let total = echo.total();
    c.books.add(echo);
    c.say("REF-09", -total);
}

/// The order is not billed, and its refund was answered by a credit memo.
pub(super) fn wrong_vehicle(c: &mut Case<'_>) {
    c.place(&[Pick::One("GLOVE-MERINO", 1), Pick::One("BAG-CANVAS", 1)]);
    let at = c.order.created + DAY;
    c.order.refund(
        at,
        &Give {
            goods: &[(0, 1)],
            restock: Restock::Cancel,
            ..Give::default()
        },
    );
    let stale = c.order.state(false);
    c.book(
        Style::Open,
        Bend {
            uncredited: Some(0),
            stale: Some(stale),
            ..Bend::default()
        },
    );
    let mut memo = memo(c);
    (memo.at, memo.source) = (at + 35 * MINUTE, c.booked.order);
    memo.external = format!("shopify-refund-{}", c.order.refunds[0].id);
    c.books.add(memo);
    c.say("REF-10", 0);
}

/// The money went back; the memo is still open and nothing pays it out.
pub(super) fn left_open(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(
        Style::Deposit,
        Bend {
            uncredited: Some(0),
            ..Bend::default()
        },
    );
    let mut memo = memo(c);
    memo.at = c.order.refunds[0].at + 35 * MINUTE;
    memo.external = format!("shopify-refund-{}", c.order.refunds[0].id);
    c.books.add(memo);
    c.say("REF-11", 0);
}

/// The money became store credit, and a customer refund pays it out of the bank all the same.
pub(super) fn kept_and_paid_out(c: &mut Case<'_>) {
    one_of_two(
        c,
        &Give {
            to: Gateway::StoreCredit,
            ..Give::default()
        },
    );
    c.book(Style::Deposit, Bend::default());
    let (kept, at) = (c.order.refunded().shop, c.order.refunds[0].at + HOUR);
    let rows = vec![Row::new(Role::Account(UNDEPOSITED), kept, 0)];
    let mut out = Doc::new(Type::CustomerRefund, c.order.market.index, at, rows);
    (out.order, out.customer) = (c.order.name(), c.order.customer);
    out.source = c.booked.credits.first().copied();
    c.books.add(out);
    c.say("REF-14", -kept);
}

/// A gift card paid a part and got it back; the credit is of the card's part alone.
pub(super) fn one_tender_alone(c: &mut Case<'_>) {
    c.order.place(&[Pick::One("JUMPER-ARAN-M", 1)], Some(FREE), None);
    let (created, part) = (c.order.created, Money::at_rate(11_00, c.order.presentment.1));
    c.order.pay(created, part, Gateway::GiftCard);
    c.order.pay_owed(created);
    c.ship();
    c.refund(&Give {
        goods: &[(0, 1)],
        ..Give::default()
    });
    c.book(Style::Payment, Bend::default());
    let kept = part.shop;
    if let Some(doc) = c.credit() {
        doc.tax_apart -= kept;
    }
    c.say("REF-17", kept);
}

/// Nothing came back, and the credit takes it into stock.
pub(super) fn stock_taken(c: &mut Case<'_>) {
    one_of_two(
        c,
        &Give {
            restock: Restock::Never,
            ..Give::default()
        },
    );
    c.book(Style::Deposit, Bend::default());
    let part = c.order.lines[0].kept.of(1);
    let row = item_row(c.order, 0, &part, 1);
    if let Some(doc) = c.credit() {
        doc.rows = vec![row];
    }
    c.say("REF-12", 0);
}

/// The goods came back, and the credit takes none into stock.
pub(super) fn stock_missing(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(Style::Deposit, Bend::default());
    if let Some(doc) = c.credit() {
        for row in &mut doc.rows {
            *row = Row::new(Role::Item, row.amount, row.tax).of_item(
                "Refund adjustment",
                ADJUSTMENT,
                "OthCharge",
                Some(1),
            );
        }
    }
    c.say("REF-13", 0);
}

/// Cancelled in Shopify, its deposit refunded; the sales order is still open.
pub(super) fn cancelled_open(c: &mut Case<'_>) {
    c.place(&[Pick::One("PLATE-CHALK", 1)]);
    c.order.cancel(c.order.created + 6 * HOUR);
    c.book(Style::Open, Bend::default());
    let Some(doc) = c.main() else { return };
    doc.status = "B";
    doc.rows.iter_mut().for_each(|r| r.closed = false);
    let total = doc.total();
    c.say("REF-20", -total);
}

/// The credit is dated in a month before its refund.
pub(super) fn back_dated(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(Style::Deposit, Bend::default());
    if let Some(doc) = c.credit() {
        doc.dated = Some(doc.at - 40 * DAY);
    }
    c.say("REF-23", 0);
}

/// A person voided the credit; the refund stands.
pub(super) fn voided(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(
        Style::Payment,
        Bend {
            uncredited: Some(0),
            ..Bend::default()
        },
    );
    let mut memo = memo(c);
    (memo.at, memo.status, memo.voided) = (c.order.refunds[0].at + 35 * MINUTE, "V", true);
    memo.external = format!("shopify-refund-{}", c.order.refunds[0].id);
    memo.memo = "VOID".to_owned();
    memo.rows.iter_mut().for_each(|r| (r.amount, r.tax) = (0, 0));
    c.books.add(memo);
    c.say("REF-25", c.order.refunded().shop);
}

/// Two lines share a SKU at different prices, and the credit took the other one.
pub(super) fn wrong_line(c: &mut Case<'_>) {
    c.place_as(
        &[
            Pick::At("JAM-DAMSON", 1, 4_00),
            Pick::One("JAM-DAMSON", 1),
            Pick::One("BAG-CANVAS", 1),
        ],
        FREE,
        None,
    );
    c.ship();
    c.refund(&Give {
        goods: &[(0, 1)],
        ..Give::default()
    });
    c.book(Style::Deposit, Bend::default());
    if let Some(row) = c.credit().and_then(|d| d.row("JAM-DAMSON")) {
        row.amount = 5_75;
    }
    c.say("REF-27", 4_00 - 5_75);
}

/// Goods exchanged for cheaper ones: the credit is of the money alone.
pub(super) fn exchange_netted(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("LAMP-FLINT", 1), Pick::One("OATCAKES", 1)], STANDARD, None);
    c.ship();
    let at = c.later();
    c.order.exchange(at, &[(0, 1)], &[("VASE-FLINT", 1)]);
    c.order.ship(at + 20 * HOUR, None);
    c.book(Style::Deposit, Bend::default());
    let given = c.order.lines[c.order.find("VASE-FLINT")].now;
    let given = c.order.gross(given.price, given.tax).shop;
    let refunded = c.order.refunded().shop;
    if let Some(doc) = c.credit() {
        doc.rows[0].amount += refunded - doc.total();
    }
    c.say("REF-07", given);
}

/// Goods exchanged for dearer ones: what came back is not credited.
pub(super) fn exchange_uncredited(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("VASE-FLINT", 1), Pick::One("OATCAKES", 1)], STANDARD, None);
    c.ship();
    let at = c.later();
    let back = c.order.lines[0].now;
    let back = c.order.gross(back.price, back.tax).shop;
    c.order.exchange(at, &[(0, 1)], &[("JUMPER-ARAN-L", 1)]);
    c.order.ship(at + 20 * HOUR, None);
    c.book(
        Style::Deposit,
        Bend {
            unreturned: true,
            ..Bend::default()
        },
    );
    c.say("REF-08", -back);
}

/// The bank rejects the refund days later: its money is back in the balance.
pub(super) fn bounced(c: &mut Case<'_>) {
    one_of_two(c, &Give::default());
    c.book(Style::Payment, Bend::default());
    c.order.bounced = Some((c.order.refunds[0].at + 2 * DAY, c.order.refunded().shop));
    c.say("REF-06", 0);
}
