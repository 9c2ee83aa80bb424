//! Landing payouts and the balance transactions they consist of.

use rusqlite::OptionalExtension as _;

use super::Landing;
use crate::model::pack::{pack, unpack};
use crate::model::payout::{BalanceTransaction, Payout, sum_by_kind};
use crate::model::rules::ShopNo;
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
        let mut sums = Vec::new();
        pack(&sum_by_kind(&merged), &mut sums)?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO payout_movements VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((shop.0, payout, self.pull, &sums, &body))?;
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
            let (mut body, mut sums) = (Vec::new(), Vec::new());
            pack(&left, &mut body)?;
            pack(&sum_by_kind(&left), &mut sums)?;
            self.tx
                .prepare_cached(
                    "UPDATE payout_movements SET sums = ?2, body = ?3, pull = ?4 WHERE shop = ?1 AND name = ''",
                )?
                .execute((shop.0, &sums, &body, self.pull))?;
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

/// Puts what comes over what is held: the same transaction is replaced, a new one is added. Two equal
/// rows in one export are two transactions; the same two rows in the next export are still two.
pub(super) fn merge<'t>(
    held: Vec<BalanceTransaction<'t>>,
    comes: Vec<BalanceTransaction<'t>>,
) -> Vec<BalanceTransaction<'t>> {
    let mut all = held;
    let old = all.len();
    if old == 0 {
        all = comes;
    } else {
        let mut places: std::collections::HashMap<_, Vec<usize>> = std::collections::HashMap::new();
        let owned = |t: &BalanceTransaction<'_>| {
            let (a, b, c, d, e, f) = identity(t);
            (a, b, c.to_owned(), d.to_owned(), e, f.to_owned())
        };
        for (at, t) in all.iter().enumerate().rev() {
            places.entry(owned(t)).or_default().push(at);
        }
        for t in comes {
            match places.get_mut(&owned(&t)).and_then(Vec::pop) {
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
