//! Movements without an order that were not booked: PAY-13, PAY-14, PAY-15.

use crate::base::Amount;
use crate::model::code::{Code, pay};
use crate::model::payout::Family;

use super::causes::Verdict;
use super::scene::Scene;

/// Families without a code of their own.
const OTHERS: [Family; 6] = [
    Family::Labels,
    Family::DutyAndTax,
    Family::Lending,
    Family::Fees,
    Family::Merchants,
    Family::Corrections,
];

fn is(scene: &Scene<'_>, family: Family, delta: Amount) -> bool {
    let net = scene.net_of(family);
    !net.is_zero() && delta == net
}

/// PAY-14: a type nobody knows.
pub(super) fn unknown(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "a movement of an unknown type was not booked";
    is(scene, Family::Unknown, delta).then(|| Verdict::of(&pay::PAY_14, "unknown_type", delta, why))
}

/// PAY-13.
pub(super) fn reserve(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "a reserve was not booked";
    is(scene, Family::Reserves, delta).then(|| Verdict::of(&pay::PAY_13, "reserve_not_booked", delta, why))
}

/// PAY-15.
pub(super) fn shop_cash(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "Shop Cash was not booked; it belongs to the orders that were paid with it, never to other revenue";
    is(scene, Family::ShopCash, delta).then(|| Verdict::of(&pay::PAY_15, "shop_cash_not_booked", delta, why))
}

/// PAY-14: a label, a duty, a loan.
pub(super) fn other(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let why = "a movement without an order was not booked";
    let is_one = OTHERS.into_iter().any(|family| is(scene, family, delta));
    is_one.then(|| Verdict::of(&pay::PAY_14, "other_movement_not_booked", delta, why))
}

/// Nothing but orders and fees was booked: each family is a part, and the largest gives its code.
pub(super) fn all_of_them(scene: &Scene<'_>, delta: Amount) -> Option<Verdict> {
    let named: [(Family, &'static Code, &'static str); 6] = [
        (Family::Unknown, &pay::PAY_14, "unknown_type"),
        (Family::Disputes, &pay::PAY_08, "dispute_not_booked"),
        (Family::Reserves, &pay::PAY_13, "reserve_not_booked"),
        (Family::ShopCash, &pay::PAY_15, "shop_cash_not_booked"),
        (Family::Fees, &pay::PAY_29, "platform_fee_not_booked"),
        (Family::Labels, &pay::PAY_14, "other_movement_not_booked"),
    ];
    let others = OTHERS.into_iter().filter(|f| !named.iter().any(|(n, ..)| n == f));
    let others = others.map(|f| (f, &pay::PAY_14, "other_movement_not_booked"));
    let all = named.into_iter().chain(others);
    let all: Vec<(Amount, &Code, &str)> = all.map(|(f, code, cause)| (scene.net_of(f), code, cause)).collect();
    if all.iter().map(|(net, ..)| *net).sum::<Amount>() != delta {
        return None;
    }
    let (about, code, _) = *all.iter().max_by_key(|(net, ..)| net.abs())?;
    let mut verdict = Verdict::of(code, "", about, "nothing without an order was booked");
    verdict.parts = all
        .iter()
        .filter(|(net, ..)| !net.is_zero())
        .map(|(net, _, cause)| (*cause, *net))
        .collect();
    Some(verdict)
}
