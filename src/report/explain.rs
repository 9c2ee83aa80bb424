//! The panel that explains one thing.

use serde::Serialize;

/// The panel.
#[derive(Debug, Clone, Serialize)]
pub struct Panel;

impl Panel {
    /// The text for a screen.
    #[must_use]
    pub fn text(&self, _: super::Screen) -> String {
        String::new()
    }
}
