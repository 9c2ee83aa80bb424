//! One page that needs nothing else: its style is in it, it has no script, and it prints.

use std::borrow::Cow;

use askama::Template;

use super::RenderError;
use super::svg::{Chart, drift, waterfall};
use crate::report::data::Data;
use crate::report::table::{Cell, Column, Kind, Table};
use crate::report::views::{View, table};

/// Columns of this rank and above are left out in print.
const FAR: u8 = 8;

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    run: &'a str,
    as_of: String,
    rules: &'a str,
    shops: Vec<(Cow<'a, str>, String)>,
    netsuite: String,
    complete: bool,
    views: Vec<Section>,
}

struct Section {
    name: String,
    title: String,
    empty: &'static str,
    charts: Vec<Chart>,
    heads: Vec<CellHtml>,
    rows: Vec<Vec<CellHtml>>,
    totals: Vec<Vec<CellHtml>>,
}

struct CellHtml {
    class: String,
    text: String,
}

/// The page with all the views.
///
/// # Errors
/// [`RenderError::Html`], only for a bug.
pub(super) fn page(views: &[View], data: &Data) -> Result<String, RenderError> {
    let freshness = &data.run.freshness;
    let page = Page {
        run: &data.run.id,
        as_of: data.as_of.to_string(),
        rules: &data.run.rules,
        shops: freshness
            .shopify
            .iter()
            .map(|(shop, at)| (crate::base::clean(shop), at.to_string()))
            .collect(),
        netsuite: freshness
            .netsuite
            .map_or_else(|| "an unknown time".to_owned(), |at| at.to_string()),
        complete: data.run.complete,
        views: views.iter().map(|view| section(*view, data)).collect(),
    };
    Ok(page.render()?)
}

fn section(view: View, data: &Data) -> Section {
    let table = table(view, data);
    // A column without a single value says nothing.
    let used: Vec<usize> = (0..table.columns.len())
        .filter(|at| table.rows.iter().any(|row| row[*at] != Cell::Empty))
        .collect();
    let rows = |rows: &[Vec<Cell>]| rows.iter().map(|row| cells(&table, &used, row)).collect();
    Section {
        charts: match view {
            View::Drift => drift(data),
            View::Payouts => waterfall(data),
            _ => Vec::new(),
        },
        heads: used
            .iter()
            .map(|at| CellHtml {
                class: class(&table.columns[*at], &Cell::Empty),
                text: table.columns[*at].title.to_owned(),
            })
            .collect(),
        rows: rows(&table.rows),
        totals: rows(&table.totals),
        name: table.name.to_string(),
        empty: table.empty,
        title: table.title,
    }
}

fn cells(table: &Table, used: &[usize], row: &[Cell]) -> Vec<CellHtml> {
    used.iter()
        .map(|at| CellHtml {
            class: class(&table.columns[*at], &row[*at]),
            text: row[*at].shown().into_owned(),
        })
        .collect()
}

fn class(column: &Column, cell: &Cell) -> String {
    let kind = match column.kind {
        Kind::Money | Kind::Count | Kind::Quantity => "num",
        Kind::Id => "id",
        Kind::Text => "text",
        Kind::Date | Kind::Moment => "time",
    };
    let far = if column.rank >= FAR { " far" } else { "" };
    match cell {
        Cell::Tag(word) => format!("{kind}{far} {word}"),
        _ => format!("{kind}{far}"),
    }
}
