//! Large files of whole lines, read in blocks that several workers take side by side.

use std::io::Read;
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::ImportError;

/// How much of the file a worker takes at a time: small enough to stay in a core's cache while it is
/// parsed.
const BLOCK: usize = 1 << 20;
/// No row or page of either system is nearly as long; a longer line is no JSONL.
const LONGEST_LINE: usize = 64 << 20;

/// A piece of the file: its number, the number of its first line, and whole lines.
type Piece = (usize, u64, Vec<u8>);

/// Hands blocks of whole lines, with the number of their first line, to `parse` on `workers` threads
/// and returns the results in the order of the file. One worker is the caller itself: threads that come and
/// go with every page leave their heaps behind.
///
/// # Errors
/// [`ImportError`] where the file cannot be read, or has a line no JSONL has.
pub(super) fn in_blocks<T: Send>(
    name: &str,
    input: &mut dyn Read,
    workers: usize,
    parse: impl Fn(&[u8], u64) -> T + Sync,
) -> Result<Vec<T>, ImportError> {
    if workers <= 1 {
        return one_by_one(name, input, parse);
    }
    let mut done: Vec<(usize, T)> = Vec::new();
    let read = thread::scope(|scope| {
        let (give, take) = sync_channel::<Piece>(workers);
        // Buffers come back to be filled again, which spares the system from handing out new pages.
        let (give_back, returned) = channel::<Vec<u8>>();
        let take = Arc::new(Mutex::new(take));
        let parse = &parse;
        let handles: Vec<_> = (0..workers)
            .map(|_| {
                let (take, give_back) = (Arc::clone(&take), give_back.clone());
                scope.spawn(move || {
                    let mut parsed = Vec::new();
                    loop {
                        let piece = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok((number, first_line, bytes)) = piece else {
                            return parsed;
                        };
                        parsed.push((number, parse(&bytes, first_line)));
                        // At the end of the file nobody takes buffers back any more.
                        let _ = give_back.send(bytes);
                    }
                })
            })
            .collect();
        let read = split(name, input, &returned, |piece| {
            // A worker that is gone has panicked, which joining it tells.
            let _ = give.send(piece);
        });
        drop(give);
        for handle in handles {
            match handle.join() {
                Ok(parsed) => done.extend(parsed),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read
    });
    read?;
    done.sort_unstable_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

fn one_by_one<T>(name: &str, input: &mut dyn Read, parse: impl Fn(&[u8], u64) -> T) -> Result<Vec<T>, ImportError> {
    let (give_back, returned) = channel();
    let mut done = Vec::new();
    split(name, input, &returned, |(_, first_line, bytes)| {
        done.push(parse(&bytes, first_line));
        // The other end is here.
        let _ = give_back.send(bytes);
    })?;
    Ok(done)
}

/// Cuts the input into blocks of whole lines.
fn split(
    name: &str,
    input: &mut dyn Read,
    returned: &Receiver<Vec<u8>>,
    mut give: impl FnMut(Piece),
) -> Result<(), ImportError> {
    let (mut number, mut line) = (0, 1_u64);
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let mut block = returned.try_recv().unwrap_or_default();
        let held = rest.len();
        // A buffer that comes back is long enough already: nothing of it is cleared again.
        block.resize(block.len().max(held + BLOCK), 0);
        block[..held].copy_from_slice(&rest);
        let read = fill(input, &mut block[held..]).map_err(|source| ImportError::Io {
            file: name.to_owned(),
            source,
        })?;
        let end = held + read;
        if read == 0 {
            if held > 0 {
                block.truncate(end);
                give((number, line, block));
            }
            return Ok(());
        }
        rest.clear();
        match memchr::memrchr(b'\n', &block[held..end]) {
            Some(at) => {
                rest.extend_from_slice(&block[held + at + 1..end]);
                block.truncate(held + at + 1);
                let lines = memchr::memchr_iter(b'\n', &block).count() as u64;
                give((number, line, block));
                number += 1;
                line += lines;
            }
            None if end > LONGEST_LINE => {
                return Err(ImportError::Unusable {
                    file: name.to_owned(),
                    what: format!("line {line} is longer than {} MiB", LONGEST_LINE >> 20),
                    mend: "Such a file has one JSON document a line; give it as it was written".to_owned(),
                });
            }
            None => rest.extend_from_slice(&block[..end]),
        }
    }
}

/// Where the lines of a block stand.
pub(super) fn line_spans(bytes: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).map(move |end| {
        let span = start..end;
        start = end + 1;
        span
    })
}

/// Reads until the buffer is full or the input ends.
fn fill(input: &mut dyn Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match input.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_lost_or_moved(lines in proptest::collection::vec("[a-z]{0,9}", 0..200), workers in 1_usize..4, last in any::<bool>()) {
            let mut text = lines.join("\n");
            if last {
                text.push('\n');
            }
            let all = in_blocks("x", &mut text.as_bytes(), workers, |bytes, first| (first, bytes.to_vec())).unwrap();
            let mut line = 1;
            for (first, bytes) in &all {
                prop_assert_eq!(*first, line);
                line += bytes.iter().filter(|b| **b == b'\n').count() as u64;
            }
            prop_assert_eq!(all.into_iter().flat_map(|(_, b)| b).collect::<Vec<_>>(), text.into_bytes());
        }
    }

    #[test]
    fn lines_longer_than_a_block_stay_whole() {
        let long = "x".repeat(BLOCK * 2 + 7);
        let text = format!("a\n{long}\nb\n{long}");
        let all = in_blocks("x", &mut text.as_bytes(), 2, |bytes, _| bytes.to_vec()).unwrap();
        assert_eq!(all.concat(), text.as_bytes());
        assert!(all.iter().rev().skip(1).all(|b| b.ends_with(b"\n")));
    }
}
