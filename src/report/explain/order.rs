//! An order, explained.

use serde::Serialize;

use super::disputes::{self, DisputeEntry};
use super::documents::{self, DocumentEntry};
use super::finding::{FindingEntry, entries};
use super::history::{self, HistoryEntry};
use super::refunds::{self, RefundEntry};
use super::sides::{self, Sides};
use super::{Panel, name_of, some_time, time};
use crate::base::{Currency, Moment};
use crate::model::books::{DocumentKind, iso_currency};
use crate::model::case::Case;
use crate::model::dispute::Dispute;
use crate::model::exception::Exception;
use crate::model::rules::Rules;
use crate::model::shop::{Basis, Order};
use crate::report::Money;

/// Everything about one order.
#[derive(Debug, Clone, Serialize)]
pub struct OrderPanel {
    /// The shop's name in the configuration.
    pub shop: String,
    /// The currency the two sides are compared in.
    pub currency: Currency,
    /// The moment ages are counted at.
    #[serde(serialize_with = "time")]
    pub ages_at: Moment,
    /// What to know before reading on.
    pub warnings: Vec<String>,
    /// The orders of this name: normally one, none for an orphan in NetSuite.
    pub orders: Vec<OrderEntry>,
    /// Both sides; `None` where several orders share the name.
    pub sides: Option<Sides>,
    /// Disputes of the order.
    pub disputes: Vec<DisputeEntry>,
    /// NetSuite's documents, by kind and internal id.
    pub documents: Vec<DocumentEntry>,
    /// What was found.
    pub findings: Vec<FindingEntry>,
}

/// One order in Shopify.
#[derive(Debug, Clone, Serialize)]
pub struct OrderEntry {
    /// Its gid; empty where the source has no id.
    pub id: String,
    /// `#1001`.
    pub name: String,
    /// When checkout was completed.
    #[serde(serialize_with = "time")]
    pub created_at: Moment,
    /// When it was last changed.
    #[serde(serialize_with = "some_time")]
    pub updated_at: Option<Moment>,
    /// When it was cancelled.
    #[serde(serialize_with = "some_time")]
    pub cancelled_at: Option<Moment>,
    /// A test order: never compared.
    pub test: bool,
    /// Whether an edit was ever applied.
    pub edited: bool,
    /// Whether prices contain tax.
    pub taxes_included: bool,
    /// Financial status.
    pub financial_status: String,
    /// Fulfilment status.
    pub fulfillment_status: String,
    /// Total.
    pub total: Money,
    /// Total when it was placed.
    pub original_total: Option<Money>,
    /// What the customer still owes; negative where it is owed.
    pub outstanding: Option<Money>,
    /// Its payment transactions.
    pub payments: Vec<PaymentEntry>,
    /// Its refunds.
    pub refunds: Vec<RefundEntry>,
    /// Its versions, oldest first; empty where the source has none.
    pub history: Vec<HistoryEntry>,
}

/// One payment transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentEntry {
    /// Shopify's numeric id; empty where the source has none.
    pub id: String,
    /// What it does: `sale`, `capture`, `refund`.
    pub kind: String,
    /// How it ended.
    pub status: String,
    /// The gateway.
    pub gateway: String,
    /// Always positive.
    pub amount: Money,
    /// When.
    #[serde(serialize_with = "some_time")]
    pub at: Option<Moment>,
}

/// Explains an order from all its facts and its exceptions.
#[must_use]
pub fn order_panel(case: &Case<'_>, rules: &Rules, exceptions: &[Exception], as_of: Moment) -> Panel {
    let shop = rules.shop(case.shop);
    let basis = shop.map_or(Basis::Shop, |shop| shop.basis);
    let currency = currency(case, basis, exceptions);
    let sides = match case.orders.as_slice() {
        [] => Some(sides::of(None, &case.documents, rules, basis, currency)),
        [order] => Some(sides::of(Some(order), &case.documents, rules, basis, currency)),
        _ => None,
    };
    let mut warnings = warnings(case, currency);
    if let Some(sides) = sides.as_ref().filter(|sides| sides.total_is_open()) {
        warnings.push(format!(
            "{} has closed lines and states its tax for all lines together: what is left of its tax and total cannot be told.",
            sides.from.join(", ")
        ));
    }
    let mut documents: Vec<_> = case.documents.iter().collect();
    documents.sort_by_key(|d| (d.head.kind, d.head.id));
    Panel::Order(Box::new(OrderPanel {
        shop: shop.map_or_else(String::new, |shop| shop.name.clone()),
        currency,
        ages_at: as_of,
        warnings,
        orders: case
            .orders
            .iter()
            .map(|order| order_entry(order, case, rules, basis, currency))
            .collect(),
        sides,
        disputes: Vec::new(),
        documents: documents.into_iter().map(|d| documents::entry(d, currency)).collect(),
        findings: entries(exceptions, as_of),
    }))
}

impl Panel {
    /// The same panel, an order's with its disputes.
    #[must_use]
    pub fn with_disputes(mut self, all: &[Dispute]) -> Self {
        if let Self::Order(panel) = &mut self {
            panel.disputes = disputes::entries(all);
        }
        self
    }
}

/// The currency the books are kept in: the order's, else what the findings or documents say.
fn currency(case: &Case<'_>, basis: Basis, exceptions: &[Exception]) -> Currency {
    if let Some(order) = case.orders.first() {
        return match basis {
            Basis::Shop => order.head.currency,
            Basis::Presentment => order.head.presentment_currency,
        };
    }
    exceptions
        .first()
        .map(|e| e.finding.currency)
        .or_else(|| case.documents.iter().find_map(|d| iso_currency(&d.head.currency)))
        .unwrap_or(Currency::UNKNOWN)
}

fn warnings(case: &Case<'_>, currency: Currency) -> Vec<String> {
    let mut warnings = Vec::new();
    match case.orders.as_slice() {
        [] => warnings.push("No order in Shopify has this name or id.".to_owned()),
        [order] if order.head.test => warnings.push("A test order: it is shown, never compared.".to_owned()),
        [_] => {}
        orders => warnings.push(format!(
            "{} orders share this name; the two sides cannot be set side by side.",
            orders.len()
        )),
    }
    if case.documents.is_empty() {
        warnings.push("NetSuite holds no document with this order in its order field.".to_owned());
    }
    for d in &case.documents {
        // Payments and deposits have no lines of goods: of those, nothing is missing.
        let has_goods = matches!(
            d.head.kind,
            DocumentKind::SalesOrder
                | DocumentKind::Invoice
                | DocumentKind::CashSale
                | DocumentKind::CreditMemo
                | DocumentKind::CashRefund
        );
        if has_goods && d.lines.is_none() {
            warnings.push(format!("The lines of {} were never read.", label(d)));
        }
        if let Some(other) = iso_currency(&d.head.currency)
            && other != currency
        {
            warnings.push(format!("{} is kept in {other}, the order in {currency}.", label(d)));
        }
    }
    warnings
}

fn label(document: &crate::model::books::Document<'_>) -> String {
    format!(
        "{} {} ({})",
        document.head.kind.label(),
        document.head.number,
        document.head.id
    )
}

fn order_entry(order: &Order<'_>, case: &Case<'_>, rules: &Rules, basis: Basis, currency: Currency) -> OrderEntry {
    let head = &order.head;
    let money = |amount| Money::new(amount, currency);
    OrderEntry {
        id: if head.id == 0 {
            String::new()
        } else {
            format!("gid://shopify/Order/{}", head.id)
        },
        name: head.name.to_string(),
        created_at: head.created_at,
        updated_at: head.updated_at,
        cancelled_at: head.cancelled_at,
        test: head.test,
        edited: head.edited,
        taxes_included: head.taxes_included,
        financial_status: head.financial_status.to_string(),
        fulfillment_status: head.fulfillment_status.to_string(),
        total: money(head.total.on(basis)),
        original_total: head.original_total.map(|bag| money(bag.on(basis))),
        outstanding: head.outstanding.map(|bag| money(bag.on(basis))),
        payments: order
            .payments
            .iter()
            .map(|payment| PaymentEntry {
                id: if payment.id == 0 {
                    String::new()
                } else {
                    payment.id.to_string()
                },
                kind: name_of(payment.kind),
                status: name_of(payment.status),
                gateway: payment.gateway.to_string(),
                amount: money(payment.amount.on(basis)),
                at: payment.at,
            })
            .collect(),
        refunds: refunds::of(order, &case.documents, rules, basis, currency),
        history: history::of(order, basis, currency),
    }
}
