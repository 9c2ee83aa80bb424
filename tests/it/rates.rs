//! How fast a pull is, against what the limits of the two services allow, under a clock that does not
//! wait; and that it runs into none of these limits.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tieout::base::Moment;
use tieout::config::{Config, Layers};
use tieout::flow::pull::{self, Ended, PullRequest};
use tieout::flow::remotes::{Line, Remotes};
use tieout::flow::{Pace, Progress};
use tieout::http::{Body, Clock, Transport, TransportError};
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::trade::demo;
use tieout::twin::world::World;
use tieout::twin::{Options, Twin};
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};

use crate::tool::Home;
use crate::traded::world;

/// What the network and the service add to a request.
const LATENCY: Duration = Duration::from_millis(600);

/// One request and its answer.
#[derive(Debug, Clone)]
struct Asked {
    body: String,
    /// Rows of a page of NetSuite's.
    rows: u64,
    sent: Instant,
    answered: Instant,
    /// Shopify's points: used, admitted at, and left in the bucket.
    used: u64,
    admitted_at: u64,
    left: u64,
}

/// What was asked of one service.
#[derive(Debug, Clone, Default)]
struct Meter {
    refused: u32,
    in_flight: u32,
    most_in_flight: u32,
    /// Points that come back in a second.
    restore: u64,
    course: Vec<Asked>,
}

/// How long something took, and the least time any program could have taken.
#[derive(Debug, Clone, Copy)]
struct Rate {
    requests: usize,
    took: Duration,
    least: Duration,
    /// Requests that would do if every page were full.
    full_pages: usize,
}

impl Rate {
    fn per_cent(&self) -> u128 {
        self.least.as_millis() * 100 / self.took.as_millis()
    }
}

impl Meter {
    /// The requests from the first one whose text has `mark` on.
    fn from(&self, mark: &str) -> Vec<Asked> {
        let begins = self
            .course
            .iter()
            .filter(|a| a.body.contains(mark))
            .map(|a| a.sent)
            .min();
        let mut part: Vec<Asked> = self.course.iter().filter(|a| Some(a.sent) >= begins).cloned().collect();
        // In the order they were taken in: of those sent together the richer account was given first.
        part.sort_by_key(|a| (a.sent, Reverse(a.left)));
        part
    }

    /// A bucket lets a request in once it holds what the request may cost, and takes what it did cost.
    fn by_points(&self, mark: &str) -> Rate {
        let part = self.from(mark);
        let (first, last) = (&part[0], &part[part.len() - 1]);
        let used: u64 = part.iter().map(|a| a.used).sum::<u64>() - last.used + last.admitted_at;
        let beyond = used.saturating_sub(first.left + first.used);
        Rate {
            requests: part.len(),
            took: last.answered - first.sent,
            least: Duration::from_millis(beyond * 1000 / self.restore) + (last.answered - last.sent),
            full_pages: part.len(),
        }
    }

    /// Each request holds one of so many places while it is answered. Documents, their lines, and those of
    /// bank deposits are asked for apart, so many rows at a time at most.
    fn by_places(&self, places: u32) -> Rate {
        let part = self.from(DOCUMENTS);
        let ends = part.iter().map(|a| a.answered).max().unwrap();
        let full_pages: u64 = [DOCUMENTS, LINES, LINES_OF_DEPOSITS]
            .map(|mark| {
                let rows: u64 = part.iter().filter(|a| a.is(mark)).map(|a| a.rows).sum();
                rows.div_ceil(PAGE_ROWS)
            })
            .iter()
            .sum();
        Rate {
            requests: part.len(),
            took: ends - part[0].sent,
            least: LATENCY * u32::try_from(part.len()).unwrap().div_ceil(places),
            full_pages: full_pages as usize,
        }
    }

    /// From the first request to the last answer.
    fn in_all(&self) -> Duration {
        let begins = self.course.iter().map(|a| a.sent).min();
        let ends = self.course.iter().map(|a| a.answered).max();
        ends.unwrap() - begins.unwrap()
    }
}

impl Asked {
    fn is(&self, mark: &str) -> bool {
        let of_deposits = self.body.contains(LINES_OF_DEPOSITS);
        self.body.contains(mark) && (mark != LINES || !of_deposits)
    }
}

/// The twin, reached by a network that takes its time and is watched.
struct Watched {
    twin: Twin,
    meters: Arc<Mutex<BTreeMap<String, Meter>>>,
}

impl Watched {
    fn meter<T>(&self, service: &str, note: impl FnOnce(&mut Meter) -> T) -> T {
        note(self.meters.lock().unwrap().entry(service.to_owned()).or_default())
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> (http::response::Parts, Bytes) {
        let answer = self.twin.answer(request).await.unwrap_or_else(|_| panic!("dropped"));
        let (parts, body) = answer.into_parts();
        let chunks: Vec<Bytes> = body.into_data_stream().try_collect().await.unwrap();
        (parts, chunks.concat().into())
    }
}

impl Transport for Watched {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            // `/shopify/DOMAIN/…`, `/netsuite/…`; signing in takes no place among NetSuite's requests.
            let mut steps = path.split('/').skip(1);
            let service = match steps.next() {
                Some("shopify") => steps.next().unwrap().to_owned(),
                _ if path.ends_with("/token") => "sign-in".to_owned(),
                _ => "netsuite".to_owned(),
            };
            let is_shop = service.ends_with(".myshopify.com");
            let asked = String::from_utf8_lossy(request.body()).into_owned();
            let sent = Instant::now();
            let nth = self.meter(&service, |m| {
                m.in_flight += 1;
                m.most_in_flight = m.most_in_flight.max(m.in_flight);
                u32::try_from(m.course.len()).unwrap() + m.in_flight
            });
            // Ways differ in length, so that answers overtake one another.
            let (there, back) = (LATENCY * 4 / 10, LATENCY * (4 + nth % 3) / 10);
            if is_shop {
                sleep(there).await;
            }
            let (parts, body) = self.exchange(request).await;
            if is_shop {
                sleep(back).await;
            }
            let told: Value = serde_json::from_slice(&body).unwrap_or_default();
            let cost = &told["extensions"]["cost"];
            let points = |value: &Value| value.as_u64().unwrap_or(0);
            let throttled = |e: &Value| e["extensions"]["code"] == "THROTTLED";
            let is_throttled = told["errors"].as_array().is_some_and(|e| e.iter().any(throttled));
            self.meter(&service, |m| {
                m.in_flight -= 1;
                m.refused += u32::from(is_throttled || !parts.status.is_success() && parts.status != 400);
                m.restore = points(&cost["throttleStatus"]["restoreRate"]);
                m.course.push(Asked {
                    body: asked,
                    rows: points(&told["count"]),
                    sent,
                    answered: Instant::now(),
                    used: points(&cost["actualQueryCost"]),
                    admitted_at: points(&cost["requestedQueryCost"]),
                    left: points(&cost["throttleStatus"]["currentlyAvailable"]),
                });
            });
            let chunk = futures_util::stream::once(async move { Ok(body) });
            Ok(http::Response::from_parts(parts, Box::pin(chunk) as Body))
        })
    }
}

/// Looks at what is told of the limits while the pull goes on.
#[derive(Default)]
struct Paces(Mutex<BTreeMap<String, Vec<Pace>>>);

impl Progress for Paces {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}

    fn pace_every(&self) -> Option<Duration> {
        Some(LATENCY / 3)
    }

    fn pace(&self, service: &str, pace: &Pace) {
        let mut told = self.0.lock().unwrap();
        told.entry(service.to_owned()).or_default().push(*pace);
    }
}

impl Paces {
    /// What is told is within the limits, and tells of use.
    fn check(&self, plan: &str, places: u16) {
        let told = self.0.lock().unwrap();
        let services: Vec<&str> = told.keys().map(String::as_str).collect();
        assert_eq!(services, ["netsuite", "shopify/uk", "shopify/us"]);
        let books: Vec<_> = told["netsuite"].iter().map(|pace| pace.gate).collect();
        let places = usize::from(places);
        assert!(books.iter().all(|g| g.in_flight <= places && g.backs_off.is_none()));
        assert!(books.iter().any(|g| g.in_flight == places.min(8)), "{books:?}");
        let size = match plan {
            "standard" => 2_000,
            "advanced" => 4_000,
            "plus" => 20_000,
            _ => 40_000,
        };
        let buckets: Vec<_> = told["shopify/uk"].iter().filter_map(|pace| pace.bucket).collect();
        assert!(buckets.iter().all(|b| b.maximum == size && b.free <= size));
        assert!(buckets.iter().any(|b| b.free < size));
        // One that waits is told to have less than it waits for.
        assert!(buckets.iter().all(|b| b.waits.is_none() || b.free < 1_000));
    }
}

/// Pulls a world once, from nothing, and tells what was asked of whom.
fn pulled(mut world: World, plan: &str, concurrency: u16, full: bool) -> BTreeMap<String, Meter> {
    for shop in &mut world.shops {
        plan.clone_into(&mut shop.plan);
    }
    world.netsuite.concurrency = concurrency;
    world.netsuite.habits.latency_ms = u64::try_from(LATENCY.as_millis()).unwrap();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let inside = runtime.enter();
    let twin = Twin::new(world, Options::default()).unwrap();
    drop(inside);
    let (clock, meters) = (twin.clock().clone(), Arc::default());
    let line = Line {
        transport: Arc::new(Watched {
            twin,
            meters: Arc::clone(&meters),
        }),
        clock: Clock::new(move || clock.now()),
    };
    let home = Home::new();
    let config = configured(&home, concurrency);
    let remotes = Remotes::of(&config, None, &Keyring::of_none(), &line).unwrap();
    let request = PullRequest {
        since: None,
        until: None,
        orders: Vec::new(),
        bulk: false,
        full,
        at: Moment::from(line.clock.now()),
    };
    let mut store = Store::open(&config.store).unwrap();
    let paces = Paces::default();
    let report = pull::run(&mut store, &config, &remotes, &request, &runtime, &paces).unwrap();
    paces.check(plan, concurrency);
    assert!(report.sources.iter().all(|s| s.ended == Ended::Whole), "{report:#?}");
    meters.lock().unwrap().clone()
}

fn configured(home: &Home, concurrency: u16) -> Config {
    let mut text = demo::CONFIG.to_owned();
    for domain in [demo::UK, demo::US] {
        let line = format!("domain = \"{domain}\"\n");
        let more = format!("{line}base_url = \"http://127.0.0.1:1/shopify/{domain}\"\naccess_token = \"file:token\"\n");
        text = text.replace(&line, &more);
    }
    let line = format!("account = \"{}\"\n", demo::ACCOUNT);
    let (client, certificate) = (demo::CLIENT_ID, demo::CERTIFICATE_ID);
    let more = format!(
        "{line}base_url = \"http://127.0.0.1:1/netsuite\"\nclient_id = \"{client}\"\ncertificate_id = \"{certificate}\"\nprivate_key = \"file:key.pem\"\nconcurrency = {concurrency}\n",
    );
    let path = home.write("tieout.toml", text.replace(&line, &more));
    private(&home.write("token", demo::SHOPIFY_TOKEN));
    private(&home.write("key.pem", demo::PRIVATE_KEY));
    let layers = Layers {
        config_flag: Some(path),
        ..Layers::default()
    };
    Config::load(&layers).unwrap()
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The texts of the requests that bring facts; what comes before them finds out what to ask.
const ORDERS: &str = "query TieoutOrdersPage(";
const DOCUMENTS: &str = "t.tranid";
const LINES: &str = "tl.linesequencenumber";
const LINES_OF_DEPOSITS: &str = "l.nextline = tl.id";
/// Rows of a page of NetSuite's at most.
const PAGE_ROWS: u64 = 1_000;

/// Orders of the worlds that are pulled: few, so that the tests are quick, and more to measure by.
fn orders(few: u32) -> u32 {
    let more = std::env::var("TIEOUT_RATES").ok();
    more.map_or(few, |orders| orders.parse().unwrap())
}

#[allow(
    clippy::print_stdout,
    reason = "figures for whoever measures; a test that passes shows nothing"
)]
fn check(plan: &str, concurrency: u16, full: bool, orders: u32) -> BTreeMap<String, Rate> {
    let meters = pulled(world(orders, 4, true), plan, concurrency, full);
    let places = u32::from(concurrency);
    let mut rates = BTreeMap::new();
    for (service, meter) in meters.iter().filter(|(service, _)| *service != "sign-in") {
        assert_eq!(meter.refused, 0, "{service} with {plan}, {concurrency}");
        let reading = if service == "netsuite" {
            assert!(meter.most_in_flight <= places, "{} in flight", meter.most_in_flight);
            meter.by_places(places)
        } else {
            meter.by_points(ORDERS)
        };
        assert!(reading.per_cent() <= 100, "{service}: {reading:?}");
        println!(
            "{plan}, {concurrency}: {service}: reading {} requests (full pages: {}) {:?} of {:?} = {} %; in all {} requests {:?}, most {}",
            reading.requests,
            reading.full_pages,
            reading.least,
            reading.took,
            reading.per_cent(),
            meter.course.len(),
            meter.in_all(),
            meter.most_in_flight
        );
        rates.insert(service.clone(), reading);
    }
    rates
}

/// What takes longer than this has a start and an end that are small beside it.
const LONG: Duration = Duration::from_secs(20);

/// No limit is run into, and none is left unused.
fn holds(plan: &str, concurrency: u16, full: bool) {
    let rates = check(plan, concurrency, full, orders(60));
    for (service, rate) in &rates {
        let is_short = rate.least < LONG;
        assert!(is_short || rate.per_cent() >= 95, "{plan}: {service}: {rate:?}");
    }
    let books = rates["netsuite"];
    // Rows are asked for when their documents are known, and the last ones come by themselves: however
    // much there is, no more than that goes by with places left unused.
    let between = if concurrency == 1 { Duration::ZERO } else { LATENCY * 2 };
    assert!(books.took <= books.least + between, "{concurrency}: {books:?}");
    // Nor are places filled with needless requests: the last page of a slice is not full.
    let needless = books.requests - books.full_pages;
    assert!(needless <= 6 + books.full_pages / 2, "{concurrency}: {books:?}");
}

/// The text of a request that looks for documents by the orders they name.
const BY_ORDER: &str = "WHERE t.custbody_shopify_order IN";

#[test]
fn what_was_booked_earlier_is_looked_up_side_by_side() {
    let mut world = world(900, 4, true);
    let heads = world.netsuite.tables.get_mut("transaction").unwrap();
    for at in 0..heads.len() {
        // Before the days that a first pull reaches back.
        heads.change(at, |head| {
            head.insert("lastmodifieddate".to_owned(), "2026-06-01 00:00:00".into());
        });
    }
    let meters = pulled(world, "plus", 4, false);
    let asked: Vec<&Asked> = meters["netsuite"].course.iter().filter(|a| a.is(BY_ORDER)).collect();
    let beside = |one: &&&Asked| {
        asked
            .iter()
            .filter(|a| a.sent <= one.sent && one.sent < a.answered)
            .count()
    };
    let most = asked.iter().map(|one| beside(&one)).max();
    assert!(
        asked.len() >= 4 && most >= Some(4),
        "{} asked, {most:?} side by side",
        asked.len()
    );
}

#[test]
fn a_standard_plan_and_one_request_at_a_time() {
    holds("standard", 1, false);
}

#[test]
fn an_advanced_plan_and_two_requests_at_a_time() {
    holds("advanced", 2, true);
}

#[test]
fn a_plus_plan_and_five_requests_at_a_time() {
    holds("plus", 5, false);
}

#[test]
fn an_enterprise_plan_and_fifteen_requests_at_a_time() {
    holds("enterprise", 15, false);
}
