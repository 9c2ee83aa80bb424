//! Carries approved actions out: each exactly once, or it is refused, or it is known to be unknown.
//!
//! The way of every step: see that the facts are those it was approved on, have NetSuite compute it
//! without saving, write down that it is about to be sent, send it once, and read back what was saved. After no
//! answer the record is looked up by its external id; nothing is sent a second time before it is
//! certain that the first was not taken.
//!
//! **Invariants:** no step is sent whose preview does not come to its total; no byte leaves before its
//! intent is in the store; two processes at once send once, since only one of them can write that intent.

mod changed;
mod check;
mod diagnosis;
mod forecast;
mod land;
mod one;
mod preview;
mod source;
mod state;

pub use forecast::{Forecast, forecast};
pub use land::land;

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::{FlowError, Progress, periods};
use crate::approve::Policy;
use crate::base::Moment;
use crate::http::{Clock, Lane};
use crate::model::action::{Action, ActionState, Adjusted, Standing};
use crate::model::code::Code;
use crate::model::finding::ActionKind;
use crate::netsuite::Account;
use crate::store::Store;

/// What is carried out.
#[derive(Debug, Clone, Default)]
pub struct ApplyRequest {
    /// Only these actions, by number; without any, all that are approved or on their way.
    pub actions: Vec<u64>,
    /// Show what would be sent and send nothing.
    pub dry_run: bool,
}

/// What came of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The action.
    pub action: Action,
    /// How it ended.
    pub end: End,
    /// The failure of the catalogue behind that end, where NetSuite's answer tells: `SYN-08` where the period
    /// is closed. With [`End::Posted`], what was met on the way and is no error.
    pub code: Option<&'static Code>,
    /// Its requests as NetSuite was shown them, with the totals it computed.
    pub shown: Vec<Shown>,
    /// What NetSuite saved otherwise than was planned.
    pub differs: Vec<String>,
}

/// A request as it was shown to NetSuite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which step, from 0.
    pub step: usize,
    /// The body, adjusted where that was agreed.
    pub body: String,
    /// The total NetSuite computes, where the record has one.
    pub total: Option<String>,
    /// What brought it there, where something had to.
    pub adjusted: Option<Adjusted>,
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Everything was sent and read back: the internal ids of the records.
    Posted(Vec<u64>),
    /// Nothing (more) was written, and why.
    Refused(String),
    /// NetSuite was not reached; nothing was written, and the same may work later.
    NotSent(String),
    /// Whether it was written is not known.
    Unknown(String),
    /// It would be sent.
    Ready,
    /// The program was interrupted before it began.
    Left,
}

/// What carrying out needs besides the store.
pub struct Bench<'b> {
    /// Who may approve what.
    pub policy: &'b Policy,
    /// NetSuite.
    pub account: &'b Account,
    /// The time.
    pub clock: &'b Clock,
    /// Who carries it out.
    pub operator: &'b str,
    /// Whether to stop before the next action.
    pub stop: &'b dyn Fn() -> bool,
    /// Edits that this process planned itself, by number, with their digests: no other edit goes without an
    /// approval.
    pub own_edits: BTreeMap<u64, String>,
}

impl Bench<'_> {
    fn now(&self) -> Moment {
        Moment::from_seconds(self.clock.now().as_second())
    }
}

/// The server goes on working on a request for so long after its client has gone.
const SERVER_LIMIT: i64 = 15 * 60;
/// When a record is looked up after no answer came, each time from the one before.
const LOOKS: [Duration; 5] = [
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
];

/// Carries approved actions out, one after the other, the oldest first.
///
/// # Errors
/// [`FlowError`] where the store fails or an action is not there. What NetSuite refuses is in the outcomes.
pub fn run(
    store: &mut Store,
    bench: &Bench<'_>,
    request: &ApplyRequest,
    runtime: &Runtime,
) -> Result<Vec<Outcome>, FlowError> {
    run_shown(store, bench, request, runtime, None)
}

/// The same, with somebody told after each action how many are done.
///
/// # Errors
/// As [`run`].
pub fn run_shown(
    store: &mut Store,
    bench: &Bench<'_>,
    request: &ApplyRequest,
    runtime: &Runtime,
    progress: Option<&dyn Progress>,
) -> Result<Vec<Outcome>, FlowError> {
    let numbers = numbers(store, request)?;
    if !numbers.is_empty() {
        runtime.block_on(periods::refresh(store, bench.account))?;
    }
    let mut outcomes = Vec::new();
    let all = numbers.len() as u64;
    for (done, number) in (0..).zip(numbers) {
        if let Some(progress) = progress {
            progress.stands("actions", done, all);
        }
        let standing = store.read().action(number)?;
        let standing = standing.ok_or_else(|| FlowError::NotFound(format!("there is no action ACT-{number}")))?;
        if (bench.stop)() {
            outcomes.push(Outcome {
                action: standing.action,
                end: End::Left,
                code: None,
                shown: Vec::new(),
                differs: Vec::new(),
            });
            continue;
        }
        outcomes.push(carry_out(store, bench, standing, request.dry_run, runtime)?);
    }
    Ok(outcomes)
}

/// Carries one action out.
///
/// # Errors
/// [`FlowError`] where the store fails. What NetSuite refuses is in the outcome.
pub(super) fn carry_out(
    store: &mut Store,
    bench: &Bench<'_>,
    standing: Standing,
    dry_run: bool,
    runtime: &Runtime,
) -> Result<Outcome, FlowError> {
    let action = standing.action.clone();
    let account = bench.account.in_lane(lane(action.kind()));
    let bench = &Bench {
        account: &account,
        own_edits: bench.own_edits.clone(),
        ..*bench
    };
    match runtime.block_on(one::carry_out(store, bench, standing, dry_run)) {
        // Another process has it: its outcome is told there.
        Err(FlowError::Taken(why)) => Ok(Outcome {
            action,
            end: End::NotSent(why),
            code: None,
            shown: Vec::new(),
            differs: Vec::new(),
        }),
        outcome => outcome,
    }
}

/// What is asked for: what was named, or whatever waits.
fn numbers(store: &Store, request: &ApplyRequest) -> Result<Vec<u64>, FlowError> {
    if request.actions.is_empty() {
        waiting(store)
    } else {
        Ok(request.actions.clone())
    }
}

/// The lane in which an action is carried out.
const fn lane(kind: ActionKind) -> Lane {
    match kind {
        ActionKind::UpdateSalesOrder | ActionKind::CloseLines => Lane::Edits,
        ActionKind::CreateDeposit | ActionKind::CreateJournalEntry => Lane::Payouts,
        ActionKind::CreateCreditMemo
        | ActionKind::CreateCashRefund
        | ActionKind::CreateCustomerRefund
        | ActionKind::RefundCustomerDeposit
        | ActionKind::CreateReturnAuthorization
        | ActionKind::ImportOrder
        | ActionKind::AcceptVariance
        | ActionKind::Route => Lane::Credits,
    }
}

/// Whether anything waits to be carried out.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn is_idle(store: &Store) -> Result<bool, FlowError> {
    Ok(waiting(store)?.is_empty())
}

/// What is on its way before what is only approved: its outcome may be known by now.
fn waiting(store: &Store) -> Result<Vec<u64>, FlowError> {
    let mut numbers = Vec::new();
    for state in [ActionState::Sending, ActionState::Unknown, ActionState::Approved] {
        let actions = store.read().actions(Some(state))?;
        numbers.extend(actions.into_iter().map(|s| s.action.number));
    }
    Ok(numbers)
}
