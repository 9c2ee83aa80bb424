//! The twin: a Shopify and a NetSuite that stand in for the real ones, for the demonstration, for
//! training and for the tests.
//!
//! It behaves as the two services are documented to behave, traps included, and computes every
//! answer from its world. It shares no wire or convert code with the clients, so that one mistake
//! cannot cancel another. The same handlers answer in process ([`Twin::answer`]) and on loopback
//! ([`serve`]).

mod clock;
mod faults;
pub mod netsuite;
pub mod objects;
pub mod serve;
mod shopify;
#[cfg(test)]
mod tests;
pub mod trade;
pub mod world;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri, header};
use tower::ServiceExt as _;

pub use clock::Clock;
use faults::Strikes;
pub use faults::{Dropped, Faults, FaultsError};
use netsuite::Netsuite;
use shopify::Shops;
use world::World;

/// How a twin is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What is left to chance follows from it: which requests a fault strikes, ids, signatures.
    pub seed: u64,
    /// What goes wrong.
    pub faults: Faults,
    /// The clock; without one it starts at the world's `now`.
    pub clock: Option<Clock>,
}

/// The two services over one world. Clones are the same twin.
#[derive(Clone)]
pub struct Twin {
    clock: Clock,
    shops: Arc<Shops>,
    books: Netsuite,
    rest: Arc<World>,
    router: Router,
}

/// Why a world cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Its `now` is not a moment.
    #[error("the world's `now` is {value:?}, which is not a moment like 2026-11-24T10:00:00Z")]
    Now {
        /// What it is.
        value: String,
    },
    /// A shop cannot be used.
    #[error("the shop {domain} of the world cannot be used: {what}")]
    Shop {
        /// The shop.
        domain: String,
        /// What is wrong with it.
        what: String,
    },
    /// NetSuite's side cannot be used.
    #[error("the NetSuite account of the world cannot be used: {0}")]
    Books(#[from] netsuite::BooksError),
}

impl Twin {
    /// Takes a world in.
    ///
    /// # Errors
    ///
    /// The world's `now` is no moment, or a shop lacks what the twin needs to know of it.
    pub fn new(world: World, options: Options) -> Result<Twin, WorldError> {
        let start = world.now.parse().map_err(|_| WorldError::Now {
            value: world.now.clone(),
        })?;
        let clock = options.clock.unwrap_or_else(|| Clock::starting_at(start));
        let strikes = Arc::new(Strikes::new(options.faults, options.seed));
        let World {
            now,
            shops,
            mut netsuite,
            expected,
        } = world;
        let shops = Shops::new(shops, clock.clone(), options.seed, Arc::clone(&strikes))?;
        let shops = Arc::new(shops);
        let books = Netsuite::new(&netsuite, clock.clone(), options.seed)?;
        // From here on the account's database holds them.
        netsuite.tables.clear();
        let router = shopify::router(Arc::clone(&shops)).merge(books.router());
        let router = router.layer(faults::layer(strikes));
        let rest = Arc::new(World {
            now,
            shops: Vec::new(),
            netsuite,
            expected,
        });
        Ok(Twin {
            clock,
            shops,
            books,
            rest,
            router,
        })
    }

    /// The routes, with faults. A lost answer carries [`Dropped`] among its extensions.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Answers a request without a network.
    ///
    /// # Errors
    ///
    /// A fault lost the request or its answer.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Body>, Dropped> {
        let response: Result<Response<Body>, Infallible> = self.router().oneshot(request.map(Body::from)).await;
        let response = response.unwrap_or_else(|never| match never {});
        match response.extensions().get::<Dropped>() {
            Some(dropped) => Err(*dropped),
            None => Ok(response),
        }
    }

    /// The world's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The domains of the shops, sorted.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.shops.domains()
    }

    /// The world as it is now.
    #[must_use]
    pub fn world(&self) -> World {
        let mut world = World {
            shops: self.shops.snapshot(),
            ..(*self.rest).clone()
        };
        world.netsuite.tables = self.books.tables();
        world
    }

    /// Writes to NetSuite as somebody in the account does: see [`Netsuite::beside`].
    ///
    /// # Errors
    ///
    /// What NetSuite refuses, in its own words.
    pub fn beside(&self, method: &str, path: &str, body: &serde_json::Value) -> Result<String, String> {
        self.books.beside(method, path, body)
    }

    /// Lets trade go on in a shop while it is being asked. An unknown domain changes nothing: false.
    pub fn change_shop(&self, domain: &str, change: impl FnOnce(&mut world::Shop)) -> bool {
        self.shops.change(domain, change)
    }
}

/// `http://host` as the request was sent to, for addresses in answers.
fn origin(headers: &HeaderMap, uri: &Uri) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(|authority| authority.as_str()));
    format!(
        "{}://{}",
        uri.scheme_str().unwrap_or("http"),
        host.unwrap_or("127.0.0.1")
    )
}
