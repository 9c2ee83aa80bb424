//! Seeded histories of edits × fulfilments × faults: orders are edited, picked, packed, shipped, billed and closed in any
//! order, rounds of `sync` go over a network that plays up, and things happen between its reading and its writing. In the end
//! each sales order holds the newest version, or the order is in the queue with the code that its history has; what was
//! shipped or billed is as it was, and no line stands there twice.
//!
//! A world has [`ORDERS`] histories and is a number. `TIEOUT_HISTORIES` says how many histories are run, `TIEOUT_HISTORY`
//! runs one world alone.

mod drawn;
mod judged;

use std::collections::BTreeMap;
use std::time::Instant;

use tieout::flow::sync::SyncRequest;
use tieout::twin::trade::going::Bought;

use crate::floor::{Floor, Rules};
use drawn::{act, bought, weather};
use judged::Judge;

/// Histories of one world.
const ORDERS: usize = 25;
/// Rounds of `sync` while things happen.
const ROUNDS: u32 = 5;

/// Lets one world happen; how its orders ended, in words and numbers, or what is wrong.
fn run(seed: u64) -> Result<BTreeMap<String, u64>, String> {
    fastrand::seed(seed);
    let mut rng = fastrand::Rng::with_seed(seed);
    let all: Vec<Bought> = (0..ORDERS).map(|_| bought(&mut rng)).collect();
    let mut floor = Floor::of(&all, [Rules::Usual, Rules::Partly][usize::from(seed % 2 == 1)]);
    // What is there before it begins to go wrong.
    floor.sync();
    let judge = Judge::of(&floor);
    let faults = weather(&mut rng);
    floor.weather(&faults, seed);
    for _ in 0..ROUNDS {
        for at in 0..ORDERS {
            for _ in 0..rng.usize(0..3) {
                floor.wait(rng.u64(1..900));
                // What cannot be done just now is not done.
                let _ = floor.act(at, &act(&mut rng));
            }
        }
        let mut between = rng.fork();
        let line = floor.meddled(move |hands, at| {
            if between.u32(0..4) == 0 {
                let _ = hands.act(at, &act(&mut between));
            }
        });
        floor.sync_over(&line, &SyncRequest::default());
        if rng.bool() {
            floor.replay_failed();
        }
    }
    // Whatever is still on its way arrives, and nothing goes wrong any more.
    floor.wait(1_800);
    floor.weather("", seed);
    floor.wait(3_600);
    for _ in 0..3 {
        floor.sync();
        floor.replay_failed();
        floor.wait(1_800);
    }
    if !floor.is_settled() {
        return Err(format!(
            "TIEOUT_HISTORY={seed}: something is on its way for good\n{faults}"
        ));
    }
    let last = floor.sync();
    judge
        .verdict(&floor, &last)
        .map_err(|wrong| format!("TIEOUT_HISTORY={seed}: {}\n{faults}", wrong.join("\n")))
}

/// How many worlds are run: so many that there are as many histories as asked for.
fn worlds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    if let Some(one) = number("TIEOUT_HISTORY") {
        return one..one + 1;
    }
    0..number("TIEOUT_HISTORIES").unwrap_or(50).div_ceil(ORDERS as u64)
}

/// Says what a long run came to: `--nocapture` shows it.
#[allow(clippy::print_stdout, reason = "the figures of a long run are worth seeing")]
fn told(what: &str) {
    println!("{what}");
}

#[test]
fn whatever_happens_an_edit_follows_or_is_in_the_queue_with_its_code() {
    let (worlds, began) = (worlds(), Instant::now());
    let workers = if worlds.end - worlds.start > 4 { 2 } else { 1 };
    let ended = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..workers)
            .map(|nth| {
                let worlds = worlds.clone().skip(nth).step_by(workers);
                scope.spawn(move || worlds.map(run).collect::<Vec<_>>())
            })
            .collect();
        shares.into_iter().flat_map(|s| s.join().unwrap()).collect::<Vec<_>>()
    });
    let (mut wrong, mut ends) = (Vec::new(), BTreeMap::<String, u64>::new());
    for world in ended {
        match world {
            Ok(counted) => counted
                .into_iter()
                .for_each(|(end, n)| *ends.entry(end).or_default() += n),
            Err(why) => wrong.push(why),
        }
    }
    let histories = (worlds.end - worlds.start) * ORDERS as u64;
    told(&format!("{histories} histories in {:?}: {ends:#?}", began.elapsed()));
    assert!(wrong.is_empty(), "{} worlds fail:\n{}", wrong.len(), wrong.join("\n"));
}
