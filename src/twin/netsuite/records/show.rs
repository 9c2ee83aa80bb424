//! A transaction as JSON.

use rusqlite::OptionalExtension as _;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::apply;
use super::document::{Document, Line, Role, Row, broken, rows};
use super::fields::HEADER;
use super::value::{Object, number};
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::names::{self, by_code};
use crate::twin::netsuite::request::Call;
use crate::twin::netsuite::when;

/// What is shown, and with what addresses.
pub(super) struct Show<'s> {
    pub(super) ledger: &'s Ledger,
    pub(super) call: &'s Call,
    /// With the lines of sublists.
    pub(super) expanded: bool,
    pub(super) suite_tax: bool,
}

impl Show<'_> {
    fn address(&self, below: &str) -> Value {
        json!([{ "rel": "self", "href": self.call.address(&format!("/record/v1{below}")) }])
    }

    /// A reference with its display text.
    fn reference(&self, column: &str, id: &str) -> Result<Value, Fault> {
        let (record, table, shown) = match column {
            "entity" => ("customer", "customer", "COALESCE(altname, companyname, entityid)"),
            "currency" => ("currency", "currency", "name"),
            "subsidiary" => ("subsidiary", "subsidiary", "name"),
            "postingperiod" => ("accountingPeriod", "accountingperiod", "periodname"),
            "expenseaccount" | "account" => ("account", "account", "COALESCE(fullname, acctname, acctnumber)"),
            "item" | "shipmethod" => ("", "item", "itemid"),
            _ => return Ok(json!({ "id": id })),
        };
        let text = format!("SELECT {shown} FROM b_{table} WHERE id = ?");
        let name = self
            .ledger
            .sql
            .query_row(&text, [id], |row| row.get::<_, Option<String>>(0));
        let name = name.optional().map_err(broken)?.flatten();
        let mut value = json!({ "id": id });
        if let Some(name) = name {
            value["refName"] = json!(name);
        }
        let record = if column == "item" {
            item_record(self.ledger, id)?
        } else {
            record
        };
        if !record.is_empty() {
            value["links"] = self.address(&format!("/{record}/{id}"));
        }
        Ok(value)
    }

    /// The whole record.
    pub(super) fn record(&self, document: &Document) -> Result<Object, Fault> {
        let mut object = Object::new();
        let own = format!("/{}/{}", document.kind.record, document.id);
        if document.id != 0 {
            object.insert("links".to_owned(), self.address(&own));
            object.insert("id".to_owned(), json!(document.id.to_string()));
        }
        self.header(document, &mut object)?;
        for (name, value) in &document.extra {
            if !name.starts_with('_') && name != "taxDetails" {
                object.insert(name.clone(), value.clone());
            }
        }
        self.addresses(document, &own, &mut object)?;
        self.sums(document, &mut object)?;
        for (name, lines) in self.sublists(document, &own)? {
            let mut list = json!({ "links": self.address(&format!("{own}/{name}")) });
            if self.expanded {
                list["count"] = json!(lines.len());
                list["hasMore"] = json!(false);
                list["offset"] = json!(0);
                list["totalResults"] = json!(lines.len());
                list["items"] = Value::Array(lines);
            }
            object.insert(name.to_owned(), list);
        }
        Ok(object)
    }

    fn header(&self, document: &Document, object: &mut Object) -> Result<(), Fault> {
        let head = &document.head;
        let payment = matches!(document.kind.code, "CustRfnd" | "CustPymt" | "CustDep" | "DepAppl");
        for (field, column, is_reference) in HEADER {
            let Some(value) = head.get(column) else {
                continue;
            };
            if (field == "customer") != (payment && column == "entity") && matches!(field, "customer" | "entity") {
                continue;
            }
            let value = match column {
                _ if is_reference => self.reference(column, value)?,
                "exchangerate" => number(head.decimal(column)),
                _ => json!(when::civil(value).map_or_else(|| value.to_owned(), |at| at.date().to_string())),
            };
            object.insert(field.to_owned(), value);
        }
        for (field, column) in [("createdDate", "createddate"), ("lastModifiedDate", "lastmodifieddate")] {
            if let Some(moment) = head.get(column).and_then(|m| when::moment(m, &self.ledger.zone)) {
                object.insert(
                    field.to_owned(),
                    json!(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                );
            }
        }
        if let Some(letter) = head.get("status") {
            let name = names::status_name(document.kind.code, letter).unwrap_or(letter);
            let status = json!({ "id": letter, "refName": name });
            if document.kind.code == "SalesOrd" && matches!(letter, "A" | "B") {
                object.insert("orderStatus".to_owned(), status.clone());
            }
            let field = if document.kind.code == "ItemShip" {
                "shipStatus"
            } else {
                "status"
            };
            object.insert(field.to_owned(), status);
        }
        let custom = head.0.iter().filter(|(column, _)| column.starts_with("custbody"));
        object.extend(custom.map(|(column, value)| (column.clone(), json!(value))));
        if let Some(from) = self.made_from(document)? {
            object.insert("createdFrom".to_owned(), from);
        }
        Ok(())
    }

    /// The transaction it was made from, by the header, its lines or its links.
    fn made_from(&self, document: &Document) -> Result<Option<Value>, Fault> {
        let by_rows = [&document.head]
            .into_iter()
            .chain(document.lines.iter().map(|l| &l.row));
        let mut from = by_rows.map(|row| row.id("createdfrom")).find(|id| *id != 0);
        if from.is_none() {
            let text = "SELECT previousdoc FROM b_nexttransactionlinelink WHERE nextdoc = ? AND linktype <> 'Payment' AND \
                        linktype <> 'DepPay' LIMIT 1";
            let found = self.ledger.sql.query_row(text, [document.id], |row| row.get(0));
            from = found.optional().map_err(broken)?;
        }
        let Some(from) = from else {
            return Ok(None);
        };
        let found = self
            .ledger
            .sql
            .query_row("SELECT type, tranid FROM b_transaction WHERE id = ?", [from], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
            });
        Ok(found.optional().map_err(broken)?.map(|(code, tranid)| {
            let record = by_code(&code).map_or("transaction", |t| t.record);
            let name = format!("{} #{}", names::type_text(&code), tranid.unwrap_or_default());
            json!({ "id": from.to_string(), "refName": name, "links": self.address(&format!("/{record}/{from}")) })
        }))
    }

    fn addresses(&self, document: &Document, own: &str, object: &mut Object) -> Result<(), Fault> {
        for (field, column, table) in [
            ("shippingAddress", "shippingaddress", "transactionshippingaddress"),
            ("billingAddress", "billingaddress", "transactionbillingaddress"),
        ] {
            let key = document.head.id(column);
            if key == 0 {
                continue;
            }
            let mut value = json!({ "links": self.address(&format!("{own}/{field}")) });
            if self.expanded {
                let (row, _) = rows(self.ledger, table, "nkey", key)
                    .map_err(broken)?
                    .pop()
                    .unwrap_or_default();
                for (name, column) in super::body::ADDRESS {
                    if let Some(text) = row.get(column) {
                        value[name] = if name == "country" {
                            json!({ "id": text })
                        } else {
                            json!(text)
                        };
                    }
                }
                value["override"] = json!(row.is("override"));
            }
            object.insert(field.to_owned(), value);
        }
        Ok(())
    }

    fn sums(&self, document: &Document, object: &mut Object) -> Result<(), Fault> {
        let mut put = |name: &str, value: Decimal| {
            object.insert(name.to_owned(), number(value));
        };
        if matches!(document.kind.code, "ItemShip" | "ItemRcpt") {
            return Ok(());
        }
        put("total", document.total());
        let has_items = document
            .lines
            .iter()
            .any(|l| matches!(l.role(), Role::Item | Role::Shipping));
        if has_items {
            put("subtotal", document.sum(Role::Item));
            put("discountTotal", document.sum(Role::Discount));
            put("shippingCost", document.sum(Role::Shipping));
            put("taxTotal", document.sum(Role::Tax));
        }
        match document.kind.code {
            "CustInvc" if document.id != 0 => put("amountRemaining", apply::open(self.ledger, document)?),
            "CustCred" => {
                let pending = document
                    .extra
                    .get("_applied")
                    .and_then(Value::as_str)
                    .and_then(|a| a.parse().ok());
                let open = apply::open(self.ledger, document)?;
                let applied = pending.unwrap_or(document.total() - open);
                put("applied", applied);
                put("unapplied", document.total() - applied);
            }
            _ => {}
        }
        Ok(())
    }

    fn sublists(&self, document: &Document, own: &str) -> Result<Vec<(&'static str, Vec<Value>)>, Fault> {
        let mut all = Vec::new();
        match document.kind.code {
            "Deposit" => {
                for name in ["payment", "other", "cashback"] {
                    let lines = document.of_role(Role::Account).filter(|l| self.list_of(l) == name);
                    all.push((
                        name,
                        lines.map(|l| self.deposit_line(l, name)).collect::<Result<_, _>>()?,
                    ));
                }
            }
            "Journal" => {
                let lines = document.of_role(Role::Account);
                all.push(("line", lines.map(|l| self.journal_line(l)).collect::<Result<_, _>>()?));
            }
            _ => {
                if document.lines.iter().any(|l| l.role() == Role::Item) {
                    let ships = matches!(document.kind.code, "ItemShip" | "ItemRcpt");
                    let shown = |l: &&Line| l.role() == Role::Item || ships && l.role() == Role::KitPart;
                    let lines = document.lines.iter().filter(shown);
                    all.push((
                        "item",
                        lines
                            .map(|l| self.item_line(document, l, own))
                            .collect::<Result<_, _>>()?,
                    ));
                }
                if apply::applies(document.kind.code) && document.id != 0 {
                    let applied = apply::applied(self.ledger, document.id)?;
                    let lines = applied.iter().map(|(id, amount)| {
                        json!({ "doc": { "id": id.to_string() }, "line": 0, "apply": true, "amount": number(*amount) })
                    });
                    all.push(("apply", lines.collect()));
                }
            }
        }
        if self.suite_tax && document.lines.iter().any(|l| l.role() == Role::Tax) {
            let (reference, basis) = taxed(document);
            let lines = document.of_role(Role::Tax).map(|line| {
                let rate = line.row.decimal("rate");
                let mut value = json!({
                    "taxAmount": number(line.amount()), "taxRate": number(rate * Decimal::ONE_HUNDRED), "taxBasis": number(basis),
                    "taxDetailsReference": { "id": reference, "refName": reference }, "taxType": { "id": "1", "refName": "Tax" },
                    "taxCode": { "id": "5", "refName": "Standard" },
                });
                for (name, held) in line.extra.iter().filter(|(name, _)| !name.starts_with('_')) {
                    value[name] = held.clone();
                }
                value
            });
            all.push(("taxDetails", lines.collect()));
        }
        Ok(all)
    }

    /// Which list of a deposit a line is of.
    fn list_of(&self, line: &Line) -> &'static str {
        match line.extra.get("_list").and_then(Value::as_str) {
            Some("payment") => "payment",
            Some("other") => "other",
            Some("cashback") => "cashback",
            _ if line.row.get("expenseaccount").is_none() => "payment",
            _ if line.amount().is_sign_negative() => "cashback",
            _ => "other",
        }
    }

    fn deposit_line(&self, line: &Line, list: &str) -> Result<Value, Fault> {
        if list == "payment" {
            let text = "SELECT previousdoc FROM b_nexttransactionlinelink WHERE nextdoc = ? AND nextline = ? LIMIT 1";
            let of = [line.row.id("transaction"), line.key()];
            let id: Option<i64> = self
                .ledger
                .sql
                .query_row(text, of, |row| row.get(0))
                .optional()
                .map_err(broken)?;
            let id = id.map(|id| id.to_string());
            return Ok(
                json!({ "deposit": true, "id": id, "lineId": line.key().to_string(), "paymentAmount": number(line.amount()) }),
            );
        }
        let mut value = json!({ "amount": number(line.amount().abs()) });
        self.account_fields(&line.row, &mut value)?;
        Ok(value)
    }

    fn journal_line(&self, line: &Line) -> Result<Value, Fault> {
        let side = if line.amount().is_sign_negative() {
            "credit"
        } else {
            "debit"
        };
        let mut value = json!({ "line": line.key() });
        value[side] = number(line.amount().abs());
        self.account_fields(&line.row, &mut value)?;
        Ok(value)
    }

    fn account_fields(&self, row: &Row, value: &mut Value) -> Result<(), Fault> {
        if let Some(account) = row.get("expenseaccount").or(row.get("account")) {
            value["account"] = self.reference("account", account)?;
        }
        if let Some(memo) = row.get("memo") {
            value["memo"] = json!(memo);
        }
        Ok(())
    }

    fn item_line(&self, document: &Document, line: &Line, own: &str) -> Result<Value, Fault> {
        let row = &line.row;
        let mut value = json!({ "line": line.key() });
        if document.id != 0 {
            value["links"] = self.address(&format!("{own}/item/{}", line.key()));
        }
        for (name, held) in line.extra.iter().filter(|(name, _)| !name.starts_with('_')) {
            value[name] = held.clone();
        }
        if self.suite_tax && line.extra.get("taxDetailsReference").is_none() {
            value["taxDetailsReference"] = json!(reference_of(line));
        }
        let item = row.get("item").unwrap_or("0");
        value["item"] = self.reference("item", item)?;
        let kind = row.get("itemtype").unwrap_or("");
        value["itemType"] = json!({ "id": kind, "refName": kind });
        if let Some(key) = row.get("uniquekey") {
            value["lineUniqueKey"] = json!(key);
        }
        for (field, column) in [("quantity", "quantity"), ("rate", "rate"), ("amount", "foreignamount")] {
            if row.get(column).is_some() {
                value[field] = number(row.decimal(column));
            }
        }
        if let Some(memo) = row.get("memo") {
            value["description"] = json!(memo);
        }
        if let Some(parent) = row.get("kitmemberof") {
            value["kitMemberOf"] = json!(parent);
        }
        if document.kind.code == "SalesOrd" {
            let (shipped, billed) = (
                row.decimal("quantityshiprecv").abs(),
                row.decimal("quantitybilled").abs(),
            );
            value["quantityFulfilled"] = number(shipped);
            value["quantityBilled"] = number(billed);
            value["isClosed"] = json!(row.is("isclosed"));
            value["isOpen"] = json!(!row.is("isclosed"));
            value["linked"] = json!(!shipped.is_zero() || !billed.is_zero());
        }
        if let Some(from) = line.extra.get("_from") {
            value["orderLine"] = from.clone();
        }
        Ok(value)
    }
}

/// What tax details know a line by that was given no reference of its own.
pub(super) fn reference_of(line: &Line) -> String {
    match line.extra.get("taxDetailsReference").and_then(Value::as_str) {
        Some(given) => given.to_owned(),
        None => format!("tax_{}", line.key()),
    }
}

/// The line that computed tax is shown at, by its reference, and what it is computed on.
fn taxed(document: &Document) -> (String, Decimal) {
    let first = document.of_role(Role::Item).next();
    let first = first.or_else(|| document.of_role(Role::Shipping).next());
    let reference = first.map_or_else(|| "shipping".to_owned(), reference_of);
    (reference, document.sum(Role::Item) + document.sum(Role::Shipping))
}

/// The record type of an item.
fn item_record(ledger: &Ledger, id: &str) -> Result<&'static str, Fault> {
    let kind = super::document::item_type(ledger, id.parse().unwrap_or(0)).map_err(broken)?;
    Ok(match kind.as_deref() {
        Some("Kit") => "kitItem",
        Some("Group") => "itemGroup",
        Some("Service") => "serviceSaleItem",
        Some("NonInvtPart") => "nonInventorySaleItem",
        Some("OthCharge") => "otherChargeSaleItem",
        Some("Discount") => "discountItem",
        Some("InvtPart") => "inventoryItem",
        _ => "",
    })
}
