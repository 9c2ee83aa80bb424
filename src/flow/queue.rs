//! The exception queue.

use super::FlowError;
use crate::base::Moment;
use crate::config::Config;
use crate::model::code::{Code, Route};
use crate::model::exception::{Exception, ExceptionState};
use crate::store::Store;

/// Which exceptions. What is not given does not filter; without a state, closed ones are left out.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Whose work.
    pub route: Option<Route>,
    /// The diagnosis.
    pub code: Option<&'static Code>,
    /// Where it stands.
    pub state: Option<ExceptionState>,
    /// The shop.
    pub shop: Option<String>,
}

/// The exceptions, most urgent first.
///
/// # Errors
/// [`FlowError`].
pub fn list(_: &Store, _: &Config, _: &Filters, _: Moment) -> Result<Vec<Exception>, FlowError> {
    super::absent()
}

/// One exception.
///
/// # Errors
/// [`FlowError`].
pub fn show(_: &Store, _: &str) -> Result<Exception, FlowError> {
    super::absent()
}
