//! A ceiling of requests in flight that the processes of one machine share.
//!
//! Each request in flight holds the lock of one file; who waits holds a mark of its lane, and nobody of a later
//! lane takes a place while it stands. The system gives locks back when a process ends, however it ends, so
//! nothing has to be tidied up after a crash.

use std::fs::{File, TryLockError, create_dir_all};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::gate::{LANES, Lane};

/// Places for requests in flight, below a directory that every process names alike.
#[derive(Debug)]
pub struct Slots {
    dir: PathBuf,
    count: usize,
    waiting: Mutex<[Waiting; LANES]>,
}

/// Who waits in one lane of this process, and the mark that tells the others.
#[derive(Debug, Default)]
struct Waiting {
    count: usize,
    mark: Option<File>,
}

/// A place that is held; given back when dropped.
#[derive(Debug)]
pub(super) struct Slot(#[expect(dead_code, reason = "its lock is what is held")] File);

/// Waiting for a place; the others see it until it is dropped.
pub(super) struct Wait<'s> {
    slots: &'s Slots,
    lane: Lane,
}

impl Slots {
    /// `count` places below a directory, which is made where it is not there.
    ///
    /// # Errors
    /// The directory cannot be made, or its file system has no locks.
    pub fn at(dir: &Path, count: usize) -> io::Result<Self> {
        create_dir_all(dir)?;
        let slots = Self {
            dir: dir.to_owned(),
            count: count.max(1),
            waiting: Mutex::default(),
        };
        // Whether there are locks at all is found out now and not in the middle of a night.
        slots.open("lane", Lane::Edits as usize)?.lock_shared()?;
        Ok(slots)
    }

    fn open(&self, what: &str, n: usize) -> io::Result<File> {
        File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.dir.join(format!("{what}-{n}")))
    }

    /// Tells the others that somebody waits in a lane.
    pub(super) fn wait(&self, lane: Lane) -> Wait<'_> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = &mut waiting[lane as usize];
        own.count += 1;
        if own.mark.is_none() {
            // Others hold it whole for the moment of a look only.
            let marked = self
                .open("lane", lane as usize)
                .and_then(|file| file.lock_shared().map(|()| file));
            own.mark = told(marked);
        }
        Wait { slots: self, lane }
    }

    /// A place, where one is free and nobody of an earlier lane waits.
    pub(super) fn take(&self, lane: Lane) -> Option<Slot> {
        let somebody_waits = |n| self.open("lane", n).is_ok_and(|file| file.try_lock().is_err());
        if (0..lane as usize).any(somebody_waits) {
            return None;
        }
        (0..self.count).find_map(|n| {
            let file = told(self.open("slot", n))?;
            match file.try_lock() {
                Ok(()) => Some(Slot(file)),
                Err(TryLockError::WouldBlock) => None,
                Err(TryLockError::Error(error)) => told(Err(error)),
            }
        })
    }
}

/// What could not be locked is as good as taken; why stands in the log.
fn told<T>(tried: io::Result<T>) -> Option<T> {
    tried
        .inspect_err(|error| tracing::warn!(%error, "a place among the requests in flight cannot be locked"))
        .ok()
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let mut waiting = self.slots.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = &mut waiting[self.lane as usize];
        own.count -= 1;
        if own.count == 0 {
            own.mark = None;
        }
    }
}
