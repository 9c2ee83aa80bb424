//! An action: what is to be written to NetSuite for an exception, from its proposal to its end.

use serde::{Deserialize, Serialize};

pub use super::adjust::{Adjust, Adjusted, TaxDetail, TaxOverride};
use super::books::DocumentKind;
use super::finding::{ActionKind, Proposal};
use crate::base::{Amount, Currency, Moment, sha256_hex};

/// Where an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionState {
    /// Waits for approval.
    Proposed,
    /// Waits to be sent.
    Approved,
    /// Written down before the first byte leaves; not known to have ended.
    Sending,
    /// Carried out: sent and read back, or written down where nothing is sent.
    Posted,
    /// Refused, by NetSuite or by a check before it was sent; nothing was written.
    Refused,
    /// Sent; whether NetSuite took it is not known.
    Unknown,
    /// Taken back, or no longer what is needed.
    Void,
}

impl ActionState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Proposed,
        Self::Approved,
        Self::Sending,
        Self::Posted,
        Self::Refused,
        Self::Unknown,
        Self::Void,
    ];

    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Posted => "posted",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Void => "void",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// The versions of both sides that an action was made from: SHA-256 of the facts as the store holds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of Shopify's facts.
    pub shopify: String,
    /// Of NetSuite's facts.
    pub netsuite: String,
}

/// One request of a plan. A plan makes every choice; whoever sends it makes none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The record that is made or changed, by its REST name: `creditMemo`.
    pub record: String,
    /// How.
    pub how: How,
    /// The external id of what is made; none where a record is changed.
    pub external_id: Option<String>,
    /// The body, as canonical JSON. Where it names the record an earlier step made, it says `@1` (the
    /// first step's internal id) there.
    pub body: String,
    /// The sublists that the body replaces as a whole, by their names; the others are merged.
    pub replace: Vec<String>,
    /// What the record's total must be once it is written, positive in its own direction; none where
    /// its total does not matter (a line is closed).
    pub total: Option<Amount>,
    /// The means by which the preview may be brought to the total; none for none.
    pub adjust: Option<Adjust>,
}

impl Step {
    /// The body with the records that the steps before it made, by their internal ids.
    #[must_use]
    pub fn body_after(&self, made: &[u64]) -> String {
        let mut body = self.body.clone();
        for (n, id) in made.iter().enumerate() {
            body = body.replace(&format!("\"@{}\"", n + 1), &format!("\"{id}\""));
        }
        body
    }
}

/// How a step writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Makes a record.
    Create,
    /// Makes a record from another.
    Transform {
        /// The other's REST name.
        from: String,
        /// The other's internal id.
        id: u64,
    },
    /// Changes a record.
    Update {
        /// Its internal id.
        id: u64,
    },
}

/// What is to be done for one exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its number: `ACT-7` is number 7.
    pub number: u64,
    /// The exception it settles, by its number.
    pub exception: u64,
    /// What, how much, from which document.
    pub proposal: Proposal,
    /// Currency of its amounts.
    pub currency: Currency,
    /// What it answers: the refund, payout or order, as the finding names it, or the action that it reverses (`ACT-7`).
    pub source: String,
    /// The requests, in their order; empty where nothing is written to NetSuite.
    pub steps: Vec<Step>,
    /// What it was made from.
    pub versions: Versions,
    /// Who proposed it; `tieout` for what a run suggested by itself.
    pub proposer: String,
    /// When.
    pub proposed_at: Moment,
    /// Why, as the proposer wrote it.
    pub note: String,
}

impl Action {
    /// Who proposes what a run suggests by itself.
    pub const BY_TIEOUT: &'static str = "tieout";
    /// Who proposes the edits that the configuration lets happen without a person.
    pub const BY_SYNC: &'static str = "sync";

    /// `ACT-7`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("ACT-{}", self.number)
    }

    /// The number of the action that this one reverses; none where it answers a fact.
    #[must_use]
    pub fn undoes(&self) -> Option<u64> {
        self.source.strip_prefix("ACT-")?.parse().ok()
    }

    /// The document its first step starts from or changes, by its record's REST name and its internal id; none where
    /// it starts from none.
    #[must_use]
    pub fn starts_from(&self) -> Option<(&str, u64)> {
        let step = self.steps.first()?;
        match &step.how {
            How::Transform { from, id } => Some((from, *id)),
            How::Update { id } => Some((&step.record, *id)),
            How::Create => {
                let from = self.proposal.from.as_ref()?;
                let (.., name, _) = DocumentKind::ALL.iter().find(|(kind, ..)| *kind == from.kind)?;
                Some((name, from.id.parse().ok()?))
            }
        }
    }

    /// What it does.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        self.proposal.action
    }

    /// SHA-256 over everything that is to happen and what it rests on. Who proposed it, when and why
    /// play no part: an approval binds to the act.
    ///
    /// # Errors
    /// Where a part of it has no JSON form (a bug).
    pub fn digest(&self) -> Result<String, serde_json::Error> {
        let all = (
            "tieout/action/1",
            self.number,
            self.exception,
            &self.proposal,
            self.currency,
            &self.source,
            &self.steps,
            &self.versions,
        );
        Ok(sha256_hex(&serde_json::to_vec(&all)?))
    }
}

/// How far an action was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Done {
    /// The internal ids of what its steps made or changed, in their order.
    pub records: Vec<u64>,
    /// When the step that is on its way was written down, before its first byte left.
    pub sent_at: Option<Moment>,
}

/// An action with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The action.
    pub action: Action,
    /// Where it stands.
    pub state: ActionState,
    /// How far it was carried out.
    pub done: Done,
}

/// An approval: who lets an action happen, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The action, by its number.
    pub action: u64,
    /// [`Action::digest`] of what was approved.
    pub digest: String,
    /// Who approved.
    pub operator: String,
    /// When.
    pub at: Moment,
    /// The operator's Ed25519 signature over [`Approval::text`], in base64.
    pub signature: String,
}

impl Approval {
    /// What is signed.
    ///
    /// # Errors
    /// Never for plain text and numbers; the serialiser's own.
    pub fn text(action: u64, digest: &str, operator: &str, at: Moment) -> Result<String, serde_json::Error> {
        serde_json::to_string(&("tieout/approval/1", action, digest, operator, at.seconds()))
    }
}
