//! An order's panel for a person.

use super::finding;
use super::{Page, id_column, money_column, some, text_column};
use crate::report::explain::{
    DocumentEntry, HistoryEntry, LineEntry, OrderEntry, OrderPanel, RefundEntry, SideLine, Sides, TotalEntry, name_of,
};
use crate::report::table::{Cell, Column, Kind};

/// The whole panel.
pub(super) fn write(page: &mut Page, p: &OrderPanel) {
    for (at, order) in p.orders.iter().enumerate() {
        if at > 0 {
            page.out.push('\n');
        }
        header(page, p, order);
    }
    if p.orders.is_empty() {
        page.head(&format!("No order in Shopify, shop {}", p.shop));
    }
    for warning in &p.warnings {
        page.field("note", warning);
    }
    if let Some(sides) = &p.sides {
        both_sides(page, p, sides);
    }
    if !p.disputes.is_empty() {
        page.section("Disputes");
        super::payout::disputes(page, &p.disputes);
    }
    page.section("NetSuite documents");
    documents(page, &p.documents);
    for order in &p.orders {
        payments(page, order);
        refunds(page, order);
        history(page, &order.history);
    }
    findings(page, &p.findings);
}

/// All findings, each with a blank line before it.
pub(super) fn findings(page: &mut Page, findings: &[crate::report::explain::FindingEntry]) {
    page.section(&match findings.len() {
        0 => "Nothing to settle: no finding".to_owned(),
        1 => "1 finding".to_owned(),
        n => format!("{n} findings"),
    });
    for entry in findings {
        page.out.push('\n');
        finding::write(page, entry);
    }
}

fn header(page: &mut Page, p: &OrderPanel, order: &OrderEntry) {
    page.head(&format!(
        "Order {}  {} {}  shop {}",
        order.name,
        order.total.grouped(),
        p.currency,
        p.shop
    ));
    page.id("id", &order.id);
    let mut status = vec![order.financial_status.clone(), order.fulfillment_status.clone()];
    status.retain(|s| !s.is_empty());
    for (marked, word) in [
        (order.edited, "edited"),
        (order.test, "test order"),
        (order.taxes_included, "prices with tax"),
    ] {
        if marked {
            status.push(word.to_owned());
        }
    }
    page.field("status", &status.join(", "));
    page.field("placed", &order.created_at.to_string());
    if let Some(at) = order.updated_at {
        page.field("changed", &at.to_string());
    }
    if let Some(at) = order.cancelled_at {
        page.field("cancelled", &at.to_string());
    }
    if let Some(total) = order.original_total.filter(|total| *total != order.total) {
        page.field("at first", &total.grouped());
    }
    if let Some(owed) = order.outstanding.filter(|owed| !owed.amount.is_zero()) {
        page.field("owed", &owed.grouped());
    }
}

fn both_sides(page: &mut Page, p: &OrderPanel, sides: &Sides) {
    let from = if sides.from.is_empty() {
        "nothing in NetSuite".to_owned()
    } else {
        sides.from.join(", ")
    };
    page.section(&format!("Both sides in {}: Shopify now, and {from}", p.currency));
    let quantity = |key, title| Column::new(key, title, Kind::Quantity);
    let sum = |t: &TotalEntry| {
        vec![
            Cell::id(t.what.replace('_', " ")),
            Cell::Empty,
            some(t.shopify),
            Cell::Empty,
            some(t.netsuite),
            some(t.difference),
            Cell::Empty,
        ]
    };
    // Without a line on either side the sums are all there is to show.
    let (rows, totals) = if sides.lines.is_empty() {
        (sides.totals.iter().map(sum).collect(), Vec::new())
    } else {
        (
            sides.lines.iter().map(line).collect(),
            sides.totals.iter().map(sum).collect(),
        )
    };
    page.summed(
        &[
            id_column("item", "Item"),
            quantity("shopify_quantity", "Qty"),
            money_column("shopify", "Shopify"),
            quantity("netsuite_quantity", "Qty"),
            money_column("netsuite", "NetSuite"),
            money_column("difference", "Difference"),
            text_column("note", "Note").rank(1),
        ],
        rows,
        totals,
    );
}

fn line(line: &LineEntry) -> Vec<Cell> {
    let quantity = |side: Option<SideLine>| side.map_or(Cell::Empty, |s| Cell::Quantity(s.quantity.0));
    let amount = |side: Option<SideLine>| some(side.map(|s| s.amount));
    vec![
        Cell::id(line.item.as_str()),
        quantity(line.shopify),
        amount(line.shopify),
        quantity(line.netsuite),
        amount(line.netsuite),
        some(line.difference),
        Cell::text(line.note.as_str()),
    ]
}

/// The documents, or that there are none.
pub(super) fn documents(page: &mut Page, documents: &[DocumentEntry]) {
    let rows = documents
        .iter()
        .map(|d| {
            vec![
                Cell::Id(d.kind.label().to_owned()),
                Cell::id(d.number.as_str()),
                Cell::id(d.id.as_str()),
                Cell::text(d.status.label()),
                d.date.map_or(Cell::Empty, Cell::Date),
                Cell::Money(d.total),
                d.created_from.as_deref().map_or(Cell::Empty, Cell::id),
                Cell::id(d.external_id.as_str()),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("type", "Type"),
            id_column("number", "Number"),
            id_column("id", "Id"),
            text_column("status", "Status").rank(1),
            Column::new("date", "Date", Kind::Date).rank(2),
            money_column("total", "Total"),
            id_column("created_from", "From").rank(3),
            id_column("external_id", "External id").rank(4),
        ],
        rows,
    );
}

fn payments(page: &mut Page, order: &OrderEntry) {
    if order.payments.is_empty() {
        return;
    }
    page.section("Payments");
    let rows = order
        .payments
        .iter()
        .map(|p| {
            vec![
                Cell::Id(p.kind.clone()),
                Cell::text(p.status.as_str()),
                Cell::text(p.gateway.as_str()),
                Cell::Money(p.amount),
                p.at.map_or(Cell::Empty, Cell::Moment),
                Cell::id(p.id.as_str()),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("kind", "Kind"),
            text_column("status", "Status"),
            text_column("gateway", "Gateway").rank(2),
            money_column("amount", "Amount"),
            Column::new("at", "When", Kind::Moment).rank(1),
            id_column("id", "Id").rank(3),
        ],
        rows,
    );
}

fn refunds(page: &mut Page, order: &OrderEntry) {
    for refund in &order.refunds {
        page.section(&format!("Refund {}", refund.refund));
        page.field("made", &refund.created_at.to_string());
        page.field(
            "amounts",
            &format!(
                "refunded {}, credited {}, difference {}",
                refund.refunded.grouped(),
                refund.credited.grouped(),
                refund.difference.grouped()
            ),
        );
        page.field("reason", &refund.note);
        goods(page, refund);
        if !refund.shipping.amount.is_zero() {
            page.field("shipping", &refund.shipping.grouped());
        }
        if !refund.adjustments.amount.is_zero() {
            page.field("adjusted", &refund.adjustments.grouped());
        }
        page.out.push('\n');
        if refund.credits.is_empty() {
            page.prose("No NetSuite document carries this refund's key.");
        } else {
            documents(page, &refund.credits);
        }
    }
}

fn goods(page: &mut Page, refund: &RefundEntry) {
    if refund.lines.is_empty() {
        return;
    }
    let rows = refund
        .lines
        .iter()
        .map(|line| {
            vec![
                Cell::id(line.item.as_str()),
                Cell::Count(line.quantity),
                Cell::Money(line.subtotal),
                Cell::Money(line.tax),
                Cell::Text(name_of(line.restock)),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("item", "Item"),
            Column::new("quantity", "Qty", Kind::Count),
            money_column("subtotal", "Value"),
            money_column("tax", "Tax"),
            text_column("restock", "Goods").rank(1),
        ],
        rows,
    );
}

fn history(page: &mut Page, history: &[HistoryEntry]) {
    if history.is_empty() {
        return;
    }
    page.section("Edit history");
    let rows = history
        .iter()
        .map(|entry| {
            let changes: Vec<String> = entry
                .changes
                .iter()
                .map(|c| {
                    let quantity = c.quantity.map_or_else(String::new, |q| format!("{q:+} "));
                    let item = if c.item.is_empty() {
                        name_of(c.kind)
                    } else {
                        c.item.clone()
                    };
                    format!("{quantity}{item} {}", c.amount.grouped())
                })
                .collect();
            vec![
                Cell::Id(version(entry)),
                Cell::Moment(entry.at),
                Cell::text(changes.join("; ")),
                Cell::Money(entry.change),
                Cell::Money(entry.total_after),
            ]
        })
        .collect();
    page.table(
        &[
            id_column("version", "Version"),
            Column::new("at", "When", Kind::Moment).rank(2),
            text_column("changes", "Changes").rank(1),
            money_column("change", "Change"),
            money_column("total_after", "Total after"),
        ],
        rows,
    );
}

/// `placed`, `edit 2`, `refund`.
fn version(entry: &HistoryEntry) -> String {
    match entry.version {
        Some(0) => "placed".to_owned(),
        Some(n) => format!("edit {n}"),
        None => name_of(entry.reason),
    }
}
