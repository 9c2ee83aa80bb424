//! The bodies of requests, as NetSuite's record API names their fields. Amounts are written as the
//! decimal texts they are.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Unplannable, no};
use crate::base::{Amount, Currency, Quantity};

/// A number that never was a floating point number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number(String);

impl Number {
    pub(super) fn amount(amount: Amount, currency: Currency) -> Self {
        Self(amount.text(currency))
    }

    pub(super) fn quantity(quantity: Quantity) -> Self {
        Self(quantity.to_string())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone())
            .map_err(serde::ser::Error::custom)?
            .serialize(to)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text: Box<RawValue> = Deserialize::deserialize(from)?;
        Ok(Self(text.get().to_owned()))
    }
}

/// A record by its internal id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ref {
    pub(super) id: String,
}

impl Ref {
    pub(super) fn to(id: impl ToString) -> Self {
        Self { id: id.to_string() }
    }
}

/// A sublist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
}

impl<T> List<T> {
    /// The sublist, where it has anything in it.
    pub(super) fn unless_empty(items: Vec<T>) -> Option<Self> {
        (!items.is_empty()).then_some(Self { items })
    }
}

/// A line of a credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreditLine {
    /// The line of the bill it takes back; a new line has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) item: Option<Ref>,
    pub(super) quantity: Number,
    pub(super) amount: Number,
    /// Left to NetSuite where a line of the bill is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_taxable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

/// A credit memo or a cash refund, made from a bill.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreditBody {
    pub(super) external_id: String,
    pub(super) tran_date: Date,
    pub(super) memo: String,
    pub(super) shipping_cost: Number,
    pub(super) item: List<CreditLine>,
}

/// A return authorization, made from a sales order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReturnBody {
    pub(super) external_id: String,
    pub(super) tran_date: Date,
    pub(super) memo: String,
    pub(super) item: List<CreditLine>,
}

/// A document that a refund is applied to, with how much of it.
#[derive(Debug, Serialize)]
pub(super) struct Applied {
    pub(super) doc: Ref,
    pub(super) apply: bool,
    pub(super) amount: Number,
}

/// A customer refund.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundBody {
    pub(super) external_id: String,
    pub(super) tran_date: Date,
    pub(super) memo: String,
    pub(super) customer: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subsidiary: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Ref>,
    pub(super) account: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) apply: Option<List<Applied>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deposit: Option<List<Applied>>,
}

/// A document that a bank deposit takes up.
#[derive(Debug, Serialize)]
pub(super) struct PaymentLine {
    pub(super) deposit: bool,
    pub(super) id: u64,
}

/// A line of a bank deposit by account; the amount is positive in the list's own direction.
#[derive(Debug, Serialize)]
pub(super) struct AccountLine {
    pub(super) account: Ref,
    pub(super) amount: Number,
    pub(super) memo: String,
}

/// A bank deposit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DepositBody {
    pub(super) external_id: String,
    pub(super) account: Ref,
    pub(super) tran_date: Date,
    pub(super) memo: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subsidiary: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Ref>,
    #[serde(flatten)]
    pub(super) field: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment: Option<List<PaymentLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) other: Option<List<AccountLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cashback: Option<List<AccountLine>>,
}

/// A line of a journal entry: a debit or a credit.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JournalLine {
    pub(super) account: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) debit: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) credit: Option<Number>,
    pub(super) memo: String,
}

/// A journal entry.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JournalBody {
    pub(super) external_id: String,
    pub(super) subsidiary: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Ref>,
    pub(super) tran_date: Date,
    pub(super) memo: String,
    #[serde(flatten)]
    pub(super) field: BTreeMap<String, String>,
    pub(super) line: List<JournalLine>,
}

/// The text that is sent.
pub(super) fn text(body: &impl Serialize) -> Result<String, Unplannable> {
    serde_json::to_string(body).or_else(|e| no(format!("its request cannot be written: {e}")))
}
