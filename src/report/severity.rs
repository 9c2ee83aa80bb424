//! How urgent a finding is, and whether it is material.

use rust_decimal::Decimal;
use serde::Serialize;

use super::data::age_days;
use crate::base::{Amount, Currency, Moment};
use crate::model::exception::Brief;
use crate::model::finding::{Finding, FindingState};
use crate::model::rules::Materiality;

/// How urgent a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Below all limits.
    Low,
    /// 1,000 or a day.
    Medium,
    /// 10,000 or three days.
    High,
    /// 100,000 or five days.
    Critical,
}

/// Limits in units of currency and in days, the worst first.
const LIMITS: [(Severity, i64, i64); 3] = [
    (Severity::Critical, 100_000, 5),
    (Severity::High, 10_000, 3),
    (Severity::Medium, 1_000, 1),
];

impl Severity {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The severity of a finding that is `age_days` old: by money or by age, whichever is worse. What is
/// accepted or informational needs nobody and is low.
#[must_use]
pub fn severity(finding: &Finding, age_days: i64) -> Severity {
    severity_of(finding.state, finding.delta, finding.currency, age_days)
}

/// How urgent what is known in brief is at a moment.
#[must_use]
pub fn urgency(brief: &Brief, as_of: Moment) -> Severity {
    severity_of(brief.counts, brief.delta, brief.currency, age_days(brief.since, as_of))
}

fn severity_of(state: FindingState, delta: Amount, currency: Currency, age_days: i64) -> Severity {
    if matches!(state, FindingState::Accepted | FindingState::Informational) {
        return Severity::Low;
    }
    let money = delta.abs();
    LIMITS
        .iter()
        .find(|(_, units, days)| money >= limit(*units, currency) || age_days >= *days)
        .map_or(Severity::Low, |(severity, ..)| *severity)
}

/// A limit in a currency. One unit of a currency without decimals (JPY, KRW) is worth about a
/// hundredth of one with them, so its limits are a hundred times as high.
fn limit(units: i64, currency: Currency) -> Amount {
    let scale = if currency.exponent() == 0 { 100 } else { 1 };
    Amount::cents(units * 100 * scale)
}

/// Whether a finding is at or above one of the materiality limits: by its amount, or as a percentage
/// of Shopify's amount (or of NetSuite's, where Shopify has none).
#[must_use]
pub fn is_material(finding: &Finding, limits: &Materiality) -> bool {
    let delta = finding.delta.abs();
    if delta.is_zero() {
        return false;
    }
    if delta >= limits.absolute {
        return true;
    }
    let whole = if finding.shopify.is_zero() {
        finding.netsuite.abs()
    } else {
        finding.shopify.abs()
    };
    // A limit of 0 % asks for nothing: otherwise the absolute limit would never be heard.
    if limits.percent <= Decimal::ZERO || whole.is_zero() {
        return false;
    }
    delta.to_decimal() * Decimal::ONE_HUNDRED >= limits.percent * whole.to_decimal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::sample;

    #[test]
    fn money_or_age_whichever_is_worse() {
        let mut finding = sample::refund();
        for (amount, age, wanted) in [
            ("999.99", 0, Severity::Low),
            ("1000", 0, Severity::Medium),
            ("0.01", 1, Severity::Medium),
            ("-10000", 1, Severity::High),
            ("1000", 3, Severity::High),
            ("100000", 0, Severity::Critical),
            ("0", 5, Severity::Critical),
        ] {
            finding.delta = Amount::parse(amount).unwrap();
            assert_eq!(severity(&finding, age), wanted, "{amount} at {age} days");
        }
        finding.state = FindingState::Accepted;
        assert_eq!(severity(&finding, 9), Severity::Low);
    }

    #[test]
    fn a_yen_is_not_a_pound() {
        let mut finding = sample::refund();
        finding.currency = Currency::parse("JPY").unwrap();
        finding.delta = Amount::parse("10000").unwrap();
        assert_eq!(severity(&finding, 0), Severity::Low);
        finding.delta = Amount::parse("100000").unwrap();
        assert_eq!(severity(&finding, 0), Severity::Medium);
    }

    #[test]
    fn material_by_amount_or_by_share() {
        let mut limits = Materiality {
            absolute: sample::amount("50.00"),
            percent: Decimal::ONE,
        };
        let mut finding = sample::refund();
        finding.shopify = sample::amount("1000.00");
        finding.delta = sample::amount("10.00");
        assert!(is_material(&finding, &limits), "just one per cent");
        finding.delta = sample::amount("9.99");
        assert!(!is_material(&finding, &limits));
        finding.delta = sample::amount("-50.00");
        limits.percent = Decimal::ZERO;
        assert!(is_material(&finding, &limits));
        finding.delta = Amount::ZERO;
        assert!(!is_material(&finding, &limits), "nothing is never material");
    }
}
