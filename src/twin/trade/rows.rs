//! The rows of documents, from what an order holds.

use super::booking::Form;
use super::books::{Role, Row};
use super::catalogue::{ADJUSTMENT, BUNDLES, DISCOUNT, Kind, SHIPPING};
use super::order::{Order, Part, State};

pub(super) fn adjustment_row(net: i64, tax: i64) -> Row {
    Row::new(Role::Item, net, tax).of_item("Refund adjustment", ADJUSTMENT, "OthCharge", Some(1))
}

fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Goods | Kind::Part => "InvtPart",
        Kind::GiftCard => "GiftCert",
        Kind::Tip => "OthCharge",
    }
}

/// A row of goods at their value after discounts.
pub(super) fn item_row(order: &Order, line: usize, part: &Part, pieces: i64) -> Row {
    let item = order.lines[line].item;
    let name = if item.sku.is_empty() { item.title } else { item.sku };
    Row::new(Role::Item, order.net(part.price, part.tax).shop, part.tax.shop).of_item(
        name,
        item.id,
        kind_of(item.kind),
        Some(pieces),
    )
}

/// Discount of a part without tax.
fn net_discount(order: &Order, line: usize, part: &Part) -> i64 {
    let list = part.price + part.discount;
    let tax = order.tax_of(list, order.lines[line].rate);
    (order.net(list, tax) - order.net(part.price, part.tax)).shop
}

/// Item, discount and shipping rows of a state.
pub(super) fn goods_rows(order: &Order, state: &State, form: Form) -> Vec<Row> {
    let (mut rows, mut discount, mut done) = (Vec::new(), 0, Vec::new());
    for (line, part) in &state.lines {
        let off = if form.netted {
            0
        } else {
            net_discount(order, *line, part)
        };
        discount += off;
        match &order.lines[*line].group {
            Some(group) if form.kits => {
                if !done.contains(&group.id) {
                    done.push(group.id);
                    kit_rows(order, state, group.id, form, &mut rows);
                }
            }
            _ => {
                let mut row = item_row(order, *line, part, part.pieces);
                row.amount += off;
                rows.push(row);
            }
        }
    }
    if discount != 0 {
        rows.push(Row::new(Role::Discount, -discount, 0).of_item("Order discount", DISCOUNT, "Discount", None));
    }
    for at in &state.shipping {
        let held = &order.shipping[*at];
        let row = Row::new(Role::Shipping, order.net(held.price, held.tax).shop, held.tax.shop);
        rows.push(row.of_item(format!("Shipping {}", held.method.title), SHIPPING, "ShipItem", None));
    }
    rows
}

fn kit_rows(order: &Order, state: &State, id: u64, form: Form, rows: &mut Vec<Row>) {
    let of_group = |line: &usize| order.lines[*line].group.as_ref().is_some_and(|g| g.id == id);
    let parts: Vec<&(usize, Part)> = state.lines.iter().filter(|(line, _)| of_group(line)).collect();
    let Some(group) = parts.first().and_then(|(line, _)| order.lines[*line].group.as_ref()) else {
        return;
    };
    let bundle = &BUNDLES[group.bundle];
    let net = |(line, part): &&(usize, Part)| {
        let off = if form.netted {
            0
        } else {
            net_discount(order, *line, part)
        };
        order.net(part.price, part.tax).shop + off
    };
    let amount = parts.iter().map(net).sum();
    let tax = parts.iter().map(|(_, part)| part.tax.shop).sum();
    let kit = rows.len();
    rows.push(Row::new(Role::Item, amount, tax).of_item(bundle.sku, bundle.id, "Kit", Some(group.quantity)));
    for (line, part) in parts {
        let item = order.lines[*line].item;
        rows.push(Row::new(Role::Part(kit), 0, 0).of_item(item.sku, item.id, "InvtPart", Some(part.pieces)));
    }
}

/// Notes on the rows of an order not yet billed what left the house.
pub(super) fn mark_shipped(order: &Order, rows: &mut [Row], form: Form) {
    for (line, _) in order.parcels.iter().flat_map(|p| &p.lines) {
        let held = &order.lines[*line];
        let sku = match &held.group {
            Some(group) if form.kits => BUNDLES[group.bundle].sku,
            _ => held.item.sku,
        };
        for row in rows.iter_mut().filter(|r| r.sku == sku && r.role == Role::Item) {
            row.shipped = row.quantity;
        }
    }
}
