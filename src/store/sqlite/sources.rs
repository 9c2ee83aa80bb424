//! How far each source has been read.

use rusqlite::{Connection, OptionalExtension as _};

use super::{Landing, Reader};
use crate::model::pull::SourceState;
use crate::store::StoreError;

impl Reader<'_> {
    /// What is known of a source; nothing where it was never pulled.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails or holds what cannot be read back.
    pub fn source(&self, name: &str) -> Result<SourceState, StoreError> {
        read(self.db, name)
    }

    /// All sources that were pulled, by name.
    ///
    /// # Errors
    /// As [`Self::source`].
    pub fn sources(&self) -> Result<Vec<(String, SourceState)>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT name, state FROM sources ORDER BY name")?;
        let rows = select.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (name, state) = row?;
            let state = parse(&name, &state)?;
            Ok((name, state))
        })
        .collect()
    }
}

impl Landing<'_> {
    /// Keeps how far a source has been read: with the facts, in their transaction. Of a source of which
    /// nothing is known nothing is kept.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn set_source(&self, name: &str, state: &SourceState) -> Result<(), StoreError> {
        if *state == SourceState::default() {
            self.tx
                .prepare_cached("DELETE FROM sources WHERE name = ?1")?
                .execute([name])?;
            return Ok(());
        }
        let text = serde_json::to_string(state).map_err(|e| StoreError::Refused(e.to_string()))?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO sources VALUES (?1, ?2)")?
            .execute((name, text))?;
        Ok(())
    }

    /// What is known of a source.
    ///
    /// # Errors
    /// As [`Reader::source`].
    pub fn source(&self, name: &str) -> Result<SourceState, StoreError> {
        read(&self.tx, name)
    }
}

fn read(db: &Connection, name: &str) -> Result<SourceState, StoreError> {
    let text: Option<String> = db
        .prepare_cached("SELECT state FROM sources WHERE name = ?1")?
        .query_row([name], |r| r.get(0))
        .optional()?;
    text.map_or_else(|| Ok(SourceState::default()), |text| parse(name, &text))
}

fn parse(name: &str, text: &str) -> Result<SourceState, StoreError> {
    serde_json::from_str(text)
        .map_err(|e| StoreError::Refused(format!("the state of source {name} cannot be read: {e}")))
}
