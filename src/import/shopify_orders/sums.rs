//! What the sums of an exported order tell: whether prices contain the tax, and what the order's
//! discount was taken off. The export has no column for either.

use crate::base::Amount;
use crate::import::values::add;

/// The amounts an order states, all as in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated {
    /// Sum of price times quantity.
    pub(super) gross: Amount,
    /// Sum of the lines' own discounts.
    pub(super) line_discounts: Amount,
    /// `Discount Amount`.
    pub(super) discount: Amount,
    /// `Subtotal`.
    pub(super) subtotal: Amount,
    /// `Shipping`.
    pub(super) shipping: Amount,
    /// `Taxes`.
    pub(super) taxes: Amount,
    /// `Duties`; zero where blank.
    pub(super) duties: Amount,
    /// `Total`.
    pub(super) total: Amount,
    /// Whether a shipping method is named.
    pub(super) shipped: bool,
}

/// What they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    /// Prices contain the tax.
    pub(super) taxes_included: bool,
    /// Discount that the lines do not show.
    pub(super) unallocated: Amount,
    /// All discounts.
    pub(super) discounts: Amount,
    /// Shipping after discounts.
    pub(super) shipping: Amount,
    /// Duties within the total.
    pub(super) duties: Amount,
}

/// Why the sums do not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Untied(pub(super) String);

/// Finds the one reading of the amounts under which lines less discounts are the subtotal, and the
/// subtotal with shipping, tax and duties is the total.
///
/// # Errors
/// [`Untied`] names the sums that do not meet.
pub(super) fn settle(s: &Stated) -> Result<Settled, Untied> {
    let net = minus(s.gross, s.line_discounts)?;
    let taken_off = minus(net, s.subtotal)?;
    let with_lines = plus(taken_off, s.line_discounts)?;
    let rest = minus(s.discount, with_lines)?;
    // `Discount Amount` holds the lines' discounts too, or only those of the order, or (a discount
    // code for shipping) something that is taken off shipping.
    let goods_tie = !taken_off.is_negative() && (rest.is_zero() || taken_off == s.discount);
    if goods_tie {
        let discounts = if rest.is_zero() {
            s.discount
        } else {
            plus(s.discount, s.line_discounts)?
        };
        return total(s, taken_off, discounts, s.shipping);
    }
    if taken_off.is_negative() || rest.is_negative() || !s.shipped {
        return Err(lines_untied(s));
    }
    if let Ok(settled) = total(s, taken_off, s.discount, minus(s.shipping, rest)?)
        && !settled.shipping.is_negative()
    {
        return Ok(settled);
    }
    if taken_off.is_zero() {
        return total(s, taken_off, s.discount, s.shipping).map_err(|_| lines_untied(s));
    }
    Err(lines_untied(s))
}

fn total(s: &Stated, unallocated: Amount, discounts: Amount, shipping: Amount) -> Result<Settled, Untied> {
    let base = plus(s.subtotal, shipping)?;
    let mut found: Option<Settled> = None;
    for (taxes_included, duties) in [
        (false, s.duties),
        (false, Amount::ZERO),
        (true, s.duties),
        (true, Amount::ZERO),
    ] {
        let tax = if taxes_included { Amount::ZERO } else { s.taxes };
        if plus(plus(base, tax)?, duties)? != s.total {
            continue;
        }
        let settled = Settled {
            taxes_included,
            unallocated,
            discounts,
            shipping,
            duties,
        };
        match found {
            None => found = Some(settled),
            // Without tax both readings are one.
            Some(first) if s.taxes.is_zero() && first.duties == duties => {}
            Some(first) if first == settled => {}
            Some(_) => {
                return Err(Untied(format!(
                    "taxes {} and duties {} are equal, so which of the two is within the total cannot be told",
                    s.taxes, s.duties
                )));
            }
        }
    }
    found.ok_or_else(|| total_untied(s, base))
}

fn lines_untied(s: &Stated) -> Untied {
    Untied(format!(
        "lines {} less discounts {} (lines {}, order {}) are not the subtotal {}",
        s.gross,
        add(s.line_discounts, s.discount).unwrap_or(s.discount),
        s.line_discounts,
        s.discount,
        s.subtotal
    ))
}

fn total_untied(s: &Stated, base: Amount) -> Untied {
    let with = add(base, s.taxes).map_or_else(String::new, |a| a.to_string());
    let duties = if s.duties.is_zero() {
        String::new()
    } else {
        format!(" (with or without duties {})", s.duties)
    };
    Untied(format!(
        "subtotal and shipping are {base}, with taxes {with}{duties}: neither is the total {}",
        s.total
    ))
}

fn plus(a: Amount, b: Amount) -> Result<Amount, Untied> {
    add(a, b).ok_or_else(|| Untied("the amounts are beyond what any order has".to_owned()))
}

fn minus(a: Amount, b: Amount) -> Result<Amount, Untied> {
    plus(a, -b)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

    use super::*;
    use proptest::prelude::*;

    fn stated(cents: [i64; 8]) -> Stated {
        let [
            gross,
            line_discounts,
            discount,
            subtotal,
            shipping,
            taxes,
            duties,
            total,
        ] = cents.map(Amount::cents);
        Stated {
            gross,
            line_discounts,
            discount,
            subtotal,
            shipping,
            taxes,
            duties,
            total,
            shipped: true,
        }
    }

    #[test]
    fn the_total_tells_whether_prices_contain_the_tax() {
        // The genuine order of a tax-inclusive shop: 302.51 + 13.99 = 316.50 with taxes of 52.75.
        let inclusive = settle(&stated([347_87, 0, 45_36, 302_51, 13_99, 52_75, 0, 316_50])).unwrap();
        assert!(inclusive.taxes_included);
        assert_eq!(inclusive.unallocated, Amount::cents(45_36));
        let exclusive = settle(&stated([100_00, 0, 0, 100_00, 5_00, 21_00, 0, 126_00])).unwrap();
        assert!(!exclusive.taxes_included);
    }

    #[test]
    fn a_line_discount_is_found_inside_or_beside_the_discount_amount() {
        let inside = settle(&stated([100_00, 10_00, 15_00, 85_00, 0, 0, 0, 85_00])).unwrap();
        assert_eq!(
            (inside.unallocated, inside.discounts),
            (Amount::cents(5_00), Amount::cents(15_00))
        );
        let beside = settle(&stated([100_00, 10_00, 5_00, 85_00, 0, 0, 0, 85_00])).unwrap();
        assert_eq!(
            (beside.unallocated, beside.discounts),
            (Amount::cents(5_00), Amount::cents(15_00))
        );
        let alone = settle(&stated([100_00, 10_00, 0, 90_00, 0, 0, 0, 90_00])).unwrap();
        assert_eq!(
            (alone.unallocated, alone.discounts),
            (Amount::ZERO, Amount::cents(10_00))
        );
    }

    #[test]
    fn a_discount_on_shipping_is_no_discount_on_goods() {
        let gross = settle(&stated([50_00, 0, 5_00, 50_00, 5_00, 0, 0, 50_00])).unwrap();
        assert_eq!((gross.unallocated, gross.shipping), (Amount::ZERO, Amount::ZERO));
        let net = settle(&stated([50_00, 0, 5_00, 50_00, 0, 0, 0, 50_00])).unwrap();
        assert_eq!((net.unallocated, net.shipping), (Amount::ZERO, Amount::ZERO));
    }

    #[test]
    fn duties_count_where_the_total_has_them() {
        let within = settle(&stated([50_00, 0, 0, 50_00, 5_00, 10_00, 7_00, 72_00])).unwrap();
        assert_eq!(within.duties, Amount::cents(7_00));
        let beside = settle(&stated([50_00, 0, 0, 50_00, 5_00, 10_00, 7_00, 65_00])).unwrap();
        assert_eq!(beside.duties, Amount::ZERO);
        assert!(settle(&stated([50_00, 0, 0, 50_00, 0, 7_00, 7_00, 57_00])).is_err());
    }

    #[test]
    fn what_does_not_meet_is_named_with_both_sums() {
        let total = settle(&stated([100_00, 0, 0, 100_00, 5_00, 21_00, 0, 120_00]))
            .unwrap_err()
            .0;
        assert!(
            total.contains("105.00") && total.contains("126.00") && total.contains("120.00"),
            "{total}"
        );
        let lines = settle(&stated([80_00, 0, 0, 100_00, 0, 0, 0, 100_00])).unwrap_err().0;
        assert!(lines.contains("80.00") && lines.contains("100.00"), "{lines}");
    }

    proptest! {
        #[test]
        fn what_is_settled_adds_up_to_the_total(cents in prop::array::uniform8(0_i64..2_000)) {
            let s = stated(cents);
            if let Ok(found) = settle(&s) {
                let tax = if found.taxes_included { Amount::ZERO } else { s.taxes };
                let sum = s.gross - s.line_discounts - found.unallocated + found.shipping + found.duties + tax;
                prop_assert_eq!(sum, s.total);
            }
        }

        #[test]
        fn a_made_order_is_read_back(
            gross in 1_i64..100_000, line in 0_i64..500, order in 0_i64..500, shipping in 0_i64..2_000,
            taxes in 1_i64..20_000, inclusive: bool, inside: bool,
        ) {
            let subtotal = gross + 1_000 - line - order;
            let discount = if inside { line + order } else { order };
            let total = subtotal + shipping + if inclusive { 0 } else { taxes };
            let found = settle(&stated([gross + 1_000, line, discount, subtotal, shipping, taxes, 0, total])).unwrap();
            prop_assert_eq!(found.taxes_included, inclusive);
            prop_assert_eq!(found.unallocated, Amount::cents(order));
            prop_assert_eq!(found.discounts, Amount::cents(line + order));
        }
    }
}
