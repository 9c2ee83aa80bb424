//! What goes wrong in a schedule, drawn from its number.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tieout::http::{Body, Transport, TransportError};

/// Where the program dies: at a request, before it leaves or once it was served.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kill {
    pub(super) at: u64,
    pub(super) served: bool,
}

/// A network on which the program dies. It dies without a word, as a killed one does.
pub(super) struct Dying {
    pub(super) inner: Arc<dyn Transport>,
    pub(super) kill: Kill,
    /// Requests so far.
    pub(super) seen: AtomicU64,
}

impl Transport for Dying {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        let dies = self.seen.fetch_add(1, Ordering::SeqCst) + 1 == self.kill.at;
        Box::pin(async move {
            if dies && !self.kill.served {
                resume_unwind(Box::new(self.kill));
            }
            let answer = self.inner.open(request).await;
            if dies {
                resume_unwind(Box::new(self.kill));
            }
            answer
        })
    }
}

/// What goes wrong, and when.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) seed: u64,
    pub(super) faults: String,
    pub(super) kills: Vec<Kill>,
    /// Seconds until the program is started again.
    pub(super) pause: u64,
}

impl Schedule {
    pub(super) fn of(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let faults = (0..rng.usize(0..4)).map(|_| fault(&mut rng)).collect();
        let kills = (0..rng.usize(0..3)).map(|_| Kill {
            at: rng.u64(1..24),
            served: rng.bool(),
        });
        Self {
            seed,
            faults,
            kills: kills.collect(),
            pause: [0, 1, 60, 900, 1_200][rng.usize(..5)],
        }
    }
}

/// One thing that goes wrong.
fn fault(rng: &mut fastrand::Rng) -> String {
    let kinds = [
        "lost-before",
        "lost-after",
        "duplicate",
        "truncate",
        "delay",
        "status",
        "storm",
    ];
    let kind = kinds[rng.usize(..kinds.len())];
    let more = match kind {
        "status" => format!("status = {}\n", [401, 429, 500, 502, 503, 504][rng.usize(..6)]),
        // Turned away whatever is asked, until it is over.
        "storm" => format!("status = 429\nretry_after = {}\n", rng.u32(1..90)),
        // Up to and past the client's own patience, within the server's.
        "delay" => format!("delay_ms = {}\n", rng.u32(1_000..890_000)),
        "truncate" => format!("clean = {}\n", rng.bool()),
        _ => String::new(),
    };
    let strikes = match kind {
        "storm" => format!("nth = {}\ntimes = {}\n", rng.u32(1..16), rng.u32(4..60)),
        _ if rng.bool() => format!("nth = {}\ntimes = {}\n", rng.u32(1..16), rng.u32(1..4)),
        _ => format!("per_thousand = {}\ntimes = 40\n", rng.u32(50..500)),
    };
    let method = [
        "",
        "",
        "method = \"POST\"\n",
        "method = \"PATCH\"\n",
        "method = \"GET\"\n",
    ][rng.usize(..5)];
    let path = [
        "/netsuite",
        "/netsuite/services/rest/record",
        "/netsuite/services/rest/record",
    ][rng.usize(..3)];
    let kind = if kind == "storm" { "status" } else { kind };
    format!("[[fault]]\nkind = \"{kind}\"\npath = \"{path}\"\n{method}{strikes}{more}")
}
