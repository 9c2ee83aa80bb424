//! Lists, filters and groups of the queue.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::decide;
use crate::base::{Amount, Moment};
use crate::flow::FlowError;
use crate::model::code::{Code, Route};
use crate::model::exception::{Brief, Exception, ExceptionState};
use crate::queue::{GroupKey, awake};
use crate::report::{Severity, urgency};
use crate::store::{Store, Wanted};

/// Which exceptions. What is not given does not filter; without a state, closed ones are left out.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Whose work.
    pub route: Option<Route>,
    /// The diagnosis.
    pub code: Option<&'static Code>,
    /// Where it stands.
    pub state: Option<ExceptionState>,
    /// The shop.
    pub shop: Option<String>,
    /// Whose work it is by name.
    pub assignee: Option<String>,
    /// A label that people gave it.
    pub tag: Option<String>,
    /// At least this urgent.
    pub severity: Option<Severity>,
}

/// The first exceptions of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// They, the most urgent first.
    pub exceptions: Vec<Exception>,
    /// How many the whole list has.
    pub total: usize,
}

/// Exceptions of one cause, one action and one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// How many they are.
    pub count: usize,
    /// The sum of their deltas, signed.
    pub delta: Amount,
    /// When the oldest of their facts happened.
    pub oldest: Moment,
}

/// The exceptions that pass at a moment, by number. Closed ones are left out unless their state is asked
/// for; what was set aside until an earlier moment is back.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn list(store: &Store, filters: &Filters, at: Moment) -> Result<Vec<Exception>, FlowError> {
    let numbers = briefs(store, filters, at)?.into_iter().map(|b| b.number);
    whole(store, numbers, at)
}

/// The most urgent of the exceptions that pass, at most `max` of them: those with a ship-by clock first, the earliest
/// of them, then the most urgent, of those the oldest, then by number, so that the order never changes.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn page(store: &Store, filters: &Filters, at: Moment, max: usize) -> Result<Page, FlowError> {
    let mut order: Vec<_> = briefs(store, filters, at)?
        .iter()
        .map(|b| {
            (
                b.ship_by.is_none(),
                b.ship_by,
                Reverse(urgency(b, at)),
                b.since,
                b.number,
            )
        })
        .collect();
    let total = order.len();
    if max < total {
        order.select_nth_unstable(max);
        order.truncate(max);
    }
    order.sort_unstable();
    Ok(Page {
        exceptions: whole(store, order.into_iter().map(|(.., number)| number), at)?,
        total,
    })
}

/// The exceptions that pass as groups, by code, action and currency.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn groups(store: &Store, filters: &Filters, at: Moment) -> Result<Vec<Group>, FlowError> {
    let mut groups: BTreeMap<_, Group> = BTreeMap::new();
    for brief in briefs(store, filters, at)? {
        let key = GroupKey::of_brief(&brief);
        let group = groups.entry(key.order()).or_insert(Group {
            key,
            count: 0,
            delta: Amount::ZERO,
            oldest: brief.since,
        });
        group.count += 1;
        group.delta += brief.delta;
        group.oldest = group.oldest.min(brief.since);
    }
    Ok(groups.into_values().collect())
}

/// What passes, by number.
fn briefs(store: &Store, filters: &Filters, at: Moment) -> Result<Vec<Brief>, FlowError> {
    let mut briefs = match filters.state {
        // Nobody works on closed ones, so nothing is kept to go through them fast.
        Some(ExceptionState::Closed) => closed(store, filters)?,
        _ => store.read().briefs(Wanted {
            route: filters.route,
            code: filters.code,
            shop: filters.shop.as_deref(),
            assignee: filters.assignee.as_deref(),
            tag: filters.tag.as_deref(),
        })?,
    };
    briefs.iter_mut().for_each(|b| b.state = awake(b, at));
    briefs
        .retain(|b| filters.state.is_none_or(|s| b.state == s) && filters.severity.is_none_or(|s| urgency(b, at) >= s));
    Ok(briefs)
}

fn closed(store: &Store, filters: &Filters) -> Result<Vec<Brief>, FlowError> {
    let passes = |e: &Exception| {
        let (f, work) = (&e.finding, &e.work);
        e.state == ExceptionState::Closed
            && filters.route.is_none_or(|r| f.route == r)
            && filters.code.is_none_or(|c| f.code == c)
            && filters.shop.as_deref().is_none_or(|s| f.shop == s)
            && filters
                .assignee
                .as_ref()
                .is_none_or(|a| work.assignee.as_ref() == Some(a))
            && filters.tag.as_ref().is_none_or(|t| work.tags.contains(t))
    };
    let all = store.read().exceptions()?;
    Ok(all.iter().filter(|e| passes(e)).map(Brief::of).collect())
}

/// Exceptions by their numbers, as they stand at a moment.
fn whole(store: &Store, numbers: impl Iterator<Item = u64>, at: Moment) -> Result<Vec<Exception>, FlowError> {
    let mut exceptions = store.read().exceptions_at(numbers)?;
    exceptions.iter_mut().for_each(|e| decide::wake(e, at));
    Ok(exceptions)
}
