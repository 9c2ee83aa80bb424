//! Which rules the digests in the store were made under.

use crate::model::rules::Rules;
use crate::project::rules_epoch;
use crate::store::{Landing, Reader, RunWriter, StoreError};

const KEY: &str = "epoch";

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

fn epoch(rules: &Rules) -> Result<String, StoreError> {
    rules_epoch::epoch(rules).map_err(|e| StoreError::Refused(e.to_string()))
}
