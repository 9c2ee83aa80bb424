//! Bundles whose parts are other ones, or are refunded as something else.

use super::super::acts::{Give, Pick};
use super::super::booking::{Bend, Form, Style, book};
use super::super::books::Role;
use super::super::catalogue::{FREE, item};
use super::super::order::{Code, Part};
use super::super::rows::item_row;
use super::Case;

/// Books the order with its bundles as their parts.
fn in_parts(c: &mut Case<'_>) {
    let form = Form {
        style: Style::Open,
        netted: true,
        kits: false,
    };
    c.booked = book(c.books, c.order, form, Bend::default());
}

/// The set was put together otherwise; the sales order holds a part that is none of it.
pub(super) fn other_part(c: &mut Case<'_>) {
    c.place(&[Pick::Bundle(0, 1)]);
    in_parts(c);
    if let Some(row) = c.main().and_then(|d| d.row("COASTER-CORK")) {
        let other = item("SOAP-FERN");
        (row.sku, row.item) = (other.sku.to_owned(), other.id);
    }
    c.say("BND-02", 0);
}

/// Two sets were sold, and the sales order holds the parts of one.
pub(super) fn not_multiplied(c: &mut Case<'_>) {
    c.place(&[Pick::Bundle(0, 2)]);
    in_parts(c);
    let Some(doc) = c.main() else { return };
    let mut lacking = 0;
    for row in doc.rows.iter_mut().filter(|r| r.role == Role::Item) {
        let (amount, tax) = (row.amount / 2, row.tax / 2);
        lacking += row.amount - amount;
        (row.amount, row.tax, row.quantity) = (amount, tax, row.quantity.map(|q| q / 2));
    }
    c.say("BND-04", lacking);
}

/// A part of a discounted set came back; the credit is of what the part costs by itself.
pub(super) fn part_at_list(c: &mut Case<'_>) {
    c.place_as(
        &[Pick::Bundle(0, 1), Pick::One("BAG-CANVAS", 1)],
        FREE,
        Some(Code::Percent(20)),
    );
    c.ship();
    let part = c.order.find("COASTER-CORK");
    let pieces = c.order.lines[part].now.pieces;
    let list = c.order.lines[part].now.price + c.order.lines[part].now.discount;
    let tax = c.order.tax_of(list, c.order.lines[part].rate);
    c.refund(&Give {
        goods: &[(part, pieces)],
        ..Give::default()
    });
    c.book(Style::Deposit, Bend::default());
    let at_list = Part {
        pieces,
        price: list,
        tax,
        ..Part::default()
    };
    let row = item_row(c.order, part, &at_list, pieces);
    let Some(doc) = c.credit() else { return };
    let before = doc.total();
    doc.rows = vec![row];
    let after = doc.total();
    c.say("BND-05", before - after);
}
