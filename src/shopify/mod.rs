//! Shopify's Admin API: sign-in, documents, pages, bulk operations.
//!
//! What comes out is always rows in the form of a bulk operation's JSONL, one object a line, children
//! naming their parents: the importer of such files (`import::bulk`) is the one place where
//! Shopify's objects become records of ours.
//!
//! **Invariants:** every document stands in a `.graphql` file that a test holds against the
//! official schema; an answer with errors, warnings or a missing part is never taken for a short one.

mod sign_in;

pub use sign_in::{AccessToken, ClientCredentials};
