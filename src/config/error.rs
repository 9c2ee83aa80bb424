//! What is wrong with a configuration, where, and the mend.

use std::fmt;

use thiserror::Error;

use crate::base::clean;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file; empty for a flag or the environment.
    pub file: String,
    /// The line, counted from 1; 0 where none is to blame.
    pub line: usize,
    /// The key with its tables, such as `late.orders`; or the column of a side file; or empty.
    pub key: String,
    /// What is wrong. Never repeats the value of a secret.
    pub what: String,
    /// What to do.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&clean(&self.file))?;
            if self.line > 0 {
                write!(f, ":{}", self.line)?;
            }
            f.write_str(": ")?;
        }
        if !self.key.is_empty() {
            write!(f, "`{}` ", clean(&self.key))?;
        }
        f.write_str(&clean(&self.what))?;
        if !self.mend.is_empty() {
            write!(f, "; {}", clean(&self.mend))?;
        }
        Ok(())
    }
}

/// A configuration that cannot be used. Holds every fault that was found, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError {
    /// At least one.
    pub faults: Vec<Fault>,
}

impl From<Fault> for ConfigError {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}
