//! Landing NetSuite's documents.

use rusqlite::OptionalExtension as _;

use super::tally::{Book, Tallies};
use super::{Landing, Reader};
use crate::base::{Moment, OrderKey};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentLine};
use crate::model::case::Place;
use crate::model::pack::{pack, pack_len, unpack};
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

impl Reader<'_> {
    /// Where documents of these ids are kept, for those that are.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn places(&self, ids: &[u64]) -> Result<Vec<(u64, ShopNo, OrderKey)>, StoreError> {
        let mut select = self.db.prepare_cached("SELECT place FROM document_ids WHERE id = ?1")?;
        let mut found = Vec::new();
        for id in ids {
            let place: Option<i64> = select.query_row([*id as i64], |r| r.get(0)).optional()?;
            if let Some(place) = place.map(Place::from_raw) {
                found.push((*id, place.shop(), place.key()));
            }
        }
        Ok(found)
    }
}

/// What is held of a document: where, since which pull, and itself, packed.
pub(super) struct Held {
    pub(super) place: Place,
    pub(super) pull: i64,
    pub(super) body: Vec<u8>,
}

impl Landing<'_> {
    /// Lands a batch of documents. A document whose head or lines the batch does not bring keeps
    /// those it has.
    ///
    /// # Errors
    /// [`StoreError`]; the batch can then only be discarded.
    pub fn documents(&mut self, rules: &Rules, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mapping = Mapping::of(rules);
        if self.is_empty("document_ids")? && self.is_empty("loose_lines")? {
            return self.first_documents(&mapping, feed);
        }
        let (mut head, mut lines) = (Vec::new(), Vec::new());
        let mut touched = Vec::new();
        let mut placed = Vec::new();
        while let Some(place) = feed(&mut head, &mut lines).map_err(StoreError::Refused)? {
            let lines = place.has_lines.then_some(lines.as_slice());
            if place.has_head {
                self.document(place, &head, lines, &mut touched)?;
                if place.key.is_some() {
                    placed.push((place.id, Place::of(place.shop, place.key)));
                }
            } else if let Some(lines) = lines {
                self.lines(place.id, lines, &mut touched)?;
            }
        }
        self.adopt(placed, &mut touched)?;
        self.refresh_book_cases(touched, &mapping)
    }

    pub(super) fn refresh_book_cases(&mut self, mut touched: Vec<Place>, mapping: &Mapping) -> Result<(), StoreError> {
        touched.sort_unstable();
        touched.dedup();
        for place in touched {
            self.refresh_book_case(place, mapping)?;
        }
        Ok(())
    }

    /// Into an empty store: every document is new, and a case is known as soon as the next key comes.
    fn first_documents(&mut self, mapping: &Mapping, feed: &mut Feed<'_>) -> Result<(), StoreError> {
        let mut insert = self.tx.prepare("INSERT INTO book_facts VALUES (?1, ?2, ?3)")?;
        let mut insert_case = Tallies::inserter(&self.tx, Book::Books)?;
        let (tallies, pull) = (&mut self.tallies, self.pull);
        let mut newest = None;
        let mut body = Vec::new();
        let mut close = |place: Place, (count, packed): (usize, &[u8])| -> Result<(), StoreError> {
            if count == 0 {
                return Ok(());
            }
            body.clear();
            pack_len(count, &mut body)?;
            body.extend_from_slice(packed);
            insert.execute((place.raw(), pull, &body))?;
            let documents: Vec<Document<'_>> = unpack(&body)?;
            newest = documents
                .iter()
                .map(|d| changed_at(&d.head))
                .max()
                .flatten()
                .max(newest);
            match books_side(&documents, mapping) {
                Some(side) => tallies.insert(&mut insert_case, Book::Books, place, &side),
                None => Ok(()),
            }
        };
        let mut ids: Vec<(i64, i64)> = Vec::new();
        let mut open = Place::of(ShopNo(0), OrderKey::NONE);
        let (mut packed, mut count) = (Vec::new(), 0);
        let (mut head, mut lines) = (Vec::new(), Vec::new());
        let mut loose = Vec::new();
        while let Some(at) = feed(&mut head, &mut lines).map_err(StoreError::Refused)? {
            let lines = at.has_lines.then_some(lines.as_slice());
            if !at.has_head || !at.key.is_some() {
                loose.push((at, head.clone(), lines.map(<[u8]>::to_vec)));
                continue;
            }
            let place = Place::of(at.shop, at.key);
            if place != open {
                close(open, (count, &packed))?;
                packed.clear();
                (open, count) = (place, 0);
            }
            join(&head, lines, &mut packed);
            count += 1;
            ids.push((at.id as i64, place.raw()));
        }
        close(open, (count, &packed))?;
        drop((insert, insert_case));
        self.landed.new += ids.len() as u64;
        self.seen(None, newest);
        self.first_ids(ids)?;
        for (at, head, lines) in loose {
            if at.has_head {
                self.document(at, &head, lines.as_deref(), &mut Vec::new())?;
            } else if let Some(lines) = lines {
                self.lines(at.id, &lines, &mut Vec::new())?;
            }
        }
        self.mark_filled()
    }

    fn first_ids(&self, mut ids: Vec<(i64, i64)>) -> Result<(), StoreError> {
        ids.sort_unstable();
        let mut insert = self.tx.prepare("INSERT INTO document_ids VALUES (?1, ?2)")?;
        for row in ids {
            insert.execute(row)?;
        }
        Ok(())
    }

    /// Lands one document with its head.
    fn document(
        &mut self,
        at: DocumentPlace,
        head: &[u8],
        lines: Option<&[u8]>,
        touched: &mut Vec<Place>,
    ) -> Result<(), StoreError> {
        let comes: DocumentHead<'_> = unpack(head)?;
        self.seen(None, changed_at(&comes));
        let held = self.held(at.id)?;
        let waiting = if lines.is_none() {
            self.waiting_lines(at.id)?
        } else {
            None
        };
        let lines = lines.or(waiting.as_deref());
        let place = Place::of(at.shop, at.key);
        let Some(held) = held else {
            self.landed.new += 1;
            return self.put(place, at.id, (head, lines), touched);
        };
        let before: Document<'_> = unpack(&held.body)?;
        if is_older(&comes, &before.head) {
            self.landed.unchanged += 1;
            return Ok(());
        }
        let mut kept = Vec::new();
        let lines = match (&before.lines, lines) {
            (Some(before), None) => {
                pack(before, &mut kept)?;
                Some(kept.as_slice())
            }
            (_, lines) => lines,
        };
        let mut packed = Vec::new();
        join(head, lines, &mut packed);
        if packed == held.body && place == held.place {
            self.landed.unchanged += 1;
            return Ok(());
        }
        self.keep_earlier(
            "document",
            held.place.shop().0,
            &at.id.to_string(),
            held.pull,
            &held.body,
        )?;
        if place != held.place {
            self.take_out(held.place, at.id)?;
            touched.push(held.place);
        }
        self.landed.changed += 1;
        self.put(place, at.id, (head, lines), touched)
    }

    /// Lands the lines of a document whose head does not come with them: it may be held, or still to come.
    fn lines(&mut self, id: u64, lines: &[u8], touched: &mut Vec<Place>) -> Result<(), StoreError> {
        let Some(held) = self.held(id)? else {
            if self.waiting_lines(id)?.as_deref() == Some(lines) {
                self.landed.unchanged += 1;
                return Ok(());
            }
            self.tx
                .prepare_cached("INSERT OR REPLACE INTO loose_lines VALUES (?1, ?2, ?3)")?
                .execute((id as i64, self.pull, lines))?;
            self.landed.new += 1;
            return Ok(());
        };
        let mut document: Document<'_> = unpack(&held.body)?;
        let comes: Vec<DocumentLine<'_>> = unpack(lines)?;
        if document.lines.as_ref() == Some(&comes) {
            self.landed.unchanged += 1;
            return Ok(());
        }
        self.keep_earlier("document", held.place.shop().0, &id.to_string(), held.pull, &held.body)?;
        document.lines = Some(comes);
        let mut head = Vec::new();
        pack(&document.head, &mut head)?;
        self.landed.changed += 1;
        self.put(held.place, id, (&head, Some(lines)), touched)
    }

    fn waiting_lines(&self, id: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select = self
            .tx
            .prepare_cached("SELECT body FROM loose_lines WHERE document = ?1")?;
        Ok(select.query_row([id as i64], |r| r.get(0)).optional()?)
    }

    pub(super) fn held(&self, id: u64) -> Result<Option<Held>, StoreError> {
        let place: Option<i64> = self
            .tx
            .prepare_cached("SELECT place FROM document_ids WHERE id = ?1")?
            .query_row([id as i64], |r| r.get(0))
            .optional()?;
        let Some(place) = place.map(Place::from_raw) else {
            return Ok(None);
        };
        if !place.key().is_some() {
            let mut select = self
                .tx
                .prepare_cached("SELECT pull, body FROM loose_documents WHERE id = ?1")?;
            let row = select.query_row([id as i64], |r| {
                Ok(Held {
                    place,
                    pull: r.get(0)?,
                    body: r.get(1)?,
                })
            });
            return Ok(row.optional()?);
        }
        let Some((pull, body)) = self.book_facts(place)? else {
            return Ok(None);
        };
        let documents: Vec<Document<'_>> = unpack(&body)?;
        let Some(document) = documents.iter().find(|d| d.head.id == id) else {
            return Ok(None);
        };
        let mut packed = Vec::new();
        pack(document, &mut packed)?;
        Ok(Some(Held {
            place,
            pull,
            body: packed,
        }))
    }

    fn book_facts(&self, place: Place) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let mut select = self
            .tx
            .prepare_cached("SELECT pull, body FROM book_facts WHERE place = ?1")?;
        Ok(select
            .query_row([place.raw()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?)
    }

    /// Puts a document to its place, over the version that is there.
    fn put(
        &self,
        place: Place,
        id: u64,
        (head, lines): (&[u8], Option<&[u8]>),
        touched: &mut Vec<Place>,
    ) -> Result<(), StoreError> {
        let mut packed = Vec::new();
        join(head, lines, &mut packed);
        self.put_packed(place, id, &packed, touched)
    }

    /// Puts a packed document to its place.
    pub(super) fn put_packed(
        &self,
        place: Place,
        id: u64,
        packed: &[u8],
        touched: &mut Vec<Place>,
    ) -> Result<(), StoreError> {
        let comes: Document<'_> = unpack(packed)?;
        if place.key().is_some() {
            let held = self.book_facts(place)?;
            let mut documents: Vec<Document<'_>> = match &held {
                Some((_, body)) => unpack(body)?,
                None => Vec::new(),
            };
            documents.retain(|d| d.head.id != id);
            documents.push(comes);
            documents.sort_by_key(|d| d.head.id);
            self.write_case(place, &documents)?;
            touched.push(place);
        } else {
            self.tx
                .prepare_cached("INSERT OR REPLACE INTO loose_documents VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute((
                    id as i64,
                    place.shop().0,
                    comes.head.kind as u8,
                    self.pull,
                    packed,
                    comes.head.created_from as i64,
                ))?;
        }
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO document_ids VALUES (?1, ?2)")?
            .execute((id as i64, place.raw()))?;
        self.tx
            .prepare_cached("DELETE FROM loose_lines WHERE document = ?1")?
            .execute([id as i64])?;
        Ok(())
    }

    pub(super) fn take_out(&self, place: Place, id: u64) -> Result<(), StoreError> {
        if !place.key().is_some() {
            self.tx
                .prepare_cached("DELETE FROM loose_documents WHERE id = ?1")?
                .execute([id as i64])?;
            return Ok(());
        }
        let Some((_, body)) = self.book_facts(place)? else {
            return Ok(());
        };
        let mut documents: Vec<Document<'_>> = unpack(&body)?;
        documents.retain(|d| d.head.id != id);
        self.write_case(place, &documents)
    }

    fn write_case(&self, place: Place, documents: &[Document<'_>]) -> Result<(), StoreError> {
        if documents.is_empty() {
            self.tx
                .prepare_cached("DELETE FROM book_facts WHERE place = ?1")?
                .execute([place.raw()])?;
            return Ok(());
        }
        let mut body = Vec::new();
        pack(documents, &mut body)?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO book_facts VALUES (?1, ?2, ?3)")?
            .execute((place.raw(), self.pull, &body))?;
        Ok(())
    }

    /// Works out NetSuite's side of a case anew and marks the case as changed.
    fn refresh_book_case(&mut self, place: Place, mapping: &Mapping) -> Result<(), StoreError> {
        if !place.key().is_some() {
            return Ok(());
        }
        let facts = self.book_facts(place)?;
        let documents: Vec<Document<'_>> = match &facts {
            Some((_, body)) => unpack(body)?,
            None => Vec::new(),
        };
        let side = books_side(&documents, mapping);
        self.tallies.replace(&self.tx, Book::Books, place, side.as_ref())?;
        self.mark_changed(place)
    }
}

/// Appends a packed [`Document`] made of its packed head and lines.
fn join(head: &[u8], lines: Option<&[u8]>, into: &mut Vec<u8>) {
    into.extend_from_slice(head);
    match lines {
        Some(lines) => {
            into.push(1);
            into.extend_from_slice(lines);
        }
        None => into.push(0),
    }
}

/// When a document was last changed, as far as its source says.
fn changed_at(head: &DocumentHead<'_>) -> Option<Moment> {
    let day = |date| Moment::start_of(date, &jiff::tz::TimeZone::UTC).ok();
    head.modified_at.or(head.created_at).or_else(|| head.date.and_then(day))
}

/// Whether a head that comes is older than the one that is held.
fn is_older(comes: &DocumentHead<'_>, held: &DocumentHead<'_>) -> bool {
    match (comes.modified_at, held.modified_at) {
        (Some(comes), Some(held)) => comes < held,
        _ => false,
    }
}
