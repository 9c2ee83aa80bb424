//! Finding the case a NetSuite document belongs to.

use std::collections::HashMap;

use crate::base::OrderKey;
use crate::model::books::DocumentKind;
use crate::model::rules::{Rules, ShopNo};
use crate::store::{DocumentPlace, Reader, StoreError};

/// A document of a batch before its case is known.
pub(super) struct Unplaced<'d> {
    /// Its position in the batch.
    pub(super) index: usize,
    pub(super) id: u64,
    /// By its own order field.
    pub(super) key: OrderKey,
    /// The document it was made from; 0 for none.
    pub(super) created_from: u64,
    pub(super) kind: DocumentKind,
    pub(super) subsidiary: &'d str,
    pub(super) has_head: bool,
    pub(super) has_lines: bool,
}

/// How far a chain of "made from" is followed: order, invoice, credit memo, refund.
const HOPS: usize = 4;

/// The places of a batch's documents, in the order in which the store takes them.
///
/// A document belongs to the order its own field names, else to the order of the document it was
/// made from. Its shop is the one whose subsidiary it is booked in; with one shop there is no
/// question. Where documents name no subsidiary, the shop is the one that has the order; a document
/// of a subsidiary that belongs to no shop is none of ours and is kept without a case.
pub(super) fn place<'d>(
    store: Reader<'_>,
    rules: &Rules,
    documents: impl Iterator<Item = Unplaced<'d>>,
) -> Result<Vec<(usize, DocumentPlace)>, StoreError> {
    let mut places = Vec::new();
    let mut loose: Vec<(usize, u64)> = Vec::new();
    let mut homeless: Vec<usize> = Vec::new();
    for d in documents {
        let shop = shop_of(rules, d.subsidiary);
        let key = if shop == Some(FOREIGN) { OrderKey::NONE } else { d.key };
        let place = DocumentPlace {
            shop: shop.unwrap_or(ShopNo(0)),
            key,
            id: d.id,
            kind: d.kind,
            has_head: d.has_head,
            has_lines: d.has_lines,
        };
        if shop.is_none() && key.is_some() {
            homeless.push(places.len());
        }
        if shop != Some(FOREIGN) && !key.is_some() && d.created_from != 0 {
            loose.push((places.len(), d.created_from));
        }
        places.push((d.index, place));
    }
    for at in homeless {
        let place = &mut places[at].1;
        if let [only] = store.shops_with(place.key)?[..] {
            place.shop = only;
        }
    }
    if !loose.is_empty() {
        follow(store, &mut places, &loose)?;
    }
    places.sort_unstable_by_key(|(_, p)| (p.shop, p.key, p.id));
    Ok(places)
}

/// Gives documents without an order field the case of what they were made from.
fn follow(store: Reader<'_>, places: &mut [(usize, DocumentPlace)], loose: &[(usize, u64)]) -> Result<(), StoreError> {
    let mut known: HashMap<u64, (ShopNo, OrderKey)> = places
        .iter()
        .map(|(_, p)| (p.id, (p.shop, p.key)))
        .filter(|(_, (_, key))| key.is_some())
        .collect();
    let mut asked: Vec<u64> = loose
        .iter()
        .map(|(_, from)| *from)
        .filter(|from| !known.contains_key(from))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    for (id, shop, key) in store.places(&asked)? {
        if key.is_some() {
            known.insert(id, (shop, key));
        }
    }
    for _ in 0..HOPS {
        let mut moved = false;
        for (at, from) in loose {
            let place = &mut places[*at].1;
            if let Some((shop, key)) = known.get(from).copied()
                && !place.key.is_some()
            {
                (place.shop, place.key) = (shop, key);
                known.insert(place.id, (shop, key));
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    Ok(())
}

/// Stands for the subsidiaries of which no shop is.
const FOREIGN: ShopNo = ShopNo(ShopNo::MOST);

/// The shop whose subsidiary this is; `None` where the document or the configuration does not say, which is no
/// question with one shop. An account may have subsidiaries that sell elsewhere, under the same order names.
fn shop_of(rules: &Rules, subsidiary: &str) -> Option<ShopNo> {
    let at = rules
        .shops
        .iter()
        .position(|s| s.subsidiary.as_deref() == Some(subsidiary));
    let is_another = |own: &str| !subsidiary.is_empty() && is_id(own) == is_id(subsidiary);
    match at {
        Some(at) => Some(ShopNo(at as u16)),
        None if rules.shops.is_empty() => Some(ShopNo(0)),
        None if rules
            .shops
            .iter()
            .all(|s| s.subsidiary.as_deref().is_some_and(is_another)) =>
        {
            Some(FOREIGN)
        }
        None => Some(ShopNo(0)).filter(|_| rules.shops.len() == 1),
    }
}

/// Files name a subsidiary where the services give its internal id: the one says nothing of the other.
fn is_id(subsidiary: &str) -> bool {
    subsidiary.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::rules;

    #[test]
    fn a_document_is_of_the_shop_whose_subsidiary_it_is_booked_in() {
        let mut rules = rules();
        let mut of = |shops: &[Option<&str>], subsidiary| {
            let one = rules.shops[0].clone();
            let shop = |own: &Option<&str>| crate::model::rules::ShopRules {
                subsidiary: own.map(str::to_owned),
                ..one.clone()
            };
            rules.shops = shops.iter().map(shop).collect();
            shop_of(&rules, subsidiary)
        };
        let (first, second) = (Some(ShopNo(0)), Some(ShopNo(1)));
        assert_eq!([of(&[None], "2"), of(&[None], "")], [first, first]);
        assert_eq!([of(&[Some("1")], "1"), of(&[Some("1")], "")], [first, first]);
        assert_eq!(of(&[Some("1")], "2"), Some(FOREIGN), "one shop of a larger company");
        assert_eq!(of(&[Some("1")], "Honeycomb UK"), first, "a file's name against an id");
        assert_eq!(of(&[Some("UK")], "Parent : US"), Some(FOREIGN));
        let two = [Some("1"), Some("2")];
        assert_eq!([of(&two, "2"), of(&two, "3")], [second, Some(FOREIGN)]);
        assert_eq!([of(&two, ""), of(&two, "US"), of(&[Some("1"), None], "2")], [None; 3]);
    }
}
