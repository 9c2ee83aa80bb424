//! What refunds consisted of, as rows of their own tell it.

use std::collections::{HashMap, HashSet};

use super::rows::RefundDetail;
use crate::base::{Moment, OrderKey};
use crate::model::shop::{MoneyBag, Refund, RefundLine};

/// What a row of refund details names as its parent. Shopify names the nearest object with an id of
/// its own: a query that reaches refunds through agreements may get either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Parent {
    Agreement(u64),
    Refund(u64),
}

/// One row of refund details.
#[derive(Debug)]
pub(super) enum Detail {
    Line(RefundLine),
    /// Shipping refunded, and the tax on it.
    Shipping(MoneyBag, MoneyBag),
    Adjustment(MoneyBag),
}

/// Refund details, until it is known which refund of which order each is part of.
#[derive(Debug, Default)]
pub(super) struct Details {
    orders: HashMap<u64, (OrderKey, Option<Moment>)>,
    /// The refund that an agreement is about.
    agreements: HashMap<u64, u64>,
    /// Refunds told by an agreement, with their order.
    refunds: HashMap<u64, (u64, Refund<'static>)>,
    /// Refunds listed by an order that is only named: details may hang on them.
    listed: HashMap<u64, (u64, Refund<'static>)>,
    rows: Vec<(Parent, Detail)>,
}

impl Details {
    /// Notes an order that the file only names.
    pub(super) fn named(&mut self, order: u64, key: OrderKey, updated_at: Option<Moment>) {
        self.orders.insert(order, (key, updated_at));
    }

    /// Notes the refund of an agreement.
    pub(super) fn agreed(&mut self, agreement: u64, order: u64, refund: Refund<'static>) {
        self.agreements.insert(agreement, refund.id);
        self.refunds.insert(refund.id, (order, refund));
    }

    /// Notes a refund that an order lists.
    pub(super) fn listed(&mut self, order: u64, refund: Refund<'static>) {
        self.listed.insert(refund.id, (order, refund));
    }

    /// Notes a row.
    pub(super) fn row(&mut self, parent: Parent, detail: Detail) {
        self.rows.push((parent, detail));
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.orders.extend(other.orders);
        self.agreements.extend(other.agreements);
        self.refunds.extend(other.refunds);
        self.listed.extend(other.listed);
        self.rows.extend(other.rows);
    }

    fn refund_of(&self, parent: Parent) -> Option<u64> {
        match parent {
            Parent::Agreement(agreement) => self.agreements.get(&agreement).copied(),
            Parent::Refund(refund) => Some(refund),
        }
    }

    /// Takes the refunds that rows name as their parent and that only orders list: those of orders
    /// that are named, and those that `find` knows of the orders the file tells.
    ///
    /// # Errors
    /// What `find` says.
    pub(super) fn adopt<E>(
        &mut self,
        find: impl FnOnce(&HashSet<u64>) -> Result<Vec<(u64, Refund<'static>)>, E>,
    ) -> Result<(), E> {
        let parents = self.rows.iter().filter_map(|(parent, _)| match parent {
            Parent::Refund(refund) if !self.refunds.contains_key(refund) => Some(*refund),
            _ => None,
        });
        let wanted: HashSet<u64> = parents.collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let named = wanted.iter().filter_map(|id| self.listed.remove(id));
        self.refunds
            .extend(named.map(|(order, refund)| (refund.id, (order, refund))));
        let told = find(&wanted)?;
        self.refunds
            .extend(told.into_iter().map(|(order, refund)| (refund.id, (order, refund))));
        Ok(())
    }

    /// The orders that are named only, and those whose refunds are told in detail.
    pub(super) fn orders(&self) -> HashSet<u64> {
        let detailed = self
            .rows
            .iter()
            .filter_map(|(parent, _)| self.refunds.get(&self.refund_of(*parent)?));
        self.orders
            .keys()
            .copied()
            .chain(detailed.map(|(order, _)| *order))
            .collect()
    }

    /// Takes note of the orders that the file itself tells of; returns those that it only names, and
    /// those that it names and tells of.
    pub(super) fn are_told(&mut self, told: HashMap<u64, OrderKey>) -> (HashSet<u64>, HashSet<u64>) {
        let (both, only_named) = self.orders.keys().copied().partition(|id| told.contains_key(id));
        for (order, key) in told {
            self.orders.entry(order).or_insert((key, None));
        }
        (only_named, both)
    }

    /// How many rows hang on an agreement of which the file does not tell what was refunded, and how
    /// many on a refund that it does not list.
    pub(super) fn strays(&self) -> (usize, usize) {
        let lost = |parent: &Parent| match parent {
            Parent::Agreement(id) => !self.agreements.contains_key(id),
            Parent::Refund(id) => !self.refunds.contains_key(id),
        };
        let (agreements, refunds): (Vec<_>, Vec<_>) = self
            .rows
            .iter()
            .map(|(parent, _)| *parent)
            .filter(lost)
            .partition(|parent| matches!(parent, Parent::Agreement(_)));
        (agreements.len(), refunds.len())
    }

    /// The refunds whose lines the file lists, by order and refund.
    pub(super) fn resolve(mut self) -> Vec<RefundDetail> {
        for (parent, detail) in std::mem::take(&mut self.rows) {
            let Some((_, refund)) = self.refund_of(parent).and_then(|id| self.refunds.get_mut(&id)) else {
                continue;
            };
            match detail {
                Detail::Line(line) => refund.lines.push(line),
                Detail::Shipping(subtotal, tax) => {
                    refund.shipping = refund.shipping + subtotal;
                    refund.shipping_tax = refund.shipping_tax + tax;
                }
                Detail::Adjustment(amount) => refund.adjustments = refund.adjustments + amount,
            }
        }
        let mut all: Vec<_> = self
            .refunds
            .into_values()
            .filter_map(|(order, refund)| {
                let (key, updated_at) = *self.orders.get(&order)?;
                Some(RefundDetail {
                    key,
                    order,
                    refund,
                    updated_at,
                })
            })
            .collect();
        all.sort_by_key(|d| (d.key, d.order, d.refund.id));
        all
    }
}

/// A refund that outlives its row.
pub(super) fn own_refund(refund: Refund<'_>) -> Refund<'static> {
    let note = refund.note.into_owned().into();
    Refund { note, ..refund }
}
