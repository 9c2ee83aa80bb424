//! The table of what is tried again, `Retry-After`, and the waits.

use std::time::Duration;

use ::http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use crate::http::retry::{asked_wait, of_error, of_status};
use crate::http::{Class, Policy, TransportError};

#[test]
fn every_status_has_its_class() {
    let of = |class: Class| -> Vec<u16> {
        let all = (100..600).filter(|code| of_status(StatusCode::from_u16(*code).unwrap()) == class);
        all.collect()
    };
    assert_eq!(of(Class::Done), (200..300).collect::<Vec<_>>());
    assert_eq!(of(Class::Renew), [401]);
    assert_eq!(of(Class::Busy), [429, 503]);
    assert_eq!(of(Class::Again), [408, 425, 500, 501, 502, 504, 530, 540]);
    assert_eq!(of(Class::Refused).len(), 500 - 100 - 1 - 2 - 8);
}

#[test]
fn every_failure_has_its_class() {
    let host = || "h".to_owned();
    let all = [
        (
            TransportError::Connect {
                host: host(),
                what: String::new(),
            },
            Class::Again,
        ),
        (
            TransportError::TimedOut {
                host: host(),
                seconds: 1,
            },
            Class::Busy,
        ),
        (
            TransportError::Cut {
                host: host(),
                what: String::new(),
            },
            Class::Again,
        ),
        (TransportError::Insecure { host: host() }, Class::Refused),
    ];
    for (error, class) in all {
        assert_eq!(of_error(&error), class, "{error}");
    }
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let wait = |retry_after: &str, date: Option<&str>| {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert("date", date.parse().unwrap());
        }
        asked_wait(&headers, now).map(|wait| wait.as_secs())
    };
    assert_eq!(wait("30", None), Some(30));
    assert_eq!(wait(" 2.0 ", None), Some(2));
    assert_eq!(wait("0.5", None), Some(1));
    assert_eq!(wait("Tue, 24 Nov 2026 10:01:30 GMT", None), Some(90));
    // The server's clock is an hour ahead of ours: the difference is what counts.
    let date = Some("Tue, 24 Nov 2026 11:00:00 GMT");
    assert_eq!(wait("Tue, 24 Nov 2026 11:00:45 GMT", date), Some(45));
    assert_eq!(wait("Tue, 24 Nov 2026 09:00:00 GMT", None), Some(0));
    for nonsense in ["", "-5", "soon", "1e3", "99999999999999999999999", "Tue, 99 Nov 2026"] {
        assert_eq!(wait(nonsense, None), None, "{nonsense}");
    }
    assert_eq!(asked_wait(&HeaderMap::new(), now), None);
}

#[test]
fn waits_double_up_to_their_bound_and_come_from_the_seed() {
    let waits = |seed| {
        let (policy, mut chance) = (Policy::default(), fastrand::Rng::with_seed(seed));
        let all = (1..=40).map(|attempt| policy.wait(attempt, &mut chance));
        all.collect::<Vec<_>>()
    };
    for (n, wait) in waits(1).into_iter().enumerate() {
        let full = Duration::from_secs(1 << n.min(10)).min(Duration::from_secs(60));
        assert!((full / 2..=full).contains(&wait), "attempt {}: {wait:?}", n + 1);
    }
    assert_eq!(waits(1), waits(1));
    assert_ne!(waits(1), waits(2));
}
