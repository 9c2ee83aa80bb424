//! The Shopify side: GraphQL Admin API, token endpoint, results of bulk operations.

mod access;
mod bucket;
mod bulk;
mod connection;
mod cost;
mod decoded;
mod door;
mod errors;
mod execute;
mod filter;
mod listing;
mod record;
mod root;
mod run;
mod schema;
mod search;
mod shop;
mod trade;
mod version;

#[cfg(test)]
mod tests;

pub(super) use door::router;
pub(super) use shop::Shops;
