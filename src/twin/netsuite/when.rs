//! Moments and dates as the tables hold them: texts in the account's zone, marked, so that they sort
//! as text, compare with each other, and are known for dates when a result is written.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Stands before every date in a table. No text of a world holds it.
pub(super) const MARK: char = '\u{2}';
/// Stands after the second of two moments that a clock going back shows alike.
const AGAIN: char = '~';

const FORM: &str = "%Y-%m-%d %H:%M:%S";

/// A moment that is given in UTC, as `YYYY-MM-DD HH:MM:SS`.
pub(super) fn from_utc_text(text: &str, zone: &TimeZone) -> Option<String> {
    let civil: DateTime = text.trim_end_matches('Z').parse().ok()?;
    Some(stored(TimeZone::UTC.to_timestamp(civil).ok()?, zone))
}

/// A moment as it is stored.
pub(super) fn stored(moment: Timestamp, zone: &TimeZone) -> String {
    let civil = zone.to_datetime(moment);
    let second = moment.as_second();
    let first = zone.to_ambiguous_timestamp(civil).compatible();
    let again = first.is_ok_and(|first| first.as_second() != second);
    let mut text = stored_civil(civil);
    if again {
        text.push(AGAIN);
    }
    text
}

/// A moment of a calendar without a zone, as it is stored.
pub(super) fn stored_civil(civil: DateTime) -> String {
    format!("{MARK}{}", civil.strftime(FORM))
}

/// A plain date, as it is stored.
pub(super) fn from_date_text(text: &str) -> Option<String> {
    let date: Date = text.get(..10).unwrap_or(text).parse().ok()?;
    Some(stored_civil(date.to_datetime(jiff::civil::Time::midnight())))
}

/// What a stored date shows on the account's calendar; `None` for every other text.
pub(super) fn civil(stored: &str) -> Option<DateTime> {
    let text = stored.strip_prefix(MARK)?;
    text.trim_end_matches(AGAIN).parse().ok()
}

/// The moment of a stored date.
pub(super) fn moment(stored: &str, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(civil(stored)?);
    if stored.ends_with(AGAIN) {
        ambiguous.later()
    } else {
        ambiguous.compatible()
    }
    .ok()
}

/// A stored moment in UTC, as a world's tables have it.
pub(super) fn to_utc_text(stored: &str, zone: &TimeZone) -> Option<String> {
    let civil = TimeZone::UTC.to_datetime(moment(stored, zone)?);
    Some(civil.strftime(FORM).to_string())
}

/// A date in the account's own form.
pub(super) fn shown(civil: DateTime, order: &str) -> String {
    let (year, month, day) = (civil.year(), civil.month(), civil.day());
    match order {
        "dmy" => format!("{day}/{month}/{year}"),
        "ymd" => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{month}/{day}/{year}"),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The parts of an Oracle format.
fn parts(format: &str) -> Vec<Part<'_>> {
    const KNOWN: [&str; 13] = [
        "YYYY", "YY", "MONTH", "MON", "MM", "DD", "HH24", "HH12", "HH", "MI", "SS", "AM", "PM",
    ];
    let mut rest = format;
    let mut found = Vec::new();
    while let Some(c) = rest.chars().next() {
        let known = KNOWN
            .into_iter()
            .find(|k| rest.get(..k.len()).is_some_and(|r| r.eq_ignore_ascii_case(k)));
        match known {
            Some(known) => {
                found.push(Part::Known(known));
                rest = &rest[known.len()..];
            }
            None if c == '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |n| n + 2);
                found.push(Part::Literal(rest[..end].trim_matches('"')));
                rest = &rest[end..];
            }
            None => {
                found.push(Part::Literal(&rest[..c.len_utf8()]));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    found
}

enum Part<'f> {
    Known(&'static str),
    Literal(&'f str),
}

/// `TO_CHAR` of a date. A letter that is no part of a format is an error, as it is in Oracle.
pub(super) fn write(at: DateTime, format: &str) -> Result<String, String> {
    let hour12 = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
    let mut text = String::new();
    for part in parts(format) {
        match part {
            Part::Known("YYYY") => text.push_str(&format!("{:04}", at.year())),
            Part::Known("YY") => text.push_str(&format!("{:02}", at.year() % 100)),
            Part::Known("MONTH") => text.push_str(month),
            Part::Known("MON") => text.push_str(&month[..3].to_uppercase()),
            Part::Known("MM") => text.push_str(&format!("{:02}", at.month())),
            Part::Known("DD") => text.push_str(&format!("{:02}", at.day())),
            Part::Known("HH24") => text.push_str(&format!("{:02}", at.hour())),
            Part::Known("HH" | "HH12") => text.push_str(&format!("{hour12:02}")),
            Part::Known("MI") => text.push_str(&format!("{:02}", at.minute())),
            Part::Known("SS") => text.push_str(&format!("{:02}", at.second())),
            Part::Known(_) => text.push_str(if at.hour() < 12 { "AM" } else { "PM" }),
            Part::Literal(c) if c.chars().all(|c| !c.is_alphanumeric()) || format.contains('"') => text.push_str(c),
            Part::Literal(c) => return Err(format!("date format not recognized: {c} in {format}")),
        }
    }
    Ok(text)
}

/// `TO_DATE` and `TO_TIMESTAMP`.
pub(super) fn read(text: &str, format: &str) -> Result<DateTime, String> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (0_i16, 1_i8, 1_i8, 0_i8, 0_i8, 0_i8);
    let mut afternoon = None;
    let mut rest = text.trim();
    for part in parts(format) {
        if rest.is_empty() {
            break;
        }
        match part {
            Part::Known("YYYY") => year = number(&mut rest, 4)?,
            Part::Known("YY") => year = 2000 + number(&mut rest, 2)?,
            Part::Known("MM") => month = number(&mut rest, 2)?.try_into().map_err(|_| "month")?,
            Part::Known("DD") => day = number(&mut rest, 2)?.try_into().map_err(|_| "day")?,
            Part::Known("HH24" | "HH12" | "HH") => hour = number(&mut rest, 2)?.try_into().map_err(|_| "hour")?,
            Part::Known("MI") => minute = number(&mut rest, 2)?.try_into().map_err(|_| "minute")?,
            Part::Known("SS") => second = number(&mut rest, 2)?.try_into().map_err(|_| "second")?,
            Part::Known("AM" | "PM") => {
                afternoon = Some(rest.to_ascii_uppercase().starts_with('P'));
                rest = rest.get(2..).unwrap_or("");
            }
            Part::Known("MON" | "MONTH") => {
                let name = rest.get(..3).unwrap_or("");
                let at = MONTHS.iter().position(|m| m[..3].eq_ignore_ascii_case(name));
                month = i8::try_from(at.ok_or("not a valid month")? + 1).map_err(|_| "month")?;
                rest = rest.trim_start_matches(char::is_alphabetic);
            }
            Part::Known(_) => {}
            Part::Literal(literal) => {
                rest = rest
                    .strip_prefix(literal)
                    .ok_or("literal does not match format string")?
            }
        }
    }
    if !rest.is_empty() {
        return Err("date format picture ends before converting entire input string".to_owned());
    }
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| format!("'{text}' is no date"))
}

fn number(rest: &mut &str, width: usize) -> Result<i16, String> {
    let digits = rest.bytes().take(width).take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(digits);
    *rest = after;
    number
        .parse()
        .map_err(|_| "a non-numeric character was found where a numeric was expected".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_that_comes_twice_keeps_both_moments() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for utc in [
            "2026-11-01 05:30:00",
            "2026-11-01 06:30:00",
            "2026-03-08 07:30:00",
            "2026-07-01 00:00:00",
        ] {
            let stored = from_utc_text(utc, &zone).unwrap();
            assert_eq!(to_utc_text(&stored, &zone).as_deref(), Some(utc));
        }
        let first = from_utc_text("2026-11-01 05:30:00", &zone).unwrap();
        let second = from_utc_text("2026-11-01 06:30:00", &zone).unwrap();
        assert_eq!(civil(&first), civil(&second));
        assert!(first < second);
    }

    #[test]
    fn formats_are_written_and_read() {
        let at: DateTime = "2026-03-04T15:02:07".parse().unwrap();
        for (format, text) in [
            ("YYYY-MM-DD HH24:MI:SS", "2026-03-04 15:02:07"),
            ("YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"", "2026-03-04T15:02:07Z"),
            ("MM/DD/YYYY HH:MI:SS AM", "03/04/2026 03:02:07 PM"),
            ("DD-MON-YYYY HH24:MI:SS", "04-MAR-2026 15:02:07"),
        ] {
            assert_eq!(write(at, format).as_deref(), Ok(text));
            assert_eq!(read(text, format), Ok(at), "{format}");
        }
        assert_eq!(read("3/4/2026", "MM/DD/YYYY").unwrap().date().to_string(), "2026-03-04");
        assert!(read("2026-13-01", "YYYY-MM-DD").is_err());
        assert!(read("2026-03-01 10:00", "YYYY-MM-DD").is_err());
        assert!(write(at, "YYYY-xx").is_err());
        assert_eq!(shown(at, "mdy"), "3/4/2026");
        assert_eq!(shown(at, "dmy"), "4/3/2026");
    }
}
