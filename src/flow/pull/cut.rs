//! Cuts what is to be read into pieces of about the same number of facts, which are then read side by
//! side. Facts lie unevenly, in time as in ids, so pieces of the same width would leave one reader with
//! nearly everything: what is too full is cut and counted again, until nothing is.
//!
//! Nothing is read while it is counted, so each round cuts into many parts at once, and neighbours that
//! are nearly empty are put together again.

use std::cmp::Reverse;
use std::future::Future;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::model::pull::Slice;

/// How often pieces are cut at most: what is too full then cannot be cut by its width.
const ROUNDS_MAX: usize = 8;

/// How finely to cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// The facts a piece should have; one with half as many again is cut.
    pub(super) facts: u64,
    /// How many pieces are cut at once; and into how many parts one is cut that has most of the facts.
    pub(super) at_once: usize,
}

impl Cut {
    /// Into how many parts a piece with `told` facts of `whole` is cut.
    fn parts(&self, told: u64, whole: u64) -> usize {
        if told <= self.facts.saturating_mul(3) / 2 {
            return 1;
        }
        let parts = usize::try_from(told.div_ceil(self.facts.max(1))).unwrap_or(usize::MAX);
        // Most of the facts in one piece lie close together: it takes fewer rounds to find where.
        let least = if told > whole / 2 { self.at_once } else { 2 };
        parts.max(least).max(2)
    }
}

/// Cuts `whole`, which has `told` facts. `split` cuts a piece into so many parts and tells the facts of
/// each, or gives the piece alone where it cannot be cut; `join` puts two neighbours together.
pub(super) async fn evenly<S, H, E>(
    whole: S,
    told: u64,
    cut: Cut,
    split: impl Fn(S, u64, usize) -> H,
    join: impl Fn(S, S) -> S,
) -> Result<Vec<(S, u64)>, E>
where
    H: Future<Output = Result<Vec<(S, u64)>, E>>,
{
    let (mut pieces, split) = (vec![(whole, told)], &split);
    for _ in 0..ROUNDS_MAX {
        if pieces.iter().all(|(_, facts)| cut.parts(*facts, told) == 1) {
            break;
        }
        let parts = pieces.into_iter().map(|(piece, facts)| async move {
            match cut.parts(facts, told) {
                1 => Ok(vec![(piece, facts)]),
                parts => split(piece, facts, parts).await,
            }
        });
        let parts: Vec<_> = parts.collect();
        let parts: Vec<(S, u64)> = stream::iter(parts).buffered(cut.at_once.max(1)).try_concat().await?;
        pieces = joined(parts, cut.facts, &join);
    }
    Ok(pieces)
}

/// The slices of a pull with their places among them, the fullest first, so that none of those is left over
/// at the end.
pub(super) fn fullest_first(slices: Vec<Slice>) -> Vec<(usize, Slice)> {
    let mut slices: Vec<(usize, Slice)> = slices.into_iter().enumerate().collect();
    slices.sort_by_key(|(_, slice)| Reverse(slice.told.saturating_sub(slice.landed)));
    slices
}

/// Puts neighbours together that have no more than `facts` between them.
fn joined<S>(parts: Vec<(S, u64)>, facts: u64, join: impl Fn(S, S) -> S) -> Vec<(S, u64)> {
    let mut pieces: Vec<(S, u64)> = Vec::new();
    for (part, told) in parts {
        match pieces.pop() {
            Some((before, held)) if held + told <= facts => pieces.push((join(before, part), held + told)),
            before => {
                pieces.extend(before);
                pieces.push((part, told));
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Facts at 0, 1, 4, 9 and so on: dense at one end.
    fn facts((from, to): (u64, u64)) -> u64 {
        (from..to).filter(|n| n.isqrt().pow(2) == *n).count() as u64
    }

    fn split((from, to): (u64, u64), parts: u64) -> Vec<((u64, u64), u64)> {
        let parts = parts.min(to - from);
        let at = |part| from + (to - from) * part / parts;
        let spans = (0..parts).map(|part| (at(part), at(part + 1)));
        spans.map(|span| (span, facts(span))).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn no_piece_is_too_full_nor_nearly_empty_and_together_they_are_the_whole() {
        let asked = Cell::new(0);
        let cut = |span, facts_each| {
            let split = |span, _, parts: usize| {
                asked.set(asked.get() + 1);
                async move { Ok::<_, ()>(split(span, parts as u64)) }
            };
            let cut = Cut {
                facts: facts_each,
                at_once: 3,
            };
            evenly(span, facts(span), cut, split, |a: (u64, u64), b| (a.0, b.1))
        };
        let whole = (0, 10_000);
        let pieces = cut(whole, 12).await.unwrap();
        assert!(pieces.iter().all(|(piece, told)| *told <= 18 && facts(*piece) == *told));
        assert_eq!((pieces[0].0.0, pieces[pieces.len() - 1].0.1), whole);
        assert!(pieces.windows(2).all(|two| two[0].0.1 == two[1].0.0));
        assert!(pieces.windows(2).all(|two| two[0].1 + two[1].1 > 12), "{pieces:?}");
        assert!(asked.get() <= 4, "{} rounds", asked.get());
        // What cannot be cut any more is left, and what is not too full is not counted again.
        assert_eq!(cut((0, 1), 0).await.unwrap(), [((0, 1), 1)]);
        asked.set(0);
        assert_eq!(cut((0, 150), 10).await.unwrap(), [((0, 150), 13)]);
        assert_eq!(asked.get(), 0);
    }
}
