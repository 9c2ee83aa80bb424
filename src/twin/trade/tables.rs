//! Documents as the rows of SuiteQL's tables.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::books::{Books, Doc, Role, Row, Type};
use super::catalogue::{ACCOUNTS, BANK, DEPOSITS, RECEIVABLE, SALES, TAX, TAX_OWED, UNDEPOSITED};
use super::cents::suiteql_text;
use super::market::MARKETS;
use crate::twin::objects::{Object, Objects};

/// The zone of the account's dates.
pub(super) const ZONE: &str = "America/Los_Angeles";

pub(super) type Table = Objects;
pub(super) type Tables = BTreeMap<String, Table>;

/// A row: columns without a value are left out.
pub(super) fn columns<const N: usize>(pairs: [(&str, String); N]) -> Object {
    let filled = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    filled
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect()
}

pub(super) fn flag(is: bool) -> String {
    (if is { "T" } else { "F" }).to_owned()
}

pub(super) fn number(value: Option<i64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// What NetSuite calls each document: by its position, its id and number.
#[derive(Debug)]
pub(super) struct Numbered {
    pub(super) ids: Vec<u64>,
    pub(super) numbers: Vec<String>,
    /// Positions in the order in which the documents were made.
    order: Vec<usize>,
}

/// Numbers the documents in the order they were made.
pub(super) fn numbered(books: &Books) -> Numbered {
    let docs = &books.docs;
    let mut order: Vec<usize> = (0..docs.len()).collect();
    order.sort_by_key(|n| (docs[*n].at, docs[*n].market, docs[*n].kind, *n));
    let mut all = Numbered {
        ids: vec![0; docs.len()],
        numbers: vec![String::new(); docs.len()],
        order,
    };
    let (mut id, mut counters) = (740_112_u64, BTreeMap::<Type, u32>::new());
    for n in &all.order {
        let doc = &docs[*n];
        id += 1 + doc.rows.len() as u64 % 3;
        let counter = counters.entry(doc.kind).or_insert(20_310);
        *counter += 1;
        all.ids[*n] = id;
        all.numbers[*n] = format!("{}{counter}", doc.kind.names().3);
    }
    all
}

/// Writes the documents' tables.
pub(super) fn write(books: &Books, numbered: &Numbered, tables: &mut Tables) {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let mut writer = Writer {
        books,
        numbered,
        zone,
        unique: 9_120_000,
        tables,
    };
    for n in numbered.order.iter().filter(|n| !books.docs[**n].gone) {
        writer.document(*n);
    }
}

struct Writer<'w> {
    books: &'w Books,
    numbered: &'w Numbered,
    zone: TimeZone,
    unique: u64,
    tables: &'w mut Tables,
}

impl Writer<'_> {
    fn put(&mut self, table: &str, row: Object) {
        match self.tables.get_mut(table) {
            Some(rows) => rows.push(row),
            None => self.tables.entry(table.to_owned()).or_default().push(row),
        }
    }

    fn document(&mut self, n: usize) {
        let doc = &self.books.docs[n];
        self.head(n, doc);
        let sign = if doc.kind.is_outward() { -1 } else { 1 };
        let main = (doc.kind != Type::Fulfilment).then(|| sign * doc.total());
        if doc.kind != Type::Journal {
            let cells = Cells {
                main: true,
                amount: main,
                account: main_account(doc),
                ..Cells::default()
            };
            self.line(n, doc, &cells);
        }
        for (at, row) in doc.rows.iter().enumerate() {
            self.row(n, doc, at as u64 + 1, row, sign);
        }
        let (mut line, tax) = (doc.rows.len() as u64 + 1, doc.tax());
        if tax != 0 {
            let row = Row::new(Role::Item, 0, 0).of_item("VAT", 0, "TaxItem", None);
            let cells = Cells {
                line,
                row: Some(&row),
                tax: true,
                amount: Some(-sign * tax),
                account: TAX_OWED,
                ..Cells::default()
            };
            self.line(n, doc, &cells);
            line += 1;
        }
        if doc.kind == Type::Fulfilment {
            // Each of the goods stands twice: what leaves the stock, and what it cost.
            for row in doc.rows.iter().filter(|r| r.quantity.is_some()) {
                let cells = Cells {
                    line,
                    row: Some(row),
                    cogs: true,
                    quantity: row.quantity,
                    ..Cells::default()
                };
                self.line(n, doc, &cells);
                line += 1;
            }
        }
        self.links(n, doc);
    }

    fn row(&mut self, n: usize, doc: &Doc, line: u64, row: &Row, sign: i64) {
        let cells = Cells {
            line,
            row: Some(row),
            amount: (doc.kind != Type::Fulfilment).then_some(-sign * row.amount),
            quantity: row.quantity.map(|q| -sign * q),
            account: match row.role {
                Role::Account(account) => account,
                Role::Payment(_) => UNDEPOSITED,
                _ => SALES,
            },
            ..Cells::default()
        };
        self.line(n, doc, &cells);
    }

    fn head(&mut self, n: usize, doc: &Doc) {
        let id = self.numbered.ids[n];
        let (kind, record, short, _) = doc.kind.names();
        let sign = if doc.kind.is_outward() { -1 } else { 1 };
        let dated = doc.dated.unwrap_or(doc.at).day(&self.zone);
        let amount = |cents: i64| {
            if doc.kind == Type::Fulfilment {
                String::new()
            } else {
                suiteql_text(sign * cents)
            }
        };
        let row = columns([
            ("id", id.to_string()),
            ("tranid", self.numbered.numbers[n].clone()),
            ("transactionnumber", self.numbered.numbers[n].clone()),
            ("type", kind.to_owned()),
            ("recordtype", record.to_owned()),
            ("abbrevtype", short.to_owned()),
            ("status", doc.status.to_owned()),
            ("trandate", dated.to_string()),
            ("createddate", doc.at.stamp()),
            ("lastmodifieddate", doc.modified.unwrap_or(doc.at).max(doc.at).stamp()),
            (
                "entity",
                if doc.customer == 0 {
                    String::new()
                } else {
                    doc.customer.to_string()
                },
            ),
            ("otherrefnum", doc.order.clone()),
            ("externalid", doc.external.clone()),
            ("memo", doc.memo.clone()),
            (
                "currency",
                doc.currency.unwrap_or(MARKETS[doc.market].currency_id).to_owned(),
            ),
            ("exchangerate", "1".to_owned()),
            ("foreigntotal", amount(doc.total())),
            ("total", amount(doc.total())),
            ("taxtotal", amount(doc.tax())),
            ("subsidiary", MARKETS[doc.market].subsidiary.to_owned()),
            ("postingperiod", super::static_tables::period(dated).to_string()),
            ("posting", flag(!matches!(doc.kind, Type::SalesOrder))),
            ("voided", flag(doc.voided)),
            (
                "shippingaddress",
                doc.address
                    .as_ref()
                    .map(|_| (id + 5_000_000).to_string())
                    .unwrap_or_default(),
            ),
            ("custbody_shopify_order", doc.order.clone()),
            ("custbody_shopify_payout", doc.payout.clone()),
        ]);
        self.put("transaction", row);
        if let Some([street, city, state, zip, country]) = doc.address.clone() {
            let nkey = (id + 5_000_000).to_string();
            let row = columns([
                ("nkey", nkey),
                ("addressee", format!("Customer {}", doc.customer)),
                ("addr1", street),
                ("city", city),
                ("state", state),
                ("zip", zip),
                ("country", country),
            ]);
            self.put("transactionshippingaddress", row);
        }
    }

    fn line(&mut self, n: usize, doc: &Doc, cells: &Cells<'_>) {
        self.unique += 1;
        let id = self.numbered.ids[n].to_string();
        let text = |cents: Option<i64>| cents.map(suiteql_text).unwrap_or_default();
        let row = cells.row;
        let kit = row.and_then(|r| {
            if let Role::Part(kit) = r.role {
                Some(kit as i64 + 1)
            } else {
                None
            }
        });
        let source = doc.source.map(|s| self.numbered.ids[s].to_string()).unwrap_or_default();
        let item = match row {
            Some(_) if cells.tax => TAX.to_string(),
            Some(row) if row.item != 0 => row.item.to_string(),
            _ => String::new(),
        };
        let account = row.is_some_and(|r| matches!(r.role, Role::Account(_)));
        let columns = columns([
            ("id", cells.line.to_string()),
            ("transaction", id.clone()),
            ("uniquekey", self.unique.to_string()),
            ("linesequencenumber", cells.line.to_string()),
            ("mainline", flag(cells.main)),
            ("taxline", flag(cells.tax)),
            ("iscogs", flag(cells.cogs)),
            ("item", item),
            ("itemtype", row.map(|r| r.kind.to_owned()).unwrap_or_default()),
            ("quantity", number(cells.quantity)),
            ("quantityshiprecv", number(row.and_then(|r| r.shipped))),
            ("quantitybilled", number(row.and_then(|r| r.billed))),
            ("rate", rate(cells)),
            ("foreignamount", text(cells.amount)),
            ("netamount", text(cells.amount)),
            ("isclosed", flag(row.is_some_and(|r| r.closed))),
            ("kitcomponent", flag(kit.is_some())),
            ("kitmemberof", number(kit)),
            ("assemblycomponent", flag(false)),
            ("createdfrom", source),
            (
                "expenseaccount",
                if account {
                    cells.account.to_string()
                } else {
                    String::new()
                },
            ),
            ("memo", row.map(|r| r.memo.clone()).unwrap_or_default()),
            ("subsidiary", MARKETS[doc.market].subsidiary.to_owned()),
        ]);
        self.put("transactionline", columns);
        let Some(amount) = cells.amount.filter(|_| cells.account != 0) else {
            return;
        };
        let (debit, credit) = if amount < 0 {
            (None, Some(-amount))
        } else {
            (Some(amount), None)
        };
        let accounting = super::tables::columns([
            ("transaction", id),
            ("transactionline", cells.line.to_string()),
            ("accountingbook", "1".to_owned()),
            ("account", cells.account.to_string()),
            ("amount", suiteql_text(amount)),
            ("netamount", suiteql_text(amount)),
            ("debit", text(debit)),
            ("credit", text(credit)),
            ("posting", flag(doc.kind != Type::SalesOrder)),
        ]);
        self.put("transactionaccountingline", accounting);
    }

    /// Where a document came from, and what it takes to the bank.
    fn links(&mut self, n: usize, doc: &Doc) {
        let mut pairs: Vec<(usize, u64, i64)> = Vec::new();
        pairs.extend(doc.source.map(|source| (source, 0, doc.total())));
        for (at, row) in doc.rows.iter().enumerate() {
            if let Role::Payment(source) = row.role {
                pairs.push((source, at as u64 + 1, row.amount));
            }
        }
        for (source, line, amount) in pairs {
            let from = &self.books.docs[source];
            let row = columns([
                ("previousdoc", self.numbered.ids[source].to_string()),
                ("previousline", "0".to_owned()),
                ("previoustype", from.kind.names().0.to_owned()),
                ("nextdoc", self.numbered.ids[n].to_string()),
                ("nextline", line.to_string()),
                ("nexttype", doc.kind.names().0.to_owned()),
                ("linktype", link(from.kind, doc.kind).to_owned()),
                ("foreignamount", suiteql_text(amount)),
                ("lastmodifieddate", doc.at.stamp()),
            ]);
            self.put("nexttransactionlinelink", row.clone());
            self.put("previoustransactionlinelink", row);
        }
    }
}

/// What a row of a table is made from.
#[derive(Debug, Default)]
struct Cells<'r> {
    line: u64,
    row: Option<&'r Row>,
    main: bool,
    tax: bool,
    cogs: bool,
    amount: Option<i64>,
    quantity: Option<i64>,
    /// The account; 0 for none.
    account: u64,
}

/// The price of one piece, where it is whole cents.
fn rate(cells: &Cells<'_>) -> String {
    match (cells.amount, cells.quantity) {
        (Some(amount), Some(pieces)) if pieces != 0 && amount % pieces == 0 => suiteql_text(amount / pieces),
        _ => String::new(),
    }
}

/// The account of a document's main line; 0 where it has none.
fn main_account(doc: &Doc) -> u64 {
    match doc.kind {
        Type::Invoice | Type::CreditMemo => RECEIVABLE,
        Type::CashSale | Type::CashRefund | Type::CustomerDeposit | Type::Payment | Type::CustomerRefund => UNDEPOSITED,
        Type::DepositApplication => DEPOSITS,
        Type::Deposit => BANK,
        Type::SalesOrder => ACCOUNTS[4].id,
        Type::Fulfilment | Type::Journal => 0,
    }
}

fn link(from: Type, to: Type) -> &'static str {
    match (from, to) {
        (Type::SalesOrder, Type::Fulfilment) => "ShipRcpt",
        (_, Type::Deposit) => "PayDep",
        (Type::CustomerDeposit, Type::DepositApplication) => "DepAppl",
        (Type::CustomerDeposit, Type::CustomerRefund) => "DepRfnd",
        (_, Type::Payment | Type::CustomerRefund) => "Payment",
        (Type::Invoice | Type::CashSale, Type::CreditMemo | Type::CashRefund) => "SaleRet",
        (Type::SalesOrder, Type::CustomerDeposit) => "SOToDep",
        _ => "OrdBill",
    }
}
