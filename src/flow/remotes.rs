//! The two services as the configuration names them, signed in.

use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::{FlowError, Progress};
use crate::base::{Hours, Moment};
use crate::config::file::{self, Auth};
use crate::config::{Config, IdOrReference, SecretRef};
use crate::http::{Client, Clock, Gate, Lane, Policy, Quiet, SignIn, Slots, Transport};
use crate::model::rules::ShopNo;
use crate::netsuite::{self, Account, AccountId, Addresses};
use crate::secret::{self, Keyring};
use crate::shopify::{self, Shop};

/// Requests in flight to one shop: its bucket sets the pace, not this.
const SHOP_CEILING: usize = 16;

/// Which of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The shops.
    Shopify,
    /// NetSuite.
    Netsuite,
}

/// Where requests leave and what time it is: what is swapped for the twin in the same process.
#[derive(Clone)]
pub struct Line {
    /// Sends requests.
    pub transport: Arc<dyn Transport>,
    /// The time signatures are made at.
    pub clock: Clock,
}

/// What a piece of work reaches the services with.
#[derive(Clone, Copy)]
pub struct Reach<'r> {
    /// How to sign in, and where.
    pub config: &'r Config,
    /// The keyrings that the configuration refers to.
    pub keyring: &'r Keyring,
    /// Where requests leave.
    pub line: &'r Line,
    /// What they wait on.
    pub runtime: &'r Runtime,
    /// Who is shown that work goes on.
    pub progress: &'r dyn Progress,
}

/// The services that are asked.
#[derive(Clone)]
pub struct Remotes {
    /// The shops.
    pub shops: Vec<(ShopNo, Arc<Shop>)>,
    /// NetSuite.
    pub account: Option<Account>,
}

impl Remotes {
    /// Signs in to both sides, or to one of them. Nothing is sent yet.
    ///
    /// # Errors
    /// [`FlowError::Config`] where the configuration does not say how, and [`FlowError::Secret`].
    pub fn of(config: &Config, only: Option<Side>, keyring: &Keyring, line: &Line) -> Result<Self, FlowError> {
        let secrets = Secrets {
            dir: home(config),
            keyring,
        };
        let mut shops = Vec::new();
        if only != Some(Side::Netsuite) {
            for (at, shop) in config.file.shops.iter().enumerate() {
                let gate = shop_gate().quiet(quiet(config, Some(at), line)?);
                shops.push((
                    ShopNo(at as u16),
                    Arc::new(self::shop(shop, &secrets, line, Policy::default(), gate)?),
                ));
            }
        }
        let account = if only == Some(Side::Shopify) {
            None
        } else {
            let netsuite = &config.file.netsuite;
            let gate = shared_gate(netsuite, &config.store)?.quiet(quiet(config, None, line)?);
            Some(account(netsuite, &secrets, line, Policy::default(), gate)?)
        };
        Ok(Self { shops, account })
    }

    /// The same services, asked for history: behind everything that somebody waits for, and not in quiet hours.
    pub(super) fn for_history(&self) -> Self {
        let shops = self.shops.iter();
        Self {
            shops: shops
                .map(|(no, shop)| (*no, Arc::new(shop.in_lane(Lane::Bulk))))
                .collect(),
            ..self.in_lane(Lane::Bulk)
        }
    }

    /// The same services, NetSuite asked in another lane.
    pub(super) fn in_lane(&self, lane: Lane) -> Self {
        Self {
            shops: self.shops.clone(),
            account: self.account.as_ref().map(|account| account.in_lane(lane)),
        }
    }
}

/// The quiet hours of one shop; of all for NetSuite, which all of them share.
fn quiet(config: &Config, shop: Option<usize>, line: &Line) -> Result<Quiet, FlowError> {
    let mut hours = Vec::new();
    for (at, theirs) in config.file.shops.iter().enumerate() {
        if shop.is_some_and(|shop| shop != at) {
            continue;
        }
        let zone = super::zone(theirs.time_zone.as_deref().unwrap_or("UTC"))?;
        let all = config.file.throttle.bulk_quiet_hours.iter();
        hours.extend(all.filter_map(|text| Some((Hours::parse(text)?, zone.clone()))));
    }
    Ok(Quiet::new(hours, line.clock.clone()))
}

/// Until when history stands still, where it does now.
///
/// # Errors
/// [`FlowError::Config`] where a shop has no time zone that is known.
pub fn quiet_until(config: &Config, line: &Line) -> Result<Option<Moment>, FlowError> {
    Ok(quiet(config, None, line)?.until())
}

/// The directory of the configuration, which paths of its secrets and programs are relative to.
pub(super) fn home(config: &Config) -> &Path {
    config.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
}

/// Where secrets are looked up.
pub(super) struct Secrets<'s> {
    /// The directory of the configuration.
    pub(super) dir: &'s Path,
    pub(super) keyring: &'s Keyring,
}

impl Secrets<'_> {
    pub(super) fn find(&self, reference: &SecretRef) -> Result<secrecy::SecretString, FlowError> {
        Ok(secret::resolve(reference, self.dir, self.keyring)?)
    }
}

fn lacks(key: &str, mend: &str) -> FlowError {
    FlowError::Config(format!("`{key}` is missing in the configuration; {mend}"))
}

/// Signs in to one shop.
pub(super) fn shop(
    shop: &file::Shop,
    secrets: &Secrets<'_>,
    line: &Line,
    policy: Policy,
    gate: Gate,
) -> Result<Shop, FlowError> {
    let key = |key: &str| format!("shops.{}.{key}", shop.name);
    let domain = shop.domain.as_deref();
    let domain = domain.ok_or_else(|| lacks(&key("domain"), "write `domain = \"example.myshopify.com\"`"))?;
    let mut settings = shopify::Settings::new(domain, &shop.api_version);
    if let Some(base) = &shop.base_url {
        settings.base_url = base.0.as_str().to_owned();
    }
    settings.whole_addresses = shop.addresses == file::Addresses::Whole;
    let sign_in: Arc<dyn SignIn> = match (&shop.access_token, &shop.client_id, &shop.client_secret) {
        (Some(token), ..) => Arc::new(shopify::AccessToken::new(&secrets.find(token)?)),
        (None, Some(id), Some(secret)) => Arc::new(shopify::ClientCredentials::new(
            line.transport.clone(),
            line.clock.clone(),
            &settings.base_url,
            id,
            &secrets.find(secret)?,
        )?),
        _ => {
            return Err(lacks(
                &key("access_token"),
                "write `access_token = \"keyring:NAME\"`, or `client_id` and `client_secret`",
            ));
        }
    };
    let client = Client::new(line.transport.clone(), sign_in, gate, line.clock.clone()).with_policy(policy);
    Shop::new(settings, client.in_lane(Lane::Pulls)).map_err(|e| FlowError::Config(format!("`{}`: {e}", key("domain"))))
}

/// The gate of a shop's requests.
pub(super) fn shop_gate() -> Gate {
    Gate::new(SHOP_CEILING)
}

/// The gate of NetSuite's requests of one process alone.
pub(super) fn gate(netsuite: &file::NetSuite) -> Gate {
    Gate::new(ceiling(netsuite))
}

fn ceiling(netsuite: &file::NetSuite) -> usize {
    usize::from(netsuite.concurrency.max(1))
}

/// The same, whose ceiling holds for all processes that work on one store: their places lie beside it.
fn shared_gate(netsuite: &file::NetSuite, store: &Path) -> Result<Gate, FlowError> {
    let mut dir = store.as_os_str().to_owned();
    dir.push("-requests");
    let dir = Path::new(&dir);
    let slots = Slots::at(dir, ceiling(netsuite)).map_err(|error| {
        FlowError::Config(format!(
            "the requests in flight cannot be counted in {}: {error}; the store has to lie where files can be locked",
            dir.display()
        ))
    })?;
    Ok(gate(netsuite).shared(slots))
}

/// Signs in to NetSuite.
pub(super) fn account(
    netsuite: &file::NetSuite,
    secrets: &Secrets<'_>,
    line: &Line,
    policy: Policy,
    gate: Gate,
) -> Result<Account, FlowError> {
    let id = netsuite.account.as_deref();
    let id = id.ok_or_else(|| lacks("netsuite.account", "write `account = \"123456_SB1\"`"))?;
    let id = AccountId::parse(id).map_err(|e| FlowError::Config(format!("`netsuite.account`: {e}")))?;
    let base = netsuite
        .base_url
        .as_ref()
        .map_or_else(|| id.address(), |base| base.0.as_str().to_owned());
    let sign_in = netsuite_sign_in(netsuite, &id, &base, secrets, line)?;
    let client = Client::new(line.transport.clone(), sign_in, gate, line.clock.clone()).with_policy(policy);
    let settings = netsuite::Settings {
        order_field: netsuite.order_field.clone(),
        refund_field: netsuite.refund_field.clone(),
        payout_field: netsuite.payout_field.clone(),
        addresses: Addresses::Full,
        zone_hint: None,
    };
    let account = Account::new(client.in_lane(Lane::Pulls), &base, settings);
    account.map_err(|e| FlowError::Config(format!("`netsuite`: {e}")))
}

fn netsuite_sign_in(
    netsuite: &file::NetSuite,
    account: &AccountId,
    base: &str,
    secrets: &Secrets<'_>,
    line: &Line,
) -> Result<Arc<dyn SignIn>, FlowError> {
    let text = |key: &str, value: &Option<String>| {
        let mend = "see NetSuite's \"OAuth 2.0 Client Credentials Setup\"";
        value.clone().ok_or_else(|| lacks(&format!("netsuite.{key}"), mend))
    };
    let secret = |key: &str, value: &Option<SecretRef>| {
        let mend = format!("write `{key} = \"keyring:NAME\"`");
        let reference = value.as_ref().ok_or_else(|| lacks(&format!("netsuite.{key}"), &mend))?;
        secrets.find(reference)
    };
    let id = |key: &str, value: &Option<IdOrReference>| -> Result<String, FlowError> {
        let mend = format!("write `{key} = \"…\"` or a reference to where it is kept");
        let value = value.as_ref().ok_or_else(|| lacks(&format!("netsuite.{key}"), &mend))?;
        let found = secret::resolve_id(value, secrets.dir, secrets.keyring)?;
        Ok(secrecy::ExposeSecret::expose_secret(&found).to_owned())
    };
    Ok(match netsuite.auth {
        Auth::Oauth2 => Arc::new(netsuite::ClientCredentials::new(
            line.transport.clone(),
            line.clock.clone(),
            base,
            &text("client_id", &netsuite.client_id)?,
            &text("certificate_id", &netsuite.certificate_id)?,
            netsuite::PrivateKey::from_pem(&secret("private_key", &netsuite.private_key)?)?,
        )?),
        Auth::Tba => {
            let secrets = netsuite::TokenBasedSecrets {
                consumer_key: id("consumer_key", &netsuite.consumer_key)?,
                consumer_secret: secret("consumer_secret", &netsuite.consumer_secret)?,
                token_id: id("token_id", &netsuite.token_id)?,
                token_secret: secret("token_secret", &netsuite.token_secret)?,
            };
            Arc::new(netsuite::TokenBased::new(account, secrets, line.clock.clone()))
        }
    })
}
