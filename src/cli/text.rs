//! Small tables for people.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::output::Output;
use crate::base::clean;

/// Columns of text under titles; those named in `right` stand at their right edge. Cells are made
/// safe to show.
pub(crate) fn table(titles: &[&str], right: &[usize], rows: &[Vec<String>], output: &Output<'_>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(titles);
    if let Some(width) = output.width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| clean(cell).into_owned()));
    }
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let text = table.trim_fmt();
    // Every line is padded on its left by one blank, which would come along when copied.
    text.lines().fold(String::new(), |mut all, line| {
        all.push_str(line.strip_prefix(' ').unwrap_or(line));
        all.push('\n');
        all
    })
}

/// `1 order`, `2 orders`; a name that is a plural already stays as it is.
pub(crate) fn count(n: u64, thing: &str) -> String {
    if n == 1 || thing.ends_with('s') {
        format!("{n} {thing}")
    } else {
        format!("{n} {thing}s")
    }
}
