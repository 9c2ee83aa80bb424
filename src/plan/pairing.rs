//! Which documents stand for the charges or refunds of one order in a payout.

use std::collections::BTreeSet;

use super::payout::{Booking, Way};
use super::{Unplannable, no};
use crate::base::{Amount, clean};
use crate::model::books::{Document, DocumentStatus};
use crate::model::payout::BalanceTransaction;

/// The movements of one order in one direction, with the documents that may stand for them.
pub(super) struct Group<'g, 'a> {
    pub(super) booking: &'g Booking<'a>,
    pub(super) way: Way,
    pub(super) movements: Vec<&'a BalanceTransaction<'a>>,
    pub(super) documents: Vec<&'a Document<'a>>,
    /// What the order's payments moved this way, in whichever payout.
    pub(super) payments: Vec<Amount>,
}

pub(super) enum Paired<'a> {
    /// These stand for all of the movements.
    All(Vec<&'a Document<'a>>),
    /// Some have no document: each in words.
    Missing(Vec<String>),
}

impl<'a> Group<'_, 'a> {
    /// Pairs by amount. What could be paired in two ways is not paired at all.
    pub(super) fn pair(&self) -> Result<Paired<'a>, Unplannable> {
        let free: Vec<&Document<'_>> = self.documents.iter().copied().filter(|d| self.is_free(d)).collect();
        let mut taken = Vec::new();
        let mut missing = Vec::new();
        let wanted: BTreeSet<Amount> = self.movements.iter().map(|m| m.amount).collect();
        for amount in wanted {
            let of_it = self.movements.iter().filter(|m| m.amount == amount);
            let fit = free.iter().copied();
            let fit: Vec<&Document<'_>> = fit.filter(|d| self.way.signed(d.head.total) == amount).collect();
            if let [first, ..] = fit[..] {
                self.is_its_own(amount, of_it.clone().count(), first)?;
            }
            match fit.len().cmp(&of_it.clone().count()) {
                std::cmp::Ordering::Equal => taken.extend(fit),
                std::cmp::Ordering::Less => missing.extend(of_it.copied()),
                std::cmp::Ordering::Greater => return no(self.ambiguous(amount, &fit)),
            }
        }
        if missing.is_empty() {
            return Ok(Paired::All(taken));
        }
        // One document may stand for all of them: a cash sale of an order that was charged twice.
        let sum: Amount = self.movements.iter().map(|m| m.amount).sum();
        if taken.is_empty()
            && let [whole] = free[..]
            && self.way.signed(whole.head.total) == sum
        {
            return Ok(Paired::All(vec![whole]));
        }
        Ok(Paired::Missing(missing.iter().map(|m| self.unbooked(m)).collect()))
    }

    /// A document may stand for an equal charge of the order in another payout, until each of them has one.
    fn is_its_own(&self, amount: Amount, here: usize, document: &Document<'_>) -> Result<(), Unplannable> {
        let alike = self.payments.iter().filter(|p| **p == amount).count();
        let of_amount = self.documents.iter();
        let booked = of_amount.filter(|d| self.way.signed(d.head.total) == amount).count();
        if alike > here && booked < alike {
            return no(format!(
                "{} was moved {alike} times for {}, and which of them {} stands for is for a person to say: book the others first",
                self.booking.text(amount.abs()),
                name_of(self.movements[0]),
                clean(&document.head.number)
            ));
        }
        Ok(())
    }

    fn is_free(&self, document: &Document<'_>) -> bool {
        document.head.status != DocumentStatus::PendingApproval && !self.booking.is_deposited(document)
    }

    fn ambiguous(&self, amount: Amount, fit: &[&Document<'_>]) -> String {
        let numbers: Vec<&str> = fit.iter().map(|d| &*d.head.number).collect();
        format!(
            "{} of {} may be {}: which of them is in this payout is for a person to say",
            self.booking.text(amount),
            name_of(self.movements[0]),
            clean(&numbers.join(" or "))
        )
    }

    fn unbooked(&self, movement: &BalanceTransaction<'_>) -> String {
        let (what, code) = match self.way {
            Way::In => ("charge", "PAY-04"),
            Way::Out => ("refund", "PAY-26"),
        };
        let named = |d: &&Document<'_>| {
            let total = self.booking.text(d.head.total);
            let state = if self.booking.is_deposited(d) {
                "in a deposit already"
            } else if d.head.status == DocumentStatus::PendingApproval {
                "not approved"
            } else {
                "not deposited"
            };
            format!("{} of {total} is {state}", clean(&d.head.number))
        };
        let seen: Vec<String> = self.documents.iter().map(named).collect();
        let start = format!(
            "{what} {} of {}",
            self.booking.text(self.way.signed(movement.amount)),
            name_of(movement)
        );
        if seen.is_empty() {
            format!("{start} is not in NetSuite ({code})")
        } else {
            format!("{start} has no document of its amount, {} (PAY-05)", seen.join(", "))
        }
    }
}

fn name_of(movement: &BalanceTransaction<'_>) -> String {
    match (&*movement.order_name, movement.order) {
        ("", 0) => format!("balance transaction {}, which names no order", movement.id),
        ("", id) => format!("order {id}"),
        (name, _) => clean(name).into_owned(),
    }
}
