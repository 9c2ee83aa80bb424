//! Disputes, in the panels of their order and of the payouts that moved their money.

use serde::Serialize;

use super::{some_time, time};
use crate::base::Moment;
use crate::model::dispute::{Dispute, DisputeKind, DisputeStatus};
use crate::report::Money;

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisputeEntry {
    /// Its gid.
    pub id: String,
    /// The order's name; empty where it is not known.
    pub order: String,
    /// A chargeback or an inquiry.
    pub kind: DisputeKind,
    /// Where it stands.
    pub status: DisputeStatus,
    /// What is disputed.
    pub amount: Money,
    /// When it was opened.
    #[serde(serialize_with = "time")]
    pub initiated_at: Moment,
    /// Until when evidence may be handed in.
    #[serde(serialize_with = "some_time")]
    pub evidence_due_by: Option<Moment>,
    /// When it was decided.
    #[serde(serialize_with = "some_time")]
    pub finalized_at: Option<Moment>,
}

pub(super) fn entries(all: &[Dispute]) -> Vec<DisputeEntry> {
    all.iter().map(entry).collect()
}

fn entry(d: &Dispute) -> DisputeEntry {
    DisputeEntry {
        id: format!("gid://shopify/ShopifyPaymentsDispute/{}", d.id),
        order: d.order_name.clone(),
        kind: d.kind,
        status: d.status,
        amount: Money::new(d.amount, d.currency),
        initiated_at: d.initiated_at,
        evidence_due_by: d.evidence_due_by,
        finalized_at: d.finalized_at,
    }
}
