//! Several processes on one account: the ceiling is one for all of them, and edits go first.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::http::slots::Slots;
use crate::http::{Gate, Lane};

const CEILING: usize = 4;
/// How long the service takes for a request.
const SERVED_IN: Duration = Duration::from_millis(400);
/// Edits at once, and where every test is to be thorough.
const EDITS: usize = 100;
const EDITS_ALL: usize = 1_000;

/// What happens at the service.
#[derive(Default)]
struct Service {
    in_flight: AtomicUsize,
    most: AtomicUsize,
    /// Every request that was let in: its lane, when it was asked for and when it was let in.
    let_in: Mutex<Vec<(Lane, Instant, Instant)>>,
}

impl Service {
    async fn ask(&self, gate: &Gate, lane: Lane) {
        let asked = Instant::now();
        let pass = gate.enter(lane).await;
        self.let_in.lock().unwrap().push((lane, asked, Instant::now()));
        self.most
            .fetch_max(self.in_flight.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        sleep(SERVED_IN).await;
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        pass.went_well();
    }
}

/// A gate as a process of its own has it.
fn process(dir: &std::path::Path) -> Gate {
    Gate::new(CEILING).shared(Slots::at(dir, CEILING).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_edits_waits_behind_what_is_in_flight_and_nothing_else() {
    let many = if std::env::var_os("TIEOUT_SEEDS").is_some() {
        EDITS_ALL
    } else {
        EDITS
    };
    let dir = tempfile::tempdir().unwrap();
    let service = Arc::new(Service::default());
    let over = Arc::new(AtomicBool::new(false));
    let mut others = Vec::new();
    // A pull, a bulk load and another pull beside the sync itself: four processes.
    let own = process(dir.path());
    let gates = [process(dir.path()), process(dir.path()), own.clone()];
    for (gate, lane) in gates.into_iter().zip([Lane::Pulls, Lane::Bulk, Lane::Pulls]) {
        for _ in 0..CEILING {
            let (gate, service, over) = (gate.clone(), Arc::clone(&service), Arc::clone(&over));
            others.push(tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    service.ask(&gate, lane).await;
                }
            }));
        }
    }
    sleep(Duration::from_secs(20)).await;
    let (second, began) = (process(dir.path()), Instant::now());
    let mut edits = Vec::new();
    for n in 0..many {
        let gate = if n % 2 == 0 { own.clone() } else { second.clone() };
        let service = Arc::clone(&service);
        edits.push(tokio::spawn(async move { service.ask(&gate, Lane::Edits).await }));
    }
    for edit in edits {
        edit.await.unwrap();
    }
    let ended = Instant::now();
    // Trade goes on: an edit now and then meets the others at work.
    let mut slowest = Duration::ZERO;
    for _ in 0..50 {
        sleep(Duration::from_millis(1_730)).await;
        let asked = Instant::now();
        service.ask(&own, Lane::Edits).await;
        slowest = slowest.max(asked.elapsed());
    }
    over.store(true, Ordering::SeqCst);
    for other in others {
        other.await.unwrap();
    }
    assert_eq!(
        service.most.load(Ordering::SeqCst),
        CEILING,
        "the ceiling is reached and never passed"
    );
    let let_in = service.let_in.lock().unwrap();
    let of_edits = let_in.iter().filter(|(lane, ..)| *lane == Lane::Edits).count();
    assert_eq!(of_edits, many + 50, "no edit is lost");
    let before: Vec<_> = let_in.iter().take_while(|(_, _, at)| *at < began).collect();
    for lane in [Lane::Pulls, Lane::Bulk] {
        let there = before.iter().any(|(l, ..)| *l == lane);
        assert!(there || lane == Lane::Bulk, "{lane:?} was at work before the storm");
    }
    let between = |(lane, _, at): &&(Lane, Instant, Instant)| *lane != Lane::Edits && *at > began && *at < ended;
    // While the last edits are being served, places are free again.
    let jumped = let_in.iter().filter(between).count();
    assert!(jumped < CEILING, "{jumped} others were let in before the last edit was");
    let storm = ended - began;
    let bound = SERVED_IN * (many / CEILING + 1) as u32;
    assert!(
        storm < bound + bound / 10,
        "{storm:?} for what takes {bound:?} at the ceiling"
    );
    assert!(
        slowest < SERVED_IN * 2 + Duration::from_millis(100),
        "{slowest:?} for one edit among the others"
    );
}

#[tokio::test(start_paused = true)]
async fn a_process_that_is_gone_leaves_no_place_taken() {
    let dir = tempfile::tempdir().unwrap();
    let dying = process(dir.path());
    let mut held = Vec::new();
    for _ in 0..CEILING {
        held.push(dying.enter(Lane::Bulk).await);
    }
    let other = process(dir.path());
    let waited = tokio::time::timeout(Duration::from_secs(60), other.enter(Lane::Edits)).await;
    assert!(waited.is_err(), "all places are taken");
    // The locks go with the process, and with them nothing else.
    drop(held);
    drop(dying);
    let waited = tokio::time::timeout(Duration::from_secs(1), other.enter(Lane::Edits)).await;
    assert!(waited.is_ok());
}
