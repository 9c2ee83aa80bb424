//! Rows of a bulk file in compact form, and orders put together from them.
//!
//! A bulk file lists objects, not orders: a child names its parent and may stand anywhere. Each row
//! is packed as it is read, the small entries that point to the packed rows are sorted by parent,
//! and an order is then written by copying its packed rows behind each other: nothing is decoded.

use std::collections::{HashMap, HashSet};

use super::details::own_refund;
use crate::base::{Moment, OrderKey};
use crate::model::pack::{pack_len, unpack};
use crate::model::shop::Refund;

/// What a child row is; the order of the names is the order in which an order is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Child {
    Line,
    Shipping,
    Payment,
    Refund,
    Agreement,
    /// Its parent is an agreement.
    Sale,
}

/// Where packed bytes stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    arena: u32,
    start: u32,
    len: u32,
}

/// A child of an order (or of an agreement).
#[derive(Debug, Clone, Copy)]
pub(super) struct ChildEntry {
    parent: u64,
    /// The row's number in the file: children keep the order they were listed in.
    row: u32,
    /// An agreement's own id is what its sales name as their parent.
    id: u64,
    slice: Slice,
    kind: Child,
}

/// An order row.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderEntry {
    key: OrderKey,
    id: u64,
    row: u32,
    slice: Slice,
}

/// A child as one worker packed it: parent, row, own id, start and length, kind.
type PackedChild = (u64, u32, u64, (u32, u32), Child);

/// What one worker packed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    orders: Vec<(u64, OrderKey, u32, (u32, u32))>,
    children: Vec<PackedChild>,
}

impl Packed {
    /// Notes that the bytes from `start` on are an order.
    pub(super) fn order(&mut self, id: u64, key: OrderKey, row: u32, start: usize) {
        let at = self.span(start);
        self.orders.push((id, key, row, at));
    }

    /// Notes that the bytes from `start` on are a child.
    pub(super) fn child(&mut self, kind: Child, parent: u64, id: u64, row: u32, start: usize) {
        let at = self.span(start);
        self.children.push((parent, row, id, at, kind));
    }

    /// Positions within one worker's block fit 32 bits: a block is a few megabytes.
    fn span(&self, start: usize) -> (u32, u32) {
        (start as u32, (self.bytes.len() - start) as u32)
    }
}

/// All packed rows of one file.
#[derive(Debug, Default)]
pub struct OrderRows {
    arenas: Vec<Box<[u8]>>,
    orders: Vec<OrderEntry>,
    children: Vec<ChildEntry>,
    next: usize,
    hint: usize,
    used: usize,
}

impl OrderRows {
    /// How many orders there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    pub(super) fn add(&mut self, packed: Packed) {
        let arena = self.arenas.len() as u32;
        let slice = |(start, len)| Slice { arena, start, len };
        self.orders
            .extend(packed.orders.iter().map(|&(id, key, row, at)| OrderEntry {
                key,
                id,
                row,
                slice: slice(at),
            }));
        self.children
            .extend(packed.children.iter().map(|&(parent, row, id, at, kind)| ChildEntry {
                parent,
                row,
                id,
                slice: slice(at),
                kind,
            }));
        self.arenas.push(packed.bytes.into_boxed_slice());
    }

    /// The cases of those of these orders that the file tells of.
    pub(super) fn told(&self, orders: &HashSet<u64>) -> HashMap<u64, OrderKey> {
        if orders.is_empty() {
            return HashMap::new();
        }
        let told = self.orders.iter().filter(|o| orders.contains(&o.id));
        told.map(|o| (o.id, o.key)).collect()
    }

    /// Those of these refunds that orders list, with the order's id.
    ///
    /// # Errors
    /// A text where one cannot be read back (a bug).
    pub(super) fn refunds(&self, wanted: &HashSet<u64>) -> Result<Vec<(u64, Refund<'static>)>, String> {
        let listed = self
            .children
            .iter()
            .filter(|c| c.kind == Child::Refund && wanted.contains(&c.id));
        listed
            .map(|c| {
                let refund: Refund<'_> = unpack(bytes(&self.arenas, c.slice)).map_err(|e| e.to_string())?;
                Ok((c.parent, own_refund(refund)))
            })
            .collect()
    }

    /// Leaves out the agreements of orders that a file names without telling of them, with the sales
    /// of those agreements: a file of refund details walks the agreements of orders that stand in
    /// another file. Returns the rows of their other children: who asked for lines or payments meant
    /// to tell of the order.
    pub(super) fn forget_agreements_of(&mut self, orders: &HashSet<u64>) -> Vec<(u64, u32)> {
        if orders.is_empty() {
            return Vec::new();
        }
        let is_theirs = |c: &ChildEntry| c.kind != Child::Sale && orders.contains(&c.parent);
        let theirs = self.children.iter().filter(|c| is_theirs(c));
        let goods = theirs
            .filter(|c| c.kind != Child::Agreement)
            .map(|c| (c.parent, c.row))
            .collect();
        let agreements: HashSet<u64> = self
            .children
            .iter()
            .filter(|c| c.kind == Child::Agreement && is_theirs(c))
            .map(|c| c.id)
            .collect();
        self.children
            .retain(|c| !(is_theirs(c) || c.kind == Child::Sale && agreements.contains(&c.parent)));
        goods
    }

    /// Leaves out agreements that these orders list again, after [`Self::sort`]: orders and their
    /// refunds were asked for by two queries, and both came in one file. The fuller one is kept, and
    /// of a sale that both list, one.
    pub(super) fn keep_fuller_agreements_of(&mut self, orders: &HashSet<u64>) {
        if orders.is_empty() {
            return;
        }
        let is_theirs = |c: &ChildEntry| c.kind == Child::Agreement && orders.contains(&c.parent);
        let mut fullest: HashMap<u64, (u32, u32)> = HashMap::new();
        for c in self.children.iter().filter(|c| is_theirs(c)) {
            let kept = fullest.entry(c.id).or_insert((c.slice.len, c.row));
            if c.slice.len > kept.0 {
                *kept = (c.slice.len, c.row);
            }
        }
        let mut sales = HashSet::new();
        self.children.retain(|c| match c.kind {
            Child::Sale if c.id != 0 && fullest.contains_key(&c.parent) => sales.insert((c.parent, c.id)),
            _ => !is_theirs(c) || fullest.get(&c.id).is_some_and(|(_, row)| *row == c.row),
        });
    }

    /// Brings the rows into the order in which they are taken. Returns the ids of orders that are
    /// listed twice.
    pub(super) fn sort(&mut self) -> Vec<u64> {
        self.orders.sort_unstable_by_key(|o| (o.key, o.id, o.row));
        // Payments and refunds stand inside their order: of one row, they keep the order of that list.
        self.children
            .sort_unstable_by_key(|c| (c.parent, c.kind, c.row, c.slice.start));
        let twice =
            |pair: &[OrderEntry]| (pair[0].id == pair[1].id && pair[0].key == pair[1].key).then_some(pair[0].id);
        self.orders.windows(2).filter_map(twice).collect()
    }

    /// Writes the next order and returns its key and id.
    ///
    /// # Errors
    /// A text where it cannot be packed (a bug).
    pub fn take(&mut self, into: &mut Vec<u8>) -> Result<Option<(OrderKey, u64)>, String> {
        let Some(&order) = self.orders.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        into.clear();
        into.extend_from_slice(bytes(&self.arenas, order.slice));
        let range = self.children_of(order.id, Child::Line, Child::Agreement);
        let mut at = range.start;
        for kind in [
            Child::Line,
            Child::Shipping,
            Child::Payment,
            Child::Refund,
            Child::Agreement,
        ] {
            let end = at
                + self.children[at..range.end]
                    .iter()
                    .take_while(|c| c.kind == kind)
                    .count();
            pack_len(end - at, into).map_err(|e| e.to_string())?;
            for child in at..end {
                let child = self.children[child];
                into.extend_from_slice(bytes(&self.arenas, child.slice));
                if kind == Child::Agreement {
                    self.sales(child.id, into)?;
                }
            }
            at = end;
        }
        self.used += range.len();
        self.hint = range.end;
        Ok(Some((order.key, order.id)))
    }

    /// How many children named a parent that the file does not list (after the last order was taken).
    #[must_use]
    pub fn strays(&self) -> usize {
        self.children.len() - self.used
    }

    fn sales(&mut self, agreement: u64, into: &mut Vec<u8>) -> Result<(), String> {
        let range = self.children_of(agreement, Child::Sale, Child::Sale);
        pack_len(range.len(), into).map_err(|e| e.to_string())?;
        self.used += range.len();
        for sale in range {
            into.extend_from_slice(bytes(&self.arenas, self.children[sale].slice));
        }
        Ok(())
    }

    /// The children of a parent of the kinds from `first` to `last`. Orders are mostly taken in the
    /// order of their ids, so the place behind the last one's children is tried first.
    fn children_of(&self, parent: u64, first: Child, last: Child) -> std::ops::Range<usize> {
        let all = &self.children;
        let before = |c: &ChildEntry| (c.parent, c.kind) < (parent, first);
        let at_hint = self.hint.min(all.len());
        let right_here =
            all.get(at_hint).is_none_or(|c| !before(c)) && (at_hint == 0 || all.get(at_hint - 1).is_some_and(before));
        let start = if right_here {
            at_hint
        } else {
            all.partition_point(before)
        };
        let len = all[start..]
            .iter()
            .take_while(|c| c.parent == parent && c.kind <= last)
            .count();
        start..start + len
    }
}

fn bytes(arenas: &[Box<[u8]>], slice: Slice) -> &[u8] {
    &arenas[slice.arena as usize][slice.start as usize..][..slice.len as usize]
}

/// What a refund consisted of, where a file of its own tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundDetail {
    /// The order's case.
    pub key: OrderKey,
    /// The order's id.
    pub order: u64,
    /// The refund, with its lines.
    pub refund: Refund<'static>,
    /// When the order was last changed.
    pub updated_at: Option<Moment>,
}
