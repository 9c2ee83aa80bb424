//! NetSuite's accounting periods, as the store holds them.

use super::FlowError;
use crate::model::period::Period;
use crate::netsuite::{Account, NetsuiteError, Profile};
use crate::store::{Reader, Store};

/// Under which key the store keeps them.
pub(super) const PERIODS: &str = "netsuite:periods";

/// The periods as they were read last; none where the role does not see them or nothing was pulled yet.
///
/// # Errors
/// [`FlowError`] where the store fails, or holds what it cannot have been given.
pub(super) fn held(store: Reader<'_>) -> Result<Vec<Period>, FlowError> {
    let Some(text) = store.meta(PERIODS)? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&text).map_err(|e| FlowError::Internal(format!("the periods in the store: {e}")))
}

/// The periods as they are kept.
///
/// # Errors
/// [`FlowError`] where they have no JSON form (a bug).
pub(super) fn text(periods: &[Period]) -> Result<String, FlowError> {
    serde_json::to_string(periods).map_err(|e| FlowError::Internal(e.to_string()))
}

/// Reads the periods; none where the role does not see them.
///
/// # Errors
/// [`NetsuiteError`] where NetSuite does not answer.
pub(super) async fn read(account: &Account, profile: &Profile) -> Result<Vec<Period>, NetsuiteError> {
    match account.periods(profile).await {
        Err(NetsuiteError::TableNotVisible { .. }) => Ok(Vec::new()),
        read => read,
    }
}

/// Brings the periods up to date before anything is sent: one may have been closed since they were pulled. Where
/// NetSuite does not tell now, those of the last pull stay, and NetSuite itself refuses what it does not take.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub(super) async fn refresh(store: &mut Store, account: &Account) -> Result<(), FlowError> {
    let Some(profile) = super::pull::profile(store.read())? else {
        return Ok(());
    };
    let Ok(now) = read(account, &profile).await else {
        return Ok(());
    };
    if now != held(store.read())? {
        let desk = store.desk()?;
        desk.set_meta(PERIODS, &text(&now)?)?;
        desk.commit()?;
    }
    Ok(())
}
