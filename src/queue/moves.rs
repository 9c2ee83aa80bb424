//! Which move leads from which state to which: the one table.

use crate::base::Moment;
use crate::model::exception::{Brief, ExceptionState, Work};

/// What happens to an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// A person gives it to somebody.
    Assign,
    /// A person sets it aside.
    Snooze,
    /// The time it was set aside for is over.
    Wake,
    /// A person accepts the difference as it is.
    Accept,
    /// A person proposes an action.
    Propose,
    /// A person approves the action.
    Approve,
    /// A person turns the action down.
    Reject,
    /// A person takes it up again.
    Reopen,
    /// A run found it again, as it was.
    FoundAgain,
    /// A run found it again, with other amounts.
    Changed,
    /// A complete run no longer finds it.
    Gone,
    /// The action is about to be sent.
    Send,
    /// The action was sent and read back.
    Post,
    /// The action was refused; nothing was written.
    Refuse,
    /// What became of the action is not known.
    Lose,
    /// An action whose outcome was unknown is known not to have happened.
    Clear,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 16] = [
        Self::Assign,
        Self::Snooze,
        Self::Wake,
        Self::Accept,
        Self::Propose,
        Self::Approve,
        Self::Reject,
        Self::Reopen,
        Self::FoundAgain,
        Self::Changed,
        Self::Gone,
        Self::Send,
        Self::Post,
        Self::Refuse,
        Self::Lose,
        Self::Clear,
    ];

    /// As people say it: `it cannot be accepted`.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Assign => "assigned",
            Self::Snooze => "snoozed",
            Self::Wake => "woken",
            Self::Accept => "accepted",
            Self::Propose => "given a proposal",
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Reopen => "reopened",
            Self::FoundAgain | Self::Changed => "found again",
            Self::Gone => "closed",
            Self::Send => "sent",
            Self::Post => "posted",
            Self::Refuse => "refused",
            Self::Lose => "lost sight of",
            Self::Clear => "cleared",
        }
    }
}

/// Where an exception stands at a moment: what was set aside until an earlier one is back.
#[must_use]
pub fn awake(brief: &Brief, at: Moment) -> ExceptionState {
    match (brief.state, brief.snoozed_until) {
        (ExceptionState::Snoozed, Some(until)) if until <= at => rest(brief.is_assigned),
        (state, _) => state,
    }
}

/// Where an exception rests that waits for nothing but a person.
const fn rest(is_assigned: bool) -> ExceptionState {
    if is_assigned {
        ExceptionState::Assigned
    } else {
        ExceptionState::Open
    }
}

/// The state after a move; `None` where the table has no such move, which is an error of whoever asks.
#[must_use]
pub fn next(from: ExceptionState, mv: Move, work: &Work) -> Option<ExceptionState> {
    use ExceptionState as S;
    use Move as M;
    let rest = rest(work.assignee.is_some());
    Some(match (from, mv) {
        (S::Open | S::Reopened | S::Assigned | S::Snoozed, M::Assign) => S::Assigned,
        (S::Proposed | S::Approved | S::Posting | S::Posted | S::Unknown, M::Assign) => from,
        (S::Open | S::Reopened | S::Assigned | S::Snoozed, M::Snooze) => S::Snoozed,
        (S::Snoozed, M::Wake | M::Reopen) => rest,
        (S::Open | S::Reopened | S::Assigned | S::Snoozed | S::Proposed, M::Accept) => S::Accepted,
        (S::Open | S::Reopened | S::Assigned | S::Snoozed | S::Proposed, M::Propose) => S::Proposed,
        (S::Proposed, M::Approve) => S::Approved,
        // A suggestion of a run waits for no proposal: to turn it down leaves the exception where it is.
        (S::Open | S::Reopened | S::Assigned | S::Snoozed, M::Reject) => from,
        (S::Proposed | S::Approved, M::Reject) => rest,
        (S::Accepted | S::Closed | S::Posted, M::Reopen) => S::Reopened,

        (S::Closed | S::Posted, M::FoundAgain | M::Changed) => S::Reopened,
        (S::Accepted, M::Changed) => S::Reopened,
        // A proposal was made for the amounts it was made for; time set aside, too.
        (S::Proposed | S::Approved | S::Snoozed, M::Changed) => rest,
        // What is under way is settled before anything else is said about it.
        (S::Posting | S::Unknown, M::FoundAgain | M::Changed | M::Gone) => from,
        (S::Open | S::Reopened | S::Assigned, M::FoundAgain | M::Changed) => from,
        (S::Proposed | S::Approved | S::Snoozed | S::Accepted, M::FoundAgain) => from,
        (_, M::Gone) => S::Closed,

        (S::Approved, M::Send) => S::Posting,
        (S::Posting | S::Unknown, M::Post) => S::Posted,
        (S::Approved | S::Posting | S::Unknown, M::Refuse) => rest,
        (S::Posting | S::Unknown, M::Lose) => S::Unknown,
        (S::Posting | S::Unknown, M::Clear) => S::Approved,
        _ => return None,
    })
}

/// An exception's state and what people did with it, after a move. What no longer holds in the new
/// state is taken away.
#[must_use]
pub fn settle(state: ExceptionState, mut work: Work) -> Work {
    use ExceptionState as S;
    if state != S::Snoozed {
        work.snoozed_until = None;
        work.wake = None;
    }
    if state != S::Accepted {
        work.accepted = None;
    }
    let has_action = matches!(
        state,
        S::Proposed | S::Approved | S::Posting | S::Posted | S::Unknown | S::Closed
    );
    if !has_action {
        work.action = None;
    }
    work
}
