//! Faults in files, each with its place and its mend.

use std::fmt;

use crate::base::clean;

/// One fault in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named on the command line.
    pub file: String,
    /// The line it starts on, counted from 1; 0 for the file as a whole.
    pub line: u64,
    /// The column's name; empty for the row as a whole.
    pub column: String,
    /// The value; empty where there is none.
    pub value: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", clean(&self.file))?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        f.write_str(": ")?;
        if !self.column.is_empty() {
            write!(f, "column `{}`: ", clean(&self.column))?;
        }
        if !self.value.is_empty() {
            let shown: String = clean(&self.value).chars().take(60).collect();
            let more = if self.value.chars().count() > 60 { "…" } else { "" };
            write!(f, "`{shown}{more}` ")?;
        }
        // What is wrong may quote the value, too.
        write!(f, "{}", clean(&self.what))?;
        if !self.mend.is_empty() {
            write!(f, "; {}", self.mend)?;
        }
        Ok(())
    }
}

/// All faults of an import, bounded: the first ones are kept whole, the rest are counted.
#[derive(Debug, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    count: u64,
}

/// How many faults are kept whole.
const KEPT: usize = 1_000;

impl Problems {
    /// Adds a fault.
    pub fn add(&mut self, problem: Problem) {
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(problem);
        }
    }

    /// The faults that were kept whole, in the order they were found.
    #[must_use]
    pub fn kept(&self) -> &[Problem] {
        &self.kept
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}
