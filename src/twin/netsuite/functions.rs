//! The functions of SuiteQL, as functions of the SQL engine.

use jiff::tz::TimeZone;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, Error};
use rust_decimal::Decimal;

use super::ledger::{decimal, text};
use super::when;
use crate::twin::clock::Clock;

/// A mistake that a query's author made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misused(String);

fn misused(what: impl Into<String>) -> Error {
    Error::UserFunctionError(Box::new(Misused(what.into())))
}

/// Functions that keep their name, and those that the engine calls otherwise.
pub(super) const NAMES: [(&str, &str); 30] = [
    ("abs", "abs"),
    ("avg", "avg"),
    ("coalesce", "coalesce"),
    ("concat", "concat"),
    ("count", "count"),
    ("decode", "decode"),
    ("greatest", "max"),
    ("instr", "instr"),
    ("least", "min"),
    ("length", "length"),
    ("lower", "lower"),
    ("ltrim", "ltrim"),
    ("max", "max"),
    ("min", "min"),
    ("mod", "mod"),
    ("nullif", "nullif"),
    ("nvl", "coalesce"),
    ("nvl2", "nvl2"),
    ("replace", "replace"),
    ("round", "round"),
    ("rtrim", "rtrim"),
    ("sign", "sign"),
    ("substr", "substr"),
    ("sum", "sum"),
    ("to_char", "to_char"),
    ("to_date", "to_date"),
    ("to_number", "to_number"),
    ("to_timestamp", "to_date"),
    ("trim", "trim"),
    ("upper", "upper"),
];

/// Makes the functions known to a connection.
pub(super) fn add(sql: &Connection, clock: &Clock, date_order: &str) -> Result<(), Error> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let order = date_order.to_owned();
    sql.create_scalar_function("to_char", -1, pure, move |c| to_char(c, &order))?;
    sql.create_scalar_function("to_date", 2, pure, to_date)?;
    sql.create_scalar_function("to_number", 1, pure, |c| match argument(c, 0)? {
        None => Ok(Cell::Null),
        Some(text) => text.parse().map(number).map_err(|_| misused("invalid number")),
    })?;
    sql.create_scalar_function("nvl2", 3, pure, |c| {
        let at = if c.get_raw(0) == ValueRef::Null { 2 } else { 1 };
        c.get::<Cell>(at)
    })?;
    sql.create_scalar_function("decode", -1, pure, decode)?;
    // The server's clock stands on Pacific time, whatever the account's zone is.
    let (clock, pacific) = (
        clock.clone(),
        TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC),
    );
    sql.create_scalar_function("sysdate", 0, FunctionFlags::SQLITE_UTF8, move |_| {
        Ok(when::stored(clock.now(), &pacific))
    })?;
    sql.create_scalar_function("later_by", 2, pure, later_by)?;
    sql.create_scalar_function("trunc", 1, pure, |c| match argument(c, 0)? {
        None => Ok(Cell::Null),
        Some(text) => Ok(match when::civil(&text) {
            Some(at) => Cell::Text(when::stored_civil(at.date().to_datetime(jiff::civil::Time::midnight()))),
            None => number(text.parse::<Decimal>().map_err(|_| misused("invalid number"))?.trunc()),
        }),
    })?;
    sql.create_scalar_function("df_status", 2, pure, |c| {
        let (kind, status) = (argument(c, 0)?, argument(c, 1)?);
        Ok(status.map(|s| super::names::status_text(kind.as_deref().unwrap_or(""), &s)))
    })?;
    sql.create_scalar_function("df_type", 1, pure, |c| {
        Ok(argument(c, 0)?.map(|kind| super::names::type_text(&kind).to_owned()))
    })?;
    sql.create_aggregate_function("sum", 1, pure, Sum)?;
    Ok(())
}

fn argument(context: &Context<'_>, at: usize) -> Result<Option<String>, Error> {
    Ok(text(context.get_raw(at)))
}

/// A decimal as the engine holds it.
fn number(value: Decimal) -> Cell {
    let value = value.normalize();
    match i64::try_from(value) {
        Ok(whole) if value.scale() == 0 => Cell::Integer(whole),
        _ => value.to_string().parse().map_or(Cell::Null, Cell::Real),
    }
}

fn to_char(context: &Context<'_>, order: &str) -> Result<Option<String>, Error> {
    let Some(value) = argument(context, 0)? else {
        return Ok(None);
    };
    let Some(at) = when::civil(&value) else {
        return Ok(Some(value));
    };
    match context.len() {
        1 => Ok(Some(when::shown(at, order))),
        _ => match argument(context, 1)? {
            None => Ok(None),
            Some(format) => when::write(at, &format).map(Some).map_err(misused),
        },
    }
}

fn to_date(context: &Context<'_>) -> Result<Option<String>, Error> {
    match (argument(context, 0)?, argument(context, 1)?) {
        (Some(text), Some(format)) => {
            let at = when::read(&text, &format).map_err(misused)?;
            Ok(Some(when::stored_civil(at)))
        }
        _ => Ok(None),
    }
}

/// Oracle's arithmetic of dates: a number is days.
fn later_by(context: &Context<'_>) -> Result<Option<String>, Error> {
    let (Some(at), Some(days)) = (argument(context, 0)?, argument(context, 1)?) else {
        return Ok(None);
    };
    let at = when::civil(&at).ok_or_else(|| misused("a date is expected before + or -"))?;
    let days: Decimal = days.parse().map_err(|_| misused("invalid number"))?;
    let seconds = i64::try_from((days * Decimal::from(86_400)).round()).map_err(|_| misused("invalid number"))?;
    let span = jiff::SignedDuration::from_secs(seconds);
    let later = at.checked_add(span).map_err(|_| misused("not a valid date"))?;
    Ok(Some(when::stored_civil(later)))
}

fn decode(context: &Context<'_>) -> Result<Cell, Error> {
    let value = argument(context, 0)?;
    let mut at = 1;
    while at + 1 < context.len() {
        if argument(context, at)? == value {
            return context.get(at + 1);
        }
        at += 2;
    }
    if at < context.len() {
        context.get(at)
    } else {
        Ok(Cell::Null)
    }
}

/// A sum that is exact: cents are added as decimals.
struct Sum;

impl Aggregate<Option<Decimal>, Cell> for Sum {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<Decimal>, Error> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, sum: &mut Option<Decimal>) -> Result<(), Error> {
        let value = match context.get_raw(0) {
            ValueRef::Null => return Ok(()),
            ValueRef::Integer(number) => Decimal::from(number),
            ValueRef::Real(real) => decimal(real).parse().map_err(|_| misused("numeric overflow"))?,
            other => text(other)
                .and_then(|t| t.parse().ok())
                .ok_or_else(|| misused("invalid number"))?,
        };
        let so_far = sum.unwrap_or_default();
        *sum = Some(so_far.checked_add(value).ok_or_else(|| misused("numeric overflow"))?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, sum: Option<Option<Decimal>>) -> Result<Cell, Error> {
        Ok(sum.flatten().map_or(Cell::Null, number))
    }
}
