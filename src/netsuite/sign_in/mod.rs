//! Signing in to an account: OAuth 2.0 with a certificate, or the older token-based way.
//!
//! New integrations should take the certificate: NetSuite lets no new token-based ones be made from
//! 2027.1 on.

mod jwt;
mod tba;

#[cfg(test)]
mod tests;

pub use jwt::{ClientCredentials, PrivateKey};
pub use tba::{TokenBased, TokenBasedSecrets};
