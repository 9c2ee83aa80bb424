//! Disputes: a cardholder asks the bank for money back that Shopify Payments took in.

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Currency, Moment};

/// How far a dispute has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// The bank took the money.
    Chargeback,
    /// The bank asks; no money has moved.
    Inquiry,
    /// A kind this version does not know.
    Unknown,
}

impl DisputeKind {
    /// Reads `CHARGEBACK`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "CHARGEBACK" => Self::Chargeback,
            "INQUIRY" => Self::Inquiry,
            _ => Self::Unknown,
        }
    }
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Evidence is asked for.
    NeedsResponse,
    /// The bank looks at the evidence.
    UnderReview,
    /// The merchant gave in: the money is gone.
    Accepted,
    /// The bank decided for the merchant: the money comes back.
    Won,
    /// The bank decided for the cardholder: the money is gone.
    Lost,
    /// Settled before it became a chargeback.
    Prevented,
    /// Ended with a refund (older API versions).
    ChargeRefunded,
    /// A status this version does not know.
    Unknown,
}

impl DisputeStatus {
    /// Reads `UNDER_REVIEW`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "NEEDS_RESPONSE" => Self::NeedsResponse,
            "UNDER_REVIEW" => Self::UnderReview,
            "ACCEPTED" => Self::Accepted,
            "WON" => Self::Won,
            "LOST" => Self::Lost,
            "PREVENTED" => Self::Prevented,
            "CHARGE_REFUNDED" => Self::ChargeRefunded,
            _ => Self::Unknown,
        }
    }

    /// Whether nothing of it changes any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Won | Self::Lost | Self::Prevented | Self::ChargeRefunded
        )
    }

    /// Whether the money that was held for it is gone for good.
    #[must_use]
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::Accepted | Self::Lost)
    }

    /// The name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NeedsResponse => "needs response",
            Self::UnderReview => "under review",
            Self::Accepted => "accepted",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Prevented => "prevented",
            Self::ChargeRefunded => "refunded",
            Self::Unknown => "unknown",
        }
    }
}

/// A dispute as Shopify states it. It belongs to its order, and through the order to the balance
/// transactions that moved its money. There are few of them: texts are owned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Shopify's numeric id.
    pub id: u64,
    /// How far it has gone.
    pub kind: DisputeKind,
    /// Where it stands.
    pub status: DisputeStatus,
    /// When it was opened.
    pub initiated_at: Moment,
    /// Until when evidence may be handed in.
    pub evidence_due_by: Option<Moment>,
    /// When it was decided.
    pub finalized_at: Option<Moment>,
    /// What is disputed, positive.
    pub amount: Amount,
    /// Currency of the amount.
    pub currency: Currency,
    /// The cardholder's reason as the API spells it: `FRAUDULENT`; empty where the source has none.
    pub reason: String,
    /// The order's numeric id; 0 where the source has none.
    pub order: u64,
    /// The order's name; empty where the source has none.
    pub order_name: String,
}
