//! The reader against an account that answers SuiteQL as SQL.

mod account;
mod faults;
mod probing;
mod reading;

use account::{Books, settings};
