//! The day a document is dated, and whether the books take postings on that day.
//!
//! A closed period is never forced open: the document goes into the first open one and says which day it
//! answers. A locked period may open again, so whether to wait for that is for a person to say.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Ask, Unplannable, no};
use crate::model::action::Step;
use crate::model::period::Period;

/// Which locks hold for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ledger {
    /// Credits and refunds: a period locked for sales takes none.
    Sales,
    /// Bank deposits and journal entries: only a lock for all holds.
    Bank,
}

/// The day of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) day: Date,
    /// What its memo says where that is not the day it answers.
    pub(super) because: Option<String>,
}

impl Dated {
    /// A memo that says, where it has to be said, why the document is dated as it is.
    pub(super) fn added_to(&self, memo: String) -> String {
        match &self.because {
            Some(because) => format!("{memo}; {because}"),
            None => memo,
        }
    }
}

/// Why nothing is posted on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier<'p> {
    /// The period is closed.
    Closed(&'p Period),
    /// The period is locked, for all or for what this document belongs to.
    Locked(&'p Period),
    /// No period holds the day.
    Outside,
}

/// The day of a document that answers something of `on`: that day, where the books take it.
pub(super) fn dated(on: Option<Date>, ask: &Ask<'_>, ledger: Ledger) -> Result<Dated, Unplannable> {
    dated_by(ask.periods, on, ask.today, ledger)
}

/// The same by these periods.
pub(super) fn dated_by(
    periods: &[Period],
    on: Option<Date>,
    today: Date,
    ledger: Ledger,
) -> Result<Dated, Unplannable> {
    let wanted = on.filter(|on| *on <= today).unwrap_or(today);
    if periods.is_empty() {
        return Ok(unknown(wanted, today));
    }
    let moved = |why: &str| moved(periods, wanted, why, today, ledger);
    match barrier(periods, wanted, ledger) {
        None => Ok(Dated {
            day: wanted,
            because: None,
        }),
        Some(Barrier::Locked(period)) => no(locked(period, wanted, ledger)),
        Some(Barrier::Closed(period)) => moved(&format!("{} is closed", period.name)),
        Some(Barrier::Outside) => moved(&format!("no period holds {wanted}")),
    }
}

/// Where the periods cannot be seen, the month that runs is taken for the open one.
fn unknown(wanted: Date, today: Date) -> Dated {
    let runs = wanted.first_of_month() == today.first_of_month();
    Dated {
        day: if runs { wanted } else { today },
        because: None,
    }
}

/// A day in the first open period behind `wanted`: today, or its last day where it is over.
fn moved(periods: &[Period], wanted: Date, why: &str, today: Date, ledger: Ledger) -> Result<Dated, Unplannable> {
    let open = |p: &&Period| !p.closed && p.last_day >= wanted && p.first_day <= today;
    let Some(period) = periods.iter().filter(open).min_by_key(|p| p.first_day) else {
        return no(format!(
            "{why}, and no accounting period up to today is open: have one opened in NetSuite, then pull and propose it again"
        ));
    };
    let day = today.min(period.last_day);
    if is_locked(period, ledger) {
        return no(locked(period, day, ledger));
    }
    Ok(Dated {
        day,
        because: Some(format!("dated {day}: {why}")),
    })
}

fn locked(period: &Period, day: Date, ledger: Ledger) -> String {
    let whom = match ledger {
        Ledger::Sales if !period.locked => "for receivables",
        _ => "for all",
    };
    format!(
        "it would be dated {day}, and {} is locked {whom} (SYN-09): ask whoever keeps the books. Once it is unlocked, or closed, pull and propose it again",
        period.name
    )
}

const fn is_locked(period: &Period, ledger: Ledger) -> bool {
    period.locked || period.sales_locked && matches!(ledger, Ledger::Sales)
}

/// What keeps a document from being posted on a day.
fn barrier(periods: &[Period], day: Date, ledger: Ledger) -> Option<Barrier<'_>> {
    match periods.iter().find(|p| p.holds(day)) {
        None => Some(Barrier::Outside),
        Some(period) if period.closed => Some(Barrier::Closed(period)),
        Some(period) if is_locked(period, ledger) => Some(Barrier::Locked(period)),
        Some(_) => None,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    tran_date: Option<Date>,
}

/// What keeps a planned request from being posted on the day it says, by the periods as they are now; none where
/// the periods are not known, the record does not post, or it says no day.
#[must_use]
pub fn barred<'p>(periods: &'p [Period], step: &Step) -> Option<(Barrier<'p>, Date)> {
    let ledger = match step.record.as_str() {
        "creditMemo" | "cashRefund" | "customerRefund" => Ledger::Sales,
        "deposit" | "journalEntry" => Ledger::Bank,
        _ => return None,
    };
    let day = serde_json::from_str::<Day>(&step.body).ok()?.tran_date?;
    let barrier = (!periods.is_empty()).then(|| barrier(periods, day, ledger)).flatten()?;
    Some((barrier, day))
}
