//! From an older format to the newest.

use rusqlite::Transaction;

use crate::model::books::Document;
use crate::model::pack::{self, unpack};
use crate::store::StoreError;

/// The newest format this version reads and writes.
pub(super) const FORMAT: u32 = 2;

/// Brings a store of an older format up to date; 0 is an empty file.
pub(super) fn migrate(tx: &Transaction<'_>, found: u32) -> Result<(), StoreError> {
    if found == 0 {
        tx.execute_batch(include_str!("schema.sql"))?;
        tx.execute(
            "INSERT INTO meta VALUES ('pack_format', ?1)",
            [pack::FORMAT.to_string()],
        )?;
        return Ok(());
    }
    if found < 2 {
        pulls(tx)?;
    }
    Ok(())
}

/// Format 2 knows how far each source was read, and what a document without a case was made from.
fn pulls(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "CREATE TABLE sources (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
         ALTER TABLE loose_documents ADD COLUMN created_from INTEGER NOT NULL DEFAULT 0;",
    )?;
    let mut select = tx.prepare("SELECT id, body FROM loose_documents")?;
    let mut update = tx.prepare("UPDATE loose_documents SET created_from = ?2 WHERE id = ?1")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (id, body): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let document: Document<'_> = unpack(&body)?;
        update.execute((id, document.head.created_from as i64))?;
    }
    tx.execute_batch("CREATE INDEX loose_children ON loose_documents (created_from) WHERE created_from <> 0;")?;
    Ok(())
}
