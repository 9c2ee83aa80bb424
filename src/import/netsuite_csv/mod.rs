//! A NetSuite saved search (or report) exported as CSV.
//!
//! Which column holds what is configured, because every account names and orders its searches its own
//! way; several columns may share one name. Rows of one document are found by its internal id, wherever
//! they stand. A row marked as the main line is the document's total and never one of its lines.
//!
//! **Invariant:** signs are settled here. Whatever the search shows, a document's total comes out positive
//! in its own direction, its lines add to it, and a discount is below zero.

mod amount;
mod columns;
mod dates;
mod gather;
mod repeats;
mod roles;
mod settle;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use csv::StringRecord;

use columns::Mapping;
use gather::Gathered;
use roles::Roles;
use settle::settle;

use super::header::Header;
use super::table::{Step, Table};
use super::{Counts, ImportError, Input, Problem, Problems, Sink};
use crate::base::DateOrder;
use crate::model::books::{DocumentKind, LineRole};
use crate::model::rules::ItemRules;

/// How a saved search is read: `[import.netsuite_csv]` and what `[items]` says about lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetsuiteCsv {
    /// Which part of a date comes first; without it a date that can be read in two ways stops the import.
    pub date_order: Option<DateOrder>,
    /// Key to column name, only where it differs from the usual one; empty for a column that is not to be
    /// read. `Name#2` is the second column called `Name`. A column that is named here by another than its
    /// usual name must be there.
    ///
    /// | Keys | Hold |
    /// |---|---|
    /// | `internal_id`, `type`, `amount` | must be there; `amount` is the total on a main line, else the line's value without tax |
    /// | `date`, `number`, `order`, `status`, `memo`, `external_id`, `currency`, `customer`, `subsidiary` | the document's own fields |
    /// | `refund`, `payout` | the references of a refund and a payout; without them `external_id` and `memo` |
    /// | `created_from` | the document it was made from: an internal id, or `Sales Order #SO77` |
    /// | `tax` | the transaction's tax total, the same on each of its rows |
    /// | `main_line` | `*` on the row that stands for the whole document |
    /// | `item`, `item_id`, `item_type`, `quantity`, `net`, `line_tax`, `line_id`, `shipped`, `billed`, `closed` | a line; `net` is read where `amount` turns out to contain tax |
    /// | `account`, `debit`, `credit` | a line by account; the two stand in for `amount` |
    /// | `created_at`, `modified_at` | moments, with their offset from UTC |
    /// | `ship_address`, `ship_address2`, `ship_city`, `ship_state`, `ship_zip`, `ship_country` | where it ships to |
    pub columns: BTreeMap<String, String>,
    /// What an item's line stands for, by the item's internal id (from a column `item_id`, or where the
    /// item column shows ids).
    pub roles: BTreeMap<u64, LineRole>,
    /// The same by item name, in any letter case. `Shipping` and `Discount` are known from the start.
    pub role_names: BTreeMap<String, LineRole>,
}

impl Default for NetsuiteCsv {
    fn default() -> Self {
        Self::new(None, BTreeMap::new(), &ItemRules::default())
    }
}

impl NetsuiteCsv {
    /// The options as the configuration has them.
    #[must_use]
    pub fn new(date_order: Option<DateOrder>, columns: BTreeMap<String, String>, items: &ItemRules) -> Self {
        let names = [("Shipping", LineRole::Shipping), ("Discount", LineRole::Discount)];
        let ids = [
            (items.shipping, LineRole::Shipping),
            (items.discount, LineRole::Discount),
        ];
        Self {
            date_order,
            columns,
            roles: ids.into_iter().filter_map(|(id, role)| Some((id?, role))).collect(),
            role_names: names.into_iter().map(|(n, r)| (n.to_owned(), r)).collect(),
        }
    }

    /// Every key that `columns` may have.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        columns::KEYS.iter().map(|(key, ..)| *key)
    }
}

/// How many rows may stand above the header: company, title, period.
const TITLE_ROWS: usize = 20;

/// Reads a saved search and hands each document to the sink, in the order of their first rows.
///
/// Memory: the whole file, because the rows of a document may stand anywhere in it.
///
/// # Errors
/// [`ImportError`] where the mapping does not fit the file, where a date can be read in two ways, or where
/// the sink refuses. Faults of rows go to `problems`; their documents do not land.
pub fn netsuite_csv(
    input: Input<'_>,
    options: &NetsuiteCsv,
    sink: &mut dyn Sink,
    problems: &mut Problems,
) -> Result<Counts, ImportError> {
    let file = input.name.to_owned();
    let mapping = Mapping::new(&options.columns).map_err(|key| ImportError::Unusable {
        file,
        what: format!("[import.netsuite_csv] columns has the key `{key}`, which is none"),
        mend: format!("The keys are {}", Mapping::keys()),
    })?;
    let mut table = Table::open(input, TITLE_ROWS, &|header: &Header| {
        let mut missing = Vec::new();
        mapping.bind(header, &mut missing);
        missing
    })?;
    let columns = mapping.bind(table.header(), &mut Vec::new());
    let id_column = columns.internal_id;
    table.skip_rows(Box::new(move |row| is_no_data(row, id_column)));
    let mut gathered = Gathered::new(columns, options.date_order);
    loop {
        match table.advance(problems)? {
            Step::Row => gathered.row(&table, problems)?,
            Step::Broken => gathered.broken(&table),
            Step::End => break,
        }
    }
    finish(gathered, &table, options, sink, problems)
}

/// The totals of a report: rows without an internal id that begin with `Total`.
fn is_no_data(row: &StringRecord, id_column: Option<usize>) -> bool {
    let id = id_column.and_then(|c| row.get(c)).map_or("", str::trim);
    let first = row.iter().map(str::trim).find(|c| !c.is_empty());
    let Some(first) = first else {
        return false;
    };
    let lower = first.to_lowercase();
    let is_total = ["total", "overall total", "grand total"].contains(&lower.as_str())
        || lower.starts_with("total -")
        || lower.starts_with("total –")
        || lower.starts_with("total:");
    is_total && (id.is_empty() || id == first)
}

fn finish(
    mut gathered: Gathered,
    table: &Table<'_>,
    options: &NetsuiteCsv,
    sink: &mut dyn Sink,
    problems: &mut Problems,
) -> Result<Counts, ImportError> {
    if gathered.drafts.is_empty() && !gathered.others.is_empty() {
        let types: Vec<&str> = gathered.others.keys().take(5).map(String::as_str).collect();
        return Err(table.unusable(
            format!("none of its types is one that is compared ({})", types.join(", ")),
            "Export it with NetSuite's language set to English, and check the column of `type`".to_owned(),
        ));
    }
    let roles = Roles {
        by_id: &options.roles,
        by_name: &options.role_names,
    };
    let numbers: HashMap<(DocumentKind, String), u64> = gathered
        .drafts
        .iter()
        .filter(|d| !d.number.is_empty())
        .map(|d| ((d.kind, d.number.clone()), d.id))
        .collect();
    let mut notes = Notes::default();
    let mut counts = Counts {
        rows: table.rows(),
        ..Counts::default()
    };
    let (has_refund, has_payout) = (gathered.columns.refund.is_some(), gathered.columns.payout.is_some());
    for mut draft in gathered.whole() {
        if !has_refund {
            draft.refund_ref.clone_from(&draft.external_id);
        }
        if !has_payout {
            draft.payout_ref.clone_from(&draft.memo);
        }
        let (line, id) = (draft.line, draft.id);
        let source = draft.created_from.clone();
        match settle(draft, roles) {
            Ok(mut settled) => {
                settled.document.head.created_from = made_from(&source, &numbers, &mut notes);
                notes.take(&settled, line);
                sink.document(&settled.document)?;
                counts.count(settled.document.head.kind.label());
            }
            Err(fault) => problems.add(Problem {
                file: table.file().to_owned(),
                line,
                column: "Internal ID".to_owned(),
                value: id.to_string(),
                what: fault.what,
                mend: fault.mend.to_owned(),
            }),
        }
    }
    counts.notes = notes.into_sentences(&gathered, table);
    Ok(counts)
}

/// The internal id of the document another was made from: given as such, or as `Sales Order #SO77` and
/// found in the same file; 0 where it is not known.
fn made_from(text: &str, numbers: &HashMap<(DocumentKind, String), u64>, notes: &mut Notes) -> u64 {
    if text.is_empty() {
        return 0;
    }
    if let Ok(id) = text.parse() {
        return id;
    }
    let found = text.split_once('#').and_then(|(label, number)| {
        let key = (DocumentKind::parse(label), number.trim().to_owned());
        numbers.get(&key).copied()
    });
    found.unwrap_or_else(|| {
        notes.unfound += 1;
        0
    })
}

/// What a person should know about how the documents were read.
#[derive(Default)]
struct Notes {
    untied: Vec<String>,
    repeated: u64,
    unfound: u64,
}

impl Notes {
    fn take(&mut self, settled: &settle::Settled, line: u64) {
        self.repeated += settled.repeated;
        if !settled.ties {
            let head = &settled.document.head;
            let name = if head.number.is_empty() {
                Cow::Owned(head.id.to_string())
            } else {
                head.number.clone()
            };
            self.untied.push(format!("{name} (line {line})"));
        }
    }

    fn into_sentences(self, gathered: &Gathered, table: &Table<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if !gathered.others.is_empty() {
            let types: Vec<String> = gathered.others.iter().map(|(t, n)| format!("{t} ({n} rows)")).collect();
            notes.push(format!(
                "types that are not compared were left out: {}",
                types.join(", ")
            ));
        }
        if !self.untied.is_empty() {
            let more = if self.untied.len() > 5 { ", …" } else { "" };
            notes.push(format!(
                "the lines and tax of {} documents are not their total, and they are kept as stated: {}{more}",
                self.untied.len(),
                self.untied
                    .iter()
                    .take(5)
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ")
            ));
        }
        if self.repeated > 0 {
            notes.push(format!("{} rows stand in the file twice and count once", self.repeated));
        }
        if self.unfound > 0 {
            notes.push(format!(
                "{} documents were made from one that is not in the file; export Created From as an internal id to keep the link",
                self.unfound
            ));
        }
        if gathered.local_times > 0 {
            notes.push(format!(
                "{} times have no offset from UTC and were left out",
                gathered.local_times
            ));
        }
        notes.extend(table.note());
        notes
    }
}
