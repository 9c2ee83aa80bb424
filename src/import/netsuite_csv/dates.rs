//! Dates as NetSuite writes them, which follows the preference of the user who exported: nothing in the
//! file says whether 7/1/2024 is in July or in January.

use jiff::civil::Date;

use crate::base::DateOrder;

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotADate {
    /// It can be read in two ways, and no order is declared.
    Ambiguous,
    /// It can be read, but not in the declared order.
    OtherOrder,
    /// It is no date.
    Unreadable,
}

/// Reads `7/31/2024`, `31.7.2024`, `2024-07-31`, `31-Jul-2024`, `July 31, 2024`, all also with a time
/// behind them. Where the order is not declared, a date that has only one reading is still a date.
pub(super) fn date(text: &str, order: Option<DateOrder>) -> Result<Date, NotADate> {
    let parts = parts(text).ok_or(NotADate::Unreadable)?;
    match parts {
        Parts::Named { year, month, day } => make(year, month, day).ok_or(NotADate::Unreadable),
        // With the year in front the month comes next everywhere.
        Parts::Numbers([year, month, day]) if year > 31 => make(year, month, day).ok_or(NotADate::Unreadable),
        Parts::Numbers([a, b, year]) => {
            let (mdy, dmy) = (make(year, a, b), make(year, b, a));
            let (wanted, other) = match order {
                Some(DateOrder::Mdy) => (mdy, dmy),
                Some(DateOrder::Dmy) => (dmy, mdy),
                Some(DateOrder::Ymd) => (None, mdy.or(dmy)),
                None if mdy.is_some() && dmy.is_some() && mdy != dmy => return Err(NotADate::Ambiguous),
                None => (mdy.or(dmy), None),
            };
            wanted.ok_or(if other.is_some() {
                NotADate::OtherOrder
            } else {
                NotADate::Unreadable
            })
        }
    }
}

enum Parts {
    Numbers([u16; 3]),
    Named { year: u16, month: u16, day: u16 },
}

/// The three parts of a date; a time behind them is left out.
fn parts(text: &str) -> Option<Parts> {
    let separator = |c: char| matches!(c, '/' | '-' | '.' | ' ' | ',');
    let mut words = text.split(separator).filter(|w| !w.is_empty());
    let three = [words.next()?, words.next()?, words.next()?];
    // `2024-07-31T10:00:00Z`: the time is stuck to the day.
    let third = three[2].split('T').next()?;
    if let Some(time) = words.next()
        && !time.contains(':')
    {
        return None;
    }
    let number = |word: &str| -> Option<u16> {
        (word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
    };
    let [a, b, c] = [three[0], three[1], third];
    if let Some(month) = month(b) {
        return Some(Parts::Named {
            year: number(c)?,
            month,
            day: number(a)?,
        });
    }
    if let Some(month) = month(a) {
        return Some(Parts::Named {
            year: number(c)?,
            month,
            day: number(b)?,
        });
    }
    Some(Parts::Numbers([number(a)?, number(b)?, number(c)?]))
}

fn month(word: &str) -> Option<u16> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|n| word.len() >= 3 && n.starts_with(&word))?;
    u16::try_from(at + 1).ok()
}

fn make(year: u16, month: u16, day: u16) -> Option<Date> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, order: Option<DateOrder>) -> Result<String, NotADate> {
        date(text, order).map(|d| d.to_string())
    }

    #[test]
    fn the_order_is_declared_never_guessed() {
        let july = Ok("2024-07-01".to_owned());
        assert_eq!(read("7/1/2024", Some(DateOrder::Mdy)), july);
        assert_eq!(read("01/07/2024", Some(DateOrder::Dmy)), july);
        assert_eq!(read("2024/7/1", Some(DateOrder::Ymd)), july);
        assert_eq!(read("7/1/2024", None), Err(NotADate::Ambiguous));
        assert_eq!(read("7/7/2024", None), Ok("2024-07-07".to_owned()), "one reading only");
        assert_eq!(read("7/31/2024", None), Ok("2024-07-31".to_owned()));
        assert_eq!(read("7/31/2024", Some(DateOrder::Dmy)), Err(NotADate::OtherOrder));
        assert_eq!(read("31/7/2024", Some(DateOrder::Mdy)), Err(NotADate::OtherOrder));
        assert_eq!(read("7/1/2024", Some(DateOrder::Ymd)), Err(NotADate::OtherOrder));
    }

    #[test]
    fn dates_with_one_reading_are_always_fine() {
        for order in [None, Some(DateOrder::Mdy), Some(DateOrder::Dmy), Some(DateOrder::Ymd)] {
            for text in [
                "2024-07-31",
                "2024-07-31T10:00:00Z",
                "2024-07-31 10:00:00",
                "2024.07.31",
                "31-Jul-2024",
                "31 July 2024",
                "July 31, 2024",
                "31-Jul-2024 3:04 pm",
            ] {
                assert_eq!(read(text, order), Ok("2024-07-31".to_owned()), "{text}");
            }
        }
        for text in [
            "45384",
            "7/1/24",
            "",
            "31-07",
            "2024-02-30",
            "1/2/3/2024",
            "31-Xyz-2024",
            "Total",
        ] {
            assert_eq!(read(text, Some(DateOrder::Mdy)), Err(NotADate::Unreadable), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,20}|[0-9/ ]{0,12}") {
            let _ = date(&text, None);
        }
    }
}
