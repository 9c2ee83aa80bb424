//! One thing, explained.

use super::FlowError;
use crate::base::Moment;
use crate::config::Config;
use crate::report::explain::Panel;
use crate::store::Store;

/// Finds it and puts both sides together.
///
/// # Errors
/// [`FlowError`].
pub fn panel(_: &Store, _: &Config, _: &str, _: Moment) -> Result<Panel, FlowError> {
    super::absent()
}
