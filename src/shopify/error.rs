//! What Shopify can answer other than what was asked for, told apart by what is to be done next.

use thiserror::Error;

use crate::http::HttpError;

/// No usable answer of Shopify's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShopifyError {
    /// The configured address is none.
    #[error("`{0}` is no address")]
    Address(String),
    /// The shop was not reached, or refused before it read the query.
    #[error(transparent)]
    Http(HttpError),
    /// The shop is frozen: its bill is not paid (status 402).
    #[error("the shop is frozen: {0}")]
    ShopFrozen(HttpError),
    /// The token may not use this shop's API at all, or the shop is not available (status 403).
    #[error("the shop does not let this app in: {0}")]
    ShopForbidden(HttpError),
    /// There is no such shop, or no such version of its API (status 404).
    #[error("there is no such shop or version: {0}")]
    ShopUnknown(HttpError),
    /// The shop is locked: limits were passed over and over, or it is under review (status 423).
    #[error("the shop is locked: {0}")]
    ShopLocked(HttpError),
    /// Shopify takes the requests for an attack (status 430).
    #[error("Shopify refuses these requests as a danger to it: {0}")]
    Suspected(HttpError),
    /// The shop is closed.
    #[error("the shop is inactive: {said}")]
    ShopInactive {
        /// What Shopify said.
        said: String,
    },
    /// The bucket stayed empty: other programs with the same token use it up.
    #[error("{document} was throttled {times} times in a row")]
    Throttled {
        /// The document.
        document: &'static str,
        /// How often.
        times: u32,
    },
    /// The query costs more than one query may, even at its smallest page.
    #[error("{document} costs {cost} points, and a query may cost {cost_max}")]
    TooDear {
        /// The document.
        document: &'static str,
        /// Its cost in points.
        cost: u64,
        /// The most a query may cost.
        cost_max: u64,
    },
    /// The token lacks a scope.
    #[error("access to {what} is denied: {needs}")]
    AccessDenied {
        /// The place in the answer, without indices.
        what: String,
        /// What is needed, in Shopify's words.
        needs: String,
    },
    /// Whole addresses are wanted, and the app is not approved for them. What was withheld must not be read as an
    /// address without a street.
    #[error("Shopify withholds {what}, and whole addresses are wanted")]
    AddressWithheld {
        /// The place in the answer, without indices.
        what: String,
    },
    /// A part of the answer is missing that may not be.
    #[error("{document} was answered without {path}: {said}")]
    Partial {
        /// The document.
        document: &'static str,
        /// The place in the answer, without indices.
        path: String,
        /// What Shopify said.
        said: String,
    },
    /// The search was misread: a filter was left out, so the answer holds more than asked for.
    #[error("the search of {document} was misread at `{field}`: {said}")]
    Misread {
        /// The document.
        document: &'static str,
        /// The field of the search.
        field: String,
        /// What Shopify said.
        said: String,
    },
    /// Another version of the API answered.
    #[error("version {asked} of the API was asked for, and {served} answered")]
    Version {
        /// The version asked for.
        asked: String,
        /// The version that answered.
        served: String,
    },
    /// The query was refused.
    #[error("{document} was refused ({code}): {said}")]
    Refused {
        /// The document.
        document: &'static str,
        /// Shopify's code for it; empty where there is none.
        code: String,
        /// What Shopify said.
        said: String,
    },
    /// The cursor of a page is not accepted any more: the pages must be begun anew.
    #[error("the cursor of {document} is not accepted any more: {said}")]
    Cursor {
        /// The document.
        document: &'static str,
        /// What Shopify said.
        said: String,
    },
    /// Something broke inside Shopify, as often as was tried.
    #[error("Shopify broke while answering {document}: {said}")]
    Internal {
        /// The document.
        document: &'static str,
        /// What Shopify said; it names the request, which its support asks for.
        said: String,
    },
    /// The answer is not what the document asks for.
    #[error("the answer to {document} cannot be used: {what}")]
    Shape {
        /// The document.
        document: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// An order changed each time while it was being read.
    #[error("{order} changed each of the {times} times it was read")]
    Moved {
        /// The order's gid.
        order: String,
        /// How often it was read.
        times: u32,
    },
    /// A balance transaction that belongs to another payout than the one asked for.
    #[error("{row} belongs to {found}, not to payout {payout}")]
    NotOfPayout {
        /// The transaction's gid.
        row: String,
        /// The payout asked for.
        payout: u64,
        /// The gid of the payout it belongs to; `no payout` for none.
        found: String,
    },
    /// A count that is no exact one.
    #[error("the orders were counted to `{precision}`, not exactly")]
    Inexact {
        /// What Shopify calls its precision.
        precision: String,
    },
    /// A bulk export was not started.
    #[error("the bulk export was refused ({code}): {said}")]
    BulkRefused {
        /// Shopify's code for it.
        code: String,
        /// What Shopify said.
        said: String,
    },
    /// A bulk export ended without a whole result.
    #[error("the bulk export ended as {status}{}", because(.code))]
    BulkFailed {
        /// How it ended: `FAILED`, `CANCELED`, `EXPIRED`.
        status: String,
        /// Why; empty where it is not told.
        code: String,
    },
    /// A bulk export that was never started, or that Shopify does not know any more.
    #[error("the bulk export {0} is not known to the shop")]
    BulkUnknown(String),
    /// A bulk export has not ended yet.
    #[error("the bulk export {0} has not ended")]
    BulkUnfinished(String),
    /// The file of a bulk export has not the size that Shopify says.
    #[error("the file of the bulk export has {read} {what} and should have {said}")]
    BulkShort {
        /// `rows` or `bytes`.
        what: &'static str,
        /// What Shopify says.
        said: u64,
        /// What came.
        read: u64,
    },
    /// The file of a bulk export broke off.
    #[error("the file of the bulk export broke off: {0}")]
    BulkCut(String),
    /// The file of a bulk export cannot be written.
    #[error("the file of the bulk export cannot be written: {0}")]
    Write(String),
}

fn because(code: &str) -> String {
    if code.is_empty() {
        String::new()
    } else {
        format!(": {code}")
    }
}

impl From<HttpError> for ShopifyError {
    /// The statuses that say something of the shop, and not of the request.
    fn from(error: HttpError) -> Self {
        match error.refusal().map(|r| r.status.as_u16()) {
            Some(402) => Self::ShopFrozen(error),
            Some(403) => Self::ShopForbidden(error),
            Some(404) => Self::ShopUnknown(error),
            Some(423) => Self::ShopLocked(error),
            Some(430) => Self::Suspected(error),
            _ => Self::Http(error),
        }
    }
}
