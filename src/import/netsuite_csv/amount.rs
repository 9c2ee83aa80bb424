//! Amounts as NetSuite's lists and reports write them.

use crate::base::Amount;
use crate::import::values::{Fault, plain_amount};

/// Reads an amount as NetSuite's lists and reports write it: `1080.00`, `"1,080.00"`, `$1,080.00`,
/// `(216.00)`, `216.00 CR`, `-216.00`, `-$216.00`.
pub(super) fn ledger_amount(text: &str) -> Result<Amount, Fault> {
    let fault = || Fault::new("is not an amount", "NetSuite writes 1,080.00, (216.00) or 216.00 CR");
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        negative = true;
        rest = inner.trim();
    } else if let Some(inner) = strip_word(rest, "CR") {
        negative = true;
        rest = inner;
    } else if let Some(inner) = strip_word(rest, "DR") {
        rest = inner;
    }
    let mut signed = false;
    // The sign and the currency mark come in either order: `-$5`, `$-5`, `£5`, `US$5`.
    loop {
        if let Some(inner) = rest.strip_prefix('-').filter(|_| !signed) {
            negative = !negative;
            signed = true;
            rest = inner.trim_start();
        } else if let Some(inner) = rest.strip_prefix(['$', '£', '€', '¥']) {
            rest = inner.trim_start();
        } else {
            break;
        }
    }
    if signed && (text.contains('(') || text.to_ascii_uppercase().contains('R')) {
        return Err(Fault::new("has two minus signs", "write it as -216.00"));
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(fault());
    }
    let plain = without_thousands(rest)?;
    let amount = plain_amount(&plain)?;
    Ok(if negative { -amount } else { amount })
}

fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(word.len())?;
    let (head, tail) = (text.get(..at)?, text.get(at..)?);
    tail.eq_ignore_ascii_case(word).then(|| head.trim_end())
}

/// Takes out thousands separators that stand where they belong, three digits apart.
fn without_thousands(text: &str) -> Result<String, Fault> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    if !whole.contains(',') {
        return Ok(text.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !(1..=3).contains(&first.len()) || !digits(first) || !groups.all(|g| g.len() == 3 && digits(g)) {
        return Err(Fault::new(
            "has a comma that is no thousands separator",
            "set NetSuite's number format to 1,000,000.00 and export again",
        ));
    }
    let plain: String = whole.split(',').collect();
    Ok(fraction.map_or_else(|| plain.clone(), |f| format!("{plain}.{f}")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_as_netsuite_writes_them() {
        for (text, cents) in [
            ("(216.00)", -216_00),
            ("216.00 CR", -216_00),
            ("216.00CR", -216_00),
            ("-216.00", -216_00),
            ("1,080.00", 1_080_00),
            ("$1,080.00", 1_080_00),
            ("-$1,080.00", -1_080_00),
            ("$-1,080.00", -1_080_00),
            ("($1,080.00)", -1_080_00),
            ("£12.5", 12_50),
            ("1,234,567.89", 1_234_567_89),
            ("100", 100_00),
            ("16.00 DR", 16_00),
        ] {
            assert_eq!(ledger_amount(text), Ok(Amount::cents(cents)), "{text}");
        }
        for text in [
            "1.234,56", "12,50", "1,23", "", "--5", "(-5)", "CR", "5.0E+3", "=1+1", "(5", "5 %",
        ] {
            assert!(ledger_amount(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = ledger_amount(&text);
        }

        #[test]
        fn a_ledger_amount_reads_back(cents in -999_999_999_i64..999_999_999) {
            let amount = Amount::cents(cents);
            prop_assert_eq!(ledger_amount(&amount.to_string()), Ok(amount));
            prop_assert_eq!(ledger_amount(&format!("({})", amount.abs())), Ok(-amount.abs()));
        }
    }
}
