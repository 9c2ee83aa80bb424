//! The account, as the rest of the program reads it.

use std::collections::BTreeMap;

use super::deleted::{self, Deletions};
use super::error::NetsuiteError;
use super::lists::{self, Governance, KitMember, Sample};
use super::mark::Mark;
use super::order;
use super::pages::{self, DocumentsPage, IdsPage, Reading};
use super::places::{Place, Places};
use super::probe;
use super::profile::Profile;
use super::record::{self, Record, RecordId};
use super::rest::Rest;
use super::settings::{Count, Settings, Span};
use super::suiteql::Cells;
use super::text::{self, Filter};
use crate::base::Currency;
use crate::http::{Client, GateView, Lane};
use crate::model::period::Period;

/// A NetSuite account. Clones share the client, and with it the ceiling of requests in flight.
#[derive(Clone)]
pub struct Account {
    pub(super) rest: Rest,
    settings: Settings,
    places: Places,
}

impl Account {
    /// An account below `base`, the address before `/services/rest`.
    ///
    /// # Errors
    /// [`NetsuiteError::Base`] and [`NetsuiteError::Field`] for an address or a column name that is none.
    pub fn new(client: Client, base: &str, settings: Settings) -> Result<Self, NetsuiteError> {
        Ok(Self {
            places: Places::new(client.gate().clone()),
            rest: Rest::new(client, base)?,
            settings: settings.checked()?,
        })
    }

    /// The same account, asked in another lane.
    #[must_use]
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self {
            rest: self.rest.in_lane(lane),
            settings: self.settings.clone(),
            places: self.places.clone(),
        }
    }

    /// What is read besides the fixed columns.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How the gate of its requests stands.
    #[must_use]
    pub fn gate(&self) -> GateView {
        self.places.gate().view()
    }

    /// Finds out what the account looks like through this role: some fifty small requests. The
    /// profile is good until the settings, the role or the account's features change.
    ///
    /// # Errors
    /// [`NetsuiteError`] where the account cannot be asked. What it does not show is no error, but
    /// one of the profile's gaps.
    pub async fn probe(&self) -> Result<Profile, NetsuiteError> {
        probe::probe(&self.rest, &self.settings).await
    }

    /// How far the account is now.
    ///
    /// # Errors
    /// [`NetsuiteError`] where it cannot be read.
    pub async fn mark(&self, _: &Profile) -> Result<Mark, NetsuiteError> {
        Mark::read(&self.rest).await
    }

    /// How many documents [`Account::documents`] will bring of a span, and between which ids they lie.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be counted.
    pub async fn count(&self, profile: &Profile, span: Span, since: Option<&str>) -> Result<Count, NetsuiteError> {
        let query = text::count(profile, &Filter { span, since });
        let page = self.rest.page::<Cells>(&query, 1, 0).await?;
        let lacks = |what: &str| NetsuiteError::Page {
            query: query.name,
            what: format!("it has no {what}"),
        };
        let row = page.rows.first().ok_or_else(|| lacks("count"))?;
        let documents = row.number("documents").ok_or_else(|| lacks("count"))?;
        let ids = match (row.number("first_id"), row.number("last_id")) {
            (Some(from_id), Some(to_id)) => Some(Span { from_id, to_id }),
            _ if documents == 0 => None,
            _ => return Err(lacks("ids")),
        };
        Ok(Count { documents, ids })
    }

    /// One who will have a request in flight most of the time. The rows of a page of documents are read
    /// side by side only while there are fewer of these than requests may be in flight.
    #[must_use]
    pub fn reader(&self) -> Place {
        self.places.take()
    }

    /// The next documents of a span behind the id `after` (0 to begin with), with all their rows;
    /// with `since`, those changed at or after that moment in the account's own text.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be read wholly. Nothing of the page is given then.
    pub async fn documents(
        &self,
        profile: &Profile,
        span: Span,
        since: Option<&str>,
        after: u64,
    ) -> Result<DocumentsPage, NetsuiteError> {
        let reading = self.reading(profile);
        pages::documents(&reading, span, since, after).await
    }

    /// Documents by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be read wholly.
    pub async fn documents_by_id(&self, profile: &Profile, ids: &[u64]) -> Result<Vec<DocumentsPage>, NetsuiteError> {
        pages::by_id(&self.reading(profile), ids).await
    }

    /// The documents whose order field holds one of `values` (an order's name with and without its
    /// mark, say), and what was made from them; not the bank deposits and journal entries.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be read wholly.
    pub async fn documents_of_order(
        &self,
        profile: &Profile,
        values: &[String],
    ) -> Result<Vec<DocumentsPage>, NetsuiteError> {
        order::documents(&self.reading(profile), values).await
    }

    const fn reading<'a>(&'a self, profile: &'a Profile) -> Reading<'a> {
        Reading {
            rest: &self.rest,
            profile,
            places: &self.places,
        }
    }

    /// What was deleted at or after a moment in the account's own text.
    ///
    /// # Errors
    /// [`NetsuiteError::TableNotVisible`] where this role does not see deletions; then a sweep over
    /// [`Account::ids`] finds them.
    pub async fn deleted_since(&self, profile: &Profile, since: Option<&str>) -> Result<Deletions, NetsuiteError> {
        deleted::since(&self.rest, profile, since).await
    }

    /// The next ids of a span behind `after`, a thousand at most.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be read.
    pub async fn ids(&self, _: &Profile, span: Span, after: u64) -> Result<IdsPage, NetsuiteError> {
        pages::ids(&self.rest, span, after).await
    }

    /// The accounting periods that take postings, by their first day.
    ///
    /// # Errors
    /// [`NetsuiteError::TableNotVisible`] where this role does not see them.
    pub async fn periods(&self, profile: &Profile) -> Result<Vec<Period>, NetsuiteError> {
        lists::periods(&self.rest, profile).await
    }

    /// The currencies: internal ids by ISO code.
    ///
    /// # Errors
    /// [`NetsuiteError::TableNotVisible`] where the account has no list of them, or this role does not see it.
    pub async fn currencies(&self, profile: &Profile) -> Result<BTreeMap<Currency, u64>, NetsuiteError> {
        lists::currencies(&self.rest, profile).await
    }

    /// Items by their names: internal ids by name in capitals. A name that no item or several have is not
    /// among them.
    ///
    /// # Errors
    /// [`NetsuiteError`] where they cannot be read.
    pub async fn items_named(&self, names: &[String]) -> Result<BTreeMap<String, u64>, NetsuiteError> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        lists::items_named(&self.rest, names).await
    }

    /// What the kits are made of.
    ///
    /// # Errors
    /// [`NetsuiteError::TableNotVisible`] where this role does not see it.
    pub async fn kit_members(&self, profile: &Profile) -> Result<Vec<KitMember>, NetsuiteError> {
        lists::kit_members(&self.rest, profile).await
    }

    /// What a column holds in the newest documents of some types, by their codes.
    ///
    /// # Errors
    /// [`NetsuiteError::UnknownColumn`] or [`NetsuiteError::Query`] where there is no such column.
    pub async fn samples(&self, column: &str, kinds: &[&str], limit: u16) -> Result<Vec<Sample>, NetsuiteError> {
        lists::samples(&self.rest, column, kinds, limit).await
    }

    /// One record with all its sublists, by the record API: `salesOrder`, `creditMemo`.
    ///
    /// # Errors
    /// [`NetsuiteError::NoSuchRecord`], [`NetsuiteError::NotVisible`], [`NetsuiteError::Held`], and others.
    pub async fn record(&self, record: &str, id: &RecordId) -> Result<Record, NetsuiteError> {
        record::record(&self.rest, record, id).await
    }

    /// How many requests may be in flight; `None` where this role may not see it.
    ///
    /// # Errors
    /// [`NetsuiteError`] where the account cannot be asked.
    pub async fn governance(&self) -> Result<Option<Governance>, NetsuiteError> {
        lists::governance(&self.rest).await
    }
}
