//! The bucket of points Shopify gives an app on a shop, followed from the server's own account of it,
//! so that a refusal is foreseen and waited for, not run into.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Number;
use tokio::time::Instant;

/// What an answer says of its cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cost {
    pub(super) requested_query_cost: Option<Number>,
    pub(super) throttle_status: Option<ThrottleStatus>,
}

impl Cost {
    /// What the query was admitted at.
    pub(super) fn requested(&self) -> Option<u64> {
        self.requested_query_cost.as_ref().and_then(whole)
    }
}

/// The server's account of the bucket.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThrottleStatus {
    maximum_available: Number,
    currently_available: Number,
    restore_rate: Number,
}

/// Points, whether written as `1999` or as `1999.0`.
fn whole(number: &Number) -> Option<u64> {
    let text = number.to_string();
    text.split('.').next()?.parse().ok()
}

/// How a bucket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketView {
    /// Points in it, less those of requests on their way.
    pub free: u64,
    /// Points it holds when it is full.
    pub maximum: u64,
    /// How long the next request waits for it, where one does.
    pub waits: Option<Duration>,
}

/// The bucket as last told, and what was asked since.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    told: Option<Told>,
    /// Points of requests that were sent and not answered.
    in_flight: u64,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    at: Instant,
    maximum: u64,
    available: u64,
    /// Points a second.
    restore: u64,
}

impl Told {
    fn available_at(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.at).as_millis();
        let restored = u64::try_from(passed).unwrap_or(u64::MAX).saturating_mul(self.restore) / 1000;
        self.available.saturating_add(restored).min(self.maximum)
    }
}

impl Bucket {
    /// How long to wait until a request of `cost` points is let in. None: ask now. A request dearer
    /// than the whole bucket is not waited for: the server's refusal says more.
    pub(super) fn wait(&self, cost: u64, now: Instant) -> Option<Duration> {
        let told = self.told?;
        let free = told.available_at(now).saturating_sub(self.in_flight);
        let wanted = cost.min(told.maximum);
        if free >= wanted || told.restore == 0 {
            return None;
        }
        Some(Duration::from_millis(
            ((wanted - free) * 1000).div_ceil(told.restore).max(1),
        ))
    }

    /// How it stands; `None` until an answer has told. `waiting` are the costs of requests that wait.
    pub(super) fn view(&self, waiting: impl Iterator<Item = u64>, now: Instant) -> Option<BucketView> {
        let told = self.told?;
        Some(BucketView {
            free: told.available_at(now).saturating_sub(self.in_flight),
            maximum: told.maximum,
            waits: waiting.filter_map(|cost| self.wait(cost, now)).min(),
        })
    }

    /// A request of `cost` points is sent.
    pub(super) fn sent(&mut self, cost: u64) {
        self.in_flight = self.in_flight.saturating_add(cost);
    }

    /// What was sent at `sent` was answered or given up; `status` is the server's account, where the
    /// answer had one.
    ///
    /// Answers overtake one another. Of two requests that were on their way at the same time nobody
    /// knows which the server took first, so the poorer account is believed: the richer one may not
    /// have the other request in it.
    pub(super) fn answered(&mut self, cost: u64, status: Option<&ThrottleStatus>, sent: Instant, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(cost);
        let told = status.and_then(|s| {
            Some(Told {
                at: now,
                maximum: whole(&s.maximum_available)?,
                // Below nothing there is nothing.
                available: whole(&s.currently_available).unwrap_or(0),
                restore: whole(&s.restore_rate)?,
            })
        });
        let Some(mut told) = told else { return };
        if let Some(before) = self.told.filter(|before| before.at > sent) {
            told.available = told.available.min(before.available_at(now));
        }
        self.told = Some(told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(maximum: &str, available: &str, restore: &str) -> ThrottleStatus {
        let text =
            format!(r#"{{"maximumAvailable":{maximum},"currentlyAvailable":{available},"restoreRate":{restore}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_foreseen_to_the_millisecond() {
        let start = Instant::now();
        let mut bucket = Bucket::default();
        assert_eq!(bucket.wait(1_000, start), None, "nothing is known yet");
        bucket.sent(0);
        bucket.answered(0, Some(&status("2000.0", "300.0", "100.0")), start, start);
        assert_eq!(bucket.wait(300, start), None);
        assert_eq!(bucket.wait(862, start), Some(Duration::from_millis(5_620)));
        let later = start + Duration::from_millis(5_620);
        assert_eq!(bucket.wait(862, later), None);
        // It never holds more than its size, and what is dearer than that is not waited for longer.
        let much_later = start + Duration::from_secs(3_600);
        assert_eq!(bucket.wait(2_001, much_later), None);
        assert_eq!(bucket.wait(2_001, start), Some(Duration::from_secs(17)));
    }

    #[tokio::test(start_paused = true)]
    async fn requests_in_flight_count_as_spent() {
        let now = Instant::now();
        let mut bucket = Bucket::default();
        bucket.answered(0, Some(&status("2000", "1000", "100")), now, now);
        assert_eq!(Bucket::default().view([800].into_iter(), now), None);
        bucket.sent(800);
        assert_eq!(bucket.wait(800, now), Some(Duration::from_secs(6)));
        let view = BucketView {
            free: 200,
            maximum: 2_000,
            waits: None,
        };
        assert_eq!(bucket.view([100].into_iter(), now), Some(view));
        let waits = Some(Duration::from_secs(3));
        let waiting = [800, 500, 200].into_iter();
        assert_eq!(bucket.view(waiting, now), Some(BucketView { waits, ..view }));
        // It cost less than it was admitted at.
        bucket.answered(800, Some(&status("2000", "842", "100")), now, now);
        assert_eq!(bucket.wait(800, now), None);
        // One that was lost tells nothing, and what was known stands.
        bucket.sent(800);
        bucket.answered(800, None, now, now);
        assert_eq!(bucket.wait(842, now), None);
        assert_eq!(bucket.wait(942, now), Some(Duration::from_secs(1)));
        bucket.answered(0, Some(&status("2000", "-20", "100")), now, now);
        assert_eq!(bucket.wait(100, now), Some(Duration::from_secs(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_that_was_overtaken_is_not_believed() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut bucket = Bucket::default();
        bucket.sent(800);
        bucket.sent(800);
        // The server took the first before the second; its answer comes after the other's.
        bucket.answered(800, Some(&status("2000", "400", "100")), at(0), at(500));
        bucket.answered(800, Some(&status("2000", "1200", "100")), at(0), at(600));
        assert_eq!(bucket.wait(800, at(600)), Some(Duration::from_millis(3_900)));
        // What was sent since is taken by the server since.
        bucket.answered(0, Some(&status("2000", "900", "100")), at(600), at(1_100));
        assert_eq!(bucket.wait(900, at(1_100)), None);
    }
}
