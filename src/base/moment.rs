//! Points in time, to the second, and the ages people write.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A point in time: seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

/// The text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time; write 2026-11-22T02:00:00Z, 2026-11-22 or an age such as 90d")]
pub struct MomentError(pub String);

impl Moment {
    /// The moment `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, with any offset (`2026-11-22T02:00:00Z`, `2026-11-22T02:00:00-05:00`).
    ///
    /// # Errors
    /// [`MomentError`] with the text.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        if let Some(moment) = parse_utc(text.as_bytes()) {
            return Ok(moment);
        }
        text.parse::<Timestamp>()
            .map(|t| Self(t.as_second()))
            .map_err(|_| MomentError(text.to_owned()))
    }

    /// The first second of a day in a time zone.
    ///
    /// # Errors
    /// [`MomentError`] where the day is outside what the calendar holds.
    pub fn start_of(day: Date, zone: &TimeZone) -> Result<Self, MomentError> {
        day.to_zoned(zone.clone())
            .map(|z| Self(z.timestamp().as_second()))
            .map_err(|_| MomentError(day.to_string()))
    }

    /// The calendar day of this moment in a time zone.
    #[must_use]
    pub fn day(self, zone: &TimeZone) -> Date {
        self.timestamp().to_zoned(zone.clone()).date()
    }

    /// The moment `seconds` later (or earlier, when negative).
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// As a [`Timestamp`], held to what that type can hold.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

impl From<Timestamp> for Moment {
    fn from(t: Timestamp) -> Self {
        Self(t.as_second())
    }
}

/// RFC 3339 in UTC, to the second.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.timestamp().to_string())
    }
}

/// The order of day, month and year in dates that do not say it themselves. It is declared, never
/// guessed from the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// `3/4/2026` is the fourth of March.
    Mdy,
    /// `3/4/2026` is the third of April.
    Dmy,
    /// `2026/3/4` is the fourth of March.
    Ymd,
}

impl DateOrder {
    /// Reads a date written in this order, with any of `/ - .` between its parts.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Date> {
        let mut parts = text.trim().split(['/', '-', '.']);
        let mut next = || parts.next().and_then(|p| p.parse::<i16>().ok());
        let (a, b, c) = (next()?, next()?, next()?);
        let (year, month, day) = match self {
            Self::Mdy => (c, a, b),
            Self::Dmy => (c, b, a),
            Self::Ymd => (a, b, c),
        };
        if parts.next().is_some() || year < 1000 {
            return None;
        }
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

/// The form nearly every fact arrives in, read without a general parser: `2026-11-22T02:00:00Z`.
fn parse_utc(b: &[u8]) -> Option<Moment> {
    if b.len() != 20 || b[4] != b'-' || b[7] != b'-' || b[10] != b'T' || b[13] != b':' || b[16] != b':' || b[19] != b'Z'
    {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        b[range]
            .iter()
            .try_fold(0_i64, |n, x| x.is_ascii_digit().then(|| n * 10 + i64::from(x - b'0')))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()?;
    Some(Moment(
        days_since_epoch(date) * 86_400 + hour * 3_600 + minute * 60 + second,
    ))
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
fn days_since_epoch(date: Date) -> i64 {
    // Years are counted from March, so that the leap day is the last day of a year.
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Reads an age such as `20m`, `90m`, `36h`, `3d` or `2w` as seconds.
///
/// # Errors
/// [`MomentError`] with the text.
pub fn parse_age(text: &str) -> Result<i64, MomentError> {
    let wrong = || MomentError(text.to_owned());
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(wrong()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    Ok(i64::from(count) * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn offsets_are_honoured() {
        assert_eq!(
            Moment::parse("2026-11-22T02:00:00-05:00"),
            Moment::parse("2026-11-22T07:00:00Z")
        );
        assert!(
            Moment::parse("2026-11-22T02:00:00").is_err(),
            "a time without its zone is no moment"
        );
        assert!(Moment::parse("2026-02-30T02:00:00Z").is_err());
        assert!(
            Moment::parse("2026-02-03T02:00:00-17:00").is_ok(),
            "one of the vendor's own samples has it"
        );
    }

    #[test]
    fn ages() {
        assert_eq!(parse_age("20m"), Ok(1_200));
        assert_eq!(parse_age("3d"), Ok(259_200));
        assert!(parse_age("3").is_err());
        assert!(parse_age("").is_err());
        assert!(parse_age("-3d").is_err());
        assert!(parse_age("3é").is_err());
    }

    proptest! {
        #[test]
        fn the_short_way_is_the_general_way(seconds in -62_135_596_800_i64..253_402_300_799) {
            let text = Timestamp::from_second(seconds).unwrap().to_string();
            prop_assert_eq!(parse_utc(text.as_bytes()), Some(Moment(seconds)));
            prop_assert_eq!(Moment(seconds).to_string(), text);
        }
    }
}
