//! Bulk operations: a query over everything, run in the background, its results as lines.

mod board;
mod rows;
mod rules;

use std::sync::{Mutex, MutexGuard, PoisonError};

use apollo_compiler::resolvers::{FieldError, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use serde_json::{Value, json};

pub(super) use board::Board;
use board::{AT_ONCE, Order};

use super::connection::{self, argument};
use super::execute::{Asked, Ready};
use super::record::Made;
use super::run::{Problem, Run};

fn board<'a>(run: &'a Run<'a>) -> Result<MutexGuard<'a, Board>, FieldError> {
    let board: &Mutex<Board> = run
        .board
        .ok_or_else(|| run.fail(Problem::not_held("bulk operations in a bulk query")))?;
    let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
    board.advance(run.now);
    Ok(board)
}

/// `bulkOperation(id:)`: an unknown one is null.
pub(super) fn read<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let id = argument(info, "id").unwrap_or_default();
    let shown = board(run)?.shown(id, run.now, run.origin).map(Value::Object);
    Ok(Made::resolved(run, "BulkOperation", shown.unwrap_or_default()))
}

/// `bulkOperations`.
pub(super) fn list<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let all = board(run)?.all(run.now, run.origin);
    connection::made(run, "BulkOperation", all, info)
}

/// `bulkOperationRunQuery`.
pub(super) fn start<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let query = argument(info, "query").unwrap_or_default();
    let grouped = info
        .arguments()
        .get("groupObjects")
        .and_then(JsonValue::as_bool)
        .unwrap_or(false);
    let refuse = |errors: Vec<(Option<&str>, String, &str)>| {
        let errors: Vec<Value> = errors.into_iter().map(|(field, message, code)| {
            json!({ "field": field.map(|field| [field]), "message": message, "code": code })
        }).collect();
        let payload = json!({ "bulkOperation": null, "userErrors": errors });
        Ok(Made::resolved(run, "BulkOperationRunQueryPayload", payload))
    };
    let ready = match accepted(query) {
        Ok(ready) => ready,
        Err(errors) => {
            return refuse(
                errors
                    .into_iter()
                    .map(|error| (Some("query"), error, "INVALID"))
                    .collect(),
            );
        }
    };
    let mut board = board(run)?;
    let running = board.running();
    if running.len() >= AT_ONCE {
        let message = format!(
            "A bulk query operation for this app and shop is already in progress: {}.",
            running.join(", ")
        );
        return refuse(vec![(None, message, "OPERATION_IN_PROGRESS")]);
    }
    let roots = roots(run, &ready);
    let order = Order {
        query,
        grouped,
        ready,
        run,
        roots,
    };
    let Ok(id) = board.start(order).map(board::Operation::gid) else {
        return Err(run.fail(Problem::new(
            "INTERNAL_SERVER_ERROR",
            "Internal error. No room for results.",
        )));
    };
    let shown = board.shown(&id, run.now, run.origin);
    Ok(Made::resolved(
        run,
        "BulkOperationRunQueryPayload",
        json!({ "bulkOperation": shown, "userErrors": [] }),
    ))
}

/// `bulkOperationCancel`.
pub(super) fn cancel<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let id = argument(info, "id").unwrap_or_default();
    let mut board = board(run)?;
    let could = board.cancel(id, run.now).map(|(_, could)| could);
    let message = match could {
        Some(true) => None,
        Some(false) => Some("A bulk operation cannot be canceled when it is completed"),
        None => Some("Bulk operation does not exist"),
    };
    let errors: Vec<Value> = message
        .into_iter()
        .map(|message| json!({ "field": ["id"], "message": message }))
        .collect();
    let shown = board.shown(id, run.now, run.origin);
    Ok(Made::resolved(
        run,
        "BulkOperationCancelPayload",
        json!({ "bulkOperation": shown, "userErrors": errors }),
    ))
}

/// Parses a query and holds it to the rules.
fn accepted(query: &str) -> Result<Ready, Vec<String>> {
    if query.len() > rules::TEXT_MAX {
        return Err(vec![format!(
            "Query is too long: it may have {} bytes.",
            rules::TEXT_MAX
        )]);
    }
    if query.trim().is_empty() {
        return Err(vec![
            "Invalid bulk query: syntax error, unexpected end of file".to_owned(),
        ]);
    }
    let asked = Asked {
        query: query.to_owned(),
        variables: serde_json::Map::new(),
        operation: None,
    };
    let ready = Ready::new(&asked).map_err(|errors| {
        let told = errors.iter().filter_map(|error| error["message"].as_str());
        told.map(|message| format!("Invalid bulk query: {message}"))
            .collect::<Vec<_>>()
    })?;
    match rules::broken(ready.document(), ready.operation()) {
        broken if broken.is_empty() => Ok(ready),
        broken => Err(broken),
    }
}

/// How many root objects a query finds: an answer of one object tells.
fn roots(run: &Run<'_>, ready: &Ready) -> usize {
    let mut probe = Run::new(run.trade, run.zone, run.now, run.scopes, run.origin);
    probe.window = Some(0..0);
    ready.run(&probe);
    probe.found()
}
