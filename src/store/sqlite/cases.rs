//! Reading cases and payouts back.

use rusqlite::OptionalExtension as _;

use super::Reader;
use crate::base::OrderKey;
use crate::model::books::{Document, DocumentKind};
use crate::model::case::{Case, Place};
use crate::model::pack::unpack;
use crate::model::payout::{BalanceTransaction, KindSum, Payout};
use crate::model::rules::ShopNo;
use crate::model::shop::Order;
use crate::project::charges::Charges;
use crate::store::StoreError;

/// The stored bytes of one case; [`CaseBodies::decode`] makes a [`Case`] that borrows from them.
#[derive(Debug, Clone)]
pub struct CaseBodies {
    place: Place,
    orders: Option<Vec<u8>>,
    movements: Option<Vec<u8>>,
    documents: Option<Vec<u8>>,
}

impl CaseBodies {
    /// The case.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn decode(&self) -> Result<Case<'_>, StoreError> {
        Ok(Case {
            shop: self.place.shop(),
            key: self.place.key(),
            orders: list(self.orders.as_deref())?,
            movements: list(self.movements.as_deref())?,
            documents: list(self.documents.as_deref())?,
            earlier: Vec::new(),
        })
    }

    /// Whether nothing is kept under this key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_none() && self.documents.is_none() && self.movements.is_none()
    }
}

/// A packed list; none where nothing is kept.
fn list<'a, T: serde::Deserialize<'a>>(body: Option<&'a [u8]>) -> Result<Vec<T>, StoreError> {
    Ok(body.map(unpack).transpose()?.unwrap_or_else(Vec::new))
}

/// The stored bytes of what documents were before.
#[derive(Debug, Clone)]
pub struct EarlierBodies(Vec<Vec<u8>>);

impl EarlierBodies {
    /// The versions, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn decode(&self) -> Result<Vec<Document<'_>>, StoreError> {
        Ok(self.0.iter().map(|body| unpack(body)).collect::<Result<_, _>>()?)
    }
}

/// The stored bytes of one payout, without its transactions.
#[derive(Debug, Clone)]
pub struct PayoutBodies {
    /// The shop.
    pub shop: ShopNo,
    /// Its name: the numeric id, or `date/currency`.
    pub name: String,
    head: Option<Vec<u8>>,
    sums: Option<Vec<u8>>,
}

impl PayoutBodies {
    /// The payout, where a source has brought it.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn payout(&self) -> Result<Option<Payout<'_>>, StoreError> {
        Ok(self.head.as_deref().map(unpack).transpose()?)
    }

    /// Its balance transactions by type, where a source has brought any.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn sums(&self) -> Result<Option<Vec<KindSum<'_>>>, StoreError> {
        Ok(self.sums.as_deref().map(unpack).transpose()?)
    }
}

/// The stored bytes of balance transactions.
#[derive(Debug, Clone)]
pub struct Movements(Vec<u8>);

impl Movements {
    /// The transactions.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn decode(&self) -> Result<Vec<BalanceTransaction<'_>>, StoreError> {
        Ok(unpack(&self.0)?)
    }
}

impl Reader<'_> {
    /// The facts of one case.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn case(&self, shop: ShopNo, key: OrderKey) -> Result<CaseBodies, StoreError> {
        let place = Place::of(shop, key);
        let mut select = self.db.prepare_cached(
            "SELECT (SELECT body FROM shop_facts WHERE place = ?1), (SELECT body FROM movements WHERE place = ?1),
               (SELECT body FROM book_facts WHERE place = ?1)",
        )?;
        Ok(select.query_row([place.raw()], |r| {
            Ok(CaseBodies {
                place,
                orders: r.get(0)?,
                movements: r.get(1)?,
                documents: r.get(2)?,
            })
        })?)
    }

    /// What documents were before, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn earlier_documents(&self, ids: &[u64]) -> Result<EarlierBodies, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT body FROM history WHERE what = 'document' AND id = ?1 ORDER BY rowid")?;
        let mut bodies = Vec::new();
        for id in ids {
            for body in select.query_map([id.to_string()], |r| r.get(0))? {
                bodies.push(body?);
            }
        }
        Ok(EarlierBodies(bodies))
    }

    /// The shops that have an order under this key.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn shops_with(&self, key: OrderKey) -> Result<Vec<ShopNo>, StoreError> {
        let most: Option<i64> = self
            .db
            .query_row("SELECT max(place) FROM shop_cases", [], |r| r.get(0))?;
        let mut select = self.db.prepare_cached("SELECT 1 FROM shop_cases WHERE place = ?1")?;
        let mut found = Vec::new();
        for shop in 0..=most.map_or(0, |p| Place::from_raw(p).shop().0) {
            if select.exists([Place::of(ShopNo(shop), key).raw()])? {
                found.push(ShopNo(shop));
            }
        }
        Ok(found)
    }

    /// Walks the orders of a shop, by key.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails or the caller does.
    pub fn each_order(
        &self,
        shop: ShopNo,
        mut take: impl FnMut(OrderKey, &Order<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT place, body FROM shop_facts WHERE place >= ?1 AND place < ?2 ORDER BY place")?;
        let mut rows = select.query(super::scan::span(shop))?;
        while let Some(row) = rows.next()? {
            let body = row.get_ref(1)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?;
            for order in unpack::<Vec<Order<'_>>>(body)? {
                take(Place::from_raw(row.get(0)?).key(), &order)?;
            }
        }
        Ok(())
    }

    /// All payouts of a shop by name: those known by themselves, by their transactions, or both.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn payouts(&self, shop: ShopNo) -> Result<Vec<PayoutBodies>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT n.name, p.body, m.sums FROM
               (SELECT name FROM payouts WHERE shop = ?1 UNION SELECT name FROM payout_movements WHERE shop = ?1 AND name <> '') n
               LEFT JOIN payouts p ON p.shop = ?1 AND p.name = n.name
               LEFT JOIN payout_movements m ON m.shop = ?1 AND m.name = n.name
             ORDER BY n.name",
        )?;
        let rows = select.query_map([shop.0], |r| {
            Ok(PayoutBodies {
                shop,
                name: r.get(0)?,
                head: r.get(1)?,
                sums: r.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A text that is another one as soon as anything of a shop's payouts or of their transactions changed.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn payouts_mark(&self, shop: ShopNo) -> Result<String, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT (SELECT count(*) || ':' || coalesce(sum(pull), 0) || ':' || coalesce(sum(length(body)), 0) FROM payout_movements WHERE shop = ?1)
               || '/' || (SELECT count(*) || ':' || coalesce(sum(pull), 0) || ':' || coalesce(sum(length(body)), 0) FROM payouts WHERE shop = ?1)",
        )?;
        Ok(select.query_row([shop.0], |r| r.get(0))?)
    }

    /// Walks what the payouts of a shop charged, by name; an empty name stands for what is in none yet.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn each_charges(&self, shop: ShopNo, mut take: impl FnMut(&str, &Charges)) -> Result<(), StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT name, charges FROM payout_movements WHERE shop = ?1 ORDER BY name")?;
        let mut rows = select.query([shop.0])?;
        while let Some(row) = rows.next()? {
            let text = |e: rusqlite::types::FromSqlError| StoreError::Text(e.to_string());
            let charges: Charges = unpack(row.get_ref(1)?.as_blob().map_err(text)?)?;
            take(row.get_ref(0)?.as_str().map_err(text)?, &charges);
        }
        Ok(())
    }

    /// The balance transactions of one payout; an empty name stands for those in no payout yet.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn balance_transactions(&self, shop: ShopNo, payout: &str) -> Result<Option<Movements>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT body FROM payout_movements WHERE shop = ?1 AND name = ?2")?;
        Ok(select
            .query_row((shop.0, payout), |r| r.get(0))
            .optional()?
            .map(Movements))
    }

    /// Walks the documents of some kinds that belong to no order of a shop.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails or the caller does.
    pub fn each_loose_document(
        &self,
        shop: ShopNo,
        kinds: &[DocumentKind],
        mut take: impl FnMut(&Document<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT kind, body FROM loose_documents WHERE shop = ?1 ORDER BY id")?;
        let mut rows = select.query([shop.0])?;
        while let Some(row) = rows.next()? {
            let kind: u8 = row.get(0)?;
            if !kinds.iter().any(|k| *k as u8 == kind) {
                continue;
            }
            let body = row.get_ref(1)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?;
            take(&unpack(body)?)?;
        }
        Ok(())
    }
}
