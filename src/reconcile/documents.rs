//! NetSuite's documents of one order, sorted by what they do.

use crate::base::{Moment, OrderKey, normalise_name};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentStatus};
use crate::model::case::Case;
use crate::model::finding::DocumentRef;
use crate::model::shop::Order;

/// Seconds.
const DAY: i64 = 86_400;

/// The documents of one order. Dead documents (voided, cancelled) stand apart and count for nothing.
#[derive(Debug, Default)]
pub(super) struct Books<'a> {
    /// Live sales orders, oldest id first.
    pub(super) sales_orders: Vec<&'a Document<'a>>,
    /// Live cash sales.
    pub(super) cash_sales: Vec<&'a Document<'a>>,
    /// Live invoices.
    pub(super) invoices: Vec<&'a Document<'a>>,
    /// Live credit memos and cash refunds.
    pub(super) credits: Vec<&'a Document<'a>>,
    /// Live customer refunds.
    pub(super) customer_refunds: Vec<&'a Document<'a>>,
    /// Live customer deposits.
    pub(super) deposits: Vec<&'a Document<'a>>,
    /// Live fulfilments.
    pub(super) fulfilments: Vec<&'a Document<'a>>,
    /// Live return authorisations and item receipts.
    pub(super) returns: Vec<&'a Document<'a>>,
    /// Voided and cancelled documents of any kind.
    pub(super) dead: Vec<&'a Document<'a>>,
}

impl<'a> Books<'a> {
    pub(super) fn sort(documents: &[&'a Document<'a>]) -> Self {
        let mut books = Self::default();
        let mut documents = documents.to_vec();
        documents.sort_by_key(|d| d.head.id);
        for document in documents {
            if document.head.status.is_dead() {
                books.dead.push(document);
                continue;
            }
            match document.head.kind {
                DocumentKind::SalesOrder => books.sales_orders.push(document),
                DocumentKind::CashSale => books.cash_sales.push(document),
                DocumentKind::Invoice => books.invoices.push(document),
                DocumentKind::CreditMemo | DocumentKind::CashRefund => books.credits.push(document),
                DocumentKind::CustomerRefund => books.customer_refunds.push(document),
                DocumentKind::CustomerDeposit => books.deposits.push(document),
                DocumentKind::ItemFulfillment => books.fulfilments.push(document),
                DocumentKind::ReturnAuthorization | DocumentKind::ItemReceipt => books.returns.push(document),
                _ => {}
            }
        }
        books
    }

    /// The document that stands for the order: the sales order, or a cash sale made without one.
    pub(super) fn order_document(&self) -> Option<&'a Document<'a>> {
        self.order_documents().first().copied()
    }

    /// All of them; more than one is a duplicate.
    pub(super) fn order_documents(&self) -> &[&'a Document<'a>] {
        if self.sales_orders.is_empty() {
            &self.cash_sales
        } else {
            &self.sales_orders
        }
    }

    /// What bills the order: invoices and cash sales (a cash sale that stands for the order bills
    /// it too).
    pub(super) fn bills(&self) -> impl Iterator<Item = &'a Document<'a>> + '_ {
        self.invoices.iter().chain(&self.cash_sales).copied()
    }

    /// Whether the sales order is billed in full, or has been so far as bills show.
    pub(super) fn is_billed(&self) -> bool {
        match self.sales_orders.first() {
            Some(order) if order.head.status == DocumentStatus::Billed => true,
            Some(order) => {
                let billed = self.bills().map(|b| b.head.total).sum::<crate::base::Amount>();
                !billed.is_zero() && billed == order.head.total
            }
            None => !self.cash_sales.is_empty(),
        }
    }

    /// Whether the order can no longer be changed without somebody noticing.
    pub(super) fn is_locked(&self) -> bool {
        !self.fulfilments.is_empty() || self.is_billed()
    }
}

/// The documents that belong to one order of a case: those that carry its name or id, and those
/// that carry none (they were found by the order they were made from).
pub(super) fn of_order<'a>(case: &'a Case<'a>, order: &Order<'_>) -> Vec<&'a Document<'a>> {
    let name = normalise_name(&order.head.name);
    let id = OrderKey::of_id(order.head.id);
    case.documents
        .iter()
        .filter(|d| {
            let written = normalise_name(&d.head.order_ref);
            written.is_empty() || written == name || id.is_some() && OrderKey::of(&d.head.order_ref) == id
        })
        .collect()
}

/// When a document was made, and how long after that it may count as new. A saved search may know
/// the day of the transaction alone, and then the whole day is new.
pub(super) fn made_at(document: &Document<'_>) -> Option<(Moment, i64)> {
    let head = &document.head;
    let day = || {
        let start = Moment::start_of(head.date?, &jiff::tz::TimeZone::UTC).ok()?;
        Some((start, DAY))
    };
    let exact = |at: Option<Moment>| at.map(|at| (at, 0));
    exact(head.created_at).or_else(day).or_else(|| exact(head.modified_at))
}

/// How a document is named in findings.
pub(super) fn reference<'a>(document: &impl AsRef<DocumentHead<'a>>) -> DocumentRef {
    let head = document.as_ref();
    DocumentRef {
        kind: head.kind,
        id: head.id.to_string(),
        number: head.number.to_string(),
    }
}

/// How a document is named in a sentence: `Invoice INV77`.
pub(super) fn named<'a>(document: &impl AsRef<DocumentHead<'a>>) -> String {
    let head = document.as_ref();
    let number = crate::base::clean(&head.number);
    if number.is_empty() {
        format!("{} {}", head.kind.label(), head.id)
    } else {
        format!("{} {number}", head.kind.label())
    }
}
