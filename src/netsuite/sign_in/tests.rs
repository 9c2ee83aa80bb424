//! The published vectors, byte for byte, and verifiers that are not ours.

use std::sync::Arc;

use ::http::{Method, Request, Uri};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use oauth1_request::signature_method::{Sign, SignatureMethod};
use oauth1_request::{Builder, ParameterList, Token};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::Value;

use super::jwt::{Claims, signing_input};
use super::tba::base_string;
use super::{ClientCredentials, PrivateKey, TokenBased, TokenBasedSecrets};
use crate::http::script::{Script, Step, answer};
use crate::http::{Client, Clock, Gate, Kind, SignIn, SignInError};
use crate::netsuite::AccountId;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/sign-in/netsuite.json")).unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key}"))
}

fn token_based(account: &str, vectors: &Value, clock: Clock) -> TokenBased {
    let secrets = TokenBasedSecrets {
        consumer_key: text(vectors, "consumer_key").to_owned(),
        consumer_secret: SecretString::from(text(vectors, "consumer_secret")),
        token_id: text(vectors, "token_id").to_owned(),
        token_secret: SecretString::from(text(vectors, "token_secret")),
    };
    TokenBased::new(&AccountId::parse(account).unwrap(), secrets, clock)
}

#[test]
fn token_based_requests_are_signed_as_published() {
    let all = vectors();
    let tba = &all["oauth1_hmac_sha256"];
    let (nonce, timestamp) = (text(tba, "nonce"), text(tba, "timestamp"));
    let proof = [
        ("oauth_consumer_key", text(tba, "consumer_key")),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA256"),
        ("oauth_timestamp", timestamp),
        ("oauth_token", text(tba, "token_id")),
        ("oauth_version", "1.0"),
    ];
    let vectors = tba["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let name = text(vector, "name");
        let method: Method = text(vector, "method").parse().unwrap();
        let uri: Uri = text(vector, "url").parse().unwrap();
        assert_eq!(
            base_string(&method, &uri, &proof),
            text(vector, "base_string"),
            "{name}"
        );
        // However the account is written, the realm is in capitals.
        for account in [
            text(vector, "realm").to_owned(),
            text(vector, "realm").to_lowercase().replace('_', "-"),
        ] {
            let sign_in = token_based(&account, tba, Clock::system());
            let header = sign_in.authorization(&method, &uri, nonce, timestamp.parse().unwrap());
            assert_eq!(header, text(vector, "authorization"), "{name}");
            assert!(header.contains(text(vector, "signature_percent_encoded")), "{name}");
        }
    }
}

/// Collects the base string that the OAuth library makes.
struct Recorder(String);

#[derive(Clone, Copy)]
struct Recording;

impl SignatureMethod for Recording {
    type Sign = Recorder;
    fn sign_with(self, _: &str, _: Option<&str>) -> Recorder {
        Recorder(String::new())
    }
}

impl Sign for Recorder {
    type Signature = String;
    fn get_signature_method_name(&self) -> &'static str {
        "HMAC-SHA256"
    }
    fn request_method(&mut self, method: &str) {
        self.0.push_str(method);
    }
    fn uri<T: std::fmt::Display>(&mut self, uri: T) {
        self.0.push_str(&format!("&{uri}&"));
    }
    fn parameter<V: std::fmt::Display>(&mut self, key: &str, value: V) {
        self.0.push_str(&format!("{key}%3D{value}"));
    }
    fn delimiter(&mut self) {
        self.0.push_str("%26");
    }
    fn end(self) -> String {
        self.0
    }
}

proptest! {
    /// Any values in a query, signed by us and by an OAuth library (which leaves names as they are).
    #[test]
    fn base_strings_agree_with_another_library(
        query in proptest::collection::btree_map("[a-z0-9A-Z~_.-]{1,6}", "[ -~é€]{0,8}", 0..6),
        step in "[a-zA-Z0-9!:~_.-]{1,8}",
    ) {
        let path = format!("https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/{step}");
        let pairs = query.iter().map(|(k, v)| format!("{}={}", crate::http::percent_encode(k), crate::http::percent_encode(v)));
        let uri: Uri = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&")).parse().unwrap();
        let proof = [
            ("oauth_consumer_key", "ck"), ("oauth_nonce", "n"), ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", "7"), ("oauth_token", "tk"), ("oauth_version", "1.0"),
        ];
        let ours = base_string(&Method::GET, &uri, &proof);

        let token = Token::from_parts("ck", "cs", "tk", "ts");
        let mut builder = Builder::with_token(token, Recording);
        builder.nonce("n").timestamp(std::num::NonZeroU64::new(7)).version(true);
        let fields: Vec<(&str, &str)> = query.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let header = builder.authorize("GET", &path, &ParameterList::new(fields));
        let theirs = header.split("oauth_signature=\"").nth(1).unwrap().split('"').next().unwrap();
        prop_assert_eq!(ours.as_str(), theirs);
    }
}

/// The example of RFC 5849, 3.4.1.1: names that need encoding, a name twice, a `+`, an empty value.
/// What it has in a form stands in the query here; what is signed is the same.
#[test]
fn the_example_of_the_standard_comes_out() {
    let uri = "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q"
        .parse()
        .unwrap();
    let proof = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
    ];
    let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D\
        %26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1\
        %26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
    assert_eq!(base_string(&Method::POST, &uri, &proof), expected);
}

#[tokio::test]
async fn each_attempt_has_its_own_nonce_and_time() {
    let all = vectors();
    let at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    let sign_in = token_based("123456_SB1", &all["oauth1_hmac_sha256"], Clock::fixed(at));
    let mut headers = Vec::new();
    for _ in 0..2 {
        let mut request = Request::get("https://123456-sb1.suitetalk.api.netsuite.com/x")
            .body(Bytes::new())
            .unwrap();
        sign_in.sign(&mut request).await.unwrap();
        let header = request.headers()["authorization"].clone();
        assert!(header.is_sensitive());
        headers.push(header.to_str().unwrap().to_owned());
    }
    let nonce = |header: &str| header.split("oauth_nonce=\"").nth(1).unwrap()[..32].to_owned();
    assert_ne!(nonce(&headers[0]), nonce(&headers[1]));
    assert!(headers[0].contains(&format!("oauth_timestamp=\"{}\"", at.as_second())));
}

fn pem(label: &str, der_base64: &str) -> SecretString {
    SecretString::from(format!(
        "-----BEGIN {label}-----\n{der_base64}\n-----END {label}-----\n"
    ))
}

fn published_key() -> PrivateKey {
    let all = vectors();
    let der = text(
        &all["oauth2_client_credentials_jwt"]["es256"],
        "private_key_pkcs8_der_base64",
    )
    .to_owned();
    PrivateKey::from_pem(&pem("PRIVATE KEY", &der)).unwrap()
}

#[test]
fn statements_are_written_as_published() {
    let all = vectors();
    for kind in ["es256", "ps256"] {
        let vector = &all["oauth2_client_credentials_jwt"][kind];
        let header: Value = serde_json::from_str(text(vector, "header")).unwrap();
        let payload: Value = serde_json::from_str(text(vector, "payload")).unwrap();
        let claims = Claims {
            iss: text(&payload, "iss"),
            scope: &["restlets", "rest_webservices"],
            iat: payload["iat"].as_i64().unwrap(),
            exp: payload["exp"].as_i64().unwrap(),
            aud: text(&payload, "aud"),
        };
        let input = signing_input(text(&header, "alg"), text(&header, "kid"), &claims).unwrap();
        assert_eq!(input, text(vector, "signing_input"));
    }
}

/// Holds a statement against the key with a library that is not ours.
fn verified(statement: &str, algorithm: Algorithm, key: &DecodingKey) -> Option<Value> {
    let mut rules = Validation::new(algorithm);
    rules.set_audience(&["https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"]);
    rules.validate_exp = false;
    decode::<Value>(statement, key, &rules).ok().map(|token| token.claims)
}

fn es256_verifier() -> DecodingKey {
    let all = vectors();
    let jwk = &all["oauth2_client_credentials_jwt"]["es256"]["public_jwk"];
    DecodingKey::from_ec_components(text(jwk, "x"), text(jwk, "y")).unwrap()
}

fn sign_in(script: &Arc<Script>, key: PrivateKey) -> ClientCredentials {
    let (account, clock) = (
        AccountId::parse("123456_SB1").unwrap(),
        Clock::fixed("2026-01-01T00:00:00Z".parse().unwrap()),
    );
    ClientCredentials::new(
        Arc::clone(script) as _,
        clock,
        &account.address(),
        "client",
        "certificate",
        key,
    )
    .unwrap()
}

#[test]
fn published_statements_pass_the_verifier() {
    let all = vectors();
    let vectors = &all["oauth2_client_credentials_jwt"];
    assert!(verified(text(&vectors["es256"], "jwt"), Algorithm::ES256, &es256_verifier()).is_some());
    let jwk = &vectors["ps256"]["public_jwk"];
    let rsa = DecodingKey::from_rsa_components(text(jwk, "n"), text(jwk, "e")).unwrap();
    assert!(verified(text(&vectors["ps256"], "jwt"), Algorithm::PS256, &rsa).is_some());
}

#[test]
fn our_statements_pass_the_verifier() {
    let (script, now) = (Script::new(|_, _| Step::Stall), "2026-01-01T00:00:00Z".parse().unwrap());
    let statement = sign_in(&script, published_key()).statement(now).unwrap();
    let claims = verified(&statement, Algorithm::ES256, &es256_verifier()).unwrap();
    assert_eq!(
        (text(&claims, "iss"), claims["iat"].as_i64()),
        ("client", Some(1_767_225_600))
    );
    assert_eq!(claims["exp"], 1_767_225_600 + 600);
    assert_eq!(claims["scope"], serde_json::json!(["rest_webservices"]));
    let mut forged = statement.into_bytes();
    let at = forged.iter().position(|b| *b == b'.').unwrap() + 12;
    forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
    assert!(verified(&String::from_utf8(forged).unwrap(), Algorithm::ES256, &es256_verifier()).is_none());

    let rsa = RsaKeyPair::generate(KeySize::Rsa3072).unwrap();
    let public = DecodingKey::from_rsa_der(rsa.public_key().as_ref());
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = rsa.as_der().unwrap();
    let key = PrivateKey::from_pem(&pem("PRIVATE KEY", &BASE64_STANDARD.encode(der.as_ref()))).unwrap();
    assert_eq!(key.algorithm(), "PS256");
    let statement = sign_in(&script, key).statement(now).unwrap();
    assert!(verified(&statement, Algorithm::PS256, &public).is_some());
    assert!(verified(&statement, Algorithm::RS256, &public).is_none());
}

#[test]
fn keys_that_netsuite_would_refuse_are_refused_here() {
    let small = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = small.as_der().unwrap();
    let small = BASE64_STANDARD.encode(der.as_ref());
    for (key, what) in [
        (pem("PRIVATE KEY", &small), "3072"),
        (pem("RSA PRIVATE KEY", &small), "PKCS#8"),
        (pem("EC PRIVATE KEY", &small), "PKCS#8"),
        (pem("ENCRYPTED PRIVATE KEY", &small), "passphrase"),
        (pem("CERTIFICATE", &small), "certificate"),
        (pem("PRIVATE KEY", "AAAA"), "neither"),
        (SecretString::from("c2VjcmV0"), "PEM"),
        (SecretString::from(""), "PEM"),
    ] {
        let error = PrivateKey::from_pem(&key).err().unwrap().to_string();
        assert!(error.contains(what) && !error.contains(&small[..20]), "{error}");
    }
}

#[test]
fn a_key_from_an_environment_variable_may_have_its_line_breaks_written_out() {
    let all = vectors();
    let der = text(
        &all["oauth2_client_credentials_jwt"]["es256"],
        "private_key_pkcs8_der_base64",
    )
    .to_owned();
    let key = format!("-----BEGIN PRIVATE KEY-----\\n{der}\\n-----END PRIVATE KEY-----\\n");
    assert_eq!(
        PrivateKey::from_pem(&SecretString::from(key)).unwrap().algorithm(),
        "ES256"
    );
}

#[tokio::test(start_paused = true)]
async fn a_statement_is_exchanged_for_a_token_that_signs_requests() {
    let script = Script::new(|request, n| {
        let proof = request.headers().get("authorization").and_then(|v| v.to_str().ok());
        Step::Answer(match (request.uri().path(), proof) {
            ("/services/rest/auth/oauth2/v1/token", None) => answer(
                200,
                &format!("{{\"access_token\":\"t{n}\",\"expires_in\":\"3600\",\"token_type\":\"bearer\"}}"),
            ),
            (_, Some("Bearer t0")) => answer(401, ""),
            (_, Some("Bearer t2")) => answer(200, "rows"),
            other => panic!("{other:?}"),
        })
    });
    let sign_in = Arc::new(sign_in(&script, published_key()));
    let client = Client::new(Arc::clone(&script) as _, sign_in, Gate::new(1), Clock::system());
    let request = Request::get("https://123456-sb1.suitetalk.api.netsuite.com/x")
        .body(Bytes::new())
        .unwrap();
    let got = client.send(request, Kind::Read).await.unwrap();
    assert_eq!(got.body(), "rows");
    let form = String::from_utf8(script.asked()[0].body().to_vec()).unwrap();
    let all = vectors();
    let published = text(&all["oauth2_client_credentials_jwt"]["es256"], "form_body");
    let (start, _) = published.split_once("client_assertion=").unwrap();
    let statement = form
        .strip_prefix(start)
        .and_then(|rest| rest.strip_prefix("client_assertion="))
        .unwrap();
    assert!(verified(statement, Algorithm::ES256, &es256_verifier()).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_bad_statement_is_a_refused_sign_in() {
    let script = Script::new(|_, _| Step::Answer(answer(400, "{\"error\":\"invalid_request\"}")));
    let mut request = Request::get("https://123456-sb1.suitetalk.api.netsuite.com/x")
        .body(Bytes::new())
        .unwrap();
    let error = sign_in(&script, published_key()).sign(&mut request).await.unwrap_err();
    assert!(matches!(error, SignInError::Refused { status: 400, .. }), "{error}");
    assert_eq!(script.asked().len(), 1);
    assert!(request.headers().is_empty());
}
