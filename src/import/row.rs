//! One row: getters that read a cell as a value, and say where a value stands that they refuse.

use csv::StringRecord;
use jiff::civil::Date;

use super::header::{Column, Header};
use super::values::{self, Fault};
use super::{Problem, Problems};
use crate::base::{Amount, Currency, Moment};

/// One row whose faults are counted as its cells are read.
pub(super) struct Row<'r> {
    file: &'r str,
    line: u64,
    header: &'r Header,
    record: &'r StringRecord,
    problems: &'r mut Problems,
    faults: u32,
}

impl<'r> Row<'r> {
    /// A row of a file.
    pub(super) fn new(
        file: &'r str,
        line: u64,
        header: &'r Header,
        record: &'r StringRecord,
        problems: &'r mut Problems,
    ) -> Self {
        Self {
            file,
            line,
            header,
            record,
            problems,
            faults: 0,
        }
    }

    /// The text of a cell without blanks around it; empty where the column or the value is missing.
    pub(super) fn text(&self, column: Column) -> &'r str {
        column.and_then(|c| self.record.get(c)).map_or("", str::trim)
    }

    /// Whether a cell that was read was at fault.
    pub(super) fn has_faults(&self) -> bool {
        self.faults > 0
    }

    /// Reports a fault of a cell.
    pub(super) fn fault(&mut self, column: Column, fault: Fault) {
        self.faults += 1;
        self.problems.add(Problem {
            file: self.file.to_owned(),
            line: self.line,
            column: column.map_or("", |c| self.header.name(c)).to_owned(),
            value: self.text(column).to_owned(),
            what: fault.what,
            mend: fault.mend.to_owned(),
        });
    }

    /// A value, `None` where the cell is blank or at fault.
    pub(super) fn maybe<T>(&mut self, column: Column, read: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        match self.text(column) {
            "" => None,
            text => match read(text) {
                Ok(value) => Some(value),
                Err(fault) => {
                    self.fault(column, fault);
                    None
                }
            },
        }
    }

    /// A value that must be there; `None` where it is at fault, which is reported.
    pub(super) fn must<T>(&mut self, column: Column, read: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        if self.text(column).is_empty() {
            self.fault(column, Fault::new("the value is missing", "export the file again"));
            return None;
        }
        self.maybe(column, read)
    }

    /// An amount that must be there.
    pub(super) fn amount(&mut self, column: Column) -> Option<Amount> {
        self.must(column, values::plain_amount)
    }

    /// A moment that must be there.
    pub(super) fn moment(&mut self, column: Column) -> Option<Moment> {
        self.must(column, values::moment)
    }

    /// A date, where there is one.
    pub(super) fn date(&mut self, column: Column) -> Option<Date> {
        self.maybe(column, values::iso_date)
    }

    /// A currency that must be there.
    pub(super) fn currency(&mut self, column: Column) -> Option<Currency> {
        self.must(column, |text| {
            Currency::parse(text).map_err(|_| Fault::new("is not a currency code such as GBP", "export the file again"))
        })
    }
}
