//! NetSuite's REST services: sign-in, SuiteQL pages, records.
//!
//! What comes out of SuiteQL is the result pages as they were sent; the importer of such pages
//! (`import::suiteql`) is the one place where they become records of ours.
//!
//! **Invariants:** never more requests in flight than the ceiling; keyset pages alone, so that no
//! row is lost behind a limit; each attempt is signed anew.

mod account;
mod sign_in;

pub use account::{AccountId, AccountIdError};
pub use sign_in::{ClientCredentials, PrivateKey, TokenBased, TokenBasedSecrets};
