//! Totals from lines, and the tax that belongs to them.

use rust_decimal::Decimal;

use super::document::{Document, Line, Role, Row, broken};
use super::value::rounded;
use crate::twin::netsuite::answer::Fault;
use crate::twin::netsuite::ledger::{Ledger, text};

/// What tax is computed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    items: Decimal,
    shipping: Decimal,
}

/// How a transaction is taxed, as its lines show it before a change.
#[derive(Debug, Clone)]
pub(super) struct Tax {
    basis: Basis,
    /// A fraction.
    rate: Decimal,
    on_shipping: bool,
}

/// The places of a transaction's currency.
pub(super) fn places(ledger: &Ledger, document: &Document) -> u32 {
    let of = "SELECT symbol, currencyprecision FROM b_currency WHERE id = ?";
    let found = ledger.sql.query_row(of, [document.head.id("currency")], |row| {
        Ok((text(row.get_ref(0)?), text(row.get_ref(1)?)))
    });
    match found {
        Ok((_, Some(places))) => places.parse().unwrap_or(2),
        Ok((Some(symbol), None)) if matches!(symbol.as_str(), "JPY" | "KRW" | "CLP" | "VND") => 0,
        _ => 2,
    }
}

fn is_taxable(line: &Line) -> bool {
    line.extra.get("isTaxable") != Some(&serde_json::Value::Bool(false))
}

pub(super) fn basis(document: &Document) -> Basis {
    let items = document
        .of_role(Role::Item)
        .filter(|l| is_taxable(l))
        .map(Line::amount)
        .sum::<Decimal>();
    Basis {
        items: items + document.sum(Role::Discount),
        shipping: document.sum(Role::Shipping),
    }
}

impl Tax {
    /// Reads how a transaction is taxed: by the rate of its tax line where its tax comes out with it,
    /// otherwise by the rate that its tax is in effect.
    pub(super) fn of(document: &Document, places: u32) -> Self {
        let basis = basis(document);
        let tax = document.sum(Role::Tax);
        let all = basis.items + basis.shipping;
        let mut lines = document.of_role(Role::Tax);
        let rate = lines
            .next()
            .filter(|_| lines.next().is_none())
            .and_then(|line| fraction(&line.row));
        if let Some(rate) = rate {
            for (amount, on_shipping) in [(basis.items, false), (all, true)] {
                if rounded(amount * rate, places) == tax {
                    return Self {
                        basis,
                        rate,
                        on_shipping,
                    };
                }
            }
        }
        let rate = if all.is_zero() {
            rate.unwrap_or(Decimal::ZERO)
        } else {
            tax / all
        };
        Self {
            basis,
            rate,
            on_shipping: true,
        }
    }

    /// The tax of a new transaction: the rate of the customer's latest taxed one.
    pub(super) fn of_customer(ledger: &Ledger, entity: i64) -> Result<Self, Fault> {
        let latest = "SELECT l.rate FROM b_transactionline AS l JOIN b_transaction AS t ON t.id = l.`transaction` \
                      WHERE t.entity = ? AND l.taxline = 'T' AND l.rate IS NOT NULL ORDER BY t.id DESC LIMIT 1";
        let mut select = ledger.sql.prepare_cached(latest).map_err(broken)?;
        let mut rows = select.query([entity]).map_err(broken)?;
        let mut row = Row::default();
        if let Some(found) = rows.next().map_err(broken)? {
            row.put("rate", text(found.get_ref(0).map_err(broken)?));
        }
        Ok(Self {
            basis: Basis {
                items: Decimal::ZERO,
                shipping: Decimal::ZERO,
            },
            rate: fraction(&row).unwrap_or(Decimal::ZERO),
            on_shipping: false,
        })
    }

    /// Sets a rate that a body gives, in percent.
    pub(super) fn set_percent(&mut self, percent: Decimal) {
        self.rate = percent / Decimal::ONE_HUNDRED;
        // Whatever was computed with another rate no longer holds.
        self.basis.items = Decimal::MAX;
    }

    /// Computes the tax line anew where what it is computed on has changed. Otherwise the tax stays to
    /// the cent, so that an edit of nothing changes nothing.
    fn apply(&self, document: &mut Document, places: u32) {
        let now = basis(document);
        if now == self.basis || document.extra.get("taxDetailsOverride") == Some(&serde_json::Value::Bool(true)) {
            return;
        }
        let on = if self.on_shipping {
            now.items + now.shipping
        } else {
            now.items
        };
        let tax = rounded(on * self.rate, places);
        let mut kept = document.of_role(Role::Tax).next().cloned();
        document.lines.retain(|line| line.role() != Role::Tax);
        if tax.is_zero() && kept.is_none() {
            return;
        }
        let line = kept.get_or_insert_with(Line::default);
        line.row.set("taxline", "T");
        line.row.set("mainline", "F");
        line.row.set("iscogs", "F");
        line.row.set("isclosed", "F");
        line.row.set("kitcomponent", "F");
        line.row.set("itemtype", "TaxItem");
        if line.row.get("item").is_none() {
            line.row.set("item", -137);
        }
        line.row.number("rate", self.rate);
        line.row.number("foreignamount", tax);
        line.row.number("netamount", tax);
        match line.row.get("id") {
            Some(_) => document.lines.push(line.clone()),
            None => {
                document.push(line.clone());
            }
        }
    }
}

/// The rate of a row as a fraction; some accounts show percent.
fn fraction(row: &Row) -> Option<Decimal> {
    let rate: Decimal = row.get("rate")?.trim_end_matches('%').parse().ok()?;
    Some(if rate > Decimal::ONE {
        rate / Decimal::ONE_HUNDRED
    } else {
        rate
    })
}

/// Brings tax, header and main line in step with the lines.
pub(super) fn compute(ledger: &Ledger, document: &mut Document, tax: &Tax) {
    let places = places(ledger, document);
    let has_items = document
        .lines
        .iter()
        .any(|l| matches!(l.role(), Role::Item | Role::Shipping));
    let ships = matches!(document.kind.code, "ItemShip" | "ItemRcpt");
    if has_items && !ships {
        tax.apply(document, places);
        let parts = [Role::Item, Role::Discount, Role::Shipping, Role::Tax];
        let total: Decimal = parts.into_iter().map(|role| document.sum(role)).sum();
        document.set_total(total);
        let turned = document.sum(Role::Tax);
        document.head.number("taxtotal", turned);
    }
    if !ships {
        settle(document, places);
    }
}

/// Writes the header's total in the subsidiary's currency and into the main line.
fn settle(document: &mut Document, places: u32) {
    let total = document.head.decimal("foreigntotal");
    let rate = match document.head.decimal("exchangerate") {
        rate if rate.is_zero() => Decimal::ONE,
        rate => rate,
    };
    document.head.number("exchangerate", rate);
    document.head.number("total", rounded(total * rate, places.max(2)));
    if document.kind.code == "Journal" {
        return;
    }
    if !document.lines.iter().any(|l| l.role() == Role::Main) {
        let mut main = Line::default();
        for (column, value) in [
            ("id", "0"),
            ("linesequencenumber", "0"),
            ("mainline", "T"),
            ("taxline", "F"),
            ("iscogs", "F"),
        ] {
            main.row.set(column, value);
        }
        for column in ["isclosed", "kitcomponent"] {
            main.row.set(column, "F");
        }
        main.row
            .put("createdfrom", document.head.get("createdfrom").map(str::to_owned));
        document.lines.insert(0, main);
    }
    let main = document.lines.iter_mut().find(|l| l.role() == Role::Main);
    if let Some(main) = main {
        main.row.number("foreignamount", total);
        main.row.number("netamount", rounded(total * rate, places.max(2)));
    }
}
