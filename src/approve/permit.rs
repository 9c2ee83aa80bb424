//! Signing an action, and the permit to carry it out.

use super::{Operator, Policy, Refusal, SigningKey};
use crate::base::Moment;
use crate::model::action::{Action, Approval, How, Step, Versions};
use crate::model::finding::ActionKind;

/// The permit to carry one action out: its requests and no others. Nothing else opens the way to NetSuite's
/// write functions, and it is made by [`permit`] and [`permit_edit`] alone.
///
/// With one a request can be sent:
///
/// ```no_run
/// use tieout::{approve::WritePermit, model::action::Step, netsuite::Account};
///
/// async fn sends(account: &Account, permit: &WritePermit, step: &Step) {
///     let _ = account.send(permit, step, "{}").await;
/// }
/// ```
///
/// Without one it cannot:
///
/// ```compile_fail,E0061
/// use tieout::{model::action::Step, netsuite::Account};
///
/// async fn sends(account: &Account, step: &Step) {
///     let _ = account.send(step, "{}").await;
/// }
/// ```
///
/// Nobody makes one by hand, as a copy, or from nothing:
///
/// ```compile_fail,E0451
/// use tieout::approve::WritePermit;
///
/// let made = WritePermit { action: 1, digest: String::new(), operator: String::new(), steps: Vec::new() };
/// ```
///
/// ```compile_fail,E0599
/// use tieout::approve::WritePermit;
///
/// fn another(permit: &WritePermit) -> WritePermit {
///     WritePermit::clone(permit)
/// }
/// ```
///
/// ```compile_fail,E0599
/// let made = tieout::approve::WritePermit::default();
/// ```
#[derive(Debug)]
pub struct WritePermit {
    action: u64,
    digest: String,
    operator: String,
    steps: Vec<Step>,
}

impl WritePermit {
    /// The action it is for.
    #[must_use]
    pub const fn action(&self) -> u64 {
        self.action
    }

    /// The digest of what was approved.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether a request is one of those that were approved.
    #[must_use]
    pub fn covers(&self, step: &Step) -> bool {
        self.steps.contains(step)
    }

    /// Who approved.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }
}

/// Whether an operator may approve an action.
///
/// # Errors
/// [`Refusal`] with the reason.
pub fn may_approve<'p>(policy: &'p Policy, action: &Action, operator: &str) -> Result<&'p Operator, Refusal> {
    if policy.operators.is_empty() {
        return Err(Refusal::Nobody);
    }
    let listed = policy.operator(operator).ok_or_else(|| Refusal::NotListed {
        operator: operator.to_owned(),
    })?;
    if policy.two_person && action.proposer == operator {
        return Err(Refusal::SamePerson {
            action: action.id(),
            operator: operator.to_owned(),
        });
    }
    let amount = action.proposal.amount.abs();
    match policy.limit(listed, action.kind()) {
        Some(limit) if amount > limit => Err(Refusal::OverLimit {
            action: action.id(),
            amount: format!("{} {}", amount.text(action.currency), action.currency),
            operator: operator.to_owned(),
            limit: format!("{} {}", limit.text(action.currency), action.currency),
        }),
        _ => Ok(listed),
    }
}

/// Approves an action: signs what it does and what it rests on.
///
/// # Errors
/// [`Refusal`] where the operator may not, or the key is not the listed one.
pub fn sign(
    policy: &Policy,
    action: &Action,
    operator: &str,
    key: &SigningKey,
    at: Moment,
) -> Result<Approval, Refusal> {
    let listed = may_approve(policy, action, operator)?;
    if listed.key != key.public() {
        return Err(Refusal::OtherKey {
            operator: operator.to_owned(),
        });
    }
    let digest = digest(action)?;
    let text = text(action, &digest, operator, at)?;
    Ok(Approval {
        action: action.number,
        digest,
        operator: operator.to_owned(),
        at,
        signature: key.sign(&text),
    })
}

/// The permit to carry an action out, from the newest of its approvals.
///
/// `now` are the versions of both sides as they are now; an approval of other versions is stale.
///
/// # Errors
/// [`Refusal`]: nobody approved, what was approved has changed, the signature is not the operator's, or
/// the operator may no longer.
pub fn permit(
    policy: &Policy,
    action: &Action,
    approvals: &[Approval],
    now: &Versions,
) -> Result<WritePermit, Refusal> {
    let stale = |why: &str| Refusal::Stale {
        action: action.id(),
        why: why.to_owned(),
    };
    if action.versions.shopify != now.shopify {
        return Err(stale("Shopify's side has changed since it was proposed"));
    }
    if action.versions.netsuite != now.netsuite {
        return Err(stale("NetSuite's side has changed since it was proposed"));
    }
    let digest = digest(action)?;
    let approval = approvals
        .iter()
        .filter(|a| a.action == action.number && a.digest == digest)
        .max_by_key(|a| a.at)
        .ok_or_else(|| stale("what was approved is something else"))?;
    let listed = may_approve(policy, action, &approval.operator)?;
    let text = text(action, &digest, &approval.operator, approval.at)?;
    if !listed.key.verifies(&text, &approval.signature) {
        return Err(Refusal::Forged {
            action: action.id(),
            operator: approval.operator.clone(),
        });
    }
    Ok(WritePermit {
        action: action.number,
        digest,
        operator: approval.operator.clone(),
        steps: action.steps.clone(),
    })
}

/// Whether an action is an edit of a sales order whose total NetSuite has to come to: the one kind of write
/// that the configuration may let happen without a person.
#[must_use]
pub fn is_edit(action: &Action) -> bool {
    let of_order =
        |step: &Step| matches!(step.how, How::Update { .. }) && step.record == "salesOrder" && step.total.is_some();
    action.kind() == ActionKind::UpdateSalesOrder && !action.steps.is_empty() && action.steps.iter().all(of_order)
}

/// The permit for an edit before the lock, by the configuration's leave. `planned` is the digest of what this
/// very process planned: an action that comes from the store alone has none.
///
/// # Errors
/// [`Refusal`]: no such leave, no such edit, or a side that has changed since.
pub fn permit_edit(
    policy: &Policy,
    action: &Action,
    planned: Option<&str>,
    now: &Versions,
) -> Result<WritePermit, Refusal> {
    let digest = digest(action)?;
    if !policy.edits_by_preview || !is_edit(action) || planned != Some(digest.as_str()) {
        return Err(Refusal::NotByPolicy { action: action.id() });
    }
    if action.versions != *now {
        return Err(Refusal::Stale {
            action: action.id(),
            why: "a side has changed since it was planned".to_owned(),
        });
    }
    Ok(WritePermit {
        action: action.number,
        digest,
        operator: Action::BY_SYNC.to_owned(),
        steps: action.steps.clone(),
    })
}

fn digest(action: &Action) -> Result<String, Refusal> {
    action.digest().map_err(|e| unwritable(action, &e))
}

fn text(action: &Action, digest: &str, operator: &str, at: Moment) -> Result<String, Refusal> {
    Approval::text(action.number, digest, operator, at).map_err(|e| unwritable(action, &e))
}

fn unwritable(action: &Action, error: &serde_json::Error) -> Refusal {
    Refusal::Unwritable {
        action: action.id(),
        why: error.to_string(),
    }
}
