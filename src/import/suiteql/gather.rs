//! Documents put together from heads and lines that came in any order and from several files.

use std::collections::HashMap;

use super::block::{Block, HeadEntry, LineEntry, runs_against};
use super::document::flip;
use crate::base::OrderKey;
use crate::model::books::{DocumentHead, DocumentKind, DocumentLine};
use crate::model::pack::{pack, pack_len, unpack};

/// Where a document belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Internal id.
    pub id: u64,
    /// Its own order reference; [`OrderKey::NONE`] where it has none.
    pub key: OrderKey,
    /// The document it was made from; 0 for none.
    pub created_from: u64,
    /// What it is; [`DocumentKind::Other`] where only its lines are known.
    pub kind: DocumentKind,
    /// Index into [`DocumentRows::subsidiaries`].
    pub subsidiary: u32,
    head: Option<(u32, u32, u32)>,
    lines: (u32, u32),
}

impl Place {
    /// Whether the head is known.
    #[must_use]
    pub const fn has_head(&self) -> bool {
        self.head.is_some()
    }

    /// Whether any line is known.
    #[must_use]
    pub const fn has_lines(&self) -> bool {
        self.lines.1 > 0
    }
}

/// Packed heads and lines of any number of files.
#[derive(Debug, Default)]
pub struct DocumentRows {
    arenas: Vec<Box<[u8]>>,
    heads: Vec<(HeadEntry, u32)>,
    lines: Vec<(LineEntry, u32)>,
    made_from: HashMap<u64, u64>,
    /// Subsidiaries as the documents name them.
    pub subsidiaries: Vec<String>,
    /// Currencies by internal id.
    pub currencies: HashMap<String, String>,
}

impl DocumentRows {
    pub(super) fn add(&mut self, block: Block) {
        let arena = self.arenas.len() as u32;
        let subsidiaries: Vec<u32> = block.subsidiaries.into_iter().map(|s| self.subsidiary(s)).collect();
        self.heads.extend(block.heads.into_iter().map(|mut head| {
            head.subsidiary = subsidiaries[head.subsidiary as usize];
            (head, arena)
        }));
        self.lines.extend(block.lines.into_iter().map(|line| (line, arena)));
        self.made_from.extend(block.made_from);
        self.currencies.extend(block.currencies);
        self.arenas.push(block.bytes.into_boxed_slice());
    }

    fn subsidiary(&mut self, name: String) -> u32 {
        let at = self.subsidiaries.iter().position(|s| *s == name).unwrap_or_else(|| {
            self.subsidiaries.push(name);
            self.subsidiaries.len() - 1
        });
        at as u32
    }

    /// Sorts what came and lists the documents by id. A document listed twice (a page fetched again)
    /// counts once, as it was listed last.
    #[must_use]
    pub fn places(&mut self) -> Vec<Place> {
        self.heads.sort_by_key(|(head, _)| head.id);
        self.lines.sort_by_key(|(line, _)| (line.document, line.line));
        self.lines.dedup_by(|later, earlier| {
            let same = later.0.document == earlier.0.document && later.0.line == earlier.0.line;
            if same {
                *earlier = *later;
            }
            same
        });
        let mut places: Vec<Place> = Vec::with_capacity(self.heads.len());
        let (mut head, mut line) = (0, 0);
        while head < self.heads.len() || line < self.lines.len() {
            let next_head = self.heads.get(head).map(|(h, _)| h.id);
            let next_line = self.lines.get(line).map(|(l, _)| l.document);
            let id = match (next_head, next_line) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) => a,
                (None, Some(b)) => b,
                (None, None) => break,
            };
            let mut found = None;
            while let Some((h, arena)) = self.heads.get(head).filter(|(h, _)| h.id == id) {
                found = Some((*h, *arena));
                head += 1;
            }
            let first = line;
            while self.lines.get(line).is_some_and(|(l, _)| l.document == id) {
                line += 1;
            }
            places.push(self.place(id, found, (first as u32, (line - first) as u32)));
        }
        places
    }

    fn place(&self, id: u64, head: Option<(HeadEntry, u32)>, lines: (u32, u32)) -> Place {
        // A bank deposit is made from many documents, of many orders; a journal entry from none.
        let alone = head.is_some_and(|(h, _)| matches!(h.kind, DocumentKind::Deposit | DocumentKind::JournalEntry));
        let made_from = if alone { None } else { self.made_from.get(&id).copied() };
        match head {
            Some((head, arena)) => Place {
                id,
                key: head.key,
                created_from: if head.created_from == 0 {
                    made_from.unwrap_or(0)
                } else {
                    head.created_from
                },
                kind: head.kind,
                subsidiary: head.subsidiary,
                head: Some((arena, head.start, head.len)),
                lines,
            },
            None => Place {
                id,
                key: OrderKey::NONE,
                created_from: made_from.unwrap_or(0),
                kind: DocumentKind::Other,
                subsidiary: 0,
                head: None,
                lines,
            },
        }
    }

    /// Writes the packed head and lines of a document.
    ///
    /// # Errors
    /// A text where they cannot be packed (a bug).
    pub fn write(&self, place: &Place, head: &mut Vec<u8>, lines: &mut Vec<u8>) -> Result<(), String> {
        head.clear();
        lines.clear();
        if let Some((arena, start, len)) = place.head {
            let bytes = self.bytes(arena, start, len);
            if self.made_from.is_empty() && self.currencies.is_empty() {
                head.extend_from_slice(bytes);
            } else {
                let mut decoded: DocumentHead<'_> = unpack(bytes).map_err(|e| e.to_string())?;
                decoded.created_from = place.created_from;
                if let Some(code) = self.currencies.get(decoded.currency.as_ref()) {
                    decoded.currency = code.as_str().into();
                }
                pack(&decoded, head).map_err(|e| e.to_string())?;
            }
        }
        let entries = &self.lines[place.lines.0 as usize..][..place.lines.1 as usize];
        pack_len(entries.len(), lines).map_err(|e| e.to_string())?;
        let wanted = if place.has_head() { flips(place.kind) } else { None };
        let agree = entries.windows(2).all(|w| w[0].0.flipped == w[1].0.flipped)
            && entries
                .first()
                .is_none_or(|(e, _)| wanted.is_none_or(|w| w == e.flipped));
        if agree {
            for (entry, arena) in entries {
                lines.extend_from_slice(self.bytes(*arena, entry.start, entry.len));
            }
            return Ok(());
        }
        self.write_turned(entries, wanted, lines)
    }

    /// The lines of a document that came in two blocks, each of which saw only a part of it, or whose
    /// kind says more than their sum.
    fn write_turned(
        &self,
        entries: &[(LineEntry, u32)],
        wanted: Option<bool>,
        into: &mut Vec<u8>,
    ) -> Result<(), String> {
        let mut all = Vec::with_capacity(entries.len());
        for (entry, arena) in entries {
            let mut line: DocumentLine<'_> =
                unpack(self.bytes(*arena, entry.start, entry.len)).map_err(|e| e.to_string())?;
            if entry.flipped {
                flip(&mut line);
            }
            all.push(line);
        }
        if wanted.unwrap_or_else(|| runs_against(&all)) {
            all.iter_mut().for_each(flip);
        }
        all.iter()
            .try_for_each(|line| pack(line, into))
            .map_err(|e| e.to_string())
    }

    fn bytes(&self, arena: u32, start: u32, len: u32) -> &[u8] {
        &self.arenas[arena as usize][start as usize..][..len as usize]
    }
}

/// Whether the lines of a kind of document always run against it in SuiteQL. Orders, invoices and
/// cash sales have a positive main line and negative lines, and so has a bank deposit, whose total
/// may itself be negative; a journal entry has no main line. For credits the sources disagree, so
/// that their own sum decides.
const fn flips(kind: DocumentKind) -> Option<bool> {
    match kind {
        DocumentKind::SalesOrder | DocumentKind::Invoice | DocumentKind::CashSale | DocumentKind::Deposit => Some(true),
        DocumentKind::JournalEntry => Some(false),
        _ => None,
    }
}
