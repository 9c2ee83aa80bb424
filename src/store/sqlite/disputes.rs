//! Disputes: landing them and reading them back.

use rusqlite::OptionalExtension as _;

use super::{Landing, Reader};
use crate::model::dispute::Dispute;
use crate::model::pack::{pack, unpack};
use crate::model::rules::ShopNo;
use crate::store::StoreError;

impl Landing<'_> {
    /// Lands a dispute. One that is decided is not undone by an older answer that has it open.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn dispute(&mut self, shop: ShopNo, comes: &Dispute) -> Result<(), StoreError> {
        let key = (shop.0, comes.id as i64);
        let held: Option<(i64, Vec<u8>)> = self
            .tx
            .prepare_cached("SELECT pull, body FROM disputes WHERE shop = ?1 AND id = ?2")?
            .query_row(key, |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let mut body = Vec::new();
        pack(comes, &mut body)?;
        match &held {
            None => self.landed.new += 1,
            Some((_, earlier)) if *earlier == body || is_older(comes, &unpack(earlier)?) => {
                self.landed.unchanged += 1;
                return Ok(());
            }
            Some((pull, earlier)) => {
                self.keep_earlier("dispute", shop.0, &comes.id.to_string(), *pull, earlier)?;
                self.landed.changed += 1;
            }
        }
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO disputes VALUES (?1, ?2, ?3, ?4)")?
            .execute((key.0, key.1, self.pull, &body))?;
        Ok(())
    }
}

/// Shopify gives no moment of change: what is decided came later than what is open.
fn is_older(comes: &Dispute, held: &Dispute) -> bool {
    held.finalized_at.is_some() && comes.finalized_at.is_none() && held.initiated_at >= comes.initiated_at
}

impl Reader<'_> {
    /// All disputes of a shop, by id.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails or a record cannot be read.
    pub fn disputes(&self, shop: ShopNo) -> Result<Vec<Dispute>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT body FROM disputes WHERE shop = ?1 ORDER BY id")?;
        let bodies = select.query_map([shop.0], |r| r.get::<_, Vec<u8>>(0))?;
        bodies.map(|body| Ok(unpack(&body?)?)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Amount, Currency, Moment};
    use crate::model::dispute::{DisputeKind, DisputeStatus};
    use crate::store::{Landed, Store};

    fn land(store: &mut Store, dispute: &Dispute) -> Landed {
        let mut landing = store.land(Moment::from_seconds(9), "test", "").unwrap();
        landing.dispute(ShopNo(1), dispute).unwrap();
        landing.commit().unwrap()
    }

    #[test]
    fn a_dispute_is_kept_with_its_earlier_versions_and_a_decision_stands() {
        let mut store = Store::scratch().unwrap();
        let open = Dispute {
            id: 7,
            kind: DisputeKind::Chargeback,
            status: DisputeStatus::UnderReview,
            initiated_at: Moment::from_seconds(1),
            evidence_due_by: None,
            finalized_at: None,
            amount: Amount::cents(60_00),
            currency: Currency::parse("GBP").unwrap(),
            reason: "FRAUDULENT".to_owned(),
            order: 1001,
            order_name: "#1001".to_owned(),
        };
        let lost = Dispute {
            status: DisputeStatus::Lost,
            finalized_at: Some(Moment::from_seconds(5)),
            ..open.clone()
        };
        assert_eq!(land(&mut store, &open).new, 1);
        assert_eq!(land(&mut store, &open).unchanged, 1);
        assert_eq!(land(&mut store, &lost).changed, 1);
        assert_eq!(
            land(&mut store, &open).unchanged,
            1,
            "an older answer undoes no decision"
        );
        assert_eq!(store.read().disputes(ShopNo(1)).unwrap(), [lost]);
        assert_eq!(store.read().disputes(ShopNo(0)).unwrap(), []);
        let earlier: (String, Vec<u8>) = store
            .read()
            .db
            .query_row("SELECT id, body FROM history WHERE what = 'dispute'", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .unwrap();
        assert_eq!(
            (earlier.0.as_str(), unpack::<Dispute>(&earlier.1).unwrap()),
            ("7", open)
        );
    }
}
