//! Pieces by item: what an order holds, and what the warehouse has in its hands or sent off.

use std::collections::BTreeMap;

use crate::base::Quantity;
use crate::model::books::{Document, DocumentLine, DocumentStatus, LineRole};
use crate::project::{Key, Wants, key_of_item};

/// Pieces by what they are found by.
pub(super) type Pieces = BTreeMap<Key, Quantity>;

/// What is wanted; a bundle counts as itself and as its parts, because either may be shipped.
pub(super) fn ordered(wants: &Wants) -> Pieces {
    let mut pieces = Pieces::new();
    let lines = wants.lines.iter().map(|w| (&w.key, w.quantity));
    for (key, quantity) in lines.chain(wants.bundles.iter().map(|b| (&b.key, b.quantity))) {
        *pieces.entry(key.clone()).or_default() += quantity;
    }
    pieces
}

/// Lines of goods of a fulfilment.
pub(super) fn goods<'d>(document: &'d Document<'_>) -> impl Iterator<Item = &'d DocumentLine<'d>> {
    let lines = document.lines.iter().flatten();
    lines.filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
}

/// What a line of goods is found by, where items may be known by their id.
pub(super) fn key_of(line: &DocumentLine<'_>, known: &Pieces) -> Key {
    let by_id = Key::Id(line.item);
    if line.item != 0 && known.contains_key(&by_id) {
        by_id
    } else {
        key_of_item(&line.sku, line.item)
    }
}

/// Pieces on some fulfilments.
pub(super) fn fulfilled<'d>(fulfilments: impl Iterator<Item = &'d Document<'d>>, known: &Pieces) -> Pieces {
    let mut pieces = Pieces::new();
    for line in fulfilments.flat_map(goods) {
        *pieces.entry(key_of(line, known)).or_default() += line.quantity;
    }
    pieces
}

/// How many pieces of an item there are.
pub(super) fn of(pieces: &Pieces, key: &Key) -> Quantity {
    pieces.get(key).copied().unwrap_or(Quantity::ZERO)
}

/// Picked or packed: in the warehouse's hands, and not gone yet.
pub(super) const fn in_hand(document: &Document<'_>) -> bool {
    matches!(document.head.status, DocumentStatus::Picked | DocumentStatus::Packed)
}

/// Whether goods left the house.
pub(super) const fn is_gone(document: &Document<'_>) -> bool {
    matches!(document.head.status, DocumentStatus::Shipped)
}
