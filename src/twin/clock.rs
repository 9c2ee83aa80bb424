//! What time it is in a world.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The moment it is in a world. Cheap to clone; all clones agree.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Runs on from `start` by tokio's clock, so that a paused runtime makes it a virtual one.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Clock {
        let begun = Instant::now();
        Clock::reading(move || {
            let passed = SignedDuration::try_from(begun.elapsed()).unwrap_or(SignedDuration::MAX);
            start.checked_add(passed).unwrap_or(Timestamp::MAX)
        })
    }

    /// Reads another clock.
    #[must_use]
    pub fn reading(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(read))
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_paused_runtime_makes_it_virtual() {
        let start: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let clock = Clock::starting_at(start);
        assert_eq!(clock.now(), start);
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        assert_eq!(clock.clone().now().to_string(), "2026-11-25T10:00:00Z");
    }
}
