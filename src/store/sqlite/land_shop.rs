//! Landing Shopify's orders.

use rusqlite::OptionalExtension as _;

use super::Landing;
use super::tally::{Book, Tallies};
use crate::base::{Moment, OrderKey};
use crate::model::case::Place;
use crate::model::pack::{pack, pack_len, unpack};
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
        if self.is_empty("shop_facts")? && self.is_empty("movements")? {
            return self.first_orders(shop, &mapping, feed);
        }
        let mut body = Vec::new();
        let mut touched = Vec::new();
        while let Some((key, _)) = feed(&mut body).map_err(StoreError::Refused)? {
            let place = Place::of(shop, key);
            if self.order(place, &body)? {
                touched.push(place);
            }
        }
        touched.dedup();
        for place in touched {
            self.refresh_shop_case(place, &mapping)?;
        }
        Ok(())
    }

    /// Into an empty store: every order is new, and its case is known as soon as the next key comes.
    fn first_orders(&mut self, shop: ShopNo, mapping: &Mapping, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare("INSERT INTO shop_facts VALUES (?1, ?2, ?3)")?;
        let mut insert_case = Tallies::inserter(&self.tx, Book::Shop)?;
        let (tallies, pull) = (&mut self.tallies, self.pull);
        let mut newest = None;
        let mut body = Vec::new();
        let mut close = |key: OrderKey, (count, packed): (usize, &[u8])| -> Result<(), StoreError> {
            body.clear();
            pack_len(count, &mut body)?;
            body.extend_from_slice(packed);
            let place = Place::of(shop, key);
            insert.execute((place.raw(), pull, &body))?;
            let orders: Vec<Order<'_>> = unpack(&body)?;
            newest = orders.iter().map(|o| changed_at(&o.head)).max().max(newest);
            match shop_side(&orders, &[], shop, mapping) {
                Some(side) => tallies.insert(&mut insert_case, Book::Shop, place, &side),
                None => Ok(()),
            }
        };
        let mut open: Option<(OrderKey, u64)> = None;
        let (mut packed, mut order) = (Vec::new(), Vec::new());
        let (mut in_case, mut count) = (0, 0);
        while let Some((key, id)) = feed(&mut order).map_err(StoreError::Refused)? {
            match open {
                // The same order twice in one batch: both are equally new.
                Some(before) if before == (key, id) => continue,
                Some((before, _)) if before != key => {
                    close(before, (in_case, &packed))?;
                    packed.clear();
                    in_case = 0;
                }
                _ => {}
            }
            open = Some((key, id));
            packed.extend_from_slice(&order);
            in_case += 1;
            count += 1;
        }
        if let Some((last, _)) = open {
            close(last, (in_case, &packed))?;
        }
        drop((insert, insert_case));
        self.landed.new += count;
        self.seen(Some(shop.0), newest);
        if count > 0 {
            self.mark_filled()?;
        }
        Ok(())
    }

    /// The packed orders held at a place, all in one, with the pull that brought them.
    fn shop_facts(&self, place: Place) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let mut select = self
            .tx
            .prepare_cached("SELECT pull, body FROM shop_facts WHERE place = ?1")?;
        Ok(select
            .query_row([place.raw()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?)
    }

    /// The packed orders held under a key.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn held_orders(&self, shop: ShopNo, key: OrderKey) -> Result<Vec<Vec<u8>>, StoreError> {
        let Some((_, body)) = self.shop_facts(Place::of(shop, key))? else {
            return Ok(Vec::new());
        };
        let orders: Vec<Order<'_>> = unpack(&body)?;
        orders
            .iter()
            .map(|order| {
                let mut packed = Vec::new();
                pack(order, &mut packed)?;
                Ok(packed)
            })
            .collect()
    }

    /// Lands one order into a store that holds some; true where the case changed.
    fn order(&mut self, place: Place, body: &[u8]) -> Result<bool, StoreError> {
        let mut comes: Order<'_> = unpack(body)?;
        self.seen(Some(place.shop().0), Some(changed_at(&comes.head)));
        let held = self.shop_facts(place)?;
        let mut orders: Vec<Order<'_>> = match &held {
            Some((_, body)) => unpack(body)?,
            None => Vec::new(),
        };
        match orders.iter().position(|known| is_same(&known.head, &comes.head)) {
            None => {
                orders.push(comes);
                orders.sort_by_key(|o| o.head.id);
                self.landed.new += 1;
            }
            Some(at) => {
                keep_refund_lines(&mut comes, &orders[at]);
                if orders[at] == comes || is_newer(&orders[at].head, &comes.head) {
                    self.landed.unchanged += 1;
                    return Ok(false);
                }
                let mut earlier = Vec::new();
                pack(&orders[at], &mut earlier)?;
                let pull = held.as_ref().map_or(self.pull, |(pull, _)| *pull);
                self.keep_earlier("order", place.shop().0, &orders[at].head.name, pull, &earlier)?;
                orders[at] = comes;
                self.landed.changed += 1;
            }
        }
        let mut packed = Vec::new();
        pack(&orders, &mut packed)?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO shop_facts VALUES (?1, ?2, ?3)")?
            .execute((place.raw(), self.pull, &packed))?;
        Ok(true)
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
        let place = Place::of(shop, key);
        let earlier: Option<(i64, Vec<u8>)> = self
            .tx
            .prepare_cached("SELECT pull, body FROM movements WHERE place = ?1")?
            .query_row([place.raw()], |r| Ok((r.get(0)?, r.get(1)?)))
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
            .prepare_cached("INSERT OR REPLACE INTO movements VALUES (?1, ?2, ?3)")?
            .execute((place.raw(), self.pull, &body))?;
        self.refresh_shop_case(place, &Mapping::of(rules))
    }

    /// Works out Shopify's side of the case anew and marks the case as changed.
    fn refresh_shop_case(&mut self, place: Place, mapping: &Mapping) -> Result<(), StoreError> {
        let facts = self.shop_facts(place)?;
        let movements: Option<Vec<u8>> = self
            .tx
            .prepare_cached("SELECT body FROM movements WHERE place = ?1")?
            .query_row([place.raw()], |r| r.get(0))
            .optional()?;
        let orders: Vec<Order<'_>> = match &facts {
            Some((_, body)) => unpack(body)?,
            None => Vec::new(),
        };
        let movements: Vec<BalanceTransaction<'_>> = match &movements {
            Some(body) => unpack(body)?,
            None => Vec::new(),
        };
        let side = shop_side(&orders, &movements, place.shop(), mapping);
        self.tallies.replace(&self.tx, Book::Shop, place, side.as_ref())?;
        self.mark_changed(place)
    }

    pub(super) fn mark_changed(&self, place: Place) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO changed VALUES (?1)")?
            .execute([place.raw()])?;
        Ok(())
    }
}

/// Keeps the lines of refunds that the held version knows and the one that comes does not tell of: they
/// come by a query of their own, and a refund that was made does not change.
fn keep_refund_lines<'o>(comes: &mut Order<'o>, held: &Order<'o>) {
    let has_details = |r: &Refund<'_>| {
        let amounts = [r.shipping, r.shipping_tax, r.adjustments];
        !r.lines.is_empty() || amounts.iter().any(|a| *a != MoneyBag::ZERO)
    };
    for refund in comes.refunds.iter_mut().filter(|r| r.id != 0 && !has_details(r)) {
        if let Some(told) = held.refunds.iter().find(|k| k.id == refund.id && has_details(k)) {
            refund.lines.clone_from(&told.lines);
            refund.shipping = told.shipping;
            refund.shipping_tax = told.shipping_tax;
            refund.adjustments = told.adjustments;
        }
    }
}

/// When an order was last changed, as far as its source says.
fn changed_at(head: &OrderHead<'_>) -> Moment {
    head.updated_at.unwrap_or(head.created_at)
}

/// Whether two heads are of one order; a source without ids names it.
fn is_same(a: &OrderHead<'_>, b: &OrderHead<'_>) -> bool {
    a.id == b.id || ((a.id == 0 || b.id == 0) && a.name == b.name)
}

/// Whether the held version of an order is better than the one that comes: from a richer source, or
/// from the same source and changed later.
fn is_newer(held: &OrderHead<'_>, comes: &OrderHead<'_>) -> bool {
    match (held.source, comes.source) {
        (Source::Api, Source::Export) => true,
        (Source::Export, Source::Api) => false,
        _ => match (held.updated_at, comes.updated_at) {
            (Some(held), Some(comes)) => held > comes,
            (held, _) => held.is_some(),
        },
    }
}
