//! An exception: a finding that has become somebody's work.

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::base::Moment;

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExceptionState {
    /// Found, nobody's yet.
    Open,
    /// A later complete run no longer finds it.
    Closed,
    /// Closed before, found again.
    Reopened,
}

impl ExceptionState {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Reopened]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// A finding that has become work, with its age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its number: `EX-1042` is number 1042.
    pub number: u64,
    /// The identity of the disagreement across runs ([`Finding::fingerprint`]).
    pub fingerprint: String,
    /// Where it stands.
    pub state: ExceptionState,
    /// The run that found it first counted its ages at this moment.
    pub first_seen: Moment,
    /// The run that found it last counted its ages at this moment.
    pub last_seen: Moment,
    /// As last found.
    pub finding: Finding,
}

impl Exception {
    /// `EX-1042`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("EX-{}", self.number)
    }

    /// `f_` and the start of the fingerprint: the finding's id in machine output.
    #[must_use]
    pub fn finding_id(&self) -> String {
        format!("f_{}", &self.fingerprint[..self.fingerprint.len().min(16)])
    }
}
