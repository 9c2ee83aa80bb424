//! The header of a body, merged into a transaction.

use rust_decimal::Decimal;
use serde_json::Value;

use super::document::{Document, Line, Role, Row, broken, insert, rows};
use super::fields::{COMPUTED, HEADER};
use super::show::reference_of;
use super::value::{Object, decimal, flag, lines, reference, rounded, text};
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::roles;
use crate::twin::netsuite::when;

/// The fields of an address with their columns.
pub(super) const ADDRESS: [(&str, &str); 10] = [
    ("addr1", "addr1"),
    ("addr2", "addr2"),
    ("addr3", "addr3"),
    ("addressee", "addressee"),
    ("attention", "attention"),
    ("city", "city"),
    ("state", "state"),
    ("zip", "zip"),
    ("country", "country"),
    ("addrPhone", "addrphone"),
];

/// What a body's fields that are handled elsewhere are called.
const ELSEWHERE: [&str; 11] = [
    "item",
    "apply",
    "deposit",
    "payment",
    "other",
    "cashback",
    "line",
    "shippingCost",
    "taxDetails",
    "shippingAddress",
    "billingAddress",
];

/// Merges the header's fields.
pub(super) fn header(ledger: &Ledger, document: &mut Document, body: &Object) -> Result<(), Fault> {
    for (field, value) in body {
        if COMPUTED.contains(&field.as_str()) || ELSEWHERE.contains(&field.as_str()) {
            continue;
        }
        if let Some((_, column, is_reference)) = HEADER.iter().find(|(name, _, _)| name == field) {
            let value = known(ledger, field, column, *is_reference, value)?;
            document.head.put(column, value);
        } else if field.starts_with("custbody") {
            document.head.put(field, text(value));
        } else if field == "orderStatus" || field == "shipStatus" {
            status(document, field, value)?;
        } else if value.is_null() {
            document.extra.remove(field);
        } else {
            document.extra.insert(field.clone(), value.clone());
        }
    }
    Ok(())
}

/// A value of a header's column.
fn known(
    ledger: &Ledger,
    field: &str,
    column: &str,
    is_reference: bool,
    value: &Value,
) -> Result<Option<String>, Fault> {
    let Some(given) = (if is_reference { reference(value) } else { text(value) }) else {
        return Ok(None);
    };
    let invalid = || Fault::value(field, &given, field.to_owned());
    if let "trandate" | "shipdate" | "duedate" = column {
        return when::from_date_text(&given).ok_or_else(invalid).map(Some);
    }
    if column == "exchangerate" {
        return decimal(value, field, field).map(|rate| Some(rate.to_string()));
    }
    let table = match column {
        "entity" => "customer",
        "currency" => "currency",
        "subsidiary" => "subsidiary",
        _ => return Ok(Some(given)),
    };
    let text = format!("SELECT EXISTS (SELECT 1 FROM b_{table} WHERE id = ?)");
    let there: bool = ledger
        .sql
        .query_row(&text, [&given], |row| row.get(0))
        .map_err(broken)?;
    if there { Ok(Some(given)) } else { Err(invalid()) }
}

fn status(document: &mut Document, field: &str, value: &Value) -> Result<(), Fault> {
    let letter = reference(value).unwrap_or_default();
    let allowed: &[&str] = if field == "orderStatus" {
        &["A", "B"]
    } else {
        &["A", "B", "C"]
    };
    let now = document.head.get("status").unwrap_or("");
    let settable = field == "shipStatus" || matches!(now, "" | "A" | "B");
    if !allowed.contains(&letter.as_str()) || !settable {
        return Err(Fault::value(field, &letter, field.to_owned()));
    }
    document.head.set("status", letter);
    Ok(())
}

/// Fields that a new transaction has without being told.
pub(super) fn defaults(ledger: &Ledger, document: &mut Document, today: &str) -> Result<(), Fault> {
    let head = &mut document.head;
    if head.get("trandate").is_none() {
        head.set("trandate", today);
    }
    let needs_customer = !matches!(document.kind.code, "Deposit" | "Journal");
    if needs_customer && head.get("entity").is_none() {
        return Err(Fault::user("Please enter value(s) for: Customer."));
    }
    if head.get("subsidiary").is_none() {
        let only = "SELECT CASE WHEN COUNT(*) = 1 THEN MIN(id) END FROM b_subsidiary";
        let own = rows(ledger, "customer", "id", head.id("entity")).map_err(broken)?.pop();
        let own = own.and_then(|(row, _)| row.get("subsidiary").map(str::to_owned));
        let only: Option<i64> = ledger.sql.query_row(only, [], |row| row.get(0)).map_err(broken)?;
        let found = own.or(only.map(|id| id.to_string()));
        if found.is_none() || document.kind.code == "Journal" {
            return Err(Fault::user("Please enter value(s) for: Subsidiary."));
        }
        head.put("subsidiary", found);
    }
    if head.get("currency").is_none() {
        let own = rows(ledger, "subsidiary", "id", head.id("subsidiary"))
            .map_err(broken)?
            .pop();
        head.put(
            "currency",
            own.and_then(|(row, _)| row.get("currency").map(str::to_owned)),
        );
    }
    if head.get("exchangerate").is_none() {
        let listed = rows(ledger, "currency", "id", head.id("currency"))
            .map_err(broken)?
            .pop();
        let rate = listed
            .map(|(row, _)| row.decimal("exchangerate"))
            .filter(|rate| !rate.is_zero());
        head.number("exchangerate", rate.unwrap_or(Decimal::ONE));
    }
    if document.kind.code == "Deposit" && !document.extra.contains_key("account") {
        return Err(Fault::user("Please enter value(s) for: Account."));
    }
    let first = match document.kind.code {
        "CashSale" | "CashRfnd" | "CustPymt" | "Journal" | "SalesOrd" | "RtnAuth" => "B",
        "CustRfnd" => "R",
        "ItemShip" => "C",
        "Deposit" | "ItemRcpt" => "",
        _ => "A",
    };
    if document.head.get("status").is_none() && !first.is_empty() {
        document.head.set("status", first);
    }
    document.head.set("voided", "F");
    document
        .head
        .set("posting", if document.kind.posts { "T" } else { "F" });
    document.head.set("source", "restWebServices");
    Ok(())
}

/// Addresses: a new row each time one changes, as NetSuite keeps what other transactions show.
pub(super) fn addresses(ledger: &Ledger, document: &mut Document, body: &Object) -> Result<(), Fault> {
    for (field, column, table) in [
        ("shippingAddress", "shippingaddress", "transactionshippingaddress"),
        ("billingAddress", "billingaddress", "transactionbillingaddress"),
    ] {
        let Some(given) = body.get(field).and_then(Value::as_object) else {
            continue;
        };
        let held = rows(ledger, table, "nkey", document.head.id(column))
            .map_err(broken)?
            .pop();
        let mut row = held.map(|(row, _)| row).unwrap_or_default();
        for (name, column) in ADDRESS {
            if let Some(value) = given.get(name) {
                row.put(column, text(value));
            }
        }
        let last = "SELECT MAX((SELECT COALESCE(MAX(nkey), 0) FROM b_transactionshippingaddress), \
                    (SELECT COALESCE(MAX(nkey), 0) FROM b_transactionbillingaddress))";
        let last: i64 = ledger.sql.query_row(last, [], |row| row.get(0)).map_err(broken)?;
        row.set("nkey", last + 1);
        row.set(
            "override",
            if flag(given.get("override")) == Some(true) {
                "T"
            } else {
                "F"
            },
        );
        insert(ledger, table, &row, &Object::new()).map_err(broken)?;
        document.head.set(column, last + 1);
    }
    Ok(())
}

/// SuiteTax: tax as the body says, in place of the computed one.
pub(super) fn tax_details(
    document: &mut Document,
    body: &Object,
    role: &roles::Role,
    places: u32,
) -> Result<(), Fault> {
    let overrides = flag(body.get("taxDetailsOverride")).or_else(|| flag(document.extra.get("taxDetailsOverride")));
    let Some(given) = lines(body, "taxDetails")?.filter(|_| overrides == Some(true)) else {
        return Ok(());
    };
    role.needs("LIST_TAXDETAILSTAB", "Lists -> Tax Details Tab")?;
    document.lines.retain(|line| line.role() != Role::Tax);
    let taxed = |line: &&Line| matches!(line.role(), Role::Item | Role::Shipping);
    let known: Vec<String> = document.lines.iter().filter(taxed).map(reference_of).collect();
    for (path, detail) in given {
        for (field, name) in [
            ("taxDetailsReference", "Tax Details Reference"),
            ("taxType", "Tax Type"),
            ("taxCode", "Tax Code"),
            ("taxBasis", "Tax Basis"),
            ("taxRate", "Tax Rate"),
            ("taxAmount", "Tax Amount"),
        ] {
            if detail.get(field).is_none_or(Value::is_null) {
                return Err(Fault::user(&format!("Please enter value(s) for: {name}.")));
            }
        }
        let to = detail
            .get("taxDetailsReference")
            .and_then(reference)
            .unwrap_or_default();
        if !known.contains(&to) {
            return Err(Fault::value(
                "taxDetailsReference",
                &to,
                format!("{path}.taxDetailsReference"),
            ));
        }
        let amount = decimal(detail.get("taxAmount").unwrap_or(&Value::Null), "taxAmount", &path)?;
        let rate = detail
            .get("taxRate")
            .map_or(Ok(Decimal::ZERO), |r| decimal(r, "taxRate", &path))?;
        let mut row = Row::default();
        for (column, value) in [
            ("mainline", "F"),
            ("taxline", "T"),
            ("iscogs", "F"),
            ("isclosed", "F"),
            ("kitcomponent", "F"),
        ] {
            row.set(column, value);
        }
        row.set("itemtype", "TaxItem");
        row.set("item", -137);
        row.number("rate", rate / Decimal::ONE_HUNDRED);
        row.number("foreignamount", rounded(amount, places));
        let mut extra = detail.clone();
        extra.retain(|name, _| !matches!(name.as_str(), "taxAmount" | "taxRate" | "links"));
        document.push(Line { row, extra });
    }
    Ok(())
}
