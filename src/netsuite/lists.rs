//! Accounting periods, members of kits, samples of a column, and the limit on requests in flight.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::error::NetsuiteError;
use super::kinds::of_code;
use super::profile::Profile;
use super::rest::Rest;
use super::settings::column_name;
use super::suiteql::Cells;
use super::text;
use crate::base::Currency;
use crate::http::{HttpError, SignInError};
use crate::model::period::Period;

/// Every accounting period, by its first day.
pub(super) async fn currencies(rest: &Rest, profile: &Profile) -> Result<BTreeMap<Currency, u64>, NetsuiteError> {
    if !profile.has_all("currency", &["id", "symbol"]) {
        return Err(NetsuiteError::TableNotVisible {
            table: "currency".to_owned(),
        });
    }
    let rows = rest.all::<Cells>(&text::currencies()).await?;
    // What has no ISO code is none that Shopify could pay in.
    let named = |row: &Cells| Some((Currency::parse(&row.text("symbol")).ok()?, row.number("id")?));
    Ok(rows.iter().filter_map(named).collect())
}

pub(super) async fn periods(rest: &Rest, profile: &Profile) -> Result<Vec<Period>, NetsuiteError> {
    if !profile.has_all("accountingperiod", &["id", "startdate", "enddate", "closed"]) {
        return Err(NetsuiteError::TableNotVisible {
            table: "accountingperiod".to_owned(),
        });
    }
    let query = text::periods(profile);
    let rows = rest.all::<Cells>(&query).await?;
    let day = |row: &Cells, column: &str| -> Result<Date, NetsuiteError> {
        let text = row.text(column);
        text.parse().map_err(|_| NetsuiteError::Page {
            query: query.name,
            what: format!("`{text}` is no day"),
        })
    };
    let period = |row: &Cells| {
        Ok(Period {
            id: row.number("id").ok_or_else(|| NetsuiteError::Page {
                query: query.name,
                what: "a period has no id".to_owned(),
            })?,
            name: row.text("periodname"),
            first_day: day(row, "first_day")?,
            last_day: day(row, "last_day")?,
            closed: row.flag("closed"),
            locked: row.flag("alllocked"),
            sales_locked: row.flag("arlocked"),
        })
    };
    rows.iter().map(period).collect()
}

/// A component of a kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitMember {
    /// The kit, by internal id.
    pub kit: u64,
    /// The kit's item name; empty where item names cannot be read.
    pub kit_name: String,
    /// The component, by internal id.
    pub item: u64,
    /// The component's item name; empty where item names cannot be read.
    pub item_name: String,
    /// Pieces of it in one kit, as a decimal text.
    pub quantity: String,
}

/// The members of every kit.
pub(super) async fn kit_members(rest: &Rest, profile: &Profile) -> Result<Vec<KitMember>, NetsuiteError> {
    if !profile.has_all("kititemmember", &["parentitem", "item", "quantity"]) {
        return Err(NetsuiteError::TableNotVisible {
            table: "kititemmember".to_owned(),
        });
    }
    let rows = rest.all::<Cells>(&text::kit_members(profile)).await?;
    let member = |row: &Cells| {
        Some(KitMember {
            kit: row.number("parentitem")?,
            kit_name: row.text("kit_name"),
            item: row.number("item")?,
            item_name: row.text("item_name"),
            quantity: row.get("quantity")?.to_owned(),
        })
    };
    Ok(rows.iter().filter_map(member).collect())
}

/// Items by their names, in capitals; a name that several items have is left out.
pub(super) async fn items_named(rest: &Rest, names: &[String]) -> Result<BTreeMap<String, u64>, NetsuiteError> {
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for some in names.chunks(ITEMS_AT_ONCE) {
        for row in rest.all::<Cells>(&text::items_named(some)).await? {
            let Some(id) = row.number("id") else { continue };
            let name = row.text("itemid");
            let last = name.rsplit(" : ").next().unwrap_or(&name).trim().to_uppercase();
            found.entry(last).or_default().push(id);
        }
    }
    let only = |(name, ids): (String, Vec<u64>)| match ids[..] {
        [id] => Some((name, id)),
        _ => None,
    };
    Ok(found.into_iter().filter_map(only).collect())
}

/// How many names are asked for in one query.
const ITEMS_AT_ONCE: usize = 100;

/// What a column of one document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The document, by internal id.
    pub id: u64,
    /// Its type code.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// What the column holds; `None` where it is empty.
    pub held: Option<String>,
}

/// What a column of the newest documents of some types holds.
pub(super) async fn samples(
    rest: &Rest,
    column: &str,
    kinds: &[&str],
    limit: u16,
) -> Result<Vec<Sample>, NetsuiteError> {
    let column = column_name(column)?;
    let codes: Vec<&'static str> = kinds.iter().filter_map(|code| of_code(code)).map(|k| k.code).collect();
    if codes.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let query = text::samples(&column, &codes);
    // An unexpected error means a column that is not there: it is not asked again.
    let page = rest
        .probing()
        .page::<Cells>(&query, limit.min(super::suiteql::PAGE_ROWS), 0)
        .await?;
    let sample = |row: &Cells| {
        Some(Sample {
            id: row.number("id")?,
            kind: row.text("type"),
            number: row.text("tranid"),
            held: row.get("held").map(str::to_owned),
        })
    };
    Ok(page.rows.iter().filter_map(sample).collect())
}

/// How many requests may be in flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Governance {
    /// Of the whole account, over all its integrations.
    pub account_concurrency_limit: u32,
    /// What of it no integration has for itself.
    pub account_unallocated_concurrency_limit: Option<u32>,
    /// Of this integration.
    pub integration_concurrency_limit: Option<u32>,
}

/// The limits; `None` where the role may not see them, which is the rule.
pub(super) async fn governance(rest: &Rest) -> Result<Option<Governance>, NetsuiteError> {
    match rest.get("system/v1/governanceLimits").await {
        Ok(body) => Ok(serde_json::from_slice(&body).ok()),
        Err(error)
            if error
                .refusal()
                .is_some_and(|r| matches!(r.status.as_u16(), 400 | 403 | 404)) =>
        {
            Ok(None)
        }
        // Also answered so, where the role lacks the permission.
        Err(HttpError::SignIn(SignInError::Refused { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
