//! What was tried for an action and came to nothing, as the journal has it.

use super::FlowError;
use crate::model::action::Action;
use crate::model::attempt::{Attempt, Class};
use crate::model::code;
use crate::model::journal::Entry;
use crate::store::Reader;

/// The rows of the journal that end an attempt, and the class of one that says neither class nor code.
const ENDS: [(&str, Class); 5] = [
    ("refused", Class::BusinessRule),
    ("withdrawn", Class::Transport),
    ("not sent", Class::Transport),
    ("lost", Class::Transport),
    ("clear", Class::Transport),
];

/// The failed attempts at an action, the oldest first.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn of(store: Reader<'_>, action: &Action) -> Result<Vec<Attempt>, FlowError> {
    let id = action.id();
    let mut rows = store.journal_of(&id)?;
    rows.extend(store.journal_of(&format!("EX-{}", action.exception))?);
    rows.sort_by_key(|row| row.seq);
    Ok(rows.iter().filter_map(|row| attempt(row, &id)).collect())
}

fn attempt(row: &Entry, action: &str) -> Option<Attempt> {
    let (_, usual) = ENDS.iter().find(|(what, _)| row.what == *what)?;
    let detail: serde_json::Value = serde_json::from_str(&row.detail).ok()?;
    if detail["action"] != action {
        return None;
    }
    let code = detail["code"].as_str();
    let by_code = code.and_then(code::find).and_then(Class::of_code);
    let told = detail["class"].as_str().and_then(Class::parse);
    Some(Attempt {
        at: row.at,
        who: row.who.clone(),
        end: row.what.clone(),
        why: detail["why"].as_str().unwrap_or_default().to_owned(),
        code: code.map(str::to_owned),
        class: told.or(by_code).unwrap_or(*usual),
    })
}
