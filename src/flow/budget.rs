//! The tolerance budget: small differences are accepted until their sum in a month reaches the cap.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::FlowError;
use crate::base::Currency;
use crate::model::exception::Exception;
use crate::model::finding::FindingState;
use crate::model::rules::Rules;
use crate::reconcile::budget;
use crate::store::RunWriter;

/// Holds the accepted differences of each month and currency to the cap, the oldest first. A month is
/// that of the fact that disagrees.
pub(super) fn hold(writer: &RunWriter<'_>, rules: &Rules) -> Result<(), FlowError> {
    let mut months: BTreeMap<(Currency, Date), Vec<Exception>> = BTreeMap::new();
    for exception in writer.read().open_findings_in(FindingState::Accepted)? {
        let f = &exception.finding;
        let month = f.since.day(&TimeZone::UTC).first_of_month();
        months.entry((f.currency, month)).or_default().push(exception);
    }
    for accepted in months.values_mut() {
        accepted.sort_by_key(|e| (e.finding.since, e.number));
        // What a person accepted uses the budget up first, and stays accepted.
        let (by_hand, by_rule) = std::mem::take(accepted)
            .into_iter()
            .partition::<Vec<_>, _>(|e| e.work.accepted.is_some());
        let used = by_hand.iter().map(|e| e.finding.delta.abs()).sum();
        *accepted = by_rule;
        let findings = accepted.iter_mut().map(|e| &mut e.finding);
        budget::apply(findings, used, rules.tolerance.budget_per_period);
        for exception in accepted.iter().filter(|e| e.finding.state != FindingState::Accepted) {
            writer.amend(exception)?;
        }
    }
    Ok(())
}
