//! What an account looks like through one role: found once by probing, kept, and used by every query.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::gap::Gap;
use super::settings::Settings;
use super::zone::Zone;

/// The version of the probe. A profile of another version is to be made anew.
const VERSION: u32 = 1;

/// An account as one role sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub(super) version: u32,
    pub(super) settings: Settings,
    pub(super) tables: BTreeMap<String, Table>,
    pub(super) made_from: MadeFrom,
    pub(super) kinds: BTreeMap<String, KindSeen>,
    pub(super) zone: Zone,
    pub(super) gaps: Vec<Gap>,
}

/// A table that can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns that can be read, of those that are wanted.
    pub columns: BTreeSet<String>,
    /// Whether it showed no row at all.
    pub empty: bool,
}

/// Where it stands which document another was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeFrom {
    /// On the transaction.
    Header,
    /// On its lines.
    Lines,
    /// In the table of links alone.
    Links,
    /// Nowhere this role may see.
    Nowhere,
}

/// How `status` is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusSpelling {
    /// `B`.
    Letter,
    /// `SalesOrd:B`.
    Compound,
    /// No document showed it, or both spellings occur.
    Unclear,
}

/// What was seen of one type of transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSeen {
    /// Documents.
    pub documents: u64,
    /// The highest internal id.
    pub last_id: u64,
    /// Documents by status, as spelled.
    pub statuses: BTreeMap<String, u64>,
    /// How the signs of the samples run.
    pub signs: Signs,
}

/// How the signs of one type's rows run, by its newest documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// Documents looked at.
    pub looked_at: u32,
    /// Those whose main line and other rows add up to nothing.
    pub balanced: u32,
    /// Those whose total is above zero.
    pub totals_positive: u32,
    /// Those whose total is below zero.
    pub totals_negative: u32,
    /// Those whose rows without the main line add up to less than zero.
    pub rows_negative: u32,
    /// Those with a row of tax.
    pub taxed: u32,
}

impl Profile {
    pub(super) const fn new(settings: Settings) -> Self {
        Self {
            version: VERSION,
            settings,
            tables: BTreeMap::new(),
            made_from: MadeFrom::Nowhere,
            kinds: BTreeMap::new(),
            zone: Zone::unknown(),
            gaps: Vec::new(),
        }
    }

    /// Whether this profile answers for these settings, and was made by this version of the probe.
    #[must_use]
    pub fn fits(&self, settings: &Settings) -> bool {
        let same = |wanted: Settings| wanted == self.settings;
        self.version == VERSION && settings.clone().checked().is_ok_and(same)
    }

    /// What it was made for.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The tables that can be read, by name.
    #[must_use]
    pub const fn tables(&self) -> &BTreeMap<String, Table> {
        &self.tables
    }

    /// Where it stands which document another was made from.
    #[must_use]
    pub const fn made_from(&self) -> MadeFrom {
        self.made_from
    }

    /// What was seen of each type, by its code; types without a document are not listed.
    #[must_use]
    pub const fn kinds(&self) -> &BTreeMap<String, KindSeen> {
        &self.kinds
    }

    /// The zone of the account's texts of moments.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// What is missing, the worst first.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// How `status` is spelled.
    #[must_use]
    pub fn status_spelling(&self) -> StatusSpelling {
        let mut spelled = self
            .kinds
            .values()
            .flat_map(|k| k.statuses.keys())
            .map(|s| s.contains(':'));
        match (spelled.clone().any(|long| long), spelled.any(|long| !long)) {
            (true, false) => StatusSpelling::Compound,
            (false, true) => StatusSpelling::Letter,
            _ => StatusSpelling::Unclear,
        }
    }

    /// The zone of `created_at` and `modified_at` texts; UTC where it is not known.
    #[must_use]
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        self.zone.time_zone()
    }

    /// The moment of an account's text `2026-03-04 11:02:17`. Of an hour that comes twice, the first.
    #[must_use]
    pub fn utc(&self, account_text: &str) -> Option<jiff::Timestamp> {
        self.zone.utc(account_text)
    }

    /// The account's text of a moment.
    #[must_use]
    pub fn account_text(&self, moment: jiff::Timestamp) -> String {
        self.zone.account_text(moment)
    }

    /// Whether a table can be read.
    pub(super) fn sees(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Whether a column can be read.
    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|t| t.columns.contains(column))
    }

    /// Whether all columns of a table can be read.
    pub(super) fn has_all(&self, table: &str, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.has(table, column))
    }
}
