//! Bytes into text: every encoding a spreadsheet saves in becomes UTF-8 with `\n` line ends, as a
//! stream; what is not text is refused by name.
//!
//! **Invariant:** nothing is replaced. A byte that is not text stops the import, because a `�` in an
//! order name would make another order of it.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};
use thiserror::Error;

use super::{ImportError, Input};

/// Stands as a row of its own after the last row. A file that was cut off inside a quoted cell has it
/// inside that cell. It holds a NUL, which no text may hold, so no file can counterfeit it.
pub(super) const END: &str = "\0end of file\0";

/// Bytes read at a time, and how much of a file is looked at before it is read.
const CHUNK: usize = 64 * 1024;
/// The longest row: anything longer is a quote that was opened and never closed.
const LONGEST_ROW: u64 = 16 * 1024 * 1024;

/// A fault of the text as a whole; it travels inside an [`io::Error`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}. {mend}")]
pub(super) struct TextFault {
    /// What is wrong.
    pub(super) what: String,
    /// What to do.
    pub(super) mend: &'static str,
}

const SAVE_AS_CSV: &str = "Open it and save it as CSV (UTF-8), or export it again as CSV";
const DOWNLOAD_AGAIN: &str = "Download or export it again";

/// The text of a file, as a stream in memory of fixed size.
pub(super) struct TextReader<'a> {
    source: &'a mut dyn Read,
    decoder: Decoder,
    encoding: &'static Encoding,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: bool,
    text: Vec<u8>,
    text_at: usize,
    decoded_all: bool,
    ended: bool,
    after_cr: bool,
    last: u8,
    line: u64,
    since_row: u64,
}

impl<'a> TextReader<'a> {
    /// Opens a file and refuses what is not a text file.
    ///
    /// # Errors
    /// [`ImportError::Unusable`] for spreadsheets, archives and empty files, [`ImportError::Io`].
    pub(super) fn open(input: Input<'a>) -> Result<Self, ImportError> {
        let name = input.name;
        refuse_name(name)?;
        let mut raw = vec![0; CHUNK];
        let mut filled = 0;
        while filled < raw.len() {
            match input.reader.read(&mut raw[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(ImportError::Io {
                        file: name.to_owned(),
                        source,
                    });
                }
            }
        }
        raw.truncate(filled);
        refuse_bytes(name, &raw)?;
        let encoding = encoding_of(&raw);
        Ok(Self {
            source: input.reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            encoding,
            raw,
            raw_at: 0,
            raw_end: false,
            text: Vec::new(),
            text_at: 0,
            decoded_all: false,
            ended: false,
            after_cr: false,
            last: b'\n',
            line: 1,
            since_row: 0,
        })
    }

    /// The start of the text, without taking it off the stream.
    ///
    /// # Errors
    /// As for reading.
    pub(super) fn peek(&mut self) -> io::Result<&str> {
        while self.text_at == self.text.len() && !self.ended {
            self.refill()?;
        }
        let head = &self.text[self.text_at..];
        // Whole characters are decoded at a time, so this is text up to its last byte.
        Ok(std::str::from_utf8(head).unwrap_or(""))
    }

    /// Says that a row is complete, so that the next one may be as long again.
    pub(super) fn row_done(&mut self) {
        self.since_row = 0;
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.text_at = 0;
        if self.decoded_all {
            if self.last != b'\n' {
                self.text.push(b'\n');
            }
            self.text.extend_from_slice(END.as_bytes());
            self.text.push(b'\n');
            self.ended = true;
            return Ok(());
        }
        if self.raw_at == self.raw.len() && !self.raw_end {
            self.read_raw()?;
        }
        self.decode()?;
        if memchr(0, &self.text).is_some() {
            return Err(self.fault(
                "it holds a NUL character, so it is damaged or not a text file",
                DOWNLOAD_AGAIN,
            ));
        }
        self.one_kind_of_line_end();
        self.line += memchr_iter(b'\n', &self.text).count() as u64;
        if let Some(last) = self.text.last() {
            self.last = *last;
        }
        self.since_row += self.text.len() as u64;
        if self.since_row > LONGEST_ROW {
            return Err(self.fault(
                "a row is longer than 16 MiB: a quote was opened and never closed",
                DOWNLOAD_AGAIN,
            ));
        }
        Ok(())
    }

    fn read_raw(&mut self) -> io::Result<()> {
        self.raw.resize(CHUNK, 0);
        let n = loop {
            match self.source.read(&mut self.raw) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.raw.truncate(n);
        self.raw_at = 0;
        self.raw_end = n == 0;
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        let source = &self.raw[self.raw_at..];
        let room = self
            .decoder
            .max_utf8_buffer_length_without_replacement(source.len())
            .unwrap_or(CHUNK * 4);
        self.text.resize(room, 0);
        let (result, read, written) =
            self.decoder
                .decode_to_utf8_without_replacement(source, &mut self.text, self.raw_end);
        self.text.truncate(written);
        self.raw_at += read;
        match result {
            DecoderResult::InputEmpty => {
                self.decoded_all = self.raw_end;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
            DecoderResult::Malformed(..) => {
                self.line += memchr_iter(b'\n', &self.text).count() as u64;
                Err(self.not_text())
            }
        }
    }

    fn not_text(&self) -> io::Error {
        if self.encoding == UTF_8 {
            self.fault(
                "it is not UTF-8, most likely Windows-1252 or Latin-1",
                "Save it as \"CSV UTF-8\", or export it again and import the file as it was downloaded",
            )
        } else {
            self.fault("it ends or breaks off inside a UTF-16 character", DOWNLOAD_AGAIN)
        }
    }

    fn fault(&self, what: &str, mend: &'static str) -> io::Error {
        let what = format!("line {}: {what}", self.line);
        io::Error::new(io::ErrorKind::InvalidData, TextFault { what, mend })
    }

    /// `\r\n` and a lone `\r` become `\n`, so that lines are counted the same in every file.
    fn one_kind_of_line_end(&mut self) {
        let Some(last) = self.text.last().copied() else {
            return;
        };
        if self.after_cr && self.text.first() == Some(&b'\n') {
            self.text.remove(0);
        }
        self.after_cr = last == b'\r';
        let Some(first) = memchr(b'\r', &self.text) else {
            return;
        };
        let mut to = first;
        let mut from = first;
        while from < self.text.len() {
            let byte = self.text[from];
            from += 1;
            if byte == b'\r' && self.text.get(from) == Some(&b'\n') {
                from += 1;
            }
            self.text[to] = if byte == b'\r' { b'\n' } else { byte };
            to += 1;
        }
        self.text.truncate(to);
    }
}

impl Read for TextReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = &self.text[self.text_at..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.text_at += n;
        Ok(n)
    }
}

fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    // Without a mark: the header of every kind is plain ASCII, so every other byte of UTF-16 is zero.
    match head {
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => UTF_16LE,
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => UTF_16BE,
        _ => UTF_8,
    }
}

fn unusable(file: &str, what: &str, mend: &str) -> ImportError {
    ImportError::Unusable {
        file: file.to_owned(),
        what: what.to_owned(),
        mend: mend.to_owned(),
    }
}

fn refuse_name(name: &str) -> Result<(), ImportError> {
    let lower = name.to_ascii_lowercase();
    let spreadsheet = [".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"];
    if spreadsheet.iter().any(|end| lower.ends_with(end)) {
        return Err(unusable(name, "it is a spreadsheet by its name, not CSV", SAVE_AS_CSV));
    }
    Ok(())
}

fn refuse_bytes(name: &str, head: &[u8]) -> Result<(), ImportError> {
    let after_bom = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = after_bom.trim_ascii_start();
    let starts = |mark: &str| {
        text.get(..mark.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(mark.as_bytes()))
    };
    let what = if text.is_empty() {
        return Err(unusable(name, "it is empty", DOWNLOAD_AGAIN));
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        "it is a zip archive or an XLSX spreadsheet, not CSV"
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        "it is an old Excel spreadsheet (.xls), not CSV"
    } else if head.starts_with(b"\x1f\x8b") || head.starts_with(b"\x28\xb5\x2f\xfd") {
        return Err(unusable(name, "it is compressed", "Unpack it first"));
    } else if starts("<?xml") || starts("<workbook") || starts("<ss:workbook") {
        "it is XML (NetSuite's \"Export - Excel\" writes SpreadsheetML), not CSV"
    } else if starts("<html") || starts("<!doctype") || starts("<table") {
        "it is a web page, not CSV: perhaps the sign-in page came instead of the file"
    } else if starts("%pdf") {
        "it is a PDF, not CSV"
    } else if matches!(text[0], b'{' | b'[') {
        return Err(unusable(
            name,
            "it is JSON, not CSV",
            "Import it as `shopify-bulk` or `netsuite-suiteql`",
        ));
    } else {
        return Ok(());
    };
    Err(unusable(name, what, SAVE_AS_CSV))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        read_slowly(bytes, usize::MAX)
    }

    /// Reads through a source that gives `step` bytes at a time.
    fn read_slowly(bytes: &[u8], step: usize) -> Result<String, String> {
        struct Slow<'a>(&'a [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let n = self.0.len().min(self.1).min(into.len());
                into[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }
        let mut source = Slow(bytes, step);
        let input = Input {
            name: "a.csv",
            reader: &mut source,
        };
        let mut text = String::new();
        TextReader::open(input)
            .map_err(|e| e.to_string())?
            .read_to_string(&mut text)
            .map_err(|e| e.to_string())?;
        Ok(text.strip_suffix(&format!("{END}\n")).unwrap().to_owned())
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_a_spreadsheet_writes_is_one_text() {
        let text = "Name,Total\n#1,£5 Straße\n";
        assert_eq!(read(text.as_bytes()).unwrap(), text);
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap(), text);
        for little in [true, false] {
            assert_eq!(read(&utf16(text, little)).unwrap(), text, "no mark");
            assert_eq!(read(&utf16(&format!("\u{feff}{text}"), little)).unwrap(), text);
        }
    }

    #[test]
    fn every_line_end_is_one() {
        for text in ["a\r\nb\r\n", "a\rb\r", "a\nb\n", "a\nb"] {
            assert_eq!(read(text.as_bytes()).unwrap(), "a\nb\n", "{text:?}");
        }
        assert_eq!(read(b"a\r\n\r\nb").unwrap(), "a\n\nb\n");
    }

    #[test]
    fn what_is_not_text_is_refused_by_name() {
        let says = |bytes: &[u8], word: &str| {
            let error = read(bytes).unwrap_err();
            assert!(error.contains(word), "{error}");
        };
        says(b"Name\nM\xfcller\n", "line 2: it is not UTF-8");
        says(b"PK\x03\x04rest", "XLSX");
        says(b"\xd0\xcf\x11\xe0rest", ".xls");
        says(b"<?xml version=\"1.0\"?><Workbook/>", "SpreadsheetML");
        says(b"\x1f\x8b\x08", "compressed");
        says(b"", "empty");
        says(b"\xef\xbb\xbf\n \n", "empty");
        says(b"{\"links\": []}", "JSON");
        says(b"Name\nA\0B\n", "NUL");
        says(&utf16("Name,Total\n", true)[..21], "UTF-16");
        let mut source: &[u8] = b"Name\n";
        let error = TextReader::open(Input {
            name: "orders.XLSX",
            reader: &mut source,
        })
        .err()
        .unwrap()
        .to_string();
        assert!(error.contains("spreadsheet"), "{error}");
    }

    #[test]
    fn an_open_quote_does_not_eat_the_memory() {
        let mut file = b"Name,Total\n\"".to_vec();
        file.resize(17 * 1024 * 1024, b'x');
        assert!(read(&file).unwrap_err().contains("never closed"));
    }

    proptest! {
        #[test]
        fn how_the_bytes_arrive_plays_no_part(text in "[a,é\r\n\u{1f600}]{1,60}", step in 1_usize..7) {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(read_slowly(text.as_bytes(), step), read(text.as_bytes()));
            let wide = utf16(&format!("\u{feff}{text}"), true);
            prop_assert_eq!(read_slowly(&wide, step), read(text.as_bytes()));
        }
    }
}
