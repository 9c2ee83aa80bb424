//! Amounts of another currency, of another day's rate, or of coins.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Style};
use super::super::books::{Role, Row};
use super::super::catalogue::{FREE, OTHER_CHARGE};
use super::super::order::{Gateway, PaymentKind, PaymentStatus};
use super::super::time::DAY;
use super::Case;

/// Captured the next day, when the buyer's money was worth more of the shop's; the sales order is of that.
pub(super) fn captured_at_another_rate(c: &mut Case<'_>) {
    c.order.presentment = c.order.market.other;
    c.order.place(&[Pick::One("JUMPER-ARAN-L", 1)], Some(FREE), None);
    let (made, total) = (c.order.created, c.order.total());
    let (kind, status) = (PaymentKind::Authorization, PaymentStatus::Success);
    let held = c.order.payment(made, kind, status, Gateway::Card, total, None);
    let mut captured = total;
    captured.shop += 1_18;
    c.order.payment(
        made + DAY,
        PaymentKind::Capture,
        status,
        Gateway::Card,
        captured,
        Some(held),
    );
    c.book(Style::Open, Bend::default());
    if let Some(row) = c.main().and_then(|d| d.row("JUMPER-ARAN-L")) {
        row.amount += captured.shop - total.shop;
    }
    c.say("CUR-04", total.shop - captured.shop);
}

/// Refunded on a day when the buyer's money was worth more of the shop's; the credit is of the order's rate.
pub(super) fn refunded_at_another_rate(c: &mut Case<'_>) {
    c.order.presentment = c.order.market.other;
    c.place_as(&[Pick::One("SCARF-MERINO", 1)], FREE, None);
    c.ship();
    c.refund(&Give {
        goods: &[(0, 1)],
        ..Give::default()
    });
    let gain = 43;
    if let (Some(refund), Some(payment)) = (c.order.refunds.last_mut(), c.order.payments.last_mut()) {
        refund.total.shop += gain;
        payment.amount.shop += gain;
    }
    c.book(Style::Payment, Bend::default());
    c.say("REF-22", gain);
}

/// Paid in coins over the counter; the sales order is of what was in the till.
pub(super) fn rounded_to_a_coin(c: &mut Case<'_>) {
    c.order.place(&[Pick::One("CANDLE-MOSS", 1)], Some(FREE), None);
    let total = c.order.total();
    c.order.pay(c.order.created, total, Gateway::Cash);
    c.book(Style::Open, Bend::default());
    let paid = (total.shop + 2) / 5 * 5;
    let row = Row::new(Role::Item, paid - total.shop, 0);
    if let Some(doc) = c.main() {
        doc.rows
            .push(row.of_item("Rounding", OTHER_CHARGE, "OthCharge", Some(1)));
    }
    c.say("CUR-05", total.shop - paid);
}
