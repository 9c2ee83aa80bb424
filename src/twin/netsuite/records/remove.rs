//! A transaction deleted.

use rusqlite::params;

use super::Desk;
use super::apply;
use super::document::{Document, Row, broken, insert};
use super::rules;
use super::value::Object;
use crate::twin::netsuite::answer::{Answer, Fault};
use crate::twin::netsuite::names::TransactionType;
use crate::twin::netsuite::when;

/// Deletes a transaction and undoes what it did to others.
pub(super) fn remove(desk: &mut Desk<'_>, kind: &TransactionType, id: &str) -> Result<Answer, Fault> {
    let mut document = desk.load(kind, id)?;
    let linked = "SELECT EXISTS (SELECT 1 FROM b_nexttransactionlinelink WHERE previousdoc = ?)";
    let linked: bool = desk
        .ledger
        .sql
        .query_row(linked, [document.id], |row| row.get(0))
        .map_err(broken)?;
    if linked {
        return Err(Fault::user(
            "This transaction cannot be deleted because it is linked to by one or more transactions.",
        ));
    }
    rules::period(desk.ledger, &mut document, desk.role, true)?;
    desk.together(|desk| {
        let stamp = when::stored(desk.now, &desk.ledger.zone);
        let applied = apply::applied(desk.ledger, document.id)?;
        let orders = release(desk, &document)?;
        for table in ["nexttransactionlinelink", "previoustransactionlinelink"] {
            let text = format!("DELETE FROM b_{table} WHERE nextdoc = ?");
            desk.ledger.sql.execute(&text, [document.id]).map_err(broken)?;
        }
        for (table, column) in [
            ("transaction", "id"),
            ("transactionline", "transaction"),
            ("transactionaccountingline", "transaction"),
        ] {
            let text = format!("DELETE FROM b_{table} WHERE `{column}` = ?");
            desk.ledger.sql.execute(&text, [document.id]).map_err(broken)?;
        }
        for (target, amount) in applied {
            apply::refresh(desk.ledger, target, -amount, &stamp)?;
        }
        for order in orders {
            if let Some(mut order) = Document::load(desk.ledger, order).map_err(broken)? {
                rules::order_status(&mut order);
                order.head.set("lastmodifieddate", &stamp);
                order.save(desk.ledger).map_err(broken)?;
            }
        }
        let mut row = Row::default();
        row.set("recordid", document.id);
        row.set("recordtypeid", -30);
        row.set("type", document.kind.text);
        row.set("scriptid", document.kind.record.to_lowercase());
        row.set(
            "name",
            format!("{} #{}", document.kind.text, document.head.get("tranid").unwrap_or("")),
        );
        row.set("deleteddate", &stamp);
        row.set("context", "RESTWEBSERVICES");
        for column in ["iscustomlist", "iscustomrecord", "iscustomtransaction"] {
            row.set(column, "F");
        }
        desk.ledger.version += 1;
        insert(desk.ledger, "deletedrecord", &row, &Object::new()).map_err(broken)
    })?;
    Ok(Answer::empty(204))
}

/// Gives the quantities back that were billed or fulfilled; says of which orders.
fn release(desk: &Desk<'_>, document: &Document) -> Result<Vec<i64>, Fault> {
    let text = "SELECT previousdoc, previousline, nextline, linktype FROM b_nexttransactionlinelink WHERE nextdoc = ?";
    let mut select = desk.ledger.sql.prepare(text).map_err(broken)?;
    let found = select.query_map([document.id], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Option<String>>(3)?,
        ))
    });
    let mut orders = Vec::new();
    for link in found.map_err(broken)? {
        let (order, line, own, kind) = link.map_err(broken)?;
        let column = match kind.as_deref() {
            Some("OrdBill") => "quantitybilled",
            Some("ShipRcpt") => "quantityshiprecv",
            _ => continue,
        };
        let Some(own) = document.line(own) else {
            continue;
        };
        let text = format!(
            "UPDATE b_transactionline SET `{column}` = MAX(0, ABS(COALESCE(`{column}`, 0)) - ?3) WHERE `transaction` = ?1 AND id = ?2"
        );
        let done = desk
            .ledger
            .sql
            .execute(&text, params![order, line, own.quantity().to_string()]);
        done.map_err(broken)?;
        if !orders.contains(&order) {
            orders.push(order);
        }
    }
    Ok(orders)
}
