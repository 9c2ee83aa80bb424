//! One transaction made from another.

use rust_decimal::Decimal;

use super::document::{Document, Line, Link, Role, broken};
use super::value::flag;
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::names::{TYPES, TransactionType};

/// The transforms there are. A credit memo is never made from an order, nor a refund from a credit memo.
const TRANSFORMS: [(&str, &[&str]); 7] = [
    (
        "salesOrder",
        &["cashSale", "invoice", "itemFulfillment", "returnAuthorization"],
    ),
    ("invoice", &["creditMemo", "customerPayment", "returnAuthorization"]),
    ("cashSale", &["cashRefund", "returnAuthorization"]),
    ("returnAuthorization", &["cashRefund", "creditMemo", "itemReceipt"]),
    ("customerDeposit", &["customerRefund", "depositApplication"]),
    ("customerPayment", &["customerRefund"]),
    ("cashRefund", &["creditMemo"]),
];

/// The type that a transform makes.
pub(super) fn target(from: &TransactionType, to: &str) -> Result<&'static TransactionType, Fault> {
    let allowed = TRANSFORMS
        .iter()
        .any(|(record, targets)| *record == from.record && targets.contains(&to));
    let kind = TYPES.iter().find(|t| t.record == to).filter(|_| allowed);
    kind.ok_or_else(|| {
        let detail = format!("The record type '{}' cannot be transformed to '{to}'.", from.record);
        Fault::new(400, "INVALID_CONTENT", detail)
    })
}

/// The header's columns that go along.
const KEPT: [&str; 12] = [
    "entity",
    "currency",
    "exchangerate",
    "subsidiary",
    "otherrefnum",
    "department",
    "class",
    "location",
    "email",
    "shippingaddress",
    "billingaddress",
    "shipmethod",
];

/// What is left of a line for the new transaction.
fn rest(line: &Line, to: &str) -> Decimal {
    let done = match to {
        "CustInvc" | "CashSale" => line.row.decimal("quantitybilled").abs(),
        "ItemShip" | "ItemRcpt" => line.row.decimal("quantityshiprecv").abs(),
        _ => Decimal::ZERO,
    };
    (line.quantity() - done).max(Decimal::ZERO)
}

/// The new transaction before the body changes it.
pub(super) fn start(from: &Document, kind: &'static TransactionType) -> Result<Document, Fault> {
    let mut made = Document::new(kind);
    for column in KEPT {
        made.head.put(column, from.head.get(column).map(str::to_owned));
    }
    for (column, value) in from.head.0.iter().filter(|(column, _)| column.starts_with("custbody")) {
        made.head.set(column, value);
    }
    made.head.set("createdfrom", from.id);
    let first_bill = from
        .of_role(Role::Item)
        .all(|l| l.row.decimal("quantitybilled").is_zero());
    let ships = matches!(kind.code, "ItemShip" | "ItemRcpt");
    for line in &from.lines {
        let takes = match line.role() {
            Role::Item | Role::KitPart => {
                !matches!(line.row.get("itemtype"), Some("Subtotal" | "Description" | "Discount")) || !ships
            }
            Role::Shipping => !ships && (first_bill || from.kind.code != "SalesOrd"),
            Role::Tax | Role::Discount => !ships,
            Role::Main | Role::Account | Role::Cogs => false,
        };
        let closed = from.kind.code == "SalesOrd" && line.row.is("isclosed");
        let counted = line.row.get("quantity").is_some() && line.role() != Role::Shipping;
        if !takes || closed || (counted && rest(line, kind.code).is_zero()) {
            continue;
        }
        made.lines.push(copied(line, from.id, kind.code));
    }
    let has_items = |d: &Document| d.of_role(Role::Item).next().is_some();
    if has_items(from) && !has_items(&made) {
        return Err(Fault::user("There is nothing left to transform of this record."));
    }
    Ok(made)
}

fn copied(line: &Line, from: i64, to: &str) -> Line {
    let mut copy = line.clone();
    for column in [
        "uniquekey",
        "transaction",
        "quantityshiprecv",
        "quantitybilled",
        "linelastmodifieddate",
        "isclosed",
    ] {
        copy.row.put(column, None);
    }
    copy.row.set("isclosed", "F");
    copy.row.set("createdfrom", from);
    copy.extra.insert("_from".to_owned(), line.key().into());
    if copy.row.get("quantity").is_some() {
        let (all, left) = (line.quantity(), rest(line, to));
        copy.row.number("quantity", left);
        if left != all && !all.is_zero() {
            let amount = super::value::rounded(line.amount() * left / all, 2);
            copy.row.number("foreignamount", amount);
            copy.row.number("netamount", amount);
        }
    }
    if matches!(to, "ItemShip" | "ItemRcpt") {
        for column in ["foreignamount", "netamount", "rate"] {
            copy.row.put(column, None);
        }
    }
    copy
}

/// The links from the lines of the first transaction to those of the second, and what that does to the first.
pub(super) fn connect(from: &mut Document, made: &mut Document) -> Result<(), Fault> {
    made.lines
        .retain(|line| flag(line.extra.get("itemReceive")) != Some(false));
    let kind = match (from.kind.code, made.kind.code) {
        ("SalesOrd", "CustInvc" | "CashSale") => "OrdBill",
        (_, "ItemShip" | "ItemRcpt") => "ShipRcpt",
        (_, "RtnAuth") => "SaleRet",
        ("CustDep", "DepAppl") => "DepAppl",
        ("RtnAuth", _) => "RetBill",
        _ => "SaleRet",
    };
    let shipped = made.kind.code == "ItemShip" && made.head.get("status") == Some("C") || made.kind.code == "ItemRcpt";
    let mut links = Vec::new();
    for line in &made.lines {
        let Some(key) = line.extra.get("_from").and_then(serde_json::Value::as_i64) else {
            continue;
        };
        let Some(old) = from
            .lines
            .iter_mut()
            .find(|old| old.key() == key && old.role() != Role::Main)
        else {
            continue;
        };
        links.push(Link {
            previous: (from.id, key, from.kind.code.to_owned()),
            next_line: line.key(),
            kind,
            amount: line.row.get("foreignamount").map(|_| line.amount()),
        });
        let column = match kind {
            "OrdBill" => "quantitybilled",
            "ShipRcpt" if shipped => "quantityshiprecv",
            _ => continue,
        };
        if old.row.get("quantity").is_none() {
            continue;
        }
        let done = old.row.decimal(column).abs() + line.quantity();
        if done > old.quantity() {
            return Err(Fault::user(&format!(
                "The quantity of line {key} is above what is left of the order."
            )));
        }
        old.row.number(column, done);
    }
    if links.is_empty() {
        links.push(Link {
            previous: (from.id, 0, from.kind.code.to_owned()),
            next_line: 0,
            kind,
            amount: (kind == "DepAppl").then(|| made.total()),
        });
    }
    made.links.extend(links);
    Ok(())
}

/// The order of a fulfilment that was made before its goods left, with the pieces that leave now.
pub(super) fn leaves(ledger: &Ledger, fulfilment: &Document) -> Result<Option<Document>, Fault> {
    let Some(mut order) = Document::load(ledger, fulfilment.head.id("createdfrom")).map_err(broken)? else {
        return Ok(None);
    };
    let text =
        "SELECT previousline, nextline FROM b_nexttransactionlinelink WHERE nextdoc = ? AND linktype = 'ShipRcpt'";
    let mut select = ledger.sql.prepare(text).map_err(broken)?;
    let links = select.query_map([fulfilment.id], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    });
    for link in links.map_err(broken)? {
        let (old, new) = link.map_err(broken)?;
        let pieces = fulfilment.line(new).map(Line::quantity).unwrap_or_default();
        let line = order
            .lines
            .iter_mut()
            .find(|l| l.key() == old && l.role() != Role::Main);
        if let Some(line) = line.filter(|l| l.row.get("quantity").is_some()) {
            let done = line.row.decimal("quantityshiprecv").abs() + pieces;
            line.row.number("quantityshiprecv", done);
        }
    }
    Ok(Some(order))
}
