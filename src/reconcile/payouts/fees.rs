//! Fees: PAY-06, PAY-07, PAY-12, PAY-28, PAY-29.

use crate::base::Amount;
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding};
use crate::model::payout::{BalanceTransaction, Family};

use super::causes::Verdict;
use super::scene::Scene;

/// PAY-12: a payout that takes money back, booked as money coming in.
pub(super) fn withdrawal_as_deposit(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let net = scene.net().filter(|net| net.is_negative() && delta == *net + *net)?;
    let why = "the payout takes money back, and it was booked as money coming in";
    Some(Verdict::of(
        &pay::PAY_12,
        "withdrawal_booked_as_deposit",
        net + net,
        why,
    ))
}

fn fees(scene: &Scene<'_>) -> Option<Amount> {
    scene.fees().filter(|fees| !fees.is_zero())
}

/// PAY-06.
pub(super) fn not_booked(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "the fees were not taken off";
    let is_it = fees(scene).is_some_and(|fees| delta == -fees);
    is_it.then(|| Verdict::of(&pay::PAY_06, "fees_not_booked", delta, why))
}

/// PAY-07.
pub(super) fn booked_twice(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "the fees were taken off twice";
    let is_it = fees(scene).is_some_and(|fees| delta == fees);
    is_it.then(|| Verdict::of(&pay::PAY_07, "fees_booked_twice", delta, why))
}

/// PAY-29: a fee of the platform or of a device, which belongs to no order.
pub(super) fn of_the_platform(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let of_orders = scene
        .rows()
        .any(|r| r.order != 0 && crate::project::families::family(&r.kind) == Family::Fees);
    let net = scene.net_of(Family::Fees);
    let why = "a fee of the platform, which belongs to no order, was not booked";
    (!net.is_zero() && delta == net && !of_orders)
        .then(|| Verdict::of(&pay::PAY_29, "platform_fee_not_booked", delta, why))
}

/// Types that give a fee back.
const GIVE: [&str; 4] = [
    "APPLICATION_FEE_REFUND",
    "BILLING_DEBIT_REVERSAL",
    "CHARGEBACK_FEE_REFUND",
    "MARKETPLACE_FEE_CREDIT",
];
/// Types that take a fee.
const TAKE: [&str; 4] = [
    "ACH_BANK_FAILURE_DEBIT_FEE",
    "BILLING_DEBIT",
    "CHARGEBACK_FEE",
    "REFERRAL_FEE",
];

/// Fees whose sign says the contrary of their type.
fn contradicting<'p>(scene: &Scene<'p>) -> Vec<&'p BalanceTransaction<'p>> {
    let disagrees = |r: &&BalanceTransaction<'_>| {
        r.net.is_negative() && GIVE.contains(&&*r.kind) || r.net > Amount::ZERO && TAKE.contains(&&*r.kind)
    };
    scene.rows().filter(disagrees).collect()
}

/// PAY-28: what its type calls a fee given back was taken, and NetSuite went by the type.
pub(super) fn returned_as_taken(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let sum: Amount = contradicting(scene).iter().map(|r| r.net).sum();
    let why = "a fee whose sign and type disagree was booked the other way round";
    (!sum.is_zero() && delta == sum + sum)
        .then(|| Verdict::of(&pay::PAY_28, "fee_booked_the_other_way_round", delta, why))
}

/// PAY-28 where the deposits tie: a person says what it was.
pub(super) fn contradiction(scene: &Scene<'_>) -> Option<Finding> {
    let rows = contradicting(scene);
    let first = rows.first()?;
    let sum: Amount = rows.iter().map(|r| r.net).sum();
    let mut finding = scene
        .finding(&pay::PAY_28, Against::Settlement, sum, sum)
        .proposing(ActionKind::Route, sum, None)
        .noting(format!(
            "{} is of the type {}, which its sign contradicts; find out whether a fee was taken or given back before it is booked.",
            scene.text(sum),
            crate::base::clean(&first.kind)
        ));
    for row in rows {
        finding = finding.seen(&format!("row {}", row.id), row.kind.to_string(), scene.text(row.net));
    }
    Some(finding)
}
