//! Who is there: bearer tokens of OAuth 2.0 and signed requests of OAuth 1.0.

mod jwt;
mod tba;

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::json;

use super::answer::{Answer, Fault};
use super::ledger::BooksError;
use super::request::{Call, pair};
use super::roles::Role;
use crate::twin::world;

/// Seconds a bearer token is good for.
const TOKEN_LIFE: i64 = 3600;
/// Bearer tokens that are remembered at most.
const TOKENS_MOST: usize = 10_000;

/// The door of an account.
pub(super) struct Door {
    /// `123456_SB1`.
    account: String,
    keys: Vec<Key>,
    tokens: HashMap<String, (usize, i64)>,
    replays: tba::Replays,
    random: fastrand::Rng,
}

/// What a role signs in with.
struct Key {
    role: world::Role,
    /// The public key of OAuth 2.0, DER.
    public: Vec<u8>,
}

impl Door {
    pub(super) fn new(books: &world::Books, seed: u64) -> Result<Self, BooksError> {
        let key = |(name, role): (&String, &world::Role)| {
            let public = match role.public_key.as_str() {
                "" => Vec::new(),
                pem => jwt::der(pem).ok_or_else(|| BooksError::Key(name.clone()))?,
            };
            Ok(Key {
                role: role.clone(),
                public,
            })
        };
        Ok(Self {
            account: books.account.to_uppercase().replace('-', "_"),
            keys: books.roles.iter().map(key).collect::<Result<_, BooksError>>()?,
            tokens: HashMap::new(),
            replays: tba::Replays::default(),
            random: fastrand::Rng::with_seed(seed),
        })
    }

    /// The host name's part that is the account: `123456-sb1`.
    fn host_form(&self) -> String {
        self.account.to_lowercase().replace('_', "-")
    }

    /// Answers the token endpoint.
    pub(super) fn token(&mut self, call: &Call, now: Timestamp) -> Answer {
        match self.grant(call, now) {
            Ok(token) => Answer::json(
                "application/json",
                &json!({ "access_token": token, "expires_in": TOKEN_LIFE.to_string(), "token_type": "bearer" }),
            )
            .with("cache-control", "no-store"),
            Err(error) => {
                let mut answer = Answer::json("application/json", &json!({ "error": error }));
                answer.status = 400;
                answer
            }
        }
    }

    fn grant(&mut self, call: &Call, now: Timestamp) -> Result<String, &'static str> {
        if call.method != "POST" {
            return Err("invalid_request");
        }
        let body = std::str::from_utf8(&call.body).map_err(|_| "invalid_request")?;
        let form: HashMap<String, String> = body.split('&').map(pair).collect();
        let field = |name: &str| form.get(name).map(String::as_str).ok_or("invalid_request");
        if field("grant_type")? != "client_credentials" {
            return Err("unsupported_grant_type");
        }
        if field("client_assertion_type")? != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
            return Err("invalid_request");
        }
        let official = format!(
            "https://{}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
            self.host_form()
        );
        let audiences = [official, format!("{}{}", call.origin, call.path)];
        let found = |client: &str, certificate: &str| {
            let fits = |key: &Key| key.role.client_id == client && key.role.certificate_id == certificate;
            let at = self.keys.iter().position(|key| !client.is_empty() && fits(key))?;
            Some((at, self.keys[at].public.as_slice()))
        };
        let role = jwt::verify(field("client_assertion")?, &audiences, now.as_second(), found)?;
        if !self.may(role, "ADMI_LOGIN_OAUTH2") {
            return Err("invalid_grant");
        }
        if self.tokens.len() >= TOKENS_MOST {
            self.tokens.retain(|_, (_, end)| *end > now.as_second());
        }
        // A JWT to look at, of which no client may rely on anything.
        let secret: String = std::iter::repeat_with(|| self.random.alphanumeric()).take(43).collect();
        let token = format!("eyJraWQiOiJ0d2luIiwidHlwIjoiSldUIiwiYWxnIjoiUFMyNTYifQ.e30.{secret}");
        self.tokens.insert(token.clone(), (role, now.as_second() + TOKEN_LIFE));
        Ok(token)
    }

    fn may(&self, role: usize, permission: &str) -> bool {
        let permissions = &self.keys[role].role.permissions;
        permissions.iter().any(|p| p == "*" || p == permission)
    }

    /// Says which role sends a request.
    pub(super) fn enter<'r>(&mut self, roles: &'r [Role], call: &Call, now: Timestamp) -> Result<&'r Role, Fault> {
        let header = call.header("authorization").unwrap_or("");
        let at = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                let known = self.tokens.get(token.trim());
                known.filter(|(_, end)| *end > now.as_second()).map(|(role, _)| *role)
            }
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("oauth") => {
                let keys = self.keys.iter().map(|key| &key.role);
                let at = tba::verify(rest, call, &self.account, keys, &mut self.replays, now.as_second());
                at.filter(|at| self.may(*at, "ADMI_LOGIN_OAUTH"))
            }
            _ => None,
        };
        // A role without REST web services is told what a stranger is told.
        let role = at
            .and_then(|at| roles.get(at))
            .filter(|role| role.has("ADMI_RESTWEBSERVICES"));
        role.ok_or_else(Fault::sign_in)
    }
}
