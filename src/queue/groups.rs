//! Exceptions of one cause, one action and one currency: what is worked as one.

use std::collections::BTreeMap;

use crate::base::{Amount, Currency, Moment};
use crate::model::code::Code;
use crate::model::exception::{Brief, Exception};
use crate::model::finding::ActionKind;

/// What the exceptions of a group have in common. Amounts of two currencies are never added, so the
/// currency is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupKey {
    /// The diagnosis.
    pub code: &'static Code,
    /// What the run suggests; `None` where a person decides.
    pub action: Option<ActionKind>,
    /// Currency of all amounts.
    pub currency: Currency,
}

impl GroupKey {
    /// The group an exception belongs to.
    #[must_use]
    pub fn of(exception: &Exception) -> Self {
        let finding = &exception.finding;
        Self {
            code: finding.code,
            action: finding.proposal.as_ref().map(|p| p.action),
            currency: finding.currency,
        }
    }

    /// The group an exception belongs to, from what is known of it in brief.
    #[must_use]
    pub const fn of_brief(brief: &Brief) -> Self {
        Self {
            code: brief.code,
            action: brief.action,
            currency: brief.currency,
        }
    }

    /// The action's name in machine output; a person's work is `route`.
    #[must_use]
    pub fn action_name(&self) -> &'static str {
        self.action.unwrap_or(ActionKind::Route).as_str()
    }

    /// Where the group stands among others.
    #[must_use]
    pub const fn order(&self) -> (&'static str, Option<ActionKind>, Currency) {
        (self.code.id, self.action, self.currency)
    }
}

/// One group of a list of exceptions; there is at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'e> {
    /// What they have in common.
    pub key: GroupKey,
    /// They, in the order of the list.
    pub exceptions: Vec<&'e Exception>,
    /// When the oldest of their facts happened.
    pub oldest: Moment,
}

impl Group<'_> {
    /// The sum of their deltas, signed.
    #[must_use]
    pub fn delta(&self) -> Amount {
        self.exceptions.iter().map(|e| e.finding.delta).sum()
    }
}

/// A list of exceptions as groups, by code, action and currency.
#[must_use]
pub fn groups(exceptions: &[Exception]) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<_, Group<'_>> = BTreeMap::new();
    for exception in exceptions {
        let key = GroupKey::of(exception);
        let group = groups.entry(key.order()).or_insert_with(|| Group {
            key,
            exceptions: Vec::new(),
            oldest: exception.finding.since,
        });
        group.exceptions.push(exception);
        group.oldest = group.oldest.min(exception.finding.since);
    }
    groups.into_values().collect()
}
