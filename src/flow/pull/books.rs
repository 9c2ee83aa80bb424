//! NetSuite's documents, slice by slice of the range of their ids.

use std::sync::Arc;

use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use tokio::sync::OnceCell;

use super::ask::{Ask, FIRST_REACH_DAYS, begin, goes_on};
use super::cut::{Cut, evenly, fullest_first};
use super::parcel::{Cargo, Early, Out, Step, Stop, StopKind};
use crate::base::Moment;
use crate::flow::{currencies, periods};
use crate::model::pull::{OpenPull, Slice, SourceState};
use crate::netsuite::{Account, DocumentsPage, NetsuiteError, Profile, Span};

/// Documents that a slice should have at least: somewhat less than a page holds, so that one that came
/// out larger needs no second page. Where that makes fewer slices than requests may be in flight, the rows
/// of a page are read side by side.
const WORTH_A_SLICE: u64 = 900;
/// Slices for each request in flight, so that none idles while another still has a long slice.
const SLICES_EACH: u64 = 2;

/// NetSuite as one pull sees it.
#[derive(Clone)]
pub(super) struct Books {
    pub(super) account: Account,
    /// Requests in flight at most.
    pub(super) concurrency: u16,
    /// What the role may see, from an earlier pull.
    known: Option<Profile>,
    /// The same, found out in this pull: once for all who read.
    found: Arc<OnceCell<Profile>>,
}

impl Books {
    /// NetSuite with what is `known` from an earlier pull.
    pub(super) fn new(account: Account, concurrency: u16, known: Option<Profile>) -> Self {
        Self {
            account,
            concurrency,
            known,
            found: Arc::default(),
        }
    }

    /// What the role may see; found out anew where it is not known or the configuration has changed.
    pub(super) async fn profile(&self, full: bool, out: &Out) -> Result<Profile, Early> {
        let fits = |p: &&Profile| !full && p.fits(self.account.settings());
        if let Some(profile) = self.known.as_ref().filter(fits) {
            return Ok(profile.clone());
        }
        let find = async || {
            let profile = self.account.probe().await?;
            out.put(Cargo::Profile(Box::new(profile.clone())), Step::Aside).await?;
            Ok::<_, Early>(profile)
        };
        Ok(self.found.get_or_try_init(find).await?.clone())
    }

    fn at_once(&self) -> usize {
        usize::from(self.concurrency.max(1))
    }
}

/// Reads what changed of NetSuite's documents. An earlier pull that goes on ends at the documents there
/// were when it began, so what came since is read behind it.
pub(super) async fn read(books: Books, mut state: SourceState, mut ask: Ask, out: Out) -> Result<(), Early> {
    let profile = books.profile(ask.full, &out).await?;
    if let Some(gap) = profile.gaps().iter().find(|g| g.blocks()) {
        return Err(Stop {
            why: gap.to_string(),
            kind: gap.permission().map_or(StopKind::Unavailable, |_| StopKind::Refused),
        }
        .into());
    }
    let periods = periods::read(&books.account, &profile).await?;
    out.put(Cargo::Periods(periods), Step::Aside).await?;
    let currencies = currencies::read(&books.account, &profile).await?;
    out.put(Cargo::Currencies(currencies), Step::Aside).await?;
    if let Some(open) = goes_on(&state, &ask) {
        state = once(&books, &profile, open, &out).await?;
        let Some(behind) = ask.behind(&state) else {
            return Ok(());
        };
        ask = behind;
    }
    let open = plan(&books, &profile, &state, &ask).await?;
    once(&books, &profile, open, &out).await?;
    Ok(())
}

async fn once(books: &Books, profile: &Profile, open: OpenPull, out: &Out) -> Result<SourceState, Early> {
    out.put(Cargo::Nothing, Step::Begin(open.clone())).await?;
    let since = open.since.as_deref();
    stream::iter(fullest_first(open.slices.clone()))
        .map(|(at, slice)| piece(&books.account, profile, since, at, slice, out))
        .buffer_unordered(books.at_once())
        .try_collect::<Vec<()>>()
        .await?;
    let missing: Vec<String> = profile
        .gaps()
        .iter()
        .filter_map(|g| g.permission().map(|_| g.to_string()))
        .collect();
    let notes = profile
        .gaps()
        .iter()
        .filter(|g| g.permission().is_none())
        .map(ToString::to_string);
    Ok(out.end(notes.collect(), missing).await?)
}

/// From where documents are read, as the account spells moments.
fn since(profile: &Profile, state: &SourceState, ask: &Ask) -> Option<String> {
    let text = |at: Moment| profile.account_text(at.timestamp());
    if ask.full {
        return None;
    }
    if let Some(since) = ask.since {
        return Some(text(since));
    }
    // The mark that is kept lies behind what was read already.
    let first = || text(ask.at.plus(-FIRST_REACH_DAYS * 86_400));
    Some(state.read_to.clone().unwrap_or_else(first))
}

async fn plan(books: &Books, profile: &Profile, state: &SourceState, ask: &Ask) -> Result<OpenPull, Early> {
    let account = &books.account;
    let mark = account.mark(profile).await?;
    if mark.documents == 0 {
        return Err(Stop {
            why: "the role sees no transaction at all".to_owned(),
            kind: StopKind::Refused,
        }
        .into());
    }
    let since = since(profile, state, ask);
    let whole = Span::all(mark.last_id);
    let text = since.as_deref();
    let count = account.count(profile, whole, text).await?;
    let at_once = books.at_once();
    // One request at a time has nothing to overlap.
    let pieces = if at_once == 1 { 1 } else { at_once as u64 * SLICES_EACH };
    let facts = count.documents.div_ceil(pieces);
    let cut = Cut {
        // Slices of a page and a bit would be read in twice as many requests for documents.
        facts: if at_once > 1 && facts < 2 * WORTH_A_SLICE {
            WORTH_A_SLICE
        } else {
            facts
        },
        at_once,
    };
    let whole = Part {
        span: whole,
        ids: count.ids.unwrap_or(whole),
    };
    let split = |part, told, parts| split(account, profile, text, part, told, parts);
    let slices = evenly(whole, count.documents, cut, split, Part::and).await?.into_iter();
    let slices = slices.map(|(part, told)| Slice {
        from: part.span.from_id.to_string(),
        to: part.span.to_id.to_string(),
        told,
        ..Slice::default()
    });
    let slices = slices.collect();
    Ok(OpenPull {
        mark: mark.since(),
        ..begin(ask, since, slices)
    })
}

/// A part of the ids, and from which id to which documents lie in it.
#[derive(Debug, Clone, Copy)]
struct Part {
    span: Span,
    ids: Span,
}

impl Part {
    /// This part and the one behind it.
    const fn and(self, next: Self) -> Self {
        const fn both(first: Span, second: Span) -> Span {
            Span {
                to_id: second.to_id,
                ..first
            }
        }
        Self {
            span: both(self.span, next.span),
            ids: both(self.ids, next.ids),
        }
    }
}

/// Cuts a part where its documents lie. All but the last are counted: no id is in two of them.
async fn split(
    account: &Account,
    profile: &Profile,
    since: Option<&str>,
    part: Part,
    told: u64,
    parts: usize,
) -> Result<Vec<(Part, u64)>, NetsuiteError> {
    let mut spans = part.ids.slices(parts as u64);
    if spans.len() < 2 {
        return Ok(vec![(part, told)]);
    }
    // Ids at both ends have no document, and belong to a part nevertheless.
    spans[0].from_id = part.span.from_id;
    let last = spans.pop().unwrap_or(part.span);
    let counts = spans.iter().map(|span| account.count(profile, *span, since));
    let counts = try_join_all(counts.collect::<Vec<_>>()).await?;
    let counted: u64 = counts.iter().map(|count| count.documents).sum();
    let parts = spans.into_iter().zip(counts).map(|(span, count)| {
        let ids = count.ids.unwrap_or(span);
        (Part { span, ids }, count.documents)
    });
    let to_id = part.span.to_id;
    let last = Part {
        span: Span { to_id, ..last },
        ids: last,
    };
    Ok(parts.chain([(last, told.saturating_sub(counted))]).collect())
}

/// Reads one slice to its end, and sees to it that nothing of it is missing.
async fn piece(
    account: &Account,
    profile: &Profile,
    since: Option<&str>,
    at: usize,
    slice: Slice,
    out: &Out,
) -> Result<(), Early> {
    if slice.done {
        return Ok(());
    }
    let span = Span {
        from_id: number(&slice.from)?,
        to_id: number(&slice.to)?,
    };
    let _place = account.reader();
    let mut after = slice.after.as_deref().map_or(Ok(0), number)?;
    let mut landed = slice.landed;
    loop {
        let page = account.documents(profile, span, since, after).await?;
        after = page.last_id;
        landed += page.documents;
        let done = page.done;
        if done && landed < slice.told {
            // Documents may be deleted while they are read: count again before calling any missing.
            let told = account.count(profile, span, since).await?.documents;
            out.put(Cargo::Nothing, Step::Told { slice: at, told }).await?;
            if landed < told {
                out.put(Cargo::Nothing, Step::Anew { slice: at }).await?;
                return Err(Stop::short(told, landed).into());
            }
        }
        let step = Step::Page {
            slice: at,
            after: Some(after.to_string()),
            facts: page.documents,
            newest: None,
            done,
        };
        out.put(cargo(page, profile), step).await?;
        if done {
            return Ok(());
        }
    }
}

fn number(text: &str) -> Result<u64, Stop> {
    text.parse()
        .map_err(|_| Stop::unavailable(format!("the state of the pull cannot be read: `{text}` is no id")))
}

pub(super) fn cargo(page: DocumentsPage, profile: &Profile) -> Cargo {
    let mut bodies = vec![page.heads];
    bodies.extend(page.lines);
    Cargo::Pages {
        bodies,
        zone: profile.time_zone(),
    }
}

/// Reads which documents NetSuite has deleted.
pub(super) async fn deletions(books: Books, state: SourceState, ask: Ask, out: Out) -> Result<(), Early> {
    let profile = books.profile(false, &out).await?;
    let mut since = since(&profile, &state, &ask);
    let open = begin(&ask, since.clone(), vec![Slice::default()]);
    out.put(Cargo::Nothing, Step::Begin(open)).await?;
    loop {
        let page = books.account.deleted_since(&profile, since.as_deref()).await?;
        let done = page.done;
        let ids: Vec<u64> = page.gone.iter().map(|g| g.id).collect();
        since = page.until.or(since);
        let step = Step::Page {
            slice: 0,
            after: since.clone(),
            facts: ids.len() as u64,
            newest: since.as_deref().map(earlier),
            done,
        };
        out.put(Cargo::Gone(ids), step).await?;
        if done {
            break;
        }
    }
    out.end(Vec::new(), Vec::new()).await?;
    Ok(())
}

/// Two hours before a moment in the account's spelling: clocks that are put back repeat an hour.
fn earlier(text: &str) -> String {
    const FORM: &str = "%Y-%m-%d %H:%M:%S";
    let at = jiff::civil::DateTime::strptime(FORM, text).and_then(|at| at.checked_sub(jiff::Span::new().hours(2)));
    // A mark of another form overlaps nothing and is still where the deletions were read to.
    at.map_or_else(|_| text.to_owned(), |at| at.strftime(FORM).to_string())
}
