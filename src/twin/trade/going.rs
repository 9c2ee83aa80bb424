//! Orders that go on after the world was made: bought, and edited while the warehouse is at work.
//!
//! A [`Going`] order is what Shopify keeps of it. What NetSuite holds is not its matter: [`Holds`] says what a
//! sales order holds that follows it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::acts::{Edit, Pick};
use super::booking::{Bend, Form, Style, book};
use super::books::Role;
use super::catalogue::{EXPRESS, GOODS, ITEMS, Item, STANDARD};
use super::market::MARKETS;
use super::order::Order;
use super::rows::goods_rows;
use super::time::{At, DAY, MINUTE};
use super::{Month, Planting, Trade, shopify};
use crate::twin::objects::Object;
use crate::twin::world::{Shop, World};

/// What somebody bought.
#[derive(Debug, Clone)]
pub struct Bought {
    /// The shop: 0 for the British one, 1 for the American.
    pub shop: usize,
    /// Which of the shop's regions it goes to.
    pub region: usize,
    /// SKUs and pieces.
    pub goods: Vec<(String, i64)>,
}

/// One thing that an edit does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A line more.
    Add(String, i64),
    /// So many pieces more of a line.
    More(String, i64),
    /// So many pieces off a line, or as many as it has that were not shipped.
    Less(String, i64),
    /// Sent by express from now on, or no longer.
    Express(bool),
}

/// What a sales order holds that follows an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holds {
    /// By the item's id: pieces, and what they are worth without tax, in cents.
    pub goods: BTreeMap<u64, (i64, i64)>,
    /// Shipping without tax, in cents.
    pub shipping: i64,
    /// What the order comes to with its tax, in cents.
    pub total: i64,
}

/// An order that goes on.
#[derive(Debug, Clone)]
pub struct Going {
    order: Order,
}

/// The SKUs of goods that are sold one by one.
pub fn skus() -> impl Iterator<Item = &'static str> {
    ITEMS.iter().take(GOODS).map(|i| i.sku)
}

fn known(sku: &str) -> Option<&'static Item> {
    ITEMS.iter().take(GOODS).find(|i| i.sku == sku)
}

/// A world in which these orders were bought some days ago, paid, and paid out, and NetSuite has a sales order and a deposit of each. A
/// SKU that is not sold is left out.
#[must_use]
pub fn bought(now: Timestamp, all: &[Bought]) -> (World, Vec<Going>) {
    let trade = Trade {
        orders: all.len() as u32,
        seed: 1,
        now,
        healthy: true,
    };
    let mut month = Month::new(&trade, Planting::Nothing);
    let (mut orders, counts) = (Vec::new(), MARKETS.each_ref().map(|_| all.len() as u32));
    for (n, bought) in all.iter().enumerate() {
        let market = &MARKETS[bought.shop % MARKETS.len()];
        let mut order = month.new_order(market, n as u32, counts[market.index]);
        order.created = At::of(now) - 4 * DAY + n as i64 * MINUTE;
        order.updated = order.created;
        order.province = &market.provinces[bought.region % market.provinces.len()];
        (order.guest, order.test, order.presentment) = (false, false, (market.currency, 10_000));
        order.customer = 4_400 + n as u64 * 2 + market.index as u64;
        let goods = bought
            .goods
            .iter()
            .filter_map(|(sku, pieces)| Some(Pick::One(known(sku)?.sku, *pieces)));
        order.place(&goods.collect::<Vec<_>>(), Some(STANDARD), None);
        order.pay_owed(order.created);
        book(&mut month.books, &order, form(), Bend::default());
        month.sides[market.index].orders.push(order.clone());
        orders.push(Going { order });
    }
    month.settle();
    (month.world(), orders)
}

/// Nothing is shipped or billed yet, and discounts stand in the lines.
const fn form() -> Form {
    Form {
        style: Style::Open,
        netted: true,
        kits: true,
    }
}

impl Going {
    /// `#1001`.
    #[must_use]
    pub fn name(&self) -> String {
        self.order.name()
    }

    /// `gid://shopify/Order/…`.
    #[must_use]
    pub fn id(&self) -> String {
        shopify::gid("Order", self.order.id)
    }

    /// The domain of its shop.
    #[must_use]
    pub fn domain(&self) -> &'static str {
        self.order.market.domain
    }

    /// The id of an item that is sold one by one.
    #[must_use]
    pub fn item(sku: &str) -> Option<u64> {
        known(sku).map(|i| i.id)
    }

    /// Edits the order. What cannot be done of the change (pieces of a line that is not there) is left out; false where
    /// nothing is left of it.
    pub fn edit(&mut self, at: Timestamp, changes: &[Change]) -> bool {
        let (mut add, mut more, mut less, mut method) = (Vec::new(), Vec::new(), Vec::new(), None);
        let line_of = |order: &Order, sku: &str| {
            let held = |l: &super::order::Line| l.item.sku == sku && l.now.pieces > 0;
            order.lines.iter().position(held)
        };
        for change in changes {
            match change {
                Change::Add(sku, pieces) => add.extend(known(sku).map(|i| (i.sku, *pieces))),
                Change::More(sku, pieces) => more.extend(line_of(&self.order, sku).map(|line| (line, *pieces))),
                Change::Less(sku, pieces) => {
                    let Some(line) = line_of(&self.order, sku) else {
                        continue;
                    };
                    let held = &self.order.lines[line];
                    let pieces = (*pieces).min(held.now.pieces - held.shipped);
                    let once = !less.iter().any(|(other, _)| *other == line);
                    less.extend((pieces > 0 && once).then_some((line, pieces)));
                }
                Change::Express(wanted) => {
                    let wanted = if *wanted { EXPRESS } else { STANDARD };
                    let charged = self.order.shipping.iter().find(|s| !s.removed);
                    method = charged.filter(|s| s.method != wanted).map(|_| wanted);
                }
            }
        }
        if add.is_empty() && more.is_empty() && less.is_empty() && method.is_none() {
            return false;
        }
        let edit = Edit {
            add: &add,
            more: &more,
            less: &less,
            method,
        };
        self.order.edit(At::of(at), &edit);
        true
    }

    /// Has it sent to another street.
    pub fn moves(&mut self, at: Timestamp, street: &str) {
        street.clone_into(&mut self.order.street);
        self.order.touch(At::of(at));
    }

    /// The street it goes to.
    #[must_use]
    pub fn street(&self) -> &str {
        &self.order.street
    }

    /// Tells Shopify that everything left of it was shipped.
    pub fn ships(&mut self, at: Timestamp) {
        self.order.ship(At::of(at), None);
    }

    /// Takes what the buyer owes, or gives back what is owed to the buyer.
    pub fn settles(&mut self, at: Timestamp) {
        self.order.pay_owed(At::of(at));
        self.order.give_back_owed(At::of(at));
    }

    /// What a sales order holds that follows it.
    #[must_use]
    pub fn holds(&self) -> Holds {
        self.held(&self.order.state(true))
    }

    /// What it held after each placing and edit, oldest first; without the totals, which nobody kept.
    #[must_use]
    pub fn history(&self) -> Vec<Holds> {
        let all = self.order.history.iter().map(|state| self.held(state));
        all.map(|holds| Holds { total: 0, ..holds }).collect()
    }

    fn held(&self, state: &super::order::State) -> Holds {
        let mut holds = Holds {
            total: self.order.total().shop,
            ..Holds::default()
        };
        for row in goods_rows(&self.order, state, form()) {
            match row.role {
                Role::Shipping => holds.shipping += row.amount,
                Role::Item => {
                    let held = holds.goods.entry(row.item).or_default();
                    *held = (held.0 + row.quantity.unwrap_or(0), held.1 + row.amount);
                }
                _ => {}
            }
        }
        holds
    }

    /// What Shopify has of it now.
    #[must_use]
    pub fn object(&self) -> Object {
        shopify::order(&self.order)
    }

    /// Puts what Shopify has of it now into its shop.
    pub fn put(&self, shop: &mut Shop) {
        let id = self.id();
        let found = shop.orders.iter().position(|o| o.get("id").is_some_and(|v| *v == id));
        if let Some(at) = found {
            shop.orders.change(at, |order| {
                for (name, value) in self.object() {
                    order.insert(name, value);
                }
            });
        }
    }
}
