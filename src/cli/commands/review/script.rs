//! The commands that do without a terminal what a review does at one.

use super::values::{Entry, Group};
use crate::base::clean;
use crate::model::finding::ActionKind;

/// How many exceptions one command names.
const CHUNK: usize = 20;

/// One block a group: what it is, and the commands for its exceptions.
pub(super) fn commands(groups: &[Group]) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups {
        lines.push(format!(
            "# {}: {}; {}, difference {}",
            group.name(),
            group.key.code.title,
            group.entries.len(),
            group.delta.text(group.key.currency)
        ));
        let ids: Vec<String> = group.entries.iter().map(Entry::id).collect();
        let verdict = if group.key.action.is_some_and(ActionKind::is_decided_here) {
            ("approve", "")
        } else {
            ("assign", " --to NAME")
        };
        for some in ids.chunks(CHUNK) {
            lines.push(format!("tieout queue {} {}{}", verdict.0, some.join(" "), verdict.1));
        }
    }
    lines.iter().map(|line| clean(line).into_owned()).collect()
}
