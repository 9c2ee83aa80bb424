//! A shop's orders as one file that Shopify makes: for months at a time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::NamedTempFile;

use super::ask::{Ask, ORDERS_OVERLAP, begin, goes_on};
use super::parcel::{Cargo, Early, Out, Step, Stop};
use super::parts::{PART_BYTES, Parts};
use crate::model::pull::{OpenPull, Slice, SourceState};
use crate::shopify::{BulkHandle, BulkStart, BulkWhat, Shop, ShopifyError, Window};

/// How often a place among the running operations is asked for again, and how long is waited between.
const TURNS_MAX: u32 = 120;
const TURN: Duration = Duration::from_secs(30);

/// Reads what changed of a shop's orders, and then what was refunded of them. `dir` takes the files
/// while they are read.
pub(super) async fn read(shop: Arc<Shop>, state: SourceState, ask: Ask, dir: PathBuf, out: Out) -> Result<(), Early> {
    let can_go_on = |open: &OpenPull| is_bulk(open) && open.slices.iter().all(|s| handle(s).is_ok());
    let open = match goes_on(&state, &ask).filter(can_go_on) {
        Some(open) => open,
        None => plan(&shop, &state, &ask).await?,
    };
    out.put_and_wait(Cargo::Nothing, Step::Begin(open.clone())).await?;
    let Some(orders_file) = start(&shop, 0, &open.slices[0], &out).await? else {
        return Err(Stop::unavailable("Shopify refuses to make a file of the orders").into());
    };
    // Shopify documents neither that refund lines can be had so nor that they cannot.
    let details = start(&shop, 1, &open.slices[1], &out).await?;
    let mut refunded = Vec::new();
    if !open.slices[0].done || (details.is_none() && !open.slices[1].done) {
        let file = or_anew(finish(&shop, &orders_file, &dir).await, &out).await?;
        let mut parts = cut(file, &dir, &open).await?;
        let told = open.slices[0].told;
        if parts.orders < told {
            anew(&out).await?;
            return Err(Stop::short(told, parts.orders).into());
        }
        refunded = std::mem::take(&mut parts.refunded);
        deliver(0, &orders_file, parts, &out).await?;
    }
    match details {
        _ if open.slices[1].done => {}
        Some(details) => {
            let file = or_anew(finish(&shop, &details, &dir).await, &out).await?;
            let parts = cut(file, &dir, &open).await?;
            // These orders were counted in the other file.
            let parts = Parts {
                orders: 0,
                newest: None,
                ..parts
            };
            deliver(1, &details, parts, &out).await?;
        }
        None => one_by_one(&shop, &refunded, &out).await?,
    }
    out.end(Vec::new(), Vec::new()).await?;
    Ok(())
}

/// What stands where other slices say where they begin.
const OPERATION: &str = "bulk operation";

/// Whether an open pull is one of this kind.
pub(super) fn is_bulk(open: &OpenPull) -> bool {
    open.slices.iter().any(|s| s.from == OPERATION)
}

async fn plan(shop: &Shop, state: &SourceState, ask: &Ask) -> Result<OpenPull, Early> {
    let window = Window {
        from: ask.since(state, ORDERS_OVERLAP),
        until: ask.until,
    };
    let told = shop.count_orders(&window).await?;
    let slice = |what, told| -> Result<Slice, Stop> {
        // The mark is made before the first byte leaves: an operation whose start was not heard of is found by it.
        let mark = ulid::Ulid::new().to_string();
        Ok(Slice {
            from: OPERATION.to_owned(),
            after: Some(text(&BulkHandle::new(what, window, &mark))?),
            told,
            ..Slice::default()
        })
    };
    let slices = vec![slice(BulkWhat::Orders, told)?, slice(BulkWhat::RefundLines, 0)?];
    Ok(begin(ask, window.from.map(|t| t.to_string()), slices))
}

fn handle(slice: &Slice) -> Result<BulkHandle, Stop> {
    let text = slice.after.as_deref().unwrap_or("");
    serde_json::from_str(text).map_err(|e| Stop::unavailable(format!("the state of the pull cannot be read: {e}")))
}

fn text(handle: &BulkHandle) -> Result<String, Stop> {
    serde_json::to_string(handle).map_err(|e| Stop::unavailable(e.to_string()))
}

/// Has Shopify begin to make a file; `None` where it refuses that query.
async fn start(shop: &Shop, at: usize, slice: &Slice, out: &Out) -> Result<Option<BulkHandle>, Early> {
    let mut handle = handle(slice)?;
    if handle.id.is_some() {
        return Ok(Some(handle));
    }
    for turn in 0.. {
        match shop.bulk_start(&mut handle).await {
            Ok(BulkStart::Started | BulkStart::Found) => break,
            Ok(BulkStart::Busy(said)) if turn >= TURNS_MAX => return Err(Stop::unavailable(said).into()),
            Ok(BulkStart::Busy(_)) => tokio::time::sleep(TURN).await,
            Err(ShopifyError::BulkRefused { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let step = Step::Page {
        slice: at,
        after: Some(text(&handle)?),
        facts: 0,
        newest: None,
        done: false,
    };
    out.put_and_wait(Cargo::Nothing, step).await?;
    Ok(Some(handle))
}

/// Waits for a file and fetches it.
async fn finish(shop: &Shop, handle: &BulkHandle, dir: &Path) -> Result<NamedTempFile, Early> {
    shop.bulk_wait(handle, &mut |_| {}).await?;
    let file = private_file(dir, handle).map_err(cannot_write)?;
    let path = file.path().to_owned();
    let mut open = || -> io::Result<Box<dyn io::Write + Send>> { Ok(Box::new(File::create(&path)?)) };
    shop.bulk_download(handle, &mut open).await?;
    Ok(file)
}

/// A file of an operation's own, which goes with this value. It takes the place of one that a killed pull
/// left behind.
fn private_file(dir: &Path, handle: &BulkHandle) -> io::Result<NamedTempFile> {
    let name = format!("tieout-bulk-{}.jsonl", handle.mark);
    match fs::remove_file(dir.join(&name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(dir)
}

/// An operation that failed is not gone on with: the next pull starts another.
async fn or_anew(file: Result<NamedTempFile, Early>, out: &Out) -> Result<NamedTempFile, Early> {
    if let Err(Early::Stop(_)) = &file {
        anew(out).await?;
    }
    file
}

/// Forgets the operations.
async fn anew(out: &Out) -> Result<(), Early> {
    for slice in 0..2 {
        out.put(Cargo::Nothing, Step::Anew { slice }).await?;
    }
    Ok(())
}

fn cannot_write(error: io::Error) -> Early {
    Stop::unavailable(format!("the file of the bulk operation cannot be kept: {error}")).into()
}

/// Looks a file through and cuts it.
async fn cut(file: NamedTempFile, dir: &Path, open: &OpenPull) -> Result<Parts, Early> {
    let (dir, began) = (dir.to_owned(), open.began.to_string());
    // Others are served meanwhile: a large file takes its time.
    let cutting = tokio::task::spawn_blocking(move || Parts::of(file, &dir, PART_BYTES, &began));
    cutting
        .await
        .map_err(io::Error::other)
        .and_then(|cut| cut)
        .map_err(cannot_write)
}

/// Lands the parts of a file. Its state moves with the last of them: a file of which only some has landed is
/// landed again from its beginning, which changes nothing of what has.
async fn deliver(at: usize, handle: &BulkHandle, parts: Parts, out: &Out) -> Result<(), Early> {
    let mut step = Some(Step::Page {
        slice: at,
        after: Some(text(handle)?),
        facts: parts.orders,
        newest: parts.newest,
        done: true,
    });
    let last = parts.files.len().saturating_sub(1);
    for (n, file) in parts.files.into_iter().enumerate() {
        let step = step.take_if(|_| n == last).unwrap_or(Step::Aside);
        out.put_and_wait(Cargo::File(file), step).await?;
    }
    Ok(())
}

/// Where refund lines cannot be had in bulk, each refunded order is read by itself.
async fn one_by_one(shop: &Shop, refunded: &[u64], out: &Out) -> Result<(), Early> {
    for id in refunded {
        let page = shop.order(*id).await?;
        out.put(Cargo::Rows(page.rows), Step::Aside).await?;
    }
    let step = Step::Page {
        slice: 1,
        after: None,
        facts: 0,
        newest: None,
        done: true,
    };
    Ok(out.put(Cargo::Nothing, step).await?)
}
