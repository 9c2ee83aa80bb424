//! Shopify's Admin API: sign-in, documents, pages, bulk operations.
//!
//! What comes out is always rows in the form of a bulk operation's JSONL, one object a line, children
//! naming their parents: the importer of such files (`import::bulk`) is the one place where
//! Shopify's objects become records of ours.
//!
//! **Invariants:** every document stands in a `.graphql` file that a test holds against the
//! official schema; an answer with errors, warnings or a missing part is never taken for a short one.

mod about;
mod bucket;
mod bulk;
mod complete;
mod documents;
mod envelope;
mod error;
mod event;
mod flatten;
mod orders;
mod payments;
mod search;
mod shop;
mod sign_in;
#[cfg(test)]
mod tests;
mod verdict;

pub use about::{About, Reach};
pub use bucket::BucketView;
pub use bulk::{BulkFile, BulkHandle, BulkStart, BulkState, BulkWhat, OpenFile};
pub use error::ShopifyError;
pub use event::{BODY_BYTES_MAX, Event, EventError, Topic, verify_event};
pub use orders::OrdersPage;
pub use payments::{BalancePage, DisputesPage, Payments, PayoutRef, PayoutsPage};
pub use search::Window;
pub use shop::{Settings, Shop};
pub use sign_in::{AccessToken, ClientCredentials};
