//! Documents in pages: transactions by id, each page with all rows of all its transactions.
//!
//! Every page is asked for by the key behind the last one and never by offset, so that neither the
//! limit of 100,000 rows nor a change in between can leave a row out.

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt as _, try_join, try_join_all, try_join3};
use serde::Deserialize;

use super::error::NetsuiteError;
use super::kinds::{CUSTOMER_REFUND, DEPOSIT};
use super::places::{Budget, Places};
use super::profile::{MadeFrom, Profile};
use super::rest::Rest;
use super::settings::Span;
use super::suiteql::{IN_MAX, Number, PAGE_ROWS, Page};
use super::text::{self, Filter};

/// Pages of rows that one page of documents may have; one with more is cut to fewer documents, so
/// that what is held in memory is bounded. Few in tests, which would need many rows otherwise.
const LINE_PAGES_MAX: usize = if cfg!(test) { 4 } else { 64 };

/// Rows that a document is taken to have until some of its neighbours have been read: few, so that rows
/// are not shared out among more readers than there is work for.
const ROWS_EACH: u64 = 4;

/// What reading documents takes.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) rest: &'a Rest,
    pub(super) profile: &'a Profile,
    pub(super) places: &'a Places,
}

/// Some documents with all their rows, as NetSuite sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentsPage {
    /// The result page of the transactions.
    pub heads: Bytes,
    /// The result pages of their rows.
    pub lines: Vec<Bytes>,
    /// How many documents these are.
    pub documents: u64,
    /// The highest id: the next page is asked for behind it. Without a document, the `after` asked for.
    pub last_id: u64,
    /// Whether this was the last page of the span.
    pub done: bool,
    /// Documents of which no row came, not even a main line: something hides them.
    pub without_lines: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Head {
    id: Number,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Deserialize)]
struct LineKey {
    transaction: Number,
    id: Number,
}

#[derive(Debug, Deserialize)]
struct Id {
    id: Number,
}

/// The rows of some documents.
#[derive(Default)]
struct Lines {
    bodies: Vec<Bytes>,
    /// Documents that have a row.
    seen: u64,
    /// The first document the rows were cut in, where they were more than one page may have.
    cut_in: Option<u64>,
}

impl Lines {
    /// Adds those of the documents behind these.
    fn add(&mut self, others: Self) {
        self.bodies.extend(others.bodies);
        self.seen += others.seen;
        self.cut_in = [self.cut_in, others.cut_in].into_iter().flatten().min();
    }
}

/// Whose rows are read: of bank deposits, or of others; and how many pages they may have.
#[derive(Clone, Copy)]
struct Rows<'a> {
    deposits: bool,
    /// `None` for one document alone, which is read whole however many rows it has.
    budget: Option<&'a Budget>,
}

/// The documents of a span behind `after`, changed at or after `since`.
pub(super) async fn documents(
    reading: &Reading<'_>,
    span: Span,
    since: Option<&str>,
    after: u64,
) -> Result<DocumentsPage, NetsuiteError> {
    let span = span.behind(after);
    let query = text::heads(reading.profile, &Filter { span, since });
    let mut limit = PAGE_ROWS;
    loop {
        let heads = reading.rest.page::<Head>(&query, limit, 0).await?;
        match with_lines(reading, query.name, heads, after).await? {
            Ok(page) => return Ok(page),
            Err(fewer) => limit = fewer,
        }
    }
}

/// Documents by their ids.
pub(super) async fn by_id(reading: &Reading<'_>, ids: &[u64]) -> Result<Vec<DocumentsPage>, NetsuiteError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut pages = Vec::new();
    let mut rest_of = ids.as_slice();
    let mut size = IN_MAX;
    while !rest_of.is_empty() {
        let (some, others) = rest_of.split_at(size.min(rest_of.len()));
        let query = text::heads_by_id(reading.profile, some);
        let heads = reading.rest.page::<Head>(&query, PAGE_ROWS, 0).await?;
        match with_lines(reading, query.name, heads, 0).await? {
            Ok(page) => {
                rest_of = others;
                pages.push(DocumentsPage {
                    done: rest_of.is_empty(),
                    ..page
                });
            }
            Err(fewer) => size = usize::from(fewer),
        }
    }
    Ok(pages)
}

/// The page with its rows; or, where they are too many, how many documents to ask for instead.
async fn with_lines(
    reading: &Reading<'_>,
    name: &'static str,
    page: Page<Head>,
    after: u64,
) -> Result<Result<DocumentsPage, u16>, NetsuiteError> {
    let ids = ids_of(name, &page.rows, after)?;
    let deposit = |head: &&Head| head.kind == DEPOSIT;
    let mut deposits: Vec<u64> = page.rows.iter().filter(deposit).map(|h| h.id.0).collect();
    deposits.dedup();
    let is_other = |id: &u64| deposits.binary_search(id).is_err();
    let others: Vec<u64> = ids.iter().copied().filter(is_other).collect();
    let budget = Budget::of(LINE_PAGES_MAX);
    let rows = |deposits| Rows {
        deposits,
        budget: (ids.len() > 1).then_some(&budget),
    };
    let (mut lines, of_deposits, links) = try_join3(
        lines(reading, &others, rows(false)),
        self::lines(reading, &deposits, rows(true)),
        links(reading, &by_links(reading, &page.rows)),
    )
    .await?;
    lines.add(of_deposits);
    if let Some(cut_in) = lines.cut_in {
        let before = ids.partition_point(|id| *id < cut_in).max(1);
        return Ok(Err(before as u16));
    }
    lines.bodies.extend(links);
    Ok(Ok(DocumentsPage {
        heads: page.body,
        lines: lines.bodies,
        documents: ids.len() as u64,
        last_id: ids.last().copied().unwrap_or(after),
        done: !page.has_more,
        without_lines: ids.len() as u64 - lines.seen,
    }))
}

/// The ids of a page behind `after`, each once.
fn ids_of(name: &'static str, heads: &[Head], after: u64) -> Result<Vec<u64>, NetsuiteError> {
    let mut ids = Vec::with_capacity(heads.len());
    for head in heads {
        let Number(id) = head.id;
        let reached = ids.last().copied().unwrap_or(after);
        // A document of two main lines is listed twice, which is no disorder.
        if id < reached || id == reached && ids.is_empty() {
            return Err(disordered(name, reached, id));
        }
        if ids.last() != Some(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// All rows of some documents.
async fn lines(reading: &Reading<'_>, documents: &[u64], rows: Rows<'_>) -> Result<Lines, NetsuiteError> {
    let Some(first) = documents.first() else {
        return Ok(Lines::default());
    };
    // Behind any row of the id before the first document, which is not among those asked for.
    let after = (first.saturating_sub(1), 0);
    lines_behind(reading, documents, rows, after, ROWS_EACH).await
}

/// The rows of some documents behind one of them, where a document has about `rows_each`. While places
/// are free the documents are shared out among as many as there are pages of rows to be expected.
fn lines_behind<'a>(
    reading: &'a Reading<'a>,
    documents: &'a [u64],
    rows: Rows<'a>,
    mut after: (u64, u64),
    mut rows_each: u64,
) -> BoxFuture<'a, Result<Lines, NetsuiteError>> {
    let read = async move {
        let (mut lines, mut read) = (Lines::default(), 0);
        loop {
            let open = &documents[documents.partition_point(|d| *d < after.0)..];
            let pages = (open.len() as u64 * rows_each).div_ceil(u64::from(PAGE_ROWS));
            let more = (pages as usize).min(open.len()).saturating_sub(1);
            let places = reading.places.take_free(more);
            if !places.is_empty() {
                let size = open.len().div_ceil(places.len() + 1);
                let (first, others) = open.split_at(size);
                let others = others.chunks(size).map(|some| {
                    let after = (some[0].saturating_sub(1), 0);
                    lines_behind(reading, some, rows, after, rows_each)
                });
                let first = lines_behind(reading, first, rows, after, rows_each);
                let (first, others) = try_join(first, try_join_all(others.collect::<Vec<_>>())).await?;
                lines.add(first);
                others.into_iter().for_each(|some| lines.add(some));
                return Ok(lines);
            }
            if !rows.budget.is_none_or(Budget::take) {
                lines.cut_in = Some(after.0);
                return Ok(lines);
            }
            let query = text::lines(reading.profile, open, rows.deposits, after);
            let page = reading.rest.page::<LineKey>(&query, PAGE_ROWS, 0).await?;
            for row in &page.rows {
                let key = (row.transaction.0, row.id.0);
                if key < after {
                    return Err(disordered_lines(query.name, after, key));
                }
                lines.seen += u64::from(key.0 != after.0);
                after = key;
            }
            read += page.rows.len() as u64;
            lines.bodies.push(page.body);
            if !page.has_more {
                return Ok(lines);
            }
            rows_each = read.div_ceil(lines.seen.max(1));
        }
    };
    read.boxed()
}

/// The documents of which the links alone say what they were made from: all, where nothing else says it; else
/// customer refunds, which are made from nothing and belong to the deposit or the memo that they pay back.
fn by_links(reading: &Reading<'_>, heads: &[Head]) -> Vec<u64> {
    let profile = reading.profile;
    let all = profile.made_from() == MadeFrom::Links;
    let has_links = || profile.has_all("nexttransactionlinelink", &["previousdoc", "nextdoc", "nexttype"]);
    let is_one = |head: &&Head| all || head.kind == CUSTOMER_REFUND;
    let mut ids: Vec<u64> = heads.iter().filter(is_one).map(|h| h.id.0).collect();
    ids.dedup();
    if !all && (ids.is_empty() || !has_links()) {
        return Vec::new();
    }
    ids
}

/// What documents were made from, by the links.
async fn links(reading: &Reading<'_>, ids: &[u64]) -> Result<Vec<Bytes>, NetsuiteError> {
    let mut bodies = Vec::new();
    if ids.is_empty() {
        return Ok(bodies);
    }
    let query = text::links_back(ids);
    let mut offset = 0;
    loop {
        let page = reading
            .rest
            .page::<serde::de::IgnoredAny>(&query, PAGE_ROWS, offset)
            .await?;
        offset += page.rows.len() as u32;
        bodies.push(page.body);
        if !page.has_more {
            return Ok(bodies);
        }
    }
}

fn disordered(query: &'static str, after: u64, row: u64) -> NetsuiteError {
    NetsuiteError::Disordered {
        query,
        after: after.to_string(),
        row: row.to_string(),
    }
}

fn disordered_lines(query: &'static str, after: (u64, u64), row: (u64, u64)) -> NetsuiteError {
    let show = |(document, line): (u64, u64)| format!("{document}/{line}");
    NetsuiteError::Disordered {
        query,
        after: show(after),
        row: show(row),
    }
}

/// Ids of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdsPage {
    /// The ids, in their order.
    pub ids: Vec<u64>,
    /// Whether this was the last page of the span.
    pub done: bool,
}

/// The ids of a span behind `after`.
pub(super) async fn ids(rest: &Rest, span: Span, after: u64) -> Result<IdsPage, NetsuiteError> {
    let query = text::ids(span.behind(after));
    let page = rest.page::<Id>(&query, PAGE_ROWS, 0).await?;
    let ids: Vec<u64> = page.rows.iter().map(|row| row.id.0).collect();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(disordered(query.name, pair[0], pair[1]));
    }
    Ok(IdsPage {
        ids,
        done: !page.has_more,
    })
}
