//! What is tried again, how often, and after how long.

use std::time::Duration;

use ::http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::transport::TransportError;

/// What an outcome asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A good answer.
    Done,
    /// The credential is refused: renew it once.
    Renew,
    /// The service has too much to do: fewer at once, and again later.
    Busy,
    /// Something broke on the way: again later.
    Again,
    /// An answer that will not change by asking again.
    Refused,
}

/// The one table of statuses.
pub(super) fn of_status(status: StatusCode) -> Class {
    match status.as_u16() {
        200..=299 => Class::Done,
        401 => Class::Renew,
        429 | 503 => Class::Busy,
        // 530 and 540 are Shopify's: no DNS for the moment, and switched off for the moment.
        408 | 425 | 500 | 501 | 502 | 504 | 530 | 540 => Class::Again,
        // Among them 423 and 430, by which Shopify answers what looks like an attack: no hammering.
        _ => Class::Refused,
    }
}

/// The one table of what may happen without an answer.
pub(super) const fn of_error(error: &TransportError) -> Class {
    match error {
        TransportError::TimedOut { .. } => Class::Busy,
        TransportError::Connect { .. } | TransportError::Cut { .. } => Class::Again,
        TransportError::Insecure { .. } => Class::Refused,
    }
}

/// How long and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Attempts at a read, the first included.
    pub attempts_max: u32,
    /// Time from the first attempt within which another may begin.
    pub time_max: Duration,
    /// The wait before the second attempt; doubled for each further one.
    pub wait_first: Duration,
    /// The longest wait between two attempts, and the longest `Retry-After` that is kept to.
    pub wait_max: Duration,
    /// Time for one answer, from signing to its last byte (to its head, where it is streamed).
    pub answer_time_max: Duration,
    /// Bytes of an answer that is collected.
    pub answer_bytes_max: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts_max: 6,
            time_max: Duration::from_secs(300),
            wait_first: Duration::from_secs(1),
            wait_max: Duration::from_secs(60),
            answer_time_max: Duration::from_secs(300),
            answer_bytes_max: 64 << 20,
        }
    }
}

impl Policy {
    /// The wait after attempt `attempt` (from 1): doubling, and between half and all of it by chance,
    /// so that clients that failed together do not come back together.
    pub(super) fn wait(&self, attempt: u32, chance: &mut fastrand::Rng) -> Duration {
        let doublings = attempt.saturating_sub(1).min(20);
        let full = self.wait_first.saturating_mul(1 << doublings).min(self.wait_max);
        let millis = u64::try_from(full.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(chance.u64(millis / 2..=millis))
    }
}

/// How long the service asks to be left alone: `Retry-After` in seconds (Shopify writes `2.0`) or as
/// a date, which is held against the server's own clock where it shows it.
pub(super) fn asked_wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Some(seconds) = whole_seconds(text) {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(text)?;
    let date = headers.get(header::DATE).and_then(|d| http_date(d.to_str().ok()?));
    let wait = until.duration_since(date.unwrap_or(now));
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
}

/// Seconds, rounded up.
fn whole_seconds(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let up = u64::from(part.bytes().any(|b| b != b'0'));
    whole.parse::<u64>().ok()?.checked_add(up)
}

fn http_date(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text).ok()
}
