//! Tests that speak HTTP to the account.

mod jobs;
mod records;
mod rig;
mod sign_in;
mod suiteql;
mod writes;
