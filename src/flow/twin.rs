//! The twin on loopback, for demonstration and training.

use std::fs;
use std::path::Path;

use tokio::runtime::Runtime;

use super::FlowError;
use crate::base::Moment;
use crate::twin::serve::{self, Listening};
use crate::twin::trade::{Trade, plant, trade};
use crate::twin::world::World;
use crate::twin::{Clock, Faults, Options, Twin};

/// How many orders a world has, and from which seed it is drawn, where nobody says.
pub const ORDERS: u32 = 400;
/// The seed.
pub const SEED: u64 = 1;

/// Reads a world file; without one, a month of trade up to `now` is generated.
///
/// # Errors
/// [`FlowError::Config`]: the file cannot be read or is no world.
pub fn world(file: Option<&Path>, now: Moment) -> Result<World, FlowError> {
    let Some(path) = file else {
        return Ok(generated(ORDERS, SEED, now));
    };
    let text = read(path)?;
    serde_json::from_str(&text).map_err(|e| FlowError::Config(format!("{} is not a world file: {e}", path.display())))
}

/// A month of trade up to `now`.
#[must_use]
pub fn generated(orders: u32, seed: u64, now: Moment) -> World {
    trade(&month(orders, seed, now))
}

/// A month of trade up to `now` in which nothing goes wrong but what the codes name.
///
/// # Errors
/// [`FlowError::Config`]: a code that cannot be planted, or not in so few orders.
pub fn planted(orders: u32, seed: u64, now: Moment, codes: &[String]) -> Result<World, FlowError> {
    let codes: Vec<String> = codes.iter().map(|code| code.to_uppercase()).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    plant(&month(orders, seed, now), &codes).map_err(|e| FlowError::Config(e.to_string()))
}

fn month(orders: u32, seed: u64, now: Moment) -> Trade {
    Trade {
        orders,
        seed,
        now: now.timestamp(),
        healthy: false,
    }
}

/// Reads a faults file; without one, nothing goes wrong.
///
/// # Errors
/// [`FlowError::Config`]: the file cannot be read or holds no faults.
pub fn faults(file: Option<&Path>) -> Result<Faults, FlowError> {
    let Some(path) = file else {
        return Ok(Faults::default());
    };
    Faults::from_toml(&read(path)?).map_err(|e| FlowError::Config(format!("{}: {e}", path.display())))
}

fn read(path: &Path) -> Result<String, FlowError> {
    fs::read_to_string(path).map_err(|e| FlowError::Config(format!("cannot read {}: {e}", path.display())))
}

/// A twin that has a port and is not served yet.
pub struct Serving {
    runtime: Runtime,
    listening: Listening,
    twin: Twin,
    account: String,
}

/// Takes a port of 127.0.0.1 for a world.
///
/// # Errors
/// [`FlowError::Config`]: the world cannot be used, or the port is taken.
pub fn start(world: World, faults: Faults, port: Option<u16>) -> Result<Serving, FlowError> {
    let runtime = Runtime::new().map_err(|e| FlowError::Internal(format!("no runtime: {e}")))?;
    let account = world.netsuite.account.clone();
    // The clock of the twin is the runtime's.
    let inside = runtime.enter();
    let options = Options {
        faults,
        ..Options::default()
    };
    let twin = Twin::new(world, options).map_err(|e| FlowError::Config(e.to_string()))?;
    let port = port.unwrap_or(0);
    let listening = runtime.block_on(serve::bind(port));
    let listening = listening.map_err(|e| FlowError::Config(format!("cannot listen on 127.0.0.1:{port}: {e}")))?;
    drop(inside);
    Ok(Serving {
        runtime,
        listening,
        twin,
        account,
    })
}

impl Serving {
    /// Each shop's domain with the `base_url` that leads to it.
    #[must_use]
    pub fn shops(&self) -> Vec<(String, String)> {
        let origin = self.origin();
        let address = |domain: &str| (domain.to_owned(), format!("{origin}/shopify/{domain}"));
        self.twin.domains().map(address).collect()
    }

    /// The NetSuite account with the `base_url` that leads to it.
    #[must_use]
    pub fn netsuite(&self) -> (String, String) {
        (self.account.clone(), format!("{}/netsuite", self.origin()))
    }

    /// The world's clock, which sign-ins are held against.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.twin.clock()
    }

    /// Serves beside whatever else the program does; for as long as this is kept.
    #[must_use]
    pub fn beside(self) -> Beside {
        let clock = self.clock().clone();
        let (listening, twin) = (self.listening, self.twin);
        self.runtime.spawn(async move {
            // Whoever talks to it learns by silence that it has stopped.
            let _ = listening.serve(twin, std::future::pending()).await;
        });
        Beside {
            runtime: self.runtime,
            clock,
        }
    }

    /// Serves for as long as the program runs.
    ///
    /// # Errors
    /// [`FlowError::Internal`]: the socket fails.
    pub fn run(self) -> Result<(), FlowError> {
        let served = self.listening.serve(self.twin, std::future::pending());
        self.runtime
            .block_on(served)
            .map_err(|e| FlowError::Internal(format!("the twin stopped: {e}")))
    }

    fn origin(&self) -> String {
        format!("http://{}", self.listening.address())
    }
}

/// A twin that is being served.
pub struct Beside {
    runtime: Runtime,
    clock: Clock,
}

impl Beside {
    /// What it is served on; other loops may run there, too.
    #[must_use]
    pub const fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The world's clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Goes on serving for as long as the program runs.
    pub fn stay(self) {
        self.runtime.block_on(std::future::pending::<()>());
    }
}
