//! Walking both sides of all cases side by side.

use std::cmp::Ordering;

use rusqlite::Rows;
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;

use super::tally::Tally;
use super::{Reader, Side, side_of};
use crate::base::{Currency, Moment, OrderKey};
use crate::model::rules::ShopNo;
use crate::project::comparable::currencies_agree;
use crate::store::StoreError;

/// A case that may disagree, with the short form of each side it has.
pub type Differing = (ShopNo, OrderKey, Option<Side>, Option<Side>);

const SHOP_SIDES: &str =
    "SELECT shop, key, digest, address, value, currency, orders, tests FROM shop_cases ORDER BY shop, key";
const BOOK_SIDES: &str =
    "SELECT shop, key, digest, address, value, currency, orders, tests FROM book_cases ORDER BY shop, key";

impl Reader<'_> {
    /// Hands over every case whose two sides do not surely agree. Equal cases never leave the
    /// database: this merges two ordered walks and compares four columns.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn differing(&self) -> Result<Vec<Differing>, StoreError> {
        let mut shop_select = self.db.prepare_cached(SHOP_SIDES)?;
        let mut book_select = self.db.prepare_cached(BOOK_SIDES)?;
        let (mut shop_rows, mut book_rows) = (shop_select.query([])?, book_select.query([])?);
        let mut differing = Vec::new();
        let (mut shop, mut books) = (advance(&mut shop_rows)?, advance(&mut book_rows)?);
        loop {
            let order = match (&shop, &books) {
                (None, None) => return Ok(differing),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.place.cmp(&b.place),
            };
            match order {
                Ordering::Equal => {
                    if let (Some(a), Some(b)) = (&shop, &books)
                        && !a.agrees_with(b)
                    {
                        let sides = (current(&shop_rows)?, current(&book_rows)?);
                        differing.push((a.shop(), a.key(), sides.0, sides.1));
                    }
                    shop = advance(&mut shop_rows)?;
                    books = advance(&mut book_rows)?;
                }
                Ordering::Less => {
                    if let Some(a) = &shop {
                        differing.push((a.shop(), a.key(), current(&shop_rows)?, None));
                    }
                    shop = advance(&mut shop_rows)?;
                }
                Ordering::Greater => {
                    if let Some(b) = &books {
                        differing.push((b.shop(), b.key(), None, current(&book_rows)?));
                    }
                    books = advance(&mut book_rows)?;
                }
            }
        }
    }

    /// The cases touched since they were last compared, and those that time alone may have changed.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn changed(&self, as_of: Moment) -> Result<Vec<(ShopNo, OrderKey)>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT shop, key FROM changed UNION SELECT shop, key FROM verdicts WHERE recheck <= ?1 ORDER BY 1, 2",
        )?;
        let rows = select.query_map([as_of.seconds()], |r| {
            Ok((ShopNo(r.get(0)?), OrderKey::from_raw(r.get(1)?)))
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
                .query_row((shop.0, key.raw()), |r| side_of(r, 0))
                .optional()
        };
        Ok((
            one("SELECT digest, address, value, currency, orders, tests FROM shop_cases WHERE shop = ?1 AND key = ?2")?,
            one("SELECT digest, address, value, currency, orders, tests FROM book_cases WHERE shop = ?1 AND key = ?2")?,
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
            let currency: String = r.get(1)?;
            let tally = Tally {
                value: crate::base::Amount::from_raw(r.get(2)?),
                orders: r.get(3)?,
                tests: r.get(4)?,
            };
            Ok((
                ShopNo(r.get(0)?),
                Currency::parse(&currency).unwrap_or(Currency::UNKNOWN),
                tally,
            ))
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
            "SELECT coalesce(s.currency, 'XXX'), sum(b.value) FROM book_cases b LEFT JOIN shop_cases s USING (shop, key)
             WHERE b.shop = ?1 AND b.currency = 'XXX' GROUP BY 1 ORDER BY 1",
        )?;
        let rows = select.query_map([shop.0], |r| {
            let currency: String = r.get(0)?;
            Ok((
                Currency::parse(&currency).unwrap_or(Currency::UNKNOWN),
                crate::base::Amount::from_raw(r.get(1)?),
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The columns that say "equal".
struct Narrow {
    place: (i64, i64),
    digest: i64,
    address: i64,
    currency: Currency,
}

impl Narrow {
    fn agrees_with(&self, other: &Self) -> bool {
        self.digest == other.digest
            && (self.address == other.address || self.address == 0 || other.address == 0)
            && currencies_agree(self.currency, other.currency)
    }

    fn shop(&self) -> ShopNo {
        ShopNo(u16::try_from(self.place.0).unwrap_or(u16::MAX))
    }

    const fn key(&self) -> OrderKey {
        OrderKey::from_raw(self.place.1)
    }
}

fn advance(rows: &mut Rows<'_>) -> Result<Option<Narrow>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let currency = row.get_ref(5)?.as_str().unwrap_or("XXX");
    Ok(Some(Narrow {
        place: (row.get(0)?, row.get(1)?),
        digest: row.get(2)?,
        address: row.get(3)?,
        currency: Currency::parse(currency).unwrap_or(Currency::UNKNOWN),
    }))
}

/// The whole side a walk stands on.
fn current(rows: &Rows<'_>) -> Result<Option<Side>, StoreError> {
    Ok(rows.get().map(|row| side_of(row, 2)).transpose()?)
}
