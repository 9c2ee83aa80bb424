//! What goes wrong: each failure bends one thing of an order or a payout that would tie, and says what
//! a comparison must find. What it must find follows from the catalogue of failures, never from what
//! a comparison happens to say.

mod bundles;
mod currencies;
mod edits;
mod identity;
mod names;
mod payouts;
mod planting;
mod refunds;
mod shipping;
mod taxes;
mod unsettled;

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
pub(super) use planting::Planting;
pub use planting::{Unplanted, plantable};

/// An order to which something happens.
pub(super) struct Case<'c> {
    pub(super) books: &'c mut Books,
    pub(super) order: &'c mut Order,
    pub(super) rng: &'c mut Rng,
    pub(super) expected: &'c mut Vec<Expected>,
    pub(super) booked: Booked,
    /// Orders that come with it.
    pub(super) others: Vec<Order>,
}

/// A failure of an order.
pub(super) struct Failure {
    /// What a comparison must say of it.
    pub(super) code: &'static str,
    /// How many days an order must be old for it.
    days: i64,
    /// Position of the market it can happen in, where that is not any.
    market: Option<usize>,
    pub(super) happen: fn(&mut Case<'_>),
}

const fn any(code: &'static str, days: i64, happen: fn(&mut Case<'_>)) -> Failure {
    Failure {
        code,
        days,
        market: None,
        happen,
    }
}

/// One that can happen in the British shop alone, where prices contain their tax.
const fn uk(code: &'static str, days: i64, happen: fn(&mut Case<'_>)) -> Failure {
    Failure {
        market: Some(0),
        ..any(code, days, happen)
    }
}

/// One that is planted in the American shop, where tax comes on top.
const fn us(code: &'static str, days: i64, happen: fn(&mut Case<'_>)) -> Failure {
    Failure {
        market: Some(1),
        ..any(code, days, happen)
    }
}

/// Failures of orders that happen by chance and by name.
const PLANS: [Failure; 43] = [
    any("IDN-01", 1, identity::missing),
    any("REF-01", 9, refunds::uncredited),
    any("EDT-01", 1, edits::line_added),
    any("TAX-01", 3, taxes::recalculated),
    any("EDT-05", 1, edits::swapped),
    any("REF-02", 9, refunds::alone),
    any("IDN-04", 3, identity::duplicate),
    any("EDT-02", 1, edits::line_removed),
    any("REF-01", 9, refunds::uncredited_cash),
    any("EDT-03", 1, edits::fewer),
    any("REF-03", 9, refunds::cents),
    any("EDT-18", 1, edits::discount_lost),
    any("IDN-03", 1, identity::orphan),
    any("EDT-04", 1, edits::more),
    any("REF-01", 1, refunds::uncredited_deposit),
    any("EDT-11", 4, edits::after_billing),
    any("REF-09", 9, refunds::twice),
    any("EDT-06", 1, edits::stale_discount),
    any("TAX-02", 1, taxes::rounded),
    any("REF-20", 1, refunds::cancelled_open),
    any("EDT-08", 1, edits::shipping_kept),
    any("REF-04", 9, refunds::fee_missing),
    any("IDN-09", 1, identity::deposit_alone),
    any("EDT-13", 1, edits::out_of_order),
    any("REF-11", 9, refunds::left_open),
    any("TAX-09", 1, taxes::plugged),
    any("REF-25", 9, refunds::voided),
    any("EDT-17", 1, edits::price_level),
    any("BND-03", 1, edits::bundle_cent),
    any("REF-12", 9, refunds::stock_taken),
    any("EDT-16", 1, edits::address),
    any("REF-10", 1, refunds::wrong_vehicle),
    any("EDT-07", 1, taxes::removed_kept),
    any("REF-13", 9, refunds::stock_missing),
    any("TAX-07", 1, taxes::exempt),
    any("FUL-06", 3, identity::shipped_unseen),
    any("REF-19", 9, refunds::shipping_missing),
    any("REF-23", 9, refunds::back_dated),
    any("SYN-02", 1, identity::half_written),
    any("REF-27", 9, refunds::wrong_line),
    any("FUL-08", 3, identity::shipped_too_much),
    any("CUR-01", 1, identity::other_currency),
    any("IDN-01", 4, identity::missing_and_refunded),
];
/// Failures of exchanges and of documents that an edit made; told by turns with the others.
const RARE: [Failure; 19] = [
    any("REF-07", 10, refunds::exchange_netted),
    any("REF-08", 10, refunds::exchange_uncredited),
    any("EDT-09", 5, edits::shadow_credited),
    any("FUL-04", 2, identity::live_pick),
    any("REF-06", 13, refunds::bounced),
    any("EDT-20", 2, identity::lapsed),
    any("FUL-01", 2, shipping::unedited_shipped),
    any("FUL-02", 1, shipping::edited_in_pick),
    any("FUL-03", 3, shipping::edited_after_shipping),
    any("EDT-10", 3, shipping::refused_for_a_parcel),
    any("FUL-05", 3, shipping::closed_unbilled),
    any("FUL-07", 8, shipping::taken_back),
    any("FUL-09", 3, shipping::wrong_twin),
    any("EDT-22", 1, edits::payment_pending),
    any("EDT-21", 14, edits::next_month),
    any("IDN-13", 1, identity::foreign_key),
    any("REF-16", 14, identity::trickled_away),
    any("REF-14", 9, refunds::kept_and_paid_out),
    any("REF-17", 9, refunds::one_tender_alone),
];

/// Failures that are planted by name alone.
const NAMED: [Failure; 24] = [
    any("BND-02", 1, bundles::other_part),
    any("BND-04", 1, bundles::not_multiplied),
    any("BND-05", 9, bundles::part_at_list),
    any("CUR-02", 1, identity::mislabelled_currency),
    any("CUR-04", 3, currencies::captured_at_another_rate),
    any("CUR-05", 1, currencies::rounded_to_a_coin),
    any("EDT-12", 2, edits::line_closed),
    any("EDT-16", 1, edits::other_street),
    any("EDT-19", 1, edits::tip_lost),
    any("IDN-05", 1, names::cloned),
    any("IDN-06", 6, names::unnamed),
    any("IDN-07", 1, names::same_name),
    any("IDN-12", 1, names::test),
    any("REF-05", 9, unsettled::credited_while_pending),
    any("REF-15", 4, unsettled::washed_out),
    any("REF-18", 9, unsettled::refunded_above_paid),
    any("REF-18", 9, unsettled::credited_what_was_paid),
    any("REF-21", 2, unsettled::cancelled_in_part),
    any("REF-22", 9, currencies::refunded_at_another_rate),
    uk("TAX-03", 1, taxes::inclusive_as_exclusive),
    uk("TAX-04", 1, taxes::discount_with_tax),
    any("TAX-06", 4, taxes::billed_line_by_line),
    uk("TAX-05", 1, taxes::before_discount),
    us("TAX-05", 1, taxes::before_discount),
];

/// All failures of orders.
pub(super) fn all() -> impl Iterator<Item = &'static Failure> {
    PLANS.iter().chain(&RARE).chain(&NAMED)
}

/// The failure of the `turn`-th order that gets one; `None` where it is too young for it.
pub(super) fn plan(turn: usize, order: &Order, last: At) -> Option<&'static Failure> {
    let count = PLANS.len() + RARE.len();
    let old_enough = |n: usize| {
        let at = (turn + n) % count;
        let failure = PLANS.get(at).or_else(|| RARE.get(at - PLANS.len()))?;
        failure.fits(order, last).then_some(failure)
    };
    // A young order takes the next failure that there is time for.
    (0..count).find_map(old_enough)
}

impl Failure {
    /// Whether it can happen to an order.
    pub(super) fn fits(&self, order: &Order, last: At) -> bool {
        let days = (last.0 - order.created.0) / DAY;
        days > self.days + 1 && self.market.is_none_or(|market| market == order.market.index)
    }
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
