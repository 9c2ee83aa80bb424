//! Landing Shopify's orders.

use rusqlite::OptionalExtension as _;

use super::Landing;
use super::bodies::Bodies;
use super::tally::{Book, Tallies};
use crate::base::{Moment, OrderKey};
use crate::model::pack::{pack, unpack, unpack_first};
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::{MoneyBag, Order, OrderHead, Refund, Source};
use crate::project::comparable::shop_side;
use crate::project::rules_epoch::Mapping;
use crate::store::StoreError;

/// Hands over the next packed order of a batch, in ascending order of (key, id): fills the buffer
/// and returns both, or `None` at the end.
type Feed<'f> = dyn FnMut(&mut Vec<u8>) -> Result<Option<(OrderKey, u64)>, String> + 'f;

impl Landing<'_> {
    /// Lands the orders of one shop.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn orders(&mut self, shop: ShopNo, rules: &Rules, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mapping = Mapping::of(rules);
        if self.is_empty("orders")? && self.is_empty("movements")? {
            return self.first_orders(shop, &mapping, feed);
        }
        let mut body = Vec::new();
        let mut touched = Vec::new();
        while let Some((key, _)) = feed(&mut body).map_err(StoreError::Refused)? {
            if self.order(shop, key, &body)? {
                touched.push(key);
            }
        }
        touched.dedup();
        for key in touched {
            self.refresh_shop_case(shop, key, &mapping)?;
        }
        Ok(())
    }

    /// Into an empty store: every order is new, and its case is known as soon as the next key comes.
    fn first_orders(&mut self, shop: ShopNo, mapping: &Mapping, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare("INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let mut insert_case = Tallies::inserter(&self.tx, Book::Shop)?;
        let tallies = &mut self.tallies;
        let mut newest = None;
        let mut close = |key: OrderKey, bodies: &Bodies| -> Result<(), StoreError> {
            let orders = bodies.iter().map(unpack::<Order<'_>>).collect::<Result<Vec<_>, _>>()?;
            newest = orders.iter().map(|o| changed_at(&o.head)).max().max(newest);
            match shop_side(&orders, &[], shop, mapping) {
                Some(side) => tallies.insert(&mut insert_case, Book::Shop, (shop, key), &side),
                None => Ok(()),
            }
        };
        let mut open: Option<(OrderKey, u64)> = None;
        let mut bodies = Bodies::default();
        let mut body = Vec::new();
        let mut count = 0;
        while let Some((key, id)) = feed(&mut body).map_err(StoreError::Refused)? {
            match open {
                // The same order twice in one batch: both are equally new.
                Some(before) if before == (key, id) => continue,
                Some((before, _)) if before != key => {
                    close(before, &bodies)?;
                    bodies.used = 0;
                }
                _ => {}
            }
            open = Some((key, id));
            insert.execute((shop.0, key.raw(), id as i64, self.pull, &body))?;
            bodies.push(&body);
            count += 1;
        }
        if let Some((last, _)) = open {
            close(last, &bodies)?;
        }
        drop((insert, insert_case));
        self.landed.new += count;
        self.seen(Some(shop.0), newest);
        if count > 0 {
            self.set_meta("all_changed", "1")?;
        }
        Ok(())
    }

    /// The packed orders held under a key.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn held_orders(&self, shop: ShopNo, key: OrderKey) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut select = self
            .tx
            .prepare_cached("SELECT body FROM orders WHERE shop = ?1 AND key = ?2")?;
        let rows = select.query_map((shop.0, key.raw()), |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Lands one order into a store that holds some; true where the case changed.
    fn order(&mut self, shop: ShopNo, key: OrderKey, body: &[u8]) -> Result<bool, StoreError> {
        let head = head_of(body)?;
        self.seen(Some(shop.0), Some(changed_at(&head)));
        let held: Vec<(i64, i64, Vec<u8>)> = {
            let mut select = self
                .tx
                .prepare_cached("SELECT id, pull, body FROM orders WHERE shop = ?1 AND key = ?2")?;
            let rows = select.query_map((shop.0, key.raw()), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut found = None;
        for (id, pull, earlier) in &held {
            let known = head_of(earlier)?;
            if known.id == head.id || ((known.id == 0 || head.id == 0) && known.name == head.name) {
                found = Some((*id, *pull, earlier, known));
                break;
            }
        }
        let Some((id, pull, earlier, known)) = found else {
            self.insert_order(shop, key, head.id, body)?;
            self.landed.new += 1;
            return Ok(true);
        };
        if earlier == body || is_newer(&known, &head) {
            self.landed.unchanged += 1;
            return Ok(false);
        }
        let with_details = refunds_told_before(earlier, body)?;
        let body = with_details.as_deref().unwrap_or(body);
        if earlier == body {
            self.landed.unchanged += 1;
            return Ok(false);
        }
        self.keep_earlier("order", shop.0, &format!("{}/{id}", key.raw()), pull, earlier)?;
        if id != head.id as i64 {
            self.tx
                .prepare_cached("DELETE FROM orders WHERE shop = ?1 AND key = ?2 AND id = ?3")?
                .execute((shop.0, key.raw(), id))?;
        }
        self.insert_order(shop, key, head.id, body)?;
        self.landed.changed += 1;
        Ok(true)
    }

    fn insert_order(&self, shop: ShopNo, key: OrderKey, id: u64, body: &[u8]) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO orders VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((shop.0, key.raw(), id as i64, self.pull, body))?;
        Ok(())
    }

    /// Lands charges and refunds that only a payment transactions export tells of, all those of one
    /// order in the batch at a time.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn movements(
        &mut self,
        shop: ShopNo,
        key: OrderKey,
        rules: &Rules,
        movements: Vec<BalanceTransaction<'_>>,
    ) -> Result<(), StoreError> {
        let earlier: Option<(i64, Vec<u8>)> = self
            .tx
            .prepare_cached("SELECT pull, body FROM movements WHERE shop = ?1 AND key = ?2")?
            .query_row((shop.0, key.raw()), |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let held: Vec<BalanceTransaction<'_>> = match &earlier {
            Some((_, body)) => unpack(body)?,
            None => Vec::new(),
        };
        let merged = super::land_payouts::merge(held, movements);
        let mut body = Vec::new();
        pack(&merged, &mut body)?;
        match &earlier {
            Some((_, held)) if *held == body => return Ok(()),
            Some((pull, held)) => self.keep_earlier("movements", shop.0, &key.raw().to_string(), *pull, held)?,
            None => {}
        }
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO movements VALUES (?1, ?2, ?3, ?4)")?
            .execute((shop.0, key.raw(), self.pull, &body))?;
        self.refresh_shop_case(shop, key, &Mapping::of(rules))
    }

    /// Works out Shopify's side of a case anew and marks the case as changed.
    fn refresh_shop_case(&mut self, shop: ShopNo, key: OrderKey, mapping: &Mapping) -> Result<(), StoreError> {
        let place = (shop.0, key.raw());
        let bodies: Vec<Vec<u8>> = {
            let mut select = self
                .tx
                .prepare_cached("SELECT body FROM orders WHERE shop = ?1 AND key = ?2")?;
            let rows = select.query_map(place, |r| r.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let movements: Option<Vec<u8>> = self
            .tx
            .prepare_cached("SELECT body FROM movements WHERE shop = ?1 AND key = ?2")?
            .query_row(place, |r| r.get(0))
            .optional()?;
        let orders = bodies
            .iter()
            .map(|b| unpack::<Order<'_>>(b))
            .collect::<Result<Vec<_>, _>>()?;
        let movements: Vec<BalanceTransaction<'_>> = match &movements {
            Some(body) => unpack(body)?,
            None => Vec::new(),
        };
        let side = shop_side(&orders, &movements, shop, mapping);
        self.tallies.replace(&self.tx, Book::Shop, (shop, key), side.as_ref())?;
        self.mark_changed(shop, key)
    }

    pub(super) fn mark_changed(&self, shop: ShopNo, key: OrderKey) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO changed VALUES (?1, ?2)")?
            .execute((shop.0, key.raw()))?;
        Ok(())
    }
}

fn head_of(body: &[u8]) -> Result<OrderHead<'_>, StoreError> {
    Ok(unpack_first::<OrderHead<'_>>(body)?.0)
}

/// The order that comes, with the lines of the refunds that the held version knows and this one does
/// not tell of: they come by a query of their own, and a refund that was made does not change. `None`
/// where there is nothing to add.
fn refunds_told_before(held: &[u8], comes: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let mut order: Order<'_> = unpack(comes)?;
    if order.refunds.is_empty() {
        return Ok(None);
    }
    let known: Order<'_> = unpack(held)?;
    let has_details = |r: &Refund<'_>| {
        let amounts = [r.shipping, r.shipping_tax, r.adjustments];
        !r.lines.is_empty() || amounts.iter().any(|a| *a != MoneyBag::ZERO)
    };
    let mut added = false;
    for refund in order.refunds.iter_mut().filter(|r| r.id != 0 && !has_details(r)) {
        let told = known.refunds.iter().find(|k| k.id == refund.id && has_details(k));
        if let Some(told) = told {
            refund.lines.clone_from(&told.lines);
            refund.shipping = told.shipping;
            refund.shipping_tax = told.shipping_tax;
            refund.adjustments = told.adjustments;
            added = true;
        }
    }
    if !added {
        return Ok(None);
    }
    let mut body = Vec::new();
    pack(&order, &mut body)?;
    Ok(Some(body))
}

/// When an order was last changed, as far as its source says.
fn changed_at(head: &OrderHead<'_>) -> Moment {
    head.updated_at.unwrap_or(head.created_at)
}

/// Whether the held version of an order is better than the one that comes: from a richer source, or
/// from the same source and changed later.
fn is_newer(held: &OrderHead<'_>, comes: &OrderHead<'_>) -> bool {
    match (held.source, comes.source) {
        (Source::Api, Source::Export) => true,
        (Source::Export, Source::Api) => false,
        _ => match (held.updated_at, comes.updated_at) {
            (Some(held), Some(comes)) => held > comes,
            (held, comes) => held.map(Moment::seconds) > comes.map(Moment::seconds),
        },
    }
}
