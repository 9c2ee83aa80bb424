//! Times of day that come again: when a warehouse's day ends, and hours in which something stands still.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Moment;

/// When the warehouse hands over what it has: `16:00` on every day, `mon-fri 16:00` on some, `sat 12:00` on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CutOff {
    /// The first and the last day of the week, Monday is 0.
    days: Option<(i8, i8)>,
    time: Time,
}

/// Hours of a day, such as `08:00-20:00`, or `22:00-06:00` over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    from: Time,
    to: Time,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl CutOff {
    /// Reads the written form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((days, time)) = text.split_once(' ') else {
            return Some(Self {
                days: None,
                time: time_of(text)?,
            });
        };
        let day = |name: &str| i8::try_from(DAYS.iter().position(|d| *d == name)?).ok();
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        Some(Self {
            days: Some((day(first)?, day(last)?)),
            time: time_of(time)?,
        })
    }

    /// The first of them at or after a moment, in a time zone.
    #[must_use]
    pub fn next(self, at: Moment, zone: &TimeZone) -> Option<Moment> {
        let mut day = at.day(zone);
        // Eight days: today's may have passed, and the same day of the next week is the one.
        for _ in 0..8 {
            if self.is_on(day)
                && let Some(moment) = moment(day, self.time, zone).filter(|m| *m >= at)
            {
                return Some(moment);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    fn is_on(self, day: Date) -> bool {
        let Some((first, last)) = self.days else { return true };
        let day = day.weekday().to_monday_zero_offset();
        if first <= last {
            (first..=last).contains(&day)
        } else {
            day >= first || day <= last
        }
    }
}

impl From<CutOff> for String {
    fn from(cut_off: CutOff) -> Self {
        let time = cut_off.time.strftime("%H:%M");
        let name = |day: i8| {
            usize::try_from(day)
                .ok()
                .and_then(|d| DAYS.get(d))
                .copied()
                .unwrap_or_default()
        };
        match cut_off.days {
            None => time.to_string(),
            Some((first, last)) if first == last => format!("{} {time}", name(first)),
            Some((first, last)) => format!("{}-{} {time}", name(first), name(last)),
        }
    }
}

impl TryFrom<String> for CutOff {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no cut-off; write \"16:00\" or \"mon-fri 16:00\""))
    }
}

impl Hours {
    /// Reads the written form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (time_of(from)?, time_of(to)?);
        (from != to).then_some(Self { from, to })
    }

    /// When they end that a moment lies in, in a time zone; `None` where it lies in none.
    #[must_use]
    pub fn end(self, at: Moment, zone: &TimeZone) -> Option<Moment> {
        let here = at.timestamp().to_zoned(zone.clone()).datetime();
        let (day, time) = (here.date(), here.time());
        let is_one_day = self.from < self.to;
        let ends = match (time >= self.from, time < self.to) {
            (true, true) => day,
            (true, false) if !is_one_day => day.tomorrow().ok()?,
            (false, true) if !is_one_day => day,
            _ => return None,
        };
        moment(ends, self.to, zone)
    }
}

/// `16:00`, and nothing shorter or longer.
fn time_of(text: &str) -> Option<Time> {
    (text.len() == 5).then(|| Time::strptime("%H:%M", text).ok()).flatten()
}

fn moment(day: Date, time: Time, zone: &TimeZone) -> Option<Moment> {
    let zoned = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Moment::from(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    #[test]
    fn the_next_cut_off_is_todays_or_the_next_days() {
        // 2026-11-20 is a Friday. In July London is an hour ahead.
        for (cut_off, from, next) in [
            ("16:00", "2026-11-20T15:59:00Z", "2026-11-20T16:00:00Z"),
            ("16:00", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z"),
            ("16:00", "2026-11-20T16:00:01Z", "2026-11-21T16:00:00Z"),
            ("mon-fri 16:00", "2026-11-20T16:00:01Z", "2026-11-23T16:00:00Z"),
            ("sat-mon 09:30", "2026-11-22T10:00:00Z", "2026-11-23T09:30:00Z"),
            ("fri 12:00", "2026-11-20T12:00:01Z", "2026-11-27T12:00:00Z"),
            ("16:00", "2026-07-01T14:00:00Z", "2026-07-01T15:00:00Z"),
        ] {
            let parsed = CutOff::parse(cut_off).unwrap();
            assert_eq!(
                parsed.next(at(from), &london()),
                Some(at(next)),
                "{cut_off} from {from}"
            );
            assert_eq!(String::from(parsed), cut_off);
        }
        for text in ["", "16", "16:00 ", "25:00", "mon-xyz 16:00", "mon 4pm", "mon–fri 16:00"] {
            assert_eq!(CutOff::parse(text), None, "{text}");
        }
    }

    #[test]
    fn hours_end_today_or_tomorrow() {
        for (hours, moment, end) in [
            ("08:00-20:00", "2026-11-20T07:59:59Z", None),
            ("08:00-20:00", "2026-11-20T08:00:00Z", Some("2026-11-20T20:00:00Z")),
            ("08:00-20:00", "2026-11-20T20:00:00Z", None),
            ("22:00-06:00", "2026-11-20T23:00:00Z", Some("2026-11-21T06:00:00Z")),
            ("22:00-06:00", "2026-11-21T05:59:59Z", Some("2026-11-21T06:00:00Z")),
            ("22:00-06:00", "2026-11-21T06:00:00Z", None),
            ("08:00-20:00", "2026-07-01T07:00:00Z", Some("2026-07-01T19:00:00Z")),
        ] {
            let parsed = Hours::parse(hours).unwrap();
            assert_eq!(parsed.end(at(moment), &london()), end.map(at), "{hours} at {moment}");
        }
        for text in ["08:00", "08:00-08:00", "8:00-20:00", "08:00-24:30"] {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
    }
}
