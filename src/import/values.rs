//! Cells into values. What a spreadsheet made of a value is refused by name, never repaired.

use jiff::civil::Date;

use crate::base::{Amount, FixedError, Moment};

/// Why a cell is not the value it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) what: String,
    /// What to do.
    pub(super) mend: &'static str,
}

impl Fault {
    pub(super) fn new(what: impl Into<String>, mend: &'static str) -> Self {
        Self {
            what: what.into(),
            mend,
        }
    }
}

const AS_DOWNLOADED: &str = "import the file as it was downloaded, without opening and saving it in a spreadsheet";
const PLAIN_AMOUNT: &str = "write it as a plain decimal such as 1234.50";

/// The largest magnitude an amount or a sum of amounts may have here: what [`Amount::parse`] reads.
const LARGEST: i64 = 100_000_000_000 * 10_000;

/// An amount as it is, or `None` where it is beyond what any shop has (and adding more of them could
/// overflow).
pub(super) fn in_range(amount: Amount) -> Option<Amount> {
    (-LARGEST..=LARGEST).contains(&amount.raw()).then_some(amount)
}

/// A sum, or `None` where it is beyond what any shop has.
pub(super) fn add(a: Amount, b: Amount) -> Option<Amount> {
    a.raw().checked_add(b.raw()).map(Amount::from_raw).and_then(in_range)
}

/// `5.37518E+12`: what a spreadsheet shows of a long number.
fn is_scientific(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let numeric = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    numeric(digits) && digits.starts_with(|c: char| c.is_ascii_digit()) && numeric(exponent)
}

/// `45384.34789`: what a spreadsheet stores of a time.
fn is_serial(text: &str) -> bool {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    whole.len() == 5 && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
}

/// Reads a plain decimal, as Shopify writes money.
pub(super) fn plain_amount(text: &str) -> Result<Amount, Fault> {
    Amount::parse(text).map_err(|error| amount_fault(text, error))
}

fn amount_fault(text: &str, error: FixedError) -> Fault {
    if is_scientific(text) {
        return Fault::new("is a number a spreadsheet shortened; digits are lost", AS_DOWNLOADED);
    }
    if error != FixedError::NotANumber {
        return Fault::new(format!("is not an amount: {error}"), PLAIN_AMOUNT);
    }
    let is_currency_mark = |c: char| !c.is_ascii() && !c.is_alphanumeric() || c == '$';
    let digits = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
    if text.starts_with(is_currency_mark) || text.ends_with(is_currency_mark) {
        return Fault::new("has a currency sign, which a spreadsheet put there", AS_DOWNLOADED);
    }
    if digits(text)
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+'))
    {
        return Fault::new(
            "has a comma: a thousands separator or a decimal comma, which cannot be told apart",
            PLAIN_AMOUNT,
        );
    }
    Fault::new("is not an amount", PLAIN_AMOUNT)
}

/// Reads a numeric id. An apostrophe in front, which keeps spreadsheets from touching it, is no part of it.
pub(super) fn id(text: &str) -> Result<u64, Fault> {
    let text = text.strip_prefix('\'').unwrap_or(text);
    if is_scientific(text) {
        return Err(Fault::new(
            "is an id that a spreadsheet shortened: its last digits are lost, and several records share what is left",
            AS_DOWNLOADED,
        ));
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::new("is not a numeric id", AS_DOWNLOADED));
    }
    text.parse()
        .map_err(|_| Fault::new("is too large for an id", AS_DOWNLOADED))
}

/// Reads a text that finds a record, such as an order's name. A long number that a spreadsheet shortened
/// finds the wrong one.
pub(super) fn key(text: &str) -> Result<String, Fault> {
    if is_scientific(text) && text.contains(['+', '.']) {
        return id(text).map(|id| id.to_string());
    }
    Ok(text.to_owned())
}

/// Reads whole pieces.
pub(super) fn pieces(text: &str) -> Result<i64, Fault> {
    let fault = || Fault::new("is not a number of pieces", "write a whole number such as 2");
    let pieces: i64 = text.parse().map_err(|_| fault())?;
    (0..=1_000_000_000)
        .contains(&pieces)
        .then_some(pieces)
        .ok_or_else(fault)
}

/// Reads a time as Shopify's exports write it: `2025-05-11 09:55:16 -0400`, also with a colon in the
/// offset, `T`, `Z` or `UTC`.
pub(super) fn moment(text: &str) -> Result<Moment, Fault> {
    if let Some(moment) = export_moment(text) {
        return Ok(moment);
    }
    Err(if is_serial(text) {
        Fault::new("is a time that a spreadsheet turned into a number", AS_DOWNLOADED)
    } else if text.contains('/') {
        Fault::new("is a time that a spreadsheet wrote its own way", AS_DOWNLOADED)
    } else if iso_date(text.get(..10).unwrap_or("")).is_ok() {
        Fault::new("has no offset from UTC, so it is no moment", AS_DOWNLOADED)
    } else {
        Fault::new("is not a time", "write it as 2025-05-11 09:55:16 -0400")
    })
}

fn export_moment(text: &str) -> Option<Moment> {
    let day = text.get(..10)?;
    let clock = text.get(11..19)?;
    if !matches!(text.as_bytes().get(10), Some(b' ' | b'T')) {
        return None;
    }
    let zone = text.get(19..)?.trim();
    let local = Moment::parse(&format!("{day}T{clock}Z")).ok()?;
    let offset = match zone.as_bytes() {
        b"Z" | b"UTC" | b"GMT" => 0,
        [sign @ (b'+' | b'-'), a, b, c, d] | [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let digit = |x: &u8| x.is_ascii_digit().then(|| i64::from(x - b'0'));
            let seconds = (digit(a)? * 10 + digit(b)?) * 3_600 + (digit(c)? * 10 + digit(d)?) * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    Some(local.plus(-offset))
}

/// Reads a day as Shopify's exports write it: `2025-05-11`, also with a time behind it.
pub(super) fn iso_date(text: &str) -> Result<Date, Fault> {
    let bytes = text.as_bytes();
    let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let ends = matches!(bytes.get(10), None | Some(b' ' | b'T'));
    if let Some(day) = text.get(..10).filter(|_| dashes && ends)
        && let Ok(date) = day.parse::<Date>()
    {
        return Ok(date);
    }
    Err(if is_serial(text) {
        Fault::new("is a date that a spreadsheet turned into a number", AS_DOWNLOADED)
    } else if text.contains('/') {
        Fault::new("is a date that a spreadsheet wrote its own way", AS_DOWNLOADED)
    } else {
        Fault::new("is not a date", "write it as 2025-05-11")
    })
}

/// A status or type as the API would spell it, in lower case: `Partially Refunded` is
/// `partially_refunded`.
pub(super) fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| {
            if c == ' ' || c == '-' {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_did_is_named() {
        let says = |fault: Fault, word: &str| assert!(fault.what.contains(word), "{fault:?}");
        says(id("5.37518E+12").unwrap_err(), "digits are lost");
        says(moment("45384.34789351852").unwrap_err(), "turned into a number");
        says(moment("2026/6/12").unwrap_err(), "its own way");
        says(moment("2026-06-12 10:00:00").unwrap_err(), "no offset");
        says(iso_date("45384").unwrap_err(), "turned into a number");
        says(iso_date("6/12/2026").unwrap_err(), "its own way");
        says(plain_amount("$21.83").unwrap_err(), "currency sign");
        says(plain_amount("€21.83").unwrap_err(), "currency sign");
        says(plain_amount("1,080.00").unwrap_err(), "comma");
        says(plain_amount("12,50").unwrap_err(), "comma");
        says(plain_amount("1.08E+05").unwrap_err(), "shortened");
        assert_eq!(plain_amount("44.9"), Ok(Amount::cents(44_90)));
        assert_eq!(plain_amount("100"), Ok(Amount::cents(100_00)));
        assert_eq!(id("'6634244374859"), Ok(6_634_244_374_859));
    }

    #[test]
    fn moments_keep_their_offset() {
        let at = |text: &str| moment(text).map(|m| m.to_string());
        assert_eq!(at("2025-05-11 09:55:16 -0400").as_deref(), Ok("2025-05-11T13:55:16Z"));
        assert_eq!(at("2025-05-11 09:55:16 +0530").as_deref(), Ok("2025-05-11T04:25:16Z"));
        assert_eq!(at("2025-05-11 09:55:16 UTC").as_deref(), Ok("2025-05-11T09:55:16Z"));
        assert_eq!(at("2025-05-11T09:55:16+02:00").as_deref(), Ok("2025-05-11T07:55:16Z"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = (id(&text), pieces(&text), moment(&text), iso_date(&text), plain_amount(&text), slug(&text));
        }
    }
}
