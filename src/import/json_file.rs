//! The beginning of a file of JSON: what is plainly something else is refused as a whole, before each
//! of its lines is complained about.

use std::io::{Cursor, Read};

use super::ImportError;

/// The input with its first bytes looked at.
pub(super) struct JsonFile<'r> {
    first: Cursor<Vec<u8>>,
    rest: &'r mut dyn Read,
    /// The first line is a document by itself: it ends with a brace, or is all there is.
    pub(super) one_document_a_line: bool,
}

/// A document written over many lines is not this long before its first line break.
const FIRST: usize = 64 << 10;

/// Looks at the beginning. `what` names what should have been given.
///
/// # Errors
/// [`ImportError`] where the file cannot be read, is empty, or does not begin as JSON does.
pub(super) fn open<'r>(name: &str, rest: &'r mut dyn Read, what: &str) -> Result<JsonFile<'r>, ImportError> {
    let mut first = Vec::new();
    Read::take(&mut *rest, FIRST as u64)
        .read_to_end(&mut first)
        .map_err(|source| ImportError::Io {
            file: name.to_owned(),
            source,
        })?;
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first).trim_ascii();
    let unusable = |is: &str, mend: String| ImportError::Unusable {
        file: name.to_owned(),
        what: is.to_owned(),
        mend,
    };
    match text {
        [] => return Err(unusable("it is empty", "Download or export it again".to_owned())),
        [b'{' | b'[', ..] => {}
        [0x1f, 0x8b, ..] => return Err(unusable("it is compressed", "Unpack it first".to_owned())),
        _ => {
            return Err(unusable(
                "it is no JSON",
                format!("Give {what}; CSV files have kinds of their own"),
            ));
        }
    }
    let line = text.split(|b| *b == b'\n').next().unwrap_or(text).trim_ascii();
    let one_document_a_line = line.len() == text.len() || line.ends_with(b"}");
    Ok(JsonFile {
        first: Cursor::new(first),
        rest,
        one_document_a_line,
    })
}

impl Read for JsonFile<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.first.read(into)? {
            0 => self.rest.read(into),
            n => Ok(n),
        }
    }
}
