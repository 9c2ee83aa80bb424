//! The leaky bucket of an app on a shop: points come back by the second, and each query takes what it
//! used.

use jiff::Timestamp;
use serde_json::{Value, json};

/// A bucket. Counted in thousandths of a point.
#[derive(Debug)]
pub(super) struct Bucket {
    plan: Plan,
    level: u64,
    at: Timestamp,
}

/// How fast points come back, and how many the bucket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// Points a second.
    restore: u64,
    /// Points.
    size: u64,
}

impl Plan {
    /// The plan of a world's shop: `standard`, `advanced`, `plus`, `enterprise`.
    pub(super) fn named(name: &str) -> Option<Plan> {
        let restore = match name {
            "standard" => 100,
            "advanced" => 200,
            "plus" => 1_000,
            "enterprise" => 2_000,
            _ => return None,
        };
        Some(Plan {
            restore,
            size: 20 * restore,
        })
    }
}

impl Bucket {
    /// A full one.
    pub(super) fn full(plan: Plan, now: Timestamp) -> Bucket {
        Bucket {
            plan,
            level: plan.size * 1_000,
            at: now,
        }
    }

    /// Whether a query that asks for so many points is let in.
    pub(super) fn admits(&mut self, points: u64, now: Timestamp) -> bool {
        let passed = now.as_millisecond().saturating_sub(self.at.as_millisecond());
        let passed = u64::try_from(passed).unwrap_or(0);
        // A point a second is a thousandth a millisecond.
        let back = passed.saturating_mul(self.plan.restore);
        self.level = self.level.saturating_add(back).min(self.plan.size * 1_000);
        self.at = self.at.max(now);
        self.level >= points * 1_000
    }

    /// Takes what a query used.
    pub(super) fn take(&mut self, points: u64) {
        self.level = self.level.saturating_sub(points * 1_000);
    }

    /// `extensions.cost` of an answer.
    pub(super) fn cost(&self, requested: u64, used: Option<u64>) -> Value {
        json!({
            "requestedQueryCost": requested,
            "actualQueryCost": used,
            "throttleStatus": {
                "maximumAvailable": self.plan.size,
                "currentlyAvailable": self.level / 1_000,
                "restoreRate": self.plan.restore,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn points_come_back_by_the_second_and_no_more_than_fit() {
        let start: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let mut bucket = Bucket::full(Plan::named("standard").unwrap(), start);
        assert!(bucket.admits(1_000, start));
        bucket.take(1_500);
        assert!(!bucket.admits(501, start));
        assert!(!bucket.admits(501, start + 9.milliseconds()));
        assert!(bucket.admits(501, start + 10.milliseconds()));
        assert!(bucket.admits(2_000, start + 1.hour()));
        assert!(!bucket.admits(2_001, start + 2.hours()));
        assert_eq!(bucket.cost(7, None)["throttleStatus"]["maximumAvailable"], 2_000);
    }
}
