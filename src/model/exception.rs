//! An exception: a finding that has become somebody's work.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::code::{Code, Route};
use super::finding::{ActionKind, Finding, FindingState};
use crate::base::{Amount, Currency, Moment};

/// Where an exception stands. Which move leads from which state to which is one table: `queue::moves`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExceptionState {
    /// Found, nobody's yet.
    Open,
    /// Somebody's work.
    Assigned,
    /// Set aside until a moment.
    Snoozed,
    /// A person proposed an action, which waits for approval.
    Proposed,
    /// The action is approved and waits to be sent.
    Approved,
    /// The action is being sent.
    Posting,
    /// The action was sent and read back; the next run says whether it settled the matter.
    Posted,
    /// The outcome of sending is not known.
    Unknown,
    /// A person accepted the difference as it is.
    Accepted,
    /// A later complete run no longer finds it.
    Closed,
    /// Closed, accepted or posted before, and here again.
    Reopened,
}

impl ExceptionState {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::Open,
        Self::Assigned,
        Self::Snoozed,
        Self::Proposed,
        Self::Approved,
        Self::Posting,
        Self::Posted,
        Self::Unknown,
        Self::Accepted,
        Self::Closed,
        Self::Reopened,
    ];

    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Assigned => "assigned",
            Self::Snoozed => "snoozed",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Posting => "posting",
            Self::Posted => "posted",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// What people did with an exception.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Work {
    /// Whose work it is.
    pub assignee: Option<String>,
    /// Until when it is set aside; only where it is snoozed.
    pub snoozed_until: Option<Moment>,
    /// Labels that people gave it.
    pub tags: BTreeSet<String>,
    /// The acceptance that holds; only where it is accepted.
    pub accepted: Option<Acceptance>,
    /// The action that is proposed, approved or sent for it, by its number.
    pub action: Option<u64>,
    /// The journal's row of the last decision on it; 0 for none. Whoever decides names the row they
    /// have seen, so that no verdict is lost to another.
    pub revision: u64,
    /// The event that brings it back before that moment; only where it is snoozed. Last, so that the rows of format 3
    /// are those of format 4 with one byte more.
    pub wake: Option<Wake>,
}

/// What something may be set aside for besides a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Event {
    /// What Shopify holds of its order changed.
    OrderChanged,
    /// What NetSuite holds of it changed.
    NetsuiteChanged,
    /// Its payout was paid.
    PayoutPaid,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 3] = [Self::OrderChanged, Self::NetsuiteChanged, Self::PayoutPaid];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrderChanged => "order-changed",
            Self::NetsuiteChanged => "netsuite-changed",
            Self::PayoutPaid => "payout-paid",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.as_str() == text)
    }
}

/// An event that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// Which.
    pub event: Event,
    /// What stood there when it was set aside: SHA-256 over the facts of the side that is watched; empty where
    /// none is.
    pub mark: String,
}

/// A difference that a person accepted as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What was accepted, signed like the finding's delta: another delta is not accepted.
    pub delta: Amount,
    /// Why.
    pub note: String,
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
    /// What people did with it.
    pub work: Work,
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

/// What lists, filters and groups know of an exception that holds now, so that none has to be read whole to be
/// passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its number.
    pub number: u64,
    /// Where it stands.
    pub state: ExceptionState,
    /// Until when it is set aside; only where it is snoozed.
    pub snoozed_until: Option<Moment>,
    /// Whether it is somebody's work.
    pub is_assigned: bool,
    /// The diagnosis.
    pub code: &'static Code,
    /// What the run suggests.
    pub action: Option<ActionKind>,
    /// Whose work it is.
    pub route: Route,
    /// Whether the disagreement counts.
    pub counts: FindingState,
    /// Currency of the delta.
    pub currency: Currency,
    /// `shopify - netsuite`.
    pub delta: Amount,
    /// When the fact happened that disagrees.
    pub since: Moment,
    /// Until when the warehouse can be stopped, where a clock runs.
    pub ship_by: Option<Moment>,
}

impl Brief {
    /// An exception in brief.
    #[must_use]
    pub fn of(exception: &Exception) -> Self {
        let (finding, work) = (&exception.finding, &exception.work);
        Self {
            number: exception.number,
            state: exception.state,
            snoozed_until: work.snoozed_until,
            is_assigned: work.assignee.is_some(),
            code: finding.code,
            action: finding.proposal.as_ref().map(|p| p.action),
            route: finding.route,
            counts: finding.state,
            currency: finding.currency,
            delta: finding.delta,
            since: finding.since,
            ship_by: finding.ship_by(),
        }
    }
}
