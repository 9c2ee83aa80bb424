//! The main job on bundled files.

use std::path::{Path, PathBuf};

use super::{FlowError, Progress};
use crate::base::Moment;
use crate::report::Data;

/// What the demonstration left behind.
#[derive(Debug)]
pub struct DemoReport {
    /// Where.
    pub dir: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
    /// What the views are made from.
    pub data: Data,
}

/// Runs it.
///
/// # Errors
/// [`FlowError`].
pub fn run(_: Option<&Path>, _: Moment, _: &dyn Progress) -> Result<DemoReport, FlowError> {
    super::absent()
}
