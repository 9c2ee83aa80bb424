//! Reading cases and payouts back.

use rusqlite::OptionalExtension as _;

use super::{Reader, land_books};
use crate::base::OrderKey;
use crate::model::books::{Document, DocumentKind};
use crate::model::case::Case;
use crate::model::pack::unpack;
use crate::model::payout::{BalanceTransaction, KindSum, Payout};
use crate::model::rules::ShopNo;
use crate::store::StoreError;

/// The stored bytes of one case; [`CaseBodies::decode`] makes a [`Case`] that borrows from them.
#[derive(Debug, Clone)]
pub struct CaseBodies {
    shop: ShopNo,
    key: OrderKey,
    orders: Vec<Vec<u8>>,
    movements: Option<Vec<u8>>,
    documents: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl CaseBodies {
    /// The case.
    ///
    /// # Errors
    /// [`StoreError::Record`] where a record cannot be read.
    pub fn decode(&self) -> Result<Case<'_>, StoreError> {
        let orders = self.orders.iter().map(|b| unpack(b)).collect::<Result<_, _>>()?;
        let movements: Vec<BalanceTransaction<'_>> = match &self.movements {
            Some(body) => unpack(body)?,
            None => Vec::new(),
        };
        Ok(Case {
            shop: self.shop,
            key: self.key,
            orders,
            movements,
            documents: land_books::decode(&self.documents)?,
        })
    }

    /// Whether nothing is kept under this key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.documents.is_empty() && self.movements.is_none()
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
        let place = (shop.0, key.raw());
        let orders = {
            let mut select = self
                .db
                .prepare_cached("SELECT body FROM orders WHERE shop = ?1 AND key = ?2")?;
            let rows = select.query_map(place, |r| r.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let movements = self
            .db
            .prepare_cached("SELECT body FROM movements WHERE shop = ?1 AND key = ?2")?
            .query_row(place, |r| r.get(0))
            .optional()?;
        let documents = {
            let mut select = self
                .db
                .prepare_cached("SELECT head, lines FROM documents WHERE shop = ?1 AND key = ?2 AND head <> x''")?;
            let rows = select.query_map(place, |r| Ok((r.get(0)?, r.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        Ok(CaseBodies {
            shop,
            key,
            orders,
            movements,
            documents,
        })
    }

    /// The shops that have an order under this key.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn shops_with(&self, key: OrderKey) -> Result<Vec<ShopNo>, StoreError> {
        let shops: i64 = self
            .db
            .prepare_cached("SELECT coalesce(max(shop), -1) FROM shop_cases")?
            .query_row([], |r| r.get(0))?;
        let mut found = Vec::new();
        let mut select = self
            .db
            .prepare_cached("SELECT 1 FROM shop_cases WHERE shop = ?1 AND key = ?2")?;
        for shop in 0..=shops {
            if select.exists((shop, key.raw()))? {
                found.push(ShopNo(u16::try_from(shop).unwrap_or(u16::MAX)));
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
        mut take: impl FnMut(OrderKey, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT key, body FROM orders WHERE shop = ?1 ORDER BY key")?;
        let mut rows = select.query([shop.0])?;
        while let Some(row) = rows.next()? {
            let body = row.get_ref(1)?.as_blob().map_err(|e| StoreError::Text(e.to_string()))?;
            take(OrderKey::from_raw(row.get(0)?), body)?;
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
            .prepare_cached("SELECT kind, head, lines FROM documents WHERE shop = ?1 AND key = 0 AND head <> x''")?;
        let mut rows = select.query([shop.0])?;
        while let Some(row) = rows.next()? {
            let kind: u8 = row.get(0)?;
            if !kinds.iter().any(|k| *k as u8 == kind) {
                continue;
            }
            let body: (Vec<u8>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
            for document in land_books::decode(std::slice::from_ref(&body))? {
                take(&document)?;
            }
        }
        Ok(())
    }
}
