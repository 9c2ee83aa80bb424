//! What errors and logs say, and what they never say.

use std::io::Write;
use std::sync::{Arc, Mutex};

use ::http::Request;
use bytes::Bytes;

use super::client::{Numbered, request};
use crate::http::script::{Script, Step, answer};
use crate::http::{Class, Client, Clock, Gate, HttpError, Kind, Policy};

fn client(script: &Arc<Script>) -> Client {
    Client::new(
        Arc::clone(script) as _,
        Arc::<Numbered>::default(),
        Gate::new(2),
        Clock::system(),
    )
    .seeded(1)
}

#[tokio::test(start_paused = true)]
async fn a_refusal_shows_neither_the_proof_nor_an_escape() {
    let script = Script::new(|_, _| {
        let mut refusal = answer(
            403,
            "{\"you sent\":\n \"Bearer token-0000\", \"\u{1b}[31mred\": \"\u{202e}\"}",
        );
        refusal.headers_mut().insert("x-request-id", "abc-1".parse().unwrap());
        Step::Answer(refusal)
    });
    let error = client(&script).send(request(), Kind::Read).await.unwrap_err();
    let said = "shop.example/path answered 403 Forbidden: {\"you sent\": \"Bearer ***\", \"\u{fffd}[31mred\": \"\u{fffd}\"} (request abc-1)";
    assert_eq!(error.to_string(), said);
    assert!(!format!("{error:?}").contains("token-0000"));
    assert!(!String::from_utf8_lossy(&error.refusal().unwrap().body).contains("token-0000"));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_named_and_not_followed() {
    let script = Script::new(|_, _| {
        let mut moved = answer(301, "");
        moved
            .headers_mut()
            .insert("location", "https://other.example/path?token=1".parse().unwrap());
        Step::Answer(moved)
    });
    let error = client(&script).send(request(), Kind::Read).await.unwrap_err();
    let said = "shop.example/path answered 301 Moved Permanently and points to other.example";
    assert_eq!(error.to_string(), said);
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn plain_http_elsewhere_is_not_even_signed() {
    let script = Script::new(|_, _| Step::Answer(answer(200, "")));
    let request = Request::get("http://shop.example/").body(Bytes::new()).unwrap();
    let error = client(&script).send(request, Kind::Read).await.unwrap_err();
    assert_eq!(error.to_string(), "shop.example may only be reached by https");
    assert!(script.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn answers_and_refusals_are_bounded() {
    let script = Script::new(|_, n| Step::Answer(answer(if n == 0 { 200 } else { 400 }, &"x".repeat(1 << 20))));
    let policy = Policy {
        answer_bytes_max: (1 << 20) - 1,
        ..Policy::default()
    };
    let client = client(&script).with_policy(policy);
    let error = client.send(request(), Kind::Read).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer of shop.example/path is longer than 1048575 bytes"
    );
    let error = client.send(request(), Kind::Read).await.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.body.len(), refusal.excerpt.chars().count()), (256 << 10, 301));
}

#[tokio::test(start_paused = true)]
async fn a_service_may_know_better_than_the_table() {
    let script = Script::new(|_, _| Step::Answer(answer(500, "UNEXPECTED_ERROR")));
    let judged = client(&script).judged_by(|refusal| {
        let is_query = refusal.body.windows(10).any(|part| part == b"UNEXPECTED");
        is_query.then_some(Class::Refused)
    });
    let error = judged.send(request(), Kind::Read).await.unwrap_err();
    assert!(matches!(error, HttpError::Refused(_)));
    assert_eq!(script.asked().len(), 1);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn the_log_has_the_path_and_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let script = Script::new(|_, n| match n {
        0 => Step::Error(crate::http::script::cut()),
        _ => Step::Answer(answer(200, "a body")),
    });
    client(&script).send(request(), Kind::Read).await.unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for part in ["method=GET", "shop.example", "/path", "status=200", "ms=", "no answer"] {
        assert!(log.contains(part), "{part} is missing in {log}");
    }
    for secret in ["s3cret", "token-", "Bearer", "a body"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
