//! The two tables of case sides and the sums over them, which change together.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, OptionalExtension as _, Transaction};

use super::Side;
use super::side::PackedSide;
use crate::base::{Amount, Currency};
use crate::model::case::Place;
use crate::model::rules::ShopNo;
use crate::store::StoreError;

/// Which table of sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Book {
    Shop,
    Books,
}

impl Book {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Books => "books",
        }
    }

    const fn insert(self) -> &'static str {
        match self {
            Self::Shop => "INSERT OR REPLACE INTO shop_cases VALUES (?1, ?2)",
            Self::Books => "INSERT OR REPLACE INTO book_cases VALUES (?1, ?2)",
        }
    }

    const fn select(self) -> &'static str {
        match self {
            Self::Shop => "SELECT side FROM shop_cases WHERE place = ?1",
            Self::Books => "SELECT side FROM book_cases WHERE place = ?1",
        }
    }

    const fn delete(self) -> &'static str {
        match self {
            Self::Shop => "DELETE FROM shop_cases WHERE place = ?1",
            Self::Books => "DELETE FROM book_cases WHERE place = ?1",
        }
    }
}

/// The sums of one side, shop and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Sum of the sides' values.
    pub value: Amount,
    /// Live orders or order documents.
    pub orders: u64,
    /// Test orders.
    pub tests: u64,
}

/// What is added to a tally, or taken from it.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    value: Amount,
    orders: i64,
    tests: i64,
}

/// Changes of the sums that are not written yet.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<(Book, u16, Currency), Change>);

impl Tallies {
    pub(super) fn add(&mut self, book: Book, shop: ShopNo, side: &Side, sign: i64) {
        let tally = self.0.entry((book, shop.0, side.currency)).or_default();
        tally.value += Amount::from_raw(side.value.raw() * sign);
        tally.orders += i64::from(side.orders) * sign;
        tally.tests += i64::from(side.tests) * sign;
    }

    /// Writes a side's new row (or takes the old one away) and counts the difference.
    pub(super) fn replace(
        &mut self,
        tx: &Transaction<'_>,
        book: Book,
        place: Place,
        side: Option<&Side>,
    ) -> Result<(), StoreError> {
        let before: Option<Side> = tx
            .prepare_cached(book.select())?
            .query_row([place.raw()], |r| r.get(0))
            .optional()?;
        if let Some(before) = before {
            self.add(book, place.shop(), &before, -1);
        }
        match side {
            Some(side) => self.insert(&mut tx.prepare_cached(book.insert())?, book, place, side)?,
            None => {
                tx.prepare_cached(book.delete())?.execute([place.raw()])?;
            }
        }
        Ok(())
    }

    /// Writes the row of a case that has none yet.
    pub(super) fn insert(
        &mut self,
        statement: &mut CachedStatement<'_>,
        book: Book,
        place: Place,
        side: &Side,
    ) -> Result<(), StoreError> {
        statement.execute((place.raw(), PackedSide::of(side).bytes()))?;
        self.add(book, place.shop(), side, 1);
        Ok(())
    }

    pub(super) fn inserter<'t>(tx: &'t Transaction<'_>, book: Book) -> Result<CachedStatement<'t>, StoreError> {
        Ok(tx.prepare_cached(book.insert())?)
    }

    pub(super) fn write(&mut self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let mut upsert = tx.prepare_cached(
            "INSERT INTO tallies VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
               value = value + excluded.value, orders = orders + excluded.orders, tests = tests + excluded.tests",
        )?;
        for ((book, shop, currency), t) in std::mem::take(&mut self.0) {
            upsert.execute((book.name(), shop, currency.as_str(), t.value.raw(), t.orders, t.tests))?;
        }
        Ok(())
    }
}
