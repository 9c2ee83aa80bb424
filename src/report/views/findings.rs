//! One row a finding.

use super::{Sums, money, short_id};
use crate::model::exception::Exception;
use crate::model::finding::{Finding, Subject};
use crate::report::data::Data;
use crate::report::rank::ranked;
use crate::report::severity::severity;
use crate::report::table::{Cell, Column, Kind, Table};

pub(super) const COLUMNS: [Column; 28] = [
    Column::new("exception", "Exception", Kind::Id),
    Column::new("severity", "Severity", Kind::Text).rank(5),
    Column::new("state", "State", Kind::Text).rank(3),
    Column::new("code", "Code", Kind::Id),
    Column::new("order", "Order", Kind::Id),
    Column::new("about", "About", Kind::Id).rank(1),
    Column::new("currency", "Cur", Kind::Text),
    Column::new("shopify", "Shopify", Kind::Money).rank(4),
    Column::new("netsuite", "NetSuite", Kind::Money).rank(4),
    Column::new("delta", "Difference", Kind::Money),
    Column::new("unexplained", "Unexplained", Kind::Money).rank(8),
    Column::new("cause", "Cause", Kind::Text).rank(2),
    Column::new("action", "Proposed", Kind::Text).rank(6),
    Column::new("action_amount", "For", Kind::Money).rank(11),
    Column::new("action_from", "From", Kind::Id).rank(11),
    Column::new("route", "Route", Kind::Text).rank(6),
    Column::new("shop", "Shop", Kind::Text).rank(7),
    Column::new("age_days", "Days", Kind::Count).rank(3),
    Column::new("documents", "NetSuite documents", Kind::Id).rank(9),
    Column::new("note", "Note", Kind::Text).rank(10),
    Column::new("since", "Since", Kind::Moment).rank(11),
    Column::new("first_seen", "First seen", Kind::Moment).rank(11),
    Column::new("late_until", "Late until", Kind::Moment).rank(11),
    Column::new("order_id", "Order id", Kind::Id).rank(12),
    Column::new("refund", "Refund", Kind::Id).rank(12),
    Column::new("payout", "Payout", Kind::Id).rank(12),
    Column::new("parts", "Parts", Kind::Text).rank(12),
    Column::new("id", "Finding", Kind::Id).rank(12),
];

pub(super) fn table(data: &Data) -> Table {
    let mut sums = Sums::<2>::default();
    for e in &data.exceptions {
        sums.add(e.finding.currency, [e.finding.delta, e.finding.unexplained]);
    }
    let totals = sums
        .iter()
        .map(|(currency, [delta, unexplained])| {
            COLUMNS
                .iter()
                .map(|column| match column.key {
                    "exception" => Cell::text("Total"),
                    "currency" => Cell::text(currency.as_str()),
                    "delta" => money(delta, currency),
                    "unexplained" => money(unexplained, currency),
                    _ => Cell::Empty,
                })
                .collect()
        })
        .collect();
    Table {
        name: "findings".into(),
        title: "Findings".to_owned(),
        columns: COLUMNS.to_vec(),
        rows: rows(data).collect(),
        totals,
        empty: "Everything ties out.",
    }
}

/// The rows, each made when it is asked for: there may be very many.
pub(super) fn rows(data: &Data) -> impl Iterator<Item = Vec<Cell>> + '_ {
    ranked(data).into_iter().map(|e| row(data, e))
}

fn row(data: &Data, e: &Exception) -> Vec<Cell> {
    let f = &e.finding;
    let s = &f.subject;
    let age = data.age_days(e);
    let proposal = f.proposal.as_ref();
    vec![
        Cell::Id(e.id()),
        Cell::Tag(severity(f, age).as_str()),
        Cell::Tag(f.state.as_str()),
        Cell::id(f.code.id),
        s.order
            .as_ref()
            .map_or(Cell::Empty, |order| Cell::id(order.name.as_str())),
        Cell::id(about(s)),
        Cell::text(f.currency.as_str()),
        money(f.shopify, f.currency),
        money(f.netsuite, f.currency),
        money(f.delta, f.currency),
        money(f.unexplained, f.currency),
        Cell::text(f.code.title),
        proposal.map_or(Cell::Empty, |p| Cell::Tag(p.action.as_str())),
        proposal.map_or(Cell::Empty, |p| money(p.amount, f.currency)),
        proposal
            .and_then(|p| p.from.as_ref())
            .map_or(Cell::Empty, |from| Cell::id(from.number.as_str())),
        Cell::Tag(f.route.as_str()),
        Cell::text(f.shop.as_str()),
        Cell::Count(age),
        Cell::id(documents(s)),
        Cell::text(f.note.as_str()),
        Cell::Moment(f.since),
        Cell::Moment(e.first_seen),
        f.late_until.map_or(Cell::Empty, Cell::Moment),
        s.order
            .as_ref()
            .map_or(Cell::Empty, |order| Cell::id(order.id.as_str())),
        s.refund.as_deref().map_or(Cell::Empty, Cell::id),
        s.payout.as_deref().map_or(Cell::Empty, Cell::id),
        Cell::text(parts(f)),
        Cell::Id(e.finding_id()),
    ]
}

/// The most particular thing the finding is about, below its order.
pub(super) fn about(subject: &Subject) -> String {
    if let Some(line) = &subject.line {
        return line.sku.clone();
    }
    if let Some(id) = subject.refund.as_deref().or(subject.payout.as_deref()) {
        return short_id(id).to_owned();
    }
    subject.netsuite.first().map_or_else(String::new, |document| {
        if document.number.is_empty() {
            document.id.clone()
        } else {
            document.number.clone()
        }
    })
}

/// `INV77 (4321) CM9 (88)`: number and internal id of each document.
fn documents(subject: &Subject) -> String {
    let names: Vec<String> = subject
        .netsuite
        .iter()
        .map(|d| {
            if d.number.is_empty() {
                d.id.clone()
            } else {
                format!("{} ({})", d.number, d.id)
            }
        })
        .collect();
    names.join(" ")
}

/// `refund_not_credited 12.34; tax 0.01`.
fn parts(finding: &Finding) -> String {
    let parts: Vec<String> = finding
        .parts
        .iter()
        .map(|part| format!("{} {}", part.cause, part.amount.text(finding.currency)))
        .collect();
    parts.join("; ")
}
