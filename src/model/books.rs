//! NetSuite's side: transactions ("documents" here) with their lines.
//!
//! **Signs are settled when a document is read**, because NetSuite's ways of reading disagree about
//! them: in these records the total of a document is positive in the document's own direction (a
//! sales order of 100.00 and a credit memo of 100.00 both say 100.00), a line adds to its document
//! when positive, and a discount line is negative. A document that runs against its own direction
//! (a negative sales order) keeps its minus sign.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::shop::Address;
use crate::base::{Amount, Currency, Moment, Quantity};

/// What a document is. The names are NetSuite's, the codes those of SuiteQL's `transaction.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// `SalesOrd`: what the customer wants.
    SalesOrder,
    /// `CustInvc`.
    Invoice,
    /// `CashSale`: billed and paid at once.
    CashSale,
    /// `CustCred`.
    CreditMemo,
    /// `CashRfnd`: takes back a cash sale.
    CashRefund,
    /// `CustRfnd`: money back to the customer, for a credit memo or a deposit.
    CustomerRefund,
    /// `CustDep`: money taken before billing.
    CustomerDeposit,
    /// `DepAppl`: a deposit applied to an invoice.
    DepositApplication,
    /// `CustPymt`.
    CustomerPayment,
    /// `RtnAuth`.
    ReturnAuthorization,
    /// `ItemShip`.
    ItemFulfillment,
    /// `ItemRcpt`.
    ItemReceipt,
    /// `Deposit`: money arriving in a bank account; a payout is booked as one.
    Deposit,
    /// `Journal`.
    JournalEntry,
    /// A type tieout does not compare.
    Other,
}

impl DocumentKind {
    /// Every kind with its SuiteQL code, its record type in the REST API, and the name people read.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 14] = [
        (Self::SalesOrder, "SalesOrd", "salesOrder", "Sales Order"),
        (Self::Invoice, "CustInvc", "invoice", "Invoice"),
        (Self::CashSale, "CashSale", "cashSale", "Cash Sale"),
        (Self::CreditMemo, "CustCred", "creditMemo", "Credit Memo"),
        (Self::CashRefund, "CashRfnd", "cashRefund", "Cash Refund"),
        (Self::CustomerRefund, "CustRfnd", "customerRefund", "Customer Refund"),
        (Self::CustomerDeposit, "CustDep", "customerDeposit", "Customer Deposit"),
        (
            Self::DepositApplication,
            "DepAppl",
            "depositApplication",
            "Deposit Application",
        ),
        (Self::CustomerPayment, "CustPymt", "customerPayment", "Payment"),
        (
            Self::ReturnAuthorization,
            "RtnAuth",
            "returnAuthorization",
            "Return Authorization",
        ),
        (Self::ItemFulfillment, "ItemShip", "itemFulfillment", "Item Fulfillment"),
        (Self::ItemReceipt, "ItemRcpt", "itemReceipt", "Item Receipt"),
        (Self::Deposit, "Deposit", "deposit", "Deposit"),
        (Self::JournalEntry, "Journal", "journalEntry", "Journal"),
    ];

    /// Reads a SuiteQL code (`SalesOrd`) or the name of a saved search (`Sales Order`), in any case.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        // The codes come by the million, in their own spelling.
        for (kind, code, _, _) in Self::ALL {
            if text == code {
                return kind;
            }
        }
        let is = |other: &str| text.eq_ignore_ascii_case(other);
        for (kind, code, record, name) in Self::ALL {
            if is(code) || is(record) || is(name) {
                return kind;
            }
        }
        match text.to_ascii_lowercase().as_str() {
            "cash sale refund" => Self::CashRefund,
            "customer payment" => Self::CustomerPayment,
            "journal entry" => Self::JournalEntry,
            "item fulfilment" | "fulfillment" => Self::ItemFulfillment,
            "return authorisation" => Self::ReturnAuthorization,
            "bank deposit" => Self::Deposit,
            _ => Self::Other,
        }
    }

    /// The name people read: `Credit Memo`.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(k, ..)| *k == self)
            .map_or("Other", |(_, _, _, label)| label)
    }

    /// The name in machine output: `credit_memo`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::SalesOrder => "sales_order",
            Self::Invoice => "invoice",
            Self::CashSale => "cash_sale",
            Self::CreditMemo => "credit_memo",
            Self::CashRefund => "cash_refund",
            Self::CustomerRefund => "customer_refund",
            Self::CustomerDeposit => "customer_deposit",
            Self::DepositApplication => "deposit_application",
            Self::CustomerPayment => "customer_payment",
            Self::ReturnAuthorization => "return_authorization",
            Self::ItemFulfillment => "item_fulfillment",
            Self::ItemReceipt => "item_receipt",
            Self::Deposit => "deposit",
            Self::JournalEntry => "journal_entry",
            Self::Other => "other",
        }
    }
}

/// Where a document stands, over all kinds. Codes and names: netsuite facts, section 4.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    /// Not given by the source, or not known to this version.
    Unknown,
    /// Waits for a person.
    PendingApproval,
    /// Sales order: nothing shipped.
    PendingFulfillment,
    /// Sales order: some shipped.
    PartiallyFulfilled,
    /// Sales order: some shipped, some of that to be billed.
    PendingBillingPartiallyFulfilled,
    /// Sales order: all shipped, to be billed.
    PendingBilling,
    /// Sales order: all billed.
    Billed,
    /// Closed by a person or a rule.
    Closed,
    /// Cancelled.
    Cancelled,
    /// Invoice or credit memo with something left to pay or apply.
    Open,
    /// Invoice paid, credit memo fully applied, deposit fully applied.
    Settled,
    /// Voided.
    Voided,
    /// Money not yet in a bank deposit.
    NotDeposited,
    /// Money in a bank deposit.
    Deposited,
    /// Fulfilment picked.
    Picked,
    /// Fulfilment packed.
    Packed,
    /// Fulfilment shipped.
    Shipped,
    /// Return: waits for the goods (pending or partially received).
    PendingReceipt,
    /// Return: goods are here, money is not back.
    PendingRefund,
    /// Return: done.
    Refunded,
    /// Journal: posted.
    Approved,
}

impl DocumentStatus {
    /// Whether a document of this status counts for nothing.
    #[must_use]
    pub const fn is_dead(self) -> bool {
        matches!(self, Self::Cancelled | Self::Voided)
    }

    /// Reads a status as any of NetSuite's ways of reading spells it: `B`, `SalesOrd:B`,
    /// `Sales Order : Pending Fulfillment`, `Pending Fulfillment`.
    #[must_use]
    pub fn parse(kind: DocumentKind, text: &str) -> Self {
        let text = text.rsplit(':').next().unwrap_or(text).trim();
        match text.as_bytes() {
            [] => Self::Unknown,
            [letter] => Self::from_letter(kind, *letter),
            _ => Self::from_name(text),
        }
    }

    fn from_letter(kind: DocumentKind, letter: u8) -> Self {
        use DocumentKind as K;
        match (kind, letter) {
            (K::SalesOrder, b'A') | (K::ReturnAuthorization, b'A') | (K::JournalEntry, b'A') => Self::PendingApproval,
            (K::SalesOrder, b'B') => Self::PendingFulfillment,
            (K::SalesOrder | K::ReturnAuthorization, b'C') => Self::Cancelled,
            (K::SalesOrder, b'D') => Self::PartiallyFulfilled,
            (K::SalesOrder, b'E') => Self::PendingBillingPartiallyFulfilled,
            (K::SalesOrder, b'F') => Self::PendingBilling,
            (K::SalesOrder, b'G') => Self::Billed,
            (K::SalesOrder | K::ReturnAuthorization, b'H') => Self::Closed,
            (K::Invoice | K::CreditMemo, b'A') => Self::Open,
            (K::Invoice | K::CreditMemo, b'B') => Self::Settled,
            (K::Invoice | K::CreditMemo | K::CustomerRefund, b'V') => Self::Voided,
            (K::CashSale | K::CustomerPayment, b'A') => Self::PendingApproval,
            (K::CashSale | K::CustomerPayment, b'B') | (K::CustomerDeposit, b'A') => Self::NotDeposited,
            (K::CashSale | K::CustomerPayment, b'C') | (K::CustomerDeposit, b'B') => Self::Deposited,
            (K::CustomerDeposit, b'C') => Self::Settled,
            (K::ItemFulfillment, b'A') => Self::Picked,
            (K::ItemFulfillment, b'B') => Self::Packed,
            (K::ItemFulfillment, b'C') => Self::Shipped,
            (K::ReturnAuthorization, b'B' | b'D') => Self::PendingReceipt,
            (K::ReturnAuthorization, b'E' | b'F') => Self::PendingRefund,
            (K::ReturnAuthorization, b'G') => Self::Refunded,
            (K::JournalEntry, b'B') => Self::Approved,
            _ => Self::Unknown,
        }
    }

    fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "pending approval" | "unapproved payment" => Self::PendingApproval,
            "pending fulfillment" => Self::PendingFulfillment,
            "partially fulfilled" => Self::PartiallyFulfilled,
            "pending billing/partially fulfilled" | "pending billing / partially fulfilled" => {
                Self::PendingBillingPartiallyFulfilled
            }
            "pending billing" => Self::PendingBilling,
            "billed" => Self::Billed,
            "closed" => Self::Closed,
            "cancelled" | "canceled" => Self::Cancelled,
            "open" => Self::Open,
            "paid in full" | "fully applied" => Self::Settled,
            "voided" => Self::Voided,
            "not deposited" => Self::NotDeposited,
            "deposited" => Self::Deposited,
            "picked" => Self::Picked,
            "packed" => Self::Packed,
            "shipped" => Self::Shipped,
            "pending receipt" | "partially received" => Self::PendingReceipt,
            "pending refund" | "pending refund/partially received" => Self::PendingRefund,
            "refunded" => Self::Refunded,
            "approved for posting" | "approved" => Self::Approved,
            _ => Self::Unknown,
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::PendingApproval => "Pending Approval",
            Self::PendingFulfillment => "Pending Fulfillment",
            Self::PartiallyFulfilled => "Partially Fulfilled",
            Self::PendingBillingPartiallyFulfilled => "Pending Billing/Partially Fulfilled",
            Self::PendingBilling => "Pending Billing",
            Self::Billed => "Billed",
            Self::Closed => "Closed",
            Self::Cancelled => "Cancelled",
            Self::Open => "Open",
            Self::Settled => "Settled",
            Self::Voided => "Voided",
            Self::NotDeposited => "Not Deposited",
            Self::Deposited => "Deposited",
            Self::Picked => "Picked",
            Self::Packed => "Packed",
            Self::Shipped => "Shipped",
            Self::PendingReceipt => "Pending Receipt",
            Self::PendingRefund => "Pending Refund",
            Self::Refunded => "Refunded",
            Self::Approved => "Approved",
        }
    }
}

/// One NetSuite transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<'a> {
    /// The transaction's own fields.
    #[serde(borrow)]
    pub head: DocumentHead<'a>,
    /// Its lines; `None` where no source has brought them yet (which is not "no lines").
    #[serde(borrow)]
    pub lines: Option<Vec<DocumentLine<'a>>>,
}

impl<'a> AsRef<DocumentHead<'a>> for Document<'a> {
    fn as_ref(&self) -> &DocumentHead<'a> {
        &self.head
    }
}

impl<'a> AsRef<Self> for DocumentHead<'a> {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A transaction's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentHead<'a> {
    /// Internal id.
    pub id: u64,
    /// What it is.
    pub kind: DocumentKind,
    /// Document number: `SO10432`, `INV77`.
    #[serde(borrow)]
    pub number: Cow<'a, str>,
    /// Where it stands.
    pub status: DocumentStatus,
    /// The value of the configured order field (`order_field`), as written.
    #[serde(borrow)]
    pub order_ref: Cow<'a, str>,
    /// The value of the configured refund field (`refund_field`), as written.
    #[serde(borrow)]
    pub refund_ref: Cow<'a, str>,
    /// The value of the configured payout field (`payout_field`), as written.
    #[serde(borrow)]
    pub payout_ref: Cow<'a, str>,
    /// External id.
    #[serde(borrow)]
    pub external_id: Cow<'a, str>,
    /// Memo.
    #[serde(borrow)]
    pub memo: Cow<'a, str>,
    /// Customer, by internal id or name as the source has it.
    #[serde(borrow)]
    pub entity: Cow<'a, str>,
    /// Transaction currency: an ISO code, or NetSuite's internal id; empty where not given.
    #[serde(borrow)]
    pub currency: Cow<'a, str>,
    /// Total in the transaction currency, positive in the document's own direction.
    pub total: Amount,
    /// Total in the subsidiary's currency, where given.
    pub base_total: Option<Amount>,
    /// Tax, where the source states it on the header.
    pub tax: Option<Amount>,
    /// Transaction date.
    #[serde(with = "super::pack_date")]
    pub date: Option<Date>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// When it was last changed.
    pub modified_at: Option<Moment>,
    /// The transaction it was made from; 0 for none.
    pub created_from: u64,
    /// Subsidiary, by internal id or name as the source has it.
    #[serde(borrow)]
    pub subsidiary: Cow<'a, str>,
    /// Where it ships to, where the source has it.
    #[serde(borrow)]
    pub ships_to: Option<Address<'a>>,
}

/// What a line of a document stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// Goods, a service or another charge.
    Item,
    /// A kit: one line with the price of all its components.
    Kit,
    /// A component of a kit: no amount of its own.
    KitComponent,
    /// The head of an item group: no amount of its own, its members follow.
    Group,
    /// The end of an item group.
    EndGroup,
    /// Shipping.
    Shipping,
    /// A discount; negative.
    Discount,
    /// Tax.
    Tax,
    /// A bank deposit's line that takes up another transaction.
    Payment,
    /// A bank deposit's line that adds money by account.
    OtherDeposit,
    /// A bank deposit's line that takes money out by account; the amount is negative.
    CashBack,
    /// A line by account: a journal entry's (debit positive), or another that is not goods.
    Account,
    /// Text, subtotals and postings that say nothing about what was sold.
    Ignored,
}

/// One line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine<'a> {
    /// The line's id within its document.
    pub id: u64,
    /// What it stands for.
    pub role: LineRole,
    /// Item, by internal id; 0 where not given.
    pub item: u64,
    /// Item name (`itemid`): the SKU on NetSuite's side.
    #[serde(borrow)]
    pub sku: Cow<'a, str>,
    /// Pieces, positive.
    pub quantity: Quantity,
    /// Value without tax, positive when it adds to the document.
    pub amount: Amount,
    /// Tax on the line, where the source has it per line.
    pub tax: Option<Amount>,
    /// The line is closed: nothing more will be shipped or billed.
    pub closed: bool,
    /// Pieces shipped, where the source has them.
    pub shipped: Option<Quantity>,
    /// Pieces billed, where the source has them.
    pub billed: Option<Quantity>,
    /// The kit line this is a component of; 0 for none.
    pub kit: u64,
    /// Account or memo of a line by account.
    #[serde(borrow)]
    pub account: Cow<'a, str>,
    /// Line memo.
    #[serde(borrow)]
    pub memo: Cow<'a, str>,
    /// The transaction a bank deposit's line takes up; 0 for none.
    pub linked: u64,
}

/// A currency from a document's currency text, where it is an ISO code.
#[must_use]
pub fn iso_currency(text: &str) -> Option<Currency> {
    Currency::parse(text.trim()).ok()
}
