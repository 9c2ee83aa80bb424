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
