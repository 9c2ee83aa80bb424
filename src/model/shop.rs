//! Shopify's side: orders with their lines, payments, refunds and the ledger of their sales.
//!
//! Amounts are as Shopify states them. Every amount of an order exists twice, in the shop's
//! currency and in the customer's ([`MoneyBag`]); which one is compared is a rule
//! (`books_currency`), never a guess.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::base::{Currency, Moment};

pub use super::money::{Basis, MoneyBag};

/// Where a fact came from. A fact from a poorer source never replaces one from a richer source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file a person downloaded from the admin: totals, no ids, no history.
    Export,
    /// The API, or a file in the API's own form.
    Api,
}

/// What the totals of an order stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Totals {
    /// After edits, refunds, returns and cancellation: the API's `current…` fields.
    Current,
    /// As sold, refunds and cancellation never taken off: the columns of the orders export.
    AsSold,
}

/// One order with everything that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order<'a> {
    /// The order itself.
    #[serde(borrow)]
    pub head: OrderHead<'a>,
    /// All lines ever sold, also those removed since (`current_quantity` 0).
    #[serde(borrow)]
    pub lines: Vec<Line<'a>>,
    /// All shipping lines, also removed ones.
    #[serde(borrow)]
    pub shipping: Vec<ShippingLine<'a>>,
    /// All payment transactions, also failed ones.
    #[serde(borrow)]
    pub payments: Vec<Payment<'a>>,
    /// All refunds, also those that moved no money.
    #[serde(borrow)]
    pub refunds: Vec<Refund<'a>>,
    /// The ledger of sales: what was agreed when. Empty where the source has none.
    #[serde(borrow)]
    pub agreements: Vec<Agreement<'a>>,
}

/// The order's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHead<'a> {
    /// Shopify's numeric id (`legacyResourceId`); 0 where the source has none.
    pub id: u64,
    /// The name people use: `#1001`.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Where the fact came from.
    pub source: Source,
    /// When checkout was completed.
    pub created_at: Moment,
    /// When it was last changed, where the source says so.
    pub updated_at: Option<Moment>,
    /// When it was cancelled.
    pub cancelled_at: Option<Moment>,
    /// A test order: shown and counted, never compared.
    pub test: bool,
    /// Whether an edit was ever applied.
    pub edited: bool,
    /// Whether line and shipping prices contain the tax.
    pub taxes_included: bool,
    /// The shop's currency when the order was placed.
    pub currency: Currency,
    /// The customer's currency.
    pub presentment_currency: Currency,
    /// Financial status in lower case with underscores: `paid`, `partially_refunded`.
    #[serde(borrow)]
    pub financial_status: Cow<'a, str>,
    /// Fulfilment status in lower case with underscores: `unfulfilled`, `fulfilled`.
    #[serde(borrow)]
    pub fulfillment_status: Cow<'a, str>,
    /// What the totals below stand for.
    pub totals: Totals,
    /// The order's total, with tax and shipping, after discounts.
    pub total: MoneyBag,
    /// The total when the order was placed, where the source has it.
    pub original_total: Option<MoneyBag>,
    /// Tax within the total.
    pub tax: MoneyBag,
    /// Shipping charged, after discounts; with tax in it where `taxes_included`.
    pub shipping: MoneyBag,
    /// All discounts, as a positive amount. They are already taken off the total.
    pub discounts: MoneyBag,
    /// The part of `discounts` that the lines' `net` does not contain yet: the order discount of an
    /// orders export. Positive; zero where discounts are allocated to lines.
    pub unallocated_discount: MoneyBag,
    /// Duties within the total.
    pub duties: MoneyBag,
    /// Tips within the total.
    pub tips: MoneyBag,
    /// Additional fees within the total.
    pub fees: MoneyBag,
    /// Money refunded, positive.
    pub refunded: MoneyBag,
    /// What the customer still owes (negative: is owed), where the source has it.
    pub outstanding: Option<MoneyBag>,
    /// Where it ships to, where the source has it.
    #[serde(borrow)]
    pub ships_to: Option<Address<'a>>,
    /// Whether Shopify lets a person edit it, where the source says so.
    pub editable: Option<bool>,
    /// Its fulfilments, also cancelled ones; empty where the source has none.
    pub fulfillments: Vec<Fulfillment>,
}

/// Goods that Shopify says were sent off together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfillment {
    /// Whether it is known to count no more.
    pub cancelled: bool,
    /// When it was last changed (of a cancelled one: cancelled), where the source says so.
    pub changed_at: Option<Moment>,
}

impl OrderHead<'_> {
    /// Whether Shopify refuses to edit the order because a payment of it is not settled.
    #[must_use]
    pub fn is_held_up_by_payment(&self) -> bool {
        self.editable == Some(false) && self.cancelled_at.is_none() && self.financial_status == "pending"
    }
}

/// One line of goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<'a> {
    /// Shopify's numeric id; 0 where the source has none.
    pub id: u64,
    /// Stock keeping unit; empty where the shop has none.
    #[serde(borrow)]
    pub sku: Cow<'a, str>,
    /// What the customer saw.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// Pieces sold, with those refunded or removed since.
    pub quantity: i64,
    /// Pieces now, without those refunded or removed.
    pub current_quantity: i64,
    /// Price of one piece before discounts.
    pub unit_price: MoneyBag,
    /// Value of the current pieces after all discounts; without tax, except where
    /// [`OrderHead::taxes_included`] and [`Line::net_has_tax`] both hold.
    pub net: MoneyBag,
    /// Whether `net` still contains the tax (a source that does not take it out).
    pub net_has_tax: bool,
    /// Discounts on the current pieces, positive, already taken off `net`.
    pub discount: MoneyBag,
    /// Tax on the line as the source states it (pieces removed since may be in it).
    pub tax: MoneyBag,
    /// A gift card sold: a liability, not revenue.
    pub gift_card: bool,
    /// The bundle it is a part of.
    #[serde(borrow)]
    pub group: Option<LineGroup<'a>>,
    /// Of the current pieces those that Shopify has not sent off, where the source says so.
    pub unfulfilled: Option<i64>,
}

/// The bundle that several lines are the parts of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineGroup<'a> {
    /// Shopify's numeric id of the group.
    pub id: u64,
    /// The bundle's own SKU; empty where it has none.
    #[serde(borrow)]
    pub sku: Cow<'a, str>,
    /// Bundles sold.
    pub quantity: i64,
}

/// One shipping charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingLine<'a> {
    /// Shopify's numeric id; 0 where it has none.
    pub id: u64,
    /// `Standard`, `Express`.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// Price after discounts.
    pub price: MoneyBag,
    /// Tax on it.
    pub tax: MoneyBag,
    /// Taken off by an edit.
    pub removed: bool,
}

/// What a payment transaction does. Only `Sale`, `Capture`, `Refund` and `Change` move money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Money is held.
    Authorization,
    /// Held money is taken.
    Capture,
    /// Cash given back as change.
    Change,
    /// Money is held at a card terminal.
    EmvAuthorization,
    /// Money goes back to the customer.
    Refund,
    /// Money is taken at once.
    Sale,
    /// A proposal of the system, never money.
    SuggestedRefund,
    /// Held money is let go.
    Void,
    /// A kind this version does not know: shown, never counted as money.
    Unknown,
}

/// How a payment transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Money moved.
    Success,
    /// Money may still move.
    Pending,
    /// Nothing moved.
    Failure,
    /// A status this version does not know.
    Unknown,
}

/// One payment transaction of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment<'a> {
    /// Shopify's numeric id; 0 where the source has none.
    pub id: u64,
    /// What it does.
    pub kind: PaymentKind,
    /// How it ended.
    pub status: PaymentStatus,
    /// Machine name of the gateway: `shopify_payments`, `gift_card`.
    #[serde(borrow)]
    pub gateway: Cow<'a, str>,
    /// Always positive; the kind tells the direction.
    pub amount: MoneyBag,
    /// When it was processed.
    pub at: Option<Moment>,
    /// The transaction it belongs to (a capture's authorisation, a refund's sale); 0 for none.
    pub parent: u64,
}

/// What became of a refunded piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restock {
    /// Not fulfilled yet, back on the shelf.
    Cancel,
    /// Came back.
    Return,
    /// Did not come back.
    NoRestock,
    /// Restocked by an old rule, or a value this version does not know.
    Other,
}

/// One refund. It proves that goods were credited; that money moved is proven by the payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund<'a> {
    /// Shopify's numeric id; 0 where the source has none (it is then named `order/n`).
    pub id: u64,
    /// When it was made.
    pub created_at: Moment,
    /// Money refunded by it, positive.
    pub total: MoneyBag,
    /// What a person wrote.
    #[serde(borrow)]
    pub note: Cow<'a, str>,
    /// Goods refunded.
    pub lines: Vec<RefundLine>,
    /// Shipping refunded, without tax, positive.
    pub shipping: MoneyBag,
    /// Tax on the shipping refunded, positive.
    pub shipping_tax: MoneyBag,
    /// What was refunded above (negative) or below (positive) the value of the lines.
    pub adjustments: MoneyBag,
}

/// Goods refunded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The order line's id.
    pub line: u64,
    /// Pieces.
    pub quantity: i64,
    /// Value after discounts, positive; without tax unless prices include it.
    pub subtotal: MoneyBag,
    /// Tax, positive.
    pub tax: MoneyBag,
    /// What became of them.
    pub restock: Restock,
}

/// Why an agreement was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementReason {
    /// The order was placed.
    Order,
    /// An edit was committed: one version of the order.
    Edit,
    /// A refund.
    Refund,
    /// A return or an exchange.
    Return,
    /// A reason this version does not know.
    Unknown,
}

/// One agreement with the customer: the sales that were booked together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement<'a> {
    /// Shopify's numeric id.
    pub id: u64,
    /// When it happened: the day Shopify's own reports book it on.
    pub at: Moment,
    /// Why.
    pub reason: AgreementReason,
    /// The app that made it, where known.
    #[serde(borrow)]
    pub app: Cow<'a, str>,
    /// The refund it books; 0 for none.
    pub refund: u64,
    /// What was sold or taken back.
    pub sales: Vec<Sale>,
}

/// What kind of thing a sale is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleKind {
    /// Goods.
    Product,
    /// A gift card sold.
    GiftCard,
    /// A tip.
    Tip,
    /// Shipping.
    Shipping,
    /// Duty.
    Duty,
    /// A fee on the order.
    AdditionalFee,
    /// A fee on a return.
    Fee,
    /// A refund that is more or less than its lines.
    Adjustment,
    /// A kind this version does not know: its amount counts, the order is marked.
    Unknown,
}

/// One entry of the sales ledger. Reversals have negative quantity, total and tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// What it is about.
    pub kind: SaleKind,
    /// The line, shipping line, duty or fee; 0 where it has none.
    pub of: u64,
    /// Pieces, signed; `None` where the sale has none.
    pub quantity: Option<i64>,
    /// After discounts, with tax, signed.
    pub total: MoneyBag,
    /// Tax in `total`, signed.
    pub tax: MoneyBag,
}

/// Where goods go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address<'a> {
    /// Street lines.
    #[serde(borrow)]
    pub street: Cow<'a, str>,
    /// Second street line.
    #[serde(borrow)]
    pub street2: Cow<'a, str>,
    /// City.
    #[serde(borrow)]
    pub city: Cow<'a, str>,
    /// Province or state code.
    #[serde(borrow)]
    pub province: Cow<'a, str>,
    /// Postcode.
    #[serde(borrow)]
    pub zip: Cow<'a, str>,
    /// ISO 3166 two-letter country code.
    #[serde(borrow)]
    pub country: Cow<'a, str>,
}

impl Address<'_> {
    /// Whether it says nothing. (Comparing millions with an empty one costs more than it looks: the C library compares texts of
    /// no bytes by a masked load from wherever they point, which the processor has to recover from.)
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [
            &self.street,
            &self.street2,
            &self.city,
            &self.province,
            &self.zip,
            &self.country,
        ]
        .iter()
        .all(|part| part.is_empty())
    }
}
