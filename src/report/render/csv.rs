//! CSV as RFC 4180 has it: CRLF, quotes where needed, one header row with the columns' keys.

use std::borrow::Cow;

use super::RenderError;
use crate::report::table::{Cell, Column};

/// Rows under the keys of their columns.
///
/// # Errors
/// [`RenderError::Csv`]; never in practice, since the bytes go to memory.
pub(super) fn table(columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, RenderError> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(columns.iter().map(|c| c.key))?;
    for row in rows {
        for cell in &row {
            writer.write_field(field(cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer
        .into_inner()
        .map_err(|error| RenderError::Csv(error.into_error().into()))
}

/// A cell's text, inert: a text that a spreadsheet would take for a formula is prefixed with `'`, and
/// control characters are replaced, since CSV is read on terminals too. A negative amount is a number
/// and stays one.
fn field(cell: &Cell) -> Cow<'_, str> {
    let text = cell.plain();
    if !matches!(cell, Cell::Text(_) | Cell::Id(_)) {
        return text;
    }
    let clean = crate::base::clean(&text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return Cow::Owned(format!("'{clean}"));
    }
    match clean {
        Cow::Borrowed(_) => text,
        Cow::Owned(clean) => Cow::Owned(clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::sample;
    use crate::report::{View, table as view};

    #[test]
    fn what_a_spreadsheet_would_run_is_quoted_and_numbers_are_not() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            let wanted = format!("'{}", crate::base::clean(text));
            assert_eq!(field(&Cell::Text(text.to_owned())), wanted);
            assert_eq!(field(&Cell::Id(text.to_owned())), wanted);
        }
        let minus = Cell::Money(crate::report::Money::new(crate::base::Amount::cents(-5), sample::gbp()));
        assert_eq!(field(&minus), "-0.05");
    }

    #[test]
    fn every_name_comes_back_as_it_went_in() {
        let table = view(View::Findings, &sample::data());
        let bytes = super::table(&table.columns, table.rows.iter().cloned()).unwrap();
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), table.rows.len());
        let at = table.columns.iter().position(|c| c.key == "order").unwrap();
        let names: Vec<&str> = records
            .iter()
            .map(|r| r[at].strip_prefix('\'').unwrap_or(&r[at]))
            .collect();
        assert!(names.contains(&sample::HOSTILE[0]), "{names:?}");
        assert!(!bytes.contains(&0x1b), "no escape reaches a terminal");
        assert!(bytes.windows(2).any(|w| w == b"\r\n"));
    }
}
