//! Workbooks: one sheet a view, with real numbers, real dates, frozen headers and filters. Text is
//! written as text whatever it begins with; no cell is a formula.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, Worksheet};

use super::RenderError;
use crate::base::{Amount, Moment};
use crate::report::Money;
use crate::report::data::Data;
use crate::report::table::{Cell, Column, Kind, Table};
use crate::report::views::{View, table};

/// Rows of a sheet, with its header.
const ROWS_MAX: usize = 1_048_576;
/// Characters of a cell.
const TEXT_MAX: usize = 32_767;
/// The largest whole number up to which every whole number is a double: 2^53.
const EXACT_MAX: u64 = 1 << 53;

/// A workbook with one sheet a view, dated with the run's own moment.
///
/// # Errors
/// [`RenderError::TooManyRows`], and [`RenderError::Xlsx`] only for a bug.
pub(super) fn workbook(views: &[View], data: &Data) -> Result<Vec<u8>, RenderError> {
    let mut book = Workbook::new();
    // The library would take the day's date, and the same report would have other bytes tomorrow.
    let made = date_time(data.as_of)?;
    book.set_properties(
        &DocProperties::new()
            .set_title("tieout")
            .set_subject(format!("Run {}", data.run.id))
            .set_creation_datetime(&made),
    );
    for view in views {
        let table = table(*view, data);
        sheet(book.add_worksheet(), &table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), RenderError> {
    let too_many = || RenderError::TooManyRows {
        view: table.name.to_string(),
        rows: table.rows.len(),
    };
    // The header, a blank row and the totals.
    if table.rows.len() + table.totals.len() + 2 > ROWS_MAX {
        return Err(too_many());
    }
    sheet.set_name(table.name.as_ref())?;
    let header = Style::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_ECF1))
        .set_text_wrap();
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, column.title, &header)?;
        sheet.set_column_width(at, width(column, at.into(), table))?;
    }
    for (at, row) in (1_u32..).zip(&table.rows) {
        write_row(sheet, at, row, false)?;
    }
    let last = u32::try_from(table.rows.len()).map_err(|_| too_many())?;
    // One blank row between: the filter ends where the data ends.
    for (at, row) in (last + 2..).zip(&table.totals) {
        write_row(sheet, at, row, true)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    if let Some(edge) = u16::try_from(table.columns.len()).ok().and_then(|n| n.checked_sub(1)) {
        sheet.autofilter(0, 0, last, edge)?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, at: u32, row: &[Cell], bold: bool) -> Result<(), RenderError> {
    let style = |style: Style| if bold { style.set_bold() } else { style };
    for (column, cell) in (0_u16..).zip(row) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) | Cell::Id(text) => {
                sheet.write_string_with_format(at, column, text_of(text), &style(Style::new()))?;
            }
            Cell::Tag(word) => {
                sheet.write_string_with_format(at, column, *word, &style(Style::new()))?;
            }
            Cell::Count(count) => {
                write_number(sheet, at, column, &count.to_string(), count.unsigned_abs(), &style)?;
            }
            Cell::Quantity(quantity) => {
                let magnitude = quantity.raw().unsigned_abs();
                write_number(sheet, at, column, &quantity.to_string(), magnitude, &style)?;
            }
            Cell::Money(money) => write_money(sheet, at, column, *money, &style)?,
            Cell::Date(date) => {
                let day = ExcelDateTime::parse_from_str(&date.to_string())?;
                let format = style(Style::new().set_num_format("yyyy-mm-dd"));
                sheet.write_datetime_with_format(at, column, &day, &format)?;
            }
            Cell::Moment(moment) => {
                let format = style(Style::new().set_num_format("yyyy-mm-dd hh:mm:ss"));
                sheet.write_datetime_with_format(at, column, &date_time(*moment)?, &format)?;
            }
        }
    }
    Ok(())
}

/// A plain number; as text where a double cannot hold it.
fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    magnitude: u64,
    style: &dyn Fn(Style) -> Style,
) -> Result<(), RenderError> {
    match exact(text, magnitude) {
        Some(number) => sheet.write_number_with_format(row, column, number, &style(Style::new()))?,
        None => sheet.write_string_with_format(row, column, text, &style(Style::new()))?,
    };
    Ok(())
}

/// An amount as a number with its currency's decimals; as text where a double cannot hold it.
fn write_money(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    money: Money,
    style: &dyn Fn(Style) -> Style,
) -> Result<(), RenderError> {
    let text = money.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let zeros = if decimals == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(decimals))
    };
    match exact(&text, in_last_places(money.amount, decimals)) {
        Some(number) => {
            let format = style(Style::new().set_num_format(format!("#,##0{zeros};[Red]-#,##0{zeros}")));
            sheet.write_number_with_format(row, column, number, &format)?;
        }
        None => {
            let format = style(Style::new().set_align(FormatAlign::Right));
            sheet.write_string_with_format(row, column, text, &format)?;
        }
    }
    Ok(())
}

/// The amount's magnitude counted in its last shown decimal.
fn in_last_places(amount: Amount, decimals: usize) -> u64 {
    let places = u32::try_from(4_usize.saturating_sub(decimals)).unwrap_or(0);
    amount.raw().unsigned_abs() / 10_u64.pow(places)
}

/// The double a decimal text stands for, where it stands for no other amount.
fn exact(text: &str, magnitude: u64) -> Option<f64> {
    if magnitude > EXACT_MAX {
        return None;
    }
    text.parse().ok()
}

fn date_time(moment: Moment) -> Result<ExcelDateTime, RenderError> {
    Ok(ExcelDateTime::from_timestamp(moment.seconds())?)
}

/// A text as a cell can hold it.
fn text_of(text: &str) -> String {
    let clean = crate::base::clean(text);
    match clean.char_indices().nth(TEXT_MAX - 1) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean.into_owned(),
    }
}

/// A column's width in characters, from its kind and its first rows.
fn width(column: &Column, at: usize, table: &Table) -> u16 {
    let (least, most) = match column.kind {
        Kind::Moment => return 20,
        Kind::Date => return 12,
        Kind::Money => (14, 24),
        Kind::Count | Kind::Quantity => (9, 12),
        Kind::Text => (10, 48),
        Kind::Id => (10, 44),
    };
    let longest = table
        .rows
        .iter()
        .take(200)
        .map(|row| row[at].shown().chars().count())
        .max()
        .unwrap_or(0);
    u16::try_from(longest.max(column.title.len()) + 2)
        .unwrap_or(most)
        .clamp(least, most)
}
