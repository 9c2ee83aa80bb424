//! What the client does with each outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ::http::{Request, header};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::http::retry::of_status;
use crate::http::script::{Script, Step, answer, cut};
use crate::http::{
    Class, Client, Clock, Credential, Failure, Gate, HttpError, Kind, Lane, Policy, SignIn, SignInError,
    TransportError, Unsigned, put_secret,
};

pub(super) fn request() -> Request<Bytes> {
    Request::get("https://shop.example/path?signature=s3cret")
        .body(Bytes::new())
        .unwrap()
}

fn client(script: &Arc<Script>) -> Client {
    Client::new(
        Arc::clone(script) as _,
        Arc::new(Unsigned),
        Gate::new(4),
        Clock::system(),
    )
    .seeded(1)
}

/// Signs with a new number each time, and counts renewals.
#[derive(Default)]
pub(super) struct Numbered {
    signed: AtomicU64,
    renewed: AtomicU64,
    is_refused_under_load: bool,
}

impl SignIn for Numbered {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        Box::pin(async move {
            let number = self.signed.fetch_add(1, Ordering::SeqCst);
            put_secret(
                request,
                header::AUTHORIZATION,
                "test",
                &format!("Bearer token-{number:04}"),
            )?;
            Ok(Credential(self.renewed.load(Ordering::SeqCst)))
        })
    }

    fn renew(&self, refused: Credential) -> BoxFuture<'_, bool> {
        let next = (refused.0, refused.0 + 1);
        let _ = self
            .renewed
            .compare_exchange(next.0, next.1, Ordering::SeqCst, Ordering::SeqCst);
        Box::pin(async { true })
    }

    fn is_refused_under_load(&self) -> bool {
        self.is_refused_under_load
    }
}

fn signed(script: &Arc<Script>, sign_in: &Arc<Numbered>) -> Client {
    Client::new(
        Arc::clone(script) as _,
        Arc::clone(sign_in) as _,
        Gate::new(4),
        Clock::system(),
    )
    .seeded(1)
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_whatever_happens() {
    let host = || "shop.example".to_owned();
    let errors = [
        TransportError::Connect {
            host: host(),
            what: "refused".to_owned(),
        },
        TransportError::TimedOut {
            host: host(),
            seconds: 1,
        },
        cut(),
    ];
    for error in errors {
        let (script, unknown) = (
            Script::new({
                let error = error.clone();
                move |_, _| Step::Error(error.clone())
            }),
            !error.never_left(),
        );
        let failed = client(&script).send(request(), Kind::Write).await.unwrap_err();
        assert_eq!(script.asked().len(), 1, "{error}");
        assert_eq!(failed.may_have_acted(), unknown, "{error}");
    }
    for status in 300..600 {
        let script = Script::new(move |_, _| Step::Answer(answer(status, "")));
        let failed = signed(&script, &Arc::default())
            .send(request(), Kind::Write)
            .await
            .unwrap_err();
        assert_eq!(script.asked().len(), 1, "{status}");
        assert_eq!(failed.may_have_acted(), status >= 500, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_again_by_its_class_and_within_its_budget() {
    for status in 300..600 {
        let script = Script::new(move |_, _| Step::Answer(answer(status, "no")));
        let error = client(&script).send(request(), Kind::Read).await.unwrap_err();
        let class = of_status(::http::StatusCode::from_u16(status).unwrap());
        let attempts = if matches!(class, Class::Busy | Class::Again) {
            6
        } else {
            1
        };
        assert_eq!(script.asked().len(), attempts, "{status}");
        match class {
            Class::Renew => assert!(matches!(error, HttpError::SignIn(_)), "{error}"),
            Class::Refused => assert!(matches!(error, HttpError::Refused(_)), "{error}"),
            _ => assert!(matches!(error, HttpError::Unavailable { attempts: 6, .. }), "{error}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_survives_what_passes() {
    let script = Script::new(|_, n| match n {
        0 => Step::Error(cut()),
        1 => Step::Answer(answer(502, "")),
        2 => Step::Cut(answer(200, "half of")),
        3 => Step::Answer(answer(429, "")),
        _ => Step::Answer(answer(200, "all of it")),
    });
    let got = client(&script).send(request(), Kind::Read).await.unwrap();
    assert_eq!(got.body(), "all of it");
    assert_eq!(script.asked().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn time_is_a_budget_too() {
    let policy = Policy {
        attempts_max: 1_000,
        ..Policy::default()
    };
    let (script, began) = (Script::new(|_, _| Step::Answer(answer(500, ""))), Instant::now());
    let error = client(&script)
        .with_policy(policy)
        .send(request(), Kind::Read)
        .await
        .unwrap_err();
    assert!(began.elapsed() <= Duration::from_secs(300));
    assert!((6..100).contains(&script.asked().len()), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_stalls_is_given_up() {
    let script = Script::new(|_, _| Step::Stall);
    let error = client(&script).send(request(), Kind::Write).await.unwrap_err();
    let stalled = |last: &Failure| matches!(last, Failure::Transport(TransportError::TimedOut { seconds: 300, .. }));
    assert!(
        matches!(&error, HttpError::Unavailable { last, .. } if stalled(last)),
        "{error}"
    );
    assert!(error.may_have_acted());
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_kept_to_or_reported() {
    let asking = |seconds: &'static str| {
        Script::new(move |_, n| {
            let mut refusal = answer(if n == 0 { 429 } else { 200 }, "");
            refusal.headers_mut().insert("retry-after", seconds.parse().unwrap());
            Step::Answer(refusal)
        })
    };
    let (script, began) = (asking("45"), Instant::now());
    client(&script).send(request(), Kind::Read).await.unwrap();
    assert!((45..47).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    let (script, began) = (asking("3600"), Instant::now());
    let error = client(&script).send(request(), Kind::Read).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(error.to_string().ends_with("it asks to wait 3600 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn too_much_to_do_narrows_the_gate() {
    let script = Script::new(|_, n| Step::Answer(answer(if n == 0 { 503 } else { 200 }, "")));
    let gate = Gate::new(8);
    let client = Client::new(
        Arc::clone(&script) as _,
        Arc::new(Unsigned),
        gate.clone(),
        Clock::system(),
    );
    client.send(request(), Kind::Read).await.unwrap();
    assert_eq!(gate.width(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_is_renewed_once() {
    let sign_in = Arc::new(Numbered::default());
    let script = Script::new(|_, n| Step::Answer(answer(if n < 1 { 401 } else { 200 }, "")));
    signed(&script, &sign_in).send(request(), Kind::Read).await.unwrap();
    let proofs: Vec<_> = script
        .asked()
        .iter()
        .map(|r| r.headers()["authorization"].clone())
        .collect();
    assert_eq!(
        proofs,
        ["Bearer token-0000", "Bearer token-0001"],
        "each attempt is signed anew"
    );

    let script = Script::new(|_, _| Step::Answer(answer(401, "who are you, token-0003?")));
    let error = signed(&script, &sign_in).send(request(), Kind::Read).await.unwrap_err();
    assert_eq!(script.asked().len(), 2);
    assert_eq!(sign_in.renewed.load(Ordering::SeqCst), 3);
    let said = "shop.example refused the sign-in (status 401): who are you, ***?";
    assert_eq!(error.to_string(), said);
}

#[tokio::test(start_paused = true)]
async fn a_good_credential_refused_under_load_is_tried_again_later() {
    let sign_in = Arc::new(Numbered {
        is_refused_under_load: true,
        ..Numbered::default()
    });
    // Never let in before: the credential is wrong, and waiting would only hide it.
    let script = Script::new(|_, _| Step::Answer(answer(401, "")));
    signed(&script, &sign_in).send(request(), Kind::Read).await.unwrap_err();
    assert_eq!(script.asked().len(), 2);
    // Let in before: one renewal, then two more tries.
    let script = Script::new(|_, n| Step::Answer(answer(if (1..4).contains(&n) { 401 } else { 200 }, "")));
    let (client, began) = (signed(&script, &sign_in), Instant::now());
    client.send(request(), Kind::Read).await.unwrap();
    client.send(request(), Kind::Read).await.unwrap();
    assert_eq!(script.asked().len(), 5);
    assert!(began.elapsed() >= Duration::from_secs(1));
    // And not for ever.
    let script = Script::new(|_, n| Step::Answer(answer(if n > 0 { 401 } else { 200 }, "")));
    let client = signed(&script, &sign_in);
    client.send(request(), Kind::Read).await.unwrap();
    let error = client.send(request(), Kind::Read).await.unwrap_err();
    assert!(matches!(error, HttpError::SignIn(_)));
    assert_eq!(script.asked().len(), 1 + 4);
}

#[tokio::test(start_paused = true)]
async fn a_streamed_answer_keeps_its_place_until_it_is_dropped() {
    let script = Script::new(|_, n| {
        if n == 0 {
            Step::Answer(answer(500, ""))
        } else {
            Step::Cut(answer(200, "abc"))
        }
    });
    let gate = Gate::new(1);
    let client = Client::new(
        Arc::clone(&script) as _,
        Arc::new(Unsigned),
        gate.clone(),
        Clock::system(),
    );
    let answer = client.open(request()).await.unwrap();
    let mut next = Box::pin(gate.enter(Lane::Edits));
    assert!(futures_util::poll!(&mut next).is_pending());
    let mut body = answer.into_body();
    assert_eq!(body.next().await, Some(Ok(Bytes::from("abc"))));
    assert_eq!(
        body.next().await,
        Some(Err(cut())),
        "a cut body does not end in silence"
    );
    drop(body);
    assert!(futures_util::poll!(&mut next).is_ready());
}

#[tokio::test(start_paused = true)]
async fn many_at_once_stay_within_the_gate() {
    let script = Script::new(|_, n| Step::Answer(answer(if n % 3 == 0 { 500 } else { 200 }, "")));
    let client = client(&script);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { client.send(request(), Kind::Read).await }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_place_costs_no_attempts() {
    let script = Script::new(|_, n| Step::Answer(answer(if n == 0 { 500 } else { 200 }, "")));
    let gate = Gate::new(1);
    let held = gate.enter(Lane::Edits).await;
    let client = Client::new(Arc::clone(&script) as _, Arc::new(Unsigned), gate, Clock::system());
    let sending = tokio::spawn(async move { client.send(request(), Kind::Read).await });
    tokio::time::sleep(Duration::from_secs(3600)).await;
    drop(held);
    sending.await.unwrap().unwrap();
    assert_eq!(script.asked().len(), 2);
}

/// Cannot sign: its token end point is away.
struct Away;

impl SignIn for Away {
    fn sign<'s>(&'s self, _: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        let away = HttpError::Unavailable {
            host: "token.example".to_owned(),
            path: "/token".to_owned(),
            attempts: 6,
            time: Duration::from_secs(60),
            asked_wait: None,
            last: Box::new(Failure::Transport(cut())),
        };
        Box::pin(async { Err(SignInError::Unavailable(Box::new(away))) })
    }

    fn renew(&self, _: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async { false })
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_could_not_be_signed_has_surely_not_acted() {
    let script = Script::new(|_, _| Step::Answer(answer(200, "")));
    let client = Client::new(Arc::clone(&script) as _, Arc::new(Away), Gate::new(1), Clock::system());
    let error = client.send(request(), Kind::Write).await.unwrap_err();
    assert!(error.is_unavailable() && !error.may_have_acted());
    assert!(script.asked().is_empty());
    assert!(
        error
            .to_string()
            .starts_with("token.example/token is unavailable after 6 attempts in 60 s")
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_counts_even_where_its_body_breaks_off() {
    let script = Script::new(|_, _| Step::Cut(answer(400, "{\"because")));
    let error = client(&script).send(request(), Kind::Write).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "shop.example/path answered 400 Bad Request: {\"because"
    );
    assert!(!error.may_have_acted());
}
