//! NetSuite's REST services: sign-in, SuiteQL pages, records.
//!
//! What comes out of SuiteQL is the result pages as they were sent; the importer of such pages
//! (`import::suiteql`) is the one place where they become records of ours.
//!
//! **Invariants:** never more requests in flight than the ceiling; keyset pages alone, so that no
//! row is lost behind a limit; each attempt is signed anew.

mod account;
mod deleted;
mod error;
mod gap;
mod kinds;
mod lists;
mod mark;
mod order;
mod pages;
mod places;
mod probe;
mod profile;
mod reader;
mod record;
mod rest;
mod settings;
mod sign_in;
mod suiteql;
#[cfg(test)]
mod tests;
mod text;
mod write;
mod zone;

pub use account::{AccountId, AccountIdError};
pub use deleted::{Deletions, Gone};
pub use error::NetsuiteError;
pub use gap::Gap;
pub use lists::{Governance, KitMember, Sample};
pub use mark::{KindCount, Mark};
pub use pages::{DocumentsPage, IdsPage};
pub use places::Place;
pub use profile::{KindSeen, MadeFrom, Profile, Signs, StatusSpelling, Table};
pub use reader::Account;
pub use record::{Record, RecordId};
pub use settings::{Addresses, Count, Settings, Span};
pub use sign_in::{ClientCredentials, PrivateKey, TokenBased, TokenBasedSecrets};
pub use suiteql::{Param, Query};
pub use text::texts;
pub use write::{Preview, WriteError, total_of};
pub use zone::{OffsetSample, Zone};
