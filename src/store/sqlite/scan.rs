//! Walking both sides of all cases side by side.

use std::cmp::Ordering;

use rusqlite::Rows;

use super::tally::Tally;
use super::{Reader, Side, side_of};
use crate::base::{Currency, Moment, OrderKey};
use crate::model::case::Place;
use crate::model::rules::ShopNo;
use crate::project::comparable::{currencies_agree, hints};
use crate::store::StoreError;

/// A case that may disagree, with the short form of each side it has.
pub type Differing = (ShopNo, OrderKey, Option<Side>, Option<Side>);

/// Only what says "equal": every column more costs a walk over all cases.
const SHOP_WALK: &str = "SELECT place, digest, address, currency FROM shop_cases ORDER BY place";
const BOOK_WALK: &str = "SELECT place, digest, address, currency FROM book_cases ORDER BY place";

impl Reader<'_> {
    /// Every case whose two sides do not surely agree, and those that did not when they were last
    /// compared: what was found of them then has to be closed. Equal cases never leave the database:
    /// this merges two ordered walks and compares three columns.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn differing(&self) -> Result<Vec<Differing>, StoreError> {
        let differ = |raw| {
            let place = Place::from_raw(raw);
            let (a, b) = self.sides(place.shop(), place.key())?;
            Ok((place.shop(), place.key(), a, b))
        };
        let mut places = self.differing_places()?;
        let mut judged = self.db.prepare_cached("SELECT place FROM verdicts")?;
        for place in judged.query_map([], |r| r.get(0))? {
            places.push(place?);
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(differ).collect()
    }

    fn differing_places(&self) -> Result<Vec<i64>, StoreError> {
        let mut shop_select = self.db.prepare_cached(SHOP_WALK)?;
        let mut book_select = self.db.prepare_cached(BOOK_WALK)?;
        let (mut shop_rows, mut book_rows) = (shop_select.query([])?, book_select.query([])?);
        let mut places = Vec::new();
        let (mut a, mut b) = (advance(&mut shop_rows)?, advance(&mut book_rows)?);
        loop {
            let order = match (&a, &b) {
                (None, None) => return Ok(places),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.place.cmp(&b.place),
            };
            let differs = match (&a, &b) {
                (Some(a), Some(b)) if order == Ordering::Equal && a.agrees_with(b) => None,
                (Some(a), _) if order != Ordering::Greater => Some(a.place),
                (_, Some(b)) => Some(b.place),
                _ => None,
            };
            places.extend(differs);
            if order != Ordering::Greater {
                a = advance(&mut shop_rows)?;
            }
            if order != Ordering::Less {
                b = advance(&mut book_rows)?;
            }
        }
    }

    /// The cases touched since they were last compared, and those that time alone may have changed.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn changed(&self, as_of: Moment) -> Result<Vec<(ShopNo, OrderKey)>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT place FROM changed UNION SELECT place FROM rechecks WHERE at <= ?1 ORDER BY 1")?;
        let rows = select.query_map([as_of.seconds()], |r| {
            let place = Place::from_raw(r.get(0)?);
            Ok((place.shop(), place.key()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The short form of both sides of a case.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn sides(&self, shop: ShopNo, key: OrderKey) -> Result<(Option<Side>, Option<Side>), StoreError> {
        use rusqlite::OptionalExtension as _;
        let one = |sql: &str| {
            self.db
                .prepare_cached(sql)?
                .query_row([Place::of(shop, key).raw()], |r| side_of(r, 0))
                .optional()
        };
        Ok((
            one("SELECT digest, address, currency, value, orders, tests FROM shop_cases WHERE place = ?1")?,
            one("SELECT digest, address, currency, value, orders, tests FROM book_cases WHERE place = ?1")?,
        ))
    }

    /// The sums of Shopify's sides and of NetSuite's sides, by shop and currency.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn tallies(&self, netsuite: bool) -> Result<Vec<(ShopNo, Currency, Tally)>, StoreError> {
        let side = if netsuite {
            super::tally::Book::Books
        } else {
            super::tally::Book::Shop
        };
        let mut select = self
            .db
            .prepare_cached("SELECT shop, currency, value, orders, tests FROM tallies WHERE side = ?1 ORDER BY 1, 2")?;
        let rows = select.query_map([side.name()], |r| {
            let tally = Tally {
                value: crate::base::Amount::from_raw(r.get(2)?),
                orders: r.get(3)?,
                tests: r.get(4)?,
            };
            Ok((ShopNo(r.get(0)?), r.get(1)?, tally))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Reader<'_> {
    /// A text that tells one state of the facts from another: what was brought in so far, and the sums
    /// of both sides.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn state(&self) -> Result<String, StoreError> {
        let pulls: i64 = self.db.query_row("SELECT count(*) FROM pulls", [], |r| r.get(0))?;
        Ok(format!("{pulls} {:?} {:?}", self.tallies(false)?, self.tallies(true)?))
    }

    /// NetSuite's sums for documents whose currency is an internal id, by the currency of the order
    /// they belong to.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn unnamed_currencies(&self, shop: ShopNo) -> Result<Vec<(Currency, crate::base::Amount)>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT coalesce(s.currency, 'XXX'), sum(b.value) FROM book_cases b LEFT JOIN shop_cases s USING (place)
             WHERE b.place >= ?1 AND b.place < ?2 AND b.currency = 'XXX' GROUP BY 1 ORDER BY 1",
        )?;
        let rows = select.query_map(span(shop), |r| {
            Ok((r.get(0)?, crate::base::Amount::from_raw(r.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The places of a shop: the first, and the first that is another's.
pub(super) const fn span(shop: ShopNo) -> [i64; 2] {
    [
        Place::of(shop, OrderKey::NONE).raw(),
        Place::of(ShopNo(shop.0 + 1), OrderKey::NONE).raw(),
    ]
}

/// The columns that say "equal".
struct Narrow {
    place: i64,
    digest: i64,
    address: i64,
    currency: Currency,
}

impl Narrow {
    fn agrees_with(&self, other: &Self) -> bool {
        self.digest == other.digest
            && hints::agree(self.address as u64, other.address as u64)
            && currencies_agree(self.currency, other.currency)
    }
}

fn advance(rows: &mut Rows<'_>) -> Result<Option<Narrow>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let number = |at| row.get_ref(at)?.as_i64().map_err(|e| StoreError::Text(e.to_string()));
    Ok(Some(Narrow {
        place: number(0)?,
        digest: number(1)?,
        address: number(2)?,
        currency: row.get(3)?,
    }))
}
