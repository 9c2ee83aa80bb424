//! What a save must keep to: periods, external ids, the fulfilled and billed parts of orders.

use rusqlite::OptionalExtension as _;
use rust_decimal::Decimal;

use super::document::{Document, Line, Role, Row, broken};
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::roles;

/// No other transaction may have the external id. The family in which it is unique are all transactions.
pub(super) fn external_id(ledger: &Ledger, document: &Document) -> Result<(), Fault> {
    let Some(external) = document.head.get("externalid") else {
        return Ok(());
    };
    if let Some(bad) = external
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
    {
        return Err(Fault::value("externalId", &bad.to_string(), "externalId".to_owned()));
    }
    match by_external_id(ledger, external)? {
        Some(id) if id != document.id => Err(Fault::user("This entity already exists.")),
        _ => Ok(()),
    }
}

/// The transaction that has an external id.
pub(super) fn by_external_id(ledger: &Ledger, external: &str) -> Result<Option<i64>, Fault> {
    let text = "SELECT id FROM b_transaction WHERE externalid = ? ORDER BY id LIMIT 1";
    let mut select = ledger.sql.prepare_cached(text).map_err(broken)?;
    select
        .query_row([external], |row| row.get(0))
        .optional()
        .map_err(broken)
}

/// The posting period of a date must be open. `posted` says whether the save changes the ledger.
pub(super) fn period(ledger: &Ledger, document: &mut Document, role: &roles::Role, posted: bool) -> Result<(), Fault> {
    let any = "SELECT EXISTS (SELECT 1 FROM b_accountingperiod)";
    let kept: bool = ledger.sql.query_row(any, [], |row| row.get(0)).map_err(broken)?;
    if !document.kind.posts || !kept {
        return Ok(());
    }
    let date = document.head.get("trandate").unwrap_or("").to_owned();
    // Deposits and entries belong to no side of the ledger: only a lock for all holds for them.
    let is_bank = matches!(document.kind.code, "Deposit" | "Journal");
    let text = "SELECT id, closed = 'T', alllocked = 'T' OR arlocked = 'T' AND NOT ?2, allownonglchanges = 'T' FROM b_accountingperiod \
                WHERE startdate <= ?1 AND enddate >= ?1 AND isposting = 'T' AND COALESCE(isquarter, 'F') = 'F' \
                AND COALESCE(isyear, 'F') = 'F' AND COALESCE(isadjust, 'F') = 'F' LIMIT 1";
    let found = ledger.sql.query_row(text, (&date, is_bank), |row| {
        let is = |at| row.get::<_, Option<bool>>(at).map(Option::unwrap_or_default);
        Ok((row.get::<_, i64>(0)?, is(1)?, is(2)?, is(3)?))
    });
    let outside =
        || Fault::user("The transaction date you specified is not within the date range of your accounting period.");
    let (id, closed, locked, memo_allowed) = found.optional().map_err(broken)?.ok_or_else(outside)?;
    if !posted && memo_allowed {
        return Ok(());
    }
    if closed {
        return Err(outside());
    }
    if locked && !role.has("ADMI_PERIODOVERRIDE") {
        return Err(Fault::user("You cannot post to a locked accounting period."));
    }
    document.head.set("postingperiod", id);
    Ok(())
}

/// An order's lines may not fall below what was fulfilled or billed of them, and linked ones may not go.
pub(super) fn order_lines(before: &Document, now: &Document) -> Result<(), Fault> {
    if before.kind.code != "SalesOrd" {
        return Ok(());
    }
    let status = before.head.get("status").unwrap_or("");
    for old in before.of_role(Role::Item) {
        let done = old
            .row
            .decimal("quantityshiprecv")
            .abs()
            .max(old.row.decimal("quantitybilled").abs());
        let new = now.line(old.key());
        let less = new.is_none_or(|new| new.quantity() < old.quantity());
        if less && matches!(status, "C" | "G" | "H") {
            return Err(Fault::user(
                "You cannot remove or lower a line of an order that is billed, closed or cancelled.",
            ));
        }
        let Some(new) = new else {
            if !done.is_zero() {
                return Err(Fault::user(
                    "This line is linked to another transaction and cannot be removed.",
                ));
            }
            continue;
        };
        if new.quantity() < done {
            return Err(Fault::user(&format!(
                "The quantity of line {} may not be less than {done}, its fulfilled or billed quantity.",
                old.key()
            )));
        }
        if new.row.get("item") != old.row.get("item") && !done.is_zero() {
            return Err(Fault::user(
                "The item of a line that is linked to another transaction cannot be changed.",
            ));
        }
    }
    Ok(())
}

/// How far a line has come.
fn parts(line: &Line) -> (Decimal, Decimal, Decimal) {
    let of = |column| Row::decimal(&line.row, column).abs();
    (of("quantity"), of("quantityshiprecv"), of("quantitybilled"))
}

/// The status that follows from an order's lines. Pending approval and cancelled stay.
pub(super) fn order_status(document: &mut Document) {
    let status = document.head.get("status").unwrap_or("B").to_owned();
    if document.kind.code != "SalesOrd" || matches!(status.as_str(), "A" | "C") {
        return;
    }
    let counted = |line: &&Line| {
        !matches!(
            line.row.get("itemtype"),
            Some("EndGroup" | "Group" | "Subtotal" | "Description" | "Discount")
        )
    };
    let lines: Vec<&Line> = document.of_role(Role::Item).filter(counted).collect();
    let open: Vec<_> = lines
        .iter()
        .filter(|l| !l.row.is("isclosed"))
        .map(|l| parts(l))
        .collect();
    let shipped: Decimal = open.iter().map(|(_, shipped, _)| *shipped).sum();
    let billed: Decimal = open.iter().map(|(_, _, billed)| *billed).sum();
    let letter = if lines.is_empty() {
        return;
    } else if open.is_empty() {
        "H"
    } else if open.iter().all(|(ordered, _, billed)| billed >= ordered) {
        "G"
    } else if open.iter().all(|(ordered, shipped, _)| shipped >= ordered) {
        "F"
    } else if shipped.is_zero() {
        "B"
    } else if billed < shipped {
        "E"
    } else {
        "D"
    };
    document.head.set("status", letter);
}
