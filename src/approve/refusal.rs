//! Why somebody may not let an action happen, or why it may not happen any more.

use thiserror::Error;

/// A refusal, ready to be said.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Nobody may approve.
    #[error("nobody may approve: the configuration lists no operator")]
    Nobody,
    /// Not among those who may.
    #[error("`{operator}` may not approve: the configuration lists no operator of that name")]
    NotListed {
        /// Who tried.
        operator: String,
    },
    /// Another has to look at it.
    #[error("{action} was proposed by `{operator}`, and another person has to approve it")]
    SamePerson {
        /// The action.
        action: String,
        /// Who proposed, and tried.
        operator: String,
    },
    /// Too much for this operator.
    #[error("{action} is about {amount}, and `{operator}` may approve up to {limit}")]
    OverLimit {
        /// The action.
        action: String,
        /// Its amount with its currency.
        amount: String,
        /// Who tried.
        operator: String,
        /// The limit that holds.
        limit: String,
    },
    /// The private key is not the one the configuration lists.
    #[error("the key of `{operator}` here is not the one the configuration lists")]
    OtherKey {
        /// Who tried.
        operator: String,
    },
    /// Nobody approved what is to be sent now.
    #[error("{action} has no approval for what it would write now: {why}")]
    Stale {
        /// The action.
        action: String,
        /// What has changed.
        why: String,
    },
    /// An approval that the named operator did not give.
    #[error("the approval of {action} by `{operator}` was not signed with that operator's key")]
    Forged {
        /// The action.
        action: String,
        /// Whose approval it says it is.
        operator: String,
    },
    /// The configuration does not let it happen without a person.
    #[error("{action} takes an approval: the configuration lets no such edit happen without one")]
    NotByPolicy {
        /// The action.
        action: String,
    },
    /// A part of the action has no JSON form.
    #[error("{action} cannot be written down: {why}")]
    Unwritable {
        /// The action.
        action: String,
        /// What the serialiser said.
        why: String,
    },
}
