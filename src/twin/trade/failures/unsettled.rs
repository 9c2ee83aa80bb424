//! Refunds that wait, that were never booked, that are more than was paid, or that left the order as it was.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Style};
use super::super::books::{Role, Row};
use super::super::catalogue::{ADJUSTMENT, FREE};
use super::super::order::{PaymentStatus, Restock};
use super::super::time::DAY;
use super::Case;
use super::refunds::memo;

/// The bank has not confirmed the refund; a credit was made of it that comes to nothing.
pub(super) fn credited_while_pending(c: &mut Case<'_>) {
    c.place(&[Pick::One("VASE-FLINT", 1)]);
    c.ship();
    let at = c.later();
    c.order.ask_refund(at, 0, 1, PaymentStatus::Pending);
    c.book(Style::Deposit, Bend::default());
    let mut memo = memo(c);
    memo.external = format!("shopify-refund-{}", c.order.refunds[0].id);
    let total = memo.total();
    let row = Row::new(Role::Item, -total, 0);
    memo.rows
        .push(row.of_item("Refund adjustment", ADJUSTMENT, "OthCharge", Some(1)));
    c.books.add(memo);
    c.say("REF-05", 0);
}

/// Charged and given back within days; nothing of it was ever booked.
pub(super) fn washed_out(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("PLATE-CHALK", 1)], FREE, None);
    c.order.refund(
        c.order.created + 2 * DAY,
        &Give {
            goods: &[(0, 1)],
            restock: Restock::Cancel,
            ..Give::default()
        },
    );
    c.say("REF-15", 0);
}

/// Everything and more was given back.
fn above_paid(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("GLOVE-MERINO", 1)], FREE, None);
    c.ship();
    c.refund(&Give {
        goods: &[(0, 1)],
        more: 5_00,
        note: "For the trouble",
        ..Give::default()
    });
    c.book(Style::Deposit, Bend::default());
}

/// More was refunded than paid, and credited as such.
pub(super) fn refunded_above_paid(c: &mut Case<'_>) {
    above_paid(c);
    c.say("REF-18", 0);
}

/// More was refunded than paid, and the credit stops at what was paid.
pub(super) fn credited_what_was_paid(c: &mut Case<'_>) {
    above_paid(c);
    if let Some(doc) = c.credit() {
        doc.rows.retain(|r| r.item != ADJUSTMENT);
    }
    c.say("REF-18", 5_00);
}

/// A line was cancelled and paid back from the deposit; the sales order still has it.
pub(super) fn cancelled_in_part(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("SCARF-MERINO", 1), Pick::One("JAM-DAMSON", 2)], FREE, None);
    c.order.refund(
        c.order.created + DAY,
        &Give {
            goods: &[(1, 2)],
            restock: Restock::Cancel,
            ..Give::default()
        },
    );
    let stale = c.order.state(false);
    c.book_stale(Style::Open, stale);
    c.say("REF-21", -c.order.refunded().shop);
}
