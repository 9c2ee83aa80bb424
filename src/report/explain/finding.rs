//! One exception: its finding as machines read it, with its age.

use serde::{Serialize, Serializer};

use super::Panel;
use crate::base::Moment;
use crate::model::exception::Exception;
use crate::report::data::age_days;
use crate::report::rank;
use crate::report::render::FindingJson;

/// An exception at a moment. In machine output it is a finding of `tieout/findings/1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEntry {
    /// The exception.
    pub exception: Exception,
    /// How many whole days old its fact is.
    pub age_days: i64,
    /// The moment.
    pub as_of: Moment,
}

impl Serialize for FindingEntry {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        FindingJson::aged(&self.exception, self.age_days).serialize(to)
    }
}

/// Explains one exception without the facts it was found in.
#[must_use]
pub fn finding_panel(exception: &Exception, as_of: Moment) -> Panel {
    Panel::Finding(Box::new(entry(exception, as_of)))
}

/// The exceptions in the order people meet them.
pub(super) fn entries(exceptions: &[Exception], as_of: Moment) -> Vec<FindingEntry> {
    rank::sorted(exceptions, as_of)
        .into_iter()
        .map(|exception| entry(exception, as_of))
        .collect()
}

fn entry(exception: &Exception, as_of: Moment) -> FindingEntry {
    FindingEntry {
        exception: exception.clone(),
        age_days: age_days(exception.finding.since, as_of),
        as_of,
    }
}
