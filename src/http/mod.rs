//! HTTP for both services: one client that signs in, keeps to the limits, tries reads again, and
//! tells a cut answer from a short one.
//!
//! Does not: know a service. What a body means, and which refusals hide in a 200, is the services'
//! own affair (`shopify/`, `netsuite/`).
//!
//! **Invariants:** a write is sent once; plain HTTP goes to loopback alone; no secret is in an
//! error or a log line; never more requests in flight than the gate's ceiling.

mod address;
mod answer;
mod client;
mod clock;
mod error;
mod gate;
mod network;
mod quiet;
mod retry;
mod sign_in;
mod slots;
mod token;
mod transport;

#[cfg(test)]
pub(crate) mod script;
#[cfg(test)]
mod tests;

pub use address::require_secure;
pub use client::{Client, Judge, Kind};
pub use clock::Clock;
pub use error::{Failure, HttpError, Refusal};
pub use gate::{BacksOff, Gate, GateView, Lane, Pass};
pub use network::Network;
pub use quiet::Quiet;
pub use retry::{Class, Policy};
pub use sign_in::{Credential, SignIn, SignInError, Unsigned, put_secret};
pub use slots::Slots;
pub use token::{TokenCache, TokenRequest, percent_encode};
pub use transport::{Body, Transport, TransportError};
