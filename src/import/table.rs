//! Rows of a CSV file under their header. A row that is not whole is a fault, and so is a file that
//! ends in the middle of one.

use csv::{ReaderBuilder, StringRecord};

use super::header::{Column, Header, kind_hint};
use super::row::Row;
use super::text::{END, TextFault, TextReader};
use super::{ImportError, Input, Problem, Problems};
use crate::base::hash64;

/// What reading on brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A whole row.
    Row,
    /// A row that is not whole; its fault is reported. Its cells can still be looked at.
    Broken,
    /// The end of the file.
    End,
}

/// A CSV file: its header, and the row that was read last.
pub(super) struct Table<'a> {
    file: String,
    csv: csv::Reader<TextReader<'a>>,
    delimiter: u8,
    header: Header,
    record: StringRecord,
    line: u64,
    rows: u64,
    unwrapped: u64,
    cut_off: bool,
    skip: Option<Box<SkipRow>>,
}

/// Says that a row is none of the data.
type SkipRow = dyn Fn(&StringRecord) -> bool;

impl<'a> Table<'a> {
    /// Opens a file and finds its header among the first `depth` rows: the first one that
    /// `missing` finds nothing missing in.
    ///
    /// # Errors
    /// [`ImportError::Unusable`] names the missing columns, and the kind the file seems to be.
    pub(super) fn open(
        input: Input<'a>,
        depth: usize,
        missing: &dyn Fn(&Header) -> Vec<String>,
    ) -> Result<Self, ImportError> {
        let file = input.name.to_owned();
        let mut text = TextReader::open(input)?;
        let head = text.peek().map_err(|e| read_error(&file, e))?;
        let (delimiter, declared) = delimiter(head);
        let csv = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(64 * 1024)
            .from_reader(text);
        let mut table = Self {
            file,
            csv,
            delimiter,
            header: Header::new(&StringRecord::new()),
            record: StringRecord::new(),
            line: 0,
            rows: 0,
            unwrapped: 0,
            cut_off: false,
            skip: None,
        };
        if declared {
            table.read()?;
        }
        table.find_header(depth, missing)?;
        Ok(table)
    }

    fn find_header(&mut self, depth: usize, missing: &dyn Fn(&Header) -> Vec<String>) -> Result<(), ImportError> {
        let mut least: Option<Vec<String>> = None;
        for _ in 0..depth {
            if !self.read()? || self.cut_off {
                break;
            }
            if self.record.len() == 1 {
                self.unwrap_row();
            }
            let header = Header::new(&self.record);
            let lacks = missing(&header);
            if lacks.is_empty() {
                self.header = header;
                self.unwrapped = 0;
                return Ok(());
            }
            if least.as_ref().is_none_or(|l| lacks.len() < l.len()) {
                least = Some(lacks);
                self.header = header;
            }
        }
        let lacks: Vec<String> = least.unwrap_or_default().iter().map(|n| format!("`{n}`")).collect();
        let what = match lacks.len() {
            0 => "it has no header line".to_owned(),
            1 => format!("the column {} is missing", lacks[0]),
            _ => format!("the columns {} are missing", lacks.join(", ")),
        };
        Err(self.unusable(what, kind_hint(&self.header)))
    }

    /// Reads one row; `false` at the end of the file.
    fn read(&mut self) -> Result<bool, ImportError> {
        let more = self
            .csv
            .read_record(&mut self.record)
            .map_err(|e| csv_error(&self.file, e))?;
        self.csv.get_mut().row_done();
        if !more {
            return Ok(false);
        }
        // The reader stands behind the line end of the row; line ends inside cells belong to it.
        let inside = memchr::memchr_iter(b'\n', self.record.as_slice().as_bytes()).count() as u64;
        self.line = self.csv.position().line().saturating_sub(1 + inside).max(1);
        if self.record.as_slice().ends_with(END) || self.record.as_slice().contains('\0') {
            if self.record.len() == 1 && self.record.get(0) == Some(END) {
                return Ok(false);
            }
            self.cut_off = true;
        }
        Ok(true)
    }

    /// Reads the next row and checks that it is whole.
    ///
    /// # Errors
    /// [`ImportError`] where the file cannot be read on.
    pub(super) fn advance(&mut self, problems: &mut Problems) -> Result<Step, ImportError> {
        loop {
            if self.cut_off || !self.read()? {
                return Ok(Step::End);
            }
            // A row without a single value says nothing; spreadsheets leave them behind.
            let blank = self.record.iter().all(|cell| cell.trim().is_empty());
            let passed_over = blank || self.skip.as_ref().is_some_and(|skip| skip(&self.record));
            if self.cut_off || !passed_over {
                break;
            }
        }
        self.rows += 1;
        if self.cut_off {
            self.fault(
                problems,
                "the file ends inside a quoted cell of this row: it was cut off",
                "download or export it again",
            );
            return Ok(Step::Broken);
        }
        if self.record.len() == 1 && self.header.width() > 1 {
            self.unwrap_row();
        }
        let (has, needs) = (self.record.len(), self.header.width());
        if has != needs {
            let what = format!("the row has {has} cells, the header has {needs}");
            let mend = if has < needs {
                "if it is the last row the file was cut off: download or export it again"
            } else {
                "a comma or quote inside a value is not quoted: export the file again"
            };
            self.fault(problems, &what, mend);
            return Ok(Step::Broken);
        }
        if self.repeats_header() {
            self.fault(
                problems,
                "the header stands here again: several files were joined into one",
                "import each file by itself",
            );
            return Ok(Step::Broken);
        }
        Ok(Step::Row)
    }

    /// Rows that are none of the data (totals) are passed over, whatever their width.
    pub(super) fn skip_rows(&mut self, skip: Box<SkipRow>) {
        self.skip = Some(skip);
    }

    /// A number that is equal for rows whose cells are equal.
    pub(super) fn digest(&self) -> u64 {
        self.record.iter().fold(0, |digest, cell| {
            let parts = [digest, hash64(cell.trim().as_bytes())];
            hash64(&parts.map(u64::to_le_bytes).concat())
        })
    }

    fn repeats_header(&self) -> bool {
        let names = self.header.names();
        self.record.get(0).map(str::trim) == names.first().map(String::as_str)
            && self.record.iter().zip(names).all(|(cell, name)| cell.trim() == name)
    }

    /// A whole row inside one pair of quotes is taken apart; anything else stays as it is.
    fn unwrap_row(&mut self) {
        let Some(cell) = self.record.get(0).filter(|c| c.as_bytes().contains(&self.delimiter)) else {
            return;
        };
        let mut inner = StringRecord::new();
        let mut reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(cell.as_bytes());
        if matches!(reader.read_record(&mut inner), Ok(true)) {
            self.record = inner;
            self.unwrapped += 1;
        }
    }

    fn fault(&self, problems: &mut Problems, what: &str, mend: &str) {
        problems.add(Problem {
            file: self.file.clone(),
            line: self.line,
            column: String::new(),
            value: String::new(),
            what: what.to_owned(),
            mend: mend.to_owned(),
        });
    }

    /// The header.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The file's name.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Rows read after the header.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// What a person should know about how the file was read.
    pub(super) fn note(&self) -> Option<String> {
        (self.unwrapped > 0).then(|| {
            format!(
                "{} rows stood each inside one pair of quotes (a spreadsheet saved them so) and were taken apart",
                self.unwrapped
            )
        })
    }

    /// The line the row starts on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The text of a cell without blanks around it; empty where the column or the value is missing.
    pub(super) fn text(&self, column: Column) -> &str {
        column.and_then(|c| self.record.get(c)).map_or("", str::trim)
    }

    /// The row that was read last, with getters that report faults.
    pub(super) fn row<'r>(&'r self, problems: &'r mut Problems) -> Row<'r> {
        Row::new(&self.file, self.line, &self.header, &self.record, problems)
    }

    /// A fault that concerns the whole file.
    pub(super) fn unusable(&self, what: String, mend: String) -> ImportError {
        ImportError::Unusable {
            file: self.file.clone(),
            what,
            mend,
        }
    }
}

/// Finds the delimiter: the one that stands most often in one of the first lines, outside quotes; a
/// first line `sep=;` declares it.
fn delimiter(head: &str) -> (u8, bool) {
    let first = head.lines().next().unwrap_or("").trim();
    if let Some(declared) = first.strip_prefix("sep=")
        && let [mark] = declared.as_bytes()
    {
        return (*mark, true);
    }
    let most = |mark: u8, quoted_too: bool| {
        let count = |line: &str| {
            let mut inside = false;
            line.bytes()
                .filter(|b| {
                    inside ^= *b == b'"';
                    *b == mark && (quoted_too || !inside)
                })
                .count()
        };
        head.lines().take(20).map(count).max().unwrap_or(0)
    };
    for quoted_too in [false, true] {
        let best = [b',', b'\t', b';', b'|']
            .into_iter()
            .rev()
            .max_by_key(|mark| most(*mark, quoted_too));
        if let Some(best) = best.filter(|b| most(*b, quoted_too) > 0) {
            return (best, false);
        }
    }
    (b',', false)
}

fn read_error(file: &str, error: std::io::Error) -> ImportError {
    match error.downcast::<TextFault>() {
        Ok(fault) => ImportError::Unusable {
            file: file.to_owned(),
            what: fault.what,
            mend: fault.mend.to_owned(),
        },
        Err(source) => ImportError::Io {
            file: file.to_owned(),
            source,
        },
    }
}

fn csv_error(file: &str, error: csv::Error) -> ImportError {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => read_error(file, source),
        _ => ImportError::Unusable {
            file: file.to_owned(),
            what: text,
            mend: "Export it again as CSV".to_owned(),
        },
    }
}
