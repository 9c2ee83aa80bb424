//! A transaction as the record API sees it, read from and written to the tables.
//!
//! Amounts and quantities are positive here where the ledger has them negative: `line_sign` and
//! `head_sign` turn them round on the way in and out.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params_from_iter};
use rust_decimal::Decimal;

use super::value::Object;
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::{EXTRA, Ledger, text};
use crate::twin::netsuite::names::{TransactionType, by_code};

/// A row of a table: column to text, in the stored form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row(pub(super) BTreeMap<String, String>);

impl Row {
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    pub(super) fn is(&self, column: &str) -> bool {
        self.get(column) == Some("T")
    }

    /// A number; nothing is zero, as it is in a ledger's column.
    pub(super) fn decimal(&self, column: &str) -> Decimal {
        self.get(column).and_then(|v| v.parse().ok()).unwrap_or(Decimal::ZERO)
    }

    pub(super) fn id(&self, column: &str) -> i64 {
        self.get(column).and_then(|v| v.parse().ok()).unwrap_or(0)
    }

    pub(super) fn set(&mut self, column: &str, value: impl ToString) {
        self.0.insert(column.to_owned(), value.to_string());
    }

    pub(super) fn put(&mut self, column: &str, value: Option<String>) {
        match value {
            Some(value) => self.0.insert(column.to_owned(), value),
            None => self.0.remove(column),
        };
    }

    pub(super) fn number(&mut self, column: &str, value: Decimal) {
        self.set(column, value.normalize());
    }
}

/// What a row of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Main,
    Item,
    Shipping,
    Tax,
    KitPart,
    /// A discount of the whole document.
    Discount,
    /// A line of an account: journals, deposits, the other side of payments.
    Account,
    Cogs,
}

/// A line.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) row: Row,
    pub(super) extra: Object,
}

impl Line {
    pub(super) fn key(&self) -> i64 {
        self.row.id("id")
    }

    pub(super) fn amount(&self) -> Decimal {
        self.row.decimal("foreignamount")
    }

    pub(super) fn quantity(&self) -> Decimal {
        self.row.decimal("quantity")
    }

    pub(super) fn role(&self) -> Role {
        let row = &self.row;
        match row.get("itemtype") {
            _ if row.is("mainline") => Role::Main,
            _ if row.is("taxline") => Role::Tax,
            _ if row.is("iscogs") => Role::Cogs,
            _ if row.is("kitcomponent") => Role::KitPart,
            _ if row.is("transactiondiscount") => Role::Discount,
            Some("ShipItem") => Role::Shipping,
            Some("TaxItem" | "TaxGroup") => Role::Tax,
            None if row.get("item").is_none() => Role::Account,
            _ => Role::Item,
        }
    }
}

/// A link to another transaction that a write makes.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) previous: (i64, i64, String),
    pub(super) next_line: i64,
    pub(super) kind: &'static str,
    pub(super) amount: Option<Decimal>,
}

/// A transaction.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// 0 while it is not saved.
    pub(super) id: i64,
    pub(super) kind: &'static TransactionType,
    pub(super) head: Row,
    pub(super) extra: Object,
    pub(super) lines: Vec<Line>,
    /// Links that a save adds.
    pub(super) links: Vec<Link>,
    head_sign: Decimal,
    line_sign: Decimal,
}

/// Columns of lines that the ledger turns round.
const SIGNED: [&str; 3] = ["foreignamount", "netamount", "quantity"];

impl Document {
    pub(super) fn new(kind: &'static TransactionType) -> Self {
        let credit = matches!(kind.code, "CustCred" | "CashRfnd" | "CustRfnd" | "RtnAuth");
        let head_sign = if credit { -Decimal::ONE } else { Decimal::ONE };
        Self {
            id: 0,
            kind,
            head: Row::default(),
            extra: Object::new(),
            lines: Vec::new(),
            links: Vec::new(),
            head_sign,
            line_sign: if kind.code == "Journal" {
                Decimal::ONE
            } else {
                -head_sign
            },
        }
    }

    /// Reads a transaction.
    pub(super) fn load(ledger: &Ledger, id: i64) -> Result<Option<Self>, rusqlite::Error> {
        let head = rows(ledger, "transaction", "id", id)?.pop();
        let Some((head, extra)) = head else {
            return Ok(None);
        };
        let Some(kind) = head.get("type").and_then(by_code) else {
            return Ok(None);
        };
        let mut document = Self::new(kind);
        let negative = head.decimal("foreigntotal").is_sign_negative();
        if document.head_sign.is_sign_negative() && !negative && !head.decimal("foreigntotal").is_zero() {
            (document.head_sign, document.line_sign) = (Decimal::ONE, -Decimal::ONE);
        }
        (document.id, document.head, document.extra) = (id, head, extra);
        for (row, extra) in rows(ledger, "transactionline", "transaction", id)? {
            let mut line = Line { row, extra };
            if line.row.get("itemtype").is_none() && line.row.get("item").is_some() {
                line.row.put("itemtype", item_type(ledger, line.row.id("item"))?);
            }
            document.turn(&mut line.row);
            document.lines.push(line);
        }
        Ok(Some(document))
    }

    fn turn(&self, row: &mut Row) {
        for column in SIGNED {
            if row.get(column).is_some() && !row.is("mainline") {
                let value = row.decimal(column) * self.line_sign;
                row.number(column, value);
            }
        }
    }

    pub(super) fn total(&self) -> Decimal {
        self.head.decimal("foreigntotal") * self.head_sign
    }

    pub(super) fn set_total(&mut self, total: Decimal) {
        self.head.number("foreigntotal", total * self.head_sign);
    }

    pub(super) fn of_role(&self, role: Role) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.role() == role)
    }

    pub(super) fn sum(&self, role: Role) -> Decimal {
        self.of_role(role).map(Line::amount).sum()
    }

    pub(super) fn line(&self, key: i64) -> Option<&Line> {
        self.lines
            .iter()
            .find(|line| line.key() == key && line.role() != Role::Main)
    }

    /// A line id that none had before.
    pub(super) fn next_key(&self) -> i64 {
        let last = self.lines.iter().map(Line::key).max().unwrap_or(0);
        last.max(
            self.extra
                .get("_lastLine")
                .and_then(serde_json::Value::as_i64)
                .unwrap_or(0),
        ) + 1
    }

    /// Adds a line with a new id.
    pub(super) fn push(&mut self, mut line: Line) -> i64 {
        let key = self.next_key();
        line.row.set("id", key);
        line.row.set("linesequencenumber", key);
        self.extra.insert("_lastLine".to_owned(), key.into());
        self.lines.push(line);
        key
    }

    /// Writes the transaction, its lines and its new links.
    pub(super) fn save(&mut self, ledger: &mut Ledger) -> Result<(), rusqlite::Error> {
        ledger.version += 1;
        let sql = &ledger.sql;
        if self.id == 0 {
            self.id = sql.query_row("SELECT COALESCE(MAX(id), 0) + 1 FROM b_transaction", [], |r| r.get(0))?;
        }
        self.head.set("id", self.id);
        self.head.set("type", self.kind.code);
        self.head.set("recordtype", self.kind.record.to_lowercase());
        if self.head.get("tranid").is_none() {
            self.head.set("tranid", format!("{}{}", self.kind.prefix, self.id));
        }
        sql.execute("DELETE FROM b_transaction WHERE id = ?", [self.id])?;
        sql.execute("DELETE FROM b_transactionline WHERE `transaction` = ?", [self.id])?;
        insert(ledger, "transaction", &self.head, &self.extra)?;
        let mut unique: i64 = sql.query_row("SELECT COALESCE(MAX(uniquekey), 0) FROM b_transactionline", [], |r| {
            r.get(0)
        })?;
        for line in &mut self.lines {
            line.row.set("transaction", self.id);
            if line.row.get("uniquekey").is_none() {
                unique += 1;
                line.row.set("uniquekey", unique);
            }
        }
        for line in &self.lines {
            let mut row = line.row.clone();
            self.turn(&mut row);
            insert(ledger, "transactionline", &row, &line.extra)?;
        }
        for link in std::mem::take(&mut self.links) {
            let mut row = Row::default();
            row.set("previousdoc", link.previous.0);
            row.set("previousline", link.previous.1);
            row.set("previoustype", &link.previous.2);
            row.set("nextdoc", self.id);
            row.set("nextline", link.next_line);
            row.set("nexttype", self.kind.code);
            row.set("linktype", link.kind);
            row.put("foreignamount", link.amount.map(|a| a.normalize().to_string()));
            row.put("lastmodifieddate", self.head.get("lastmodifieddate").map(str::to_owned));
            insert(ledger, "nexttransactionlinelink", &row, &Object::new())?;
            insert(ledger, "previoustransactionlinelink", &row, &Object::new())?;
        }
        Ok(())
    }
}

/// The type of an item.
pub(super) fn item_type(ledger: &Ledger, item: i64) -> Result<Option<String>, rusqlite::Error> {
    let text = "SELECT itemtype FROM b_item WHERE id = ?";
    ledger
        .sql
        .prepare_cached(text)?
        .query_row([item], |r| r.get(0))
        .optional()
        .map(Option::flatten)
}

/// The rows of a table where a column has an id, with what else they hold.
pub(super) fn rows(ledger: &Ledger, table: &str, column: &str, id: i64) -> Result<Vec<(Row, Object)>, rusqlite::Error> {
    let columns = ledger.columns(table);
    let names: Vec<String> = columns.iter().map(|c| format!("`{}`", c.name)).collect();
    let text_of = format!(
        "SELECT {}, {EXTRA} FROM b_{table} WHERE `{column}` = ? ORDER BY 1",
        names.join(", ")
    );
    let mut select = ledger.sql.prepare_cached(&text_of)?;
    let mut found = select.query([id])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut kept = Row::default();
        for (at, column) in columns.iter().enumerate() {
            kept.put(&column.name, text(row.get_ref(at)?));
        }
        let extra = text(row.get_ref(columns.len())?);
        let extra = extra.and_then(|e| serde_json::from_str(&e).ok()).unwrap_or_default();
        rows.push((kept, extra));
    }
    Ok(rows)
}

/// Adds a row to a table. Columns that the table does not have are not kept.
pub(super) fn insert(ledger: &Ledger, table: &str, row: &Row, extra: &Object) -> Result<(), rusqlite::Error> {
    let held: Vec<(&str, &str)> = ledger
        .columns(table)
        .iter()
        .filter_map(|c| row.get(&c.name).map(|value| (c.name.as_str(), value)))
        .collect();
    let extra = (!extra.is_empty()).then(|| serde_json::Value::Object(extra.clone()).to_string());
    let names: Vec<String> = held.iter().map(|(name, _)| format!("`{name}`")).collect();
    let places = vec!["?"; held.len() + 1].join(", ");
    let text = format!(
        "INSERT INTO b_{table} ({}{}{EXTRA}) VALUES ({places})",
        names.join(", "),
        if names.is_empty() { "" } else { ", " }
    );
    let values = held.iter().map(|(_, value)| Some((*value).to_owned())).chain([extra]);
    ledger.sql.prepare_cached(&text)?.execute(params_from_iter(values))?;
    Ok(())
}

/// The database failed: a fault of the twin's, not of the request.
pub(super) fn broken(error: rusqlite::Error) -> Fault {
    tracing::error!(%error, "the twin's database refused");
    Fault::unexpected("twin-database")
}
