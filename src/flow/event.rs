//! A webhook's body as a hint of which order `sync` looks at.

use super::FlowError;
use super::remotes::{Secrets, home};
use crate::config::Config;
use crate::config::file::Shop;
use crate::secret::Keyring;
use crate::shopify::{Event, verify_event};

/// A body as it was received, and what its headers say.
#[derive(Debug, Clone, Copy)]
pub struct Received<'r> {
    /// The body's bytes.
    pub body: &'r [u8],
    /// The header `X-Shopify-Hmac-Sha256`, where it came along.
    pub signature: Option<&'r str>,
    /// The shop by its name or domain (the header `X-Shopify-Shop-Domain`); needed for the signature where several
    /// shops are configured.
    pub shop: Option<&'r str>,
}

/// The order to look at, as [`SyncRequest::orders`](super::sync::SyncRequest) takes it.
///
/// # Errors
/// [`FlowError::Unproven`] where the signature does not fit, [`FlowError::NotFound`] where the body names no order
/// or the shop is not configured, [`FlowError::Config`] where no secret is, [`FlowError::Secret`].
pub fn order(config: &Config, keyring: &Keyring, received: &Received<'_>) -> Result<String, FlowError> {
    let shop = received.shop.map(|name| shop_of(config, name)).transpose()?;
    if let Some(signature) = received.signature {
        let shop = match (shop, &config.file.shops[..]) {
            (Some(shop), _) | (None, [shop]) => shop,
            _ => {
                return Err(FlowError::Config(
                    "several shops are configured: name the one that sent the event with --shop, so that its signature can be checked".to_owned(),
                ));
            }
        };
        let reference = shop.webhook_secret.as_ref().or(shop.client_secret.as_ref());
        let reference = reference.ok_or_else(|| {
            FlowError::Config(format!(
                "the shop `{}` has no secret to check a signature with; write `webhook_secret = \"keyring:NAME\"`",
                shop.name
            ))
        })?;
        let secrets = Secrets {
            dir: home(config),
            keyring,
        };
        let secret = secrets.find(reference)?;
        verify_event(received.body, signature, &secret).map_err(|e| FlowError::Unproven(e.to_string()))?;
    }
    let event = Event::read(received.body).map_err(|e| FlowError::NotFound(e.to_string()))?;
    Ok(format!("gid://shopify/Order/{}", event.order))
}

fn shop_of<'c>(config: &'c Config, name: &str) -> Result<&'c Shop, FlowError> {
    let is_it =
        |shop: &&Shop| shop.name == name || shop.domain.as_deref().is_some_and(|d| d.eq_ignore_ascii_case(name));
    config
        .file
        .shops
        .iter()
        .find(is_it)
        .ok_or_else(|| FlowError::NotFound(format!("no shop `{name}` is configured")))
}
