//! Tests that speak HTTP to the account.

mod rig;
mod sign_in;
mod suiteql;
