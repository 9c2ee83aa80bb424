//! A shop's orders, page by page.

use std::sync::Arc;

use futures_util::future::{try_join, try_join_all};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::ask::{Ask, ORDERS_OVERLAP, begin, goes_on};
use super::cut::{Cut, evenly, fullest_first};
use super::parcel::{Cargo, Early, Out, Step, Stop};
use crate::base::Moment;
use crate::model::pull::{OpenPull, Slice, SourceState};
use crate::shopify::{Reach, Shop, ShopifyError, Window};

/// Orders that a piece should have at least: a page has fifty.
const WORTH_A_PIECE: u64 = 200;
/// Pieces read side by side, so that one waits for its page while another's is being answered. The
/// bucket is the shop's and sets the pace; a large one bears more of them.
const AT_ONCE: usize = 2;
const AT_ONCE_OF_LARGE: usize = 12;
/// Points of a bucket that is called large: those of Plus and Enterprise hold 20,000 and more, others 4,000
/// at most.
const LARGE_BUCKET: u64 = 10_000;
/// Pieces of a large bucket for each that is read at once, so that none is left over at the end. A small
/// bucket is emptied by one reader, if need be.
const PIECES_EACH: usize = 3;
/// Parts that a window is cut into at least. Nothing is read while it is counted, and a bucket that is
/// full gains nothing: better many counts at once than a few one after another.
const PARTS_AT_ONCE: usize = 8;
/// Before this no shop existed.
const FIRST_SHOPS: Moment = Moment::from_seconds(1_136_073_600);

/// Reads what changed of a shop's orders. An earlier pull that goes on knows nothing of what changed since
/// it began, so that is read behind it.
pub(super) async fn read(shop: Arc<Shop>, mut state: SourceState, mut ask: Ask, out: Out) -> Result<(), Early> {
    let earlier = goes_on(&state, &ask).filter(|open| !super::bulk::is_bulk(open));
    let count = async {
        match &earlier {
            Some(_) => Ok(None),
            None => counted(&shop, &state, &ask).await.map(Some),
        }
    };
    let (about, found) = try_join(shop.about(), count).await?;
    let is_large = shop.bucket().is_some_and(|bucket| bucket.maximum >= LARGE_BUCKET);
    let at_once = if is_large { AT_ONCE_OF_LARGE } else { AT_ONCE };
    let mut notes = Vec::new();
    if let Reach::Since(oldest) = about.reach(ask.at) {
        notes.push(format!(
            "orders placed before {oldest} cannot be read: the app has no read_all_orders"
        ));
    }
    if let Some(open) = earlier {
        state = once(&shop, open, at_once, Vec::new(), &out).await?;
        let Some(behind) = ask.behind(&state) else {
            return Ok(());
        };
        ask = behind;
    }
    let found = match found {
        Some(found) => found,
        None => counted(&shop, &state, &ask).await?,
    };
    let open = plan(&shop, found, &ask, at_once).await?;
    once(&shop, open, at_once, notes, &out).await?;
    Ok(())
}

async fn once(
    shop: &Shop,
    mut open: OpenPull,
    at_once: usize,
    notes: Vec<String>,
    out: &Out,
) -> Result<SourceState, Early> {
    out.put(Cargo::Nothing, Step::Begin(open.clone())).await?;
    let slices = std::mem::take(&mut open.slices);
    stream::iter(fullest_first(slices))
        .map(|(at, slice)| piece(shop, at, slice, out))
        .buffer_unordered(at_once)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(out.end(notes, Vec::new()).await?)
}

/// The window that is asked for, and how many orders changed in it.
async fn counted(shop: &Shop, state: &SourceState, ask: &Ask) -> Result<(Window, u64), ShopifyError> {
    let window = Window {
        from: ask.since(state, ORDERS_OVERLAP),
        until: ask.until,
    };
    Ok((window, shop.count_orders(&window).await?))
}

/// Cuts a window into pieces and asks how much there is in each.
async fn plan(shop: &Shop, (window, told): (Window, u64), ask: &Ask, at_once: usize) -> Result<OpenPull, Early> {
    let pieces = if at_once == AT_ONCE {
        AT_ONCE
    } else {
        at_once * PIECES_EACH
    };
    let cut = Cut {
        facts: told.div_ceil(pieces as u64).max(WORTH_A_PIECE),
        at_once: PARTS_AT_ONCE,
    };
    let now = ask.at;
    let split = |window, told, parts| split(shop, window, told, parts, now);
    let join = |first: Window, second: Window| Window {
        until: second.until,
        ..first
    };
    let text = |at: Option<Moment>| at.map_or_else(String::new, |t| t.to_string());
    let slices = evenly(window, told, cut, split, join).await?.into_iter();
    let slices = slices.map(|(window, told)| Slice {
        from: text(window.from),
        to: text(window.until),
        told,
        ..Slice::default()
    });
    Ok(begin(ask, window.from.map(|t| t.to_string()), slices.collect()))
}

/// The parts of a window. One without an end stays so, and with it the last part: what changes meanwhile
/// moves into it and is not lost.
async fn split(
    shop: &Shop,
    window: Window,
    told: u64,
    parts: usize,
    now: Moment,
) -> Result<Vec<(Window, u64)>, ShopifyError> {
    let from = window.from.unwrap_or(FIRST_SHOPS);
    let seconds = window.until.unwrap_or(now).seconds() - from.seconds();
    let parts = i64::try_from(parts).unwrap_or(i64::MAX).min(seconds);
    if parts < 2 {
        return Ok(vec![(window, told)]);
    }
    let cut = |part: i64| Some(from.plus(seconds / parts * part + seconds % parts * part / parts));
    let windows = (0..parts).map(|part| Window {
        from: if part == 0 { window.from } else { cut(part) },
        until: if part + 1 == parts { window.until } else { cut(part + 1) },
    });
    let windows: Vec<Window> = windows.collect();
    // All are counted: the moment between two belongs to both.
    let told = try_join_all(windows.iter().map(|window| shop.count_orders(window))).await?;
    Ok(windows.into_iter().zip(told).collect())
}

fn window_of(slice: &Slice) -> Result<Window, Stop> {
    let moment = |text: &str| match text {
        "" => Ok(None),
        text => Moment::parse(text)
            .map(Some)
            .map_err(|e| Stop::unavailable(format!("the state of the pull cannot be read: {e}"))),
    };
    Ok(Window {
        from: moment(&slice.from)?,
        until: moment(&slice.to)?,
    })
}

/// Reads one piece to its end, and sees to it that nothing of it is missing.
async fn piece(shop: &Shop, at: usize, slice: Slice, out: &Out) -> Result<(), Early> {
    if slice.done {
        return Ok(());
    }
    let window = window_of(&slice)?;
    let (mut after, mut landed) = (slice.after.clone(), slice.landed);
    loop {
        let page = match shop.orders(&window, after.as_deref()).await {
            // The place is no longer known: the piece begins anew, which changes nothing that has landed.
            Err(ShopifyError::Cursor { .. }) if after.is_some() => {
                (after, landed) = (None, 0);
                out.put(Cargo::Nothing, Step::Anew { slice: at }).await?;
                continue;
            }
            page => page?,
        };
        landed += page.orders;
        let done = page.next.is_none();
        if done {
            all_there(shop, at, &window, (slice.told, landed), out).await?;
        }
        after = page.next;
        let step = Step::Page {
            slice: at,
            after: after.clone(),
            facts: page.orders,
            // An index may lag what it lists: a closed piece says nothing of later changes.
            newest: page.newest.filter(|newest| slice.to.is_empty() || *newest <= slice.to),
            done,
        };
        out.put(Cargo::Rows(page.rows), step).await?;
        if done {
            return Ok(());
        }
    }
}

/// Orders may leave a window while it is read (they change, or are deleted): what is missing is counted
/// once more before it is called missing.
async fn all_there(
    shop: &Shop,
    slice: usize,
    window: &Window,
    (told, landed): (u64, u64),
    out: &Out,
) -> Result<(), Early> {
    if landed >= told {
        return Ok(());
    }
    let told = shop.count_orders(window).await?;
    out.put(Cargo::Nothing, Step::Told { slice, told }).await?;
    if landed < told {
        out.put(Cargo::Nothing, Step::Anew { slice }).await?;
        return Err(Stop::short(told, landed).into());
    }
    Ok(())
}
