//! Documents in pages: transactions by id, each page with all rows of all its transactions.
//!
//! Every page is asked for by the key behind the last one and never by offset, so that neither the
//! limit of 100,000 rows nor a change in between can leave a row out.

use bytes::Bytes;
use serde::Deserialize;

use super::error::NetsuiteError;
use super::kinds::DEPOSIT;
use super::profile::{MadeFrom, Profile};
use super::rest::Rest;
use super::settings::Span;
use super::suiteql::{IN_MAX, Number, PAGE_ROWS, Page};
use super::text::{self, Filter};

/// Pages of rows that one page of documents may have; one with more is cut to fewer documents, so
/// that what is held in memory is bounded. Few in tests, which would need many rows otherwise.
const LINE_PAGES_MAX: usize = if cfg!(test) { 4 } else { 64 };

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
    /// The document the rows were cut in, where they were more than one page may have.
    cut_in: Option<u64>,
}

/// The documents of a span behind `after`, changed at or after `since`.
pub(super) async fn documents(
    rest: &Rest,
    profile: &Profile,
    span: Span,
    since: Option<&str>,
    after: u64,
) -> Result<DocumentsPage, NetsuiteError> {
    let span = span.behind(after);
    let query = text::heads(profile, &Filter { span, since });
    let mut limit = PAGE_ROWS;
    loop {
        let heads = rest.page::<Head>(&query, limit, 0).await?;
        match with_lines(rest, profile, query.name, heads, after).await? {
            Ok(page) => return Ok(page),
            Err(fewer) => limit = fewer,
        }
    }
}

/// Documents by their ids.
pub(super) async fn by_id(rest: &Rest, profile: &Profile, ids: &[u64]) -> Result<Vec<DocumentsPage>, NetsuiteError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut pages = Vec::new();
    let mut rest_of = ids.as_slice();
    let mut size = IN_MAX;
    while !rest_of.is_empty() {
        let (some, others) = rest_of.split_at(size.min(rest_of.len()));
        let query = text::heads_by_id(profile, some);
        let heads = rest.page::<Head>(&query, PAGE_ROWS, 0).await?;
        match with_lines(rest, profile, query.name, heads, 0).await? {
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
    rest: &Rest,
    profile: &Profile,
    name: &'static str,
    page: Page<Head>,
    after: u64,
) -> Result<Result<DocumentsPage, u16>, NetsuiteError> {
    let mut ids = Vec::with_capacity(page.rows.len());
    for head in &page.rows {
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
    let deposit = |head: &&Head| head.kind == DEPOSIT;
    let mut deposits: Vec<u64> = page.rows.iter().filter(deposit).map(|h| h.id.0).collect();
    deposits.dedup();
    let others: Vec<u64> = ids
        .iter()
        .copied()
        .filter(|id| deposits.binary_search(id).is_err())
        .collect();
    let (mut bodies, mut seen) = (Vec::new(), 0);
    for (documents, are_deposits) in [(others, false), (deposits, true)] {
        let lines = lines(
            rest,
            profile,
            &documents,
            are_deposits,
            LINE_PAGES_MAX.saturating_sub(bodies.len()),
        )
        .await?;
        if let Some(cut_in) = lines.cut_in {
            let before = ids.partition_point(|id| *id < cut_in).max(1);
            // One document alone is read whole, however many rows it has.
            if ids.len() > 1 {
                return Ok(Err(before as u16));
            }
        }
        bodies.extend(lines.bodies);
        seen += lines.seen;
    }
    if profile.made_from() == MadeFrom::Links && !ids.is_empty() {
        bodies.extend(links(rest, &ids).await?);
    }
    Ok(Ok(DocumentsPage {
        heads: page.body,
        lines: bodies,
        documents: ids.len() as u64,
        last_id: ids.last().copied().unwrap_or(after),
        done: !page.has_more,
        without_lines: ids.len() as u64 - seen,
    }))
}

/// All rows of some documents.
async fn lines(
    rest: &Rest,
    profile: &Profile,
    documents: &[u64],
    deposits: bool,
    pages_max: usize,
) -> Result<Lines, NetsuiteError> {
    let mut lines = Lines::default();
    let Some(first) = documents.first() else {
        return Ok(lines);
    };
    // Behind any row of the id before the first document, which is not among those asked for.
    let mut after = (first.saturating_sub(1), 0);
    loop {
        let open = &documents[documents.partition_point(|d| *d < after.0)..];
        let query = text::lines(profile, open, deposits, after);
        let page = rest.page::<LineKey>(&query, PAGE_ROWS, 0).await?;
        for row in &page.rows {
            let key = (row.transaction.0, row.id.0);
            if key < after {
                let show = |(document, line): (u64, u64)| format!("{document}/{line}");
                return Err(NetsuiteError::Disordered {
                    query: query.name,
                    after: show(after),
                    row: show(key),
                });
            }
            lines.seen += u64::from(key.0 != after.0);
            after = key;
        }
        lines.bodies.push(page.body);
        if !page.has_more {
            return Ok(lines);
        }
        if lines.bodies.len() >= pages_max && documents.len() > 1 {
            lines.cut_in = Some(after.0);
            return Ok(lines);
        }
    }
}

/// What the documents were made from, where that stands in the links alone.
async fn links(rest: &Rest, ids: &[u64]) -> Result<Vec<Bytes>, NetsuiteError> {
    let query = text::links_back(ids);
    let mut bodies = Vec::new();
    let mut offset = 0;
    loop {
        let page = rest.page::<serde::de::IgnoredAny>(&query, PAGE_ROWS, offset).await?;
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
