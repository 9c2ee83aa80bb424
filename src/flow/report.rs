//! What the views are made from.

use super::{FlowError, payouts, runs};
use crate::base::Moment;
use crate::config::Config;
use crate::report::Data;
use crate::store::Store;

/// Loads a run's findings, of the newest run where none is named. Payouts are shown as they stand
/// now, so an earlier run has none.
///
/// # Errors
/// [`FlowError::NotFound`] where there is no such run.
pub fn data(store: &Store, config: &Config, run: Option<&str>, as_of: Moment) -> Result<Data, FlowError> {
    let rules = config.rules();
    let reader = store.read();
    let (seq, found) = runs::found(store, run)?;
    let newest = runs::found(store, None)?.0 == seq;
    Ok(Data {
        exceptions: reader.exceptions_of(seq)?,
        payouts: if newest { payouts::lines(reader, &rules, found.as_of)? } else { Vec::new() },
        materiality: rules.materiality,
        run: found,
        as_of,
    })
}
