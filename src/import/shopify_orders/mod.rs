//! The orders export of the Shopify admin.
//!
//! An order is one row for each line of goods. The first row has the order's own values, the rows after
//! it have them blank (the e-mail address too, so that is no mark: guests have none on any row). The
//! totals are as sold: refunds and cancellation are never taken off them.
//!
//! **Invariant:** an order lands only when its lines, discounts, shipping and tax add up to its total.

mod columns;
mod group;
mod sums;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use columns::Columns;
use group::{First, Group};

use super::header::Header;
use super::table::{Step, Table};
use super::values::Fault;
use super::{Counts, ImportError, Input, Problem, Problems, Sink};
use crate::base::hash64;

/// Reads an orders export and hands each order to the sink.
///
/// Memory: one order, and 24 bytes for each order already read (to tell when one stands in the file
/// twice).
///
/// # Errors
/// [`ImportError`] where the file is no orders export or the sink refuses. Faults of rows go to
/// `problems`; their orders do not land.
pub fn shopify_orders(input: Input<'_>, sink: &mut dyn Sink, problems: &mut Problems) -> Result<Counts, ImportError> {
    let mut table = Table::open(input, 1, &|header: &Header| {
        let mut missing = Vec::new();
        Columns::bind(header, &mut missing);
        missing
    })?;
    let columns = Columns::bind(table.header(), &mut Vec::new());
    let mut reading = Reading {
        columns,
        current: None,
        seen: HashMap::new(),
        repeated: 0,
        counts: Counts::default(),
    };
    loop {
        match table.advance(problems)? {
            Step::Row => reading.row(&table, sink, problems)?,
            Step::Broken => reading.broken(&table, sink, problems)?,
            Step::End => break,
        }
    }
    reading.finish(table.file(), sink, problems)?;
    Ok(reading.into_counts(&table))
}

struct Reading {
    columns: Columns,
    current: Option<Group>,
    /// Identity of an order to its line and digest.
    seen: HashMap<u64, (u64, u64)>,
    repeated: u64,
    counts: Counts,
}

impl Reading {
    fn row(&mut self, table: &Table<'_>, sink: &mut dyn Sink, problems: &mut Problems) -> Result<(), ImportError> {
        let line = table.line();
        let name = table.text(self.columns.name);
        if name.is_empty() {
            let fault = Fault::new("a row without the name of its order", "export the file again");
            table.row(problems).fault(self.columns.name, fault);
            if let Some(current) = &mut self.current {
                current.spoilt = true;
            }
            return Ok(());
        }
        let begins = !table.text(self.columns.total).is_empty();
        if begins {
            self.finish(table.file(), sink, problems)?;
            let mut row = table.row(problems);
            let first = First::read(&mut row, &self.columns);
            self.current = Some(Group::new(name, line, first));
        } else if self.current.as_ref().is_none_or(|current| current.name != name) {
            self.finish(table.file(), sink, problems)?;
            let fault = Fault::new(
                "the first row of this order (the one with the total) does not stand before it",
                "export the file again and do not sort it: the rows of an order must follow one another",
            );
            table.row(problems).fault(self.columns.total, fault);
            self.current = Some(Group::new(name, line, None));
        }
        if let Some(current) = &mut self.current {
            current.digest = hash64(&[current.digest, table.digest()].map(u64::to_le_bytes).concat());
            current.add_line(&mut table.row(problems), &self.columns);
        }
        Ok(())
    }

    /// A row that is not whole spoils the order it belongs to, and that order alone.
    fn broken(&mut self, table: &Table<'_>, sink: &mut dyn Sink, problems: &mut Problems) -> Result<(), ImportError> {
        let name = table.text(self.columns.name);
        match &mut self.current {
            Some(current) if name.is_empty() || current.name == name => current.spoilt = true,
            _ => {
                self.finish(table.file(), sink, problems)?;
                self.current = Some(Group::new(name, table.line(), None));
            }
        }
        Ok(())
    }

    /// The order that was being gathered is complete.
    fn finish(&mut self, file: &str, sink: &mut dyn Sink, problems: &mut Problems) -> Result<(), ImportError> {
        let Some(group) = self.current.take().filter(|g| !g.spoilt) else {
            return Ok(());
        };
        let (line, name) = (group.line, group.name.clone());
        let mut fault = |column: &str, what: String, mend: &str| {
            problems.add(Problem {
                file: file.to_owned(),
                line,
                column: column.to_owned(),
                value: name.clone(),
                what,
                mend: mend.to_owned(),
            });
        };
        match self.seen.entry(group.identity()) {
            Entry::Vacant(entry) => {
                entry.insert((line, group.digest));
            }
            Entry::Occupied(entry) if entry.get().1 == group.digest => {
                self.repeated += 1;
                return Ok(());
            }
            Entry::Occupied(entry) => {
                let what = format!(
                    "stands in the file already, at line {}, with other values",
                    entry.get().0
                );
                fault("Name", what, "import each export by itself, the oldest first");
                return Ok(());
            }
        }
        match group.finish() {
            Ok(Some(order)) => {
                sink.order(&order)?;
                self.counts.count("order");
            }
            Ok(None) => {}
            Err(untied) => fault(
                "Total",
                untied.0,
                "a row of it may be lost or changed: export the file again; if it stays so, pull the order from the API",
            ),
        }
        Ok(())
    }

    fn into_counts(self, table: &Table<'_>) -> Counts {
        let mut counts = self.counts;
        counts.rows = table.rows();
        if self.repeated > 0 {
            let orders = if self.repeated == 1 {
                "order stands"
            } else {
                "orders stand"
            };
            counts.notes.push(format!(
                "{} {orders} in the file twice with equal values and count once",
                self.repeated
            ));
        }
        counts.notes.extend(table.note());
        counts
    }
}
