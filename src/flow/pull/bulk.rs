//! A shop's orders as one file that Shopify makes: for months at a time.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tempfile::NamedTempFile;

use super::ask::{Ask, ORDERS_OVERLAP, begin, goes_on};
use super::parcel::{Cargo, Early, Out, Step, Stop};
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
        let (mut newest, mut orders) = (None, 0);
        let began = open.began.to_string();
        each_order(file.path(), |id, updated_at, is_refunded| {
            orders += 1;
            // Shopify walks the orders for a while: what changed meanwhile is left to the next pull.
            if updated_at > newest.as_deref() && updated_at <= Some(began.as_str()) {
                newest = updated_at.map(str::to_owned);
            }
            if is_refunded {
                refunded.push(id);
            }
        })?;
        if orders < open.slices[0].told {
            anew(&out).await?;
            return Err(Stop::short(open.slices[0].told, orders).into());
        }
        let landed = Delivered { orders, newest };
        deliver(0, &orders_file, file, landed, &out).await?;
    }
    match details {
        _ if open.slices[1].done => {}
        Some(details) => {
            let file = or_anew(finish(&shop, &details, &dir).await, &out).await?;
            deliver(1, &details, file, Delivered::default(), &out).await?;
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

/// What a file brings: how many orders, and the newest change among them.
#[derive(Default)]
struct Delivered {
    orders: u64,
    newest: Option<String>,
}

async fn deliver(
    at: usize,
    handle: &BulkHandle,
    file: NamedTempFile,
    brings: Delivered,
    out: &Out,
) -> Result<(), Early> {
    let step = Step::Page {
        slice: at,
        after: Some(text(handle)?),
        facts: brings.orders,
        newest: brings.newest,
        done: true,
    };
    // The file is there until it has landed.
    out.put_and_wait(Cargo::File(file.path().to_owned()), step).await?;
    Ok(())
}

/// What is looked at of a row before the importer reads it.
#[derive(Deserialize)]
struct Row<'r> {
    #[serde(borrow)]
    id: Option<&'r str>,
    #[serde(borrow, rename = "updatedAt")]
    updated_at: Option<&'r str>,
    refunds: Option<Vec<serde::de::IgnoredAny>>,
}

fn each_order(path: &Path, mut take: impl FnMut(u64, Option<&str>, bool)) -> Result<(), Early> {
    let mut lines = BufReader::new(File::open(path).map_err(cannot_write)?);
    let mut line = String::new();
    while lines.read_line(&mut line).map_err(cannot_write)? > 0 {
        // Only orders have no parent; what is wrong with a row is the importer's to say.
        if let Ok(row) = serde_json::from_str::<Row<'_>>(&line)
            && let Some(id) = row
                .id
                .and_then(|id| id.strip_prefix("gid://shopify/Order/"))
                .and_then(|id| id.parse().ok())
        {
            take(id, row.updated_at, row.refunds.is_some_and(|r| !r.is_empty()));
        }
        line.clear();
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
