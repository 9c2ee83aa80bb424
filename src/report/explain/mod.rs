//! The panel that explains one order, payout, exception or code: what each side holds, how it came
//! to that, and what to do.
//!
//! A panel shows facts side by side and the findings that comparing made of them; it makes no
//! finding of its own. Where a row has no difference, the two sides cannot be set against each other
//! there, and the findings are what counts.

mod catalogue;
mod code;
mod disputes;
mod documents;
mod finding;
mod held;
mod history;
mod order;
mod payout;
mod refunds;
mod sides;
mod text;

use serde::{Serialize, Serializer};

use super::render::Time;
use crate::base::Quantity;

pub use catalogue::catalogue;
pub use code::{CodePanel, code_panel};
pub use disputes::DisputeEntry;
pub use documents::DocumentEntry;
pub use finding::{FindingEntry, finding_panel};
pub use history::{Change, HistoryEntry};
pub use order::{OrderEntry, OrderPanel, PaymentEntry, order_panel};
pub use payout::{KindEntry, PayoutPanel, payout_panel};
pub use refunds::{RefundEntry, RefundLineEntry};
pub use sides::{LineEntry, SideLine, Sides, TotalEntry};

/// One thing explained.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "about", rename_all = "lowercase")]
pub enum Panel {
    /// An order with both its sides.
    Order(Box<OrderPanel>),
    /// A payout with its two variances.
    Payout(Box<PayoutPanel>),
    /// An exception by itself.
    Finding(Box<FindingEntry>),
    /// A code of the catalogue.
    Code(CodePanel),
}

/// The panel as the document `explain --json` prints.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    panel: &'a Panel,
}

impl Panel {
    /// The document `tieout/explain/1`, with a line feed at its end.
    ///
    /// # Errors
    /// Only for a bug: every value of a panel can be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, super::RenderError> {
        let mut bytes = serde_json::to_vec(&Document {
            schema: "tieout/explain/1",
            panel: self,
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The panel for a person, no wider than the screen except where an id alone is.
    #[must_use]
    pub fn to_text(&self, screen: super::Screen) -> String {
        text::panel(self, screen)
    }
}

/// A quantity, written as a decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces(pub Quantity);

impl Serialize for Pieces {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// A moment, written in RFC 3339.
fn time<S: Serializer>(moment: &crate::base::Moment, to: S) -> Result<S::Ok, S::Error> {
    Time(*moment).serialize(to)
}

/// A moment that may not be known.
fn some_time<S: Serializer>(moment: &Option<crate::base::Moment>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(Time).serialize(to)
}

/// The name of a plain enum in machine output, as serde writes it.
fn name_of<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
