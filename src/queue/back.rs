//! Which decisions can be taken back, and how.

use super::moves::{Move, next};
use crate::base::Moment;
use crate::model::exception::{Event, Exception, ExceptionState};

/// How a decision is taken back: by another one, which the journal keeps beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Back {
    /// It is given back to whose work it was.
    Assign(String),
    /// It is set aside again until the moment it was set aside for, and for the same event.
    Snooze(Moment, Option<Event>),
    /// It is taken up again.
    Reopen,
    /// What was proposed is turned down.
    Reject,
    /// There is no way back; why, for a person.
    None(&'static str),
}

/// The way back from a decision on an exception that stood as `before`.
#[must_use]
pub fn back(before: &Exception, decision: Move) -> Back {
    use ExceptionState as S;
    let work = &before.work;
    match decision {
        Move::Assign => match (before.state, &work.assignee) {
            (S::Snoozed, _) => Back::None("it was set aside before; set it aside again"),
            (_, Some(earlier)) => Back::Assign(earlier.clone()),
            (_, None) => Back::None("what is given to somebody stays somebody's; give it to another"),
        },
        Move::Snooze => match (before.state, work.snoozed_until) {
            (S::Snoozed, Some(until)) => Back::Snooze(until, work.wake.as_ref().map(|w| w.event)),
            _ => Back::Reopen,
        },
        Move::Accept => Back::Reopen,
        Move::Propose if before.state == S::Proposed => {
            Back::None("the earlier proposal is void; propose it again or turn this one down")
        }
        Move::Propose => Back::Reject,
        Move::Reject => Back::None("what was turned down stays so; propose it again"),
        _ => Back::None("the journal keeps it"),
    }
}

impl Back {
    /// The move that it is in the table, and so whether the table lets it happen from `after`.
    #[must_use]
    pub fn leads(&self, after: &Exception) -> Option<ExceptionState> {
        let mv = match self {
            Self::Assign(_) => Move::Assign,
            Self::Snooze(..) => Move::Snooze,
            Self::Reopen => Move::Reopen,
            Self::Reject => Move::Reject,
            Self::None(_) => return None,
        };
        next(after.state, mv, &after.work)
    }
}
