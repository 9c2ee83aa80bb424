//! NetSuite's documents of an order or payout.

use jiff::civil::Date;
use serde::Serialize;

use crate::base::Currency;
use crate::model::books::{Document, DocumentKind, DocumentStatus, iso_currency};
use crate::report::Money;

/// A document in NetSuite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentEntry {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Document number.
    pub number: String,
    /// Internal id.
    pub id: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Transaction date.
    pub date: Option<Date>,
    /// Total, positive in the document's own direction.
    pub total: Money,
    /// The internal id of the document it was made from.
    pub created_from: Option<String>,
    /// External id; empty for none.
    pub external_id: String,
    /// The order field, as written.
    pub order_field: String,
}

/// A document, in its own currency where that is known and in the panel's otherwise.
pub(super) fn entry(document: &Document<'_>, currency: Currency) -> DocumentEntry {
    let head = &document.head;
    let currency = iso_currency(&head.currency).unwrap_or(currency);
    DocumentEntry {
        kind: head.kind,
        number: head.number.to_string(),
        id: head.id.to_string(),
        status: head.status,
        date: head.date,
        total: Money::new(head.total, currency),
        created_from: (head.created_from != 0).then(|| head.created_from.to_string()),
        external_id: head.external_id.to_string(),
        order_field: head.order_ref.to_string(),
    }
}
