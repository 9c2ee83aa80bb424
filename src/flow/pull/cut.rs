//! Cuts what is to be read into pieces of about the same number of facts, which are then read side by
//! side. Facts lie unevenly, in time as in ids, so pieces of the same width would leave one reader with
//! nearly everything: what is too full is halved, and counted, until nothing is.

use std::future::Future;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

/// How often pieces are halved at most: by then one is a four-thousandth of the whole.
const HALVINGS_MAX: usize = 12;

/// How finely to cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// A piece with more facts than this is halved.
    pub(super) facts: u64,
    /// How many pieces there may be.
    pub(super) pieces_max: usize,
    /// How many are halved at once.
    pub(super) at_once: usize,
}

/// Cuts `whole`, which has `told` facts. `halve` answers two halves with their facts, or the piece
/// alone where there are none. Pieces without facts are kept: facts may yet come into them.
pub(super) async fn evenly<S, H, E>(
    whole: S,
    told: u64,
    cut: Cut,
    halve: impl Fn(S, u64) -> H,
) -> Result<Vec<(S, u64)>, E>
where
    H: Future<Output = Result<Vec<(S, u64)>, E>>,
{
    let (mut pieces, halve) = (vec![(whole, told)], &halve);
    for _ in 0..HALVINGS_MAX {
        let before = pieces.len();
        let mut room = cut.pieces_max.saturating_sub(before);
        let halves = pieces.into_iter().map(|(piece, told)| {
            let halves = told > cut.facts && room > 0;
            room -= usize::from(halves);
            async move {
                if halves {
                    halve(piece, told).await
                } else {
                    Ok(vec![(piece, told)])
                }
            }
        });
        let halves: Vec<_> = halves.collect();
        pieces = stream::iter(halves).buffered(cut.at_once.max(1)).try_concat().await?;
        if pieces.len() == before {
            break;
        }
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Facts at 0, 1, 4, 9 and so on: dense at one end.
    fn facts((from, to): (u64, u64)) -> u64 {
        (from..to).filter(|n| n.isqrt().pow(2) == *n).count() as u64
    }

    async fn halve((from, to): (u64, u64), told: u64) -> Result<Vec<((u64, u64), u64)>, ()> {
        let middle = from.midpoint(to);
        if middle == from {
            return Ok(vec![((from, to), told)]);
        }
        let first = facts((from, middle));
        Ok(vec![((from, middle), first), ((middle, to), told - first)])
    }

    #[tokio::test(start_paused = true)]
    async fn no_piece_is_too_full_and_together_they_are_the_whole() {
        let cut = |facts, pieces_max| Cut {
            facts,
            pieces_max,
            at_once: 3,
        };
        let whole = (0, 10_000);
        let pieces = evenly(whole, facts(whole), cut(12, 100), halve).await.unwrap();
        assert!(pieces.iter().all(|(piece, told)| *told <= 12 && facts(*piece) == *told));
        assert_eq!((pieces[0].0.0, pieces[pieces.len() - 1].0.1), whole);
        assert!(pieces.windows(2).all(|two| two[0].0.1 == two[1].0.0));
        // What cannot be halved any more is left, and so is what there is no room for.
        let alone = evenly((0, 1), 50, cut(12, 100), halve).await.unwrap();
        assert_eq!(alone, [((0, 1), 50)]);
        assert_eq!(evenly(whole, 100, cut(1, 5), halve).await.unwrap().len(), 5);
    }
}
