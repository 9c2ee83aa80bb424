//! Accounting periods: when NetSuite's books take postings.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An accounting period that takes postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Internal id.
    pub id: u64,
    /// Its name: `Nov 2026`.
    pub name: String,
    /// Its first day.
    pub first_day: Date,
    /// Its last day.
    pub last_day: Date,
    /// Nobody posts to it any more.
    pub closed: bool,
    /// Locked for all; only a role that overrides restrictions posts to it.
    pub locked: bool,
    /// Locked for sales: invoices, credit memos, refunds.
    pub sales_locked: bool,
}

impl Period {
    /// Whether a day falls into it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.first_day <= day && day <= self.last_day
    }
}
