//! CUR-05: orders paid in cash, rounded to the smallest coin.

use crate::base::{Amount, Currency};
use crate::model::code::cur;
use crate::model::finding::{ActionKind, Finding};
use crate::project::tenders;

use super::documents::{named, reference};
use super::lines::Kind;
use super::totals::Report;

/// Currencies whose smallest coin is larger than ten hundredths, with that coin in hundredths.
const LARGER: [(&str, i64); 5] = [("DKK", 50), ("SEK", 100), ("NOK", 100), ("CZK", 100), ("HUF", 500)];

/// The goods agree, and the totals differ by what rounding to a coin makes of the order's.
pub(super) fn finding(report: &Report<'_, '_>) -> Option<Finding> {
    let (c, diff) = (report.context, report.diff());
    let (wanted, held) = (report.settled.version.total, report.settled.value);
    if wanted == held || !is_rounded(wanted, held, c.expected.currency) || !tenders::is_paid_in_cash(c.order) {
        return None;
    }
    // The rounding may stand as a line of its own.
    let of_goods = match diff.lines.as_slice() {
        [] => false,
        [line] => line.kind != Kind::Ghost || line.delta() != wanted - held,
        _ => true,
    };
    // A negative one reads like a discount.
    let of_discount = !diff.discount.is_zero() && diff.discount != wanted - held;
    if of_goods || of_discount || !diff.shipping.is_zero() || !diff.charges.sum().is_zero() {
        return None;
    }
    let note = format!(
        "{} holds {} where the order is worth {}: it was paid in cash and rounded to the smallest coin.",
        named(report.document),
        c.text(held),
        c.text(wanted)
    );
    let finding = report
        .field(&cur::CUR_05, wanted, held, "cash_rounding")
        .proposing(ActionKind::Route, wanted - held, Some(reference(report.document)))
        .noting(note);
    Some(c.tolerable(c.late_as_order(finding)))
}

/// Whether one amount is another rounded to the nearest coin of a currency.
fn is_rounded(amount: Amount, rounded: Amount, currency: Currency) -> bool {
    let coins = match LARGER.iter().find(|(code, _)| *code == currency.as_str()) {
        Some((_, coin)) => vec![*coin],
        None => vec![5, 10],
    };
    let gap = (amount - rounded).abs().raw();
    coins
        .into_iter()
        .map(|coin| Amount::cents(coin).raw())
        .any(|coin| rounded.raw() % coin == 0 && gap * 2 <= coin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coin_is_the_currency_s() {
        let is = |amount: i64, rounded: i64, code: &str| {
            let currency = Currency::parse(code).unwrap();
            is_rounded(Amount::cents(amount), Amount::cents(rounded), currency)
        };
        assert!(is(10_02, 10_00, "CAD") && is(10_03, 10_05, "CAD"));
        assert!(is(10_06, 10_10, "NZD") && is(10_04, 10_00, "NZD"));
        assert!(!is(10_02, 10_01, "CAD") && !is(10_06, 10_00, "NZD"));
        assert!(is(10_49, 10_00, "SEK") && !is(10_02, 10_05, "SEK"));
        assert!(is(10_24, 10_00, "DKK") && !is(10_26, 10_00, "DKK"));
    }
}
