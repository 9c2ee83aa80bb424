//! Tests of the client against a shop in memory.

mod bulk;
mod documents;
mod orders;
mod paged;
mod payments;
mod script;
mod shop;
