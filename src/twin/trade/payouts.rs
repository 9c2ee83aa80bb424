//! Shopify Payments: balance transactions, daily payouts, and the bank deposits that book them.

use super::books::{Books, Doc, Role, Row, Type};
use super::catalogue::{DISPUTES, FEES, OTHER, RESERVES, VARIANCE, WRITTEN_OFF};
use super::market::Market;
use super::order::{Gateway, Order};
use super::time::{At, DAY, HOUR, MINUTE};

/// One movement of money on the balance.
#[derive(Debug, Clone)]
pub(super) struct Movement {
    pub(super) id: u64,
    pub(super) kind: &'static str,
    pub(super) source: &'static str,
    pub(super) reason: Option<&'static str>,
    pub(super) at: At,
    pub(super) amount: i64,
    pub(super) fee: i64,
    pub(super) net: i64,
    /// Position among the shop's orders.
    pub(super) order: Option<usize>,
    /// The order's payment.
    pub(super) payment: Option<u64>,
    /// Position among the payouts.
    pub(super) payout: Option<usize>,
    /// Left out of what the shop answers: planted, never in a healthy world.
    pub(super) hidden: bool,
}

impl Movement {
    pub(super) fn new(kind: &'static str, source: &'static str, at: At, amount: i64, fee: i64) -> Self {
        Self {
            id: 0,
            kind,
            source,
            reason: None,
            at,
            amount,
            fee,
            net: amount - fee,
            order: None,
            payment: None,
            payout: None,
            hidden: false,
        }
    }
}

impl Movement {
    /// Whether it is of a source, or of a type that begins so.
    pub(super) fn is_of(&self, what: &str) -> bool {
        self.source == what || self.kind.starts_with(what)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Payout {
    pub(super) id: u64,
    pub(super) at: At,
    pub(super) status: &'static str,
    /// Positions among the movements.
    pub(super) movements: Vec<usize>,
    /// What Shopify states.
    pub(super) net: i64,
}

/// One shop's balance.
#[derive(Debug, Default)]
pub(super) struct Balance {
    pub(super) movements: Vec<Movement>,
    pub(super) payouts: Vec<Payout>,
    pub(super) disputes: Vec<Dispute>,
}

/// A customer who asks the bank for the money back.
#[derive(Debug, Clone)]
pub(super) struct Dispute {
    pub(super) id: u64,
    pub(super) order: usize,
    pub(super) amount: i64,
    pub(super) at: At,
    pub(super) won: Option<At>,
    pub(super) lost: Option<At>,
    /// Lost, and nobody writes it off: planted, never in a healthy world.
    pub(super) left_standing: bool,
}

/// A movement for each card payment that moved money, in the order they happened; with what happens
/// without an order: a label, a reserve held and let go, a dispute lost for now and one won.
pub(super) fn movements(market: &Market, orders: &[Order], first: At, last: At) -> Balance {
    let mut balance = Balance::default();
    for (n, order) in orders.iter().enumerate().filter(|(_, o)| !o.test) {
        for payment in order.payments.iter().filter(|p| p.gateway == Gateway::Card) {
            let (kind, sign) = match (payment.is_money_in(), payment.is_money_out()) {
                (true, _) => ("CHARGE", 1),
                (_, true) => ("REFUND", -1),
                _ => continue,
            };
            let mut movement = Movement::new(kind, kind, payment.at + MINUTE, sign * payment.amount.shop, payment.fee);
            (movement.order, movement.payment) = (Some(n), Some(payment.id));
            balance.movements.push(movement);
        }
        if let Some((at, amount)) = order.bounced {
            let mut movement = Movement::new("REFUND_FAILURE", "REFUND", at, amount, 0);
            movement.order = Some(n);
            balance.movements.push(movement);
        }
    }
    if orders.len() >= 12 {
        let label = first + (16 + market.index as i64) * DAY;
        balance
            .movements
            .push(Movement::new("SHIPPING_LABEL", "ADJUSTMENT", label, -4_20, 0));
        let monthly = first + 20 * DAY + 2 * HOUR;
        balance
            .movements
            .push(Movement::new("BILLING_DEBIT", "ADJUSTMENT", monthly, -29_00, 0));
        let cash = first + 18 * DAY + 5 * HOUR;
        balance
            .movements
            .push(Movement::new("SHOP_CASH_CREDIT", "ADJUSTMENT", cash, 6_00, 0));
    }
    if orders.len() >= 12 && market.index == 0 {
        let held = first + 9 * DAY + 3 * HOUR;
        balance
            .movements
            .push(Movement::new("RESERVED_FUNDS", "ADJUSTMENT", held, -15_000, 0));
        let reversal = Movement::new(
            "RESERVED_FUNDS_REVERSAL",
            "ADJUSTMENT_REVERSAL",
            held + 12 * DAY,
            15_000,
            0,
        );
        balance.movements.push(reversal);
        disputes(&mut balance, orders, last);
    }
    balance.movements.retain(|m| m.at < last);
    balance
}

/// The first three orders that were charged by card once and kept: one undecided, one won, one lost.
fn disputes(balance: &mut Balance, orders: &[Order], last: At) {
    let plain = |o: &&(usize, &Order)| {
        let o = o.1;
        o.charge(Gateway::Card).is_some() && o.payments.len() == 1 && o.refunds.is_empty() && o.is_shipped() && !o.test
    };
    let all: Vec<(usize, &Order)> = orders.iter().enumerate().collect();
    for (n, (n_order, order)) in all.iter().filter(plain).take(3).enumerate() {
        let Some(charge) = order.charge(Gateway::Card) else {
            continue;
        };
        let opened = order.created + (6 + n as i64) * DAY;
        let amount = charge.amount.shop;
        let won = (n == 1).then_some(opened + 10 * DAY).filter(|won| *won < last);
        let lost = (n == 2).then_some(opened + 8 * DAY).filter(|lost| *lost < last);
        let mut add = |kind, at: At, amount, reason| {
            let mut movement = Movement::new(kind, "DISPUTE", at, amount, 0);
            (movement.order, movement.reason) = (Some(*n_order), Some(reason));
            balance.movements.push(movement);
        };
        add("DISPUTE_WITHDRAWAL", opened, -amount, "Fraudulent");
        add("CHARGEBACK_FEE", opened, -15_00, "Fraudulent");
        if let Some(won) = won {
            add("DISPUTE_REVERSAL", won, amount, "Won");
            add("CHARGEBACK_FEE_REFUND", won, 15_00, "Won");
        }
        balance.disputes.push(Dispute {
            id: 9_310_000_000 + *n_order as u64,
            order: *n_order,
            amount,
            at: opened,
            won,
            lost,
            left_standing: false,
        });
    }
}

/// Puts each movement into the payout issued at 05:00 two days after its day. The newest are in none
/// yet, and a payout is issued once its deposit can have been made.
pub(super) fn settle(market: &Market, balance: &mut Balance, now: At) {
    balance.movements.sort_by_key(|m| (m.at, m.order, m.payment, m.kind));
    let (movement_ids, payout_ids) = if market.index == 0 {
        (3_350_000_000_000, 131_400_000_000)
    } else {
        (3_870_000_000_000, 139_700_000_000)
    };
    for n in 0..balance.movements.len() {
        let movement = &mut balance.movements[n];
        movement.id = movement_ids + n as u64 * 1_311 + (n as u64 * 7) % 1_200;
        let due = movement.at.midnight() + 2 * DAY + 5 * HOUR;
        if due + 12 * HOUR > now {
            continue;
        }
        if balance.payouts.last().is_none_or(|p| p.at != due) {
            let id = payout_ids + balance.payouts.len() as u64 * 27_311 + 417;
            balance.payouts.push(Payout {
                id,
                at: due,
                status: "PAID",
                movements: Vec::new(),
                net: 0,
            });
        }
        let at = balance.payouts.len() - 1;
        movement.payout = Some(at);
        let net = movement.net;
        let payout = &mut balance.payouts[at];
        payout.movements.push(n);
        payout.net += net;
    }
}

/// How a deposit is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Deposited {
    #[default]
    Well,
    /// In two parts.
    Split,
    /// Without the fees.
    Gross,
    /// With the fees twice.
    FeesTwice,
    /// Without movements of this source, or of types that begin so.
    Without(&'static str),
    /// With so many cents too much.
    Off(i64),
    /// Not at all.
    Missing,
    /// Without this movement, though a document stands for it.
    Lacks(usize),
    /// With a document that is none of its own.
    AlsoTakes(usize, i64),
    /// Without the movements of an order.
    WithoutOrder(usize),
    /// In a currency of NetSuite's, by its id.
    InCurrency(&'static str),
    /// With so many cents of the fees on the account for variances.
    Parked(i64),
    /// As so much money coming in, whatever the payout is.
    AsIncome(i64),
}

/// One bank deposit with the payout's id. Returns the documents made.
pub(super) fn deposit(books: &mut Books, market: &Market, balance: &Balance, at: usize, how: Deposited) -> Vec<usize> {
    if how == Deposited::Missing {
        return Vec::new();
    }
    let payout = &balance.payouts[at];
    let mut rows = Vec::new();
    for at in payout.movements.iter().filter(|m| how != Deposited::Lacks(**m)) {
        rows.extend(row(books, &balance.movements[*at], how));
    }
    if let Deposited::AlsoTakes(doc, amount) = how {
        rows.push(Row::new(Role::Payment(doc), amount, 0));
    }
    let members = payout.movements.iter().map(|m| &balance.movements[*m]);
    let fees: i64 = members.map(|m| m.amount - m.net).sum();
    let times = match how {
        Deposited::Gross => 0,
        Deposited::FeesTwice => 2,
        _ => 1,
    };
    let parked = if let Deposited::Parked(cents) = how { cents } else { 0 };
    if parked != 0 {
        rows.push(Row::new(Role::Account(VARIANCE), -parked, 0).noted("difference"));
    }
    if fees * times != 0 {
        rows.push(Row::new(Role::Account(FEES), parked - fees * times, 0).noted("Shopify Payments fees"));
    }
    if let Deposited::AsIncome(cents) = how {
        rows = vec![Row::new(Role::Account(OTHER), cents, 0).noted("Shopify Payments")];
    }
    if let Deposited::Off(cents) = how {
        rows.push(Row::new(Role::Account(OTHER), cents, 0).noted("correction"));
    }
    let half = rows.len() / 2;
    let parts = if how == Deposited::Split && half > 0 {
        let second = rows.split_off(half);
        vec![rows, second]
    } else {
        vec![rows]
    };
    let mut made = Vec::new();
    for (n, rows) in parts.into_iter().enumerate() {
        let mut doc = Doc::new(
            Type::Deposit,
            market.index,
            payout.at + 9 * HOUR + n as i64 * MINUTE,
            rows,
        );
        (doc.payout, doc.memo) = (payout.id.to_string(), format!("Shopify payout {}", payout.id));
        if let Deposited::InCurrency(id) = how {
            doc.currency = Some(id);
        }
        if payout.at.is_last_of_month() {
            // The bank has it after the weekend, in the next month.
            doc.dated = Some(doc.at + 2 * DAY);
        }
        made.push(books.add(doc));
    }
    made
}

/// The row of a movement: its document, or an account.
fn row(books: &mut Books, movement: &Movement, how: Deposited) -> Option<Row> {
    let booked = movement.payment.and_then(|p| books.paid.get(&p).copied());
    if let Some(at) = booked {
        let doc = &mut books.docs[at];
        match (doc.kind, doc.status) {
            (Type::CashSale | Type::Payment, "B") => doc.status = "C",
            (Type::CustomerDeposit, "A") => doc.status = "B",
            _ => {}
        }
        return Some(Row::new(Role::Payment(at), movement.amount, 0));
    }
    let account = match (movement.source, movement.kind) {
        ("DISPUTE", _) => DISPUTES,
        (_, "RESERVED_FUNDS" | "RESERVED_FUNDS_REVERSAL") => RESERVES,
        _ => OTHER,
    };
    let note = movement.kind.to_lowercase().replace('_', " ");
    (!left_out(movement, how)).then(|| Row::new(Role::Account(account), movement.amount, 0).noted(note))
}

fn left_out(movement: &Movement, how: Deposited) -> bool {
    match how {
        Deposited::Without(what) => movement.is_of(what),
        Deposited::WithoutOrder(order) => movement.order == Some(order),
        _ => false,
    }
}

/// What was held for disputes that are lost becomes an expense two days later.
pub(super) fn write_off(books: &mut Books, market: &Market, balance: &Balance, orders: &[Order]) {
    for dispute in balance.disputes.iter().filter(|d| !d.left_standing) {
        let Some(lost) = dispute.lost else { continue };
        let rows = vec![
            Row::new(Role::Account(WRITTEN_OFF), dispute.amount, 0),
            Row::new(Role::Account(DISPUTES), -dispute.amount, 0),
        ];
        let mut doc = Doc::new(Type::Journal, market.index, lost + 2 * HOUR, rows);
        doc.memo = format!("Dispute {} of {} lost", dispute.id, orders[dispute.order].name());
        books.add(doc);
    }
}
