//! Who may let an action happen, the proof that somebody did, and the evidence of what came of it. Pure.
//!
//! Does not: read keys, tell the time or write anything. Keys come as bytes, moments as values.
//!
//! **Invariant:** a [`WritePermit`] is made here alone: by [`permit`], from an approval whose signature
//! fits a key of the configuration and whose digest fits the action and the versions of both sides as
//! they are now; or by [`permit_edit`], for an edit of a sales order that the configuration lets happen and
//! that this very process planned. Write access to the store alone therefore lets nothing happen.

mod key;
mod permit;
mod proof;
mod refusal;

pub use key::{KeyError, PublicKey, SigningKey};
pub use permit::{WritePermit, is_edit, may_approve, permit, permit_edit, sign};
pub use proof::{Evidence, Link, Row, prove};
pub use refusal::Refusal;

use crate::base::Amount;
use crate::model::finding::ActionKind;

/// Who may approve what, as the configuration says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Whether the proposer and the approver must differ.
    pub two_person: bool,
    /// Who may approve.
    pub operators: Vec<Operator>,
    /// What a role or an action is held to, beside each operator's own limit.
    pub limits: Vec<Limit>,
    /// Whether an edit of a sales order before the lock goes without a person, where NetSuite's preview of it
    /// comes to Shopify's total.
    pub edits_by_preview: bool,
}

/// Somebody who may approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The name, as `--operator` gives it.
    pub name: String,
    /// What the operator works as.
    pub role: Option<String>,
    /// The key approvals are checked with.
    pub key: PublicKey,
    /// The largest amount of one approval; `None` for any.
    pub limit: Option<Amount>,
}

/// The largest amount of one approval by a role, of an action, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Whom it holds; `None` for everybody.
    pub role: Option<String>,
    /// What it holds for; `None` for every action.
    pub action: Option<ActionKind>,
    /// The largest amount.
    pub limit: Amount,
}

impl Policy {
    /// The operator of a name.
    #[must_use]
    pub fn operator(&self, name: &str) -> Option<&Operator> {
        self.operators.iter().find(|o| o.name == name)
    }

    /// The largest amount an operator may approve of an action; `None` for any.
    #[must_use]
    pub fn limit(&self, operator: &Operator, action: ActionKind) -> Option<Amount> {
        let holds = |l: &&Limit| l.role.is_none() || l.role == operator.role;
        let limits = self.limits.iter().filter(holds);
        let limits = limits.filter(|l| l.action.is_none_or(|a| a == action)).map(|l| l.limit);
        limits.chain(operator.limit).min()
    }
}

#[cfg(test)]
mod tests;
