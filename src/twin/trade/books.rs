//! NetSuite documents, before they become rows of tables.

use std::collections::HashMap;

use super::time::At;

/// The types of documents that are traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    SalesOrder,
    Invoice,
    CashSale,
    CreditMemo,
    CashRefund,
    CustomerRefund,
    CustomerDeposit,
    DepositApplication,
    Payment,
    Deposit,
    Fulfilment,
    Journal,
}

impl Type {
    /// Type code, record type, abbreviation, prefix of the number.
    #[rustfmt::skip]
    pub(super) const fn names(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::SalesOrder => ("SalesOrd", "salesorder", "SALESORD", "SO"),
            Self::Invoice => ("CustInvc", "invoice", "INV", "INV"),
            Self::CashSale => ("CashSale", "cashsale", "CASH", "CS"),
            Self::CreditMemo => ("CustCred", "creditmemo", "CREDMEM", "CM"),
            Self::CashRefund => ("CashRfnd", "cashrefund", "RCPT RFND", "CSR"),
            Self::CustomerRefund => ("CustRfnd", "customerrefund", "CREF", "CREF"),
            Self::CustomerDeposit => ("CustDep", "customerdeposit", "CUSTDEP", "CD"),
            Self::DepositApplication => ("DepAppl", "depositapplication", "DEPAPP", "DA"),
            Self::Payment => ("CustPymt", "customerpayment", "PMT", "PYMT"),
            Self::Deposit => ("Deposit", "deposit", "DEP", "DEP"),
            Self::Fulfilment => ("ItemShip", "itemfulfillment", "ITEMSHIP", "IF"),
            Self::Journal => ("Journal", "journalentry", "JOURNAL", "JE"),
        }
    }

    /// A credit and a payment out run the other way round in the ledger; a journal entry has no main line
    /// that its rows would run against.
    pub(super) const fn is_outward(self) -> bool {
        matches!(
            self,
            Self::CreditMemo | Self::CashRefund | Self::CustomerRefund | Self::Journal
        )
    }
}

/// What a row of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Item,
    /// A part of the kit in the row at this position.
    Part(usize),
    Discount,
    Shipping,
    /// A document taken to the bank.
    Payment(usize),
    /// An account.
    Account(u64),
}

/// A row; `amount` is positive where it adds to the document, and stands without its tax.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) role: Role,
    pub(super) amount: i64,
    pub(super) tax: i64,
    pub(super) sku: String,
    pub(super) item: u64,
    /// Type of the item.
    pub(super) kind: &'static str,
    pub(super) quantity: Option<i64>,
    pub(super) shipped: Option<i64>,
    pub(super) billed: Option<i64>,
    pub(super) closed: bool,
    pub(super) memo: String,
}

impl Row {
    pub(super) fn new(role: Role, amount: i64, tax: i64) -> Self {
        Self {
            role,
            amount,
            tax,
            sku: String::new(),
            item: 0,
            kind: "",
            quantity: None,
            shipped: None,
            billed: None,
            closed: false,
            memo: String::new(),
        }
    }

    pub(super) fn of_item(
        mut self,
        sku: impl Into<String>,
        item: u64,
        kind: &'static str,
        quantity: Option<i64>,
    ) -> Self {
        (self.sku, self.item, self.kind, self.quantity) = (sku.into(), item, kind, quantity);
        self
    }

    pub(super) fn noted(mut self, memo: impl Into<String>) -> Self {
        self.memo = memo.into();
        self
    }
}

/// Where goods go: street, city, state, postcode, country.
pub(super) type Address = [String; 5];

/// A document.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    pub(super) kind: Type,
    /// Position among the markets.
    pub(super) market: usize,
    pub(super) at: At,
    pub(super) rows: Vec<Row>,
    /// Tax that no row bears; zero on a document that was made well.
    pub(super) tax_apart: i64,
    /// The order's name.
    pub(super) order: String,
    /// The payout's id.
    pub(super) payout: String,
    /// The status as one letter; empty where the type has none.
    pub(super) status: &'static str,
    pub(super) external: String,
    pub(super) memo: String,
    pub(super) customer: u64,
    /// The document it was made from.
    pub(super) source: Option<usize>,
    pub(super) address: Option<Address>,
    pub(super) modified: Option<At>,
    /// The date it bears, where that is not the day it was made.
    pub(super) dated: Option<At>,
    /// NetSuite's id of its currency, where that is not the shop's.
    pub(super) currency: Option<&'static str>,
    pub(super) voided: bool,
    /// It is not there: planted, never in a healthy world.
    pub(super) gone: bool,
}

impl Doc {
    pub(super) fn new(kind: Type, market: usize, at: At, rows: Vec<Row>) -> Self {
        Self {
            kind,
            market,
            at,
            rows,
            tax_apart: 0,
            order: String::new(),
            payout: String::new(),
            status: "",
            external: String::new(),
            memo: String::new(),
            customer: 0,
            source: None,
            address: None,
            modified: None,
            dated: None,
            currency: None,
            voided: false,
            gone: false,
        }
    }

    pub(super) fn tax(&self) -> i64 {
        self.rows.iter().map(|r| r.tax).sum::<i64>() + self.tax_apart
    }

    pub(super) fn total(&self) -> i64 {
        self.rows.iter().map(|r| r.amount).sum::<i64>() + self.tax()
    }

    /// The first row of a SKU.
    pub(super) fn row(&mut self, sku: &str) -> Option<&mut Row> {
        self.rows.iter_mut().find(|r| r.sku == sku)
    }
}

/// All documents of the account.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) docs: Vec<Doc>,
    /// The document that stands for a Shopify payment at the bank, by the payment's id.
    pub(super) paid: HashMap<u64, usize>,
    /// Documents deleted since: type, when.
    pub(super) deleted: Vec<(Type, At)>,
}

impl Books {
    pub(super) fn add(&mut self, doc: Doc) -> usize {
        self.docs.push(doc);
        self.docs.len() - 1
    }
}
