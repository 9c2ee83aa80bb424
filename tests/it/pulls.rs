//! Pulls from the twin in this process, under a clock that does not wait: what they bring, and what is
//! left of them when they are cut off or the network plays up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use tieout::base::Moment;
use tieout::config::{Config, Layers};
use tieout::flow::pull::{self, Ended, PullReport, PullRequest};
use tieout::flow::remotes::{Line, Remotes};
use tieout::flow::{Progress, reconcile};
use tieout::http::{Body, Clock, Transport, TransportError};
use tieout::model::rules::ShopNo;
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::trade::demo;
use tieout::twin::world::World;
use tieout::twin::{Faults, Options, Twin};
use tokio::runtime::{Builder, Runtime};

use crate::tool::{Home, rows};
use crate::traded::{found, planted, world};

/// An address for what is reached without a network.
const NOWHERE: &str = "http://127.0.0.1:1";

/// The twin, reached without a network.
struct InProcess(Mutex<Twin>);

impl Transport for InProcess {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        let host = "twin".to_owned();
        Box::pin(async move {
            let cut = |what: String| TransportError::Cut {
                host: "twin".to_owned(),
                what,
            };
            let twin = self.0.lock().unwrap().clone();
            let answer = twin.answer(request).await.map_err(|dropped| TransportError::Cut {
                host,
                what: dropped.to_string(),
            })?;
            Ok(answer.map(|body| -> Body { Box::pin(body.into_data_stream().map_err(move |e| cut(e.to_string()))) }))
        })
    }
}

/// A twin and a store that pulls from it.
pub(crate) struct Place {
    pub(crate) home: Home,
    pub(crate) config: Config,
    pub(crate) runtime: Runtime,
    pub(crate) line: Line,
    twin: Arc<InProcess>,
}

/// Shows nothing; the program "dies" once so many pages have landed.
pub(crate) struct Dies {
    after: u64,
    landed: AtomicU64,
}

impl Progress for Dies {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn stands(&self, _: &str, _: u64, _: u64) {
        let landed = self.landed.fetch_add(1, Ordering::Relaxed) + 1;
        assert!(landed < self.after, "killed");
    }
}

impl Place {
    pub(crate) fn of(world: World, faults: &str) -> Self {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let inside = runtime.enter();
        let options = Options {
            faults: Faults::from_toml(faults).unwrap(),
            seed: 3,
            ..Options::default()
        };
        let twin = Twin::new(world, options).unwrap();
        drop(inside);
        let home = Home::new();
        let clock = twin.clock().clone();
        let twin = Arc::new(InProcess(Mutex::new(twin)));
        let line = Line {
            transport: twin.clone(),
            clock: Clock::new(move || clock.now()),
        };
        home.write("tieout.toml", configuration(NOWHERE));
        keep_secrets(&home);
        let config = load(&home);
        Self {
            home,
            config,
            runtime,
            line,
            twin,
        }
    }

    /// Configures it with more behind `[accounts]`.
    pub(crate) fn configure(&mut self, more: &str) {
        let text = configuration(NOWHERE).replace("\n[late]", &format!("{more}\n[late]"));
        self.home.write("tieout.toml", text);
        self.config = load(&self.home);
    }

    /// Configures it otherwise.
    pub(crate) fn reconfigure(&mut self, change: impl FnOnce(String) -> String) {
        self.home.write("tieout.toml", change(configuration(NOWHERE)));
        self.config = load(&self.home);
    }

    /// The services themselves.
    pub(crate) fn twin(&self) -> Twin {
        self.twin.0.lock().unwrap().clone()
    }

    /// What both services hold now.
    pub(crate) fn world(&self) -> World {
        self.twin.0.lock().unwrap().world()
    }

    /// Both services hold something else from now on, and other things go wrong.
    pub(crate) fn goes_on(&self, world: World, faults: &str) {
        self.goes_on_by(world, faults, 3);
    }

    /// The same, with chance of its own.
    pub(crate) fn goes_on_by(&self, world: World, faults: &str, seed: u64) {
        let inside = self.runtime.enter();
        let mut twin = self.twin.0.lock().unwrap();
        let options = Options {
            faults: Faults::from_toml(faults).unwrap(),
            seed,
            clock: Some(twin.clock().clone()),
        };
        *twin = Twin::new(world, options).unwrap();
        drop(inside);
    }

    /// Begins again with other services and with what a store held: each schedule of a suite on its own, at the
    /// price of a copied file.
    pub(crate) fn begins_again(&mut self, world: World, store: &[u8], faults: &str, seed: u64) {
        let inside = self.runtime.enter();
        let options = Options {
            faults: Faults::from_toml(faults).unwrap(),
            seed,
            clock: None,
        };
        let twin = Twin::new(world, options).unwrap();
        drop(inside);
        let clock = twin.clock().clone();
        self.twin = Arc::new(InProcess(Mutex::new(twin)));
        self.line = Line {
            transport: self.twin.clone(),
            clock: Clock::new(move || clock.now()),
        };
        for tail in ["-wal", "-shm"] {
            let mut beside = self.config.store.clone().into_os_string();
            beside.push(tail);
            let _ = std::fs::remove_file(beside);
        }
        std::fs::write(&self.config.store, store).unwrap();
    }

    /// The store's file, with everything in it.
    pub(crate) fn store_bytes(&self) -> Vec<u8> {
        let db = rusqlite::Connection::open(&self.config.store).unwrap();
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(db);
        std::fs::read(&self.config.store).unwrap()
    }

    pub(crate) fn store(&self) -> Store {
        let mut store = Store::open(&self.config.store).unwrap();
        store.act_as("ana", self.at());
        store
    }

    /// Compares what has been pulled.
    pub(crate) fn compare(&self) {
        let request = reconcile::ReconcileRequest {
            period: None,
            orders: Vec::new(),
            full: false,
            as_of: self.at(),
        };
        let run = reconcile::run(&mut self.store(), &self.config, &request, &quiet()).unwrap();
        assert!(run.complete);
    }

    /// The moment it is there.
    pub(crate) fn at(&self) -> Moment {
        // Outside of the runtime its clock would be read as running by itself.
        let _inside = self.runtime.enter();
        Moment::from(self.line.clock.now())
    }

    pub(crate) fn request(&self) -> PullRequest {
        PullRequest {
            since: None,
            until: None,
            orders: Vec::new(),
            bulk: false,
            full: false,
            at: self.at(),
        }
    }

    pub(crate) fn pull(&self, request: &PullRequest, progress: &dyn Progress) -> PullReport {
        let mut store = Store::open(&self.config.store).unwrap();
        let remotes = Remotes::of(&self.config, None, &Keyring::of_none(), &self.line).unwrap();
        pull::run(&mut store, &self.config, &remotes, request, &self.runtime, progress).unwrap()
    }

    /// Pulls until everything is there; answers how often that took.
    pub(crate) fn pull_all(&self, request: &PullRequest) -> u32 {
        for times in 1..=40 {
            let report = self.pull(request, &quiet());
            if report.sources.iter().all(|s| s.ended == Ended::Whole) {
                return times;
            }
        }
        panic!("{:#?}", self.pull(request, &quiet()));
    }

    /// What the store holds of facts and of how far they were read, without when that was.
    fn facts(&self) -> Vec<String> {
        let queries = [
            "SELECT 'shop', place, hex(body) FROM shop_facts ORDER BY place",
            "SELECT 'book', place, hex(body) FROM book_facts ORDER BY place",
            "SELECT 'loose', id, hex(body) FROM loose_documents ORDER BY id",
            "SELECT 'lines', document, hex(body) FROM loose_lines ORDER BY document",
            "SELECT 'id', id, place FROM document_ids ORDER BY id",
            "SELECT 'payout', name, hex(body) FROM payouts ORDER BY shop, name",
            "SELECT 'dispute', id, hex(body) FROM disputes ORDER BY shop, id",
            "SELECT 'moved', name, hex(body) FROM payout_movements ORDER BY shop, name",
            "SELECT 'side', place, hex(side) FROM shop_cases ORDER BY place",
            "SELECT 'side', place, hex(side) FROM book_cases ORDER BY place",
            "SELECT 'tally', side || shop || currency, value FROM tallies ORDER BY 2",
            "SELECT 'read', name, json_extract(state, '$.read_to') FROM sources ORDER BY name",
        ];
        rows(&self.config.store, &queries)
    }

    /// Fails with what differs from the facts of another place, in short.
    fn has(&self, facts: &[String], what: &str) {
        let own = self.facts();
        let alone = |a: &[String], b: &[String]| {
            let of = a.iter().filter(|f| !b.contains(f));
            of.map(|f| f.chars().take(160).collect::<String>()).collect::<Vec<_>>()
        };
        let (here, there) = (alone(&own, facts), alone(facts, &own));
        assert!(
            here.is_empty() && there.is_empty(),
            "{what}: {here:#?} instead of {there:#?}"
        );
    }

    /// What comparing finds, in short.
    pub(crate) fn found(&self) -> Vec<[String; 4]> {
        self.compare();
        let answer = self.home.run(&["report", "--view", "findings", "--json"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        found(&serde_json::from_str(&answer.out).unwrap())
    }
}

pub(crate) fn quiet() -> Dies {
    Dies {
        after: u64::MAX,
        landed: AtomicU64::new(0),
    }
}

fn load(home: &Home) -> Config {
    let layers = Layers {
        config_flag: Some(home.path().join("tieout.toml")),
        ..Layers::default()
    };
    Config::load(&layers).unwrap()
}

/// Writes the secrets that the configuration names.
pub(crate) fn keep_secrets(home: &Home) {
    for (name, secret) in [("token", demo::SHOPIFY_TOKEN), ("key.pem", demo::PRIVATE_KEY)] {
        private(&home.write(name, secret));
    }
}

fn private(path: &PathBuf) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The demonstration's configuration, with both services below an address and their secrets in files.
pub(crate) fn configuration(at: &str) -> String {
    let mut text = demo::CONFIG.to_owned();
    for domain in [demo::UK, demo::US] {
        let line = format!("domain = \"{domain}\"\n");
        let more = format!("{line}base_url = \"{at}/shopify/{domain}\"\naccess_token = \"file:token\"\n");
        text = text.replace(&line, &more);
    }
    let line = format!("account = \"{}\"\n", demo::ACCOUNT);
    let more = format!(
        "{line}base_url = \"{at}/netsuite\"\nclient_id = \"{}\"\ncertificate_id = \"{}\"\nprivate_key = \"file:key.pem\"\nconcurrency = 4\n",
        demo::CLIENT_ID,
        demo::CERTIFICATE_ID
    );
    text.replace(&line, &more)
}

#[test]
fn a_pulled_world_tells_exactly_what_was_planted_in_it() {
    for seed in [1, 2, 3, 4] {
        let world = world(120, seed, false);
        let expected = planted(&world);
        let place = Place::of(world, "");
        assert_eq!(place.pull_all(&place.request()), 1);
        assert_eq!(place.found(), expected, "seed {seed}");
    }
}

#[test]
fn the_second_pull_changes_nothing() {
    let place = Place::of(world(60, 9, false), "");
    place.pull_all(&place.request());
    let before = place.facts();
    let report = place.pull(&place.request(), &quiet());
    let changed = |s: &pull::SourceReport| s.records.new + s.records.changed;
    assert_eq!(report.sources.iter().map(changed).sum::<u64>(), 0, "{report:#?}");
    place.has(&before, "changed by a second pull");
}

#[test]
fn an_undecided_dispute_is_read_again_however_old_it_is() {
    let place = Place::of(world(60, 9, true), "");
    place.pull_all(&place.request());
    let before = place.facts();
    let mut store = Store::open(&place.config.store).unwrap();
    let disputes = store.read().disputes(ShopNo(0)).unwrap().into_iter();
    let open = disputes.filter(|d| !d.status.is_final()).min_by_key(|d| d.initiated_at);
    let mut open = open.unwrap();
    let age = place.at().seconds() - open.initiated_at.seconds();
    assert!(
        age > 15 * 86_400,
        "older than what a pull looks back for: {age} seconds"
    );
    open.reason = "as it was told once".to_owned();
    let mut landing = store.land(place.at(), "test", "").unwrap();
    landing.dispute(ShopNo(0), &open).unwrap();
    assert_eq!(landing.commit().unwrap().changed, 1);
    drop(store);
    place.pull_all(&place.request());
    place.has(&before, "after the dispute was told anew");
}

#[test]
fn a_pull_that_is_killed_at_any_page_ends_like_an_undisturbed_one() {
    let whole = Place::of(world(24, 5, false), "");
    let all = quiet();
    whole.pull(&whole.request(), &all);
    let pages = all.landed.load(Ordering::Relaxed);
    let (facts, hook) = (whole.facts(), std::panic::take_hook());
    // The deaths are meant; their backtraces say nothing.
    std::panic::set_hook(Box::new(|_| {}));
    for seed in crate::traded::seeds_or(12) {
        let place = Place::of(world(24, 5, false), "");
        let request = place.request();
        let mut rng = fastrand::Rng::with_seed(seed);
        for _ in 0..rng.u64(1..=3) {
            let dies = Dies {
                after: rng.u64(1..=pages),
                landed: AtomicU64::new(0),
            };
            let died = catch_unwind(AssertUnwindSafe(|| place.pull(&request, &dies)));
            drop(died);
        }
        place.pull_all(&request);
        if place.facts() != facts {
            std::panic::set_hook(hook);
            place.has(&facts, &format!("seed {seed}"));
            unreachable!();
        }
    }
    std::panic::set_hook(hook);
}

#[test]
fn each_fault_of_the_network_is_weathered() {
    let whole = Place::of(world(24, 5, false), "");
    whole.pull_all(&whole.request());
    let facts = whole.facts();
    for fault in [
        "kind = \"lost-before\"\nper_thousand = 200",
        "kind = \"lost-after\"\nper_thousand = 200",
        "kind = \"delay\"\ndelay_ms = 40000\nper_thousand = 100",
        "kind = \"truncate\"\nper_thousand = 200",
        "kind = \"duplicate\"\nper_thousand = 300",
        "kind = \"status\"\nstatus = 429\nper_thousand = 200",
        "kind = \"status\"\nstatus = 429\nretry_after = 3\nnth = 5\ntimes = 4",
        "kind = \"status\"\nstatus = 503\nper_thousand = 200",
        "kind = \"status\"\nstatus = 401\npath = \"/netsuite/\"\nin_flight_above = 2\nper_thousand = 300",
    ] {
        let place = Place::of(world(24, 5, false), &format!("[[fault]]\n{fault}"));
        place.pull_all(&place.request());
        place.has(&facts, fault);
    }
}

#[test]
fn history_stands_still_in_quiet_hours_and_the_days_work_does_not() {
    let mut place = Place::of(world(30, 1, false), "");
    // The hours that the clock stands in, and the next two: London is where the shops are.
    let zone = jiff::tz::TimeZone::UTC;
    let begin = place.at();
    let hour = begin.timestamp().to_zoned(zone).hour();
    let hours = format!("{hour:02}:00-{:02}:00", (hour + 3) % 24);
    place.config.file.throttle.bulk_quiet_hours = vec![hours];
    for shop in &mut place.config.file.shops {
        shop.time_zone = Some("UTC".to_owned());
    }
    place.pull_all(&place.request());
    assert!(
        place.at().seconds() - begin.seconds() < 3_600,
        "a daily pull waits for nothing"
    );
    let all = PullRequest {
        full: true,
        at: place.at(),
        ..place.request()
    };
    place.pull_all(&all);
    let waited = place.at().timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    assert!(place.at().seconds() - begin.seconds() >= 7_200, "{waited}");
    assert_eq!(waited.hour(), (hour + 3) % 24, "it goes on when they are over");
}

#[test]
fn bulk_files_bring_what_pages_bring() {
    let paged = Place::of(world(60, 7, false), "");
    paged.pull_all(&paged.request());
    let bulk = Place::of(world(60, 7, false), "");
    let request = PullRequest {
        bulk: true,
        ..bulk.request()
    };
    bulk.pull_all(&request);
    assert_eq!(bulk.found(), paged.found());
    let orders = |place: &Place| {
        let all = place.facts().into_iter();
        all.filter(|f| f.starts_with("Text(\"side\")")).collect::<Vec<_>>()
    };
    assert_eq!(orders(&bulk), orders(&paged));
}

#[test]
fn a_plain_pull_begins_anew_behind_a_bulk_pull_that_was_killed() {
    let paged = Place::of(world(24, 7, false), "");
    paged.pull_all(&paged.request());
    let (facts, hook) = (paged.found(), std::panic::take_hook());
    std::panic::set_hook(Box::new(|_| {}));
    let mut left = Vec::new();
    for after in [2, 6, 10, 14, 18] {
        let place = Place::of(world(24, 7, false), "");
        let bulk = PullRequest {
            bulk: true,
            ..place.request()
        };
        let dies = Dies {
            after,
            landed: AtomicU64::new(0),
        };
        drop(catch_unwind(AssertUnwindSafe(|| place.pull(&bulk, &dies))));
        // Once as it was begun, once page by page.
        let request = if after % 8 == 2 { place.request() } else { bulk };
        place.pull_all(&request);
        left.push(place.found());
    }
    std::panic::set_hook(hook);
    for found in left {
        assert_eq!(found, facts);
    }
}

/// Kills the pull when so much of one source has landed.
struct DiesIn {
    source: &'static str,
    steps: AtomicU64,
}

impl Progress for DiesIn {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn stands(&self, source: &str, landed: u64, _: u64) {
        if source == self.source {
            // The first part of its file has landed, and it does not count yet.
            assert!(landed == 0 && self.steps.fetch_sub(1, Ordering::Relaxed) > 1, "killed");
        }
    }
}

#[test]
fn a_bulk_pull_that_is_killed_between_the_parts_of_a_file_ends_like_an_undisturbed_one() {
    let bulk = |place: &Place| PullRequest {
        bulk: true,
        ..place.request()
    };
    let whole = Place::of(world(60, 7, false), "");
    whole.pull_all(&bulk(&whole));
    let killed = Place::of(world(60, 7, false), "");
    // The pull is planned, two operations are begun, one part lands.
    let dies = DiesIn {
        source: "shopify/uk/orders",
        steps: AtomicU64::new(4),
    };
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let died = catch_unwind(AssertUnwindSafe(|| killed.pull(&bulk(&killed), &dies))).is_err();
    std::panic::set_hook(hook);
    assert!(died && dies.steps.load(Ordering::Relaxed) == 0);
    let held = killed.facts().len();
    killed.pull_all(&bulk(&killed));
    assert!(held > 0 && held < killed.facts().len());
    assert_eq!(killed.found(), whole.found());
}

#[test]
fn one_order_can_be_pulled_by_its_name() {
    let place = Place::of(world(60, 7, false), "");
    let request = PullRequest {
        orders: vec!["#1005".to_owned(), "#9999".to_owned()],
        ..place.request()
    };
    let report = place.pull(&request, &quiet());
    assert_eq!(report.named["#9999"], 0);
    assert!(report.named["#1005"] >= 1);
    let facts = place.facts();
    let of = |kind: &str| {
        facts
            .iter()
            .filter(|f| f.starts_with(&format!("Text(\"{kind}\")")))
            .count()
    };
    assert!(of("shop") >= 1 && of("book") >= 1, "{facts:#?}");
    assert_eq!(of("read"), 0, "how far the sources were read is not touched");
}

impl Place {
    /// How many facts of a kind are held.
    fn count(&self, table: &str) -> i64 {
        let db = rusqlite::Connection::open(&self.config.store).unwrap();
        db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
            .unwrap()
    }

    /// Whether a comparison would be complete.
    fn is_complete(&self) -> bool {
        let store = Store::open(&self.config.store).unwrap();
        store
            .read()
            .sources()
            .unwrap()
            .iter()
            .all(|(_, state)| state.gap().is_none())
    }
}

#[test]
fn what_stopped_before_it_was_planned_is_read_by_the_next_pull() {
    // Nobody is let in for the first requests; then all is well.
    let place = Place::of(
        world(24, 5, false),
        "[[fault]]\nkind = \"status\"\nstatus = 401\nnth = 1\ntimes = 40",
    );
    let report = place.pull(&place.request(), &quiet());
    assert!(
        report.sources.iter().any(|s| matches!(s.ended, Ended::Stopped(..))),
        "{report:#?}"
    );
    assert!(!place.is_complete());
    place.pull_all(&place.request());
    assert!(place.is_complete());
    let whole = Place::of(world(24, 5, false), "");
    whole.pull_all(&whole.request());
    place.has(&whole.facts(), "not as undisturbed");
}

#[test]
fn a_window_fills_no_gap_and_moves_no_mark() {
    let place = Place::of(world(60, 5, false), "");
    let dies = Dies {
        after: 3,
        landed: AtomicU64::new(0),
    };
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    drop(catch_unwind(AssertUnwindSafe(|| place.pull(&place.request(), &dies))));
    std::panic::set_hook(hook);
    assert!(!place.is_complete());
    let window = PullRequest {
        since: Some(place.at().plus(-86_400)),
        ..place.request()
    };
    place.pull(&window, &quiet());
    assert!(!place.is_complete(), "what was cut off is still missing");
    place.pull_all(&place.request());
    assert!(place.is_complete());
    let whole = Place::of(world(60, 5, false), "");
    whole.pull_all(&whole.request());
    place.has(&whole.facts(), "not as undisturbed");
}

#[test]
fn what_was_booked_before_the_window_is_asked_for_by_its_order() {
    let world = world(60, 5, true);
    let place = Place::of(world, "");
    let request = PullRequest {
        since: Some(place.at().plus(-3 * 86_400)),
        ..place.request()
    };
    place.pull_all(&request);
    assert!(place.count("shop_facts") > 0);
    let store = Store::open(&place.config.store).unwrap();
    assert_eq!(
        store.read().unanswered().unwrap(),
        [],
        "every order that came has its documents"
    );
}
