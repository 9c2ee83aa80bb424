//! JSON. `findings` and `summary` have schemas of their own; every other view is its rows, keyed by
//! column. Texts stay as they are: a JSON string is inert, and programs need the true name.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::RenderError;
use super::findings_json::{FindingJson, FindingsDocument, Freshness, SummaryDocument};
use crate::base::{Currency, Moment};
use crate::report::data::Data;
use crate::report::money::Money;
use crate::report::rank::ranked;
use crate::report::table::{Cell, Column, Table};
use crate::report::views::{Budget, View, budgets, table};

/// One document: a view's own for one view, `tieout/report/1` with all of them for several.
///
/// # Errors
/// [`RenderError::Json`], only for a bug.
pub(super) fn document(views: &[View], data: &Data) -> Result<Vec<u8>, RenderError> {
    let mut bytes = if let [view] = views {
        serde_json::to_vec(&ViewDocument { view: *view, data })?
    } else {
        serde_json::to_vec(&ReportDocument {
            schema: "tieout/report/1",
            run: &data.run.id,
            views: views.iter().map(|view| ViewDocument { view: *view, data }).collect(),
        })?
    };
    bytes.push(b'\n');
    Ok(bytes)
}

/// One object a line: a finding, or a row of the view.
///
/// # Errors
/// [`RenderError::Json`], only for a bug.
pub(super) fn lines(view: View, data: &Data) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    if view == View::Findings {
        for exception in ranked(data) {
            serde_json::to_writer(&mut bytes, &FindingJson::of(exception, data))?;
            bytes.push(b'\n');
        }
        return Ok(bytes);
    }
    let table = table(view, data);
    for row in &table.rows {
        let row = Row {
            columns: &table.columns,
            cells: row,
        };
        serde_json::to_writer(&mut bytes, &row)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

#[derive(Serialize)]
struct ReportDocument<'a> {
    schema: &'static str,
    run: &'a str,
    views: Vec<ViewDocument<'a>>,
}

struct ViewDocument<'a> {
    view: View,
    data: &'a Data,
}

impl Serialize for ViewDocument<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.view {
            View::Findings => FindingsDocument::of(self.data).serialize(to),
            View::Summary => SummaryDocument::of(self.data).serialize(to),
            view => RowsDocument {
                schema: format!("tieout/{view}/1"),
                run: &self.data.run.id,
                as_of: Freshness::of(&self.data.run),
                ages_at: Time(self.data.as_of),
                rows: Rows(&table(view, self.data)),
                budget: (view == View::Drift).then(|| budget(self.data)),
            }
            .serialize(to),
        }
    }
}

#[derive(Serialize)]
struct RowsDocument<'a> {
    schema: String,
    run: &'a str,
    as_of: Freshness<'a>,
    ages_at: Time,
    rows: Rows<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Vec<BudgetJson>>,
}

/// What is used of a month's tolerance budget.
#[derive(Serialize)]
struct BudgetJson {
    period: String,
    currency: Currency,
    count: u64,
    signed: Money,
    used: Money,
    cap: Money,
    left: Money,
}

fn budget(data: &Data) -> Vec<BudgetJson> {
    let of = |month: Budget| {
        let money = |amount| Money::new(amount, month.currency);
        BudgetJson {
            period: month.period(),
            currency: month.currency,
            count: month.count,
            signed: money(month.signed),
            used: money(month.used),
            cap: money(data.budget),
            left: money(month.left(data.budget)),
        }
    };
    budgets(data).into_iter().map(of).collect()
}

struct Rows<'a>(&'a Table);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.rows.len()))?;
        for cells in &self.0.rows {
            list.serialize_element(&Row {
                columns: &self.0.columns,
                cells,
            })?;
        }
        list.end()
    }
}

struct Row<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Cell::Empty => map.serialize_entry(column.key, &())?,
                Cell::Count(count) => map.serialize_entry(column.key, count)?,
                other => map.serialize_entry(column.key, &other.plain())?,
            }
        }
        map.end()
    }
}

/// A moment in RFC 3339, UTC.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Time(pub(in crate::report) Moment);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}
