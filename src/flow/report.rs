//! What the views are made from.

use super::FlowError;
use crate::base::Moment;
use crate::config::Config;
use crate::report::Data;
use crate::store::Store;

/// Loads it.
///
/// # Errors
/// [`FlowError`].
pub fn data(_: &Store, _: &Config, _: Option<&str>, _: Moment) -> Result<Data, FlowError> {
    super::absent()
}
