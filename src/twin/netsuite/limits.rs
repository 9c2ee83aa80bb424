//! How many requests the account takes at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;

use super::answer::{Answer, Fault};
use super::roles::Role;

/// The account-wide limit of requests in flight.
pub(super) struct Limits {
    most: u32,
    in_flight: Arc<AtomicU32>,
    as_sign_in_after: Option<Duration>,
}

/// A request in flight.
pub(super) struct Slot(Arc<AtomicU32>);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Limits {
    pub(super) fn new(most: u16, as_sign_in_after_s: Option<u64>) -> Self {
        Self {
            most: u32::from(most),
            in_flight: Arc::default(),
            as_sign_in_after: as_sign_in_after_s.map(Duration::from_secs),
        }
    }

    /// A place for a request, while there is one.
    pub(super) fn slot(&self) -> Option<Slot> {
        let slot = Slot(Arc::clone(&self.in_flight));
        (self.in_flight.fetch_add(1, Ordering::SeqCst) < self.most).then_some(slot)
    }

    /// What a request above the limit is told: at once, or after a wait something that misleads.
    pub(super) async fn refuse(&self) -> Fault {
        match self.as_sign_in_after {
            Some(wait) => {
                tokio::time::sleep(wait).await;
                Fault::sign_in()
            }
            None => Fault::too_many(),
        }
    }

    /// Answers `governanceLimits`, which only administrators may ask for.
    pub(super) fn answer(&self, role: &Role) -> Result<Answer, Fault> {
        if !role.is_administrator() {
            return Err(Fault::permission("Administrator"));
        }
        let body = json!({
            "accountConcurrencyLimit": self.most,
            "accountUnallocatedConcurrencyLimit": self.most,
            "integrationConcurrencyLimit": self.most,
            "integrationLimitType": "accountLimit",
        });
        Ok(Answer::json("application/json", &body))
    }
}
