//! A payout's panel for a person.

use super::order::{documents, findings};
use super::{Page, id_column, money_column, some};
use crate::report::explain::{DisputeEntry, PayoutPanel, name_of};
use crate::report::table::{Cell, Column, Kind};

/// The whole panel.
pub(super) fn write(page: &mut Page, p: &PayoutPanel) {
    let net = p.net.map_or_else(
        || "net not known".to_owned(),
        |net| format!("{} {}", net.grouped(), p.currency),
    );
    page.head(&format!("Payout {net}  shop {}", p.shop));
    page.id("id", &p.payout);
    page.field("status", &name_of(p.status));
    if let Some(date) = p.date {
        page.field("issued", &date.to_string());
    }
    page.section("Two variances");
    let row =
        |what: &str, against, variance| vec![Cell::Id(what.to_owned()), some(p.net), some(against), some(variance)];
    page.table(
        &[
            id_column("what", "Against"),
            money_column("net", "Payout"),
            money_column("against", "Counterpart"),
            money_column("variance", "Variance"),
        ],
        vec![
            row("settlement", p.settlement, p.settlement_variance),
            row("ledger", p.ledger, p.ledger_variance),
        ],
    );
    page.section("Balance transactions");
    let rows = p
        .kinds
        .iter()
        .map(|k| {
            vec![
                Cell::id(k.kind.as_str()),
                Cell::count(k.count),
                Cell::Money(k.amount),
                Cell::Money(k.fees),
                Cell::Money(k.net),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("kind", "Type"),
            Column::new("count", "Count", Kind::Count),
            money_column("amount", "Amount"),
            money_column("fees", "Fees").rank(1),
            money_column("net", "Net"),
        ],
        rows,
    );
    if !p.odd.is_empty() {
        page.field("note", &format!("net is not amount less fee: {}", p.odd.join(", ")));
    }
    if !p.disputes.is_empty() {
        page.section("Disputes");
        disputes(page, &p.disputes);
    }
    page.section("NetSuite documents");
    documents(page, &p.documents);
    findings(page, &p.findings);
}

pub(super) fn disputes(page: &mut Page, all: &[DisputeEntry]) {
    let rows = all
        .iter()
        .map(|d| {
            vec![
                Cell::id(d.order.as_str()),
                Cell::text(name_of(d.status)),
                Cell::Money(d.amount),
                Cell::Moment(d.initiated_at),
                Cell::id(d.id.as_str()),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("order", "Order"),
            Column::new("status", "Status", Kind::Text),
            money_column("amount", "Amount"),
            Column::new("opened", "Opened", Kind::Moment).rank(1),
            id_column("dispute", "Dispute").rank(2),
        ],
        rows,
    );
}
