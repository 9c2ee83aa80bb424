//! The versions of both sides that a decision rests on.

use rusqlite::OptionalExtension as _;

use super::Reader;
use crate::base::{OrderKey, sha256_hex};
use crate::model::action::Versions;
use crate::model::case::Place;
use crate::model::rules::ShopNo;
use crate::store::StoreError;

impl Reader<'_> {
    /// The versions of a case: SHA-256 over all its facts of either side, as they are held.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn case_versions(&self, shop: ShopNo, key: OrderKey) -> Result<Versions, StoreError> {
        let place = Place::of(shop, key).raw();
        Ok(Versions {
            shopify: seal(&[
                self.bytes("SELECT body FROM shop_facts WHERE place = ?1", [place])?,
                self.bytes("SELECT body FROM movements WHERE place = ?1", [place])?,
            ]),
            netsuite: seal(&[self.bytes("SELECT body FROM book_facts WHERE place = ?1", [place])?]),
        })
    }

    /// The versions of a payout and of the documents that are compared with it, by their internal ids.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn payout_versions(&self, shop: ShopNo, payout: &str, documents: &[u64]) -> Result<Versions, StoreError> {
        let name = (shop.0, payout);
        let mut loose = Vec::new();
        for id in documents {
            loose.push(self.bytes("SELECT body FROM loose_documents WHERE id = ?1", [*id])?);
        }
        Ok(Versions {
            shopify: seal(&[
                self.bytes("SELECT body FROM payouts WHERE shop = ?1 AND name = ?2", name)?,
                self.bytes("SELECT body FROM payout_movements WHERE shop = ?1 AND name = ?2", name)?,
            ]),
            netsuite: seal(&loose),
        })
    }

    fn bytes(&self, sql: &str, params: impl rusqlite::Params) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row(params, |r| r.get(0))
            .optional()?)
    }
}

/// One hash over several facts; a fact that is not there is not an empty one.
fn seal(facts: &[Option<Vec<u8>>]) -> String {
    let mut all = Vec::new();
    for fact in facts {
        match fact {
            None => all.push(0),
            Some(bytes) => {
                all.push(1);
                all.extend((bytes.len() as u64).to_be_bytes());
                all.extend(bytes);
            }
        }
    }
    sha256_hex(&all)
}
