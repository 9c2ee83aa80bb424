//! Landing NetSuite's documents.

use rusqlite::OptionalExtension as _;

use super::bodies::Bodies;
use super::tally::{Book, Tallies};
use super::{Landing, Reader};
use crate::base::{Moment, OrderKey};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentLine};
use crate::model::pack::unpack;
use crate::model::rules::{Rules, ShopNo};
use crate::project::comparable::books_side;
use crate::project::rules_epoch::Mapping;
use crate::store::StoreError;

/// One document of a batch: where it belongs. Its packed head and lines are in the feed's buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentPlace {
    /// The shop whose case it belongs to.
    pub shop: ShopNo,
    /// The case; [`OrderKey::NONE`] for none.
    pub key: OrderKey,
    /// Internal id.
    pub id: u64,
    /// What it is.
    pub kind: DocumentKind,
    /// Whether the batch brings its head.
    pub has_head: bool,
    /// Whether the batch brings its lines.
    pub has_lines: bool,
}

/// Hands over the next document of a batch, in ascending order of (shop, key, id): fills the buffers
/// with its packed head and lines, or returns `None` at the end.
type Feed<'f> = dyn FnMut(&mut Vec<u8>, &mut Vec<u8>) -> Result<Option<DocumentPlace>, String> + 'f;

/// A held document: shop, key, pull, head, lines.
type Held = (u16, i64, i64, Vec<u8>, Option<Vec<u8>>);

impl Reader<'_> {
    /// Where documents of these ids are kept, for those that are.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn places(&self, ids: &[u64]) -> Result<Vec<(u64, ShopNo, OrderKey)>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT shop, key FROM document_ids WHERE id = ?1")?;
        let mut found = Vec::new();
        for id in ids {
            let place = select
                .query_row([*id as i64], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            if let Some((shop, key)) = place {
                found.push((*id, ShopNo(shop), OrderKey::from_raw(key)));
            }
        }
        Ok(found)
    }
}

impl Landing<'_> {
    /// Lands a batch of documents. A document whose head or lines the batch does not bring keeps
    /// those it has.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn documents(&mut self, rules: &Rules, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mapping = Mapping::of(rules);
        if self.is_empty("documents")? {
            return self.first_documents(&mapping, feed);
        }
        let (mut head, mut lines) = (Vec::new(), Vec::new());
        let mut touched = Vec::new();
        while let Some(place) = feed(&mut head, &mut lines).map_err(StoreError::Refused)? {
            self.document(place, &head, &lines, &mut touched)?;
        }
        touched.sort_unstable();
        touched.dedup();
        for (shop, key) in touched {
            self.refresh_book_case(shop, key, &mapping)?;
        }
        Ok(())
    }

    /// Into an empty store: every document is new, and a case is known as soon as the next key comes.
    fn first_documents(&mut self, mapping: &Mapping, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mut insert = self
            .tx
            .prepare("INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let mut insert_case = Tallies::inserter(&self.tx, Book::Books)?;
        let tallies = &mut self.tallies;
        let mut newest = None;
        let mut close = |at: (ShopNo, OrderKey), heads: &Bodies, lines: &Bodies| -> Result<(), StoreError> {
            let documents = decode_pairs(heads, lines)?;
            newest = documents
                .iter()
                .map(|d| changed_at(&d.head))
                .max()
                .flatten()
                .max(newest);
            match books_side(&documents, mapping) {
                Some(side) if at.1.is_some() => tallies.insert(&mut insert_case, Book::Books, at, &side),
                _ => Ok(()),
            }
        };
        let mut ids: Vec<(i64, u16, i64)> = Vec::new();
        let (mut heads, mut all_lines) = (Bodies::default(), Bodies::default());
        let mut open = (ShopNo(0), OrderKey::NONE);
        let (mut head, mut lines) = (Vec::new(), Vec::new());
        while let Some(place) = feed(&mut head, &mut lines).map_err(StoreError::Refused)? {
            let at = (place.shop, place.key);
            // Documents of no order are no case: they are only looked at one by one.
            if at != open || !place.key.is_some() {
                close(open, &heads, &all_lines)?;
                (heads.used, all_lines.used, open) = (0, 0, at);
            }
            let body = place.has_lines.then_some(lines.as_slice());
            insert.execute((
                place.shop.0,
                place.key.raw(),
                place.id as i64,
                place.kind as u8,
                self.pull,
                &head,
                body,
            ))?;
            ids.push((place.id as i64, place.shop.0, place.key.raw()));
            if place.has_head {
                heads.push(&head);
                all_lines.push(body.unwrap_or_default());
            }
        }
        close(open, &heads, &all_lines)?;
        drop((insert, insert_case));
        self.seen(None, newest);
        self.landed.new += ids.len() as u64;
        if !ids.is_empty() {
            self.set_meta("all_changed", "1")?;
        }
        ids.sort_unstable();
        let mut insert_id = self.tx.prepare("INSERT INTO document_ids VALUES (?1, ?2, ?3)")?;
        for row in ids {
            insert_id.execute(row)?;
        }
        Ok(())
    }

    /// Lands one document into a store that holds some.
    fn document(
        &mut self,
        mut place: DocumentPlace,
        head: &[u8],
        lines: &[u8],
        touched: &mut Vec<(ShopNo, OrderKey)>,
    ) -> Result<(), StoreError> {
        if place.has_head {
            self.seen(None, changed_at(&unpack(head)?));
        }
        let held = self.held(place.id)?;
        let Some((shop, key, pull, old_head, old_lines)) = held else {
            self.insert_document(place, head, place.has_lines.then_some(lines))?;
            self.landed.new += 1;
            touched.push((place.shop, place.key));
            return Ok(());
        };
        let was = (ShopNo(shop), OrderKey::from_raw(key));
        if !place.has_head || (!old_head.is_empty() && is_older(head, &old_head)?) {
            (place.shop, place.key, place.has_head) = (was.0, was.1, false);
        }
        let new_head = if place.has_head { head } else { &old_head };
        let new_lines = if place.has_lines {
            Some(lines)
        } else {
            old_lines.as_deref()
        };
        if new_head == old_head && new_lines == old_lines.as_deref() && was == (place.shop, place.key) {
            self.landed.unchanged += 1;
            return Ok(());
        }
        if !new_head.is_empty() {
            place.kind = unpack::<DocumentHead<'_>>(new_head)?.kind;
        }
        let id = place.id.to_string();
        self.keep_earlier("document", shop, &id, pull, &old_head)?;
        if let Some(old) = old_lines.as_deref().filter(|old| Some(*old) != new_lines) {
            self.keep_earlier("document-lines", shop, &id, pull, old)?;
        }
        if was != (place.shop, place.key) {
            self.tx
                .prepare_cached("DELETE FROM documents WHERE shop = ?1 AND key = ?2 AND id = ?3")?
                .execute((shop, key, place.id as i64))?;
            touched.push(was);
        }
        self.insert_document(place, new_head, new_lines)?;
        touched.push((place.shop, place.key));
        self.landed.changed += 1;
        Ok(())
    }

    fn held(&self, id: u64) -> Result<Option<Held>, StoreError> {
        let place: Option<(u16, i64)> = self
            .tx
            .prepare_cached("SELECT shop, key FROM document_ids WHERE id = ?1")?
            .query_row([id as i64], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((shop, key)) = place else { return Ok(None) };
        let mut select = self
            .tx
            .prepare_cached("SELECT pull, head, lines FROM documents WHERE shop = ?1 AND key = ?2 AND id = ?3")?;
        let row = select
            .query_row((shop, key, id as i64), |r| {
                Ok((shop, key, r.get(0)?, r.get(1)?, r.get(2)?))
            })
            .optional()?;
        Ok(row)
    }

    fn insert_document(&self, place: DocumentPlace, head: &[u8], lines: Option<&[u8]>) -> Result<(), StoreError> {
        let (shop, key, id) = (place.shop.0, place.key.raw(), place.id as i64);
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute((shop, key, id, place.kind as u8, self.pull, head, lines))?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO document_ids VALUES (?1, ?2, ?3)")?
            .execute((id, shop, key))?;
        Ok(())
    }

    /// Works out NetSuite's side of a case anew and marks the case as changed.
    fn refresh_book_case(&mut self, shop: ShopNo, key: OrderKey, mapping: &Mapping) -> Result<(), StoreError> {
        if !key.is_some() {
            return Ok(());
        }
        let place = (shop.0, key.raw());
        let bodies: Vec<(Vec<u8>, Option<Vec<u8>>)> = {
            let mut select = self
                .tx
                .prepare_cached("SELECT head, lines FROM documents WHERE shop = ?1 AND key = ?2 AND head <> x''")?;
            let rows = select.query_map(place, |r| Ok((r.get(0)?, r.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let side = books_side(&decode(&bodies)?, mapping);
        self.tallies
            .replace(&self.tx, Book::Books, (shop, key), side.as_ref())?;
        self.mark_changed(shop, key)
    }
}

/// The documents of a case from their stored bytes.
pub(super) fn decode(bodies: &[(Vec<u8>, Option<Vec<u8>>)]) -> Result<Vec<Document<'_>>, StoreError> {
    bodies
        .iter()
        .map(|(head, lines)| {
            let lines: Option<Vec<DocumentLine<'_>>> = lines.as_deref().map(unpack).transpose()?;
            Ok(Document {
                head: unpack(head)?,
                lines,
            })
        })
        .collect()
}

/// The documents of a case from buffers of heads and lines. No lines at all are no bytes; a packed
/// list of none has one.
pub(super) fn decode_pairs<'b>(heads: &'b Bodies, lines: &'b Bodies) -> Result<Vec<Document<'b>>, StoreError> {
    heads
        .iter()
        .zip(lines.iter())
        .map(|(head, lines)| {
            let lines = (!lines.is_empty()).then(|| unpack(lines)).transpose()?;
            Ok(Document {
                head: unpack(head)?,
                lines,
            })
        })
        .collect()
}

/// When a document was last changed, as far as its source says.
fn changed_at(head: &DocumentHead<'_>) -> Option<Moment> {
    let day = |date| Moment::start_of(date, &jiff::tz::TimeZone::UTC).ok();
    head.modified_at.or(head.created_at).or_else(|| head.date.and_then(day))
}

/// Whether a head that comes is older than the one that is held.
fn is_older(comes: &[u8], held: &[u8]) -> Result<bool, StoreError> {
    let (comes, held): (DocumentHead<'_>, DocumentHead<'_>) = (unpack(comes)?, unpack(held)?);
    Ok(match (comes.modified_at, held.modified_at) {
        (Some(comes), Some(held)) => comes < held,
        _ => false,
    })
}
