//! From rows to the records of the model.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Options;
use super::row::{Column as C, Row};
use crate::base::{Amount, DateOrder, FixedError, Moment, Quantity};
use crate::model::books::{DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::model::shop::Address;

/// A value that is not what its column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadValue {
    pub(super) column: &'static str,
    pub(super) value: String,
    pub(super) what: String,
}

fn bad(column: &'static str, value: &str, what: impl Into<String>) -> BadValue {
    BadValue {
        column,
        value: value.to_owned(),
        what: what.into(),
    }
}

fn text(value: Option<Cow<'_, str>>) -> Cow<'_, str> {
    // SuiteQL leaves null columns out: an absent text is an empty one.
    value.unwrap_or(Cow::Borrowed(""))
}

fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|v| v == "T" || v == "true")
}

fn amount(column: &'static str, value: &str) -> Result<Amount, BadValue> {
    Amount::parse(value).map_err(|e: FixedError| bad(column, value, format!("is not an amount: {e}")))
}

fn quantity(column: &'static str, value: &str) -> Result<Quantity, BadValue> {
    Quantity::parse(value).map_err(|e: FixedError| bad(column, value, format!("is not a quantity: {e}")))
}

fn number(column: &'static str, value: &str) -> Result<u64, BadValue> {
    value.parse().map_err(|_| bad(column, value, "is not an internal id"))
}

/// An id that may be negative (system items, `-137`) or absent is no id that anything here refers to.
fn positive(value: Option<&str>) -> u64 {
    value.and_then(|v| v.parse().ok()).map_or(0, |n: u64| n)
}

/// A header row.
pub(super) fn head<'a>(row: &mut Row<'a>, options: &Options, undated: &mut u64) -> Result<DocumentHead<'a>, BadValue> {
    let kind = DocumentKind::parse(row.get(C::Kind).unwrap_or(""));
    let status = DocumentStatus::parse(kind, row.get(C::Status).unwrap_or(""));
    let raw = match row.get(C::Total) {
        Some(total) => amount("foreigntotal", total)?,
        None if kind == DocumentKind::ItemFulfillment || kind == DocumentKind::Other => Amount::ZERO,
        None => return Err(bad("foreigntotal", "", "is missing")),
    };
    let base_total = row.get(C::BaseTotal).map(|t| amount("total", t)).transpose()?;
    let tax = row.get(C::Tax).map(|t| amount("taxtotal", t)).transpose()?;
    let date = row.get(C::Date).and_then(|d| day(d, options.date_order));
    if date.is_none() && row.get(C::Date).is_some() {
        *undated += 1;
    }
    let at = |text| moment(text, options.zone.as_ref());
    let voided = is_true(row.get(C::Voided));
    let ships_to = Address {
        street: text(row.take(C::Street)),
        street2: text(row.take(C::Street2)),
        city: text(row.take(C::City)),
        province: text(row.take(C::State)),
        zip: text(row.take(C::Zip)),
        country: text(row.take(C::Country)),
    };
    Ok(DocumentHead {
        id: number("id", row.get(C::Id).unwrap_or(""))?,
        kind,
        number: text(row.take(C::Number)),
        status: if voided { DocumentStatus::Voided } else { status },
        order_ref: text(row.take(C::OrderRef)),
        refund_ref: text(row.take(C::RefundRef)),
        payout_ref: text(row.take(C::PayoutRef)),
        external_id: text(row.take(C::ExternalId)),
        memo: text(row.take(C::Memo)),
        entity: text(row.take(C::Entity)),
        currency: text(row.take(C::CurrencyCode).or_else(|| row.take(C::Currency))),
        total: own_direction(kind, raw),
        base_total: base_total.map(|t| own_direction(kind, t)),
        tax: tax.map(Amount::abs),
        date,
        created_at: row.get(C::Created).and_then(at),
        modified_at: row.get(C::Modified).and_then(at),
        created_from: positive(row.get(C::CreatedFrom)),
        subsidiary: text(row.take(C::Subsidiary)),
        ships_to: (!ships_to.is_empty()).then_some(ships_to),
    })
}

/// Credits are negative by double entry in some accounts and positive in others; a credit memo is a
/// credit memo either way. Everything else keeps its sign.
fn own_direction(kind: DocumentKind, raw: Amount) -> Amount {
    match kind {
        DocumentKind::CreditMemo
        | DocumentKind::CashRefund
        | DocumentKind::CustomerRefund
        | DocumentKind::ReturnAuthorization => raw.abs(),
        _ => raw,
    }
}

fn day(value: &str, order: Option<DateOrder>) -> Option<Date> {
    let date = value.split([' ', 'T']).next().unwrap_or(value);
    date.parse().ok().or_else(|| order.and_then(|o| o.parse(date)))
}

/// `2026-03-04 11:02:17`: SuiteQL's times have no zone, but are in the account's.
fn moment(value: &str, zone: Option<&TimeZone>) -> Option<Moment> {
    let (date, time) = value.split_once([' ', 'T'])?;
    let Some(zone) = zone.filter(|_| !time.ends_with('Z')) else {
        let time = time.trim_end_matches('Z');
        return Moment::parse(&format!("{date}T{time}Z")).ok();
    };
    let local: DateTime = format!("{date}T{time}").parse().ok()?;
    local.to_zoned(zone.clone()).ok().map(|z| Moment::from(z.timestamp()))
}

/// A line row; `None` for rows that say nothing about what was sold. Amounts and quantities keep the
/// sign of the row.
pub(super) fn line<'a>(row: &mut Row<'a>) -> Result<Option<DocumentLine<'a>>, BadValue> {
    if is_true(row.get(C::MainLine)) || is_true(row.get(C::Cogs)) || is_true(row.get(C::AssemblyComponent)) {
        return Ok(None);
    }
    let role = role(row);
    if role == LineRole::Ignored {
        return Ok(None);
    }
    let id = row.get(C::Id).or(row.get(C::Sequence)).unwrap_or("");
    let value = row.get(C::Amount).or(row.get(C::NetAmount));
    let raw = match value {
        Some(value) => amount("foreignamount", value)?,
        // Members of kits and heads of groups have no amount of their own; a null column is left out.
        None => Amount::ZERO,
    };
    Ok(Some(DocumentLine {
        id: number("id", id)?,
        role,
        item: positive(row.get(C::Item)),
        sku: text(row.take(C::Sku)),
        quantity: row
            .get(C::Quantity)
            .map_or(Ok(Quantity::ZERO), |q| quantity("quantity", q))?,
        amount: raw,
        tax: None,
        closed: is_true(row.get(C::Closed)),
        shipped: row
            .get(C::Shipped)
            .map(|q| quantity("quantityshiprecv", q))
            .transpose()?
            .map(Quantity::abs),
        billed: row
            .get(C::Billed)
            .map(|q| quantity("quantitybilled", q))
            .transpose()?
            .map(Quantity::abs),
        kit: positive(row.get(C::Kit)),
        account: text(row.take(C::Account)),
        memo: text(row.take(C::Memo)),
        linked: positive(row.get(C::Linked)),
    }))
}

fn role(row: &Row<'_>) -> LineRole {
    if is_true(row.get(C::TaxLine)) {
        return LineRole::Tax;
    }
    if is_true(row.get(C::KitComponent)) || row.get(C::Kit).is_some() {
        return LineRole::KitComponent;
    }
    match row.get(C::ItemType).unwrap_or("") {
        "Kit" => LineRole::Kit,
        "Group" => LineRole::Group,
        "EndGroup" => LineRole::EndGroup,
        "ShipItem" => LineRole::Shipping,
        "Discount" | "Markup" => LineRole::Discount,
        "TaxItem" | "TaxGroup" => LineRole::Tax,
        "Subtotal" | "Description" => LineRole::Ignored,
        "Payment" => LineRole::Payment,
        "" if row.get(C::Item).is_none() && row.get(C::Linked).is_some() => LineRole::Payment,
        "" if row.get(C::Item).is_none() => LineRole::Account,
        _ => LineRole::Item,
    }
}

/// Turns a line round: from the ledger's signs to "positive adds to the document".
pub(super) fn flip(line: &mut DocumentLine<'_>) {
    line.amount = -line.amount;
    line.quantity = -line.quantity;
}
