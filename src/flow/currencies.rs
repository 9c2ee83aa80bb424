//! NetSuite's currencies by their ISO codes, as the store holds them: a document that answers Shopify's money names its
//! currency, and none is left to what a subsidiary has by default.

use std::collections::BTreeMap;

use super::FlowError;
use crate::base::Currency;
use crate::netsuite::{Account, NetsuiteError, Profile};
use crate::store::Reader;

/// Under which key the store keeps them.
pub(super) const CURRENCIES: &str = "netsuite:currencies";

/// The internal ids as they were read last; none where the account has no list of currencies (everything is in one
/// then), its role does not see it, or nothing was pulled yet.
///
/// # Errors
/// [`FlowError`] where the store fails, or holds what it cannot have been given.
pub(super) fn held(store: Reader<'_>) -> Result<BTreeMap<Currency, u64>, FlowError> {
    let Some(text) = store.meta(CURRENCIES)? else {
        return Ok(BTreeMap::new());
    };
    serde_json::from_str(&text).map_err(|e| FlowError::Internal(format!("the currencies in the store: {e}")))
}

/// The currencies as they are kept.
///
/// # Errors
/// [`FlowError`] where they have no JSON form (a bug).
pub(super) fn text(currencies: &BTreeMap<Currency, u64>) -> Result<String, FlowError> {
    serde_json::to_string(currencies).map_err(|e| FlowError::Internal(e.to_string()))
}

/// Reads the currencies; none where there is no list of them.
///
/// # Errors
/// [`NetsuiteError`] where NetSuite does not answer.
pub(super) async fn read(account: &Account, profile: &Profile) -> Result<BTreeMap<Currency, u64>, NetsuiteError> {
    match account.currencies(profile).await {
        Err(NetsuiteError::TableNotVisible { .. }) => Ok(BTreeMap::new()),
        read => read,
    }
}
