//! The local store: facts of both sides with their earlier versions, the digests that say which
//! cases need looking at, runs, findings and exceptions.
//!
//! Does not: compare, decide or fetch. What is kept and in which state is told by the callers; the
//! store sees to it that it is kept whole or not at all.
//!
//! [`Store`] is the one interface; SQLite (`sqlite/`) stands behind it. Its methods are whole steps
//! (land a batch, walk all cases, record a run), so that another database can do each its own way.
//!
//! **Invariant:** SQL stands in this room alone, and a batch of facts, the digests of the cases it
//! touches and the mark that they changed are written in one transaction.

mod error;
mod sqlite;

pub use error::StoreError;
pub use sqlite::{
    CaseBodies, Claim, Desk, Differing, DocumentPlace, EarlierBodies, FindingRow, Landed, Landing, Movements,
    PayoutBodies, Pointer, Reader, RunSeal, RunWriter, Side, Signed, Store, Tally, Verdict, Wanted,
};
