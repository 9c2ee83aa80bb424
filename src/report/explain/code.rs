//! A code of the catalogue, explained.

use serde::Serialize;

use super::Panel;
use crate::model::code::{Code, Family, Route};

/// A row of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodePanel {
    /// `REF-01`.
    pub code: &'static str,
    /// The name in machine output.
    pub kind: &'static str,
    /// The name people read.
    pub title: &'static str,
    /// What the code is about.
    pub family: Family,
    /// Whose work it is, unless the evidence says otherwise.
    pub route: Route,
    /// How it arises.
    pub arises: &'static str,
    /// What shows it in the data.
    pub detect: &'static str,
    /// What mends it.
    pub remedy: &'static str,
    /// Whether tieout finds it: `directly`, `by_proxy`, `not_visible`, `no_finding`, `not_yet`.
    pub seen: &'static str,
    /// What stands for it, or why there is no finding.
    pub seen_because: Option<&'static str>,
    /// The same for people.
    #[serde(skip)]
    pub(super) seen_sentence: String,
}

/// Explains a code.
#[must_use]
pub fn code_panel(code: &'static Code) -> Panel {
    Panel::Code(CodePanel {
        code: code.id,
        kind: code.kind,
        title: code.title,
        family: code.family,
        route: code.route,
        arises: code.arises,
        detect: code.detect,
        remedy: code.remedy,
        seen: code.seen.as_str(),
        seen_because: code.seen.because(),
        seen_sentence: code.seen.sentence(),
    })
}
