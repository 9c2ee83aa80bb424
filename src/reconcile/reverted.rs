//! EDT-14: a sales order that held the edited order once and was set back to what it had been before.
//!
//! Only what the document was before proves it. That is not a part of a case, so the comparison asks for it
//! ([`asks`]) where it could make a difference, and is made again with it.

use crate::model::books::Document;
use crate::model::code::edt;
use crate::model::finding::Finding;

use super::context::Context;
use super::documents::named;
use super::totals::Report;
use super::versions::{self, Settled};

/// The document whose earlier versions would tell: an unlocked sales order that equals an earlier version of the
/// order although it was changed after the edit.
pub(super) fn asks(context: &Context<'_>, document: &Document<'_>, settled: &Settled<'_>) -> Option<u64> {
    let edited = *context.expected.edited_at.get(settled.stale?)?;
    let changed_since = document.head.modified_at.is_none_or(|at| at > edited);
    (changed_since && !context.books.is_locked() && context.earlier.is_empty()).then_some(document.head.id)
}

/// The finding, where an earlier version of the document held the order as it is now.
pub(super) fn finding(report: &Report<'_, '_>) -> Option<Finding> {
    let (c, settled, document) = (report.context, report.settled, report.document);
    let edit = settled.stale?;
    if c.books.is_locked() {
        return None;
    }
    let held_it = |d: &&Document<'_>| d.head.id == document.head.id && versions::holds(c, d, &settled.version);
    let before = c.earlier.iter().rev().find(held_it)?;
    let what = match edit {
        0 => "as it was placed".to_owned(),
        edit => format!("as of edit {edit}"),
    };
    let note = format!(
        "{} held the order as it is now ({}) and shows it {what} again: {}.",
        named(document),
        c.text(settled.version.total),
        c.text(settled.value)
    );
    let at = |d: &Document<'_>| d.head.modified_at.map(|at| at.to_string()).unwrap_or_default();
    let finding = report
        .in_parts(&edt::EDT_14)
        .seen("held the edited order", "", at(before))
        .seen("set back", "", at(document))
        .noting(note);
    let mut finding = report.edit(finding);
    // It became wrong when it was set back, not when it was edited.
    if let Some(set_back) = document.head.modified_at {
        finding.since = set_back;
        finding.state = crate::model::finding::FindingState::Mismatched;
        finding.late_until = None;
        finding = c.late_as_order(finding);
    }
    Some(finding)
}
