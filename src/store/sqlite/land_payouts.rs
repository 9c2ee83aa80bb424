//! Landing payouts and the balance transactions they consist of.

use std::collections::HashMap;

use rusqlite::OptionalExtension as _;

use super::Landing;
use crate::model::pack::{pack, unpack};
use crate::model::payout::{BalanceTransaction, Payout, sum_by_kind};
use crate::model::rules::ShopNo;
use crate::project::charges::Charges;
use crate::store::StoreError;

impl Landing<'_> {
    /// Lands what a source knows of a payout; what it does not know stays as it was.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn payout(&mut self, shop: ShopNo, name: &str, comes: &Payout<'_>) -> Result<(), StoreError> {
        let held: Option<(i64, Vec<u8>)> = self
            .tx
            .prepare_cached("SELECT pull, body FROM payouts WHERE shop = ?1 AND name = ?2")?
            .query_row((shop.0, name), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let mut body = Vec::new();
        match &held {
            Some((_, earlier)) => pack(&joined(unpack(earlier)?, comes), &mut body)?,
            None => pack(comes, &mut body)?,
        }
        match &held {
            None => self.landed.new += 1,
            Some((_, earlier)) if *earlier == body => {
                self.landed.unchanged += 1;
                return Ok(());
            }
            Some((pull, earlier)) => {
                self.keep_earlier("payout", shop.0, name, *pull, earlier)?;
                self.landed.changed += 1;
            }
        }
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO payouts VALUES (?1, ?2, ?3, ?4)")?
            .execute((shop.0, name, self.pull, &body))?;
        Ok(())
    }

    /// Lands balance transactions of one payout; an empty name stands for "in no payout yet".
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn balance_transactions(
        &mut self,
        shop: ShopNo,
        payout: &str,
        comes: Vec<BalanceTransaction<'_>>,
    ) -> Result<(), StoreError> {
        let held: Option<(i64, Vec<u8>)> = self
            .tx
            .prepare_cached("SELECT pull, body FROM payout_movements WHERE shop = ?1 AND name = ?2")?
            .query_row((shop.0, payout), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let earlier: Vec<BalanceTransaction<'_>> = match &held {
            Some((_, body)) => unpack(body)?,
            None => Vec::new(),
        };
        let (before, came) = (earlier.len() as u64, comes.len() as u64);
        let merged = merge(earlier, comes);
        let mut body = Vec::new();
        pack(&merged, &mut body)?;
        let new = merged.len() as u64 - before;
        self.landed.new += new;
        match &held {
            Some((_, earlier)) if *earlier == body => {
                self.landed.unchanged += came;
                return Ok(());
            }
            Some((pull, earlier)) => {
                self.keep_earlier("payout-movements", shop.0, payout, *pull, earlier)?;
                self.landed.changed += u64::from(new == 0);
            }
            None => {}
        }
        let (mut sums, mut charges) = (Vec::new(), Vec::new());
        pack(&sum_by_kind(&merged), &mut sums)?;
        pack(&Charges::of(&merged), &mut charges)?;
        self.tx
            .prepare_cached(
                "INSERT INTO payout_movements VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (shop, name) DO UPDATE SET
                     pull = excluded.pull, sums = excluded.sums, charges = excluded.charges, body = excluded.body",
            )?
            .execute((shop.0, payout, self.pull, &sums, &charges, &body))?;
        if !payout.is_empty() {
            self.leave_pending(shop, &merged)?;
        }
        Ok(())
    }

    /// Takes transactions that have found their payout out of those that are in none.
    fn leave_pending(&self, shop: ShopNo, settled: &[BalanceTransaction<'_>]) -> Result<(), StoreError> {
        let pending: Option<Vec<u8>> = self
            .tx
            .prepare_cached("SELECT body FROM payout_movements WHERE shop = ?1 AND name = ''")?
            .query_row([shop.0], |r| r.get(0))
            .optional()?;
        let Some(pending) = pending else { return Ok(()) };
        let held: Vec<BalanceTransaction<'_>> = unpack(&pending)?;
        let before = held.len();
        let keys: std::collections::HashSet<_> = settled.iter().map(identity).collect();
        let left: Vec<_> = held.into_iter().filter(|t| !keys.contains(&identity(t))).collect();
        if left.len() < before {
            let (mut body, mut sums, mut charges) = (Vec::new(), Vec::new(), Vec::new());
            pack(&left, &mut body)?;
            pack(&sum_by_kind(&left), &mut sums)?;
            pack(&Charges::of(&left), &mut charges)?;
            self.tx
                .prepare_cached(
                    "UPDATE payout_movements SET sums = ?2, charges = ?3, body = ?4, pull = ?5 WHERE shop = ?1 AND name = ''",
                )?
                .execute((shop.0, &sums, &charges, &body, self.pull))?;
        }
        Ok(())
    }
}

/// What tells one balance transaction from another: its id, or, in an export without ids, everything
/// else that does not change. Rows of an export that are equal in all of it are told apart by their
/// number among their equals (see [`merge`]).
fn identity<'t>(t: &'t BalanceTransaction<'_>) -> (u64, i64, &'t str, &'t str, i64, &'t str) {
    if t.id != 0 {
        return (t.id, 0, "", "", 0, "");
    }
    (0, t.at.seconds(), &t.kind, &t.order_name, t.amount.raw(), &t.checkout)
}

/// What an export's row without an id and the same transaction with its id have in common, and which
/// of the two it is.
fn twin(t: &BalanceTransaction<'_>, has_id: bool) -> (bool, i64, i64, i64) {
    (has_id, t.at.seconds(), t.amount.raw(), t.net.raw())
}

/// Puts what comes over what is held: the same transaction is replaced, a new one is added. Two equal
/// rows in one export are two transactions; the same two rows in the next export are still two. A
/// transaction that an export tells without an id and the API with one is one: money must not count
/// twice because it was read in two ways.
pub(super) fn merge<'t>(
    held: Vec<BalanceTransaction<'t>>,
    comes: Vec<BalanceTransaction<'t>>,
) -> Vec<BalanceTransaction<'t>> {
    let mut all = held;
    if all.is_empty() {
        all = comes;
    } else {
        let owned = |t: &BalanceTransaction<'_>| {
            let (a, b, c, d, e, f) = identity(t);
            (a, b, c.to_owned(), d.to_owned(), e, f.to_owned())
        };
        let mut places: HashMap<_, Vec<usize>> = HashMap::new();
        let mut twins: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, t) in all.iter().enumerate().rev() {
            places.entry(owned(t)).or_default().push(at);
            twins.entry(twin(t, t.id != 0)).or_default().push(at);
        }
        let mut is_told = vec![false; all.len()];
        for t in comes {
            let mut free = |at: &usize| !std::mem::replace(&mut is_told[*at], true);
            let same = places.get_mut(&owned(&t)).and_then(Vec::pop).filter(&mut free);
            let found = same.or_else(|| {
                // The other way of telling it: an export's row without an id, or the other way about.
                let others = twins.get_mut(&twin(&t, t.id == 0))?;
                std::iter::from_fn(|| others.pop()).find(&mut free)
            });
            match found {
                // What is held with its id is told better than by a row without one.
                Some(at) if all[at].id != 0 && t.id == 0 => {}
                Some(at) => all[at] = t,
                None => all.push(t),
            }
        }
    }
    all.sort_by(|a, b| (a.at, a.id, &a.kind, &a.order_name).cmp(&(b.at, b.id, &b.kind, &b.order_name)));
    all
}

/// Two sources' knowledge of one payout: the richer source's status and dates win, and what only one
/// of them knows is kept.
fn joined<'p>(held: Payout<'p>, comes: &Payout<'p>) -> Payout<'p> {
    if held.source > comes.source {
        return joined(comes.clone(), &held);
    }
    Payout {
        id: if comes.id != 0 { comes.id } else { held.id },
        source: comes.source,
        date: comes.date.or(held.date),
        issued_at: comes.issued_at.or(held.issued_at),
        status: comes.status,
        currency: comes.currency,
        net: comes.net.or(held.net),
        bank_reference: if comes.bank_reference.is_empty() {
            held.bank_reference
        } else {
            comes.bank_reference.clone()
        },
        summary: comes.summary.or(held.summary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Moment};

    /// A charge of `cents` at a second, with an id or without.
    fn charge(id: u64, second: i64, cents: i64) -> BalanceTransaction<'static> {
        BalanceTransaction {
            id,
            kind: if id == 0 { "charge" } else { "CHARGE" }.into(),
            at: Moment::from_seconds(second),
            amount: Amount::cents(cents),
            fee: Amount::ZERO,
            net: Amount::cents(cents),
            order: 0,
            order_name: "#1001".into(),
            payment: 0,
            checkout: "".into(),
            test: false,
        }
    }

    fn ids(all: &[BalanceTransaction<'_>]) -> Vec<u64> {
        all.iter().map(|t| t.id).collect()
    }

    #[test]
    fn an_export_and_the_api_tell_of_the_same_money_once() {
        let export = || vec![charge(0, 1, 500), charge(0, 1, 500), charge(0, 2, 700), charge(0, 9, 1)];
        let api = || vec![charge(11, 1, 500), charge(12, 1, 500), charge(13, 2, 700)];
        let told = [11, 12, 13, 0];
        assert_eq!(
            ids(&merge(export(), api())),
            told,
            "the row that the API does not tell of stays"
        );
        assert_eq!(ids(&merge(api(), export())), told);
        assert_eq!(ids(&merge(merge(export(), api()), export())), told);
        assert_eq!(ids(&merge(merge(export(), api()), api())), told);
        assert_eq!(ids(&merge(export(), export())), [0; 4]);
        // Another amount, or another moment, is another transaction.
        assert_eq!(
            ids(&merge(
                vec![charge(0, 1, 500)],
                vec![charge(11, 1, 501), charge(12, 3, 500)]
            ))
            .len(),
            3
        );
    }
}
