//! PAY-24: paid before the end of a month, at the bank after it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::{Amount, Moment};
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding, FindingState};
use crate::model::payout::PayoutStatus;

use super::scene::{Scene, booked};

/// Money that takes longer to arrive than this is not on its way.
const DAYS: i32 = 10;

/// The last day of the last month that is over at a moment, or ends with its day.
fn period_end(as_of: Moment, zone: &TimeZone) -> Option<Date> {
    let today = as_of.day(zone);
    if today == today.last_of_month() {
        return Some(today);
    }
    today.first_of_month().yesterday().ok()
}

/// The period's end and the payout's day, where it was sent shortly before the end.
fn sent_before(scene: &Scene<'_>) -> Option<Date> {
    let zone = scene.rules.shop(scene.case.shop).map(|s| s.time_zone.as_str());
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let end = period_end(scene.as_of, &zone)?;
    let payout = &scene.case.payout;
    let sent = payout
        .date
        .or_else(|| payout.issued_at.map(|at| at.day(&TimeZone::UTC)))?;
    let is_sent = matches!(payout.status, PayoutStatus::Paid);
    (is_sent && sent <= end && (end - sent).get_days() < DAYS).then_some(end)
}

fn finding(scene: &Scene<'_>, net: Amount, arrived: Amount, end: Date) -> Finding {
    let on_its_way = net - arrived;
    let mut finding = scene
        .finding(&pay::PAY_24, Against::Ledger, net, arrived)
        .explain("in_transit", on_its_way)
        .seen("at the bank", format!("sent by {end}"), scene.text(arrived))
        .proposing(ActionKind::Route, on_its_way, None)
        .noting(format!(
            "{} was sent by {end} and is at the bank after it: carry it forward as a reconciling item.",
            scene.text(on_its_way)
        ));
    finding.state = FindingState::Informational;
    finding
}

/// A payout that ties, by deposits of which some are dated behind the period's end.
pub(super) fn noted(scene: &Scene<'_>, told: &[&str]) -> Option<Finding> {
    let net = scene.net()?;
    let end = sent_before(scene)?;
    if scene.documents.is_empty() || net != scene.booked || told.contains(&"PAY-24") {
        return None;
    }
    let in_time = |d: &&&crate::model::books::Document<'_>| d.head.date.is_none_or(|date| date <= end);
    let arrived: Amount = scene
        .documents
        .iter()
        .filter(in_time)
        .map(|d| booked(d, scene.rules, Some(net)))
        .sum();
    (arrived != net).then(|| finding(scene, net, arrived, end))
}

/// A payout without a deposit that is not late yet, and was sent before the period's end.
pub(super) fn instead_of(scene: &Scene<'_>, net: Amount, missing: &Finding) -> Option<Finding> {
    let end = sent_before(scene)?;
    (missing.state == FindingState::Late).then(|| finding(scene, net, Amount::ZERO, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_ends_with_its_last_day() {
        let end = |text: &str| period_end(Moment::parse(text).unwrap(), &TimeZone::UTC).unwrap();
        assert_eq!(end("2026-11-24T09:00:00Z"), date(2026, 10, 31));
        assert_eq!(end("2026-11-01T00:00:00Z"), date(2026, 10, 31));
        assert_eq!(end("2026-10-31T00:00:00Z"), date(2026, 10, 31));
        assert_eq!(end("2026-10-30T23:59:59Z"), date(2026, 9, 30));
        assert_eq!(end("2028-02-29T12:00:00Z"), date(2028, 2, 29));
    }
}
