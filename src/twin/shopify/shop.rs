//! The shops of a world: their data, who may ask, and what each app has left.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::access::Scopes;
use super::bucket::{Bucket, Plan};
use super::bulk::Board;
use super::trade::Trade;
use crate::twin::faults::Strikes;
use crate::twin::{Clock, WorldError, world};

/// How long a token of the client-credentials grant lives.
pub(super) const TOKEN_LIVES: SignedDuration = SignedDuration::from_secs(86_399);

/// Ids of bulk operations: so far apart for each app that they never meet.
const IDS_APART: u64 = 1_000_000;

/// All shops.
pub(crate) struct Shops {
    pub(super) clock: Clock,
    pub(super) seed: u64,
    shops: BTreeMap<String, Shop>,
    strikes: Arc<Strikes>,
}

/// One shop.
pub(super) struct Shop {
    plan: Plan,
    trade: RwLock<Arc<Trade>>,
    zone: TimeZone,
    apps: Mutex<HashMap<String, Arc<App>>>,
    issued: Mutex<HashMap<String, Issued>>,
}

/// What an app has on a shop.
pub(super) struct App {
    /// Its points.
    pub(super) bucket: Mutex<Bucket>,
    /// Its bulk operations.
    pub(super) board: Mutex<Board>,
}

/// A token of the client-credentials grant.
struct Issued {
    client: String,
    scopes: Scopes,
    ends: Timestamp,
}

impl Shops {
    /// Takes the shops of a world in.
    pub(crate) fn new(
        shops: Vec<world::Shop>,
        clock: Clock,
        seed: u64,
        strikes: Arc<Strikes>,
    ) -> Result<Shops, WorldError> {
        let mut taken = BTreeMap::new();
        for shop in shops {
            let domain = shop.domain.clone();
            let bad = |what: &str| WorldError::Shop {
                domain: domain.clone(),
                what: what.to_owned(),
            };
            let plan = Plan::named(&shop.plan)
                .ok_or_else(|| bad("its plan is none of standard, advanced, plus, enterprise"))?;
            let zone = shop.shop.get("ianaTimezone").and_then(Value::as_str);
            let zone = zone
                .and_then(|zone| TimeZone::get(zone).ok())
                .ok_or_else(|| bad("its ianaTimezone is missing or unknown"))?;
            let made = Shop {
                plan,
                zone,
                trade: RwLock::new(Arc::new(Trade::new(shop))),
                apps: Mutex::default(),
                issued: Mutex::default(),
            };
            if taken.insert(domain.clone(), made).is_some() {
                return Err(bad("it is there twice"));
            }
        }
        Ok(Shops {
            clock,
            seed,
            shops: taken,
            strikes,
        })
    }

    /// A shop by its domain.
    pub(super) fn shop(&self, domain: &str) -> Option<&Shop> {
        self.shops.get(domain)
    }

    /// The domains, sorted.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &str> {
        self.shops.keys().map(String::as_str)
    }

    /// The shops as they are now.
    pub(crate) fn snapshot(&self) -> Vec<world::Shop> {
        self.shops.values().map(|shop| shop.trade().shop.clone()).collect()
    }

    /// Lets trade go on in a shop. Unknown: false.
    pub(crate) fn change(&self, domain: &str, change: impl FnOnce(&mut world::Shop)) -> bool {
        let Some(shop) = self.shops.get(domain) else {
            return false;
        };
        let mut trade = shop.trade.write().unwrap_or_else(PoisonError::into_inner);
        let mut data = trade.shop.clone();
        change(&mut data);
        *trade = Arc::new(Trade::new(data));
        true
    }

    /// What an app has on a shop; it gets a full bucket when it first asks.
    pub(super) fn app(&self, domain: &str, app: &str) -> Option<Arc<App>> {
        let shop = self.shops.get(domain)?;
        let mut apps = shop.apps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = apps.get(app) {
            return Some(Arc::clone(known));
        }
        let digest = Sha256::digest(format!("{} {domain} {app}", self.seed));
        let place = u64::from(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]));
        let first_id = IDS_APART * (1 + place);
        let made = Arc::new(App {
            bucket: Mutex::new(Bucket::full(shop.plan, self.clock.now())),
            board: Mutex::new(Board::new(self.seed, first_id, Arc::clone(&self.strikes))),
        });
        apps.insert(app.to_owned(), Arc::clone(&made));
        Some(made)
    }

    /// All apps that have asked for something.
    pub(super) fn apps(&self) -> Vec<Arc<App>> {
        let of = |shop: &Shop| {
            let apps = shop.apps.lock().unwrap_or_else(PoisonError::into_inner);
            apps.values().map(Arc::clone).collect::<Vec<_>>()
        };
        self.shops.values().flat_map(of).collect()
    }
}

impl Shop {
    /// The data as it is now.
    pub(super) fn trade(&self) -> Arc<Trade> {
        Arc::clone(&self.trade.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The time zone.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The app and the scopes of a token that is good at a moment.
    pub(super) fn admit(&self, token: &str, now: Timestamp) -> Option<(String, Scopes)> {
        if let Some(scopes) = self.trade().shop.tokens.get(token) {
            return Some((token.to_owned(), Scopes::new(scopes)));
        }
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let found = issued.get(token).filter(|issued| now < issued.ends)?;
        Some((found.client.clone(), found.scopes.clone()))
    }

    /// A new token for an app that knows its secret, with its scopes.
    pub(super) fn issue(&self, client: &str, secret: &str, now: Timestamp, seed: u64) -> Option<(String, Vec<String>)> {
        let trade = self.trade();
        let app = trade.shop.apps.get(client).filter(|app| app.secret == secret)?;
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = Sha256::digest(format!("token {seed} {client} {secret} {}", issued.len()));
        let token: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let token = format!("shpat_{token}");
        let made = Issued {
            client: client.to_owned(),
            scopes: Scopes::new(&app.scopes),
            ends: now + TOKEN_LIVES,
        };
        issued.insert(token.clone(), made);
        Some((token, app.scopes.clone()))
    }
}
