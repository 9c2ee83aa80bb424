//! What goes wrong: each failure bends one thing of an order or a payout that would tie, and says what
//! a comparison must find. What it must find follows from the catalogue of failures, never from what
//! a comparison happens to say.

mod edits;
mod identity;
mod payouts;
mod refunds;
mod shipping;
mod taxes;

use fastrand::Rng;

use super::acts::{Give, Pick};
use super::booking::{Bend, Booked, Form, Style, book};
use super::books::{Books, Doc};
use super::catalogue::{Method, STANDARD};
use super::cents::plain_text;
use super::order::{Code, Order, State};
use super::ordinary;
use super::time::{At, DAY, HOUR};
use crate::twin::world::Expected;

pub(super) use payouts::{Stage as PayoutStage, plant as plant_in_payouts};

/// An order to which something happens.
pub(super) struct Case<'c> {
    pub(super) books: &'c mut Books,
    pub(super) order: &'c mut Order,
    pub(super) rng: &'c mut Rng,
    pub(super) expected: &'c mut Vec<Expected>,
    pub(super) booked: Booked,
}

/// A failure: how many days an order must be old for it, and what happens.
type Plan = (i64, fn(&mut Case<'_>));

/// All failures of orders.
#[rustfmt::skip]
const PLANS: [Plan; 43] = [
    (1, identity::missing), (9, refunds::uncredited), (1, edits::line_added), (3, taxes::recalculated), (1, edits::swapped),
    (9, refunds::alone), (3, identity::duplicate), (1, edits::line_removed), (9, refunds::uncredited_cash), (1, edits::fewer),
    (9, refunds::cents), (1, edits::discount_lost), (1, identity::orphan), (1, edits::more), (1, refunds::uncredited_deposit),
    (4, edits::after_billing), (9, refunds::twice), (1, edits::stale_discount), (1, taxes::rounded), (1, refunds::cancelled_open),
    (1, edits::shipping_kept), (9, refunds::fee_missing), (1, identity::deposit_alone), (1, edits::out_of_order), (9, refunds::left_open),
    (1, taxes::plugged), (9, refunds::voided), (1, edits::price_level), (1, edits::bundle_cent), (9, refunds::stock_taken),
    (1, edits::address), (1, refunds::wrong_vehicle), (1, taxes::removed_kept), (9, refunds::stock_missing), (1, taxes::exempt),
    (3, identity::shipped_unseen), (9, refunds::shipping_missing), (9, refunds::back_dated), (1, identity::half_written), (9, refunds::wrong_line),
    (3, identity::shipped_too_much), (1, identity::other_currency), (4, identity::missing_and_refunded),
];
/// Failures of exchanges and of documents that an edit made; told by turns with the others.
const RARE: [Plan; 19] = [
    (10, refunds::exchange_netted),
    (10, refunds::exchange_uncredited),
    (5, edits::shadow_credited),
    (2, identity::live_pick),
    (13, refunds::bounced),
    (2, identity::lapsed),
    (2, shipping::unedited_shipped),
    (1, shipping::edited_in_pick),
    (3, shipping::edited_after_shipping),
    (3, shipping::refused_for_a_parcel),
    (3, shipping::closed_unbilled),
    (8, shipping::taken_back),
    (3, shipping::wrong_twin),
    (1, edits::payment_pending),
    (14, edits::next_month),
    (1, identity::foreign_key),
    (14, identity::trickled_away),
    (9, refunds::kept_and_paid_out),
    (9, refunds::one_tender_alone),
];

/// The failure of the `turn`-th order that gets one; `None` where it is too young for it.
pub(super) fn plan(turn: usize, order: &Order, last: At) -> Option<fn(&mut Case<'_>)> {
    let all = PLANS.len() + RARE.len();
    let days = (last.0 - order.created.0) / DAY;
    let old_enough = |n: usize| {
        let at = (turn + n) % all;
        let (needs, plan) = PLANS.get(at).or_else(|| RARE.get(at - PLANS.len()))?;
        (days > needs + 1).then_some(*plan)
    };
    // A young order takes the next failure that there is time for.
    (0..all).find_map(old_enough)
}

impl Case<'_> {
    /// Says what must be found of the order.
    pub(super) fn say(&mut self, code: &str, delta: i64) {
        let name = self.order.name();
        self.say_of(&name, code, delta);
    }

    pub(super) fn say_of(&mut self, subject: &str, code: &str, delta: i64) {
        self.expected.push(Expected {
            shop: self.order.market.domain.to_owned(),
            subject: subject.to_owned(),
            code: code.to_owned(),
            delta: plain_text(delta),
        });
    }

    /// Places the order with these goods, and takes its money.
    pub(super) fn place(&mut self, picks: &[Pick]) {
        self.place_as(picks, STANDARD, None);
    }

    pub(super) fn place_as(&mut self, picks: &[Pick], method: Method, code: Option<Code>) {
        self.order.place(picks, Some(method), code);
        self.order.pay_owed(self.order.created);
    }

    /// The province in which goods bear tax.
    pub(super) fn taxed(&mut self) {
        self.order.province = &self.order.market.provinces[0];
    }

    pub(super) fn ship(&mut self) {
        let ships = ordinary::shipping_day(self.order.created, self.rng);
        self.order.ship(ships, None);
    }

    /// Some time after shipping.
    pub(super) fn later(&mut self) -> At {
        self.order.created + 3 * DAY + i64::from(self.rng.u32(0..96)) * HOUR
    }

    pub(super) fn refund(&mut self, give: &Give<'_>) {
        let at = self.later();
        self.order.refund(at, give);
    }

    /// Books the order.
    pub(super) fn book(&mut self, style: Style, bend: Bend) {
        self.booked = book(self.books, self.order, Self::form(style), bend);
    }

    /// How its failures book an order: discounts in the lines, bundles as kits.
    pub(super) const fn form(style: Style) -> Form {
        Form {
            style,
            netted: true,
            kits: true,
        }
    }

    /// The same, with the sales order at what it was after an earlier edit.
    pub(super) fn book_stale(&mut self, style: Style, state: State) {
        self.book(
            style,
            Bend {
                stale: Some(state),
                ..Bend::default()
            },
        );
    }

    /// The document that stands for the order.
    pub(super) fn main(&mut self) -> Option<&mut Doc> {
        let at = self.booked.order.or(self.booked.sale)?;
        self.books.docs.get_mut(at)
    }

    /// The first credit.
    pub(super) fn credit(&mut self) -> Option<&mut Doc> {
        let at = *self.booked.credits.first()?;
        self.books.docs.get_mut(at)
    }

    /// Adds tax that no row bears to the order's document and its invoices.
    pub(super) fn tax_apart(&mut self, cents: i64) {
        let bills = self.booked.invoices.iter().chain(&self.booked.sale);
        for at in self.booked.order.iter().chain(bills) {
            self.books.docs[*at].tax_apart += cents;
        }
    }

    /// The current total, in the shop's cents.
    pub(super) fn total(&self) -> i64 {
        self.order.total().shop
    }

    /// What a line is worth now without tax.
    pub(super) fn net(&self, line: usize) -> i64 {
        let part = &self.order.lines[line].now;
        self.order.net(part.price, part.tax).shop
    }
}
