//! One shop: sends documents, keeps below the limits, and judges what comes back.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::http::header::{ACCEPT, CONTENT_TYPE};
use ::http::{Request, Response, Uri};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::bucket::{Bucket, BucketView};
use super::documents::Document;
use super::envelope::{Envelope, shown};
use super::error::ShopifyError;
use super::flatten::Object;
use super::verdict::{Verdict, judge};
use crate::http::{Client, GateView, Kind, Lane};

/// How often a document is throttled in a row before it is given up.
const THROTTLED_MAX: u32 = 30;
/// The wait after being throttled where the server does not say how full the bucket is.
const THROTTLED_WAIT: Duration = Duration::from_secs(1);
/// The longest a foreseen refusal is waited for at once; then the server is asked again how it stands.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// What a document is taken to cost until an answer says so: the most that one may cost.
const COST_MAX: u64 = 1_000;
/// How often a read is tried when Shopify breaks inside.
const BROKEN_MAX: u32 = 4;

/// Which shop, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The shop's own domain at Shopify: `example.myshopify.com`.
    pub domain: String,
    /// The version of the API: `2026-10`.
    pub version: String,
    /// What the API's paths are appended to; without a slash at its end.
    pub base_url: String,
    /// Whether whole addresses are asked for, which the app has to be approved for, or their regions alone.
    pub whole_addresses: bool,
}

impl Settings {
    /// A shop at Shopify.
    #[must_use]
    pub fn new(domain: &str, version: &str) -> Self {
        Self {
            domain: domain.to_owned(),
            version: version.to_owned(),
            base_url: format!("https://{domain}"),
            whole_addresses: false,
        }
    }
}

/// A shop's Admin API.
///
/// Orders that were deleted simply stop appearing: no call tells of them, except that
/// [`Shop::order`] does not find them.
pub struct Shop {
    settings: Settings,
    endpoint: Uri,
    client: Client,
    /// For the files of bulk exports, whose addresses carry their own proof.
    pub(super) files: Client,
    state: Mutex<State>,
    /// Told when a request has ended: what it did not use is free for those that wait.
    ended: Notify,
}

#[derive(Default)]
struct State {
    bucket: Bucket,
    /// What each document was last admitted at.
    costs: HashMap<&'static str, u64>,
    /// How many requests wait for the bucket with each document.
    waiting: HashMap<&'static str, usize>,
    /// The page sizes of documents whose usual page was too dear.
    firsts: HashMap<&'static str, u16>,
}

/// A good answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) data: Object,
    pub(super) withheld: BTreeSet<String>,
    /// The version that answered.
    pub(super) version: Option<String>,
}

/// What became of a document that was put to the shop.
enum Put {
    Answered(Answer),
    TooDear { cost: u64, cost_max: u64 },
}

impl Shop {
    /// A shop, reached by a client that signs in to it.
    ///
    /// # Errors
    /// [`ShopifyError::Address`] where the settings make no address.
    pub fn new(settings: Settings, client: Client) -> Result<Self, ShopifyError> {
        let address = format!("{}/admin/api/{}/graphql.json", settings.base_url, settings.version);
        let endpoint = address.parse().map_err(|_| ShopifyError::Address(address))?;
        Ok(Self {
            settings,
            endpoint,
            files: client.clone().unsigned().in_lane(Lane::Bulk),
            client,
            state: Mutex::default(),
            ended: Notify::new(),
        })
    }

    /// The same shop asked in another lane. How full its bucket is it learns from its own first answer.
    #[must_use]
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self {
            settings: self.settings.clone(),
            endpoint: self.endpoint.clone(),
            files: self.files.clone(),
            client: self.client.clone().in_lane(lane),
            state: Mutex::default(),
            ended: Notify::new(),
        }
    }

    /// Which shop, and where.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks for whole addresses in a document of orders, where they are wanted.
    pub(super) fn ask_for_addresses(&self, variables: &mut Value) {
        if self.settings.whole_addresses {
            variables["wholeAddress"] = true.into();
        }
    }

    /// How far the bucket is full; `None` until an answer has told.
    #[must_use]
    pub fn bucket(&self) -> Option<BucketView> {
        let state = self.state();
        let waiting = state.waiting.iter().filter(|(_, waiting)| **waiting > 0);
        let costs = waiting.map(|(name, _)| state.costs.get(name).copied().unwrap_or(COST_MAX));
        state.bucket.view(costs, Instant::now())
    }

    /// How the gate of its requests stands.
    #[must_use]
    pub fn gate(&self) -> GateView {
        self.client.gate().view()
    }

    /// Asks a document for which no smaller page can be asked.
    pub(super) async fn ask(&self, document: &'static Document, variables: Value) -> Result<Answer, ShopifyError> {
        match self.put(document, variables).await? {
            Put::Answered(answer) => Ok(answer),
            Put::TooDear { cost, cost_max } => Err(too_dear(document, cost, cost_max)),
        }
    }

    /// Asks for a page, and for a smaller one where it is too dear. Cursors do not depend on the size.
    pub(super) async fn page(&self, document: &'static Document, variables: Value) -> Result<Answer, ShopifyError> {
        loop {
            let first = self.first(document);
            let mut sized = variables.clone();
            sized["first"] = first.into();
            match self.put(document, sized).await? {
                Put::Answered(answer) => return Ok(answer),
                Put::TooDear { cost, cost_max } if first <= 1 => return Err(too_dear(document, cost, cost_max)),
                Put::TooDear { cost, .. } => {
                    tracing::debug!(
                        document = document.name,
                        first,
                        cost,
                        "the page is too dear: half of it"
                    );
                    self.state().firsts.insert(document.name, first / 2);
                }
            }
        }
    }

    /// A part of an address that was withheld although whole addresses are wanted.
    fn withheld_address(&self, withheld: &BTreeSet<String>) -> Option<String> {
        let mut parts = withheld.iter().filter(|place| place.contains(".shippingAddress"));
        parts.next().filter(|_| self.settings.whole_addresses).cloned()
    }

    fn first(&self, document: &Document) -> u16 {
        let smaller = self.state().firsts.get(document.name).copied();
        smaller.unwrap_or(document.first)
    }

    async fn put(&self, document: &'static Document, variables: Value) -> Result<Put, ShopifyError> {
        let body = json!({"query": document.text, "variables": variables}).to_string();
        let body = Bytes::from(body);
        let (mut throttled, mut broken) = (0, 0);
        loop {
            let (version, answer) = self.exchange(document, body.clone()).await?;
            match judge(document, &answer) {
                Verdict::Good(withheld) => {
                    if let Some(what) = self.withheld_address(&withheld) {
                        return Err(ShopifyError::AddressWithheld { what });
                    }
                    let Some(Value::Object(data)) = answer.data else {
                        return Err(self.odd(document, "it has no data".to_owned()));
                    };
                    return Ok(Put::Answered(Answer {
                        data,
                        withheld,
                        version,
                    }));
                }
                Verdict::TooDear { cost, cost_max } => return Ok(Put::TooDear { cost, cost_max }),
                // Nothing was done, so a mutation, too, may be sent again.
                Verdict::Throttled => {
                    throttled += 1;
                    if throttled >= THROTTLED_MAX {
                        let times = throttled;
                        let document = document.name;
                        return Err(ShopifyError::Throttled { document, times });
                    }
                    if self.foreseen(document).is_none() {
                        sleep(THROTTLED_WAIT).await;
                    }
                }
                Verdict::Broken(error) => {
                    broken += 1;
                    if document.writes || broken >= BROKEN_MAX {
                        return Err(error);
                    }
                    sleep(Duration::from_secs(1 << broken)).await;
                }
                Verdict::Refused(error) => return Err(error),
            }
        }
    }

    /// Waits until the bucket holds enough, sends once, and takes note of what the bucket holds then.
    async fn exchange(
        &self,
        document: &'static Document,
        body: Bytes,
    ) -> Result<(Option<String>, Envelope), ShopifyError> {
        let mut flight = self.admitted(document).await;
        let request = Request::post(self.endpoint.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .body(body)
            .map_err(|e| self.odd(document, e.to_string()))?;
        let kind = if document.writes { Kind::Write } else { Kind::Read };
        let answer = self.client.send(request, kind).await?;
        let version = self.version_of(&answer)?;
        let envelope: Envelope = serde_json::from_slice(answer.body())
            .map_err(|e| self.odd(document, format!("it is no GraphQL answer: {e}")))?;
        flight.answered(&envelope);
        Ok((version, envelope))
    }

    /// A version that is no longer supported is answered by another one, without a word.
    fn version_of(&self, answer: &Response<Bytes>) -> Result<Option<String>, ShopifyError> {
        let served = answer.headers().get("x-shopify-api-version");
        let served = served.and_then(|v| v.to_str().ok()).map(shown);
        match served {
            Some(served) if served != self.settings.version => Err(ShopifyError::Version {
                asked: self.settings.version.clone(),
                served,
            }),
            served => Ok(served),
        }
    }

    async fn admitted(&self, document: &'static Document) -> Flight<'_> {
        loop {
            let ended = self.ended.notified();
            let wait = {
                let mut state = self.state();
                let cost = state.costs.get(document.name).copied().unwrap_or(COST_MAX);
                match state.bucket.wait(cost, Instant::now()) {
                    Some(wait) => wait,
                    None => {
                        state.bucket.sent(cost);
                        return Flight {
                            shop: self,
                            document,
                            cost,
                            sent: Instant::now(),
                            landed: false,
                        };
                    }
                }
            };
            let wait = wait.min(WAIT_MAX);
            tracing::debug!(
                document = document.name,
                ms = wait.as_millis(),
                "waiting for the bucket to fill"
            );
            let _waiting = Waiting::of(self, document);
            // Over or not, it is looked at again.
            let _ = timeout(wait, ended).await;
        }
    }

    /// How long the document would have to wait now.
    fn foreseen(&self, document: &Document) -> Option<Duration> {
        let state = self.state();
        let cost = state.costs.get(document.name).copied().unwrap_or(COST_MAX);
        state.bucket.wait(cost, Instant::now())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that is not what the document asks for.
    pub(super) fn odd(&self, document: &'static Document, what: String) -> ShopifyError {
        let document = document.name;
        let what = shown(&what);
        ShopifyError::Shape { document, what }
    }
}

fn too_dear(document: &'static Document, cost: u64, cost_max: u64) -> ShopifyError {
    let document = document.name;
    ShopifyError::TooDear {
        document,
        cost,
        cost_max,
    }
}

/// One who waits for the bucket.
struct Waiting<'s> {
    shop: &'s Shop,
    document: &'static Document,
}

impl<'s> Waiting<'s> {
    fn of(shop: &'s Shop, document: &'static Document) -> Self {
        *shop.state().waiting.entry(document.name).or_default() += 1;
        Self { shop, document }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(waiting) = self.shop.state().waiting.get_mut(self.document.name) {
            *waiting -= 1;
        }
    }
}

/// A request on its way; its points are given back when it ends, however it ends.
struct Flight<'s> {
    shop: &'s Shop,
    document: &'static Document,
    cost: u64,
    sent: Instant,
    landed: bool,
}

impl Flight<'_> {
    fn answered(&mut self, envelope: &Envelope) {
        let cost = envelope.extensions.cost.as_ref();
        let status = cost.and_then(|c| c.throttle_status.as_ref());
        let mut state = self.shop.state();
        if let Some(requested) = cost.and_then(|c| c.requested()) {
            state.costs.insert(self.document.name, requested);
        }
        state.bucket.answered(self.cost, status, self.sent, Instant::now());
        self.landed = true;
        self.shop.ended.notify_waiters();
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if !self.landed {
            let mut state = self.shop.state();
            state.bucket.answered(self.cost, None, self.sent, Instant::now());
            self.shop.ended.notify_waiters();
        }
    }
}
