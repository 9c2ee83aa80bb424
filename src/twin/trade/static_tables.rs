//! The account's lists: items, currencies, subsidiaries, accounts, customers, periods.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::books::Books;
use super::catalogue::{
    ACCOUNTS, ADJUSTMENT, BUNDLES, DISCOUNT, DUTY, FEE, GIFT_CARD, ITEMS, Kind, OTHER_CHARGE, SHIPPING, TIP, item,
};
use super::market::MARKETS;
use super::tables::{Numbered, Table, Tables, ZONE, columns, flag};
use super::time::At;

/// The id of the posting period of a day: months count from one fixed month.
pub(super) fn period(day: Date) -> i64 {
    (i64::from(day.year()) - 2015) * 12 + i64::from(day.month())
}

/// Writes all lists.
pub(super) fn write(books: &Books, numbered: &Numbered, now: At, tables: &mut Tables) {
    let mut put = |name: &str, rows: Table| drop(tables.insert(name.to_owned(), rows));
    put("item", items());
    put("kititemmember", members());
    put("currency", currencies());
    put("subsidiary", subsidiaries());
    put("account", accounts());
    put("customer", customers(books));
    put("accountingperiod", periods(now));
    put("deletedrecord", deleted(books, numbered));
}

fn items() -> Table {
    let row = |id: String, name: &str, kind: &str, title: &str| {
        columns([
            ("id", id),
            ("itemid", name.to_owned()),
            ("fullname", name.to_owned()),
            ("displayname", title.to_owned()),
            ("itemtype", kind.to_owned()),
            ("isinactive", flag(false)),
        ])
    };
    let goods = ITEMS.iter().filter(|i| matches!(i.kind, Kind::Goods | Kind::Part));
    let mut all: Table = goods
        .map(|i| row(i.id.to_string(), i.sku, "InvtPart", i.title))
        .collect();
    all.extend(BUNDLES.iter().map(|b| row(b.id.to_string(), b.sku, "Kit", b.title)));
    let charges = [
        (SHIPPING, "Shipping", "ShipItem"),
        (DISCOUNT, "Order discount", "Discount"),
        (ADJUSTMENT, "Refund adjustment", "OthCharge"),
        (GIFT_CARD, "GIFT-CARD-25", "GiftCert"),
        (TIP, "Tip", "OthCharge"),
        (DUTY, "Duty", "OthCharge"),
        (FEE, "Fee", "OthCharge"),
        (OTHER_CHARGE, "Rounding", "OthCharge"),
    ];
    all.extend(
        charges
            .iter()
            .map(|(id, name, kind)| row(id.to_string(), name, kind, name)),
    );
    all.push(row("-137".to_owned(), "VAT", "TaxItem", "VAT"));
    all
}

fn members() -> Table {
    let parts = BUNDLES
        .iter()
        .flat_map(|b| b.parts.iter().enumerate().map(move |(n, part)| (b, n, part)));
    let row = |(bundle, n, (sku, pieces)): (&super::catalogue::Bundle, usize, &(&str, i64))| {
        columns([
            ("parentitem", bundle.id.to_string()),
            ("item", item(sku).id.to_string()),
            ("quantity", pieces.to_string()),
            ("linenumber", (n + 1).to_string()),
        ])
    };
    parts.map(row).collect()
}

fn currencies() -> Table {
    let row = |(id, code): (&str, &str)| {
        columns([
            ("id", id.to_owned()),
            ("name", code.to_owned()),
            ("symbol", code.to_owned()),
            ("exchangerate", "1".to_owned()),
        ])
    };
    let own = MARKETS.iter().map(|m| (m.currency_id, m.currency));
    own.chain(MARKETS.iter().map(|m| (m.other_id, m.other.0)))
        .map(row)
        .collect()
}

fn subsidiaries() -> Table {
    let row = |m: &super::market::Market| {
        columns([
            ("id", m.subsidiary.to_owned()),
            ("name", m.title.to_owned()),
            ("fullname", m.title.to_owned()),
            ("currency", m.currency_id.to_owned()),
            ("country", m.country.to_owned()),
            ("iselimination", flag(false)),
            ("isinactive", flag(false)),
        ])
    };
    MARKETS.iter().map(row).collect()
}

fn accounts() -> Table {
    let row = |a: &super::catalogue::Account| {
        columns([
            ("id", a.id.to_string()),
            ("acctnumber", a.number.to_owned()),
            ("accttype", a.kind.to_owned()),
            ("fullname", a.name.to_owned()),
            ("displaynamewithhierarchy", a.name.to_owned()),
            ("isinactive", flag(false)),
        ])
    };
    ACCOUNTS.iter().map(row).collect()
}

fn customers(books: &Books) -> Table {
    let ids: BTreeSet<u64> = books.docs.iter().map(|d| d.customer).filter(|c| *c != 0).collect();
    let row = |id: u64| {
        columns([
            ("id", id.to_string()),
            ("entityid", format!("CUST{id}")),
            ("companyname", String::new()),
            ("email", format!("customer{id}@example.invalid")),
            ("isinactive", flag(false)),
            ("datecreated", "2025-01-06 09:00:00".to_owned()),
        ])
    };
    ids.into_iter().map(row).collect()
}

/// Two years back and one month on; all but the last two that have begun are closed.
fn periods(now: At) -> Table {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let this = now.day(&zone).first_of_month();
    let mut rows = Table::default();
    for back in (-1..24).rev() {
        let Ok(start) = this.checked_sub(jiff::Span::new().months(back)) else {
            continue;
        };
        let closed = back >= 2;
        rows.push(columns([
            ("id", period(start).to_string()),
            ("periodname", start.strftime("%b %Y").to_string()),
            ("startdate", start.to_string()),
            ("enddate", start.last_of_month().to_string()),
            ("closed", flag(closed)),
            ("alllocked", flag(closed)),
            ("arlocked", flag(closed)),
            ("aplocked", flag(closed)),
            ("isposting", flag(true)),
            ("isquarter", flag(false)),
            ("isyear", flag(false)),
            ("isadjust", flag(false)),
            ("isinactive", flag(false)),
        ]));
    }
    rows
}

/// Documents of earlier that somebody deleted: they show here alone.
fn deleted(books: &Books, numbered: &Numbered) -> Table {
    let first = numbered.ids.iter().min().copied().unwrap_or(0);
    let row = |(n, (kind, at)): (usize, &(super::books::Type, At))| {
        let (code, record, _, prefix) = kind.names();
        columns([
            ("recordid", (first - 40 + n as u64).to_string()),
            ("recordtypeid", "-30".to_owned()),
            ("type", code.to_owned()),
            ("scriptid", record.to_owned()),
            ("name", format!("{prefix}{}", 20_300 + n)),
            ("deleteddate", at.stamp()),
            ("context", "UIF".to_owned()),
            ("iscustomtransaction", flag(false)),
        ])
    };
    books.deleted.iter().enumerate().map(row).collect()
}
