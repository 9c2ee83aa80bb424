//! A month of trade of a company that does not exist: two shops, one NetSuite account, and a healthy
//! integration between them; then failures are planted, each with what a comparison must say.
//!
//! An order is a ledger of sales from which every total is folded; its documents are what an
//! integration without faults makes of it. The same numbers give the same world, byte for byte.

mod acts;
mod booking;
mod books;
mod catalogue;
mod cents;
pub mod demo;
mod failures;
pub mod going;
mod market;
mod order;
mod ordinary;
mod payment;
mod payouts;
mod refunding;
mod rows;
mod shopify;
mod static_tables;
mod tables;
mod tales;
mod time;

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::Timestamp;

use super::objects::Objects;
use super::world::{App, Books as Account, Expected, Role, Shop, World};
use booking::{Bend, Booked};
use books::{Books, Type};
use failures::Planting;
use market::{MARKETS, Market};
use order::Order;
use payouts::{Balance, Deposited};
use time::{At, DAY, HOUR, MINUTE};

pub use failures::{Unplanted, plantable};

/// What to trade.
#[derive(Debug, Clone)]
pub struct Trade {
    /// Orders of both shops together.
    pub orders: u32,
    /// Draws everything that is left to chance.
    pub seed: u64,
    /// The moment the world is looked at; everything happens in the month before it.
    pub now: Timestamp,
    /// Whether nothing goes wrong.
    pub healthy: bool,
}

/// How long the month is.
const MONTH: i64 = 31 * DAY;
/// The integration has had time for everything that happened before this.
const SETTLED: i64 = 4 * HOUR;

/// Trades a month.
#[must_use]
pub fn trade(trade: &Trade) -> World {
    let planting = if trade.healthy {
        Planting::Nothing
    } else {
        Planting::ByChance
    };
    let mut month = Month::new(trade, planting);
    month.happen();
    month.world()
}

/// Trades a month in which nothing goes wrong but what the codes name (whatever [`Trade::healthy`] says): each way in
/// which a code arises once.
///
/// # Errors
/// [`Unplanted`]: a code is none that can be planted, or the month is too small for it.
pub fn plant(trade: &Trade, codes: &[&str]) -> Result<World, Unplanted> {
    let mut month = Month::new(trade, Planting::named(codes, trade.orders)?);
    month.happen();
    month.planting.left()?;
    Ok(month.world())
}

/// One shop's month.
#[derive(Debug, Default)]
struct Side {
    orders: Vec<Order>,
    balance: Balance,
    /// How deposits are made that are not made well, by payout.
    deposited: BTreeMap<usize, Deposited>,
}

/// The month while it is traded.
struct Month<'t> {
    trade: &'t Trade,
    now: At,
    books: Books,
    sides: Vec<Side>,
    expected: Vec<Expected>,
    /// Documents that only their number can name, and what is expected of them.
    hand: Vec<(usize, Expected)>,
    planting: Planting,
}

impl<'t> Month<'t> {
    fn new(trade: &'t Trade, planting: Planting) -> Self {
        Self {
            trade,
            planting,
            now: At::of(trade.now),
            books: Books::default(),
            sides: MARKETS.iter().map(|_| Side::default()).collect(),
            expected: Vec::new(),
            hand: Vec::new(),
        }
    }

    fn happen(&mut self) {
        for market in &MARKETS {
            self.orders(market);
        }
        self.settle();
    }

    /// Chance of its own for each order, so that one more draw in one leaves the others alone.
    fn rng(&self, market: &Market, number: u32) -> Rng {
        // A seed is spread out first: small seeds must not be each other's worlds in another order.
        let mut spread =
            Rng::with_seed(Rng::with_seed(self.trade.seed).u64(..) ^ (market.index as u64) << 40 ^ u64::from(number));
        Rng::with_seed(spread.u64(..))
    }

    fn first(&self) -> At {
        self.now - MONTH
    }

    fn last(&self) -> At {
        self.now - SETTLED
    }

    /// Every fifth order is American.
    fn count(&self, market: &Market) -> u32 {
        let us = self.trade.orders / 5;
        if market.index == 0 { self.trade.orders - us } else { us }
    }

    fn orders(&mut self, market: &'static Market) {
        let count = self.count(market);
        for n in 0..count {
            let mut order = self.new_order(market, n, count);
            let mut rng = self.rng(market, n);
            self.live(&mut order, &mut rng);
            self.sides[market.index].orders.push(order);
        }
    }

    /// Lets an order happen, well or not.
    fn live(&mut self, order: &mut Order, rng: &mut Rng) {
        if order.test {
            order.place(&ordinary::basket(rng), None, None);
            order.pay_owed(order.created);
            return;
        }
        let month = (self.trade.orders, self.trade.seed, self.last());
        if let Some(failure) = self.planting.of_order(order, month) {
            let said = self.expected.len();
            let (books, expected) = (&mut self.books, &mut self.expected);
            let mut case = failures::Case {
                books,
                order,
                rng,
                expected,
                booked: Booked::default(),
                others: Vec::new(),
            };
            (failure.happen)(&mut case);
            let others = case.others;
            self.sides[order.market.index].orders.extend(others);
            if self.expected.len() == said {
                self.planting.failed(failure);
            }
            return;
        }
        let form = ordinary::happen(order, rng, self.last());
        booking::book(&mut self.books, order, form, Bend::default());
    }

    fn new_order(&self, market: &'static Market, n: u32, count: u32) -> Order {
        let mut rng = self.rng(market, n + 1_000_000_000);
        let step = (MONTH - SETTLED - HOUR) / i64::from(count);
        let created = self.first() + i64::from(n) * step + rng.i64(0..step.max(2) / 2);
        let province = &market.provinces[rng.usize(0..market.provinces.len())];
        let mut order = Order::new(market, 1_001 + n, created, province);
        order.guest = rng.u32(0..100) < 12;
        if !order.guest {
            order.customer = 4_400 + rng.u64(0..u64::from(count).max(4)) / 2 * 2 + market.index as u64;
        }
        if rng.u32(0..100) < 5 {
            order.presentment = market.other;
        }
        order.test = n % 131 == 70;
        order
    }

    /// Payouts and their deposits.
    fn settle(&mut self) {
        let (first, last, now) = (self.first(), self.last(), self.now);
        for market in &MARKETS {
            let side = &mut self.sides[market.index];
            side.balance = payouts::movements(market, &side.orders, first, last);
            payouts::settle(market, &mut side.balance, now);
            let mut stage = failures::PayoutStage {
                market,
                orders: &side.orders,
                balance: &mut side.balance,
                books: &mut self.books,
                expected: &mut self.expected,
                hand: &mut self.hand,
                forms: Vec::new(),
            };
            self.planting.in_payouts(&mut stage, self.trade.seed);
            side.deposited.extend(stage.forms);
            payouts::write_off(&mut self.books, market, &side.balance, &side.orders);
            for at in 0..side.balance.payouts.len() {
                let well = if at % 11 == 5 {
                    Deposited::Split
                } else {
                    Deposited::Well
                };
                let how = side.deposited.get(&at).copied().unwrap_or(well);
                payouts::deposit(&mut self.books, market, &side.balance, at, how);
            }
        }
        let days = self.trade.orders / 60;
        for n in 0..days.min(20) {
            let at = first + i64::from(n) * DAY + 40 * MINUTE;
            self.books.deleted.push((Type::SalesOrder, at));
        }
    }

    fn world(mut self) -> World {
        let numbered = tables::numbered(&self.books);
        for (at, expected) in self.hand {
            let subject = numbered.numbers[at].clone();
            self.expected.push(Expected { subject, ..expected });
        }
        let mut tables = tables::Tables::new();
        static_tables::write(&self.books, &numbered, self.now, &mut tables);
        tables::write(&self.books, &numbered, &mut tables);
        World {
            now: self.now.iso(),
            shops: MARKETS.iter().map(|m| shop(m, &self.sides[m.index])).collect(),
            netsuite: account(tables),
            expected: self.expected,
        }
    }
}

fn shop(market: &Market, side: &Side) -> Shop {
    let scopes = || demo::SCOPES.map(str::to_owned).to_vec();
    let app = App {
        secret: demo::SHOPIFY_CLIENT_SECRET.to_owned(),
        scopes: scopes(),
    };
    let balance = &side.balance;
    let movements = balance.movements.iter().filter(|m| !m.hidden);
    let paid = balance.payouts.iter().filter(|p| p.status == "PAID");
    let mut orders: Objects = side.orders.iter().map(shopify::order).collect();
    for dispute in &balance.disputes {
        orders.change(dispute.order, |order| {
            order.insert("disputes".to_owned(), shopify::dispute_summary(dispute));
        });
    }
    Shop {
        domain: market.domain.to_owned(),
        shop: shopify::shop(market),
        plan: market.plan.to_owned(),
        tokens: BTreeMap::from([
            (demo::SHOPIFY_TOKEN.to_owned(), scopes()),
            (demo::SHOPIFY_TOKEN_NARROW.to_owned(), vec!["read_orders".to_owned()]),
        ]),
        apps: BTreeMap::from([(demo::SHOPIFY_CLIENT_ID.to_owned(), app)]),
        orders,
        payouts: Some(
            balance
                .payouts
                .iter()
                .map(|p| shopify::payout(market, balance, p))
                .collect(),
        ),
        balance_transactions: movements
            .map(|m| shopify::balance_transaction(market, balance, &side.orders, m))
            .chain(paid.map(|p| shopify::transfer(market, p)))
            .collect(),
        disputes: balance
            .disputes
            .iter()
            .map(|d| shopify::dispute(market, &side.orders, d))
            .collect(),
    }
}

fn account(tables: tables::Tables) -> Account {
    let role = |behind: &str, permissions: &[&str]| Role {
        consumer_key: format!("{}{behind}", demo::CONSUMER_KEY),
        consumer_secret: format!("{}{behind}", demo::CONSUMER_SECRET),
        token_id: format!("{}{behind}", demo::TOKEN_ID),
        token_secret: format!("{}{behind}", demo::TOKEN_SECRET),
        permissions: permissions.iter().map(|p| (*p).to_owned()).collect(),
        ..Role::default()
    };
    let all = Role {
        client_id: demo::CLIENT_ID.to_owned(),
        certificate_id: demo::CERTIFICATE_ID.to_owned(),
        public_key: demo::PUBLIC_KEY.to_owned(),
        ..role("", &["*"])
    };
    Account {
        habits: Default::default(),
        account: demo::ACCOUNT.to_owned(),
        concurrency: 5,
        time_zone: tables::ZONE.to_owned(),
        date_order: "mdy".to_owned(),
        suite_tax: false,
        status_spelling: "letter".to_owned(),
        roles: BTreeMap::from([
            (demo::ROLE.to_owned(), all),
            (demo::ROLE_BLIND.to_owned(), role("-blind", &demo::BLIND)),
        ]),
        tables,
    }
}
