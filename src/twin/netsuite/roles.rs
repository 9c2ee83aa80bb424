//! What a role may see and do.

use std::collections::BTreeSet;

use super::answer::Fault;
use super::ledger::{BooksError, Ledger};
use super::names::TYPES;
use crate::twin::world;

/// A role that signs in.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) number: usize,
    permissions: BTreeSet<String>,
    tables: BTreeSet<String>,
    breaking_columns: Vec<String>,
}

/// The permission that shows a table of SuiteQL.
fn table_permission(table: &str) -> Option<&'static str> {
    Some(match table {
        "item" | "kititemmember" => "LIST_ITEM",
        "currency" => "LIST_CURRENCY",
        "subsidiary" => "LIST_SUBSIDIARY",
        "customer" => "LIST_CUSTJOB",
        "account" => "LIST_ACCOUNT",
        "accountingperiod" => "ADMI_ACCTPERIODS",
        "deletedrecord" => "ADMI_DELETEDRECORD",
        _ => return None,
    })
}

impl Role {
    /// Sets up a role and its views of the tables.
    pub(super) fn new(
        number: usize,
        role: &world::Role,
        breaking_columns: &[String],
        ledger: &Ledger,
    ) -> Result<Self, BooksError> {
        let mut made = Self {
            number,
            permissions: role.permissions.iter().cloned().collect(),
            tables: BTreeSet::new(),
            breaking_columns: breaking_columns.to_vec(),
        };
        for (table, columns) in &ledger.tables {
            if !made.sees_table(table) {
                continue;
            }
            let shown: Vec<String> = columns
                .iter()
                .filter(|c| c.shows)
                .map(|c| match (table.as_str(), c.name.as_str()) {
                    ("transaction", "status") if ledger.compound_status => {
                        "b.`type` || ':' || b.`status` AS `status`".to_owned()
                    }
                    (_, name) => format!("b.`{name}` AS `{name}`"),
                })
                .collect();
            let text = format!(
                "CREATE VIEW r{number}_{table} AS SELECT {} FROM b_{table} AS b{}",
                shown.join(", "),
                made.rows_seen(table)
            );
            ledger.sql.execute_batch(&text)?;
            made.tables.insert(table.clone());
        }
        Ok(made)
    }

    /// Whether the role has a permission.
    pub(super) fn has(&self, permission: &str) -> bool {
        self.permissions.contains("*") || self.permissions.contains(permission)
    }

    /// # Errors
    /// The refusal where the role lacks the permission.
    pub(super) fn needs(&self, permission: &str, name: &str) -> Result<(), Fault> {
        if self.has(permission) {
            Ok(())
        } else {
            Err(Fault::permission(name))
        }
    }

    /// Whether the role is an administrator's.
    pub(super) fn is_administrator(&self) -> bool {
        self.permissions.contains("*")
    }

    /// The role's view of a table.
    pub(super) fn view(&self, table: &str) -> Option<String> {
        self.tables.contains(table).then(|| format!("r{}_{table}", self.number))
    }

    /// Whether a query with this unknown column breaks the server rather than being refused.
    pub(super) fn breaks_on(&self, column: &str) -> bool {
        self.breaking_columns.iter().any(|c| c == column)
    }

    fn sees_table(&self, table: &str) -> bool {
        if table.contains("transaction") {
            return TYPES.iter().any(|t| self.has(t.permission));
        }
        table_permission(table).is_none_or(|permission| self.has(permission))
    }

    /// The condition that leaves the rows of types that the role may not see out, without a word.
    fn rows_seen(&self, table: &str) -> String {
        let hidden: Vec<String> = TYPES
            .iter()
            .filter(|t| !self.has(t.permission))
            .map(|t| format!("'{}'", t.code))
            .collect();
        if hidden.is_empty() {
            return String::new();
        }
        let hidden = hidden.join(", ");
        match table {
            "transaction" => format!(" WHERE b.`type` NOT IN ({hidden})"),
            "transactionline" | "transactionaccountingline" => format!(
                " WHERE (SELECT t.`type` FROM b_transaction AS t WHERE t.id = b.`transaction`) NOT IN ({hidden})"
            ),
            "nexttransactionlinelink"
            | "previoustransactionlinelink"
            | "nexttransactionlink"
            | "previoustransactionlink" => {
                format!(" WHERE b.`nexttype` NOT IN ({hidden}) AND b.`previoustype` NOT IN ({hidden})")
            }
            _ => String::new(),
        }
    }
}
