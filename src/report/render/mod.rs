//! The renderers: each turns the views' tables into the bytes of one format.

mod csv;
mod findings_json;
mod html;
mod json;
mod svg;
mod terminal;
mod xlsx;

use std::fmt;

use thiserror::Error;

use super::data::Data;
use super::views::{View, rows};

pub(super) use findings_json::FindingJson;
pub(crate) use findings_json::LockedJson;
pub(super) use json::Time;
pub use terminal::Screen;
pub use terminal::{table as terminal_table, wrap};

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a terminal.
    Table,
    /// RFC 4180, one view.
    Csv,
    /// One document.
    Json,
    /// One object a line, one view.
    Jsonl,
    /// A workbook, one sheet a view.
    Xlsx,
    /// One self-contained page.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 6] = [Self::Table, Self::Csv, Self::Json, Self::Jsonl, Self::Xlsx, Self::Html];

    /// The name on the command line; also the ending of a file's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a report could not be rendered.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The format holds one view, and another number was asked for.
    #[error("{format} holds one view, and {views} were asked for; name one with --view, or use json, xlsx or html")]
    OneViewOnly {
        /// The format.
        format: Format,
        /// How many views were asked for.
        views: usize,
    },
    /// A sheet of a workbook ends at 1,048,576 rows.
    #[error("the view {view} has {rows} rows, and a sheet holds 1,048,576; use csv or jsonl")]
    TooManyRows {
        /// The view.
        view: String,
        /// How many rows it has.
        rows: usize,
    },
    /// Writing CSV failed.
    #[error("the report could not be written as CSV")]
    Csv(#[from] ::csv::Error),
    /// Writing JSON failed.
    #[error("the report could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// Writing a workbook failed.
    #[error("the report could not be written as a workbook")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// Writing a page failed.
    #[error("the report could not be written as HTML")]
    Html(#[from] askama::Error),
}

/// Renders views of a run. `screen` matters to [`Format::Table`] alone.
///
/// # Errors
/// [`RenderError::OneViewOnly`] where CSV or JSONL is asked for more than one view;
/// [`RenderError::TooManyRows`] where a view does not fit a sheet; the others only for bugs.
pub fn render(views: &[View], data: &Data, format: Format, screen: Screen) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Table => Ok(terminal::views(views, data, screen).into_bytes()),
        Format::Csv => {
            let (columns, rows) = rows(only(views, format)?, data);
            csv::table(&columns, rows)
        }
        Format::Json => json::document(views, data),
        Format::Jsonl => json::lines(only(views, format)?, data),
        Format::Xlsx => xlsx::workbook(views, data),
        Format::Html => html::page(views, data).map(String::into_bytes),
    }
}

fn only(views: &[View], format: Format) -> Result<View, RenderError> {
    match views {
        [view] => Ok(*view),
        _ => Err(RenderError::OneViewOnly {
            format,
            views: views.len(),
        }),
    }
}

#[cfg(test)]
mod tests;
