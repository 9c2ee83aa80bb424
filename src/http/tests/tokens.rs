//! The one token many requests share.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::http::script::{Script, Step, answer, cut};
use crate::http::{Clock, Credential, SignInError, TokenCache, TokenRequest};

/// A clock that the test moves.
fn movable() -> (Clock, impl Fn(i64)) {
    let at: Arc<Mutex<Timestamp>> = Arc::new(Mutex::new("2026-11-24T10:00:00Z".parse().unwrap()));
    let read = Arc::clone(&at);
    let clock = Clock::new(move || *read.lock().unwrap());
    (clock, move |seconds| {
        *at.lock().unwrap() += SignedDuration::from_secs(seconds)
    })
}

fn ask() -> Result<TokenRequest, SignInError> {
    Ok(TokenRequest {
        to: "https://shop.example/token?x=1".parse().unwrap(),
        open_fields: vec![("grant_type", "client credentials".to_owned())],
        secret_fields: vec![("client_secret", SecretString::from("hush&hush"))],
    })
}

fn tokens(expires_in: &'static str) -> Arc<Script> {
    Script::new(move |_, n| {
        let body = format!("{{\"access_token\":\"token-{n}\",\"expires_in\":{expires_in}}}");
        Step::Answer(answer(200, &body))
    })
}

async fn token(cache: &TokenCache) -> (String, Credential) {
    let (token, credential) = cache.get(ask).await.unwrap();
    (token.expose_secret().to_owned(), credential)
}

#[tokio::test(start_paused = true)]
async fn a_token_is_used_until_shortly_before_its_end() {
    for expires_in in ["3600", "\"3600\""] {
        let (clock, forward) = movable();
        let script = tokens(expires_in);
        let cache = TokenCache::new(Arc::clone(&script) as _, clock, Duration::from_secs(60));
        assert_eq!(token(&cache).await.0, "token-0");
        forward(3539);
        assert_eq!(token(&cache).await.0, "token-0");
        forward(1);
        assert_eq!(token(&cache).await.0, "token-1");
        let asked = &script.asked()[0];
        assert_eq!(asked.method(), "POST");
        assert_eq!(asked.headers()["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(
            asked.body(),
            "grant_type=client%20credentials&client_secret=hush%26hush"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_token_is_used_for_half_its_life() {
    let (clock, forward) = movable();
    let cache = TokenCache::new(tokens("100"), clock, Duration::from_secs(300));
    assert_eq!(token(&cache).await.0, "token-0");
    forward(49);
    assert_eq!(token(&cache).await.0, "token-0");
    forward(1);
    assert_eq!(token(&cache).await.0, "token-1");
}

#[tokio::test(start_paused = true)]
async fn many_ask_once_and_a_refused_token_is_forgotten_once() {
    let script = tokens("3600");
    let cache = Arc::new(TokenCache::new(
        Arc::clone(&script) as _,
        Clock::system(),
        Duration::from_secs(60),
    ));
    let spawn = |cache: &Arc<TokenCache>| {
        let cache = Arc::clone(cache);
        tokio::spawn(async move { token(&cache).await })
    };
    let tasks: Vec<_> = (0..20).map(|_| spawn(&cache)).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), ("token-0".to_owned(), Credential(1)));
    }
    assert_eq!(script.asked().len(), 1);
    for _ in 0..20 {
        cache.forget(Credential(1)).await;
        assert_eq!(token(&cache).await, ("token-1".to_owned(), Credential(2)));
    }
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_share_a_failure_and_the_next_one_tries_again() {
    let script = Script::new(|_, n| match n {
        0 => Step::Answer(answer(400, "{\"error\":\"invalid_client\"}")),
        _ => Step::Answer(answer(200, "{\"access_token\":\"t\",\"expires_in\":3600}")),
    });
    let cache = TokenCache::new(Arc::clone(&script) as _, Clock::system(), Duration::from_secs(60));
    let (one, two) = tokio::join!(cache.get(ask), cache.get(ask));
    let refused = |r: Result<_, SignInError>| matches!(r, Err(SignInError::Refused { status: 400, .. }));
    assert!(refused(one.map(|_| ())) && refused(two.map(|_| ())));
    assert_eq!(script.asked().len(), 1);
    assert_eq!(token(&cache).await.0, "t");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_in_the_end_points_words_without_the_secret() {
    let refusing = |status: u16, body: &'static str| Script::new(move |_, _| Step::Answer(answer(status, body)));
    let said = async |script: Arc<Script>| {
        let cache = TokenCache::new(script, Clock::system(), Duration::from_secs(60));
        cache.get(ask).await.map(|_| ()).unwrap_err().to_string()
    };
    let body = "{\"error\":\"invalid_client\",\"error_description\":\"hush&hush is\\n\\u001b[1m wrong\"}";
    let expected = "shop.example refused the sign-in (status 401): invalid_client: *** is \u{fffd}[1m wrong";
    assert_eq!(said(refusing(401, body)).await, expected);
    let expected = "shop.example refused the sign-in (status 404): it gives no reason";
    assert_eq!(said(refusing(404, "<html>hush&hush</html>")).await, expected);
    let expected =
        "shop.example answered the sign-in without a usable token: it does not say how long the token is good for";
    assert_eq!(said(refusing(200, "{\"access_token\":\"a\"}")).await, expected);
    let expected = "shop.example answered the sign-in without a usable token: it is not JSON";
    assert_eq!(said(refusing(200, "<html>")).await, expected);
    let away = said(Script::new(|_, _| Step::Error(cut()))).await;
    assert!(
        away.starts_with("shop.example/token is unavailable after 6 attempts in "),
        "{away}"
    );
}
