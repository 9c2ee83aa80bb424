//! From a proposed action to the exact requests that carry it out. Pure.
//!
//! A plan makes every choice; whoever sends it makes none. It is made from the facts the store holds,
//! and whoever sends it sees first that NetSuite still holds the same.
//!
//! Does not: read NetSuite, know the time, or send anything.
//!
//! **Invariants:** the same facts, rules and day give the same bytes; every document that is made has one
//! external id that follows from what it answers; the documents of a plan come to the proposed amount.

mod body;
mod credit;
mod deposit;
mod goods;
mod journal;
mod money_back;
mod pairing;
mod payout;
mod period;
mod returning;
mod sales_order;
#[cfg(test)]
mod tests;
mod undo;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use crate::base::{Amount, Currency};
use crate::model::action::Step;
use crate::model::books::{Document, DocumentKind, iso_currency};
use crate::model::case::Case;
use crate::model::finding::{ActionKind, Finding, Proposal};
use crate::model::period::Period;
use crate::model::rules::Rules;
use crate::model::shop::Order;
use crate::project::{self, ExpectedOrder, Key, tenders};

pub use payout::{PayoutFacts, is_about_money, keys};
pub use period::{Barrier, barred};
use period::{Dated, Ledger, dated};
pub use undo::{UndoAsk, undo};

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unplannable(pub String);

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What is proposed.
    pub proposal: &'a Proposal,
    /// What it is proposed for.
    pub finding: &'a Finding,
    /// All facts of the order; `None` where the finding is about none.
    pub case: Option<&'a Case<'a>>,
    /// All facts of the payout; `None` where the finding is about none that the store has.
    pub payout: Option<&'a PayoutFacts<'a>>,
    /// The rule book.
    pub rules: &'a Rules,
    /// The shop's time zone: a refund made late in the evening belongs to that day.
    pub zone: &'a TimeZone,
    /// The day documents are dated at, in the shop's time.
    pub today: Date,
    /// NetSuite's accounting periods, by their first day; none where they are not known.
    pub periods: &'a [Period],
    /// NetSuite's currencies by ISO code; none where the account has one currency, or they are not known.
    pub currencies: &'a BTreeMap<Currency, u64>,
    /// NetSuite's items by what they are found by, as far as they were looked up; those of the order's own
    /// documents are known without.
    pub items: &'a BTreeMap<Key, u64>,
}

/// The requests that carry a proposal out, in their order; none where nothing is written to NetSuite.
///
/// # Errors
/// [`Unplannable`] with what is missing or what a person has to do instead.
pub fn plan(ask: &Ask<'_>) -> Result<Vec<Step>, Unplannable> {
    match ask.proposal.action {
        ActionKind::AcceptVariance | ActionKind::Route | ActionKind::ImportOrder => Ok(Vec::new()),
        ActionKind::CreateCreditMemo => credit::memo(&Scene::of(ask)?),
        ActionKind::CreateCashRefund => credit::cash_refund(&Scene::of(ask)?),
        ActionKind::CreateCustomerRefund => money_back::of_memo(&Scene::of(ask)?),
        ActionKind::RefundCustomerDeposit => money_back::of_deposit(&Scene::of(ask)?),
        ActionKind::UpdateSalesOrder | ActionKind::CloseLines => sales_order::plan(ask),
        ActionKind::CreateDeposit => deposit::of_payout(ask),
        ActionKind::CreateJournalEntry => journal::of_payout(ask),
        ActionKind::CreateReturnAuthorization => returning::plan(&Scene::of(ask)?),
    }
}

fn no<T>(why: impl Into<String>) -> Result<T, Unplannable> {
    Err(Unplannable(why.into()))
}

/// The order a finding is about.
fn order_of<'a>(ask: &Ask<'_>, case: &'a Case<'a>) -> Result<&'a Order<'a>, Unplannable> {
    let wanted = ask.finding.subject.order.as_ref();
    let is_it = |order: &&Order<'_>| {
        wanted.is_some_and(|w| {
            let id = w.id.rsplit('/').next().and_then(|id| id.parse::<u64>().ok());
            id.map_or_else(|| order.head.name == w.name, |id| order.head.id == id)
        })
    };
    match case.orders.iter().find(is_it) {
        Some(order) => Ok(order),
        None => no("the order it is about is not in the store any more"),
    }
}

/// Why an action that a person names has nothing to start from, and what is done instead: the vehicle follows what
/// was billed.
fn unnamed(action: ActionKind, case: &Case<'_>) -> String {
    let has = |kind| {
        let mut live = case.documents.iter().filter(|d| !d.head.status.is_dead());
        live.any(|d| d.head.kind == kind)
    };
    let is_memo = action == ActionKind::CreateCreditMemo && has(DocumentKind::SalesOrder);
    if !is_memo || has(DocumentKind::Invoice) {
        return "no document is named that it could be made from: approve what the run suggests".to_owned();
    }
    let instead = if has(DocumentKind::CashSale) {
        "it was billed by a cash sale: `create_cash_refund` refunds that"
    } else if has(DocumentKind::CustomerDeposit) {
        "nothing of it is billed: `update_sales_order` takes off what is not wanted, and `refund_customer_deposit` pays the deposit back"
    } else {
        "nothing of it is billed: `update_sales_order` takes off what is not wanted"
    };
    format!("a credit memo is never applied to a sales order, and the order has no invoice; {instead}")
}

/// An order with the document its correction starts from.
struct Scene<'a> {
    ask: &'a Ask<'a>,
    order: &'a Order<'a>,
    expected: ExpectedOrder<'a>,
    from: &'a Document<'a>,
}

impl<'a> Scene<'a> {
    fn of(ask: &'a Ask<'a>) -> Result<Self, Unplannable> {
        let Some(case) = ask.case else {
            return no("it is about no order, so there is nothing it could be made from");
        };
        let order = order_of(ask, case)?;
        let Some(named) = &ask.proposal.from else {
            return no(unnamed(ask.proposal.action, case));
        };
        let Some(from) = case.documents.iter().find(|d| d.head.id.to_string() == named.id) else {
            return no(format!("{} is not in the store any more", named.number));
        };
        Ok(Self {
            ask,
            order,
            expected: project::order(order, &case.movements, ask.rules, case.shop),
            from,
        })
    }

    /// Everything NetSuite holds of the order.
    fn documents(&self) -> &'a [Document<'a>] {
        self.ask.case.map_or(&[], |case| &case.documents)
    }

    fn amount(&self) -> Amount {
        self.ask.proposal.amount
    }

    /// What of the amount a bank pays out: not what became a gift card or store credit, and not what was exchanged.
    fn paid_out(&self) -> Amount {
        let name = self.ask.finding.subject.refund.as_deref().unwrap_or_default();
        let answered = self.expected.credits.iter().find(|c| c.name == name);
        let kept = answered.map_or(Amount::ZERO, |credit| {
            let basis = self.expected.basis;
            let stayed = credit.refund.map(|refund| tenders::stayed(self.order, refund, basis));
            credit.exchanged + stayed.unwrap_or(Amount::ZERO)
        });
        self.amount() - kept
    }

    /// Refuses a document that pays its whole amount out of the bank where less than that went out.
    fn goes_out_whole(&self, document: &str) -> Result<(), Unplannable> {
        let out = self.paid_out();
        if out == self.amount() {
            return Ok(());
        }
        no(format!(
            "{document} pays the {} out of the bank, and {} went out: the rest became a gift card, store credit or other goods. Book the two parts by hand",
            self.amount().text(self.currency()),
            out.text(self.currency())
        ))
    }

    fn currency(&self) -> Currency {
        self.ask.finding.currency
    }

    /// The refund that is answered, by its number.
    fn refund(&self) -> Option<u64> {
        let name = self.ask.finding.subject.refund.as_deref()?;
        name.strip_prefix("gid://shopify/Refund/")?.parse().ok()
    }

    /// The external id of the document that answers the refund.
    fn answers_refund(&self) -> Result<String, Unplannable> {
        match self.refund() {
            Some(id) => Ok(self.ask.rules.refund_pattern.replace("{legacy_id}", &id.to_string())),
            None => no(
                "the refund has no id: it came from a file without ids, so a document made for it could be made twice. Pull the order first",
            ),
        }
    }

    /// The external id of another document that is made for the refund or the order.
    fn made_for(&self, kind: DocumentKind) -> Result<String, Unplannable> {
        let source = self.refund().or(Some(self.order.head.id).filter(|id| *id != 0));
        match source {
            Some(id) => Ok(format!("tieout-{}-{id}", kind.slug())),
            None => no("the order has no id: it came from a file without ids. Pull the order first"),
        }
    }

    /// The customer by internal id.
    fn customer(&self) -> Result<u64, Unplannable> {
        self.from.head.entity.trim().parse().or_else(|_| {
            no(format!(
                "the customer of {} is known by name only: pull it from NetSuite first",
                self.from.head.number
            ))
        })
    }

    /// The subsidiary by internal id: the document's own, else the shop's; left to NetSuite where neither is
    /// known by id.
    fn subsidiary(&self) -> Option<u64> {
        let own = self.from.head.subsidiary.trim().parse().ok();
        own.or_else(|| {
            let case = self.ask.case?;
            self.ask
                .rules
                .shop(case.shop)?
                .subsidiary
                .as_deref()?
                .trim()
                .parse()
                .ok()
        })
    }

    /// The currency by NetSuite's internal id, where it is known: the document's own, which may be another than the
    /// customer's or the subsidiary's.
    fn books_currency(&self) -> Option<u64> {
        let own = self.from.head.currency.trim();
        let named = || self.ask.currencies.get(&iso_currency(own)?).copied();
        own.parse().ok().or_else(named)
    }

    /// What people read on the document: the day the refund was made, and why it is dated at another.
    fn memo(&self, dated: &Dated) -> String {
        let name = &self.order.head.name;
        let memo = match (self.refund(), self.refunded_on()) {
            (Some(id), Some(on)) => format!("Shopify refund {id} of {name}, {on}"),
            _ => format!("Shopify order {name}"),
        };
        dated.added_to(memo)
    }

    fn refunded_on(&self) -> Option<Date> {
        let name = self.ask.finding.subject.refund.as_deref()?;
        let credit = self.expected.credits.iter().find(|c| c.name == name)?;
        Some(credit.at.day(self.ask.zone))
    }

    /// The day the document is dated; the memo has the refund's day in any case.
    fn dated(&self) -> Result<Dated, Unplannable> {
        dated(self.refunded_on(), self.ask, Ledger::Sales)
    }
}
