//! Which orders the balance transactions of a payout charged, in little room: whether an order was charged in several payouts is
//! asked of all payouts, and must not cost reading a million transactions.

use serde::{Deserialize, Serialize};

use crate::base::OrderKey;
use crate::model::payout::BalanceTransaction;
use crate::model::rules::OrderHolds;

/// The charges of one payout, test charges left out, by the order's id and by its name: which of the two an order is known by is
/// decided by the rules, and may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charges {
    by_id: Steps,
    by_name: Steps,
}

/// Keys in ascending order, each as what it is above the one before: a day's orders lie close together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Steps(Vec<u64>);

/// Whether a transaction charges an order.
#[must_use]
pub fn is_charge(transaction: &BalanceTransaction<'_>) -> bool {
    transaction.kind == "CHARGE" && !transaction.test
}

impl Charges {
    /// Those of a payout's transactions.
    #[must_use]
    pub fn of(transactions: &[BalanceTransaction<'_>]) -> Self {
        let charges = || transactions.iter().filter(|t| is_charge(t));
        Self {
            by_id: Steps::of(charges().map(|t| OrderKey::of_id(t.order))),
            by_name: Steps::of(charges().map(|t| OrderKey::of(&t.order_name))),
        }
    }

    /// The orders, as often as each was charged, in ascending order.
    pub fn orders(&self, holds: OrderHolds) -> impl Iterator<Item = OrderKey> {
        match holds {
            OrderHolds::LegacyId => self.by_id.keys(),
            OrderHolds::Name => self.by_name.keys(),
        }
    }
}

impl Steps {
    fn of(keys: impl Iterator<Item = OrderKey>) -> Self {
        let mut keys: Vec<u64> = keys.filter(|k| k.is_some()).map(|k| k.raw().unsigned_abs()).collect();
        keys.sort_unstable();
        let mut before = 0;
        for key in &mut keys {
            (before, *key) = (*key, *key - before);
        }
        Self(keys)
    }

    fn keys(&self) -> impl Iterator<Item = OrderKey> {
        self.0.iter().scan(0_u64, |at, step| {
            *at = at.wrapping_add(*step);
            Some(OrderKey::from_raw(at.cast_signed()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Moment};
    use crate::model::pack::{pack, unpack};

    fn charge(order: u64, name: &'static str, kind: &'static str, test: bool) -> BalanceTransaction<'static> {
        BalanceTransaction {
            id: 1,
            kind: kind.into(),
            at: Moment::from_seconds(1),
            amount: Amount::cents(1),
            fee: Amount::ZERO,
            net: Amount::cents(1),
            order,
            order_name: name.into(),
            payment: 0,
            checkout: "".into(),
            test,
        }
    }

    #[test]
    fn orders_come_back_by_id_and_by_name_as_often_as_they_were_charged() {
        let all = [
            charge(7_000_000_000_000, "#1002", "CHARGE", false),
            charge(u64::MAX, "AI-7", "CHARGE", false),
            charge(5, "", "CHARGE", false),
            charge(5, "", "CHARGE", false),
            charge(0, "#1001", "CHARGE", false),
            charge(8, "#8", "REFUND", false),
            charge(9, "#9", "CHARGE", true),
        ];
        let mut packed = Vec::new();
        pack(&Charges::of(&all), &mut packed).unwrap();
        let charges: Charges = unpack(&packed).unwrap();
        let by = |holds| charges.orders(holds).collect::<Vec<_>>();
        assert_eq!(
            by(OrderHolds::LegacyId),
            [5, 5, 7_000_000_000_000, u64::MAX].map(OrderKey::of_id)
        );
        assert_eq!(by(OrderHolds::Name), ["1001", "1002", "AI-7"].map(OrderKey::of));
    }
}
