//! The gate: never too many, the right one next, and a width that follows the service.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::http::{BacksOff, Gate, GateView, Lane};

#[tokio::test(start_paused = true)]
async fn the_ceiling_is_reached_and_never_passed() {
    let gate = Gate::new(3);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut chance = fastrand::Rng::with_seed(7);
    let mut tasks = Vec::new();
    for _ in 0..200 {
        let (gate, now, most) = (gate.clone(), Arc::clone(&now), Arc::clone(&most));
        let (time, overloaded) = (Duration::from_millis(chance.u64(1..50)), chance.u8(0..20) == 0);
        tasks.push(tokio::spawn(async move {
            let pass = gate.enter(Lane::Pulls).await;
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(time).await;
            now.fetch_sub(1, Ordering::SeqCst);
            if overloaded {
                pass.overloaded()
            } else {
                pass.went_well()
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
    assert!((1..=3).contains(&gate.width()));
}

#[tokio::test(start_paused = true)]
async fn an_earlier_lane_goes_first() {
    let gate = Gate::new(1);
    let held = gate.enter(Lane::Bulk).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let lanes = [
        Lane::Bulk,
        Lane::Pulls,
        Lane::Edits,
        Lane::Payouts,
        Lane::Credits,
        Lane::Edits,
    ];
    let mut tasks = Vec::new();
    for lane in lanes {
        let (gate, order) = (gate.clone(), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let _pass = gate.enter(lane).await;
            order.lock().unwrap().push(lane);
        }));
        tokio::task::yield_now().await;
    }
    drop(held);
    for task in tasks {
        task.await.unwrap();
    }
    let expected = [
        Lane::Edits,
        Lane::Edits,
        Lane::Credits,
        Lane::Payouts,
        Lane::Pulls,
        Lane::Bulk,
    ];
    assert_eq!(*order.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_width_halves_at_once_and_comes_back_slowly() {
    let gate = Gate::new(8);
    let burst = [gate.enter(Lane::Pulls).await, gate.enter(Lane::Pulls).await];
    burst.iter().for_each(super::super::Pass::overloaded);
    assert_eq!(gate.width(), 4, "one burst narrows once");
    drop(burst);
    for expected in [2, 1, 1] {
        gate.enter(Lane::Pulls).await.overloaded();
        assert_eq!(gate.width(), expected);
    }
    for n in 1..=200 {
        gate.enter(Lane::Pulls).await.went_well();
        assert_eq!(gate.width(), (1 + n / 16).min(8), "after {n} good answers");
    }
}

#[tokio::test(start_paused = true)]
async fn one_who_stops_waiting_leaves_no_hole() {
    let gate = Gate::new(1);
    let held = gate.enter(Lane::Pulls).await;
    let gone = tokio::spawn({
        let gate = gate.clone();
        async move { drop(gate.enter(Lane::Edits).await) }
    });
    tokio::task::yield_now().await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    drop(held);
    drop(gate.enter(Lane::Bulk).await);
    // A pass that was handed over and never taken comes back, too.
    let held = gate.enter(Lane::Pulls).await;
    let mut waiting = Box::pin(gate.enter(Lane::Pulls));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    drop(held);
    drop(waiting);
    drop(gate.enter(Lane::Bulk).await);
}

#[tokio::test(start_paused = true)]
async fn a_resting_gate_lets_nobody_in() {
    let (gate, began) = (Gate::new(2), Instant::now());
    gate.rest(Duration::from_secs(30));
    gate.rest(Duration::from_secs(5));
    drop(gate.enter(Lane::Edits).await);
    assert!(began.elapsed() >= Duration::from_secs(30));
    let again = Instant::now();
    drop(gate.enter(Lane::Edits).await);
    assert_eq!(again.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_gate_says_how_it_stands() {
    let gate = Gate::new(2);
    let view = |in_flight, width, backs_off| GateView {
        in_flight,
        width,
        backs_off,
    };
    assert_eq!(gate.view(), view(0, 2, None));
    let pass = gate.enter(Lane::Pulls).await;
    pass.overloaded();
    gate.backs_off(Duration::from_secs(8), Some(429));
    gate.backs_off(Duration::from_secs(1), None);
    sleep(Duration::from_secs(3)).await;
    let backs_off = BacksOff {
        time: Duration::from_secs(5),
        status: Some(429),
    };
    assert_eq!(gate.view(), view(1, 1, Some(backs_off)));
    drop(pass);
    sleep(Duration::from_secs(5)).await;
    assert_eq!(gate.view(), view(0, 1, None));
}
