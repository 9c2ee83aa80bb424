//! Hours in which the bulk lane stands still, so that history never competes with the day's work.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::clock::Clock;
use crate::base::{Hours, Moment};

/// How long is slept at most before the clock is asked again: machines are suspended, and clocks are set.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Quiet hours, each in the time of its place.
#[derive(Clone)]
pub struct Quiet {
    hours: Vec<(Hours, TimeZone)>,
    clock: Clock,
}

impl Quiet {
    /// Quiet hours by a clock; none where there are no hours.
    #[must_use]
    pub const fn new(hours: Vec<(Hours, TimeZone)>, clock: Clock) -> Self {
        Self { hours, clock }
    }

    /// When they end that the present lies in; `None` where it lies in none.
    #[must_use]
    pub fn until(&self) -> Option<Moment> {
        let now = Moment::from(self.clock.now());
        let mut at = now;
        // Where one ends within another, the other goes on.
        for _ in 0..=self.hours.len() {
            let ends = self.hours.iter().filter_map(|(hours, zone)| hours.end(at, zone)).max();
            match ends {
                Some(end) if end > at => at = end,
                _ => break,
            }
        }
        (at > now).then_some(at)
    }

    /// Waits for their end.
    pub(super) async fn over(&self) {
        while let Some(until) = self.until() {
            let left = until.seconds() - Moment::from(self.clock.now()).seconds();
            let left = Duration::from_secs(u64::try_from(left).unwrap_or(0).max(1));
            tokio::time::sleep(left.min(LOOK_AGAIN)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_several_places_follow_each_other() {
        let zone = |name: &str| TimeZone::get(name).unwrap();
        let day = Hours::parse("08:00-20:00").unwrap();
        let at = |text: &str| {
            let clock = Clock::fixed(text.parse().unwrap());
            let hours = vec![(day, zone("Europe/London")), (day, zone("America/New_York"))];
            Quiet::new(hours, clock).until().map(|m| m.to_string())
        };
        assert_eq!(at("2026-11-20T07:00:00Z"), None);
        // London's day ends at 20:00Z, New York's (13:00Z to 01:00Z) goes on.
        assert_eq!(at("2026-11-20T09:00:00Z").as_deref(), Some("2026-11-21T01:00:00Z"));
        assert_eq!(at("2026-11-20T23:00:00Z").as_deref(), Some("2026-11-21T01:00:00Z"));
        assert_eq!(Quiet::new(Vec::new(), Clock::system()).until(), None);
    }
}
