//! Who gets in, and who does not.

use axum::http::Request;
use serde_json::{Value, json};

use super::rig::{BASE, Rig, read};
use crate::twin::clock::Clock;
use crate::twin::netsuite::Netsuite;
use crate::twin::world::{Books, Role};

const QUERY: &str = "/query/v1/suiteql";

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../fixtures/sign-in/netsuite.json")).unwrap()
}

#[tokio::test]
async fn an_assertion_is_changed_for_a_token_of_an_hour() {
    let rig = Rig::new();
    let said = rig.ask_token(&rig.assertion("admin", |_, _| {})).await;
    assert_eq!((said.status, &said.body["expires_in"]), (200, &json!("3600")));
    let ping = rig.query_as("admin", "SELECT 1 AS one FROM dual", json!([])).await;
    assert_eq!((ping.status, &ping.body["items"][0]["one"]), (200, &json!("1")));
    rig.pass(3601);
    let late = rig.query_as("admin", "SELECT 1 AS one FROM dual", json!([])).await;
    assert_eq!((late.status, late.code()), (401, "INVALID_LOGIN"));
}

#[tokio::test]
async fn assertions_that_are_wrong_in_one_thing_are_refused() {
    let rig = Rig::new();
    type Change = fn(&mut Value, &mut Value);
    let cases: [(&str, Change); 10] = [
        ("invalid_request", |h, _| h["alg"] = json!("RS256")),
        ("invalid_client", |h, _| h["kid"] = json!("cert-blind")),
        ("invalid_client", |_, c| c["iss"] = json!("client-nobody")),
        ("invalid_client", |h, _| h["alg"] = json!("PS256")),
        ("invalid_grant", |_, c| c["aud"] = json!("https://other.example/token")),
        ("invalid_grant", |_, c| {
            c["exp"] = json!(c["iat"].as_i64().unwrap() + 3601)
        }),
        ("invalid_grant", |_, c| {
            c["iat"] = json!(c["iat"].as_i64().unwrap() + 3000)
        }),
        ("invalid_grant", |_, c| {
            let iat = c["iat"].as_i64().unwrap();
            (c["iat"], c["exp"]) = (json!(iat - 3600), json!(iat - 1));
        }),
        ("invalid_scope", |_, c| c["scope"] = json!(["restlets"])),
        ("invalid_request", |_, c| c["iat"] = json!("soon")),
    ];
    for (error, change) in cases {
        let said = rig.ask_token(&rig.assertion("admin", change)).await;
        assert_eq!((said.status, said.body["error"].as_str()), (400, Some(error)));
    }
    let mut forged = rig.assertion("admin", |_, _| {});
    let end = if forged.ends_with('A') { 'Q' } else { 'A' };
    forged.pop();
    forged.push(end);
    assert_eq!(rig.ask_token(&forged).await.status, 400);
}

/// The published assertions and the published OAuth 1.0 requests, each at its own moment.
fn published(books: Books, at: i64) -> Netsuite {
    let clock = Clock::reading(move || jiff::Timestamp::from_second(at).unwrap());
    Netsuite::new(&books, clock, 1).unwrap()
}

#[tokio::test]
async fn the_published_assertions_are_accepted() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let vectors = vectors();
    let jwt = &vectors["oauth2_client_credentials_jwt"];
    // The head of a SubjectPublicKeyInfo of a P-256 point that is not compressed.
    let mut point = STANDARD.decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE").unwrap();
    for axis in ["x", "y"] {
        let value = jwt["es256"]["public_jwk"][axis].as_str().unwrap();
        point.extend(URL_SAFE_NO_PAD.decode(value).unwrap());
    }
    let rsa = jwt["ps256"]["public_key_spki_der_base64"].as_str().unwrap();
    for (name, key) in [("es256", STANDARD.encode(point)), ("ps256", rsa.to_owned())] {
        let role = Role {
            client_id: "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned(),
            certificate_id: "dM1sUpuGNyKMJtNHnb0BI1CZVHbYYYnrqY5e1qFk2Xs".to_owned(),
            public_key: format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----"),
            permissions: vec!["*".to_owned()],
            ..Role::default()
        };
        let books = Books {
            account: "123456_SB1".to_owned(),
            time_zone: "UTC".to_owned(),
            roles: [("r".to_owned(), role)].into(),
            ..Books::default()
        };
        let netsuite = published(books, 1_767_225_600);
        let form = format!(
            "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A\
             client-assertion-type%3Ajwt-bearer&client_assertion={}",
            jwt[name]["jwt"].as_str().unwrap()
        );
        let request = Request::post(format!("{BASE}/auth/oauth2/v1/token"));
        let request = request.body(axum::body::Body::from(form)).unwrap();
        let response = tower::ServiceExt::oneshot(netsuite.router(), request).await.unwrap();
        let said = read(response).await;
        assert_eq!(said.status, 200, "{name}: {}", said.body);
    }
}

#[test]
fn the_published_signatures_are_found_right_once() {
    use super::super::request::Call;
    use super::super::sign_in::Door;
    let vectors = vectors();
    let oauth = &vectors["oauth1_hmac_sha256"];
    let text = |name: &str| oauth[name].as_str().unwrap().to_owned();
    let now = jiff::Timestamp::from_second(text("timestamp").parse().unwrap()).unwrap();
    let all = oauth["vectors"].as_array().unwrap();
    assert_eq!(all.len(), 6);
    for vector in all {
        let role = Role {
            consumer_key: text("consumer_key"),
            consumer_secret: text("consumer_secret"),
            token_id: text("token_id"),
            token_secret: text("token_secret"),
            permissions: vec!["*".to_owned()],
            ..Role::default()
        };
        let books = Books {
            account: vector["realm"].as_str().unwrap().to_owned(),
            time_zone: "UTC".to_owned(),
            roles: [("r".to_owned(), role.clone())].into(),
            ..Books::default()
        };
        let ledger = super::super::ledger::Ledger::open(&books).unwrap();
        let roles = [super::super::roles::Role::new(0, &role, &[], &ledger).unwrap()];
        let call = |header: &str| {
            let request = Request::builder()
                .method(vector["method"].as_str().unwrap())
                .uri(vector["url"].as_str().unwrap())
                .header("authorization", header);
            Call::new(&request.body(()).unwrap().into_parts().0, bytes::Bytes::new())
        };
        let header = vector["authorization"].as_str().unwrap();
        let mut door = Door::new(&books, 1).unwrap();
        assert!(door.enter(&roles, &call(header), now).is_ok(), "{}", vector["name"]);
        // The same nonce again is a replay.
        assert!(door.enter(&roles, &call(header), now).is_err());
        let mut door = Door::new(&books, 1).unwrap();
        let late = now + jiff::SignedDuration::from_secs(301);
        assert!(door.enter(&roles, &call(header), late).is_err());
        assert!(
            door.enter(&roles, &call(&header.replace("oauth_version=\"1.0\", ", "")), now)
                .is_err()
        );
        let lower = header.replace("123456_SB1", "123456_sb1");
        assert!(lower == header || door.enter(&roles, &call(&lower), now).is_err());
    }
}

#[tokio::test]
async fn a_role_without_rest_is_told_what_a_stranger_is_told() {
    let rig = Rig::new();
    let headers = [("prefer", "transient")];
    let body = json!({"q": "SELECT 1 AS one FROM dual"});
    let closed = rig.send_as("closed", "POST", QUERY, &headers, Some(body.clone())).await;
    assert_eq!((closed.status, closed.code()), (401, "INVALID_LOGIN"));
    let request = Request::post(format!("{BASE}{QUERY}"))
        .body(body.to_string().into())
        .unwrap();
    assert_eq!(rig.open(request).await.status, 401);
}
