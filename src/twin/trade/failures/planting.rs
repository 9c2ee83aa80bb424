//! Which failures are planted: none, some by chance, or those that are named.

use std::fmt;

use super::super::order::Order;
use super::super::time::At;
use super::{Failure, PayoutStage, all, payouts, plan};

/// What goes wrong in a month.
pub(in super::super) enum Planting {
    Nothing,
    ByChance,
    /// Named failures that have not happened yet.
    Named(Named),
}

/// Failures that wait for an order or a payout they can happen to.
pub(in super::super) struct Named {
    orders: Vec<&'static Failure>,
    payouts: Vec<&'static str>,
    /// Every how many orders one goes wrong.
    every: u32,
}

/// Codes that were not planted: the generator has none of that name, or the month had no place for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplanted(pub Vec<String>);

impl fmt::Display for Unplanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = plantable();
        match self.0.iter().find(|code| !known.contains(&code.as_str())) {
            Some(code) => write!(f, "`{code}` cannot be planted; these can: {}", known.join(", ")),
            None => write!(
                f,
                "the month has no order or payout that {} can happen to; take more orders",
                self.0.join(", ")
            ),
        }
    }
}

impl std::error::Error for Unplanted {}

/// The codes that can be planted by name, sorted.
#[must_use]
pub fn plantable() -> Vec<&'static str> {
    let mut codes: Vec<&str> = all().map(|f| f.code).chain(payouts::codes()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

impl Planting {
    /// Everything that arises under the codes, each once, in a month of so many orders.
    pub(in super::super) fn named(codes: &[&str], orders: u32) -> Result<Self, Unplanted> {
        let known = plantable();
        let unknown: Vec<String> = codes
            .iter()
            .filter(|code| !known.contains(code))
            .map(|code| (*code).to_owned())
            .collect();
        if !unknown.is_empty() {
            return Err(Unplanted(unknown));
        }
        let wanted = |code: &&str| codes.contains(code) || payouts::needed_by(codes, code);
        let mut of_orders: Vec<&'static Failure> = all().filter(|f| wanted(&f.code)).collect();
        // What takes long goes first, and all of it into the first half of the month of four orders in five.
        of_orders.sort_by_key(|f| std::cmp::Reverse(f.days));
        let every = (orders * 2 / 5 / (of_orders.len() as u32 + 1)).max(1);
        Ok(Self::Named(Named {
            orders: of_orders,
            payouts: payouts::codes().filter(|code| codes.contains(code)).collect(),
            every,
        }))
    }

    /// The failure that happens to the `n`-th order of a market, if one does. It counts as planted; where it then finds
    /// nothing to bend, say so to [`Planting::failed`].
    pub(in super::super) fn of_order(
        &mut self,
        order: &Order,
        (orders, seed, last): (u32, u64, At),
    ) -> Option<&'static Failure> {
        match self {
            Self::Nothing => None,
            Self::ByChance => {
                // Of a small world every seventh order goes wrong, of a large one 3 in 100.
                let every = (orders / 40).clamp(7, 33);
                let (turn, is_due) = (order.number / every, order.number % every == every / 2);
                let chance = seed as usize * 5 + order.market.index * 11;
                is_due.then(|| plan(turn as usize + chance, order, last)).flatten()
            }
            Self::Named(named) => {
                let is_due = order.number % named.every == named.every / 2;
                let fits = |f: &&Failure| is_due && f.fits(order, last);
                let found = named.orders.iter().position(fits)?;
                Some(named.orders.remove(found))
            }
        }
    }

    /// A failure that did not happen after all: it may happen to a later order.
    pub(in super::super) fn failed(&mut self, failure: &'static Failure) {
        if let Self::Named(named) = self {
            named.orders.insert(0, failure);
        }
    }

    /// Bends a shop's payouts.
    pub(in super::super) fn in_payouts(&mut self, stage: &mut PayoutStage<'_>, seed: u64) {
        match self {
            Self::Nothing => {}
            Self::ByChance => super::plant_in_payouts(stage, &mut fastrand::Rng::with_seed(seed)),
            Self::Named(named) => named.payouts.retain(|code| !payouts::plant_one(stage, code)),
        }
    }

    /// What has not happened.
    pub(in super::super) fn left(&self) -> Result<(), Unplanted> {
        let Self::Named(named) = self else { return Ok(()) };
        let left: Vec<String> = named
            .orders
            .iter()
            .map(|f| f.code)
            .chain(named.payouts.iter().copied())
            .map(str::to_owned)
            .collect();
        if left.is_empty() { Ok(()) } else { Err(Unplanted(left)) }
    }
}
