//! Decisions about exceptions: one transaction a decision, with its journal row.

use rusqlite::{OptionalExtension as _, Transaction};
use serde::Serialize;

use super::{Reader, Signed, Store, journal, worklist};
use crate::base::{Moment, OrderKey};
use crate::model::action::{Action, ActionState, Approval, Done, Standing};
use crate::model::case::Place;
use crate::model::exception::Exception;
use crate::model::pack::pack;
use crate::model::rules::ShopNo;
use crate::store::StoreError;

/// A decision being written down; [`Desk::commit`] keeps it, dropping it keeps nothing.
pub struct Desk<'s> {
    tx: Transaction<'s>,
    by: Signed,
}

/// Who works on an exception right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub operator: String,
    /// Until when, unless it is renewed.
    pub until: Moment,
}

impl Store {
    /// Begins a decision. No other process decides anything until it is committed or dropped.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another tieout writes.
    pub fn desk(&mut self) -> Result<Desk<'_>, StoreError> {
        let by = self.by.clone();
        Ok(Desk { tx: self.begin()?, by })
    }
}

impl Desk<'_> {
    /// Reads what the store holds, this decision with it.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { db: &self.tx }
    }

    /// Who decides, and when.
    #[must_use]
    pub const fn by(&self) -> &Signed {
        &self.by
    }

    /// Adds a journal row. Returns its place in the chain.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn journal(&self, what: &str, subject: &str, detail: &impl Serialize) -> Result<u64, StoreError> {
        journal::append(&self.tx, &self.by, what, subject, detail)
    }

    /// Keeps where an exception stands and what people did with it.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save(&self, exception: &Exception) -> Result<(), StoreError> {
        let mut work = Vec::new();
        pack(&exception.work, &mut work)?;
        self.tx
            .prepare_cached("UPDATE exceptions SET state = ?2, work = ?3 WHERE number = ?1")?
            .execute((exception.number, exception.state.as_str(), work))?;
        worklist::keep(&self.tx, exception)
    }

    /// Has the next run compare an exception's case again, whatever its digests say.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn compare_again(&self, number: u64) -> Result<(), StoreError> {
        if let Some((shop, key)) = self.read().place_of(number)?
            && key.is_some()
        {
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO changed VALUES (?1)")?
                .execute([Place::of(shop, key).raw()])?;
        }
        Ok(())
    }

    /// Claims an exception for whoever decides, until a moment. A claim of theirs is renewed.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn claim(&self, number: u64, until: Moment) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO claims VALUES (?1, ?2, ?3)")?
            .execute((number, &self.by.who, until.seconds()))?;
        Ok(())
    }

    /// Gives a claim of whoever decides back.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn release(&self, number: u64) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("DELETE FROM claims WHERE exception = ?1 AND operator = ?2")?
            .execute((number, &self.by.who))?;
        Ok(())
    }

    /// The number the next new action gets.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn next_action(&self) -> Result<u64, StoreError> {
        Ok(self
            .tx
            .query_row("SELECT coalesce(max(number), 0) + 1 FROM actions", [], |r| r.get(0))?)
    }

    /// Keeps an action and where it stands.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save_action(&self, standing: &Standing) -> Result<(), StoreError> {
        let action = &standing.action;
        let text = |e: serde_json::Error| StoreError::Text(e.to_string());
        let body = serde_json::to_string(action).map_err(text)?;
        let done = serde_json::to_string(&standing.done).map_err(text)?;
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO actions VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((action.number, action.exception, standing.state.as_str(), body, done))?;
        Ok(())
    }

    /// Keeps when a document was changed by what an action sent.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn keep_own_change(&self, document: u64, action: u64, at: Moment) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO own_changes VALUES (?1, ?2, ?3)")?
            .execute((document, action, at.seconds()))?;
        Ok(())
    }

    /// Keeps an approval, in place of an earlier one of the same act.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn save_approval(&self, approval: &Approval) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO approvals VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((
                approval.action,
                &approval.digest,
                &approval.operator,
                approval.at.seconds(),
                &approval.signature,
            ))?;
        Ok(())
    }

    /// Keeps a value about the store itself.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.tx
            .execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", (key, value))?;
        Ok(())
    }

    /// Keeps the decision.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails; then nothing is kept.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit()?)
    }
}

impl Reader<'_> {
    /// The case an exception belongs to.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn place_of(&self, number: u64) -> Result<Option<(ShopNo, OrderKey)>, StoreError> {
        let place: Option<i64> = self
            .db
            .prepare_cached("SELECT place FROM exceptions WHERE number = ?1")?
            .query_row([number], |r| r.get(0))
            .optional()?;
        Ok(place.map(Place::from_raw).map(|p| (p.shop(), p.key())))
    }

    /// Who works on an exception at a moment.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn claim_on(&self, number: u64, at: Moment) -> Result<Option<Claim>, StoreError> {
        Ok(self
            .db
            .prepare_cached("SELECT operator, until FROM claims WHERE exception = ?1 AND until > ?2")?
            .query_row((number, at.seconds()), |r| {
                Ok(Claim {
                    operator: r.get(0)?,
                    until: Moment::from_seconds(r.get(1)?),
                })
            })
            .optional()?)
    }

    /// All claims that hold at a moment, by exception.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn claims(&self, at: Moment) -> Result<std::collections::BTreeMap<u64, Claim>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT exception, operator, until FROM claims WHERE until > ?1")?;
        let rows = select.query_map([at.seconds()], |r| {
            let claim = Claim {
                operator: r.get(1)?,
                until: Moment::from_seconds(r.get(2)?),
            };
            Ok((r.get(0)?, claim))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One action; `None` where there is no such number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn action(&self, number: u64) -> Result<Option<Standing>, StoreError> {
        let row: Option<[String; 3]> = self
            .db
            .prepare_cached("SELECT state, body, done FROM actions WHERE number = ?1")?
            .query_row([number], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?]))
            .optional()?;
        row.map(|row| standing(&row)).transpose()
    }

    /// When a document was last changed by what was sent from here.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn own_change(&self, document: u64) -> Result<Option<Moment>, StoreError> {
        let at: Option<i64> = self
            .db
            .prepare_cached("SELECT at FROM own_changes WHERE document = ?1")?
            .query_row([document], |r| r.get(0))
            .optional()?;
        Ok(at.map(Moment::from_seconds))
    }

    /// All actions, or those of one state, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn actions(&self, state: Option<ActionState>) -> Result<Vec<Standing>, StoreError> {
        let (filter, value) = match state {
            Some(state) => ("WHERE state = ?1", state.as_str()),
            None => ("WHERE ?1 = ''", ""),
        };
        let mut select = self.db.prepare_cached(&format!(
            "SELECT state, body, done FROM actions {filter} ORDER BY number"
        ))?;
        let rows = select.query_map([value], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?]))?;
        rows.map(|row| standing(&row?)).collect()
    }

    /// All actions that were made for an exception, by number.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn actions_of(&self, exception: u64) -> Result<Vec<Standing>, StoreError> {
        let mut select = self
            .db
            .prepare_cached("SELECT state, body, done FROM actions WHERE exception = ?1 ORDER BY number")?;
        let rows = select.query_map([exception], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?]))?;
        rows.map(|row| standing(&row?)).collect()
    }

    /// The approvals of an action, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] where the database fails.
    pub fn approvals(&self, action: u64) -> Result<Vec<Approval>, StoreError> {
        let mut select = self.db.prepare_cached(
            "SELECT action, digest, operator, at, signature FROM approvals WHERE action = ?1 ORDER BY at DESC, digest",
        )?;
        let rows = select.query_map([action], |r| {
            Ok(Approval {
                action: r.get(0)?,
                digest: r.get(1)?,
                operator: r.get(2)?,
                at: Moment::from_seconds(r.get(3)?),
                signature: r.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn standing([state, body, done]: &[String; 3]) -> Result<Standing, StoreError> {
    let text = |e: serde_json::Error| StoreError::Text(e.to_string());
    let action: Action = serde_json::from_str(body).map_err(text)?;
    let done: Done = serde_json::from_str(done).map_err(text)?;
    let state =
        ActionState::parse(state).ok_or_else(|| StoreError::Damaged(format!("`{state}` is no state of an action")))?;
    Ok(Standing { action, state, done })
}
