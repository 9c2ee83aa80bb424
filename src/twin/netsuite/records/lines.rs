//! The `item` sublist of a body, merged into a transaction's lines.

use rust_decimal::Decimal;
use serde_json::Value;

use super::document::{Document, Line, Role, Row, broken, item_type, rows};
use super::value::{Object, decimal, flag, lines, reference, rounded, text};
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::Ledger;

/// Merges the sublist: a line whose `line` is known is changed, any other is added; with `replace`
/// those that are not listed go.
pub(super) fn merge(
    ledger: &Ledger,
    document: &mut Document,
    body: &Object,
    replace: bool,
    places: u32,
) -> Result<(), Fault> {
    let Some(listed) = lines(body, "item")? else {
        return Ok(());
    };
    let emptied = body.get("item").is_some_and(Value::is_null);
    let mut kept = Vec::new();
    for (path, given) in listed {
        let known = given
            .get("line")
            .or_else(|| given.get("orderLine"))
            .map(|l| decimal(l, "line", &path));
        let key = known.transpose()?.and_then(|l| i64::try_from(l).ok()).unwrap_or(0);
        let place = document
            .lines
            .iter()
            .position(|l| l.key() == key && l.role() == Role::Item);
        match place {
            Some(at) => {
                change(&mut document.lines[at], given, &path, places)?;
                kept.push(key);
            }
            None => kept.extend(add(ledger, document, given, &path, places)?),
        }
    }
    if replace || emptied {
        document
            .lines
            .retain(|l| l.role() != Role::Item || kept.contains(&l.key()));
    }
    components(ledger, document)
}

/// The columns of a line that a body sets as they are.
const PLAIN: [(&str, &str); 5] = [
    ("description", "memo"),
    ("location", "location"),
    ("department", "department"),
    ("class", "class"),
    ("price", "price"),
];

fn change(line: &mut Line, given: &Object, path: &str, places: u32) -> Result<(), Fault> {
    for (field, value) in given {
        if let Some((_, column)) = PLAIN.iter().find(|(name, _)| name == field) {
            line.row.put(column, text(value));
        } else if field.starts_with("custcol") {
            line.row.put(field, text(value));
        }
    }
    for field in ["isTaxable", "taxDetailsReference", "itemReceive", "taxCode", "units"] {
        if let Some(value) = given.get(field) {
            line.extra.insert(field.to_owned(), value.clone());
        }
    }
    if let Some(closed) = flag(given.get("isClosed")) {
        line.row.set("isclosed", if closed { "T" } else { "F" });
    }
    price(&mut line.row, given, path, places)
}

/// Quantity, rate and amount: what is not given follows from what is.
fn price(row: &mut Row, given: &Object, path: &str, places: u32) -> Result<(), Fault> {
    let of = |field: &str| match given.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => decimal(value, field, &format!("{path}.{field}")).map(Some),
    };
    let (quantity, rate, amount) = (of("quantity")?, of("rate")?, of("amount")?);
    if quantity.is_some_and(|q| q.is_sign_negative()) {
        let value = quantity.map(|q| q.to_string()).unwrap_or_default();
        return Err(Fault::value("quantity", &value, format!("{path}.quantity")));
    }
    let before = (
        row.get("quantity").map(|_| row.decimal("quantity")),
        row.decimal("foreignamount"),
    );
    if let Some(quantity) = quantity {
        row.number("quantity", quantity);
    }
    let pieces = if row.get("quantity").is_some() {
        row.decimal("quantity")
    } else {
        Decimal::ONE
    };
    let old_rate = match row.get("rate") {
        Some(_) => row.decimal("rate"),
        None => before.0.filter(|q| !q.is_zero()).map_or(before.1, |q| before.1 / q),
    };
    let amount = match (amount, rate) {
        (Some(amount), _) => Some(rounded(amount, places)),
        (None, Some(rate)) => Some(rounded(rate * pieces, places)),
        (None, None) if quantity.is_some() && quantity != before.0 => Some(rounded(old_rate * pieces, places)),
        _ => None,
    };
    if let Some(amount) = amount {
        row.number("foreignamount", amount);
        row.number("netamount", amount);
        let in_effect = if pieces.is_zero() {
            old_rate
        } else {
            (amount / pieces).round_dp(8)
        };
        row.number("rate", rate.unwrap_or(in_effect));
    }
    Ok(())
}

/// A plain line of an item.
fn line_of(item: i64, kind: &str) -> Line {
    let mut line = Line::default();
    for column in [
        "mainline",
        "taxline",
        "iscogs",
        "isclosed",
        "kitcomponent",
        "assemblycomponent",
    ] {
        line.row.set(column, "F");
    }
    line.row.set("item", item);
    line.row.set("itemtype", kind);
    line
}

/// Adds a line; an item group comes with its members. Gives the ids of what was added.
fn add(ledger: &Ledger, document: &mut Document, given: &Object, path: &str, places: u32) -> Result<Vec<i64>, Fault> {
    let Some(item) = given.get("item").and_then(reference) else {
        return Err(Fault::user("Please enter value(s) for: Item."));
    };
    let invalid = || Fault::value("item", &item, format!("{path}.item"));
    let id: i64 = item.parse().map_err(|_| invalid())?;
    let kind = item_type(ledger, id).map_err(broken)?.ok_or_else(invalid)?;
    let mut line = line_of(id, &kind);
    let listed = rows(ledger, "item", "id", id).map_err(broken)?;
    let listed = listed
        .first()
        .map(|(row, _)| row.decimal("baseprice"))
        .unwrap_or_default();
    line.row.number("rate", listed);
    if matches!(kind.as_str(), "ShipItem" | "Discount" | "Subtotal") {
        line.row.put("rate", None);
    } else {
        line.row.set("quantity", 0);
        if !given.contains_key("quantity") {
            line.row.set("quantity", 1);
            line.row.number("foreignamount", rounded(listed, places));
        }
    }
    if kind == "Group" {
        return group(ledger, document, line, given, path, places);
    }
    change(&mut line, given, path, places)?;
    Ok(vec![document.push(line)])
}

fn group(
    ledger: &Ledger,
    document: &mut Document,
    mut head: Line,
    given: &Object,
    path: &str,
    places: u32,
) -> Result<Vec<i64>, Fault> {
    let pieces = match given.get("quantity") {
        Some(value) => decimal(value, "quantity", path)?,
        None => Decimal::ONE,
    };
    let parent = head.row.id("item");
    head.row.number("quantity", pieces);
    for column in ["rate", "foreignamount"] {
        head.row.put(column, None);
    }
    let mut keys = vec![document.push(head)];
    for (member, _) in rows(ledger, "kititemmember", "parentitem", parent).map_err(broken)? {
        let id = member.id("item");
        let kind = item_type(ledger, id)
            .map_err(broken)?
            .unwrap_or_else(|| "InvtPart".to_owned());
        let mut line = line_of(id, &kind);
        let listed = rows(ledger, "item", "id", id).map_err(broken)?;
        let rate = listed
            .first()
            .map(|(row, _)| row.decimal("baseprice"))
            .unwrap_or_default();
        let quantity = member.decimal("quantity") * pieces;
        line.row.number("quantity", quantity);
        line.row.number("rate", rate);
        line.row.number("foreignamount", rounded(rate * quantity, places));
        keys.push(document.push(line));
    }
    let mut end = line_of(0, "EndGroup");
    end.row.put("rate", None);
    keys.push(document.push(end));
    Ok(keys)
}

/// Brings the components of kits in step with their kits.
pub(super) fn components(ledger: &Ledger, document: &mut Document) -> Result<(), Fault> {
    let kits: Vec<(i64, i64, Decimal, bool)> = document
        .of_role(Role::Item)
        .filter(|l| l.row.get("itemtype") == Some("Kit"))
        .map(|l| (l.key(), l.row.id("item"), l.quantity(), l.row.is("isclosed")))
        .collect();
    document
        .lines
        .retain(|l| l.role() != Role::KitPart || kits.iter().any(|kit| kit.0 == l.row.id("kitmemberof")));
    for (key, item, pieces, closed) in kits {
        for (member, _) in rows(ledger, "kititemmember", "parentitem", item).map_err(broken)? {
            let (part, quantity) = (member.id("item"), member.decimal("quantity") * pieces);
            let is_part = |l: &&mut Line| l.row.id("kitmemberof") == key && l.row.id("item") == part;
            if let Some(line) = document.lines.iter_mut().find(is_part) {
                line.row.number("quantity", quantity);
                line.row.set("isclosed", if closed { "T" } else { "F" });
                continue;
            }
            let kind = item_type(ledger, part)
                .map_err(broken)?
                .unwrap_or_else(|| "InvtPart".to_owned());
            let mut line = line_of(part, &kind);
            line.row.set("kitcomponent", "T");
            line.row.set("kitmemberof", key);
            line.row.number("quantity", quantity);
            line.row.set("foreignamount", 0);
            document.push(line);
        }
    }
    Ok(())
}

/// Sets the price of shipping.
pub(super) fn ship(ledger: &Ledger, document: &mut Document, cost: Decimal) -> Result<(), Fault> {
    let mut shipping = document.of_role(Role::Shipping).next().cloned();
    if cost.is_zero() && shipping.is_none() {
        return Ok(());
    }
    if shipping.is_none() {
        let method = document.head.id("shipmethod");
        let any = "SELECT COALESCE(MIN(id), 0) FROM b_item WHERE itemtype = 'ShipItem'";
        let item = if method == 0 {
            ledger.sql.query_row(any, [], |r| r.get(0)).map_err(broken)?
        } else {
            method
        };
        shipping = Some(line_of(item, "ShipItem"));
    }
    document.lines.retain(|l| l.role() != Role::Shipping);
    if let Some(mut line) = shipping {
        line.row.number("foreignamount", cost);
        line.row.number("netamount", cost);
        if line.row.get("id").is_some() {
            document.lines.push(line);
        } else {
            document.push(line);
        }
    }
    Ok(())
}
