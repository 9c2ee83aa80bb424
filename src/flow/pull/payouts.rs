//! A shop's payouts, the transactions they consist of, and the disputes behind some of these.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::ask::{Ask, PAYOUTS_OVERLAP, begin, goes_on};
use super::parcel::{Cargo, Early, Out, Step};
use crate::base::Moment;
use crate::model::payout::{Payout, PayoutStatus};
use crate::model::pull::{Slice, SourceState};
use crate::model::rules::ShopNo;
use crate::project::families::is_payout_row;
use crate::shopify::{Payments, Shop, ShopifyError, Window};
use crate::store::{Reader, StoreError};

/// Payouts whose transactions are read side by side, and parts of the time in which what is in no payout is
/// looked for.
const AT_ONCE: usize = 6;
/// Transactions that such a part should have at least: two pages.
const WORTH_A_PART: u64 = 500;

/// What the store knows of a shop's payouts.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// Final, and with transactions that come to their net: nothing of them changes any more.
    pub(super) settled: HashSet<u64>,
    /// When the oldest that is not final was issued.
    pub(super) oldest_open: Option<Moment>,
    /// When the oldest dispute that is not decided was opened.
    pub(super) oldest_dispute: Option<Moment>,
}

/// Looks up what is known of a shop's payouts.
pub(super) fn held(store: Reader<'_>, shop: ShopNo) -> Result<Held, StoreError> {
    let mut held = Held::default();
    for body in store.payouts(shop)? {
        let Some(payout) = body.payout()? else { continue };
        if !is_final(&payout) {
            let issued = payout.issued_at.into_iter();
            held.oldest_open = held.oldest_open.into_iter().chain(issued).min();
            continue;
        }
        let sums = body.sums()?;
        let settled = sums.map(|sums| sums.iter().filter(|s| !is_payout_row(&s.kind)).map(|s| s.net).sum());
        if payout.id != 0 && payout.net.is_some() && payout.net == settled {
            held.settled.insert(payout.id);
        }
    }
    let open = store.disputes(shop)?.into_iter().filter(|d| !d.status.is_final());
    held.oldest_dispute = open.map(|d| d.initiated_at).min();
    Ok(held)
}

fn is_final(payout: &Payout<'_>) -> bool {
    matches!(
        payout.status,
        PayoutStatus::Paid | PayoutStatus::Failed | PayoutStatus::Canceled
    )
}

/// Reads the payouts issued of late and those that were not final, each with its transactions, then
/// what is in no payout yet, then the disputes opened of late and those that were not decided.
pub(super) async fn read(shop: Arc<Shop>, state: SourceState, held: Held, ask: Ask, out: Out) -> Result<(), Early> {
    if all(&shop, &state, &held, &ask, &out).await? {
        let since = ask.since(&state, PAYOUTS_OVERLAP);
        let window = Window {
            from: since.map(|since| held.oldest_dispute.map_or(since, |open| open.min(since))),
            until: ask.until,
        };
        let withheld = disputes(&shop, &window, &out).await?;
        out.end(Vec::new(), withheld).await?;
    }
    Ok(())
}

/// Whether there is more to read: neither withheld, nor a shop without Shopify Payments.
async fn all(shop: &Shop, state: &SourceState, held: &Held, ask: &Ask, out: &Out) -> Result<bool, Early> {
    let since = ask.since(state, PAYOUTS_OVERLAP);
    let since = since.map(|since| held.oldest_open.map_or(since, |open| open.min(since)));
    let window = Window {
        from: since,
        until: ask.until,
    };
    // Payouts are few: a pull that was cut off reads them anew.
    let slice = Slice::default();
    let open = goes_on(state, ask).map_or_else(
        || begin(ask, since.map(|t| t.to_string()), vec![slice.clone()]),
        |mut open| {
            open.slices = vec![slice.clone()];
            open
        },
    );
    out.put(Cargo::Nothing, Step::Begin(open)).await?;
    let mut after: Option<String> = None;
    let (mut told, mut seen, mut oldest) = (0, 0, since);
    loop {
        let page = match shop.payouts(&window, after.as_deref()).await {
            Ok(Payments::NoAccount) => {
                let notes = vec!["the shop has no Shopify Payments".to_owned()];
                out.end(notes, Vec::new()).await?;
                return Ok(false);
            }
            Ok(Payments::Of(page)) => page,
            Err(error @ ShopifyError::AccessDenied { .. }) => {
                out.put(Cargo::Nothing, Step::Withheld(vec![format!("payouts: {error}")]))
                    .await?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        let newest = page.payouts.iter().map(|p| p.issued_at.clone()).max();
        let facts = page.payouts.len() as u64;
        told += facts;
        out.put(Cargo::Nothing, Step::Told { slice: 0, told }).await?;
        let open = page.payouts.iter().map(|p| p.id);
        let open: Vec<u64> = open.filter(|id| !held.settled.contains(id)).collect();
        let issued = page.payouts.iter().filter_map(|p| Moment::parse(&p.issued_at).ok());
        oldest = oldest.or(issued.min());
        seen += stream::iter(open)
            .map(|payout| of_payout(shop, payout, out))
            .buffer_unordered(AT_ONCE)
            .try_fold(0, |sum, of_one| async move { Ok(sum + of_one) })
            .await?;
        after = page.next;
        let done = after.is_none();
        let step = Step::Page {
            slice: 0,
            after: None,
            facts,
            newest,
            done: false,
        };
        out.put(Cargo::Rows(page.rows), step).await?;
        if done {
            break;
        }
    }
    let parts = usize::try_from(seen / WORTH_A_PART)
        .unwrap_or(AT_ONCE)
        .clamp(1, AT_ONCE);
    let windows = parts_of(window, oldest, ask.at, parts);
    stream::iter(windows)
        .map(|window| in_no_payout(shop, window, out))
        .buffer_unordered(AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    let step = Step::Page {
        slice: 0,
        after: None,
        facts: 0,
        newest: None,
        done: true,
    };
    out.put(Cargo::Nothing, step).await?;
    Ok(true)
}

/// Parts of a window, of the same length from `oldest` to its end. What an end is open to stays within.
fn parts_of(window: Window, oldest: Option<Moment>, now: Moment, parts: usize) -> Vec<Window> {
    let until = window.until.unwrap_or(now);
    let length = oldest.map_or(0, |oldest| until.seconds() - oldest.seconds()) / parts as i64;
    let Some(oldest) = oldest.filter(|_| length > 0) else {
        return vec![window];
    };
    let cut = |part: usize| Some(oldest.plus(length * part as i64));
    let windows = (0..parts).map(|part| Window {
        from: if part == 0 { window.from } else { cut(part) },
        until: if part + 1 == parts { window.until } else { cut(part + 1) },
    });
    windows.collect()
}

/// Reads the transactions of a payout; gives how many they are.
async fn of_payout(shop: &Shop, payout: u64, out: &Out) -> Result<u64, Early> {
    let (mut after, mut transactions) = (None::<String>, 0);
    loop {
        let Payments::Of(page) = shop.balance_of_payout(payout, after.as_deref()).await? else {
            return Ok(transactions);
        };
        after = page.next;
        transactions += page.transactions;
        out.put(Cargo::Rows(page.rows), Step::Aside).await?;
        if after.is_none() {
            return Ok(transactions);
        }
    }
}

/// What is in no payout yet. What is in one comes along: it is the same row again, as is one of the moment
/// between two parts.
async fn in_no_payout(shop: &Shop, window: Window, out: &Out) -> Result<(), Early> {
    let mut after: Option<String> = None;
    loop {
        let Payments::Of(page) = shop.balance(&window, after.as_deref()).await? else {
            return Ok(());
        };
        after = page.next;
        out.put(Cargo::Rows(page.rows), Step::Aside).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Disputes have a permission of their own: where it is missing, that is said and the rest stands.
async fn disputes(shop: &Shop, window: &Window, out: &Out) -> Result<Vec<String>, Early> {
    let mut after: Option<String> = None;
    loop {
        let page = match shop.disputes(window, after.as_deref()).await {
            Ok(page) => page,
            Err(error @ ShopifyError::AccessDenied { .. }) => return Ok(vec![format!("disputes: {error}")]),
            Err(error) => return Err(error.into()),
        };
        after = page.next;
        out.put(Cargo::Rows(page.rows), Step::Aside).await?;
        if after.is_none() {
            return Ok(Vec::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_window_are_the_window() {
        let at = Moment::from_seconds;
        let window = |from, until| Window { from, until };
        let all = Window::ALL;
        assert_eq!(
            parts_of(all, Some(at(100)), at(400), 3),
            [
                window(None, Some(at(200))),
                window(Some(at(200)), Some(at(300))),
                window(Some(at(300)), None)
            ]
        );
        let closed = window(Some(at(0)), Some(at(101)));
        let parts = parts_of(closed, closed.from, at(900), 2);
        assert_eq!(
            parts,
            [window(closed.from, Some(at(50))), window(Some(at(50)), closed.until)]
        );
        assert_eq!(parts_of(all, None, at(400), 3), [all], "no payout yet");
        assert_eq!(parts_of(all, Some(at(399)), at(400), 3), [all], "too short");
        assert_eq!(parts_of(closed, closed.from, at(900), 1), [closed]);
    }
}
