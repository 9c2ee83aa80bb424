//! SYN-15: findings of one code that began on one day and go on, where there were none before. Each of
//! them is a finding by itself; that they began together says more than any of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::data::Data;
use crate::model::code::{Code, Route};
use crate::model::finding::FindingState;

/// So few findings are chance.
const MANY: i64 = 10;
/// On fewer days they are an outage, and not a setting that stays wrong.
const DAYS: usize = 3;
/// For each finding before the day there are so many since, at least.
const SHARE: i64 = 20;

/// Findings that began together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Onset {
    pub(super) shop: String,
    pub(super) code: &'static Code,
    /// The day they began.
    pub(super) day: Date,
    /// How many there are since.
    pub(super) count: u64,
}

/// How many findings began on each day.
type Days = BTreeMap<Date, i64>;

/// All onsets of a run, by shop and code.
pub(super) fn onsets(data: &Data) -> Vec<Onset> {
    let mut oldest: BTreeMap<&str, Date> = BTreeMap::new();
    let mut days: BTreeMap<(&str, &str), (&'static Code, Days)> = BTreeMap::new();
    for finding in data.exceptions.iter().map(|e| &e.finding) {
        let day = finding.since.day(&TimeZone::UTC);
        let first = oldest.entry(&finding.shop).or_insert(day);
        *first = (*first).min(day);
        // What an integration carries wrongly goes to whoever minds the integration.
        if finding.state == FindingState::Mismatched && finding.code.route == Route::Engineering {
            let of = days.entry((&finding.shop, finding.code.id));
            let (_, counts) = of.or_insert_with(|| (finding.code, Days::new()));
            *counts.entry(day).or_default() += 1;
        }
    }
    let found = days.into_iter().filter_map(|((shop, _), (code, counts))| {
        let (day, count) = began(&counts, *oldest.get(shop)?)?;
        Some(Onset {
            shop: shop.to_owned(),
            code,
            day,
            count: u64::try_from(count).ok()?,
        })
    });
    found.collect()
}

/// The first day from which on there are many and before which there are next to none, though as many as
/// since would have been no less than [`MANY`]; with how many there are since. `oldest` is the day of the
/// shop's oldest finding of any kind: from then on its orders are known to have been compared.
fn began(counts: &Days, oldest: Date) -> Option<(Date, i64)> {
    let last = *counts.keys().next_back()?;
    let all: i64 = counts.values().sum();
    let mut before = 0;
    for (n, (day, count)) in counts.iter().enumerate() {
        let since = all - before;
        let (quiet, loud) = (days_between(oldest, *day)?, days_between(*day, last)? + 1);
        // At the pace of the days since, that many would have come before.
        let at_that_pace = since * quiet / loud;
        let many = since >= MANY && counts.len() - n >= DAYS && at_that_pace >= MANY;
        if many && before * SHARE <= since.min(at_that_pace) {
            return Some((*day, since));
        }
        before += count;
    }
    None
}

fn days_between(from: Date, to: Date) -> Option<i64> {
    from.until(to).ok().map(|span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests;
