//! OAuth 2.0 client credentials: a short statement, signed with the private key of a certificate that
//! NetSuite knows, is exchanged for a token of an hour.

use std::sync::Arc;
use std::time::Duration;

use ::http::{Request, Uri, header};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PSS_SHA256};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::http::{Clock, Credential, SignIn, SignInError, TokenCache, TokenRequest, Transport, put_secret};

/// Where tokens are asked for, below an account's address.
const TOKEN_PATH: &str = "/services/rest/auth/oauth2/v1/token";
/// How long before its end a token is replaced.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a statement is good for; NetSuite takes an hour at most.
const STATEMENT_LIFETIME: Duration = Duration::from_secs(600);
/// What a token is asked for: the REST services alone.
const SCOPES: [&str; 1] = ["rest_webservices"];
/// Bytes of the modulus of the RSA keys that NetSuite takes: 3072 and 4096 bits.
const RSA_BYTES: [usize; 2] = [384, 512];

/// The private key that belongs to a certificate.
pub enum PrivateKey {
    /// RSA of 3072 or 4096 bits, signing PS256 (RS256 is no longer taken).
    Rsa(Box<RsaKeyPair>),
    /// The curve P-256, signing ES256.
    P256(Box<EcdsaKeyPair>),
}

impl PrivateKey {
    /// Reads a key in PEM: PKCS#8, without a passphrase. Line breaks may be written `\n`, as they
    /// are in environment variables.
    ///
    /// # Errors
    /// [`SignInError::Secret`] with what is wrong, never with the key.
    pub fn from_pem(pem: &SecretString) -> Result<Self, SignInError> {
        let text = pem.expose_secret().replace("\\n", "\n");
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(unusable("it is protected by a passphrase"));
        }
        if text.contains("BEGIN CERTIFICATE") && !text.contains("PRIVATE KEY") {
            return Err(unusable(
                "it is the certificate, which goes to NetSuite; the key stays here",
            ));
        }
        match PrivateKeyDer::from_pem_slice(text.as_bytes()) {
            Ok(PrivateKeyDer::Pkcs8(der)) => Self::from_pkcs8(der.secret_pkcs8_der()),
            Ok(_) => Err(unusable("it is not in PKCS#8 form (`BEGIN PRIVATE KEY`)")),
            Err(_) => Err(unusable("it is no private key in PEM form")),
        }
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, SignInError> {
        if let Ok(key) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der) {
            return Ok(Self::P256(Box::new(key)));
        }
        match RsaKeyPair::from_pkcs8(der) {
            Ok(key) if RSA_BYTES.contains(&key.public_modulus_len()) => Ok(Self::Rsa(Box::new(key))),
            Ok(_) => Err(unusable("NetSuite takes RSA keys of 3072 and of 4096 bits alone")),
            Err(_) => Err(unusable("it is neither an RSA key nor one on the curve P-256")),
        }
    }

    /// The algorithm's name in a statement's header.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "PS256",
            Self::P256(_) => "ES256",
        }
    }

    /// Signs, in the form JOSE has it: for P-256 both numbers one after the other.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SignInError> {
        let chance = SystemRandom::new();
        let failed = |_| unusable("signing with it failed");
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PSS_SHA256, &chance, text, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Self::P256(key) => Ok(key.sign(&chance, text).map_err(failed)?.as_ref().to_vec()),
        }
    }
}

const fn unusable(what: &'static str) -> SignInError {
    SignInError::Secret {
        name: "NetSuite private key",
        what,
    }
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'static str,
    alg: &'a str,
    kid: &'a str,
}

/// What a statement says.
#[derive(Serialize)]
pub(super) struct Claims<'a> {
    pub(super) iss: &'a str,
    pub(super) scope: &'a [&'a str],
    pub(super) iat: i64,
    pub(super) exp: i64,
    pub(super) aud: &'a str,
}

/// The signed part of a statement.
pub(super) fn signing_input(algorithm: &str, certificate_id: &str, claims: &Claims<'_>) -> Result<String, SignInError> {
    let header = Header {
        typ: "JWT",
        alg: algorithm,
        kid: certificate_id,
    };
    let failed = |_| unusable("the statement cannot be written");
    let header = serde_json::to_vec(&header).map_err(failed)?;
    let claims = serde_json::to_vec(claims).map_err(failed)?;
    let encode = |part| BASE64_URL_SAFE_NO_PAD.encode(part);
    Ok(format!("{}.{}", encode(header), encode(claims)))
}

/// Signs in with a certificate.
pub struct ClientCredentials {
    tokens: TokenCache,
    clock: Clock,
    to: Uri,
    client_id: String,
    certificate_id: String,
    key: PrivateKey,
}

impl ClientCredentials {
    /// Asks the account at `base` ([`AccountId::address`](crate::netsuite::AccountId::address)) for
    /// tokens. `certificate_id` is what NetSuite shows beside the certificate that belongs to `key`.
    ///
    /// # Errors
    /// [`SignInError::Secret`] where `base` is no address.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Clock,
        base: &str,
        client_id: &str,
        certificate_id: &str,
        key: PrivateKey,
    ) -> Result<Self, SignInError> {
        let to = format!("{}{TOKEN_PATH}", base.trim_end_matches('/'));
        Ok(Self {
            tokens: TokenCache::new(transport, clock.clone(), MARGIN),
            clock,
            to: to.parse().map_err(|_| SignInError::Secret {
                name: "account's address",
                what: "it is no address",
            })?,
            client_id: client_id.trim().to_owned(),
            certificate_id: certificate_id.trim().to_owned(),
            key,
        })
    }

    /// The signed statement that is exchanged for a token.
    pub(super) fn statement(&self, now: Timestamp) -> Result<String, SignInError> {
        let aud = self.to.to_string();
        let claims = Claims {
            iss: &self.client_id,
            scope: &SCOPES,
            iat: now.as_second(),
            exp: now
                .as_second()
                .saturating_add(STATEMENT_LIFETIME.as_secs().cast_signed()),
            aud: &aud,
        };
        let input = signing_input(self.key.algorithm(), &self.certificate_id, &claims)?;
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.key.sign(input.as_bytes())?);
        Ok(format!("{input}.{signature}"))
    }

    fn request(&self) -> Result<TokenRequest, SignInError> {
        let statement = self.statement(self.clock.now())?;
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        Ok(TokenRequest {
            to: self.to.clone(),
            open_fields: vec![
                ("grant_type", "client_credentials".to_owned()),
                ("client_assertion_type", kind.to_owned()),
            ],
            secret_fields: vec![("client_assertion", SecretString::from(statement))],
        })
    }
}

impl SignIn for ClientCredentials {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        Box::pin(async move {
            let (token, credential) = self.tokens.get(|| self.request()).await?;
            let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
            put_secret(
                request,
                header::AUTHORIZATION,
                "NetSuite access token",
                bearer.expose_secret(),
            )?;
            Ok(credential)
        })
    }

    fn renew(&self, refused: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            self.tokens.forget(refused).await;
            true
        })
    }

    fn is_refused_under_load(&self) -> bool {
        true
    }
}
