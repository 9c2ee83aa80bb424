//! Signing in to a shop: a token that lasts, or one asked for with the app's id and secret.

use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderName, Request, Uri};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use crate::http::{Clock, Credential, SignIn, SignInError, TokenCache, TokenRequest, Transport, put_secret};

/// The header that carries a token.
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-shopify-access-token");
/// How long before its end (24 hours after it was given) a token is replaced.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A token that does not end, of an app made in the shop's own admin.
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Signs with this token. White space around it, which pasting leaves, does not count.
    #[must_use]
    pub fn new(token: &SecretString) -> Self {
        Self(SecretString::from(token.expose_secret().trim()))
    }
}

impl SignIn for AccessToken {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        let put = put_secret(request, TOKEN_HEADER, "Shopify access token", self.0.expose_secret());
        Box::pin(async move { put.map(|()| Credential(0)) })
    }

    fn renew(&self, _: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async { false })
    }
}

/// The client-credentials grant of an app from the Dev Dashboard. It works for shops of the app's
/// own organisation; there is no refresh token, so a token that ends is asked for again.
pub struct ClientCredentials {
    tokens: TokenCache,
    to: Uri,
    client_id: String,
    client_secret: SecretString,
}

impl ClientCredentials {
    /// Asks the shop at `base` (`https://name.myshopify.com`) for tokens.
    ///
    /// # Errors
    /// [`SignInError::Secret`] where `base` is no address.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Clock,
        base: &str,
        client_id: &str,
        client_secret: &SecretString,
    ) -> Result<Self, SignInError> {
        let to = format!("{}/admin/oauth/access_token", base.trim_end_matches('/'));
        Ok(Self {
            tokens: TokenCache::new(transport, clock, MARGIN),
            to: to.parse().map_err(|_| SignInError::Secret {
                name: "shop's address",
                what: "it is no address",
            })?,
            client_id: client_id.trim().to_owned(),
            client_secret: SecretString::from(client_secret.expose_secret().trim()),
        })
    }

    fn request(&self) -> TokenRequest {
        TokenRequest {
            to: self.to.clone(),
            open_fields: vec![
                ("grant_type", "client_credentials".to_owned()),
                ("client_id", self.client_id.clone()),
            ],
            secret_fields: vec![("client_secret", self.client_secret.clone())],
        }
    }
}

impl SignIn for ClientCredentials {
    fn sign<'s>(&'s self, request: &'s mut Request<Bytes>) -> BoxFuture<'s, Result<Credential, SignInError>> {
        Box::pin(async move {
            let (token, credential) = self.tokens.get(|| Ok(self.request())).await?;
            put_secret(request, TOKEN_HEADER, "Shopify access token", token.expose_secret())?;
            Ok(credential)
        })
    }

    fn renew(&self, refused: Credential) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            self.tokens.forget(refused).await;
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::script::{Script, Step, answer};
    use crate::http::{Client, Gate, HttpError, Kind};

    fn request() -> Request<Bytes> {
        Request::post("https://a.myshopify.com/admin/api/2026-10/graphql.json")
            .body(Bytes::new())
            .unwrap()
    }

    fn client(script: &Arc<Script>, sign_in: impl SignIn + 'static) -> Client {
        Client::new(
            Arc::clone(script) as _,
            Arc::new(sign_in),
            Gate::new(2),
            Clock::system(),
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_lasting_token_is_sent_as_it_is_and_refused_once() {
        let token = AccessToken::new(&SecretString::from(" shpat_1234567890\n"));
        let script = Script::new(|request, _| {
            assert_eq!(request.headers()[TOKEN_HEADER], "shpat_1234567890");
            Step::Answer(answer(401, "{\"errors\":\"[API] Invalid API key: shpat_1234567890\"}"))
        });
        let error = client(&script, token).send(request(), Kind::Read).await.unwrap_err();
        let said = "a.myshopify.com refused the sign-in (status 401): {\"errors\":\"[API] Invalid API key: ***\"}";
        assert_eq!(error.to_string(), said);
        assert_eq!(script.asked().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_with_a_line_break_inside_is_named_and_not_shown() {
        let script = Script::new(|_, _| Step::Stall);
        let token = AccessToken::new(&SecretString::from("shpat_12\n34"));
        let error = client(&script, token).send(request(), Kind::Read).await.unwrap_err();
        assert!(
            matches!(&error, HttpError::SignIn(SignInError::Secret { .. })),
            "{error}"
        );
        assert!(!format!("{error} {error:?}").contains("shpat_12"));
    }

    fn granting() -> Arc<Script> {
        Script::new(|request, n| match request.uri().path() {
            "/admin/oauth/access_token" => {
                assert_eq!(
                    request.body(),
                    "grant_type=client_credentials&client_id=id&client_secret=shpss_%26"
                );
                let body = format!("{{\"access_token\":\"t{n}\",\"scope\":\"read_orders\",\"expires_in\":86399}}");
                Step::Answer(answer(200, &body))
            }
            _ if request.headers()[TOKEN_HEADER] == "t0" && n > 5 => Step::Answer(answer(401, "")),
            _ => Step::Answer(answer(200, "{}")),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_granted_token_serves_many_requests_and_is_replaced_when_refused() {
        let (script, base) = (granting(), "https://a.myshopify.com/");
        let secret = SecretString::from("shpss_&\n");
        let sign_in = ClientCredentials::new(Arc::clone(&script) as _, Clock::system(), base, "id", &secret).unwrap();
        let client = client(&script, sign_in);
        for _ in 0..8 {
            client.send(request(), Kind::Read).await.unwrap();
        }
        let asked = script.asked();
        let tokens = asked.iter().filter(|r| r.uri().path() == "/admin/oauth/access_token");
        assert_eq!(tokens.count(), 2);
        assert_eq!(asked.len(), 8 + 2 + 1);
    }
}
