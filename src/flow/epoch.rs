//! Which rules the digests in the store were made under.

use super::FlowError;
use crate::model::rules::Rules;
use crate::project::rules_epoch;
use crate::store::{Landing, Reader, RunWriter, StoreError};

const KEY: &str = "epoch";
/// Under which key the store keeps the names of its shops.
pub(super) const SHOPS: &str = "shops";

/// Notes under which rules the digests of a batch are made. Digests made under different rules say
/// nothing about each other, so the next comparison then looks at every case.
pub(super) fn stamp(landing: &Landing<'_>, rules: &Rules) -> Result<(), StoreError> {
    let now = epoch(rules)?;
    match landing.meta(KEY)? {
        None => landing.set_meta(KEY, &now),
        Some(held) if held == now => Ok(()),
        Some(_) => landing.set_meta(KEY, "mixed"),
    }
}

/// Whether all digests in the store were made under these rules.
pub(super) fn holds(store: Reader<'_>, rules: &Rules) -> Result<bool, StoreError> {
    let now = epoch(rules)?;
    Ok(store.meta(KEY)?.is_none_or(|held| held == now))
}

/// Notes that all digests were just made under these rules.
pub(super) fn restamp(writer: &RunWriter<'_>, rules: &Rules) -> Result<(), StoreError> {
    writer.set_meta(KEY, &epoch(rules)?)
}

/// Notes the shops of a batch, whose facts are kept by the shop's place in the configuration.
///
/// # Errors
/// As [`shops_fit`].
pub(super) fn stamp_shops(landing: &Landing<'_>, rules: &Rules) -> Result<(), FlowError> {
    let held = landing.meta(SHOPS)?;
    shops_fit(held.as_deref(), rules)?;
    let names: Vec<&str> = rules.shops.iter().map(|s| s.name.as_str()).collect();
    let now = serde_json::to_string(&names).map_err(|e| FlowError::Internal(e.to_string()))?;
    if held.as_deref() != Some(&now) {
        landing.set_meta(SHOPS, &now)?;
    }
    Ok(())
}

/// Whether the shops of the store are those of the configuration, in the same order; more may follow, and
/// a single shop may be renamed.
///
/// # Errors
/// [`FlowError::Config`] where they are not: one shop's facts would be taken for another's.
pub(super) fn shops_fit(held: Option<&str>, rules: &Rules) -> Result<(), FlowError> {
    let Some(held) = held else { return Ok(()) };
    let held: Vec<String> =
        serde_json::from_str(held).map_err(|e| StoreError::Damaged(format!("the names of its shops: {e}")))?;
    let now: Vec<&str> = rules.shops.iter().map(|s| s.name.as_str()).collect();
    if held.iter().zip(&now).all(|(a, b)| a == b) && held.len() <= now.len() || (held.len(), now.len()) == (1, 1) {
        return Ok(());
    }
    Err(FlowError::Config(format!(
        "the store holds facts of the shops {}, in this order, and the configuration lists {}; keep them in their order and under their names (new ones go to the end), or use another store",
        held.join(", "),
        now.join(", ")
    )))
}

fn epoch(rules: &Rules) -> Result<String, StoreError> {
    rules_epoch::epoch(rules).map_err(|e| StoreError::Refused(e.to_string()))
}
