//! The panel that explains one thing.

use serde::Serialize;

/// The panel.
#[derive(Debug, Clone, Serialize)]
pub struct Panel;

impl Panel {
    /// The document.
    ///
    /// # Errors
    /// Never.
    pub fn to_json(&self) -> Result<Vec<u8>, super::RenderError> {
        Err(super::RenderError)
    }

    /// The text for a screen.
    #[must_use]
    pub fn to_text(&self, _: super::Screen) -> String {
        String::new()
    }
}
