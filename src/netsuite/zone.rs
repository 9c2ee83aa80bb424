//! The zone an account's texts of moments are in.
//!
//! SuiteQL writes moments without a zone. The same record read through the record API says them in
//! UTC: from a few such pairs the offset is known, and, where they lie on both sides of a change of
//! clocks, the zone.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// Zones that NetSuite offers and that change their clocks, the commoner of equal ones first.
const CHANGING: [&str; 26] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "America/Halifax",
    "America/St_Johns",
    "America/Anchorage",
    "Europe/Lisbon",
    "Atlantic/Azores",
    "Europe/Athens",
    "Europe/Chisinau",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "America/Santiago",
    "America/Asuncion",
    "America/Nuuk",
    "America/Havana",
    "Pacific/Chatham",
];

/// Months over which two zones must agree to count as one.
const AGREE_MONTHS: i32 = 24;

/// What is known of an account's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its IANA name, where the samples lie on both sides of a change of clocks or the hint fits.
    pub name: Option<String>,
    /// The offset of the newest sample, in seconds east of UTC.
    pub offset_seconds: Option<i32>,
    /// Whether the samples leave no other zone of another course.
    pub certain: bool,
    /// The samples.
    pub samples: Vec<OffsetSample>,
}

/// One moment as both interfaces say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetSample {
    /// As the record API says it.
    pub utc: Timestamp,
    /// As SuiteQL says it, less `utc`: seconds east of UTC.
    pub offset_seconds: i32,
}

/// Reads `2026-03-04 11:02:17`.
pub(super) fn civil(text: &str) -> Option<DateTime> {
    text.trim().replacen(' ', "T", 1).parse().ok()
}

/// Writes `2026-03-04 11:02:17`.
pub(super) fn civil_text(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A text of a moment `seconds` earlier, by the clock on the wall.
pub(super) fn earlier(text: &str, seconds: i64) -> Option<String> {
    let at = civil(text)?.checked_sub(SignedDuration::from_secs(seconds)).ok()?;
    Some(civil_text(at))
}

impl OffsetSample {
    /// A sample from the two texts; to the quarter of an hour, which every zone's offset is a
    /// multiple of.
    pub(super) fn of(account_text: &str, utc_text: &str) -> Option<Self> {
        let utc: Timestamp = utc_text.parse().ok()?;
        let as_utc = civil(account_text)?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        let seconds = as_utc.as_second() - utc.as_second();
        let offset = (seconds + 450).div_euclid(900) * 900;
        // Further than any zone: the two do not mean the same moment.
        (offset.abs() <= 15 * 3600).then_some(Self {
            utc,
            offset_seconds: i32::try_from(offset).ok()?,
        })
    }
}

impl Zone {
    pub(super) const fn unknown() -> Self {
        Self {
            name: None,
            offset_seconds: None,
            certain: false,
            samples: Vec::new(),
        }
    }

    /// The zone that fits all samples; `hint` decides where several do.
    pub(super) fn fitting(mut samples: Vec<OffsetSample>, hint: Option<&str>) -> Self {
        samples.sort_by_key(|s| s.utc);
        let Some(newest) = samples.last().cloned() else {
            return Self::unknown();
        };
        let fits = |zone: &TimeZone| {
            let is = |s: &OffsetSample| zone.to_offset(s.utc).seconds() == s.offset_seconds;
            samples.iter().all(is)
        };
        let named = |name: &str| {
            TimeZone::get(name)
                .ok()
                .filter(&fits)
                .map(|zone| (name.to_owned(), zone))
        };
        let changing = CHANGING.iter().filter_map(|name| named(name));
        let mut fitting: Vec<(String, TimeZone)> = hint.and_then(named).into_iter().chain(changing).collect();
        let fixed = Offset::from_seconds(newest.offset_seconds).map(TimeZone::fixed);
        if let Ok(fixed) = fixed
            && fits(&fixed)
        {
            // A constant offset names no zone; it stands behind a hint that fits as well.
            let place = usize::from(fitting.first().is_some_and(|(name, _)| hint == Some(name.as_str())));
            fitting.insert(place, (String::new(), fixed));
        }
        let agree = |a: &TimeZone, b: &TimeZone| months_to(newest.utc).all(|at| a.to_offset(at) == b.to_offset(at));
        let certain = fitting.windows(2).all(|pair| agree(&pair[0].1, &pair[1].1));
        let name = fitting.into_iter().next().map(|(name, _)| name);
        Self {
            certain: certain && name.is_some(),
            name: name.filter(|n| !n.is_empty()),
            offset_seconds: Some(newest.offset_seconds),
            samples,
        }
    }

    /// The zone as one that can be reckoned with; UTC where it is not known.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        let named = self.name.as_deref().and_then(|name| TimeZone::get(name).ok());
        let fixed = || {
            let offset = Offset::from_seconds(self.offset_seconds?).ok()?;
            Some(TimeZone::fixed(offset))
        };
        named.or_else(fixed).unwrap_or(TimeZone::UTC)
    }

    pub(super) fn utc(&self, account_text: &str) -> Option<Timestamp> {
        let zoned = civil(account_text)?.to_zoned(self.time_zone()).ok()?;
        Some(zoned.timestamp())
    }

    pub(super) fn account_text(&self, moment: Timestamp) -> String {
        civil_text(moment.to_zoned(self.time_zone()).datetime())
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let offset = self.offset_seconds.and_then(|s| Offset::from_seconds(s).ok());
        match (&self.name, offset) {
            (Some(name), _) => f.write_str(name),
            (None, Some(Offset::UTC)) | (None, None) => f.write_str("UTC"),
            (None, Some(offset)) => write!(f, "UTC{offset}"),
        }
    }
}

/// A moment in each of the last months, the newest first.
fn months_to(newest: Timestamp) -> impl Iterator<Item = Timestamp> {
    let newest = newest.to_zoned(TimeZone::UTC);
    (0..AGREE_MONTHS).filter_map(move |back| Some(newest.checked_sub(back.months()).ok()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(utc: &str, account: &str) -> OffsetSample {
        OffsetSample::of(account, utc).unwrap()
    }

    #[test]
    fn both_sides_of_a_change_of_clocks_name_the_zone() {
        let summer = sample("2026-07-01T12:00:00Z", "2026-07-01 05:00:00");
        let winter = sample("2026-11-20T12:00:01Z", "2026-11-20 04:00:00");
        let zone = Zone::fitting(vec![winter, summer], Some("Europe/London"));
        assert_eq!(
            (zone.name.as_deref(), zone.certain),
            (Some("America/Los_Angeles"), true)
        );
        assert_eq!(
            zone.utc("2026-03-04 11:02:17").unwrap().to_string(),
            "2026-03-04T19:02:17Z"
        );
        assert_eq!(
            zone.account_text("2026-07-04T00:30:00Z".parse().unwrap()),
            "2026-07-03 17:30:00"
        );
    }

    #[test]
    fn one_side_alone_leaves_it_to_the_hint() {
        let samples = vec![sample("2026-11-20T12:00:00Z", "2026-11-20 12:00:00")];
        let london = Zone::fitting(samples.clone(), Some("Europe/London"));
        assert_eq!((london.name.as_deref(), london.certain), (Some("Europe/London"), false));
        let unhinted = Zone::fitting(samples.clone(), None);
        assert_eq!((unhinted.name, unhinted.offset_seconds), (None, Some(0)));
        let misled = Zone::fitting(samples, Some("Asia/Tokyo"));
        assert_eq!((misled.name, misled.offset_seconds), (None, Some(0)));
    }

    #[test]
    fn a_whole_year_of_one_offset_is_certain() {
        let samples = ["2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10"]
            .map(|day| sample(&format!("{day}T00:00:00Z"), &format!("{day} 09:00:00")));
        let zone = Zone::fitting(samples.to_vec(), Some("Asia/Tokyo"));
        assert_eq!((zone.name.as_deref(), zone.certain), (Some("Asia/Tokyo"), true));
    }

    #[test]
    fn without_a_sample_nothing_is_claimed() {
        let zone = Zone::fitting(Vec::new(), Some("Europe/London"));
        assert_eq!((&zone, zone.time_zone()), (&Zone::unknown(), TimeZone::UTC));
        assert!(OffsetSample::of("2026-11-22 12:00:00", "2026-11-20T12:00:00Z").is_none());
    }

    #[test]
    fn earlier_goes_back_by_the_wall_clock() {
        assert_eq!(
            earlier("2026-03-01 00:30:00", 7200).as_deref(),
            Some("2026-02-28 22:30:00")
        );
        assert_eq!(earlier("3/1/2026", 7200), None);
    }
}
