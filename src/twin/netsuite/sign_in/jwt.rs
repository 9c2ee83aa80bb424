//! The client assertion of OAuth 2.0's client credentials, verified.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default)]
    typ: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    scope: Scope,
    aud: String,
    iat: i64,
    exp: i64,
}

/// A list, and as some clients send it, one text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scope {
    List(Vec<String>),
    One(String),
}

impl Scope {
    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::List(scopes) => scopes.iter().any(|s| s == wanted),
            Self::One(text) => text.split([' ', ',']).any(|s| s == wanted),
        }
    }
}

/// Seconds an assertion may be good for.
const LIFE_MOST: i64 = 3600;
/// Seconds a client's clock may be ahead.
const AHEAD_MOST: i64 = 60;

/// The key in a PEM.
pub(super) fn der(pem: &str) -> Option<Vec<u8>> {
    let body = pem.lines().filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(body.map(str::trim).collect::<String>()).ok()?;
    (!der.is_empty()).then_some(der)
}

fn algorithm(name: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match name {
        "PS256" => &signature::RSA_PSS_2048_8192_SHA256,
        "PS384" => &signature::RSA_PSS_2048_8192_SHA384,
        "PS512" => &signature::RSA_PSS_2048_8192_SHA512,
        "ES256" => &signature::ECDSA_P256_SHA256_FIXED,
        "ES384" => &signature::ECDSA_P384_SHA384_FIXED,
        // RS256 has been refused since 2025-03.
        _ => return None,
    })
}

/// Verifies an assertion and says whose it is; `found` gives a role and its key by client id and
/// certificate id.
pub(super) fn verify<'k>(
    assertion: &str,
    audiences: &[String],
    now: i64,
    found: impl Fn(&str, &str) -> Option<(usize, &'k [u8])>,
) -> Result<usize, &'static str> {
    let (signed, mark) = assertion.rsplit_once('.').ok_or("invalid_request")?;
    let (header, claims) = signed.split_once('.').ok_or("invalid_request")?;
    let header: Header = part(header)?;
    let claims: Claims = part(claims)?;
    let mark = URL_SAFE_NO_PAD.decode(mark).map_err(|_| "invalid_request")?;
    if !header.typ.is_empty() && !header.typ.eq_ignore_ascii_case("jwt") {
        return Err("invalid_request");
    }
    let algorithm = algorithm(&header.alg).ok_or("invalid_request")?;
    let (role, key) = found(&claims.iss, &header.kid).ok_or("invalid_client")?;
    UnparsedPublicKey::new(algorithm, key)
        .verify(signed.as_bytes(), &mark)
        .map_err(|_| "invalid_client")?;
    let in_time = claims.iat <= now + AHEAD_MOST && now < claims.exp && claims.exp - claims.iat <= LIFE_MOST;
    if !in_time || !audiences.contains(&claims.aud) {
        return Err("invalid_grant");
    }
    if !claims.scope.has("rest_webservices") {
        return Err("invalid_scope");
    }
    Ok(role)
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| "invalid_request")?;
    serde_json::from_slice(&bytes).map_err(|_| "invalid_request")
}
