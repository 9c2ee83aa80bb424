//! Where somebody stopped who works the queue.

use crate::flow::FlowError;
use crate::store::Store;

/// Under which key of the store an operator's place is kept.
fn key(operator: &str) -> String {
    format!("review:{operator}")
}

/// What [`remember`] kept for an operator; `None` where nothing was kept.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn remembered(store: &Store, operator: &str) -> Result<Option<String>, FlowError> {
    Ok(store.read().meta(&key(operator))?)
}

/// Keeps a text for whoever decides. It is a convenience of theirs and no decision: the journal has no row
/// of it.
///
/// # Errors
/// [`FlowError`] where the store fails.
pub fn remember(store: &mut Store, text: &str) -> Result<(), FlowError> {
    let desk = store.desk()?;
    desk.set_meta(&key(&desk.by().who), text)?;
    Ok(desk.commit()?)
}
