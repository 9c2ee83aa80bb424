//! The twin: a Shopify and a NetSuite that stand in for the real ones, for the demonstration, for
//! training and for the tests.
//!
//! It behaves as the two services are documented to behave, traps included, and computes every
//! answer from its world. It shares no wire or convert code with the clients, so that one mistake
//! cannot cancel another.

mod clock;
pub mod netsuite;
pub mod world;

pub use clock::Clock;
