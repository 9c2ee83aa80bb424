//! Tables for a terminal: they fit the width, and what people copy is whole.
//!
//! Where a table is too wide, columns of prose are narrowed first, then whole columns give way in
//! the order of their rank, and a line under the table says which. Where even the columns that
//! never give way are too wide, each row becomes a block of lines. Ids are never cut.

use comfy_table::{
    Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Row, TableStyle, Width,
};
use unicode_width::UnicodeWidthStr;

use crate::report::data::Data;
use crate::report::table::{Cell, Column, Kind, Table};
use crate::report::views::{self, View};

/// Blanks between two columns.
const GAP: usize = 2;
/// A column of prose is not made narrower than this.
const PROSE_MIN: usize = 12;
/// A longer word is broken.
const PROSE_WORD_MAX: usize = 20;
/// Columns of this rank and above are for files: no screen is expected to hold them.
const DETAIL: u8 = 9;
/// How many lines the prose of one cell may take.
const LINES_MAX: usize = 3;

/// What a table is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns of characters.
    pub width: u16,
    /// Whether colour is wanted.
    pub colour: bool,
}

/// The views one under the other, each under its title.
pub(super) fn views(views: &[View], data: &Data, screen: Screen) -> String {
    let mut out = String::new();
    for (at, view) in views.iter().enumerate() {
        let t = views::table(*view, data);
        if at > 0 {
            out.push('\n');
        }
        if views.len() > 1 {
            out.push_str(&t.title);
            out.push_str("\n\n");
        }
        out.push_str(&table(&t, screen));
    }
    if !data.run.complete {
        out.push_str("\nThe run is incomplete: a side was not read to its end, so nothing was closed.\n");
    }
    out
}

/// One table, with a line feed at the end of each line.
#[must_use]
pub fn table(table: &Table, screen: Screen) -> String {
    if table.rows.is_empty() {
        return format!("{}\n", table.empty);
    }
    let width = usize::from(screen.width.max(1));
    match layout(table, width) {
        Some(layout) => columns(table, &layout, screen),
        None => blocks(table, screen),
    }
}

/// Which columns are shown and how wide each is.
#[derive(Debug)]
struct Layout {
    shown: Vec<(usize, usize)>,
    given_way: Vec<usize>,
}

/// Finds the widest selection of columns that fits, or `None` where not even those of rank 0 do.
fn layout(table: &Table, width: usize) -> Option<Layout> {
    // A column without a single value says nothing.
    let used: Vec<usize> = (0..table.columns.len())
        .filter(|at| table.rows.iter().any(|row| row[*at] != Cell::Empty))
        .collect();
    let natural: Vec<usize> = (0..table.columns.len()).map(|at| natural_width(table, at)).collect();
    let mut ranks: Vec<u8> = used.iter().map(|at| table.columns[*at].rank).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let mut layout = Layout {
        shown: Vec::new(),
        given_way: Vec::new(),
    };
    // Columns of one rank belong together: all of them are shown, or none.
    for rank in [0].into_iter().chain(ranks.into_iter().filter(|rank| *rank > 0)) {
        let chosen = |at: &usize| layout.shown.iter().any(|(shown, _)| shown == at);
        let more = used
            .iter()
            .copied()
            .filter(|at| chosen(at) || table.columns[*at].rank == rank)
            .collect();
        match narrow(table, &natural, more, width) {
            Some(shown) => layout.shown = shown,
            None if rank == 0 => return None,
            None => {}
        }
    }
    layout.given_way = used
        .into_iter()
        .filter(|at| !layout.shown.iter().any(|(shown, _)| shown == at))
        .collect();
    Some(layout)
}

/// Narrows the columns of prose until all fit, the widest first; `None` where they cannot.
fn narrow(table: &Table, natural: &[usize], shown: Vec<usize>, width: usize) -> Option<Vec<(usize, usize)>> {
    let mut shown: Vec<(usize, usize)> = shown.into_iter().map(|at| (at, natural[at])).collect();
    let gaps = GAP * shown.len().saturating_sub(1);
    let floors: Vec<usize> = (0..table.columns.len()).map(|at| prose_floor(table, at)).collect();
    loop {
        let over = (shown.iter().map(|(_, w)| w).sum::<usize>() + gaps).saturating_sub(width);
        if over == 0 {
            return Some(shown);
        }
        let (at, w) = shown
            .iter_mut()
            .filter(|(at, w)| is_prose(table, *at) && *w > floors[*at])
            .max_by_key(|(_, w)| *w)?;
        *w = (*w - 1).max(floors[*at]);
    }
}

/// How narrow a column of prose may become: its longest word stays whole, within reason.
fn prose_floor(table: &Table, at: usize) -> usize {
    table
        .rows
        .iter()
        .flat_map(|row| {
            let text = row[at].shown();
            text.split(' ').map(UnicodeWidthStr::width).max()
        })
        .max()
        .unwrap_or(0)
        .clamp(PROSE_MIN, PROSE_WORD_MAX)
        .max(table.columns[at].title.width())
}

/// Whether a column holds text that may be wrapped: fixed words are not.
fn is_prose(table: &Table, at: usize) -> bool {
    table.columns[at].kind == Kind::Text && table.rows.iter().any(|row| matches!(row[at], Cell::Text(_)))
}

fn natural_width(table: &Table, at: usize) -> usize {
    table
        .rows
        .iter()
        .chain(&table.totals)
        .map(|row| row[at].shown().width())
        .chain([table.columns[at].title.width()])
        .max()
        .unwrap_or(0)
}

fn columns(table: &Table, layout: &Layout, screen: Screen) -> String {
    let mut grid = comfy_table::Table::new();
    grid.load_style(style())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(screen.width)
        .set_truncation_indicator("…");
    grid.force_no_tty();
    if screen.colour {
        grid.enforce_styling();
    }
    let pick = |row: &[Cell], bold: bool| -> Row {
        let mut picked = Row::from(
            layout
                .shown
                .iter()
                .map(|(at, _)| grid_cell(&row[*at], &table.columns[*at], bold && screen.colour, screen.colour)),
        );
        picked.max_height(LINES_MAX);
        picked
    };
    grid.set_header(
        layout
            .shown
            .iter()
            .map(|(at, _)| title(&table.columns[*at], screen.colour)),
    );
    for row in &table.rows {
        grid.add_row(pick(row, false));
    }
    for row in &table.totals {
        grid.add_row(pick(row, true));
    }
    let last = layout.shown.len().saturating_sub(1);
    for (position, (_, w)) in layout.shown.iter().enumerate() {
        let gap = if position == last { 0 } else { GAP };
        if let (Some(column), Ok(gap), Ok(w)) = (grid.column_mut(position), u16::try_from(gap), u16::try_from(w + gap))
        {
            column.set_padding((0, gap));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(w)));
        }
    }
    let mut lines: Vec<String> = grid.lines().map(|line| line.trim_end().to_owned()).collect();
    // Neither a title nor a sum is ever wrapped: the rule is the second line, the sums are the last.
    if let (false, Some(rule)) = (table.totals.is_empty(), lines.get(1).cloned()) {
        lines.insert(lines.len().saturating_sub(table.totals.len()), rule);
    }
    let mut out = lines.join("\n");
    out.push('\n');
    let names: Vec<&str> = layout
        .given_way
        .iter()
        .filter(|at| table.columns[**at].rank < DETAIL)
        .map(|at| table.columns[*at].title)
        .collect();
    if !names.is_empty() {
        for line in wrap(&format!("Not shown at this width: {}.", names.join(", ")), screen.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// Only a rule under the header: nothing that would be copied along.
fn style() -> TableStyle {
    TableStyle::new().header_separator(LineStyle::none().fill('─'))
}

fn title(column: &Column, colour: bool) -> comfy_table::Cell {
    let cell = comfy_table::Cell::new(column.title).set_alignment(alignment(column));
    if colour {
        cell.add_attribute(Attribute::Bold)
    } else {
        cell
    }
}

fn alignment(column: &Column) -> CellAlignment {
    if column.right() {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    }
}

fn grid_cell(cell: &Cell, column: &Column, bold: bool, colour: bool) -> comfy_table::Cell {
    // comfy-table breaks at line feeds of its own accord; `shown` has left none.
    let mut out = comfy_table::Cell::new(cell.shown()).set_alignment(alignment(column));
    if bold {
        out = out.add_attribute(Attribute::Bold);
    }
    if let (true, Cell::Tag(word)) = (colour, cell)
        && let Some(hue) = hue(word)
    {
        out = out.fg(hue);
    }
    out
}

/// The colour of a fixed word; most have none.
fn hue(word: &str) -> Option<Color> {
    match word {
        "critical" | "mismatched" | "failed" => Some(Color::Red),
        "high" | "late" => Some(Color::Yellow),
        "tied" | "accepted" | "paid" => Some(Color::Green),
        _ => None,
    }
}

/// Each row as a block of `title  value` lines: for screens narrower than what must stay whole.
fn blocks(table: &Table, screen: Screen) -> String {
    let label = table.columns.iter().map(|c| c.title.width()).max().unwrap_or(0);
    let mut out = String::new();
    for row in table.rows.iter().chain(&table.totals) {
        if !out.is_empty() {
            out.push('\n');
        }
        for (column, cell) in table.columns.iter().zip(row) {
            if *cell == Cell::Empty || column.rank >= DETAIL {
                continue;
            }
            let text = cell.shown();
            let pad = " ".repeat(label - column.title.width() + GAP);
            let room = usize::from(screen.width).saturating_sub(label + GAP).max(1);
            let lines = if matches!(cell, Cell::Text(_)) {
                wrap(&text, u16::try_from(room).unwrap_or(u16::MAX))
            } else {
                vec![text.into_owned()]
            };
            for (at, line) in lines.iter().enumerate() {
                if at == 0 {
                    out.push_str(column.title);
                    out.push_str(&pad);
                } else {
                    out.push_str(&" ".repeat(label + GAP));
                }
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Breaks prose into lines of at most `width`, at blanks where there are any.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut grid = comfy_table::Table::new();
    grid.load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(1));
    grid.force_no_tty();
    grid.add_row([text]);
    if let Some(column) = grid.column_mut(0) {
        column.set_padding((0, 0));
    }
    grid.lines().map(|line| line.trim_end().to_owned()).collect()
}
