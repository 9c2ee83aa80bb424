//! Tax that NetSuite made up itself.

use super::super::acts::{Edit, Pick};
use super::super::booking::{Bend, Form, Style, book};
use super::super::books::Role;
use super::super::catalogue::{FREE, STANDARD};
use super::super::order::Code;
use super::super::time::{HOUR, MINUTE};
use super::Case;

/// The tax engine was on and used another rate.
pub(super) fn recalculated(c: &mut Case<'_>) {
    c.taxed();
    c.place(&[Pick::One("LAMP-FLINT", 1)]);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    c.tax_apart(1_37);
    c.say("TAX-01", -1_37);
}

/// Rounded on the order instead of by line.
pub(super) fn rounded(c: &mut Case<'_>) {
    c.taxed();
    c.place(&[
        Pick::One("CANDLE-PEAT", 1),
        Pick::One("GLOVE-MERINO", 1),
        Pick::One("PLATE-CHALK", 1),
    ]);
    c.book(Style::Open, Bend::default());
    let cent = if c.rng.bool() { 1 } else { -1 };
    c.tax_apart(cent);
    c.say("TAX-02", -cent);
}

/// A buyer without tax was taxed.
pub(super) fn exempt(c: &mut Case<'_>) {
    c.place_as(&[Pick::One("JAM-DAMSON", 3), Pick::One("OATCAKES", 2)], FREE, None);
    c.book(Style::Open, Bend::default());
    c.tax_apart(4_83);
    c.say("TAX-07", -4_83);
}

/// A line is missing, and its value was put into the tax so that the total fits.
pub(super) fn plugged(c: &mut Case<'_>) {
    c.taxed();
    c.place_as(
        &[Pick::One("SCARF-MERINO", 1), Pick::One("TEA-NETTLE", 2)],
        STANDARD,
        None,
    );
    c.book(Style::Open, Bend::default());
    let gone = c.net(c.order.find("TEA-NETTLE"));
    if let Some(doc) = c.main() {
        doc.rows.retain(|r| r.sku != "TEA-NETTLE");
        doc.tax_apart += gone;
    }
    c.say("TAX-09", -gone);
    c.say("EDT-01", gone);
}

/// A piece was taken off; its tax stayed.
pub(super) fn removed_kept(c: &mut Case<'_>) {
    c.taxed();
    c.place(&[Pick::One("VASE-FLINT", 2)]);
    let (at, line) = (c.order.created + 2 * HOUR, c.order.find("VASE-FLINT"));
    let tax = c.order.lines[line].now.of(1).tax.shop;
    c.order.edit(
        at,
        &Edit {
            less: &[(line, 1)],
            ..Edit::default()
        },
    );
    c.order.give_back_owed(at + 5 * MINUTE);
    c.book(Style::Open, Bend::default());
    c.tax_apart(tax);
    c.say("EDT-07", -tax);
}

/// Prices that contain their tax were taken for prices without, and tax was put on top.
pub(super) fn inclusive_as_exclusive(c: &mut Case<'_>) {
    c.taxed();
    c.place_as(&[Pick::One("VASE-FLINT", 1), Pick::One("BAG-CANVAS", 2)], FREE, None);
    c.book(Style::Open, Bend::default());
    let Some(doc) = c.main() else { return };
    let tax = doc.tax();
    for row in doc.rows.iter_mut().filter(|r| r.role == Role::Item) {
        row.amount += row.tax;
    }
    c.say("TAX-03", -tax);
}

/// Prices contain their tax, and so does the discount that the sales order takes off values without it.
pub(super) fn discount_with_tax(c: &mut Case<'_>) {
    c.taxed();
    c.place_as(
        &[Pick::One("JUMPER-ARAN-M", 1), Pick::One("SCARF-MERINO", 1)],
        FREE,
        Some(Code::Off(5_00)),
    );
    let form = Form {
        style: Style::Open,
        netted: false,
        kits: true,
    };
    c.booked = book(c.books, c.order, form, Bend::default());
    let row = c
        .main()
        .and_then(|d| d.rows.iter_mut().find(|r| r.role == Role::Discount));
    let Some(row) = row else { return };
    let off = row.amount;
    row.amount = -5_00;
    c.say("TAX-04", off + 5_00);
}

/// Tax was charged on what the goods cost before their discount.
pub(super) fn before_discount(c: &mut Case<'_>) {
    c.taxed();
    c.place_as(&[Pick::One("LAMP-FLINT", 1)], FREE, Some(Code::Percent(20)));
    c.book(Style::Open, Bend::default());
    let line = &c.order.lines[0];
    let list = line.now.price + line.now.discount;
    let more = (c.order.tax_of(list, line.rate) - line.now.tax).shop;
    c.tax_apart(more);
    c.say("TAX-05", -more);
}

/// Billed parcel by parcel: the bills come to a cent less than the order.
pub(super) fn billed_line_by_line(c: &mut Case<'_>) {
    c.place(&[Pick::One("GLOVE-MERINO", 1), Pick::One("PLATE-CHALK", 1)]);
    c.ship();
    c.book(Style::Deposit, Bend::default());
    let Some(first) = c.booked.invoices.first().copied() else {
        return;
    };
    let mut second = c.books.docs[first].clone();
    second.rows.remove(0);
    second.at = second.at + 5 * MINUTE;
    second.rows[0].amount -= 1;
    c.books.docs[first].rows.truncate(1);
    let second = c.books.add(second);
    c.booked.invoices.push(second);
    c.say("TAX-06", 1);
}
