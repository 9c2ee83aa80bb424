//! Documents that find their case late, and documents that are gone.

use super::Landing;
use crate::model::case::Place;
use crate::model::rules::{Rules, ShopNo};
use crate::project::rules_epoch::Mapping;
use crate::store::StoreError;

/// What waits without a case and was made from a document. Documents of a subsidiary that belongs to no shop are none
/// of ours, whatever they were made from. The index holds what was made from anything, and is taken only where the
/// statement says so, too: without it every document that lands walks all that wait.
const WAITING: &str =
    "SELECT id, body FROM loose_documents WHERE created_from = ?1 AND created_from <> 0 AND shop <> ?2";

impl Landing<'_> {
    /// Gives what was made from these documents their case, where it waits without one: pages and
    /// files come in any order, a credit memo before its invoice.
    pub(super) fn adopt(&self, mut placed: Vec<(u64, Place)>, touched: &mut Vec<Place>) -> Result<(), StoreError> {
        while let Some((id, place)) = placed.pop() {
            let mut select = self.tx.prepare_cached(WAITING)?;
            let children: Vec<(i64, Vec<u8>)> = select
                .query_map((id as i64, ShopNo::MOST), |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (child, body) in children {
                let child = child as u64;
                self.take_out(Place::of(place.shop(), crate::base::OrderKey::NONE), child)?;
                self.put_packed(place, child, &body, touched)?;
                placed.push((child, place));
            }
        }
        Ok(())
    }

    /// Takes out documents that NetSuite has deleted; their last versions stay as earlier ones. Returns
    /// how many of them were held.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn forget_documents(&mut self, rules: &Rules, ids: &[u64]) -> Result<u64, StoreError> {
        let mut touched = Vec::new();
        let mut gone = 0;
        for id in ids {
            let Some(held) = self.held(*id)? else { continue };
            self.keep_earlier("document", held.place.shop().0, &id.to_string(), held.pull, &held.body)?;
            self.take_out(held.place, *id)?;
            self.tx
                .prepare_cached("DELETE FROM document_ids WHERE id = ?1")?
                .execute([*id as i64])?;
            touched.push(held.place);
            gone += 1;
        }
        self.landed.changed += gone;
        self.refresh_book_cases(touched, &Mapping::of(rules))?;
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_found_by_its_index() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("schema.sql")).unwrap();
        let plan: String = db
            .query_row(&format!("EXPLAIN QUERY PLAN {WAITING}"), [1, 2], |r| r.get(3))
            .unwrap();
        assert!(plan.contains("USING INDEX loose_children"), "{plan}");
    }
}
