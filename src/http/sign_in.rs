//! How a request proves who sends it. Each service has its own ways; this is what the client needs.

use ::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use thiserror::Error;

use super::error::HttpError;

/// Which credential a request was signed with, so that one that many requests were refused with is
/// renewed once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential(pub u64);

/// Signs requests.
pub trait SignIn: Send + Sync {
    /// Puts the proof into the request's headers, as sensitive values. Asked anew for each attempt,
    /// just before it leaves.
    ///
    /// # Errors
    /// Where no proof can be had.
    fn sign<'s>(&'s self, request: &'s mut ::http::Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>>;

    /// The service refused a credential: forget it. Says whether signing again uses another one.
    fn renew(&self, refused: Credential) -> BoxFuture<'_, bool>;

    /// Whether this service also refuses good credentials when it has too much to do.
    fn is_refused_under_load(&self) -> bool {
        false
    }
}

/// No proof at all: token end points, and links that carry their own.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned;

impl SignIn for Unsigned {
    fn sign<'s>(&'s self, _: &'s mut ::http::Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        Box::pin(async { Ok(Credential(0)) })
    }

    fn renew(&self, _: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async { false })
    }
}

/// No signing in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignInError {
    /// The service does not accept the credentials.
    #[error("{host} refused the sign-in (status {status}): {what}")]
    Refused {
        /// The host that refused.
        host: String,
        /// The status of its answer.
        status: u16,
        /// What it said.
        what: String,
    },
    /// The token end point could not be reached.
    #[error(transparent)]
    Unavailable(Box<HttpError>),
    /// The token end point answered something that holds no token.
    #[error("{host} answered the sign-in without a usable token: {what}")]
    NoToken {
        /// The host that answered.
        host: String,
        /// What is missing.
        what: &'static str,
    },
    /// The private key or another secret cannot be used as it stands.
    #[error("the {name} cannot be used: {what}")]
    Secret {
        /// Which secret.
        name: &'static str,
        /// What is wrong with it, without showing it.
        what: &'static str,
    },
}

/// Puts a secret into a header, marked so that nothing shows it.
///
/// # Errors
/// [`SignInError::Secret`] where it holds what no header can, such as a line break.
pub fn put_secret(
    request: &mut ::http::Request<Bytes>,
    header: HeaderName,
    name: &'static str,
    text: &str,
) -> Result<(), SignInError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| SignInError::Secret {
        name,
        what: "it holds a line break or another character that no header can",
    })?;
    value.set_sensitive(true);
    request.headers_mut().insert(header, value);
    Ok(())
}
