//! The words of a review: groups and their exceptions, approvals that wait, verdicts, turns.

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Currency};
use crate::cli::args::When;
use crate::flow::queue::Looked;
use crate::model::exception::Event;
use crate::model::finding::ActionKind;
use crate::queue::{Back, GroupKey};

/// One exception in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: u64,
    /// What it is about, as people name it.
    pub(super) subject: String,
    pub(super) delta: Amount,
    /// What a search looks through, in small letters.
    pub(super) words: String,
    pub(super) mark: Mark,
}

impl Entry {
    pub(super) fn id(&self) -> String {
        format!("EX-{}", self.number)
    }
}

/// What became of an exception in this review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing yet.
    Left,
    /// It was passed over.
    Skipped,
    /// It is approved, and not signed yet.
    Pending,
    /// Where it stands now.
    Decided(String),
    /// Somebody else works on it.
    Claimed(String),
}

/// A group as it is worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) key: GroupKey,
    /// The sum of the deltas, signed.
    pub(super) delta: Amount,
    /// How many days old its oldest fact is.
    pub(super) age: i64,
    pub(super) entries: Vec<Entry>,
}

impl Group {
    /// `EDT-03 update_sales_order GBP`.
    pub(super) fn name(&self) -> String {
        let key = self.key;
        format!("{} {} {}", key.code.id, key.action_name(), key.currency)
    }

    pub(super) fn count(&self, is: impl Fn(&Mark) -> bool) -> usize {
        self.entries.iter().filter(|e| is(&e.mark)).count()
    }

    pub(super) fn left(&self) -> usize {
        self.count(|m| *m == Mark::Left)
    }
}

/// An approval that is not signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) looked: Looked,
    pub(super) kind: ActionKind,
    pub(super) amount: Amount,
    pub(super) currency: Currency,
}

/// A whole group as it would be approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) pending: Vec<Pending>,
    pub(super) currency: Currency,
    /// What is left out of it, and why.
    pub(super) left_out: Vec<String>,
    /// What the largest of them would write.
    pub(super) writes: Vec<String>,
}

impl Offer {
    pub(super) fn total(&self) -> Amount {
        self.pending.iter().map(|p| p.amount).sum()
    }
}

/// What is kept from one review to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The exception that was looked at last.
    pub(super) exception: Option<u64>,
    /// The approvals that were not signed.
    pub(super) pending: Vec<Looked>,
}

/// A verdict that is written at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Note(String),
    Assign(String),
    Snooze(Option<When>, Option<Event>),
    Accept(String),
    Propose(ActionKind, String),
    Reject(String),
}

/// What a person is asked in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Note,
    Assign,
    Snooze,
    Accept,
    Propose,
    Reject,
    Search,
    /// The total of the offered group.
    Total,
}

/// What is to be done before the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// Draw.
    Show,
    /// Claim and load the exception it is at.
    Look,
    /// Ask, and give the answer to [`Session::answered`].
    Ask(Question),
    /// See whether the exception it is at can be approved: [`Session::pend`] or [`Session::refused`].
    Offer(u64),
    /// The same for several: [`Session::offered`] or [`Session::refused`].
    OfferAll(Vec<u64>),
    /// Write a verdict on the exception it is at: [`Session::written`] or [`Session::refused`].
    Write(Verdict),
    /// Take a verdict back: [`Session::taken_back`] or [`Session::refused`].
    Back { number: u64, revision: u64, back: Back },
    /// Sign what is pending: [`Session::signed`].
    Sign,
    /// Leave.
    Leave,
}

/// What `u` takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    Pending(Vec<u64>),
    Signed,
    Written {
        number: u64,
        revision: u64,
        word: &'static str,
        back: Back,
    },
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Groups,
    Item,
}

/// What is shown over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Nothing,
    Help,
    /// What is pending; whether leaving comes next.
    Signing {
        leaving: bool,
    },
}
