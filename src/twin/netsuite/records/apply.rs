//! What is applied to what: credits to invoices, refunds to credits and deposits, and what stays open.

use std::collections::BTreeMap;

use rusqlite::params;
use rust_decimal::Decimal;
use serde_json::Value;

use super::document::{Document, Line, Link, Role, broken};
use super::value::{Object, decimal, flag, lines, reference, rounded};
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::{Ledger, text};

/// The sublists that apply a type, each with the types it takes.
const fn sublists(code: &str) -> &'static [(&'static str, &'static [&'static str])] {
    match code.as_bytes() {
        // A credit memo is never applied to an order.
        b"CustCred" | b"CustPymt" | b"DepAppl" => &[("apply", &["CustInvc"])],
        b"CustRfnd" => &[("apply", &["CustCred", "CustPymt"]), ("deposit", &["CustDep"])],
        _ => &[],
    }
}

/// Whether the type is applied to others.
pub(super) fn applies(code: &str) -> bool {
    !sublists(code).is_empty()
}

/// What a saved transaction is applied to.
pub(super) fn applied(ledger: &Ledger, id: i64) -> Result<BTreeMap<i64, Decimal>, Fault> {
    let of =
        "SELECT previousdoc, foreignamount FROM b_nexttransactionlinelink WHERE nextdoc = ? AND linktype = 'Payment'";
    let mut select = ledger.sql.prepare_cached(of).map_err(broken)?;
    let mut found = select.query([id]).map_err(broken)?;
    let mut all = BTreeMap::new();
    while let Some(row) = found.next().map_err(broken)? {
        let amount = text(row.get_ref(1).map_err(broken)?).and_then(|a| a.parse().ok());
        *all.entry(row.get(0).map_err(broken)?).or_default() += amount.unwrap_or(Decimal::ZERO).abs();
    }
    Ok(all)
}

/// What is still open of a transaction: an invoice's unpaid rest, a credit's or a deposit's unused one.
pub(super) fn open(ledger: &Ledger, document: &Document) -> Result<Decimal, Fault> {
    if matches!(
        (document.kind.code, document.head.get("status")),
        ("CustInvc" | "CustCred", Some("B")) | ("CustDep", Some("C")) | (_, Some("V"))
    ) {
        return Ok(Decimal::ZERO);
    }
    if document.head.get("foreignamountunpaid").is_some() {
        return Ok(document.head.decimal("foreignamountunpaid").abs());
    }
    let of = "SELECT SUM(ABS(foreignamount)) FROM b_nexttransactionlinelink WHERE linktype IN ('Payment', 'DepAppl') AND \
              (previousdoc = ?1 OR (nextdoc = ?1 AND previoustype = 'CustInvc'))";
    let used: Option<String> = ledger
        .sql
        .query_row(of, [document.id], |row| Ok(text(row.get_ref(0)?)))
        .map_err(broken)?;
    let used = used.and_then(|u| u.parse().ok()).unwrap_or(Decimal::ZERO);
    Ok((document.total().abs() - used).max(Decimal::ZERO))
}

/// Merges the sublists of a body into what is applied: `saved` is so already, `now` is what the write starts with.
pub(super) fn merge(
    ledger: &Ledger,
    document: &Document,
    body: &Object,
    saved: &BTreeMap<i64, Decimal>,
    mut now: BTreeMap<i64, Decimal>,
) -> Result<BTreeMap<i64, Decimal>, Fault> {
    for (name, takes) in sublists(document.kind.code) {
        for (path, given) in lines(body, name)?.unwrap_or_default() {
            let path = format!("{path}.doc");
            let Some(id) = given.get("doc").and_then(reference) else {
                return Err(Fault::user("Please enter value(s) for: Doc."));
            };
            let invalid = || Fault::value("doc", &id, path.clone());
            let target: i64 = id.parse().map_err(|_| invalid())?;
            let found = Document::load(ledger, target).map_err(broken)?.ok_or_else(invalid)?;
            let own = document.head.get("entity") == found.head.get("entity");
            if !takes.contains(&found.kind.code) || !own {
                return Err(invalid());
            }
            let before = saved.get(&target).copied().unwrap_or_default();
            if flag(given.get("apply")) == Some(false) {
                now.remove(&target);
                continue;
            }
            let most = open(ledger, &found)? + before;
            let amount = match given.get("amount") {
                Some(amount) => decimal(amount, "amount", &path)?,
                None if document.kind.code == "CustCred" => most.min(document.total()),
                None => most,
            };
            if amount > most || !amount.is_sign_positive() {
                return Err(Fault::user(&format!(
                    "The amount {amount} is above the open amount {most} of document {id}."
                )));
            }
            now.insert(target, amount);
        }
    }
    Ok(now)
}

/// The total of a payment or a refund: what it is applied to, or what the body says.
pub(super) fn settle(document: &mut Document, applied: &BTreeMap<i64, Decimal>, body: &Object) -> Result<(), Fault> {
    let sum: Decimal = applied.values().copied().sum();
    match document.kind.code {
        "CustCred" if sum > document.total() => {
            return Err(Fault::user(
                "The amount applied is above the amount of the credit memo.",
            ));
        }
        "CustCred" => return Ok(()),
        _ => {}
    }
    let given = body
        .get("payment")
        .map(|p| decimal(p, "payment", "payment"))
        .transpose()?;
    let total = given.unwrap_or(if document.kind.code == "CustDep" {
        document.total()
    } else {
        sum
    });
    if total.is_zero() {
        return Err(Fault::user("Please enter value(s) for: Amount."));
    }
    if sum > total {
        return Err(Fault::user("The amount applied is above the amount of the payment."));
    }
    document.set_total(total);
    document.lines.retain(|l| l.role() == Role::Main);
    let mut line = Line::default();
    for column in ["mainline", "taxline", "iscogs", "isclosed", "kitcomponent"] {
        line.row.set(column, "F");
    }
    line.row.number("foreignamount", total);
    line.row.put("expenseaccount", body.get("account").and_then(reference));
    line.row.set("id", 1);
    document.lines.push(line);
    Ok(())
}

/// Writes the links of what is applied, and brings what it is applied to in step.
pub(super) fn save(
    ledger: &mut Ledger,
    document: &mut Document,
    before: &BTreeMap<i64, Decimal>,
    now: &BTreeMap<i64, Decimal>,
) -> Result<(), Fault> {
    for table in ["nexttransactionlinelink", "previoustransactionlinelink"] {
        let text = format!("DELETE FROM b_{table} WHERE nextdoc = ? AND linktype = 'Payment'");
        ledger.sql.execute(&text, [document.id]).map_err(broken)?;
    }
    for (target, amount) in now {
        let kind: String = ledger
            .sql
            .query_row("SELECT type FROM b_transaction WHERE id = ?", [target], |r| r.get(0))
            .map_err(broken)?;
        document.links.push(Link {
            previous: (*target, 0, kind),
            next_line: 0,
            kind: "Payment",
            amount: Some(*amount),
        });
    }
    document.save(ledger).map_err(broken)?;
    let stamp = document.head.get("lastmodifieddate").unwrap_or("").to_owned();
    for target in before.keys().chain(now.keys()) {
        let change = now.get(target).copied().unwrap_or_default() - before.get(target).copied().unwrap_or_default();
        refresh(ledger, *target, change, &stamp)?;
    }
    refresh(ledger, document.id, Decimal::ZERO, &stamp)
}

/// Sets the status and the unpaid amount that follow from what is applied; `more` is applied in addition
/// to what the unpaid amount says.
pub(super) fn refresh(ledger: &Ledger, id: i64, more: Decimal, stamp: &str) -> Result<(), Fault> {
    let Some(mut document) = Document::load(ledger, id).map_err(broken)? else {
        return Ok(());
    };
    let (open_letter, used_letter) = match document.kind.code {
        "CustInvc" | "CustCred" | "DepAppl" => ("A", "B"),
        "CustDep" => ("A", "C"),
        _ => return Ok(()),
    };
    let status = document.head.get("status").map(str::to_owned);
    document.head.put("status", None);
    let rest = match document.head.get("foreignamountunpaid") {
        Some(_) => document.head.decimal("foreignamountunpaid").abs() - more,
        None => open(ledger, &document)?,
    };
    let letter = match status.as_deref() {
        _ if rest.is_zero() => used_letter,
        Some("B") if document.kind.code == "CustDep" => "B",
        _ => open_letter,
    };
    let paid = document.total().abs() - rest;
    let keeps = document.kind.code == "CustInvc";
    let amounts = keeps.then(|| (rest.to_string(), rounded(paid, 8).to_string()));
    let (unpaid, paid) = amounts.unzip();
    let update = "UPDATE b_transaction SET status = ?2, foreignamountunpaid = COALESCE(?3, foreignamountunpaid), \
                  foreignamountpaid = COALESCE(?4, foreignamountpaid), lastmodifieddate = ?5 WHERE id = ?1";
    let done = ledger.sql.execute(update, params![id, letter, unpaid, paid, stamp]);
    done.map_err(broken).map(|_| ())
}

/// The lines of a deposit or of a journal entry.
pub(super) fn post(
    ledger: &Ledger,
    document: &mut Document,
    body: &Object,
    places: u32,
) -> Result<Vec<(i64, &'static str)>, Fault> {
    match document.kind.code {
        "Journal" => journal(document, body, places).map(|()| Vec::new()),
        "Deposit" => deposit(ledger, document, body, places),
        _ => Ok(Vec::new()),
    }
}

fn account_line(given: &Object, amount: Decimal, list: &str) -> Result<Line, Fault> {
    let mut line = Line::default();
    for column in ["mainline", "taxline", "iscogs", "isclosed", "kitcomponent"] {
        line.row.set(column, "F");
    }
    let account = given.get("account").and_then(reference);
    line.row.put(
        "expenseaccount",
        Some(account.ok_or_else(|| Fault::user("Please enter value(s) for: Account."))?),
    );
    line.row.put("memo", given.get("memo").and_then(super::value::text));
    line.row.put("entity", given.get("entity").and_then(reference));
    line.row.number("foreignamount", amount);
    line.row.number("netamount", amount);
    line.extra.insert("_list".to_owned(), list.into());
    Ok(line)
}

fn journal(document: &mut Document, body: &Object, places: u32) -> Result<(), Fault> {
    for (path, given) in lines(body, "line")?.unwrap_or_default() {
        let of = |field: &str| given.get(field).map_or(Ok(Decimal::ZERO), |v| decimal(v, field, &path));
        let amount = rounded(of("debit")? - of("credit")?, places);
        let line = account_line(given, amount, "line")?;
        document.push(line);
    }
    let debits: Decimal = document
        .lines
        .iter()
        .map(Line::amount)
        .filter(|a| a.is_sign_positive())
        .sum();
    let credits: Decimal = document
        .lines
        .iter()
        .map(Line::amount)
        .filter(|a| a.is_sign_negative())
        .sum();
    if debits != -credits || document.lines.len() < 2 {
        return Err(Fault::user(&format!(
            "The amounts in a journal entry must balance: debits {debits}, credits {}.",
            -credits
        )));
    }
    document.set_total(debits);
    Ok(())
}

/// Whether a deposit, other than the one at hand, has a transaction's money.
fn is_deposited(ledger: &Ledger, id: i64, by: i64) -> Result<bool, Fault> {
    let of = "SELECT EXISTS (SELECT 1 FROM b_nexttransactionlinelink l JOIN b_transaction t ON t.id = l.nextdoc \
              WHERE l.previousdoc = ?1 AND t.type = 'Deposit' AND t.id <> ?2)";
    ledger.sql.query_row(of, [id, by], |row| row.get(0)).map_err(broken)
}

/// Gives the payments that are deposited, with the status they get.
fn deposit(
    ledger: &Ledger,
    document: &mut Document,
    body: &Object,
    places: u32,
) -> Result<Vec<(i64, &'static str)>, Fault> {
    let mut taken = Vec::new();
    for (path, given) in lines(body, "payment")?.unwrap_or_default() {
        if flag(given.get("deposit")) == Some(false) {
            continue;
        }
        let id = given.get("id").and_then(reference).unwrap_or_default();
        let invalid = || Fault::value("id", &id, format!("{path}.id"));
        let target: i64 = id.parse().map_err(|_| invalid())?;
        let payment = Document::load(ledger, target).map_err(broken)?.ok_or_else(invalid)?;
        let status = match (payment.kind.code, payment.head.get("status")) {
            ("CashSale" | "CustPymt" | "CashRfnd", Some("B")) => "C",
            ("CashRfnd", None) => "C",
            ("CustDep", Some("A")) => "B",
            // It may be applied before it is banked.
            ("CustDep", Some("C")) => "C",
            ("CustRfnd", _) => "R",
            _ => return Err(invalid()),
        };
        if is_deposited(ledger, target, document.id)? {
            return Err(invalid());
        }
        let out = matches!(payment.kind.code, "CashRfnd" | "CustRfnd");
        let amount = if out { -payment.total() } else { payment.total() };
        let mut line = Line::default();
        for column in ["mainline", "taxline", "iscogs", "isclosed", "kitcomponent"] {
            line.row.set(column, "F");
        }
        line.row.number("foreignamount", amount);
        line.extra.insert("_list".to_owned(), "payment".into());
        let key = document.push(line);
        document.links.push(Link {
            previous: (target, 0, payment.kind.code.to_owned()),
            next_line: key,
            kind: "DepPay",
            amount: Some(amount),
        });
        taken.push((target, status));
    }
    for (list, sign) in [("other", Decimal::ONE), ("cashback", -Decimal::ONE)] {
        for (path, given) in lines(body, list)?.unwrap_or_default() {
            let amount = decimal(given.get("amount").unwrap_or(&Value::Null), "amount", &path)?;
            let line = account_line(given, rounded(amount * sign, places), list)?;
            document.push(line);
        }
    }
    let total: Decimal = document
        .lines
        .iter()
        .filter(|l| l.role() != Role::Main)
        .map(Line::amount)
        .sum();
    document.set_total(total);
    Ok(taken)
}
