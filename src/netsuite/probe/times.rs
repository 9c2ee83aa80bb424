//! The account's time zone, from documents that both interfaces date.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use serde::Deserialize;

use super::super::error::NetsuiteError;
use super::super::gap::Gap;
use super::super::kinds::of_code;
use super::super::mark::Mark;
use super::super::profile::Profile;
use super::super::record::dates_path;
use super::super::rest::Rest;
use super::super::suiteql::Cells;
use super::super::text;
use super::super::zone::{OffsetSample, Zone, earlier};
use crate::http::{HttpError, SignInError};

/// How long before the newest change documents are looked for, in days: over a year, so that the
/// changes of clocks lie between them.
const DAYS_BACK: [i64; 5] = [21, 60, 120, 182, 273];
/// Where in the range of ids others are looked for, in quarters: a young account is that old.
const QUARTERS: [u64; 3] = [1, 2, 3];
const DAY_SECONDS: i64 = 86_400;

/// Finds the zone.
pub(super) async fn look(rest: &Rest, profile: &mut Profile, mark: &Mark) -> Result<(), NetsuiteError> {
    let mut samples = Vec::new();
    if profile.has("transaction", "createddate") {
        let ids = spread(rest, mark).await?;
        let rows = rest.all::<Cells>(&text::created(&ids)).await?;
        let asked = rows.iter().map(|row| sample(rest, row));
        let found = try_join_all(asked.collect::<Vec<_>>()).await?;
        samples.extend(found.into_iter().flatten());
    }
    let hint = profile.settings.zone_hint.as_deref();
    profile.zone = Zone::fitting(samples, hint);
    if profile.zone.offset_seconds.is_none() {
        profile.gaps.push(Gap::ZoneUnknown);
    } else if !profile.zone.certain {
        let taken = profile.zone.to_string();
        profile.gaps.push(Gap::ZoneUncertain { taken });
    }
    Ok(())
}

/// Documents from different times of the year.
async fn spread(rest: &Rest, mark: &Mark) -> Result<Vec<u64>, NetsuiteError> {
    let mut ids = BTreeSet::from([mark.last_id]);
    let newest = mark.newest.as_deref().unwrap_or_default();
    let days = DAYS_BACK.iter().filter_map(|days| earlier(newest, days * DAY_SECONDS));
    let by_day = days.map(|before| text::newest_until(Some(&before), None));
    let by_id = QUARTERS
        .iter()
        .map(|q| text::newest_until(None, Some(mark.last_id / 4 * q)));
    let queries: Vec<_> = by_day.chain(by_id).collect();
    let asked = queries.iter().map(|query| rest.page::<Cells>(query, 1, 0));
    for page in try_join_all(asked.collect::<Vec<_>>()).await? {
        ids.extend(page.rows.first().and_then(|row| row.number("id")));
    }
    Ok(ids.into_iter().filter(|id| *id > 0).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dates {
    created_date: Option<String>,
}

/// One document as both interfaces date it; `None` where the record API does not show it.
async fn sample(rest: &Rest, row: &Cells) -> Result<Option<OffsetSample>, NetsuiteError> {
    let kind = row.get("type").and_then(of_code);
    let (Some(id), Some(kind), Some(at)) = (row.number("id"), kind, row.get("created_at")) else {
        return Ok(None);
    };
    match rest.get(&dates_path(kind.record, id)).await {
        Ok(body) => {
            let dates: Option<Dates> = serde_json::from_slice(&body).ok();
            let utc = dates.and_then(|d| d.created_date);
            Ok(utc.and_then(|utc| OffsetSample::of(at, &utc)))
        }
        // Not every role that may query a document may open it, and a workflow may hold one.
        Err(error) if error.refusal().is_some_and(|r| r.status.is_client_error()) => Ok(None),
        // A missing permission is also answered as a failed sign-in, which the queries before were not.
        Err(HttpError::SignIn(SignInError::Refused { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
