//! Reports: the views of a run as typed tables, their renderers, the panel that explains one order, payout,
//! code or finding, and where things stand as metrics.
//!
//! Values come in ([`Data`], a [`Case`](crate::model::case::Case)), bytes or text go out. Nothing
//! here compares the two sides, reads a store or a clock, or knows where its output goes.
//!
//! **Invariants:** every renderer reads the same [`Table`], so two formats never disagree; the same
//! input gives the same bytes; no text from outside reaches a terminal, a spreadsheet or a browser in
//! a form that these would act on.

mod data;
pub mod explain;
#[cfg(test)]
mod json_docs;
mod metrics;
mod money;
mod onset;
mod rank;
pub mod render;
mod severity;
mod table;
mod views;

pub use data::{Data, FamilyLine, PayoutLine};
pub use metrics::{Gauges, metrics};
pub use money::Money;
pub use rank::{ranked, sorted};
pub(crate) use render::LockedJson;
pub use render::{Format, RenderError, Screen, render, terminal_table, wrap};
pub use severity::{Severity, is_material, severity, urgency};
pub use table::{Cell, Column, Kind, Table};
pub use views::{View, table};
