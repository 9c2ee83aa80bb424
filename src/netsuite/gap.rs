//! What an account or a role does not show, and what follows from it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::base::clean;

/// Something that is missing, or suspected to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// A table cannot be read.
    #[error("the table `{table}` cannot be read: {without}")]
    Table {
        /// Its name.
        table: String,
        /// What is then not known.
        without: String,
        /// Whether documents cannot be compared without it.
        needed: bool,
    },
    /// A column cannot be read.
    #[error("`{table}.{column}` cannot be read: {without}")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What is then not known.
        without: String,
        /// Whether documents cannot be compared without it.
        needed: bool,
    },
    /// A configured column is not there.
    #[error("`{setting} = \"{}\"`: transactions have no such column, or this role may not see it", clean(.column))]
    Field {
        /// The setting.
        setting: String,
        /// The column.
        column: String,
    },
    /// A table shows no row although there must be some.
    #[error("the table `{table}` shows no row, although there are {documents} documents")]
    EmptyTable {
        /// Its name.
        table: String,
        /// Documents that can be seen.
        documents: u64,
    },
    /// A type of transaction shows none although others say that there are some.
    #[error("no {kind} can be seen, although {evidence}")]
    Kind {
        /// The type's code.
        kind: String,
        /// The permission that shows it.
        permission: String,
        /// What says that there are some.
        evidence: String,
    },
    /// No transaction at all.
    #[error("no transaction can be seen")]
    NoDocuments,
    /// It stands nowhere which document another was made from.
    #[error("it cannot be seen which document another was made from")]
    MadeFrom,
    /// The zone of the account's moments is not known.
    #[error("the account's time zone cannot be told: its times are taken as UTC")]
    ZoneUnknown,
    /// The samples leave several zones.
    #[error("the account's records fit several time zones: its times are taken as {taken}")]
    ZoneUncertain {
        /// The one taken.
        taken: String,
    },
    /// The rows of a type do not add up to its totals.
    #[error("the rows of {balanced} of {looked_at} {kind} documents add up to their totals")]
    Unbalanced {
        /// The type's code.
        kind: String,
        /// Documents looked at.
        looked_at: u32,
        /// Those that add up.
        balanced: u32,
    },
}

impl Gap {
    /// Whether a comparison made without this would be wrong, and not only poorer.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        match self {
            Self::Table { needed, .. } | Self::Column { needed, .. } => *needed,
            Self::Field { .. } | Self::EmptyTable { .. } | Self::NoDocuments => true,
            Self::Kind { .. }
            | Self::MadeFrom
            | Self::ZoneUnknown
            | Self::ZoneUncertain { .. }
            | Self::Unbalanced { .. } => false,
        }
    }

    /// The permission that the role most likely lacks, by NetSuite's id for it.
    #[must_use]
    pub fn permission(&self) -> Option<&str> {
        match self {
            Self::Kind { permission, .. } => Some(permission),
            Self::NoDocuments => Some("TRAN_FIND"),
            Self::Table { table, .. } | Self::EmptyTable { table, .. } => match table.as_str() {
                "transaction" | "transactionline" => Some("REPO_ANALYTICS"),
                "item" | "kititemmember" => Some("LIST_ITEM"),
                "currency" => Some("LIST_CURRENCY"),
                "subsidiary" => Some("LIST_SUBSIDIARY"),
                "accountingperiod" => Some("ADMI_ACCTPERIODS"),
                "deletedrecord" => Some("ADMI_DELETEDRECORD"),
                _ => None,
            },
            _ => None,
        }
    }
}
