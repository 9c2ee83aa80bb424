//! API versions: one a quarter, each supported for a year. One that is out of support is not
//! refused: the oldest supported one answers in its place.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

/// The first version that is counted; older ones have long been out of support.
const FIRST: Date = date(2024, 1, 1);

/// Which version answers a request for `asked`. An unheard-of one: `None`.
pub(super) fn served(asked: &str, now: Timestamp) -> Option<String> {
    if asked == "unstable" {
        return Some(asked.to_owned());
    }
    let day = quarter(asked)?;
    let today = now.to_zoned(TimeZone::UTC).date();
    // The one after the newest may be tried out before its time.
    let candidate = today.checked_add(3.months()).ok()?;
    let oldest = supported(today).next()?;
    (day <= candidate).then(|| handle(day.max(oldest)))
}

/// The versions as `publicApiVersions` lists them.
pub(super) fn public(now: Timestamp) -> Vec<Value> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let stable = supported(today).map(|day| {
        let handle = handle(day);
        json!({ "handle": handle, "displayName": handle, "supported": true })
    });
    let unstable = json!({ "handle": "unstable", "displayName": "unstable", "supported": false });
    stable.chain([unstable]).collect()
}

/// The quarters whose version is supported on a day, oldest first.
fn supported(today: Date) -> impl Iterator<Item = Date> {
    let quarters = (0..).map_while(|n| FIRST.checked_add((3 * n).months()).ok());
    quarters
        .skip_while(move |day| day.checked_add(1.year()).is_ok_and(|end| end <= today))
        .take_while(move |day| *day <= today)
}

fn quarter(version: &str) -> Option<Date> {
    let day: Date = format!("{version}-01").parse().ok()?;
    (day.month() % 3 == 1 && handle(day) == version).then_some(day)
}

fn handle(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_fall_forward_and_unknown_ones_are_refused() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let served = |asked| served(asked, now);
        assert_eq!(served("2026-10").as_deref(), Some("2026-10"));
        assert_eq!(served("2026-07").as_deref(), Some("2026-07"));
        assert_eq!(served("2025-10").as_deref(), Some("2026-01"));
        assert_eq!(served("2027-01").as_deref(), Some("2027-01"));
        assert_eq!(served("unstable").as_deref(), Some("unstable"));
        assert_eq!(served("2027-04"), None);
        assert_eq!(served("2026-11"), None);
        assert_eq!(served("next"), None);
        let public = public(now);
        let handles: Vec<&str> = public.iter().filter_map(|v| v["handle"].as_str()).collect();
        assert_eq!(handles, ["2026-01", "2026-04", "2026-07", "2026-10", "unstable"]);
    }
}
