//! Secrets: found where the configuration says they are kept, and never shown.
//!
//! **Invariant:** a secret is a `SecretString` from the moment it is read; no error and no log line
//! holds one.
