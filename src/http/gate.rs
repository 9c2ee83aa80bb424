//! How many requests are in flight at once, and who is next.
//!
//! The width follows what the service bears (AIMD): one more after a run of good answers, half
//! after a sign of overload, never more than the ceiling. With [`Slots`] the ceiling holds for all processes that
//! share them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::quiet::Quiet;
use super::slots::{Slot, Slots};

/// Good answers in a row that widen the gate by one.
const ANSWERS_TO_WIDEN: usize = 16;

/// What a request is for. An earlier lane is always served first: a correction that a person waits
/// for does not stand behind a month of history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Corrections of orders.
    Edits,
    /// Credits and refunds.
    Credits,
    /// Payouts and deposits.
    Payouts,
    /// Daily pulls.
    Pulls,
    /// History and bulk files.
    Bulk,
}

pub(super) const LANES: usize = 5;

/// How long whoever found no shared place waits before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// A gate for one service. Clones are the same gate.
#[derive(Clone)]
pub struct Gate {
    state: Arc<Mutex<State>>,
    slots: Option<Arc<Slots>>,
    quiet: Option<Arc<Quiet>>,
}

struct State {
    ceiling: usize,
    width: usize,
    in_flight: usize,
    good_answers: usize,
    /// Raised at each narrowing, so that requests of one burst narrow the gate once.
    epoch: u64,
    rests_until: Option<Instant>,
    /// Until when a request waits to be sent again, and the status it was refused with.
    backs_off: Option<(Instant, Option<u16>)>,
    waiting: [VecDeque<oneshot::Sender<Pass>>; LANES],
}

/// How a gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateView {
    /// Requests in flight.
    pub in_flight: usize,
    /// How many may be in flight now.
    pub width: usize,
    /// The time until a request that failed is sent again, where one waits for that.
    pub backs_off: Option<BacksOff>,
}

/// The wait before a request that failed is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacksOff {
    /// What is left of it.
    pub time: Duration,
    /// The status it was refused with; `None` where there was no answer.
    pub status: Option<u16>,
}

/// The right to have one request in flight; given back when dropped.
pub struct Pass {
    gate: Gate,
    epoch: u64,
    slot: Option<Slot>,
}

impl Gate {
    /// A gate that lets `ceiling` requests through at once, at least one.
    #[must_use]
    pub fn new(ceiling: usize) -> Self {
        let ceiling = ceiling.max(1);
        let state = State {
            ceiling,
            width: ceiling,
            in_flight: 0,
            good_answers: 0,
            epoch: 0,
            rests_until: None,
            backs_off: None,
            waiting: Default::default(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            slots: None,
            quiet: None,
        }
    }

    /// The same gate, whose bulk lane stands still in quiet hours.
    #[must_use]
    pub fn quiet(mut self, quiet: Quiet) -> Self {
        self.quiet = Some(Arc::new(quiet));
        self
    }

    /// The same gate, which other processes are in, too.
    #[must_use]
    pub fn shared(mut self, slots: Slots) -> Self {
        self.slots = Some(Arc::new(slots));
        self
    }

    /// Waits for a free place.
    pub async fn enter(&self, lane: Lane) -> Pass {
        if let Some(quiet) = self.quiet.as_ref().filter(|_| lane == Lane::Bulk) {
            quiet.over().await;
        }
        let Some(slots) = &self.slots else {
            return self.admitted(lane).await;
        };
        let _waits = slots.wait(lane);
        loop {
            let mut pass = self.admitted(lane).await;
            pass.slot = slots.take(lane);
            if pass.slot.is_some() {
                return pass;
            }
            // Given back while it waits: an earlier lane of this process must not stand behind it.
            drop(pass);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits for a free place in this process.
    async fn admitted(&self, lane: Lane) -> Pass {
        loop {
            let (give, take) = oneshot::channel();
            {
                let mut state = self.state();
                let queue = &mut state.waiting[lane as usize];
                queue.retain(|waiter| !waiter.is_closed());
                queue.push_back(give);
            }
            self.admit();
            if let Ok(pass) = take.await {
                self.rested().await;
                return pass;
            }
        }
    }

    /// How many may be in flight now.
    #[must_use]
    pub fn width(&self) -> usize {
        self.state().width
    }

    /// How it stands.
    #[must_use]
    pub fn view(&self) -> GateView {
        let (state, now) = (self.state(), Instant::now());
        let backs_off = state.backs_off.filter(|(until, _)| *until > now);
        GateView {
            in_flight: state.in_flight,
            width: state.width,
            backs_off: backs_off.map(|(until, status)| BacksOff {
                time: until - now,
                status,
            }),
        }
    }

    /// A request waits for some time before it is sent again; told for [`Gate::view`] alone.
    pub(super) fn backs_off(&self, time: Duration, status: Option<u16>) {
        let mut state = self.state();
        state.backs_off = state.backs_off.max(Some((Instant::now() + time, status)));
    }

    /// Lets nothing in for a while: the service has asked for it.
    pub fn rest(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut state = self.state();
        state.rests_until = state.rests_until.max(Some(until));
    }

    async fn rested(&self) {
        loop {
            let until = self.state().rests_until;
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return,
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands free places to those who wait. Passes travel outside the lock: one whose taker has gone
    /// comes back through `Pass::drop`, which locks again.
    fn admit(&self) {
        let mut served = Vec::new();
        {
            let mut state = self.state();
            while state.in_flight < state.width {
                let Some(waiter) = state.next() else { break };
                state.in_flight += 1;
                let pass = Pass {
                    gate: self.clone(),
                    epoch: state.epoch,
                    slot: None,
                };
                served.push((waiter, pass));
            }
        }
        for (waiter, pass) in served {
            drop(waiter.send(pass));
        }
    }
}

impl State {
    fn next(&mut self) -> Option<oneshot::Sender<Pass>> {
        for lane in &mut self.waiting {
            while let Some(waiter) = lane.pop_front() {
                if !waiter.is_closed() {
                    return Some(waiter);
                }
            }
        }
        None
    }
}

impl Pass {
    /// The service answered in good order.
    pub fn went_well(&self) {
        let mut state = self.gate.state();
        state.good_answers += 1;
        if state.good_answers >= ANSWERS_TO_WIDEN {
            state.good_answers = 0;
            state.width = (state.width + 1).min(state.ceiling);
        }
    }

    /// The service showed that it has too much to do. Requests that entered before the last narrowing
    /// tell nothing new.
    pub fn overloaded(&self) {
        let mut state = self.gate.state();
        if state.epoch == self.epoch {
            state.epoch += 1;
            state.good_answers = 0;
            state.width = (state.width / 2).max(1);
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.slot = None;
        self.gate.state().in_flight -= 1;
        self.gate.admit();
    }
}
