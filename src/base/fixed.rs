//! Fixed-point numbers with four decimals, read from and written to text without rounding.
//!
//! Four decimals hold every ISO 4217 currency (0, 2 or 3) and the unit prices NetSuite keeps, so a
//! value can be read before its currency is known (SuiteQL names a currency by an internal id only).

use thiserror::Error;

/// How many decimals a fixed-point value holds.
pub(crate) const DECIMALS: u32 = 4;
/// One whole unit.
pub(crate) const ONE: i64 = 10_i64.pow(DECIMALS);
/// The largest magnitude that is read: a hundred billion units. Nine thousand of these still add
/// up without overflow, and overflow is checked in every build.
const LIMIT: i64 = 100_000_000_000 * ONE;

/// Why a text is not a fixed-point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FixedError {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// A character that does not belong into a plain decimal number.
    #[error("it is not a plain decimal number")]
    NotANumber,
    /// More than four decimals that are not zero.
    #[error("it has more than {DECIMALS} decimals")]
    TooFine,
    /// Larger than any amount a shop has.
    #[error("it is larger than 100,000,000,000")]
    TooLarge,
}

/// Reads a plain decimal: an optional sign, digits, an optional point with digits.
///
/// # Errors
/// [`FixedError`] says what is wrong; nothing is rounded.
pub(crate) fn parse(text: &str) -> Result<i64, FixedError> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [] => return Err(FixedError::Empty),
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut value: i64 = 0;
    let mut decimals: Option<u32> = None;
    let mut seen = false;
    for byte in digits {
        match (byte, decimals) {
            (b'0'..=b'9', None) => {
                seen = true;
                value = value * 10 + i64::from(byte - b'0');
                if value > LIMIT {
                    return Err(FixedError::TooLarge);
                }
            }
            (b'0'..=b'9', Some(n)) => {
                seen = true;
                if n < DECIMALS {
                    value = value * 10 + i64::from(byte - b'0');
                } else if *byte != b'0' {
                    return Err(FixedError::TooFine);
                }
                decimals = Some(n + 1);
            }
            (b'.', None) => {
                // The whole part is complete: from here on the value is scaled as digits come.
                if value > LIMIT / ONE {
                    return Err(FixedError::TooLarge);
                }
                decimals = Some(0);
            }
            _ => return Err(FixedError::NotANumber),
        }
    }
    if !seen {
        return Err(FixedError::NotANumber);
    }
    let missing = DECIMALS.saturating_sub(decimals.unwrap_or(0));
    let value = value.checked_mul(10_i64.pow(missing)).ok_or(FixedError::TooLarge)?;
    if value > LIMIT {
        return Err(FixedError::TooLarge);
    }
    Ok(if negative { -value } else { value })
}

/// Writes with at least `places` decimals, and more only where more are not zero.
pub(crate) fn format(value: i64, places: u32) -> String {
    let magnitude = value.unsigned_abs();
    let one = ONE.unsigned_abs();
    let (whole, mut fraction) = (magnitude / one, magnitude % one);
    let mut width = DECIMALS;
    while width > places && fraction % 10 == 0 {
        fraction /= 10;
        width -= 1;
    }
    let sign = if value < 0 { "-" } else { "" };
    if width == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction:0>width$}", width = width as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_shopify_and_netsuite_write() {
        for (text, value) in [
            ("226.0", 2_260_000),
            ("2.9", 29_000),
            ("-40.5", -405_000),
            ("10.00", 100_000),
            ("1200", 12_000_000),
            (".5", 5_000),
            ("0.3330000", 3_330),
            ("+1", 10_000),
            ("-0", 0),
        ] {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_plain_decimal() {
        for text in [
            "", "-", ".", "1e3", "1,000.00", "$1", "NaN", "1.2.3", "12,50", " 1", "٣",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("0.00001"), Err(FixedError::TooFine));
        assert_eq!(parse("100000000000.01"), Err(FixedError::TooLarge));
        assert_eq!(parse("99999999999999999999999"), Err(FixedError::TooLarge));
    }

    proptest! {
        #[test]
        fn text_and_back(value in -LIMIT..=LIMIT, places in 0_u32..=4) {
            prop_assert_eq!(parse(&format(value, places)), Ok(value));
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = parse(&text);
        }
    }
}
