//! HTTP for both services: one client that signs in, keeps to the limits, tries reads again, and
//! tells a cut answer from a short one.
//!
//! Does not: know a service. What a body means, and which refusals hide in a 200, is the services'
//! own affair (`shopify/`, `netsuite/`).
//!
//! **Invariants:** a write is sent once; plain HTTP goes to loopback alone; no secret is in an
//! error or a log line.

mod transport;

pub use transport::{Body, Transport, TransportError};
