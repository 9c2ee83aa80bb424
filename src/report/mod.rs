//! Views as typed tables, and the formats they are written in.

pub mod explain;

use thiserror::Error;

use crate::base::Moment;
use crate::model::exception::Exception;
use crate::model::finding::Finding;
use crate::model::rules::Materiality;
use crate::model::run::Run;

/// Everything the views of one run are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// The run.
    pub run: Run,
    /// Its findings.
    pub exceptions: Vec<Exception>,
    /// The moment ages are counted at.
    pub as_of: Moment,
    /// What is worth an alarm.
    pub materiality: Materiality,
}

/// A view of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View;

impl View {
    /// Reads the name.
    #[must_use]
    pub fn parse(_: &str) -> Option<Self> {
        None
    }
}

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format;

impl Format {
    /// Reads the name.
    #[must_use]
    pub fn parse(_: &str) -> Option<Self> {
        None
    }
}

/// What a table is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns of characters.
    pub width: u16,
    /// Whether colour is wanted.
    pub colour: bool,
}

/// Why a report could not be rendered.
#[derive(Debug, Error)]
#[error("the report could not be rendered")]
pub struct RenderError;

/// Renders views of a run.
///
/// # Errors
/// [`RenderError`].
pub fn render(_: &[View], _: &Data, _: Format, _: Screen) -> Result<Vec<u8>, RenderError> {
    Err(RenderError)
}

/// Whether a finding is at or above one of the materiality limits.
#[must_use]
pub fn is_material(finding: &Finding, limits: &Materiality) -> bool {
    finding.delta.abs() >= limits.absolute
}
