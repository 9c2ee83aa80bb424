//! What comparing finds: a disagreement, to the cent, with its parts and what to do about it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::books::DocumentKind;
use super::code::{self, Code, Route};
use super::locked::Locked;
use crate::base::{Amount, Currency, Moment, sha256_hex};

/// Whether a disagreement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// The counterpart may still come.
    Late,
    /// The two sides disagree.
    Mismatched,
    /// Within the tolerance, and the period's budget for it is not used up.
    Accepted,
    /// Worth knowing, nothing to mend.
    Informational,
}

impl FindingState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Late, Self::Mismatched, Self::Accepted, Self::Informational];

    /// Reads the stored name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Mismatched => "mismatched",
            Self::Accepted => "accepted",
            Self::Informational => "informational",
        }
    }
}

/// Which of a payout's two variances a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Against {
    /// The payout against the balance transactions it consists of.
    Settlement,
    /// NetSuite against the payout.
    Ledger,
}

/// One disagreement.
///
/// **Invariant:** `delta = shopify - netsuite`, and the parts plus `unexplained` add up to `delta`;
/// [`Finding::new`] and [`Finding::explain`] keep it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The diagnosis.
    #[serde(with = "by_id")]
    pub code: &'static Code,
    /// Whether it counts.
    pub state: FindingState,
    /// Whose work it is.
    pub route: Route,
    /// The shop's name in the configuration.
    pub shop: String,
    /// What it is about.
    pub subject: Subject,
    /// Which variance of a payout.
    pub against: Option<Against>,
    /// Currency of all amounts here.
    pub currency: Currency,
    /// What Shopify says.
    pub shopify: Amount,
    /// What NetSuite says.
    pub netsuite: Amount,
    /// `shopify - netsuite`.
    pub delta: Amount,
    /// The named parts of the delta.
    pub parts: Vec<Part>,
    /// What the parts leave over.
    pub unexplained: Amount,
    /// What to do.
    pub proposal: Option<Proposal>,
    /// What was seen, side by side.
    pub evidence: Vec<Evidence>,
    /// When the fact happened that disagrees (the edit, the refund, the issue of the payout): ages
    /// and lateness count from here.
    pub since: Moment,
    /// Until when the counterpart may still come; only for `late`.
    pub late_until: Option<Moment>,
    /// One sentence for a person.
    pub note: String,
    /// What there is to choose from; only where the order is locked. The store keeps it behind the rest, so that what was
    /// kept before there was such a thing can be read.
    #[serde(skip)]
    pub locked: Option<Locked>,
}

/// What a finding is about. The most particular thing named here is its level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subject {
    /// The order.
    pub order: Option<OrderRef>,
    /// The line of the order.
    pub line: Option<LineRef>,
    /// The refund: its gid, or `order/n` where the source has no id.
    pub refund: Option<String>,
    /// The payout: its gid, or `date/currency` where the source has no id.
    pub payout: Option<String>,
    /// The NetSuite documents concerned.
    pub netsuite: Vec<DocumentRef>,
}

/// An order as people and machines name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRef {
    /// `gid://shopify/Order/1`; empty where the source has no id.
    pub id: String,
    /// `#1001`.
    pub name: String,
}

/// A line as people and machines name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRef {
    /// `gid://shopify/LineItem/1`; empty where the source has no id.
    pub id: String,
    /// SKU, or the title where the line has none.
    pub sku: String,
}

/// A NetSuite document as people and machines name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentRef {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Internal id.
    pub id: String,
    /// Document number.
    pub number: String,
}

/// A named part of a delta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The cause, in lower case with underscores.
    pub cause: String,
    /// Signed like the delta.
    pub amount: Amount,
}

/// What was seen on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What: `quantity`, `ship-to`.
    pub what: String,
    /// On Shopify's side.
    pub shopify: String,
    /// On NetSuite's side.
    pub netsuite: String,
}

/// What tieout can propose; the names are those of the command-line contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Change the sales order.
    UpdateSalesOrder,
    /// Credit memo from an invoice.
    CreateCreditMemo,
    /// Cash refund from a cash sale.
    CreateCashRefund,
    /// Customer refund applied to a credit memo.
    CreateCustomerRefund,
    /// Customer refund of a customer deposit.
    RefundCustomerDeposit,
    /// Bank deposit for a payout.
    CreateDeposit,
    /// Journal entry.
    CreateJournalEntry,
    /// Return authorization.
    CreateReturnAuthorization,
    /// Close sales order lines.
    CloseLines,
    /// Hand over to the order import.
    ImportOrder,
    /// Accept the variance within the tolerance budget.
    AcceptVariance,
    /// A person decides; nothing is written.
    Route,
}

impl ActionKind {
    /// Every action.
    pub const ALL: [Self; 12] = [
        Self::UpdateSalesOrder,
        Self::CreateCreditMemo,
        Self::CreateCashRefund,
        Self::CreateCustomerRefund,
        Self::RefundCustomerDeposit,
        Self::CreateDeposit,
        Self::CreateJournalEntry,
        Self::CreateReturnAuthorization,
        Self::CloseLines,
        Self::ImportOrder,
        Self::AcceptVariance,
        Self::Route,
    ];

    /// Reads a name of machine output.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }

    /// Whether it can be proposed and approved: the rest is another's work and nothing is written.
    #[must_use]
    pub const fn is_decided_here(self) -> bool {
        !matches!(self, Self::ImportOrder | Self::Route)
    }

    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpdateSalesOrder => "update_sales_order",
            Self::CreateCreditMemo => "create_credit_memo",
            Self::CreateCashRefund => "create_cash_refund",
            Self::CreateCustomerRefund => "create_customer_refund",
            Self::RefundCustomerDeposit => "refund_customer_deposit",
            Self::CreateDeposit => "create_deposit",
            Self::CreateJournalEntry => "create_journal_entry",
            Self::CreateReturnAuthorization => "create_return_authorization",
            Self::CloseLines => "close_lines",
            Self::ImportOrder => "import_order",
            Self::AcceptVariance => "accept_variance",
            Self::Route => "route",
        }
    }
}

/// A proposed action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What to do.
    pub action: ActionKind,
    /// The amount it is about, positive.
    pub amount: Amount,
    /// The document it starts from or changes.
    pub from: Option<DocumentRef>,
}

impl Finding {
    /// A finding without parts yet: the whole delta is unexplained.
    #[must_use]
    pub fn new(
        code: &'static Code,
        shop: &str,
        subject: Subject,
        currency: Currency,
        shopify: Amount,
        netsuite: Amount,
        since: Moment,
    ) -> Self {
        let delta = shopify - netsuite;
        Self {
            code,
            state: FindingState::Mismatched,
            route: code.route,
            shop: shop.to_owned(),
            subject,
            against: None,
            currency,
            shopify,
            netsuite,
            delta,
            parts: Vec::new(),
            unexplained: delta,
            proposal: None,
            evidence: Vec::new(),
            since,
            late_until: None,
            note: String::new(),
            locked: None,
        }
    }

    /// Names a part of the delta. A part of nothing is left out; parts of one cause are added up.
    #[must_use]
    pub fn explain(mut self, cause: &str, amount: Amount) -> Self {
        if amount.is_zero() {
            return self;
        }
        match self.parts.iter_mut().find(|p| p.cause == cause) {
            Some(part) => part.amount += amount,
            None => self.parts.push(Part {
                cause: cause.to_owned(),
                amount,
            }),
        }
        self.unexplained -= amount;
        self
    }

    /// Adds what was seen on both sides.
    #[must_use]
    pub fn seen(mut self, what: &str, shopify: impl Into<String>, netsuite: impl Into<String>) -> Self {
        self.evidence.push(Evidence {
            what: what.to_owned(),
            shopify: shopify.into(),
            netsuite: netsuite.into(),
        });
        self
    }

    /// Says it in one sentence.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Proposes an action.
    #[must_use]
    pub fn proposing(mut self, action: ActionKind, amount: Amount, from: Option<DocumentRef>) -> Self {
        self.proposal = Some(Proposal {
            action,
            amount: amount.abs(),
            from,
        });
        self
    }

    /// Until when the warehouse can be stopped, where a clock runs and the matter is open.
    #[must_use]
    pub fn ship_by(&self) -> Option<Moment> {
        let is_open = matches!(self.state, FindingState::Late | FindingState::Mismatched);
        self.locked.as_ref().filter(|_| is_open)?.ship_by
    }

    /// The identity of the disagreement across runs, from shop, code and subject: the same
    /// disagreement tomorrow has the same fingerprint. Amounts and dates play no part.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(self.identity().as_bytes())
    }

    /// What the fingerprint is made of: two findings of one identity cannot be told apart.
    #[must_use]
    pub fn identity(&self) -> String {
        let s = &self.subject;
        let order = s.order.as_ref().map(|o| {
            if o.id.is_empty() {
                o.name.as_str()
            } else {
                o.id.as_str()
            }
        });
        let line = s
            .line
            .as_ref()
            .map(|l| if l.id.is_empty() { l.sku.as_str() } else { l.id.as_str() });
        // Documents name the finding only where Shopify has nothing to name it by.
        let documents = if order.is_none() && s.refund.is_none() && s.payout.is_none() || self.names_documents() {
            s.netsuite.iter().map(|d| d.id.as_str()).collect::<Vec<_>>().join(",")
        } else {
            String::new()
        };
        let against = match self.against {
            None => "",
            Some(Against::Settlement) => "settlement",
            Some(Against::Ledger) => "ledger",
        };
        [
            self.shop.as_str(),
            self.code.id,
            order.unwrap_or_default(),
            line.unwrap_or_default(),
            s.refund.as_deref().unwrap_or_default(),
            s.payout.as_deref().unwrap_or_default(),
            &documents,
            against,
        ]
        .join("\u{1f}")
    }

    /// Codes whose subject is a NetSuite document even though an order is known.
    fn names_documents(&self) -> bool {
        matches!(self.code.id, "REF-02" | "REF-09" | "IDN-06")
    }
}

/// Codes are kept by their id.
mod by_id {
    use super::{Code, Deserialize, Deserializer, Serializer, code};

    pub(super) fn serialize<S: Serializer>(code: &&'static Code, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Code, D::Error> {
        let id = String::deserialize(from)?;
        code::find(&id).ok_or_else(|| serde::de::Error::custom(format!("no code `{id}` in this version")))
    }
}
