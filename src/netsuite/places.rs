//! Who reads, and so how many of the requests that may be in flight nobody has a use for.
//!
//! Readers, not requests, are counted: between two requests of a reader its place looks free, and it is
//! not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::Gate;

/// The places of one account. Clones are the same.
#[derive(Clone)]
pub(super) struct Places {
    gate: Gate,
    readers: Arc<Mutex<usize>>,
}

/// A reader's place; free again when dropped.
pub struct Place(Places);

impl Places {
    pub(super) fn new(gate: Gate) -> Self {
        Self {
            gate,
            readers: Arc::default(),
        }
    }

    pub(super) const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// A place for a reader, whether one is free or not.
    pub(super) fn take(&self) -> Place {
        *self.readers() += 1;
        Place(self.clone())
    }

    /// As many free places as there are, `wanted` at most, for one who reads already.
    pub(super) fn take_free(&self, wanted: usize) -> Vec<Place> {
        let mut readers = self.readers();
        let free = self.gate.width().saturating_sub((*readers).max(1));
        let taken = free.min(wanted);
        *readers += taken;
        (0..taken).map(|_| Place(self.clone())).collect()
    }

    fn readers(&self) -> MutexGuard<'_, usize> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.readers() -= 1;
    }
}

/// Pages of rows that may still be read, shared by those who read side by side.
pub(super) struct Budget(AtomicUsize);

impl Budget {
    pub(super) const fn of(pages: usize) -> Self {
        Self(AtomicUsize::new(pages))
    }

    /// Takes one page more; whether it was there to be taken.
    pub(super) fn take(&self) -> bool {
        let less = |left: usize| left.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lent_while_there_are_fewer_readers_than_places() {
        let places = Places::new(Gate::new(5));
        // One who reads without having said so holds a place, too.
        assert_eq!(places.take_free(9).len(), 4);
        let (one, two) = (places.take(), places.take());
        let lent = places.take_free(2);
        assert_eq!(lent.len(), 2);
        assert_eq!(places.take_free(2).len(), 1);
        drop(lent);
        assert_eq!(places.take_free(9).len(), 3);
        let more: Vec<Place> = (0..4).map(|_| places.take()).collect();
        assert!(places.take_free(1).is_empty());
        drop((one, two, more));
        assert_eq!(places.take_free(9).len(), 4);
    }

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::of(2);
        assert!(budget.take() && budget.take() && !budget.take() && !budget.take());
    }
}
