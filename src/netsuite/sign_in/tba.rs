//! Token-based authentication: OAuth 1.0 (RFC 5849) with HMAC-SHA256, each request signed by itself.

use ::http::{Method, Request, Uri, header};
use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};

use crate::http::{Clock, Credential, SignIn, SignInError, percent_encode, put_secret};
use crate::netsuite::AccountId;

const SECRET_NAME: &str = "NetSuite token secret";

/// The four texts that NetSuite shows once, when an integration and its token are made.
pub struct TokenBasedSecrets {
    /// The integration's key.
    pub consumer_key: String,
    /// The integration's secret.
    pub consumer_secret: SecretString,
    /// The token's id.
    pub token_id: String,
    /// The token's secret.
    pub token_secret: SecretString,
}

/// Signs in with a token.
pub struct TokenBased {
    realm: String,
    secrets: TokenBasedSecrets,
    clock: Clock,
}

impl TokenBased {
    /// Signs requests to `account`.
    #[must_use]
    pub fn new(account: &AccountId, secrets: TokenBasedSecrets, clock: Clock) -> Self {
        let trimmed = |secret: &SecretString| SecretString::from(secret.expose_secret().trim());
        Self {
            realm: account.realm().to_owned(),
            secrets: TokenBasedSecrets {
                consumer_key: secrets.consumer_key.trim().to_owned(),
                consumer_secret: trimmed(&secrets.consumer_secret),
                token_id: secrets.token_id.trim().to_owned(),
                token_secret: trimmed(&secrets.token_secret),
            },
            clock,
        }
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self, method: &Method, uri: &Uri, nonce: &str, timestamp: i64) -> String {
        let timestamp = timestamp.to_string();
        let proof = [
            ("oauth_nonce", nonce),
            ("oauth_timestamp", timestamp.as_str()),
            ("oauth_version", "1.0"),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_consumer_key", self.secrets.consumer_key.as_str()),
            ("oauth_token", self.secrets.token_id.as_str()),
        ];
        let signature = self.signature(&base_string(method, uri, &proof));
        let fields = proof.into_iter().chain([("oauth_signature", signature.as_str())]);
        let fields = fields.map(|(name, value)| format!(", {name}=\"{}\"", percent_encode(value)));
        format!("OAuth realm=\"{}\"{}", self.realm, fields.collect::<String>())
    }

    fn signature(&self, base_string: &str) -> String {
        let consumer = percent_encode(self.secrets.consumer_secret.expose_secret());
        let token = percent_encode(self.secrets.token_secret.expose_secret());
        let key = SecretString::from(format!("{consumer}&{token}"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret().as_bytes());
        BASE64_STANDARD.encode(hmac::sign(&key, base_string.as_bytes()))
    }
}

/// What is signed (RFC 5849, 3.4.1): the method, the address, and the query with the proof's own
/// fields, in order. The body is not: it is no form.
pub(super) fn base_string(method: &Method, uri: &Uri, proof: &[(&str, &str)]) -> String {
    let query = uri.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty());
    let query = query.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encode_anew(name), encode_anew(value))
    });
    let proof = proof.iter().map(|(name, value)| (encode(name), encode(value)));
    let mut fields: Vec<_> = query.chain(proof).collect();
    // By their encoded forms, as the standard says: only they are plain bytes.
    fields.sort();
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let fields = fields.join("&");
    format!("{method}&{}&{}", percent_encode(&address(uri)), percent_encode(&fields))
}

/// Scheme, host and path; the port only where it is not the scheme's own.
fn address(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("https");
    let host = uri.host().unwrap_or("").to_ascii_lowercase();
    let port = match (scheme, uri.port_u16()) {
        (_, None) | ("https", Some(443)) | ("http", Some(80)) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    format!("{scheme}://{host}{port}{}", uri.path())
}

fn encode(text: &str) -> String {
    percent_encode(text).to_string()
}

/// A part of a query, however it was encoded, in the one form that is signed.
fn encode_anew(part: &str) -> String {
    let spaced = part.replace('+', " ");
    let plain = percent_decode_str(&spaced).decode_utf8_lossy();
    encode(&plain)
}

fn nonce() -> Result<String, SignInError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| SignInError::Secret {
        name: SECRET_NAME,
        what: "this machine gives no random numbers to sign with",
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl SignIn for TokenBased {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        Box::pin(async move {
            let at = self.clock.now().as_second();
            let proof = self.authorization(request.method(), request.uri(), &nonce()?, at);
            put_secret(request, header::AUTHORIZATION, SECRET_NAME, &proof)?;
            Ok(Credential(0))
        })
    }

    /// The token stays the same; a new signature follows with each attempt anyway.
    fn renew(&self, _: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async { false })
    }

    fn is_refused_under_load(&self) -> bool {
        true
    }
}
