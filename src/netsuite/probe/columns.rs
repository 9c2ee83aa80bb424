//! Which tables and columns can be read.

use futures_util::future::try_join_all;

use super::super::error::NetsuiteError;
use super::super::gap::Gap;
use super::super::profile::{Profile, Table};
use super::super::rest::Rest;
use super::super::suiteql::Cells;
use super::super::text;
use super::{WANTED, Wanted};

/// What one look at some columns brought.
enum Look {
    /// All can be read; whether there was a row.
    Read { any_row: bool },
    /// One of them cannot.
    Without(String),
    /// At least one of them cannot; it is not said which.
    Unclear,
    /// The table cannot be read.
    NoTable,
}

/// Finds the tables and columns, and says what is missing.
pub(super) async fn look(rest: &Rest, profile: &mut Profile) -> Result<(), NetsuiteError> {
    let rest = &rest.probing();
    let settings = &profile.settings;
    let asked = WANTED.iter().map(|wanted| {
        let mut names: Vec<&str> = wanted.names().to_vec();
        if wanted.table == "transaction" {
            names.extend(settings.fields());
            names.sort_unstable();
            names.dedup();
        }
        table(rest, wanted.table, names)
    });
    // The tables know nothing of one another; the gate holds the ceiling of requests in flight.
    let found = try_join_all(asked.collect::<Vec<_>>()).await?;
    for (wanted, table) in WANTED.iter().zip(found) {
        if let Some(table) = table {
            profile.tables.insert(wanted.table.to_owned(), table);
        }
        note_gaps(wanted, profile);
    }
    note_fields(profile);
    Ok(())
}

/// The columns of one table that can be read; `None` where the table cannot.
async fn table(rest: &Rest, table: &str, mut names: Vec<&str>) -> Result<Option<Table>, NetsuiteError> {
    while !names.is_empty() {
        match ask(rest, table, &names).await? {
            Look::Read { any_row } => {
                return Ok(Some(Table {
                    columns: names.iter().map(|&n| n.to_owned()).collect(),
                    empty: !any_row,
                }));
            }
            Look::NoTable => return Ok(None),
            Look::Without(column) if names.contains(&column.as_str()) => names.retain(|n| *n != column),
            Look::Without(_) | Look::Unclear => return one_by_one(rest, table, &names).await,
        }
    }
    Ok(None)
}

/// Each column alone, where the account does not say which one it lacks.
async fn one_by_one(rest: &Rest, table: &str, names: &[&str]) -> Result<Option<Table>, NetsuiteError> {
    let mut found = Table {
        empty: true,
        ..Table::default()
    };
    for name in names {
        if let Look::Read { any_row } = ask(rest, table, &[name]).await? {
            found.columns.insert((*name).to_owned());
            found.empty &= !any_row;
        }
    }
    Ok((!found.columns.is_empty()).then_some(found))
}

async fn ask(rest: &Rest, table: &str, names: &[&str]) -> Result<Look, NetsuiteError> {
    match rest.page::<Cells>(&text::columns(table, names), 1, 0).await {
        Ok(page) => Ok(Look::Read {
            any_row: !page.rows.is_empty(),
        }),
        Err(NetsuiteError::TableNotVisible { .. }) => Ok(Look::NoTable),
        Err(NetsuiteError::UnknownColumn { column }) => {
            let plain = column.rsplit('.').next().unwrap_or(&column).to_ascii_lowercase();
            Ok(Look::Without(plain))
        }
        Err(NetsuiteError::Query { .. }) => Ok(Look::Unclear),
        Err(other) => Err(other),
    }
}

fn note_gaps(wanted: &Wanted, profile: &mut Profile) {
    let table = wanted.table.to_owned();
    if !profile.sees(&table) {
        profile.gaps.push(Gap::Table {
            table,
            without: wanted.without.to_owned(),
            needed: wanted.is_needed(),
        });
        return;
    }
    let needed = wanted.needed.iter().map(|&column| (column, wanted.without, true));
    let useful = wanted.useful.iter().map(|&(column, without)| (column, without, false));
    for (column, without, needed) in needed.chain(useful) {
        if !without.is_empty() && !profile.has(&table, column) {
            profile.gaps.push(Gap::Column {
                table: table.clone(),
                column: column.to_owned(),
                without: without.to_owned(),
                needed,
            });
        }
    }
}

fn note_fields(profile: &mut Profile) {
    if !profile.sees("transaction") {
        return;
    }
    let settings = ["order_field", "refund_field", "payout_field"];
    let configured = profile.settings.clone();
    for (setting, column) in settings.into_iter().zip(configured.fields()) {
        if !profile.has("transaction", column) {
            profile.gaps.push(Gap::Field {
                setting: setting.to_owned(),
                column: column.to_owned(),
            });
        }
    }
}
