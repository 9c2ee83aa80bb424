//! The commands that do without a terminal what a review does at one.

use std::collections::BTreeMap;

use super::values::{Entry, Group};
use crate::base::clean;
use crate::model::finding::ActionKind;

/// How many exceptions one command names.
const CHUNK: usize = 20;

/// One block a group: what it is, and the commands for its exceptions. `reasons` says of each that cannot be
/// approved now why that is; a person takes it on.
pub(super) fn commands(groups: &[Group], reasons: &BTreeMap<u64, String>) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups {
        lines.push(format!(
            "# {}: {}; {}, difference {}",
            group.name(),
            group.key.code.title,
            group.entries.len(),
            group.delta.text(group.key.currency)
        ));
        let is_written = group.key.action.is_some_and(ActionKind::is_decided_here);
        let (approved, assigned): (Vec<&Entry>, Vec<&Entry>) = group
            .entries
            .iter()
            .partition(|e| is_written && !reasons.contains_key(&e.number));
        lines.extend(named("approve", &approved, ""));
        let why = |e: &&Entry| {
            Some(format!(
                "# {} cannot be approved now: {}",
                e.id(),
                reasons.get(&e.number)?
            ))
        };
        lines.extend(assigned.iter().filter_map(why));
        lines.extend(named("assign", &assigned, " --to NAME"));
    }
    lines.iter().map(|line| clean(line).into_owned()).collect()
}

/// The commands that give these exceptions a verdict.
fn named(verdict: &str, entries: &[&Entry], more: &str) -> Vec<String> {
    let ids: Vec<String> = entries.iter().map(|e| e.id()).collect();
    let command = |some: &[String]| format!("tieout queue {verdict} {}{more}", some.join(" "));
    ids.chunks(CHUNK).map(command).collect()
}
