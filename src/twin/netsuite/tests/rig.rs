//! A small account and a client for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use axum::http::{Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::twin::clock::Clock;
use crate::twin::netsuite::Netsuite;
use crate::twin::world::Books;

pub(super) const BASE: &str = "http://twin/netsuite/services/rest";

pub(super) struct Rig {
    pub(super) netsuite: Netsuite,
    pub(super) now: Arc<Mutex<Timestamp>>,
    key: EcdsaKeyPair,
    tokens: Mutex<HashMap<String, String>>,
}

/// An answer, read.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: axum::http::HeaderMap,
    pub(super) body: Value,
}

impl Said {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |h| h.to_str().unwrap())
    }

    pub(super) fn code(&self) -> &str {
        self.body["o:errorDetails"][0]["o:errorCode"].as_str().unwrap_or("")
    }

    pub(super) fn detail(&self) -> &str {
        self.body["o:errorDetails"][0]["detail"].as_str().unwrap_or("")
    }

    /// The id that `Location` ends in.
    pub(super) fn made(&self) -> String {
        assert_eq!(self.status, 204, "{}", self.body);
        self.header("location").rsplit('/').next().unwrap().to_owned()
    }
}

pub(super) fn books() -> Books {
    serde_json::from_str(include_str!("../../../../fixtures/netsuite/account.json")).unwrap()
}

pub(super) async fn read(response: Response<Body>) -> Said {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Said {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into())),
    }
}

impl Rig {
    pub(super) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(super) fn with(change: impl FnOnce(&mut Books)) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let mut books = books();
        for (name, role) in &mut books.roles {
            role.client_id = format!("client-{name}");
            role.certificate_id = format!("cert-{name}");
            role.public_key.clone_from(&pem);
            if name != "admin" {
                role.permissions.push("ADMI_LOGIN_OAUTH2".to_owned());
            }
        }
        change(&mut books);
        let now = Arc::new(Mutex::new("2026-03-10T12:00:00Z".parse().unwrap()));
        let read = Arc::clone(&now);
        let clock = Clock::reading(move || *read.lock().unwrap());
        Self {
            netsuite: Netsuite::new(&books, clock, 7).unwrap(),
            now,
            key,
            tokens: Mutex::default(),
        }
    }

    pub(super) fn pass(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now += jiff::SignedDuration::from_secs(seconds);
    }

    pub(super) async fn open(&self, request: Request<Body>) -> Said {
        read(self.netsuite.router().oneshot(request).await.unwrap()).await
    }

    /// A client assertion with changed claims or header.
    pub(super) fn assertion(&self, role: &str, change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let now = self.now.lock().unwrap().as_second();
        let mut header = json!({"typ": "JWT", "alg": "ES256", "kid": format!("cert-{role}")});
        let mut claims = json!({
            "iss": format!("client-{role}"), "scope": ["restlets", "rest_webservices"], "iat": now, "exp": now + 3600,
            "aud": "https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
        });
        change(&mut header, &mut claims);
        let encode = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let mark = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mark.as_ref()))
    }

    pub(super) async fn ask_token(&self, assertion: &str) -> Said {
        let form = format!(
            "grant_type=client_credentials&client_assertion_type=\
             urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}"
        );
        let request = Request::post(format!("{BASE}/auth/oauth2/v1/token"));
        self.open(request.body(form.into()).unwrap()).await
    }

    pub(super) async fn token(&self, role: &str) -> String {
        if let Some(token) = self.tokens.lock().unwrap().get(role) {
            return token.clone();
        }
        let said = self.ask_token(&self.assertion(role, |_, _| {})).await;
        assert_eq!(said.status, 200, "{}", said.body);
        let token = said.body["access_token"].as_str().unwrap().to_owned();
        self.tokens.lock().unwrap().insert(role.to_owned(), token.clone());
        token
    }

    /// A request of a role, with headers and a JSON body.
    pub(super) async fn send_as(
        &self,
        role: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Said {
        let token = self.token(role).await;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or(Body::empty(), |b| b.to_string().into());
        self.open(request.body(body).unwrap()).await
    }

    pub(super) async fn query_as(&self, role: &str, q: &str, params: Value) -> Said {
        let body = json!({"q": q, "params": params});
        let headers = [("prefer", "transient")];
        self.send_as(
            role,
            "POST",
            "/query/v1/suiteql?limit=1000&offset=0",
            &headers,
            Some(body),
        )
        .await
    }

    /// The rows of a query, without their empty links.
    pub(super) async fn rows(&self, q: &str, params: Value) -> Vec<Value> {
        let said = self.query_as("admin", q, params).await;
        assert_eq!(said.status, 200, "{q}: {}", said.body);
        let mut items = said.body["items"].as_array().unwrap().clone();
        for item in &mut items {
            let links = item.as_object_mut().unwrap().remove("links");
            assert_eq!(links, Some(json!([])));
        }
        items
    }
}

/// Writes name their fields strictly.
const STRICT: [(&str, &str); 1] = [("x-netsuite-propertynamevalidation", "Error")];

impl Rig {
    pub(super) async fn write(&self, method: &str, path: &str, body: Value) -> Said {
        self.send_as("admin", method, &format!("/record/v1/{path}"), &STRICT, Some(body))
            .await
    }

    pub(super) async fn record(&self, path: &str) -> Value {
        let said = self
            .send_as(
                "admin",
                "GET",
                &format!("/record/v1/{path}?expandSubResources=true"),
                &[],
                None,
            )
            .await;
        assert_eq!(said.status, 200, "{path}: {}", said.body);
        said.body
    }

    pub(super) async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, String, String) {
        let said = self.write(method, path, body).await;
        (
            said.status,
            said.code().to_owned(),
            said.body["o:errorDetails"][0]["o:errorPath"]
                .as_str()
                .unwrap_or("")
                .to_owned(),
        )
    }
}
