//! Which way round the signs of each type's rows run, by its newest documents.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::super::error::NetsuiteError;
use super::super::gap::Gap;
use super::super::kinds::JOURNAL;
use super::super::profile::{Profile, Signs};
use super::super::rest::Rest;
use super::super::suiteql::Cells;
use super::super::text;
use crate::base::Amount;

/// Documents of one type that are looked at.
const SAMPLES: u16 = 5;

/// The rows of one document, added up.
#[derive(Default)]
struct Sums {
    main: Option<Amount>,
    rest: Amount,
    taxed: bool,
}

/// Looks at the newest documents of each type that has amounts.
pub(super) async fn look(rest: &Rest, profile: &mut Profile) -> Result<(), NetsuiteError> {
    if !profile.has_all("transactionline", &["mainline", "foreignamount"]) {
        return Ok(());
    }
    // A journal entry has no main line, and goods on their way no total.
    let kinds: Vec<String> = profile.kinds.keys().filter(|k| *k != JOURNAL).cloned().collect();
    let seen = &*profile;
    let asked = kinds.iter().map(|kind| of_kind(rest, seen, kind));
    let found = try_join_all(asked.collect::<Vec<_>>()).await?;
    for (kind, signs) in kinds.into_iter().zip(found) {
        let Some(signs) = signs else { continue };
        if signs.balanced < signs.looked_at {
            profile.gaps.push(Gap::Unbalanced {
                kind: kind.clone(),
                looked_at: signs.looked_at,
                balanced: signs.balanced,
            });
        }
        if let Some(seen) = profile.kinds.get_mut(&kind) {
            seen.signs = signs;
        }
    }
    Ok(())
}

/// The signs of one type; `None` where its newest documents tell nothing.
async fn of_kind(rest: &Rest, profile: &Profile, kind: &str) -> Result<Option<Signs>, NetsuiteError> {
    let newest = rest.page::<Cells>(&text::newest_of(kind), SAMPLES, 0).await?;
    let totals: BTreeMap<u64, Amount> = newest.rows.iter().filter_map(total).collect();
    if totals.is_empty() {
        return Ok(None);
    }
    let ids: Vec<u64> = totals.keys().copied().collect();
    let rows = rest.all::<Cells>(&text::sign_rows(profile, &ids)).await?;
    Ok(Some(signs(&totals, &rows)))
}

fn total(row: &Cells) -> Option<(u64, Amount)> {
    let total = Amount::parse(row.get("foreigntotal")?).ok()?;
    (!total.is_zero()).then_some((row.number("id")?, total))
}

fn signs(totals: &BTreeMap<u64, Amount>, rows: &[Cells]) -> Signs {
    let mut sums: BTreeMap<u64, Sums> = BTreeMap::new();
    for row in rows {
        let Some(document) = row.number("transaction") else {
            continue;
        };
        let sums = sums.entry(document).or_default();
        sums.taxed |= row.flag("taxline");
        // What cannot be read as an amount leaves the document unbalanced, which is then said.
        let Some(amount) = row.get("foreignamount").and_then(|a| Amount::parse(a).ok()) else {
            continue;
        };
        if row.flag("mainline") {
            sums.main = Some(amount);
        } else if !row.flag("iscogs") {
            sums.rest += amount;
        }
    }
    let mut signs = Signs::default();
    for (id, total) in totals {
        let sums = sums.remove(id).unwrap_or_default();
        signs.looked_at += 1;
        signs.balanced += u32::from(sums.main.is_some_and(|main| (main + sums.rest).is_zero()));
        signs.totals_positive += u32::from(!total.is_negative());
        signs.totals_negative += u32::from(total.is_negative());
        signs.rows_negative += u32::from(sums.rest.is_negative());
        signs.taxed += u32::from(sums.taxed);
    }
    signs
}
