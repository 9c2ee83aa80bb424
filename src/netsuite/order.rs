//! The documents of one order: those that name it, and what was made from them.

use std::collections::BTreeSet;

use super::error::NetsuiteError;
use super::pages::{self, DocumentsPage, Reading};
use super::profile::{MadeFrom, Profile};
use super::rest::Rest;
use super::suiteql::{Cells, Query};
use super::text;

/// How many documents one of them may be away from the order: order, invoice, credit memo, refund,
/// and two to spare.
const STEPS_MAX: usize = 6;
/// Documents of which links are asked for at once.
const ASKED_AT_ONCE: usize = 200;

/// The documents whose order field holds one of `values`, and those made from them.
pub(super) async fn documents(reading: &Reading<'_>, values: &[String]) -> Result<Vec<DocumentsPage>, NetsuiteError> {
    let Reading { rest, profile, .. } = *reading;
    let mut found = BTreeSet::new();
    for some in values.chunks(ASKED_AT_ONCE) {
        found.extend(ids(rest, &text::heads_of_order(profile, some)).await?);
    }
    let mut newest: Vec<u64> = found.iter().copied().collect();
    for _ in 0..STEPS_MAX {
        let mut made = BTreeSet::new();
        for some in newest.chunks(ASKED_AT_ONCE) {
            for query in made_from(profile, some) {
                made.extend(ids(rest, &query).await?);
            }
        }
        newest = made.into_iter().filter(|id| found.insert(*id)).collect();
        if newest.is_empty() {
            break;
        }
    }
    let all: Vec<u64> = found.into_iter().collect();
    pages::by_id(reading, &all).await
}

/// What asks for the documents made from some.
fn made_from(profile: &Profile, documents: &[u64]) -> Vec<Query> {
    let mut queries = Vec::new();
    if profile.has_all("nexttransactionlinelink", &["previousdoc", "nextdoc", "nexttype"]) {
        queries.push(text::links_on(documents));
    }
    match profile.made_from() {
        MadeFrom::Header => queries.push(text::made_on_header(documents)),
        MadeFrom::Lines => queries.push(text::made_on(documents)),
        MadeFrom::Links | MadeFrom::Nowhere => {}
    }
    queries
}

async fn ids(rest: &Rest, query: &Query) -> Result<Vec<u64>, NetsuiteError> {
    let rows = rest.all::<Cells>(query).await?;
    Ok(rows.iter().filter_map(|row| row.number("id")).collect())
}
