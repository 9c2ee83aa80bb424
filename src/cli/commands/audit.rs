//! `audit verify|export|head`.

use serde_json::{Value, json};

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::AuditCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::flow::audit;
use crate::flow::operators::policy;
use crate::model::journal::{Entry, Head};
use crate::store::StoreError;

const SCHEMA: &str = "tieout/audit/1";

pub(crate) fn run(command: AuditCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        AuditCommand::Verify { head } => return verify(head.as_ref(), context, output),
        AuditCommand::Export => export(context, output)?,
        AuditCommand::Head => {
            let (_, store) = context.open()?;
            let head = store.read().journal_head()?;
            if output.json {
                output.document(
                    &json!({"schema": SCHEMA, "head": head.to_string(), "rows": head.seq, "hash": head.hash}),
                )?;
            } else {
                output.line(head.to_string())?;
            }
        }
    }
    Ok(Exit::Done)
}

fn verify(anchor: Option<&Head>, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (config, store) = context.open()?;
    let verdict = audit::verify(&store, &policy(&config)?, anchor)?;
    let exit = if verdict.faults.is_empty() {
        Exit::Done
    } else {
        Exit::Differences
    };
    if output.json {
        output.document(
            &json!({"schema": SCHEMA, "rows": verdict.rows, "head": verdict.head.to_string(),
            "intact": verdict.faults.is_empty(), "faults": verdict.faults}),
        )?;
        return Ok(exit);
    }
    for fault in &verdict.faults {
        output.line(clean(fault))?;
    }
    let rows = count(verdict.rows, "row");
    if verdict.faults.is_empty() {
        output.line(format!("intact: {rows}, head {}", verdict.head))?;
    } else {
        output.warn(&format!("{} in {rows}", count(verdict.faults.len() as u64, "fault")));
    }
    Ok(exit)
}

/// A row a line, so that a journal of any length streams.
fn export(context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    let (_, store) = context.open()?;
    let mut failed = None;
    let walked = store.read().each_entry(|entry: Entry| {
        let detail: Value = serde_json::from_str(&entry.detail).map_err(|e| StoreError::Text(e.to_string()))?;
        let row = json!({"schema": SCHEMA, "seq": entry.seq, "at": entry.at.to_string(), "who": entry.who, "what": entry.what,
            "subject": entry.subject, "detail": detail, "prev": entry.prev, "hash": entry.hash});
        output.line(row.to_string()).map_err(|failure| {
            failed = Some(failure);
            StoreError::Refused("the reader has gone".to_owned())
        })
    });
    match (failed, walked) {
        (Some(failure), _) => Err(failure),
        (None, walked) => Ok(walked?),
    }
}
