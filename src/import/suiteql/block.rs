//! One block of pages, parsed and packed by one worker.

use serde::de::DeserializeSeed as _;

use super::Options;
use super::document::{self, BadValue, flip};
use super::page::{Envelope, PageSeed};
use super::row::{Column, Row};
use crate::base::{Amount, OrderKey};
use crate::import::blocks::line_spans;
use crate::model::books::{DocumentHead, DocumentKind, DocumentLine};
use crate::model::pack::pack;

/// A row or page that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) column: String,
    pub(super) value: String,
    pub(super) what: String,
    pub(super) mend: String,
}

/// A packed head.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadEntry {
    pub(super) id: u64,
    pub(super) key: OrderKey,
    pub(super) created_from: u64,
    pub(super) kind: DocumentKind,
    /// Index into the block's subsidiaries.
    pub(super) subsidiary: u32,
    pub(super) start: u32,
    pub(super) len: u32,
}

/// A packed line.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineEntry {
    pub(super) document: u64,
    pub(super) line: u32,
    pub(super) start: u32,
    pub(super) len: u32,
    /// Whether the line was turned round when it was packed.
    pub(super) flipped: bool,
}

/// One block of pages.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) heads: Vec<HeadEntry>,
    pub(super) lines: Vec<LineEntry>,
    pub(super) subsidiaries: Vec<String>,
    /// Which document a document was made from, where its lines say so.
    pub(super) made_from: Vec<(u64, u64)>,
    pub(super) currencies: Vec<(String, String)>,
    pub(super) faults: Vec<Fault>,
    pub(super) rows: u64,
    pub(super) unused: u64,
    pub(super) undated: u64,
    /// Whether the last page said that more follow.
    pub(super) unfinished: bool,
}

/// The lines of the document being listed: packed once its last line is known, because only all of
/// them tell which way round its signs are.
struct OpenDocument<'a> {
    document: u64,
    lines: Vec<DocumentLine<'a>>,
}

impl Block {
    pub(super) fn parse(bytes: &[u8], first_line: u64, options: &Options) -> Self {
        let mut block = Self::default();
        block.bytes.reserve(bytes.len() / 8);
        let bytes = if first_line == 1 {
            bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
        } else {
            bytes
        };
        for (line, span) in (first_line..).zip(line_spans(bytes)) {
            let page = bytes[span].trim_ascii();
            if !page.is_empty() {
                block.page(page, line, options);
            }
        }
        block
    }

    pub(super) fn page(&mut self, page: &[u8], line: u64, options: &Options) {
        let mut open = OpenDocument {
            document: 0,
            lines: Vec::new(),
        };
        let mut from = sonic_rs::Deserializer::from_slice(page);
        let seed = PageSeed {
            columns: &options.columns,
            take: each_row(|row| self.row(row, line, options, &mut open)),
        };
        let envelope = seed.deserialize(&mut from);
        self.close(&mut open, line);
        match envelope {
            Ok(envelope) => self.check(envelope, page, line),
            Err(error) => {
                let text = error.to_string();
                let cut = if page.last() == Some(&b'}') {
                    ""
                } else {
                    " (it is cut short)"
                };
                self.faults.push(Fault {
                    line,
                    column: String::new(),
                    value: String::new(),
                    what: format!(
                        "the page cannot be read{cut}: {}",
                        text.split("\n\n").next().unwrap_or(&text).trim()
                    ),
                    mend: "save each result page as NetSuite sent it, one page a line".to_owned(),
                });
            }
        }
    }

    fn check(&mut self, envelope: Envelope, page: &[u8], line: u64) {
        self.unfinished = envelope.has_more == Some(true);
        let fault = |what: String, mend: &str| Fault {
            line,
            column: String::new(),
            value: String::new(),
            what,
            mend: mend.to_owned(),
        };
        if envelope.count.is_none() && envelope.rows == 0 && !page.is_empty() {
            self.faults.push(fault(
                "is no SuiteQL result page: it has neither `items` nor `count`".to_owned(),
                "save each result page as NetSuite sent it, one page a line",
            ));
        }
        if let Some(count) = envelope.count
            && count != envelope.rows
        {
            self.faults.push(fault(
                format!("the page says it has {count} rows and has {}", envelope.rows),
                "fetch the page again; a part of it is missing",
            ));
        }
    }

    fn row<'a>(&mut self, row: &mut Row<'a>, line: u64, options: &Options, open: &mut OpenDocument<'a>) {
        self.rows += 1;
        let result = if let Some(document) = row.take(Column::Transaction) {
            self.line_row(&document, row, line, open)
        } else if row.get(Column::Kind).is_some() && row.get(Column::Id).is_some() {
            self.head_row(row, options)
        } else {
            match (row.take(Column::Id), row.take(Column::CurrencyCode)) {
                (Some(id), Some(code)) => self.currencies.push((id.into_owned(), code.into_owned())),
                _ => self.unused += 1,
            }
            Ok(())
        };
        if let Err(bad) = result {
            let row = self.rows;
            self.faults.push(Fault {
                line,
                column: bad.column.to_owned(),
                value: bad.value,
                what: bad.what,
                mend: format!(
                    "it stands in row {row} of this block of pages; mend the query or the record in NetSuite"
                ),
            });
        }
    }

    fn head_row(&mut self, row: &mut Row<'_>, options: &Options) -> Result<(), BadValue> {
        let head = document::head(row, options, &mut self.undated)?;
        // Accounts with one subsidiary name none, by the million: see `Address::is_empty`.
        let same = |s: &String| s.len() == head.subsidiary.len() && (s.is_empty() || *s == head.subsidiary);
        let subsidiary = match self.subsidiaries.iter().position(same) {
            Some(at) => at,
            None => {
                self.subsidiaries.push(head.subsidiary.clone().into_owned());
                self.subsidiaries.len() - 1
            }
        };
        let start = self.bytes.len();
        self.pack(&head)?;
        self.heads.push(HeadEntry {
            id: head.id,
            key: OrderKey::of(&head.order_ref),
            created_from: head.created_from,
            kind: head.kind,
            subsidiary: subsidiary as u32,
            start: start as u32,
            len: (self.bytes.len() - start) as u32,
        });
        Ok(())
    }

    fn pack(&mut self, head: &DocumentHead<'_>) -> Result<(), BadValue> {
        pack(head, &mut self.bytes).map_err(|e| BadValue {
            column: "id",
            value: head.id.to_string(),
            what: e.to_string(),
        })
    }

    fn line_row<'a>(
        &mut self,
        document: &str,
        row: &mut Row<'a>,
        line: u64,
        open: &mut OpenDocument<'a>,
    ) -> Result<(), BadValue> {
        let id: u64 = document.parse().map_err(|_| BadValue {
            column: "transaction",
            value: document.to_owned(),
            what: "is not an internal id".to_owned(),
        })?;
        if open.document != id {
            self.close(open, line);
            open.document = id;
        }
        if let Some(from) = row.get(Column::CreatedFrom).and_then(|f| f.parse().ok())
            && self.made_from.last() != Some(&(id, from))
        {
            self.made_from.push((id, from));
        }
        if let Some(line) = document::line(row)? {
            open.lines.push(line);
        }
        Ok(())
    }

    /// Packs the lines of the document that has just ended.
    fn close(&mut self, open: &mut OpenDocument<'_>, at: u64) {
        let flipped = runs_against(&open.lines);
        for line in &mut open.lines {
            if flipped {
                flip(line);
            }
            let start = self.bytes.len();
            if let Err(error) = pack(line, &mut self.bytes) {
                self.faults.push(Fault {
                    line: at,
                    column: "transaction".to_owned(),
                    value: open.document.to_string(),
                    what: error.to_string(),
                    mend: String::new(),
                });
                continue;
            }
            self.lines.push(LineEntry {
                document: open.document,
                line: line.id as u32,
                start: start as u32,
                len: (self.bytes.len() - start) as u32,
                flipped,
            });
        }
        open.lines.clear();
    }
}

/// Holds a closure to rows that borrow from the page.
const fn each_row<'a, F: FnMut(&mut Row<'a>)>(take: F) -> F {
    take
}

/// Whether the lines of a document run against it: their sum is negative, or, where they come to
/// nothing, their pieces are.
pub(super) fn runs_against(lines: &[DocumentLine<'_>]) -> bool {
    let sum: Amount = lines.iter().map(|l| l.amount).sum();
    if sum.is_zero() {
        let pieces: crate::base::Quantity = lines.iter().map(|l| l.quantity).sum();
        return pieces.raw() < 0;
    }
    sum.is_negative()
}
