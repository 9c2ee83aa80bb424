//! Brings facts from the two services into the store.
//!
//! Fetchers read each source page by page, side by side; one lander puts the pages into the store,
//! each in one transaction with how far its source was read. So a pull may be cut off at any moment:
//! the next one goes on behind the last page that landed.
//!
//! **Invariants:** a source is called complete only when as much landed as it told of; at most a few
//! pages wait between the two, whatever the size of the pull. Nothing is held that grows with the number of
//! orders, but for the keys of those that NetSuite has nothing of and, of a bulk file, the ids of those with a
//! refund: a bulk file is cut on disk into parts of whole orders, which land like pages.

mod ask;
mod books;
mod bulk;
mod cut;
mod land;
mod named;
mod orders;
mod parcel;
mod parts;
mod payouts;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::path::PathBuf;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

pub use parcel::StopKind;

use super::remotes::Remotes;
use super::{FlowError, Pace, Progress};
use crate::base::Moment;
use crate::config::Config;
use crate::model::code::{Code, syn};
use crate::model::rules::ShopNo;
use crate::netsuite::Profile;
use crate::store::{Landed, Reader, Store};
use ask::Ask;
use books::Books;
use land::{Lander, PROFILE};
use parcel::{Early, Out, Parcel, Source, Step, WAITING_MAX};

/// For how long what NetSuite showed to the role is taken for what it still shows.
const PROFILE_AGE_MAX: i64 = 20 * 3_600;

/// What is pulled.
#[derive(Debug, Clone)]
pub struct PullRequest {
    /// Facts changed from here on; without it, from where the last pull ended.
    pub since: Option<Moment>,
    /// Facts changed until here.
    pub until: Option<Moment>,
    /// Only these orders, by name or id.
    pub orders: Vec<String>,
    /// Have Shopify make files of orders instead of paging through them.
    pub bulk: bool,
    /// Read everything again, from the beginning.
    pub full: bool,
    /// When the pull begins.
    pub at: Moment,
}

/// What came of a pull.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullReport {
    /// Source by source.
    pub sources: Vec<SourceReport>,
    /// Orders that were asked for by name, and how many were found under it.
    pub named: BTreeMap<String, u64>,
}

/// What came of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// `shopify/uk/orders`, `netsuite`.
    pub name: String,
    /// How many facts the source says there are.
    pub told: u64,
    /// How many of them have landed.
    pub landed: u64,
    /// What changed in the store.
    pub records: Landed,
    /// How it ended.
    pub ended: Ended,
    /// What is worth knowing.
    pub notes: Vec<String>,
}

/// How reading a source ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was cut off.
    Cut,
    /// Everything there is has landed.
    Whole,
    /// The source withholds facts of these kinds.
    Withheld(Vec<String>),
    /// It could not be read any further.
    Stopped(StopKind, String),
}

impl SourceReport {
    /// The failure of the catalogue behind its end, where it is one.
    #[must_use]
    pub fn code(&self) -> Option<&'static Code> {
        matches!(self.ended, Ended::Stopped(StopKind::Short, _)).then_some(&syn::SYN_17)
    }

    fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            told: 0,
            landed: 0,
            records: Landed::default(),
            ended: Ended::Cut,
            notes: Vec::new(),
        }
    }
}

/// Pulls.
///
/// # Errors
/// [`FlowError`] where the store fails or the request does not fit. What a remote does wrong is in the
/// report.
pub fn run(
    store: &mut Store,
    config: &Config,
    remotes: &Remotes,
    request: &PullRequest,
    runtime: &Runtime,
    progress: &dyn Progress,
) -> Result<PullReport, FlowError> {
    let is_history = request.full || request.bulk;
    let remotes = &if is_history {
        remotes.for_history()
    } else {
        remotes.clone()
    };
    let lander = Lander::new(store, config, request.at, progress);
    let pull = async {
        if request.orders.is_empty() {
            everything(lander, config, remotes, request).await
        } else {
            by_name(lander, config, remotes, request).await
        }
    };
    let report = runtime.block_on(async {
        tokio::select! {
            report = pull => report,
            never = tell_pace(config, remotes, progress) => match never {},
        }
    })?;
    progress.end();
    Ok(report)
}

/// Tells again and again how the limits of the services hold the pull up.
async fn tell_pace(config: &Config, remotes: &Remotes, progress: &dyn Progress) -> Infallible {
    let Some(every) = progress.pace_every() else {
        return std::future::pending().await;
    };
    loop {
        tokio::time::sleep(every).await;
        for (no, shop) in &remotes.shops {
            let name = &config.file.shops[usize::from(no.0)].name;
            let (bucket, gate) = (shop.bucket(), shop.gate());
            progress.pace(&format!("shopify/{name}"), &Pace { bucket, gate });
        }
        if let Some(account) = &remotes.account {
            let (bucket, gate) = (None, account.gate());
            progress.pace("netsuite", &Pace { bucket, gate });
        }
    }
}

async fn everything(
    mut lander: Lander<'_>,
    config: &Config,
    remotes: &Remotes,
    request: &PullRequest,
) -> Result<PullReport, FlowError> {
    let ask = Ask {
        since: request.since,
        until: request.until,
        full: request.full,
        at: request.at,
    };
    let (parcels, mut comes) = mpsc::channel(WAITING_MAX);
    for (no, shop) in &remotes.shops {
        let name = &config.file.shops[usize::from(no.0)].name;
        let (source, state) = lander.begin(format!("shopify/{name}/orders"), *no, &ask)?;
        let out = Out::new(source, parcels.clone());
        if request.bulk {
            let dir = config.store.parent().map_or_else(PathBuf::new, PathBuf::from);
            fetch(out.clone(), bulk::read(shop.clone(), state, ask, dir, out));
        } else {
            fetch(out.clone(), orders::read(shop.clone(), state, ask, out));
        }
        let held = payouts::held(lander.store(), *no)?;
        let (source, state) = lander.begin(format!("shopify/{name}/payouts"), *no, &ask)?;
        let out = Out::new(source, parcels.clone());
        fetch(out.clone(), payouts::read(shop.clone(), state, held, ask, out));
    }
    let books = books(&lander, config, remotes, request)?;
    let mut earlier = None;
    if let Some(books) = &books {
        let (source, state) = lander.begin("netsuite".to_owned(), ShopNo(0), &ask)?;
        let out = Out::new(source, parcels.clone());
        fetch(out.clone(), books::read(books.clone(), state, ask, out));
        let (source, state) = lander.begin("netsuite/deleted".to_owned(), ShopNo(0), &ask)?;
        let out = Out::new(source, parcels.clone());
        fetch(out.clone(), books::deletions(books.clone(), state, ask, out));
        if !remotes.shops.is_empty() {
            earlier = Some(lander.begin("netsuite/booked-earlier".to_owned(), ShopNo(0), &ask)?.0);
        }
    }
    drop(parcels);
    land_all(&mut lander, &mut comes).await?;
    // Where NetSuite could not be read, it is not asked for single orders either.
    if let (Some(books), Some(source)) = (books, earlier)
        && lander.has_read("netsuite")
    {
        booked_earlier(&mut lander, config, &books, &source).await?;
    }
    Ok(lander.report())
}

/// Reads NetSuite's documents of orders that came and have none: what was booked before the window that is
/// read, and has not changed since, does not come by itself. Only so many orders are looked up at a time.
async fn booked_earlier(
    lander: &mut Lander<'_>,
    config: &Config,
    books: &Books,
    source: &Source,
) -> Result<(), FlowError> {
    let (cases, rules) = (lander.store().unanswered()?, config.rules());
    let queries: Vec<_> = cases.chunks(named::ASKED_MAX).collect();
    // So many side by side as may be in flight: what is asked for is not worked out before there is a place for it.
    for side_by_side in queries.chunks(usize::from(config.file.netsuite.concurrency).max(1)) {
        let (parcels, mut comes) = mpsc::channel(WAITING_MAX);
        for cases in side_by_side {
            let wanted = named::spelled(lander.store(), &rules, cases)?;
            let out = Out::new(source.clone(), parcels.clone());
            fetch(out.clone(), named::booked_earlier(books.clone(), wanted, out));
        }
        drop(parcels);
        land_all(lander, &mut comes).await?;
        if lander.has_stopped(source) {
            return Ok(());
        }
    }
    let (parcels, mut comes) = mpsc::channel(WAITING_MAX);
    let out = Out::new(source.clone(), parcels);
    fetch(out.clone(), async move {
        out.end(Vec::new(), Vec::new()).await?;
        Ok(())
    });
    land_all(lander, &mut comes).await
}

/// Pulls single orders: first from the shops, which know their ids, then what NetSuite holds of them.
async fn by_name(
    mut lander: Lander<'_>,
    config: &Config,
    remotes: &Remotes,
    request: &PullRequest,
) -> Result<PullReport, FlowError> {
    let (parcels, mut comes) = mpsc::channel(WAITING_MAX);
    for (no, shop) in &remotes.shops {
        let name = &config.file.shops[usize::from(no.0)].name;
        let source = source(format!("shopify/{name}/named"), *no);
        lander.name(&source);
        let out = Out::new(source, parcels.clone());
        fetch(out.clone(), named::orders(shop.clone(), request.orders.clone(), out));
    }
    drop(parcels);
    land_all(&mut lander, &mut comes).await?;
    let (parcels, mut comes) = mpsc::channel(WAITING_MAX);
    if let Some(books) = books(&lander, config, remotes, request)? {
        let wanted = named::wanted(lander.store(), &config.rules(), &request.orders)?;
        let source = source("netsuite/named", ShopNo(0));
        lander.name(&source);
        let out = Out::new(source, parcels.clone());
        fetch(out.clone(), named::documents(books, wanted, out));
    }
    drop(parcels);
    land_all(&mut lander, &mut comes).await?;
    Ok(lander.report())
}

fn source(name: impl Into<String>, shop: ShopNo) -> Source {
    Source {
        name: name.into(),
        shop,
    }
}

fn books(
    lander: &Lander<'_>,
    config: &Config,
    remotes: &Remotes,
    request: &PullRequest,
) -> Result<Option<Books>, FlowError> {
    let Some(account) = &remotes.account else {
        return Ok(None);
    };
    let at = request.at;
    let account = account.clone();
    let kept = kept_profile(lander.store())?;
    // Roles and features change: what was found lacking may be mended, and what was seen may be gone.
    let is_good = |(found, profile): &(Moment, Profile)| at < found.plus(PROFILE_AGE_MAX) && profile.gaps().is_empty();
    Ok(Some(Books::new(
        account,
        config.file.netsuite.concurrency,
        kept.filter(is_good).map(|(_, profile)| profile),
    )))
}

/// What NetSuite showed to the role, and when; a profile of another version of tieout is found out anew.
fn kept_profile(store: Reader<'_>) -> Result<Option<(Moment, Profile)>, FlowError> {
    Ok(store.meta(PROFILE)?.and_then(|t| serde_json::from_str(&t).ok()))
}

/// What NetSuite showed to the role in the last pull.
pub(super) fn profile(store: Reader<'_>) -> Result<Option<Profile>, FlowError> {
    Ok(kept_profile(store)?.map(|(_, profile)| profile))
}

/// Lets a fetcher run; why it ended early is told like a page.
fn fetch(out: Out, reading: impl Future<Output = Result<(), Early>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(Early::Stop(stop)) = reading.await {
            // Where nobody lands any more there is nobody to tell.
            let _ = out.put(parcel::Cargo::Nothing, Step::Stop(stop)).await;
        }
    });
}

async fn land_all(lander: &mut Lander<'_>, comes: &mut mpsc::Receiver<Parcel>) -> Result<(), FlowError> {
    while let Some(parcel) = comes.recv().await {
        lander.land(parcel)?;
    }
    Ok(())
}
