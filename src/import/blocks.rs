//! Large files of whole lines, read in blocks that several workers take side by side.

use std::io::Read;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::ImportError;

/// How much of the file a worker takes at a time.
const BLOCK: usize = 4 << 20;
/// No row or page of either system is nearly as long; a longer line is no JSONL.
const LONGEST_LINE: usize = 64 << 20;

/// Hands blocks of whole lines, with the number of their first line, to `parse` on `workers` threads
/// and returns the results in the order of the file.
///
/// # Errors
/// [`ImportError`] where the file cannot be read, or has a line no JSONL has.
pub(super) fn in_blocks<T: Send>(
    name: &str,
    input: &mut dyn Read,
    workers: usize,
    parse: impl Fn(&[u8], u64) -> T + Sync,
) -> Result<Vec<T>, ImportError> {
    let workers = workers.max(1);
    let mut done: Vec<(usize, T)> = Vec::new();
    let read = thread::scope(|scope| {
        let (out, results) = sync_channel::<(usize, T)>(workers * 2);
        let mut inputs = Vec::new();
        for _ in 0..workers {
            let (give, take) = sync_channel::<(usize, u64, Vec<u8>)>(1);
            let (out, parse) = (out.clone(), &parse);
            scope.spawn(move || {
                for (number, first_line, bytes) in take {
                    if out.send((number, parse(&bytes, first_line))).is_err() {
                        return;
                    }
                }
            });
            inputs.push(give);
        }
        drop(out);
        let collector = scope.spawn(move || results.into_iter().collect::<Vec<_>>());
        let read = split(name, input, |number, first_line, bytes| {
            // The collector never stops taking, so a worker that is gone has panicked, and the scope says so.
            let _ = inputs[number % inputs.len()].send((number, first_line, bytes));
        });
        drop(inputs);
        match collector.join() {
            Ok(all) => done = all,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        read
    });
    read?;
    done.sort_unstable_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Cuts the input into blocks of whole lines.
fn split(name: &str, mut input: &mut dyn Read, mut give: impl FnMut(usize, u64, Vec<u8>)) -> Result<(), ImportError> {
    let io = |source| ImportError::Io {
        file: name.to_owned(),
        source,
    };
    let (mut number, mut line) = (0, 1_u64);
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let mut block = std::mem::take(&mut rest);
        let held = block.len();
        block.reserve_exact(BLOCK);
        let read = Read::take(&mut input, BLOCK as u64)
            .read_to_end(&mut block)
            .map_err(io)?;
        if read == 0 {
            if held > 0 {
                give(number, line, block);
            }
            return Ok(());
        }
        match memchr::memrchr(b'\n', &block[held..]) {
            Some(at) => {
                rest = block.split_off(held + at + 1);
                let lines = memchr::memchr_iter(b'\n', &block).count() as u64;
                give(number, line, block);
                number += 1;
                line += lines;
            }
            None if block.len() > LONGEST_LINE => {
                return Err(ImportError::Unusable {
                    file: name.to_owned(),
                    what: format!("line {line} is longer than {} MiB", LONGEST_LINE >> 20),
                    mend: "Such a file has one JSON document a line; give it as it was written".to_owned(),
                });
            }
            None => rest = block,
        }
    }
}
