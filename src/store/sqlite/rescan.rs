//! Working out every side anew: after a change of the rules that digests are made under.

use rusqlite::{Connection, Rows};

use super::bodies::Bodies;
use super::land_books::decode_pairs;
use super::runs::RunWriter;
use super::tally::{Book, Tallies};
use super::{Side, side_of};
use crate::base::OrderKey;
use crate::model::pack::unpack;
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::Order;
use crate::project::comparable::{books_side, shop_side};
use crate::project::rules_epoch::Mapping;
use crate::store::StoreError;

type Place = (u16, i64);

impl RunWriter<'_> {
    /// Works out both sides of every case under these rules and keeps those that came out differently.
    /// Facts are walked in the order of their cases, one case in memory at a time.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails or a record cannot be read.
    pub fn rescan(&mut self, rules: &Rules) -> Result<(), StoreError> {
        let mapping = Mapping::of(rules);
        let mut tallies = Tallies::default();
        for (place, side) in shop_changes(&self.tx, &mapping)? {
            tallies.replace(&self.tx, Book::Shop, at(place), side.as_ref())?;
        }
        for (place, side) in book_changes(&self.tx, &mapping)? {
            tallies.replace(&self.tx, Book::Books, at(place), side.as_ref())?;
        }
        tallies.write(&self.tx)
    }
}

const fn at((shop, key): Place) -> (ShopNo, OrderKey) {
    (ShopNo(shop), OrderKey::from_raw(key))
}

/// The kept sides, walked beside the facts: only what came out differently is written.
struct Kept<'r> {
    rows: Rows<'r>,
    ahead: Option<(Place, Side)>,
    changes: Vec<(Place, Option<Side>)>,
}

impl<'r> Kept<'r> {
    fn new(mut rows: Rows<'r>) -> Result<Self, StoreError> {
        let ahead = Self::read(&mut rows)?;
        Ok(Self {
            rows,
            ahead,
            changes: Vec::new(),
        })
    }

    fn read(rows: &mut Rows<'_>) -> Result<Option<(Place, Side)>, StoreError> {
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(((row.get(0)?, row.get(1)?), side_of(row, 2)?)))
    }

    /// Compares a side that was worked out with the kept one. Kept sides in between have no facts any
    /// more.
    fn compare(&mut self, place: Place, side: Option<Side>) -> Result<(), StoreError> {
        while let Some((kept, _)) = self.ahead.filter(|(kept, _)| *kept < place) {
            self.changes.push((kept, None));
            self.ahead = Self::read(&mut self.rows)?;
        }
        let held = match self.ahead.filter(|(kept, _)| *kept == place) {
            Some((_, held)) => {
                self.ahead = Self::read(&mut self.rows)?;
                Some(held)
            }
            None => None,
        };
        if held != side {
            self.changes.push((place, side));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(Place, Option<Side>)>, StoreError> {
        while let Some((kept, _)) = self.ahead {
            self.changes.push((kept, None));
            self.ahead = Self::read(&mut self.rows)?;
        }
        Ok(self.changes)
    }
}

fn shop_changes(db: &Connection, mapping: &Mapping) -> Result<Vec<(Place, Option<Side>)>, StoreError> {
    let mut kept = db.prepare(
        "SELECT shop, key, digest, address, value, currency, orders, tests FROM shop_cases ORDER BY shop, key",
    )?;
    let mut kept = Kept::new(kept.query([])?)?;
    let has_movements: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM movements)", [], |r| r.get(0))?;
    let mut movements = db.prepare("SELECT body FROM movements WHERE shop = ?1 AND key = ?2")?;
    let mut select = db.prepare("SELECT shop, key, body FROM orders ORDER BY shop, key, id")?;
    let mut rows = select.query([])?;
    let mut bodies = Bodies::default();
    let mut close = |place: Place, bodies: &Bodies| -> Result<(), StoreError> {
        let orders = bodies.iter().map(unpack::<Order<'_>>).collect::<Result<Vec<_>, _>>()?;
        let moved: Option<Vec<u8>> = if has_movements {
            use rusqlite::OptionalExtension as _;
            movements.query_row(place, |r| r.get(0)).optional()?
        } else {
            None
        };
        let moved: Vec<BalanceTransaction<'_>> = moved.as_deref().map(unpack).transpose()?.unwrap_or_else(Vec::new);
        kept.compare(place, shop_side(&orders, &moved, ShopNo(place.0), mapping))
    };
    let mut open: Option<Place> = None;
    while let Some(row) = rows.next()? {
        let place = (row.get(0)?, row.get(1)?);
        if open != Some(place) {
            if let Some(before) = open {
                close(before, &bodies)?;
            }
            (open, bodies.used) = (Some(place), 0);
        }
        bodies.push(row.get_ref(2)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?);
    }
    if let Some(last) = open {
        close(last, &bodies)?;
    }
    kept.finish()
}

fn book_changes(db: &Connection, mapping: &Mapping) -> Result<Vec<(Place, Option<Side>)>, StoreError> {
    let mut kept = db.prepare(
        "SELECT shop, key, digest, address, value, currency, orders, tests FROM book_cases ORDER BY shop, key",
    )?;
    let mut kept = Kept::new(kept.query([])?)?;
    let mut select = db.prepare(
        "SELECT shop, key, head, lines FROM documents WHERE key <> 0 AND head <> x'' ORDER BY shop, key, id",
    )?;
    let mut rows = select.query([])?;
    let (mut heads, mut lines) = (Bodies::default(), Bodies::default());
    let mut close = |place: Place, heads: &Bodies, lines: &Bodies| -> Result<(), StoreError> {
        let documents = decode_pairs(heads, lines)?;
        kept.compare(place, books_side(&documents, mapping))
    };
    let mut open: Option<Place> = None;
    while let Some(row) = rows.next()? {
        let place = (row.get(0)?, row.get(1)?);
        if open != Some(place) {
            if let Some(before) = open {
                close(before, &heads, &lines)?;
            }
            (open, heads.used, lines.used) = (Some(place), 0, 0);
        }
        heads.push(row.get_ref(2)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?);
        // No lines at all are no bytes; a packed list of none has one.
        lines.push(
            row.get_ref(3)?
                .as_blob_or_null()
                .map_err(|e| StoreError::Text(e.to_string()))?
                .unwrap_or_default(),
        );
    }
    if let Some(last) = open {
        close(last, &heads, &lines)?;
    }
    kept.finish()
}
