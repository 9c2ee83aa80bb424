//! What time it is: the machine's clock, or one that a test or a virtual run sets.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time. Waiting is tokio's affair; this is for signatures, tokens and dates in headers.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks `now` each time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::new(move || at)
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
