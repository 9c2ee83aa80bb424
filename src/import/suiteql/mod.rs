//! SuiteQL result pages: one page a line, or one page a file; headers and lines of transactions in
//! files of their own or together.

mod block;
mod document;
mod gather;
mod page;
mod row;
#[cfg(test)]
mod tests;

use std::io::Read;

pub use gather::{DocumentRows, Place};
pub use row::Columns;

use super::blocks::in_blocks;
use super::{ImportError, Problem, Problems, json_file};
use crate::base::DateOrder;
use block::Block;

/// How pages are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The configured columns.
    pub columns: Columns,
    /// The order of dates that do not say it themselves; without it they are left out, because a
    /// date only explains a match and never makes one.
    pub date_order: Option<DateOrder>,
    /// The zone that texts of moments are in; without it they are taken as UTC, which compares them with
    /// each other rightly.
    pub zone: Option<jiff::tz::TimeZone>,
    /// The pages that follow are read by themselves, so that one that says `hasMore` is no fault.
    pub goes_on: bool,
}

/// What the pages of a file say besides their documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Rows read.
    pub rows: u64,
    /// Rows that are heads of documents.
    pub heads: u64,
    /// Rows that are lines of documents.
    pub lines: u64,
    /// Rows of tables that are not used.
    pub unused: u64,
    /// Dates left out because their order is not declared.
    pub undated: u64,
}

/// Reads one file of pages into `documents`.
///
/// # Errors
/// [`ImportError`] where the file cannot be read.
pub fn read(
    name: &str,
    input: &mut dyn Read,
    options: &Options,
    workers: usize,
    documents: &mut DocumentRows,
    problems: &mut Problems,
) -> Result<PageFacts, ImportError> {
    let mut input = json_file::open(name, input, "each result page as NetSuite sent it")?;
    let blocks = if input.one_document_a_line {
        in_blocks(name, &mut input, workers, |bytes, line| {
            Block::parse(bytes, line, options)
        })?
    } else {
        vec![one_document(name, &mut input, options)?]
    };
    let mut facts = PageFacts::default();
    let mut unfinished = false;
    for block in blocks {
        facts.rows += block.rows;
        facts.heads += block.heads.len() as u64;
        facts.lines += block.lines.len() as u64;
        facts.unused += block.unused;
        facts.undated += block.undated;
        unfinished = block.unfinished;
        for fault in &block.faults {
            problems.add(Problem {
                file: name.to_owned(),
                line: fault.line,
                column: fault.column.clone(),
                value: fault.value.clone(),
                what: fault.what.clone(),
                mend: fault.mend.clone(),
            });
        }
        documents.add(block);
    }
    if unfinished && !options.goes_on {
        problems.add(Problem {
            file: name.to_owned(),
            line: 0,
            column: "hasMore".to_owned(),
            value: "true".to_owned(),
            what: "is what the last page says: rows are missing behind it".to_owned(),
            mend: "fetch the pages that follow and put them into the file".to_owned(),
        });
    }
    Ok(facts)
}

/// A page written over many lines is at most a thousand rows; this is ten times what they need.
const LARGEST_PAGE: u64 = 64 << 20;

/// A file that is one page, or several behind each other, written over many lines.
fn one_document(name: &str, input: &mut dyn Read, options: &Options) -> Result<Block, ImportError> {
    let mut bytes = Vec::new();
    Read::take(input, LARGEST_PAGE)
        .read_to_end(&mut bytes)
        .map_err(|source| ImportError::Io {
            file: name.to_owned(),
            source,
        })?;
    let mut block = Block::default();
    for page in serde_json::Deserializer::from_slice(&bytes).into_iter::<&serde_json::value::RawValue>() {
        match page {
            Ok(page) => block.page(page.get().as_bytes(), 1, options),
            Err(error) => {
                return Err(ImportError::Unusable {
                    file: name.to_owned(),
                    what: format!("no JSON that can be read: {error}"),
                    mend: "Save each result page as NetSuite sent it".to_owned(),
                });
            }
        }
    }
    Ok(block)
}
