//! The journal: one row for every decision, import, pull, run, approval and write, each sealed with the
//! hash of the row before it.

use serde::{Deserialize, Serialize};

use crate::base::{Moment, sha256_hex};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the chain, from 1 on.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// What happened: `import`, `approve`, `sent`.
    pub what: String,
    /// To which record: `EX-1042`, `ACT-7`, a run's id; empty where to none.
    pub subject: String,
    /// The rest, as JSON text.
    pub detail: String,
    /// The hash of the row before; of the first row, [`GENESIS`].
    pub prev: String,
    /// [`Entry::seal`] of all the other fields.
    pub hash: String,
}

/// What the first row follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// SHA-256 over every field but the hash itself, as a JSON list, so that no two rows read alike.
    ///
    /// # Errors
    /// Never for text and numbers; the serialiser's own.
    pub fn seal(&self) -> Result<String, serde_json::Error> {
        let fields = (
            "tieout/journal/1",
            self.seq,
            self.at.seconds(),
            &self.who,
            &self.what,
            &self.subject,
            &self.detail,
            &self.prev,
        );
        Ok(sha256_hex(&serde_json::to_vec(&fields)?))
    }
}

/// The end of the chain: how many rows, and the last one's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many rows.
    pub seq: u64,
    /// The last one's hash; [`GENESIS`] of an empty journal.
    pub hash: String,
}

impl Head {
    /// Of an empty journal.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            seq: 0,
            hash: GENESIS.to_owned(),
        }
    }

    /// Reads `12:0f3a…`, as it is printed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.trim().split_once(':')?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        Some(Self {
            seq: seq.parse().ok()?,
            hash: is_hash.then(|| hash.to_ascii_lowercase())?,
        })
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}
