//! Moments of the generator: whole seconds.

use std::ops::{Add, Sub};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct At(pub(super) i64);

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

impl Add<i64> for At {
    type Output = Self;
    fn add(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

impl Sub<i64> for At {
    type Output = Self;
    fn sub(self, seconds: i64) -> Self {
        Self(self.0 - seconds)
    }
}

impl At {
    pub(super) fn of(moment: Timestamp) -> Self {
        Self(moment.as_second())
    }

    fn timestamp(self) -> Timestamp {
        // The generator is asked for moments of our time alone.
        Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The start of its day, UTC.
    pub(super) fn midnight(self) -> Self {
        Self(self.0 - self.0.rem_euclid(DAY))
    }

    /// Whether the next day is another month's, UTC.
    pub(super) fn is_last_of_month(self) -> bool {
        let day = self.day(&TimeZone::UTC);
        day == day.last_of_month()
    }

    /// `2026-11-22T02:00:00Z`.
    pub(super) fn iso(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// `2026-11-22 02:00:00`, UTC.
    pub(super) fn stamp(self) -> String {
        self.timestamp().strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `2026-11-22` where the clock shows the zone's time.
    pub(super) fn day(self, zone: &TimeZone) -> jiff::civil::Date {
        self.timestamp().to_zoned(zone.clone()).date()
    }
}
