//! A payout with everything it is booked from, and the way of each of its movements into the books.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::pairing::{Group, Paired};
use super::{Ask, Unplannable, no};
use crate::base::{Amount, Currency, OrderKey, clean};
use crate::model::books::{Document, DocumentKind, DocumentStatus};
use crate::model::payout::{BalanceTransaction, Family, Payout, PayoutStatus};
use crate::model::rules::{BookAs, Rules};
use crate::model::shop::{Payment, PaymentKind, PaymentStatus};
use crate::project::families::{family, is_payout_row};

/// How many unbooked movements an explanation names.
const NAMED_MAX: usize = 5;

/// What the store knows of a payout and of the documents that may stand for its charges and refunds.
#[derive(Debug, Clone)]
pub struct PayoutFacts<'a> {
    /// The payout.
    pub payout: Payout<'a>,
    /// The day it was issued, in the shop's time.
    pub issued_on: Option<Date>,
    /// Its balance transactions.
    pub movements: Vec<BalanceTransaction<'a>>,
    /// Documents about money ([`is_about_money`]) of the orders its movements are of, by [`keys`].
    pub documents: BTreeMap<OrderKey, Vec<Document<'a>>>,
    /// Payment transactions of these orders, by [`keys`].
    pub payments: BTreeMap<OrderKey, Vec<Payment<'a>>>,
    /// Internal ids of documents that a live deposit has taken up.
    pub deposited: BTreeSet<u64>,
    /// Numbers of the live deposits and journal entries that name the payout.
    pub booked: Vec<String>,
}

/// The keys under which the order of a movement may be kept: by its name, or by its id.
#[must_use]
pub fn keys(movement: &BalanceTransaction<'_>) -> [OrderKey; 2] {
    [OrderKey::of(&movement.order_name), OrderKey::of_id(movement.order)]
}

/// Whether documents of a kind are money that comes from a customer or goes back to one: a bank deposit takes
/// them up.
#[must_use]
pub const fn is_about_money(kind: DocumentKind) -> bool {
    Way::of_document(kind).is_some()
}

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    In,
    Out,
}

impl Way {
    const fn of_document(kind: DocumentKind) -> Option<Self> {
        match kind {
            DocumentKind::CashSale | DocumentKind::CustomerPayment | DocumentKind::CustomerDeposit => Some(Self::In),
            DocumentKind::CashRefund | DocumentKind::CustomerRefund => Some(Self::Out),
            _ => None,
        }
    }

    /// The way of a movement that a document of its order stands for; none of any other movement.
    fn of_movement(movement: &BalanceTransaction<'_>) -> Option<Self> {
        let of_order = movement.order != 0 || !movement.order_name.is_empty();
        match &*movement.kind {
            "CHARGE" => Some(Self::In),
            "REFUND" => Some(Self::Out),
            "SHOP_CASH_CREDIT" if of_order => Some(Self::In),
            "SHOP_CASH_REFUND_DEBIT" if of_order => Some(Self::Out),
            _ => None,
        }
    }

    /// The way of a payment transaction that moved money through Shopify Payments.
    fn of_payment(payment: &Payment<'_>) -> Option<Self> {
        let gateway = payment.gateway.to_ascii_lowercase().replace(' ', "_");
        match payment.kind {
            _ if payment.status != PaymentStatus::Success || gateway != "shopify_payments" => None,
            PaymentKind::Capture | PaymentKind::Sale => Some(Self::In),
            PaymentKind::Refund => Some(Self::Out),
            _ => None,
        }
    }

    /// An amount that is positive in this direction, as it adds to the payout; and back.
    pub(super) fn signed(self, amount: Amount) -> Amount {
        match self {
            Self::In => amount,
            Self::Out => -amount,
        }
    }
}

/// A payout that can be booked: it is paid, its parts come to its net, and nothing books it yet.
pub(super) struct Booking<'a> {
    pub(super) ask: &'a Ask<'a>,
    pub(super) facts: &'a PayoutFacts<'a>,
    /// What reaches the bank; negative where the payout takes money back.
    pub(super) net: Amount,
}

impl<'a> Booking<'a> {
    pub(super) fn of(ask: &'a Ask<'a>, book_as: BookAs) -> Result<Self, Unplannable> {
        let Some(facts) = ask.payout else {
            return no("it is about no payout that the store knows by its id: pull it from Shopify first");
        };
        let asked = ask.rules.payouts.book_as;
        if asked != book_as {
            return no(format!(
                "payouts are booked otherwise here ([payouts] book_as): propose `{}` for it",
                asked.action().as_str()
            ));
        }
        let payout = &facts.payout;
        if payout.id == 0 {
            return no(
                "the payout has no id: it came from a file without ids, so a deposit made for it could be made twice. Pull it first",
            );
        }
        if payout.status != PayoutStatus::Paid {
            return no("the payout is not paid, so no money has reached the bank: pull it again");
        }
        if !facts.booked.is_empty() {
            return no(format!(
                "{} names the payout already: reconcile again",
                facts.booked.join(" and ")
            ));
        }
        let Some(net) = payout.net else {
            return no("the payout's total is not in the store: pull it first");
        };
        let booking = Self { ask, facts, net };
        booking.adds_up()?;
        Ok(booking)
    }

    /// The movements of the payout, without tests and without its own row.
    pub(super) fn movements(&self) -> impl Iterator<Item = &'a BalanceTransaction<'a>> {
        self.facts
            .movements
            .iter()
            .filter(|m| !m.test && !is_payout_row(&m.kind))
    }

    fn adds_up(&self) -> Result<(), Unplannable> {
        let amount = self.ask.proposal.amount;
        if amount.abs() != self.net.abs() {
            return no(format!(
                "the payout is of {} now, and {} was proposed",
                self.text(self.net),
                self.text(amount)
            ));
        }
        if let Some(wrong) = self.movements().find(|m| m.net != m.amount - m.fee) {
            return no(format!(
                "balance transaction {} states a net of {} for {} less {}: it is booked as stated by nobody (PAY-25)",
                wrong.id,
                self.text(wrong.net),
                self.text(wrong.amount),
                self.text(wrong.fee)
            ));
        }
        let settled: Amount = self.movements().map(|m| m.net).sum();
        if settled != self.net {
            return no(format!(
                "the payout is {} and its balance transactions add up to {} (PAY-03): pull it again",
                self.text(self.net),
                self.text(settled)
            ));
        }
        Ok(())
    }

    pub(super) const fn currency(&self) -> Currency {
        self.facts.payout.currency
    }

    /// The payout's currency by NetSuite's internal id; none where the account keeps its books in one currency.
    pub(super) fn currency_id(&self) -> Result<Option<u64>, Unplannable> {
        let (known, own) = (self.ask.currencies, self.currency());
        match known.get(&own) {
            Some(id) => Ok(Some(*id)),
            None if known.is_empty() => Ok(None),
            None => no(format!(
                "the payout is in {own}, which NetSuite has no currency for (PAY-23): add it there and pull, or book the payout by hand"
            )),
        }
    }

    pub(super) fn text(&self, amount: Amount) -> String {
        amount.text(self.currency())
    }

    /// Its fees; positive where they are taken off.
    pub(super) fn fees(&self) -> Amount {
        self.movements().map(|m| m.fee).sum()
    }

    /// Movements that a document of an order stands for.
    pub(super) fn of_orders(&self) -> impl Iterator<Item = (Way, &'a BalanceTransaction<'a>)> {
        self.movements()
            .filter(|m| !m.amount.is_zero())
            .filter_map(|m| Some((Way::of_movement(m)?, m)))
    }

    /// The other movements, each with the account it is booked to.
    pub(super) fn others(&self) -> Result<Vec<(&'a str, &'a BalanceTransaction<'a>)>, Unplannable> {
        self.movements()
            .filter(|m| !m.amount.is_zero() && Way::of_movement(m).is_none())
            .map(|m| Ok((account_of(m, self.ask.rules)?, m)))
            .collect()
    }

    pub(super) fn account(&self, name: &str, what: &str) -> Result<&'a str, Unplannable> {
        match self.ask.rules.accounts.get(name) {
            Some(account) => Ok(account),
            None => no(format!("the account for {what} is not configured: [accounts] {name}")),
        }
    }

    /// The documents that stand for the payout's charges and refunds, by internal id, each with what it adds
    /// to the payout.
    pub(super) fn taken_up(&self) -> Result<BTreeMap<u64, (&'a Document<'a>, Amount)>, Unplannable> {
        let mut groups: BTreeMap<([OrderKey; 2], Way), Vec<&BalanceTransaction<'_>>> = BTreeMap::new();
        for (way, movement) in self.of_orders() {
            groups.entry((keys(movement), way)).or_default().push(movement);
        }
        let (mut taken, mut unbooked) = (BTreeMap::new(), Vec::new());
        for ((order, way), movements) in groups {
            let group = Group {
                booking: self,
                way,
                movements,
                documents: self.documents(order, way),
                payments: self.payments(order, way),
            };
            match group.pair()? {
                Paired::All(documents) => {
                    taken.extend(
                        documents
                            .into_iter()
                            .map(|d| (d.head.id, (d, way.signed(d.head.total)))),
                    );
                }
                Paired::Missing(words) => unbooked.extend(words),
            }
        }
        if unbooked.is_empty() {
            return Ok(taken);
        }
        let more = unbooked.len().saturating_sub(NAMED_MAX);
        unbooked.truncate(NAMED_MAX);
        if more > 0 {
            unbooked.push(format!("and {more} more"));
        }
        no(format!("book these first: {}", unbooked.join("; ")))
    }

    fn documents(&self, order: [OrderKey; 2], way: Way) -> Vec<&'a Document<'a>> {
        let mut all: Vec<&Document<'_>> = order
            .iter()
            .filter(|key| key.is_some())
            .filter_map(|key| self.facts.documents.get(key))
            .flatten()
            .filter(|d| Way::of_document(d.head.kind) == Some(way) && !d.head.status.is_dead())
            .collect();
        all.sort_by_key(|d| d.head.id);
        all.dedup_by_key(|d| d.head.id);
        all
    }

    /// What the orders' own payment transactions moved this way, as it adds to a payout.
    fn payments(&self, order: [OrderKey; 2], way: Way) -> Vec<Amount> {
        let mut all: Vec<&Payment<'_>> = order
            .iter()
            .filter_map(|key| self.facts.payments.get(key))
            .flatten()
            .filter(|p| Way::of_payment(p) == Some(way))
            .collect();
        all.sort_by_key(|p| p.id);
        all.dedup_by_key(|p| p.id);
        all.iter().map(|p| way.signed(p.amount.shop.abs())).collect()
    }

    pub(super) fn is_deposited(&self, document: &Document<'_>) -> bool {
        document.head.status == DocumentStatus::Deposited || self.facts.deposited.contains(&document.head.id)
    }
}

/// The account of a movement that no document stands for. `other` is for every family without an account of its
/// own, but for those that a person has to place: what became of a refund that failed, money that is disputed, held
/// back or moved between balances, and Shop Cash, which is never revenue.
fn account_of<'a>(movement: &BalanceTransaction<'_>, rules: &'a Rules) -> Result<&'a str, Unplannable> {
    let (name, own_only) = match family(&movement.kind) {
        Family::Orders => ("orders", true),
        Family::Disputes => ("disputes", true),
        Family::Reserves => ("reserves", true),
        Family::Transfers => ("transfers", true),
        Family::ShopCash => ("shop_cash", true),
        Family::Labels => ("labels", false),
        Family::DutyAndTax => ("duty_and_tax", false),
        Family::Lending => ("lending", false),
        Family::Fees => ("fees", false),
        Family::Merchants => ("merchants", false),
        Family::Corrections => ("corrections", false),
        Family::Unknown => {
            return no(format!(
                "balance transaction {} is of the type {}, which has no account (PAY-14): a person books it",
                movement.id,
                clean(&movement.kind)
            ));
        }
    };
    let other = || rules.accounts.get("other").filter(|_| !own_only);
    match rules.accounts.get(name).or_else(other) {
        Some(account) => Ok(account),
        None => no(format!(
            "the account for {} is not configured: [accounts] {name}",
            clean(&movement.kind)
        )),
    }
}
