//! The objects that one execution has decoded, each once: resolvers hold on to them for as long as it lasts.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use super::listing::Kind;
use super::trade::{Object, Place, Trade, list};

/// An object, and the order that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    /// The object.
    pub(super) object: &'a Object,
    /// Its type in the schema.
    pub(super) kind: &'static str,
    /// The order around it.
    pub(super) order: Option<&'a Object>,
}

/// Decoded objects. They stay where they are while more come: each shelf is as long as all before it together.
#[derive(Default)]
pub(super) struct Decoded {
    places: RefCell<HashMap<(Kind, usize), usize>>,
    shelves: [OnceCell<Box<[OnceCell<Object>]>>; 32],
}

/// How many objects the first shelf takes.
const FIRST: usize = 16;

impl Decoded {
    /// An object of a list.
    pub(super) fn object(&self, trade: &Trade, kind: Kind, at: usize) -> Option<&Object> {
        let objects = trade.objects(kind);
        if at >= objects.len() {
            return None;
        }
        let mut places = self.places.borrow_mut();
        let next = places.len();
        let place = *places.entry((kind, at)).or_insert(next);
        drop(places);
        let shelf = (place / FIRST + 1).ilog2();
        let on_it = place - FIRST * ((1 << shelf) - 1);
        let shelf = self.shelves.get(shelf as usize)?.get_or_init(|| {
            let empty = (0..FIRST << shelf).map(|_| OnceCell::new());
            empty.collect()
        });
        Some(shelf[on_it].get_or_init(|| objects.get(at).unwrap_or_default()))
    }

    /// The object with an id, wherever it stands.
    pub(super) fn find(&self, trade: &Trade, id: &str) -> Option<Found<'_>> {
        Some(match trade.place(id)? {
            Place::In(kind, at) => {
                let object = self.object(trade, kind, at)?;
                Found {
                    object,
                    kind: kind.node(),
                    order: (kind == Kind::Orders).then_some(object),
                }
            }
            Place::Refund(order, at) => {
                let order = self.object(trade, Kind::Orders, order)?;
                Found {
                    object: list(order, "refunds").get(at)?.as_object()?,
                    kind: "Refund",
                    order: Some(order),
                }
            }
        })
    }
}
