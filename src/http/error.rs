//! What can go wrong between a request and its answer, told apart by what is to be done next.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use thiserror::Error;

use super::sign_in::SignInError;
use super::transport::TransportError;

/// No usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HttpError {
    /// The service could not be reached or could not answer, as often as was tried.
    #[error("{host}{path} is unavailable after {}: {last}{}", tries(*.attempts, .time), asked(.asked_wait))]
    Unavailable {
        /// The host.
        host: String,
        /// The path, without its query.
        path: String,
        /// How often it was tried.
        attempts: u32,
        /// How long that took.
        time: Duration,
        /// How long the service asked to be left alone, where that is longer than is waited here.
        asked_wait: Option<Duration>,
        /// What happened the last time.
        last: Box<Failure>,
    },
    /// No signing in: the request itself was not sent, or its credentials were refused.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The service answered, and refused.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Plain HTTP to another machine.
    #[error("{host} may only be reached by https")]
    Insecure {
        /// The host.
        host: String,
    },
    /// The answer is longer than is read into memory.
    #[error("the answer of {host}{path} is longer than {bytes_max} bytes")]
    TooLong {
        /// The host.
        host: String,
        /// The path, without its query.
        path: String,
        /// The bound.
        bytes_max: usize,
    },
}

fn tries(attempts: u32, time: &Duration) -> String {
    match attempts {
        1 => "1 attempt".to_owned(),
        n => format!("{n} attempts in {} s", time.as_secs()),
    }
}

fn asked(wait: &Option<Duration>) -> String {
    wait.map_or_else(String::new, |w| format!("; it asks to wait {} s", w.as_secs()))
}

impl HttpError {
    /// Whether the credentials or the permission are what was refused.
    #[must_use]
    pub fn is_sign_in(&self) -> bool {
        match self {
            Self::SignIn(SignInError::Unavailable(_)) => false,
            Self::SignIn(_) => true,
            Self::Refused(refusal) => matches!(refusal.status.as_u16(), 401 | 403),
            _ => false,
        }
    }

    /// Whether the service may have acted on the request although no good answer came: after a write,
    /// look before sending it again.
    #[must_use]
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Unavailable { last, .. } => match &**last {
                Failure::Transport(error) => !error.never_left(),
                Failure::Status(refusal) => refusal.status.is_server_error(),
            },
            Self::Refused(refusal) => refusal.status.is_server_error(),
            Self::TooLong { .. } => true,
            Self::SignIn(_) | Self::Insecure { .. } => false,
        }
    }

    /// Whether a service was out of reach, at the sign-in or after: the same may work later.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. } | Self::SignIn(SignInError::Unavailable(_))
        )
    }

    /// The answer the service refused with, where one came.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Unavailable { last, .. } => match &**last {
                Failure::Status(refusal) => Some(refusal),
                Failure::Transport(_) => None,
            },
            _ => None,
        }
    }
}

/// What went wrong with one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Failure {
    /// No answer.
    #[error("{0}")]
    Transport(TransportError),
    /// An answer that says: not now.
    #[error("{0}")]
    Status(Box<Refusal>),
}

impl Failure {
    /// The status, where there was an answer.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Status(refusal) => Some(refusal.status.as_u16()),
            Self::Transport(_) => None,
        }
    }
}

/// An answer with a status that is no success.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: ::http::StatusCode,
    /// The host that answered.
    pub host: String,
    /// The path asked for, without its query.
    pub path: String,
    /// The service's own name for the request, which its support asks for.
    pub request_id: Option<String>,
    /// The host it points to, where it answers by a redirect (none is followed).
    pub moved_to: Option<String>,
    /// The beginning of the body in one line, safe to show.
    pub excerpt: String,
    /// The body, bounded, without what the request was signed with. For reading codes out of it.
    pub body: Bytes,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} answered {}", self.host, self.path, self.status)?;
        if let Some(to) = &self.moved_to {
            write!(f, " and points to {to}")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, ": {}", self.excerpt)?;
        }
        match &self.request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

/// As it is shown: the body may hold what no log should.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({self})")
    }
}
