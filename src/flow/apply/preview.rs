//! What NetSuite would save of a step, brought to its total by the agreed means alone.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::check::{No, same_currency};
use super::diagnosis::Why;
use super::{Bench, Shown};
use crate::base::{Amount, Currency};
use crate::model::action::{Action, Adjust, Adjusted, Step, TaxDetail, TaxOverride};
use crate::netsuite::{Preview, WriteError};

/// Has NetSuite compute a step, and brings it to its total: by tax details where the account takes them, by a line of
/// the adjustment item otherwise. What neither brings there is refused with the difference.
pub(super) async fn previewed(
    bench: &Bench<'_>,
    action: &Action,
    at: usize,
    step: &Step,
    body: String,
    currencies: &BTreeMap<Currency, u64>,
) -> Result<Shown, No> {
    let first = bench.account.preview(step, &body).await?;
    same_currency(&first, action.currency, currencies)?;
    let shown = |body: String, total: Option<Amount>, adjusted| Shown {
        step: at,
        body,
        total: total.map(|t| t.text(action.currency)),
        adjusted,
    };
    let Some(wanted) = step.total else {
        return Ok(shown(body, first.total, None));
    };
    let Some(total) = first.total else {
        return Err(No::refused("NetSuite's preview shows no total"));
    };
    let gap = wanted - total;
    if gap.is_zero() {
        return Ok(shown(body, first.total, None));
    }
    let miss = |total: Amount, why: String| {
        No::refused(format!(
            "NetSuite would make it {} instead of {}: {why}",
            total.text(action.currency),
            wanted.text(action.currency)
        ))
    };
    let apart = gap.abs().text(action.currency);
    let Some(adjust) = &step.adjust else {
        return Err(miss(total, format!("it is {apart} apart, and nothing is plugged")));
    };
    if gap.abs() > adjust.most {
        return Err(miss(total, format!("{apart} is more than may be adjusted")));
    }
    let mut not = None;
    if let Some(tax) = details(&first, adjust, gap, action.currency)?
        && let Some(body) = adjust.overridden(&body, &tax)
    {
        match bench.account.preview(step, &body).await {
            Ok(second) if second.total == Some(wanted) => {
                return Ok(shown(body, second.total, Some(Adjusted::Tax(tax))));
            }
            Ok(_) => not = Some("NetSuite does not go by the tax details it is given".to_owned()),
            Err(error @ WriteError::Refused { .. }) => not = Some(format!("tax details are not taken ({error})")),
            Err(error) => return Err(error.into()),
        }
    }
    let Some(body) = adjust.added_to(&body, gap, action.currency) else {
        let why = not.unwrap_or_else(|| format!("it is {apart} apart, and nothing is plugged"));
        return Err(miss(
            total,
            format!("{why}; an item for such differences is named by [items] adjustment"),
        ));
    };
    let second = bench.account.preview(step, &body).await?;
    match second.total {
        Some(total) if total == wanted => Ok(shown(body, second.total, Some(Adjusted::Line(gap)))),
        Some(total) => Err(miss(
            total,
            format!(
                "the line for the difference leaves it {} apart",
                (wanted - total).abs().text(action.currency)
            ),
        )),
        None => Err(No::refused("NetSuite's preview shows no total")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Taxed<'b> {
    #[serde(borrow)]
    tax_details: Option<List<Detail<'b>>>,
    item: Option<List<Line>>,
}

#[derive(Deserialize)]
struct List<T> {
    #[serde(default = "Vec::new")]
    items: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    tax_details_reference: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail<'b> {
    tax_details_reference: Option<Value>,
    tax_type: Option<Value>,
    tax_code: Option<Value>,
    #[serde(borrow)]
    tax_basis: Option<&'b RawValue>,
    #[serde(borrow)]
    tax_rate: Option<&'b RawValue>,
    #[serde(borrow)]
    tax_amount: Option<&'b RawValue>,
}

/// The tax details of a preview, made to come to the agreed tax: the largest takes the difference. `None` where the
/// account shows none, or where the difference is not one of tax.
fn details(preview: &Preview, adjust: &Adjust, gap: Amount, currency: Currency) -> Result<Option<TaxOverride>, No> {
    let read: Taxed<'_> = serde_json::from_slice(&preview.body)
        .map_err(|e| No::refused(Why::from(format!("NetSuite's preview cannot be read: {e}"))))?;
    let shown = read.tax_details.map_or_else(Vec::new, |list| list.items);
    let (Some(agreed), false) = (adjust.tax, shown.is_empty()) else {
        return Ok(None);
    };
    let Some(mut details) = shown.iter().map(detail).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let amounts: Option<Vec<Amount>> = details.iter().map(|d| Amount::parse(&d.amount).ok()).collect();
    let Some(amounts) = amounts else { return Ok(None) };
    let largest = (0..amounts.len()).max_by_key(|at| (amounts[*at].abs(), std::cmp::Reverse(*at)));
    let Some(at) = largest.filter(|_| amounts.iter().copied().sum::<Amount>() + gap == agreed) else {
        return Ok(None);
    };
    details[at].amount = (amounts[at] + gap).text(currency);
    let lines = read.item.map_or_else(Vec::new, |list| list.items);
    let lines: Option<Vec<String>> = lines
        .iter()
        .map(|line| id_of(line.tax_details_reference.as_ref()))
        .collect();
    Ok(Some(TaxOverride {
        lines: lines.unwrap_or_default(),
        details,
    }))
}

fn detail(of: &Detail<'_>) -> Option<TaxDetail> {
    let number = |value: Option<&RawValue>| Some(value?.get().trim_matches('"').to_owned());
    Some(TaxDetail {
        reference: id_of(of.tax_details_reference.as_ref())?,
        tax_type: id_of(of.tax_type.as_ref())?,
        tax_code: id_of(of.tax_code.as_ref())?,
        basis: number(of.tax_basis)?,
        rate: number(of.tax_rate)?,
        amount: number(of.tax_amount)?,
    })
}

/// The id of a reference, which a line gives as it is.
fn id_of(value: Option<&Value>) -> Option<String> {
    let id = value?;
    id.as_str().or_else(|| id["id"].as_str()).map(str::to_owned)
}
