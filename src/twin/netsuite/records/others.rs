//! Records that are no transactions, read alone.

use serde_json::{Value, json};

use super::Desk;
use super::document::{broken, rows};
use super::value::{Object, number};
use crate::twin::netsuite::answer::{Answer, Fault, SINGULAR};

/// Record types with their table and permission.
const OTHERS: [(&str, &str, &str, &str); 9] = [
    ("customer", "customer", "LIST_CUSTJOB", "Lists -> Customers"),
    ("currency", "currency", "LIST_CURRENCY", "Lists -> Currency"),
    ("subsidiary", "subsidiary", "LIST_SUBSIDIARY", "Lists -> Subsidiaries"),
    (
        "accountingPeriod",
        "accountingperiod",
        "ADMI_ACCTPERIODS",
        "Setup -> Manage Accounting Periods",
    ),
    ("account", "account", "LIST_ACCOUNT", "Lists -> Accounts"),
    ("inventoryItem", "item", "LIST_ITEM", "Lists -> Items"),
    ("kitItem", "item", "LIST_ITEM", "Lists -> Items"),
    ("itemGroup", "item", "LIST_ITEM", "Lists -> Items"),
    ("otherChargeSaleItem", "item", "LIST_ITEM", "Lists -> Items"),
];

/// Columns whose field's name is not their own.
const NAMES: [(&str, &str); 14] = [
    ("entityid", "entityId"),
    ("companyname", "companyName"),
    ("firstname", "firstName"),
    ("lastname", "lastName"),
    ("externalid", "externalId"),
    ("itemid", "itemId"),
    ("displayname", "displayName"),
    ("periodname", "periodName"),
    ("startdate", "startDate"),
    ("enddate", "endDate"),
    ("isinactive", "isInactive"),
    ("alllocked", "allLocked"),
    ("arlocked", "arLocked"),
    ("aplocked", "apLocked"),
];

/// Answers a GET of a record by its internal id.
pub(super) fn answer(desk: &Desk<'_>, record: &str, rest: &[&str]) -> Result<Answer, Fault> {
    let (_, table, permission, name) = *OTHERS.iter().find(|(r, ..)| *r == record).ok_or_else(Fault::missing)?;
    desk.role.needs(permission, name)?;
    let ("GET", [id]) = (desk.call.method.as_str(), rest) else {
        return Err(Fault::new(
            405,
            "INVALID_METHOD",
            "The method is not supported for this resource.",
        ));
    };
    let key: i64 = id.parse().map_err(|_| Fault::missing())?;
    let found = rows(desk.ledger, table, "id", key).map_err(broken)?.pop();
    let (row, _) = found.ok_or_else(Fault::missing)?;
    let href = desk.call.address(&format!("/record/v1/{record}/{id}"));
    let mut object = Object::new();
    object.insert("links".to_owned(), json!([{ "rel": "self", "href": href }]));
    for (column, value) in &row.0 {
        let name = NAMES
            .iter()
            .find(|(c, _)| c == column)
            .map_or(column.as_str(), |(_, name)| name);
        let shown = match value.as_str() {
            "T" => json!(true),
            "F" => json!(false),
            text => {
                crate::twin::netsuite::when::civil(text).map_or_else(|| json!(text), |at| json!(at.date().to_string()))
            }
        };
        object.insert(name.to_owned(), shown);
    }
    if record == "kitItem" || record == "itemGroup" {
        let members = rows(desk.ledger, "kititemmember", "parentitem", key).map_err(broken)?;
        let members = members
            .iter()
            .map(|(row, _)| json!({ "item": { "id": row.get("item") }, "quantity": number(row.decimal("quantity")) }));
        object.insert("member".to_owned(), json!({ "items": members.collect::<Vec<_>>() }));
    }
    Ok(Answer::json(SINGULAR, &Value::Object(object)))
}
