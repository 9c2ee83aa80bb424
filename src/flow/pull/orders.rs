//! A shop's orders, page by page.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::ask::{Ask, ORDERS_OVERLAP, begin, cut, goes_on};
use super::parcel::{Cargo, Early, Out, Step, Stop};
use crate::base::Moment;
use crate::model::pull::{OpenPull, Slice, SourceState};
use crate::shopify::{Reach, Shop, ShopifyError, Window};

/// Fewer orders than this are read in one go.
const WORTH_CUTTING: u64 = 1_000;
/// Pieces read side by side, so that one waits for its page while another's is being answered. The
/// bucket is the shop's and sets the pace; a large one bears more of them.
const PIECES: u16 = 2;
const PIECES_OF_LARGE: u16 = 6;

/// Reads what changed of a shop's orders. An earlier pull that goes on knows nothing of what changed since
/// it began, so that is read behind it.
pub(super) async fn read(shop: Arc<Shop>, mut state: SourceState, ask: Ask, out: Out) -> Result<(), Early> {
    if let Some(open) = goes_on(&state, &ask).filter(|open| !super::bulk::is_bulk(open)) {
        state = once(&shop, open, &ask, &out).await?;
    }
    let open = plan(&shop, &state, &ask).await?;
    once(&shop, open, &ask, &out).await?;
    Ok(())
}

async fn once(shop: &Shop, mut open: OpenPull, ask: &Ask, out: &Out) -> Result<SourceState, Early> {
    let mut notes = Vec::new();
    if let Reach::Since(oldest) = shop.about().await?.reach(ask.at) {
        notes.push(format!(
            "orders placed before {oldest} cannot be read: the app has no read_all_orders"
        ));
    }
    out.put(Cargo::Nothing, Step::Begin(open.clone())).await?;
    let slices = std::mem::take(&mut open.slices);
    let pieces = slices.len().max(1);
    stream::iter(slices.into_iter().enumerate())
        .map(|(at, slice)| piece(shop, at, slice, out))
        .buffered(pieces)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(out.end(notes, Vec::new()).await?)
}

/// Cuts the window into pieces and asks how much there is in each.
async fn plan(shop: &Shop, state: &SourceState, ask: &Ask) -> Result<OpenPull, Early> {
    let is_large = shop.about().await?.plus;
    let since = ask.since(state, ORDERS_OVERLAP);
    let window = Window {
        from: since,
        until: ask.until,
    };
    let told = shop.count_orders(&window).await?;
    let mut slices = match since {
        Some(since) if told > WORTH_CUTTING => {
            let pieces = if is_large { PIECES_OF_LARGE } else { PIECES };
            cut(since, ask.until.unwrap_or(ask.at), ask.until, pieces)
        }
        _ => vec![Slice {
            from: since.map_or_else(String::new, |t| t.to_string()),
            to: ask.until.map_or_else(String::new, |t| t.to_string()),
            told,
            ..Slice::default()
        }],
    };
    if slices.len() > 1 {
        for slice in &mut slices {
            slice.told = shop.count_orders(&window_of(slice)?).await?;
        }
    }
    Ok(begin(ask, since.map(|t| t.to_string()), slices))
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
