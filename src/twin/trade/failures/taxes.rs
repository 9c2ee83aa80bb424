//! Tax that NetSuite made up itself.

use super::super::acts::{Edit, Pick};
use super::super::booking::{Bend, Style};
use super::super::catalogue::{FREE, STANDARD};
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
