//! A shop's payouts and the transactions they consist of.

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

/// Payouts whose transactions are read side by side.
const AT_ONCE: usize = 6;

/// What the store knows of a shop's payouts.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// Final, and with transactions that come to their net: nothing of them changes any more.
    pub(super) settled: HashSet<u64>,
    /// When the oldest that is not final was issued.
    pub(super) oldest_open: Option<Moment>,
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
    Ok(held)
}

fn is_final(payout: &Payout<'_>) -> bool {
    matches!(
        payout.status,
        PayoutStatus::Paid | PayoutStatus::Failed | PayoutStatus::Canceled
    )
}

/// Reads the payouts issued of late and those that were not final, each with its transactions, and
/// then what is in no payout yet.
pub(super) async fn read(shop: Arc<Shop>, state: SourceState, held: Held, ask: Ask, out: Out) -> Result<(), Early> {
    if let Some(notes) = all(&shop, &state, &held, &ask, &out).await? {
        out.end(notes, Vec::new()).await?;
    }
    Ok(())
}

/// `None` where the kind is withheld.
async fn all(
    shop: &Shop,
    state: &SourceState,
    held: &Held,
    ask: &Ask,
    out: &Out,
) -> Result<Option<Vec<String>>, Early> {
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
    let mut told = 0;
    loop {
        let page = match shop.payouts(&window, after.as_deref()).await {
            Ok(Payments::NoAccount) => return Ok(Some(vec!["the shop has no Shopify Payments".to_owned()])),
            Ok(Payments::Of(page)) => page,
            Err(error @ ShopifyError::AccessDenied { .. }) => {
                out.put(Cargo::Nothing, Step::Withheld(vec![format!("payouts: {error}")]))
                    .await?;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let newest = page.payouts.iter().map(|p| p.issued_at.clone()).max();
        let facts = page.payouts.len() as u64;
        told += facts;
        out.put(Cargo::Nothing, Step::Told { slice: 0, told }).await?;
        let open = page.payouts.iter().map(|p| p.id);
        let open: Vec<u64> = open.filter(|id| !held.settled.contains(id)).collect();
        stream::iter(open)
            .map(|payout| of_payout(shop, payout, out))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
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
    let pending = Window {
        from: since,
        until: ask.until,
    };
    in_no_payout(shop, &pending, out).await?;
    Ok(Some(Vec::new()))
}

async fn of_payout(shop: &Shop, payout: u64, out: &Out) -> Result<(), Early> {
    let mut after: Option<String> = None;
    loop {
        let Payments::Of(page) = shop.balance_of_payout(payout, after.as_deref()).await? else {
            return Ok(());
        };
        after = page.next;
        out.put(Cargo::Rows(page.rows), Step::Aside).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// What is in no payout yet. What is in one comes along: it is the same row again.
async fn in_no_payout(shop: &Shop, window: &Window, out: &Out) -> Result<(), Early> {
    let mut after: Option<String> = None;
    loop {
        let Payments::Of(page) = shop.balance(window, after.as_deref()).await? else {
            return Ok(());
        };
        after = page.next;
        let done = after.is_none();
        let step = Step::Page {
            slice: 0,
            after: None,
            facts: 0,
            newest: None,
            done,
        };
        out.put(Cargo::Rows(page.rows), step).await?;
        if done {
            return Ok(());
        }
    }
}
