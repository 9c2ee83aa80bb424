//! The account's data: one in-memory SQL database made from the world's tables, from which both
//! SuiteQL and records answer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value as Cell, ValueRef};
use serde_json::{Map, Value};
use thiserror::Error;

use super::tables::{self, Kind};
use super::when;
use crate::twin::objects::Objects;
use crate::twin::world::Books;

/// A world whose NetSuite account cannot be set up.
#[derive(Debug, Error)]
pub enum BooksError {
    /// A value that its column does not hold.
    #[error("the world's table {table}, row {row}: {column} is {value:?}")]
    Value {
        /// The table.
        table: String,
        /// The row, counted from 1.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A table or a column has a name that SuiteQL does not know of.
    #[error("the world's table {0}: table and column names are lower-case letters, digits and underscores")]
    Name(String),
    /// The account's time zone is not known.
    #[error("the world's NetSuite account has an unknown time zone: {0}")]
    TimeZone(String),
    /// A public key of a role cannot be read.
    #[error("the public key of role {0} is no PEM")]
    Key(String),
    /// The database refused.
    #[error("the world's NetSuite tables cannot be set up: {0}")]
    Database(#[from] rusqlite::Error),
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether SuiteQL shows it. Records use the others, too.
    pub(super) shows: bool,
}

/// The account's tables.
pub(super) struct Ledger {
    pub(super) sql: Connection,
    pub(super) zone: TimeZone,
    pub(super) date_order: String,
    pub(super) compound_status: bool,
    pub(super) tables: BTreeMap<String, Vec<Column>>,
    /// Grows with every write.
    pub(super) version: u64,
}

/// Holds what a record has and no column does, as JSON.
pub(super) const EXTRA: &str = "_extra";

const INDEXES: [&str; 10] = [
    "CREATE UNIQUE INDEX i_line ON b_transactionline(`transaction`, id)",
    "CREATE INDEX i_line_from ON b_transactionline(createdfrom) WHERE createdfrom IS NOT NULL",
    "CREATE INDEX i_modified ON b_transaction(lastmodifieddate)",
    "CREATE INDEX i_external ON b_transaction(externalid)",
    "CREATE INDEX i_ref ON b_transaction(otherrefnum)",
    "CREATE INDEX i_from ON b_transaction(createdfrom) WHERE createdfrom IS NOT NULL",
    "CREATE INDEX i_next ON b_nexttransactionlinelink(previousdoc)",
    "CREATE INDEX i_next_back ON b_nexttransactionlinelink(nextdoc)",
    "CREATE INDEX i_previous ON b_previoustransactionlinelink(nextdoc)",
    "CREATE INDEX i_address ON b_transactionshippingaddress(nkey)",
];

impl Ledger {
    pub(super) fn open(books: &Books) -> Result<Self, BooksError> {
        // A world without a NetSuite account says no zone.
        let zone = match books.time_zone.as_str() {
            "" => TimeZone::UTC,
            name => TimeZone::get(name).map_err(|_| BooksError::TimeZone(name.to_owned()))?,
        };
        let sql = Connection::open_in_memory()?;
        sql.execute_batch("PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY;")?;
        sql.set_prepared_statement_cache_capacity(256);
        let mut ledger = Self {
            sql,
            zone,
            date_order: books.date_order.clone(),
            compound_status: books.status_spelling == "compound",
            tables: BTreeMap::new(),
            version: 0,
        };
        let standard = tables::standard().map(|t| t.name.to_owned());
        let names: BTreeSet<String> = standard.chain(books.tables.keys().cloned()).collect();
        let none = Objects::default();
        for name in &names {
            let rows = books.tables.get(name).unwrap_or(&none);
            ledger.create(name, rows)?;
            ledger.fill(name, rows)?;
        }
        ledger.sql.execute_batch(&INDEXES.join(";"))?;
        ledger.sql.execute_batch("ANALYZE")?;
        Ok(ledger)
    }

    fn create(&mut self, table: &str, rows: &Objects) -> Result<(), BooksError> {
        let held: BTreeSet<&str> = rows.names().collect();
        let standard = tables::standard().find(|t| t.name == table);
        let mut columns: Vec<Column> = Vec::new();
        for (name, kind) in standard.iter().flat_map(|t| t.columns()) {
            let always = standard.is_none_or(|t| t.always_shows(name));
            columns.push(Column {
                name: name.to_owned(),
                kind,
                shows: always || held.contains(name),
            });
        }
        for name in held {
            if !columns.iter().any(|c| c.name == name) {
                columns.push(Column {
                    name: name.to_owned(),
                    kind: tables::guess(name),
                    shows: true,
                });
            }
        }
        if !is_name(table) || columns.iter().any(|c| !is_name(&c.name)) {
            return Err(BooksError::Name(table.to_owned()));
        }
        if columns.is_empty() {
            columns.push(Column {
                name: "id".to_owned(),
                kind: Kind::Id,
                shows: true,
            });
        }
        let keyed = table != "transactionline" && table != "transactionaccountingline";
        let definition = columns.iter().map(|c| {
            let key = if keyed && c.name == "id" { " PRIMARY KEY" } else { "" };
            format!("`{}` {}{key}", c.name, c.kind.affinity())
        });
        let list = definition.collect::<Vec<_>>().join(", ");
        self.sql
            .execute_batch(&format!("CREATE TABLE b_{table} ({list}, {EXTRA} TEXT)"))?;
        self.tables.insert(table.to_owned(), columns);
        Ok(())
    }

    fn fill(&self, table: &str, rows: &Objects) -> Result<(), BooksError> {
        if rows.is_empty() {
            return Ok(());
        }
        let held: BTreeSet<&str> = rows.names().collect();
        let columns: Vec<&Column> = self
            .columns(table)
            .iter()
            .filter(|c| held.contains(c.name.as_str()))
            .collect();
        let names: Vec<String> = columns.iter().map(|c| format!("`{}`", c.name)).collect();
        let places = vec!["?"; columns.len()].join(", ");
        self.sql.execute_batch("BEGIN")?;
        let text = format!("INSERT INTO b_{table} ({}) VALUES ({places})", names.join(", "));
        let mut insert = self.sql.prepare(&text)?;
        for (at, row) in rows.iter().enumerate() {
            for (place, column) in columns.iter().enumerate() {
                let cell = self
                    .cell(table, column, row.get(&column.name))
                    .ok_or_else(|| BooksError::Value {
                        table: table.to_owned(),
                        row: at + 1,
                        column: column.name.clone(),
                        value: row.get(&column.name).map(ToString::to_string).unwrap_or_default(),
                    })?;
                insert.raw_bind_parameter(place + 1, cell)?;
            }
            insert.raw_execute()?;
        }
        drop(insert);
        self.sql.execute_batch("COMMIT")?;
        Ok(())
    }

    /// A value of the world as it is stored; `None` where the column cannot hold it.
    pub(super) fn cell<'v>(&self, table: &str, column: &Column, value: Option<&'v Value>) -> Option<ToSqlOutput<'v>> {
        let text = match value {
            None | Some(Value::Null) => return Some(ToSqlOutput::Owned(Cell::Null)),
            Some(Value::String(text)) if text.is_empty() => return Some(ToSqlOutput::Owned(Cell::Null)),
            Some(Value::String(text)) => text.as_str(),
            Some(Value::Bool(flag)) => {
                if *flag {
                    "T"
                } else {
                    "F"
                }
            }
            Some(Value::Number(number)) => return Some(ToSqlOutput::Owned(Cell::Text(number.to_string()))),
            Some(Value::Array(_) | Value::Object(_)) => return None,
        };
        let owned = |text| Some(ToSqlOutput::Owned(Cell::Text(text)));
        match column.kind {
            Kind::Moment => owned(when::from_utc_text(text, &self.zone)?),
            Kind::Date => owned(when::from_date_text(text)?),
            Kind::Id => text.parse::<i64>().ok().map(|id| ToSqlOutput::Owned(Cell::Integer(id))),
            Kind::Number => text
                .parse::<rust_decimal::Decimal>()
                .ok()
                .map(|_| ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))),
            // One spelling is kept; which one is shown is the account's setting.
            Kind::Text if table == "transaction" && column.name == "status" => {
                owned(text.rsplit(':').next().unwrap_or(text).to_owned())
            }
            Kind::Text => Some(ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))),
        }
    }

    pub(super) fn columns(&self, table: &str) -> &[Column] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// The tables as a world holds them.
    pub(super) fn snapshot(&self) -> Result<BTreeMap<String, Objects>, rusqlite::Error> {
        let mut all = BTreeMap::new();
        for (table, columns) in &self.tables {
            let names: Vec<String> = columns.iter().map(|c| format!("`{}`", c.name)).collect();
            let mut select = self
                .sql
                .prepare(&format!("SELECT {} FROM b_{table} ORDER BY rowid", names.join(", ")))?;
            let mut rows = select.query([])?;
            let mut kept = Objects::default();
            while let Some(row) = rows.next()? {
                let mut object = Map::new();
                for (at, column) in columns.iter().enumerate() {
                    if let Some(text) = text(row.get_ref(at)?) {
                        let text = match column.kind {
                            Kind::Moment => when::to_utc_text(&text, &self.zone).unwrap_or(text),
                            Kind::Date => when::civil(&text).map_or(text, |c| c.date().to_string()),
                            _ => text,
                        };
                        object.insert(column.name.clone(), Value::String(text));
                    }
                }
                kept.push(object);
            }
            if !kept.is_empty() {
                all.insert(table.clone(), kept);
            }
        }
        Ok(all)
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    !name.is_empty() && name.bytes().all(fits)
}

/// A cell as a text: a number in its shortest form of at most 15 digits, so that what a double
/// cannot hold exactly reads as the decimal number it stands for.
pub(super) fn text(cell: ValueRef<'_>) -> Option<String> {
    match cell {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(decimal(number)),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// The decimal number of at most 15 digits that a double stands for.
pub(super) fn decimal(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    match rust_decimal::Decimal::from_scientific(&scientific) {
        Ok(exact) => exact.normalize().to_string(),
        Err(_) => scientific,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn doubles_read_as_the_decimals_they_stand_for() {
        for text in [
            "118.25",
            "-40.5",
            "0.1",
            "0.0825",
            "12345678901.23",
            "-43.91",
            "0.000001",
        ] {
            assert_eq!(super::decimal(text.parse().unwrap()), text);
        }
        assert_eq!(super::decimal("0.30000000000000004".parse().unwrap()), "0.3");
        assert_eq!(super::decimal("100".parse().unwrap()), "100");
    }
}
