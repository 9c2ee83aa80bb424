//! Working out every side anew: after a change of the rules that digests are made under.

use rusqlite::{Connection, OptionalExtension as _, Rows};

use super::Side;
use super::runs::RunWriter;
use super::tally::{Book, Tallies};
use crate::model::case::Place;
use crate::model::pack::unpack;
use crate::model::payout::BalanceTransaction;
use crate::model::rules::Rules;
use crate::project::comparable::{books_side, shop_side};
use crate::project::rules_epoch::Mapping;
use crate::store::StoreError;

/// A side that came out differently, or that has no facts any more.
type Change = (i64, Option<Side>);

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
            tallies.replace(&self.tx, Book::Shop, Place::from_raw(place), side.as_ref())?;
        }
        for (place, side) in book_changes(&self.tx, &mapping)? {
            tallies.replace(&self.tx, Book::Books, Place::from_raw(place), side.as_ref())?;
        }
        tallies.write(&self.tx)
    }
}

fn shop_changes(db: &Connection, mapping: &Mapping) -> Result<Vec<Change>, StoreError> {
    let has_movements: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM movements)", [], |r| r.get(0))?;
    let mut movements = db.prepare("SELECT body FROM movements WHERE place = ?1")?;
    let sql = "SELECT place, side FROM shop_cases ORDER BY place";
    changes(
        db,
        sql,
        "SELECT place, body FROM shop_facts ORDER BY place",
        |place, body| {
            let moved: Option<Vec<u8>> = if has_movements {
                movements.query_row([place.raw()], |r| r.get(0)).optional()?
            } else {
                None
            };
            let moved: Vec<BalanceTransaction<'_>> = moved.as_deref().map(unpack).transpose()?.unwrap_or_else(Vec::new);
            Ok(shop_side(&unpack::<Vec<_>>(body)?, &moved, place.shop(), mapping))
        },
    )
}

fn book_changes(db: &Connection, mapping: &Mapping) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT place, side FROM book_cases ORDER BY place";
    changes(
        db,
        sql,
        "SELECT place, body FROM book_facts ORDER BY place",
        |_, body| Ok(books_side(&unpack::<Vec<_>>(body)?, mapping)),
    )
}

/// Walks the facts and the kept sides beside each other.
fn changes(
    db: &Connection,
    sides: &str,
    facts: &str,
    mut work_out: impl FnMut(Place, &[u8]) -> Result<Option<Side>, StoreError>,
) -> Result<Vec<Change>, StoreError> {
    let (mut sides, mut facts) = (db.prepare(sides)?, db.prepare(facts)?);
    let (mut sides, mut facts) = (sides.query([])?, facts.query([])?);
    let mut kept = next_side(&mut sides)?;
    let mut changes = Vec::new();
    while let Some(row) = facts.next()? {
        let place: i64 = row.get(0)?;
        let body = row.get_ref(1)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?;
        let side = work_out(Place::from_raw(place), body)?;
        while let Some((gone, _)) = kept.filter(|(at, _)| *at < place) {
            changes.push((gone, None));
            kept = next_side(&mut sides)?;
        }
        let mut held = None;
        if let Some((_, before)) = kept.filter(|(at, _)| *at == place) {
            held = Some(before);
            kept = next_side(&mut sides)?;
        }
        if held != side {
            changes.push((place, side));
        }
    }
    while let Some((gone, _)) = kept {
        changes.push((gone, None));
        kept = next_side(&mut sides)?;
    }
    Ok(changes)
}

fn next_side(rows: &mut Rows<'_>) -> Result<Option<(i64, Side)>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some((row.get(0)?, row.get(1)?)))
}
