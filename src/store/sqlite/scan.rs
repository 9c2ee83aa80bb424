//! Walking both sides of all cases side by side.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rusqlite::Rows;

use super::side::PackedSide;
use super::tally::Tally;
use super::{Reader, Side};
use crate::base::{Amount, Currency, Moment, OrderKey};
use crate::model::case::Place;
use crate::model::rules::ShopNo;
use crate::store::StoreError;

/// A case that may disagree, with the short form of each side it has.
pub type Differing = (ShopNo, OrderKey, Option<Side>, Option<Side>);

const SHOP_WALK: &str = "SELECT place, side FROM shop_cases WHERE place >= ?1 AND place < ?2 ORDER BY place";
const BOOK_WALK: &str = "SELECT place, side FROM book_cases WHERE place >= ?1 AND place < ?2 ORDER BY place";
/// All places: they are never below zero.
const EVERYWHERE: [i64; 2] = [0, i64::MAX];

impl Reader<'_> {
    /// Every case whose two sides do not surely agree, and those that did not when they were last
    /// compared: what was found of them then has to be closed. Equal cases never leave the database.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn differing(&self) -> Result<Vec<Differing>, StoreError> {
        let mut all = Vec::new();
        self.walk(EVERYWHERE, |place, a, b| {
            let agree = matches!((a, b), (Some(a), Some(b)) if a.agrees_with(b)?);
            if !agree {
                let side = |packed: Option<&PackedSide>| packed.map(PackedSide::side).transpose();
                all.push((place.shop(), place.key(), side(a)?, side(b)?));
            }
            Ok(())
        })?;
        let differing = all.len();
        let mut judged = self.db.prepare_cached("SELECT place FROM verdicts")?;
        for place in judged.query_map([], |r| r.get(0))? {
            let place = Place::from_raw(place?);
            let (shop, key) = (place.shop(), place.key());
            if all[..differing]
                .binary_search_by_key(&place, |c| Place::of(c.0, c.1))
                .is_err()
            {
                let (a, b) = self.sides(shop, key)?;
                all.push((shop, key, a, b));
            }
        }
        all.sort_by_key(|c| Place::of(c.0, c.1));
        Ok(all)
    }

    /// Walks the sides of all cases between two places, both tables side by side: one merge of two
    /// ordered walks is several times cheaper than a join.
    fn walk(
        &self,
        span: [i64; 2],
        mut take: impl FnMut(Place, Option<&PackedSide>, Option<&PackedSide>) -> rusqlite::types::FromSqlResult<()>,
    ) -> Result<(), StoreError> {
        let mut shop_select = self.db.prepare_cached(SHOP_WALK)?;
        let mut book_select = self.db.prepare_cached(BOOK_WALK)?;
        let (mut shop_rows, mut book_rows) = (shop_select.query(span)?, book_select.query(span)?);
        let (mut a, mut b) = (advance(&mut shop_rows)?, advance(&mut book_rows)?);
        loop {
            let order = match (&a, &b) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((a, _)), Some((b, _))) => a.cmp(b),
            };
            let shop = a.as_ref().filter(|_| order != Ordering::Greater);
            let books = b.as_ref().filter(|_| order != Ordering::Less);
            if let Some((place, _)) = shop.or(books) {
                take(Place::from_raw(*place), shop.map(|row| &row.1), books.map(|row| &row.1))
                    .map_err(|e| StoreError::Damaged(format!("the short form of a case: {e}")))?;
            }
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
                .query_row([Place::of(shop, key).raw()], |r| r.get(0))
                .optional()
        };
        Ok((
            one("SELECT side FROM shop_cases WHERE place = ?1")?,
            one("SELECT side FROM book_cases WHERE place = ?1")?,
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
                value: Amount::from_raw(r.get(2)?),
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

    /// Cases touched since they were last compared of which only Shopify's side is held; all such cases
    /// where everything is to be compared.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn unanswered(&self) -> Result<Vec<(ShopNo, OrderKey)>, StoreError> {
        let touched = if self.meta("all_changed")?.is_some() {
            ""
        } else {
            "AND place IN (SELECT place FROM changed)"
        };
        let sql = format!(
            "SELECT place FROM shop_facts WHERE NOT EXISTS (SELECT 1 FROM book_facts b WHERE b.place = shop_facts.place) {touched}
             ORDER BY place"
        );
        let mut select = self.db.prepare_cached(&sql)?;
        let places = select.query_map([], |r| r.get(0).map(Place::from_raw))?;
        places
            .map(|place| place.map(|p| (p.shop(), p.key())).map_err(Into::into))
            .collect()
    }

    /// NetSuite's sums for documents whose currency is an internal id, by the currency of the order
    /// they belong to.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn unnamed_currencies(&self, shop: ShopNo) -> Result<Vec<(Currency, Amount)>, StoreError> {
        let mut sums: BTreeMap<Currency, Amount> = BTreeMap::new();
        self.walk(span(shop), |_, shop, books| {
            let Some(books) = books.map(PackedSide::side).transpose()? else {
                return Ok(());
            };
            if !books.currency.is_known() {
                let named = shop.map(PackedSide::side).transpose()?;
                *sums.entry(named.map_or(Currency::UNKNOWN, |s| s.currency)).or_default() += books.value;
            }
            Ok(())
        })?;
        Ok(sums.into_iter().collect())
    }
}

/// The places of a shop: the first, and the first that is another's.
pub(super) const fn span(shop: ShopNo) -> [i64; 2] {
    [
        Place::of(shop, OrderKey::NONE).raw(),
        Place::of(ShopNo(shop.0 + 1), OrderKey::NONE).raw(),
    ]
}

fn advance(rows: &mut Rows<'_>) -> Result<Option<(i64, PackedSide)>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let place = row.get_ref(0)?.as_i64().map_err(|e| StoreError::Text(e.to_string()))?;
    Ok(Some((place, PackedSide::of_row(row, 1)?)))
}
