//! A currency as the store's columns hold it.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use crate::base::Currency;

/// What is no currency is an error, never "not known": documents of an unknown currency are compared
/// with any, so that a damaged row would pass for an equal one.
impl FromSql for Currency {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_currency_is_an_error() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let read = |sql: &str| db.query_row(sql, [], |r| r.get::<_, Currency>(0));
        assert_eq!(read("SELECT 'GBP'").unwrap().as_str(), "GBP");
        assert_eq!(read("SELECT 'XXX'").unwrap(), Currency::UNKNOWN);
        for damaged in ["'gb'", "''", "NULL", "7", "x'475550'"] {
            assert!(read(&format!("SELECT {damaged}")).is_err(), "{damaged}");
        }
    }
}
