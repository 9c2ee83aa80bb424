//! Thirty nights in a row, each `nightly` as cron runs it: what happens in a month comes bit by bit, some of it late, people decide on some of what
//! is found, and in the end the queue says what there is to say, each thing once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use tieout::config::{Config, Layers};
use tieout::model::exception::{Exception, ExceptionState};
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::objects::Objects;
use tieout::twin::serve::{self, Listening};
use tieout::twin::world::World;
use tieout::twin::{Options, Twin};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::asked::run_at;
use crate::pulls::{Place, configuration, keep_secrets};
use crate::tool::{Answer, Home};
use crate::traded::{Object, world};

const DAY: i64 = 86_400;
const NIGHTS: i64 = 30;

/// A column of a row as text.
fn text<'r>(row: &'r Object, column: &str) -> &'r str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

/// A moment as Shopify and as NetSuite's tables write it.
fn seconds(text: &str) -> i64 {
    let text = text.replace(' ', "T");
    let text = if text.ends_with('Z') { text } else { text + "Z" };
    text.parse::<jiff::Timestamp>().unwrap().as_second()
}

/// A moment as NetSuite's tables write it.
fn stamp(seconds: i64) -> Value {
    let at = jiff::Timestamp::from_second(seconds).unwrap();
    at.strftime("%Y-%m-%d %H:%M:%S").to_string().into()
}

fn kept(objects: &Objects, keep: impl Fn(&Object) -> bool) -> Objects {
    objects.iter().filter(|o| keep(o)).collect::<Vec<_>>().into()
}

/// A month, and when each of its facts comes to light.
struct Month {
    world: World,
    end: i64,
}

impl Month {
    /// Each document of NetSuite's that is late was written down late.
    fn new(orders: u32, seed: u64) -> Self {
        let mut world = world(orders, seed, false);
        let end = seconds(&world.now);
        // Columns are there on the first night, too, before any row fills them.
        let mut first_of = BTreeSet::new();
        let columns: Vec<String> = world.netsuite.tables["transaction"]
            .names()
            .map(str::to_owned)
            .collect();
        let rows = world.netsuite.tables["transaction"].iter().map(|mut row| {
            for column in &columns {
                row.entry(column.clone()).or_insert(Value::Null);
            }
            // Some systems are slow: one document in seven comes two or three days after the fact.
            let id: i64 = text(&row, "id").parse().unwrap();
            if first_of.insert(text(&row, "type").to_owned()) {
                // Were none of a kind there at all, it would look as if the role may not see it.
                row.insert("lastmodifieddate".to_owned(), stamp(end - NIGHTS * DAY - 3_600));
            } else if id % 7 == 0 {
                let at = (seconds(text(&row, "lastmodifieddate")) + (2 + id % 2) * DAY).min(end - 3_600);
                row.insert("lastmodifieddate".to_owned(), stamp(at));
            }
            row
        });
        let rows: Vec<Object> = rows.collect();
        world.netsuite.tables.insert("transaction".to_owned(), rows.into());
        Self { world, end }
    }

    /// What both services hold at a moment.
    fn at(&self, now: i64) -> World {
        let mut world = self.world.clone();
        world.now = jiff::Timestamp::from_second(now).unwrap().to_string();
        let is_over = now >= self.end;
        for shop in &mut world.shops {
            let before = |o: &Object, field: &str| is_over || seconds(text(o, field)) <= now;
            shop.orders = kept(&shop.orders, |o| before(o, "updatedAt"));
            let orders: BTreeSet<String> = shop.orders.iter().map(|o| text(&o, "id").to_owned()).collect();
            shop.payouts = shop.payouts.as_ref().map(|all| kept(all, |p| before(p, "issuedAt")));
            let issued = shop
                .payouts
                .iter()
                .flat_map(Objects::iter)
                .map(|p| text(&p, "id").to_owned());
            let issued: BTreeSet<String> = issued.collect();
            let known = |o: &Object, field: &str, among: &BTreeSet<String>| {
                o.get(field)
                    .and_then(|v| v["id"].as_str())
                    .is_none_or(|id| among.contains(id))
            };
            shop.balance_transactions = kept(&shop.balance_transactions, |t| {
                is_over
                    || before(t, "transactionDate")
                        && known(t, "associatedPayout", &issued)
                        && known(t, "associatedOrder", &orders)
            });
            shop.disputes = kept(&shop.disputes, |d| {
                before(d, "initiatedAt") && known(d, "order", &orders)
            });
        }
        let tables = &mut world.netsuite.tables;
        let rows = &tables["transaction"];
        let rows = kept(rows, |r| is_over || seconds(text(r, "lastmodifieddate")) <= now);
        let there: BTreeSet<String> = rows.iter().map(|r| text(&r, "id").to_owned()).collect();
        tables.insert("transaction".to_owned(), rows);
        for (name, columns) in [
            ("transactionline", &["transaction"][..]),
            ("nexttransactionlinelink", &["nextdoc", "previousdoc"]),
            ("previoustransactionlinelink", &["nextdoc", "previousdoc"]),
            ("transactionaccountingline", &["transaction"]),
        ] {
            if let Some(held) = tables.get(name) {
                let rows = kept(held, |r| columns.iter().all(|c| there.contains(text(r, c))));
                tables.insert(name.to_owned(), rows);
            }
        }
        world
    }
}

/// What an exception is about, in short.
fn short(e: &Exception) -> [String; 3] {
    let delta = e.finding.delta.text(e.finding.currency);
    [e.fingerprint.clone(), e.finding.code.id.to_owned(), delta]
}

/// Both services on a port of their own, and a home in which the program is run as cron and people run it.
struct Nights {
    home: Home,
    config: Config,
    serving: Runtime,
    port: u16,
    open: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    now: i64,
}

impl Nights {
    fn beginning(world: World, now: i64) -> Self {
        let serving = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let home = Home::new();
        keep_secrets(&home);
        let door = serving.block_on(serve::bind(0)).unwrap();
        let port = door.address().port();
        let path = home.write("tieout.toml", configuration(&format!("http://127.0.0.1:{port}")));
        let layers = Layers {
            config_flag: Some(path),
            ..Layers::default()
        };
        let config = Config::load(&layers).unwrap();
        let mut nights = Self {
            home,
            config,
            serving,
            port,
            open: None,
            now,
        };
        nights.opens(door, world);
        nights
    }

    fn opens(&mut self, door: Listening, world: World) {
        let (stop, stopped) = oneshot::channel();
        let twin = self
            .serving
            .block_on(async { Twin::new(world, Options::default()).unwrap() });
        let running = self.serving.spawn(async {
            let stopped = async { drop(stopped.await) };
            door.serve(twin, stopped).await.unwrap();
        });
        self.open = Some((stop, running));
    }

    /// Another night: both services hold something else.
    fn goes_on(&mut self, world: World, now: i64) {
        let (stop, running) = self.open.take().unwrap();
        stop.send(()).unwrap();
        self.serving.block_on(running).unwrap();
        self.now = now;
        let door = self.serving.block_on(serve::bind(self.port)).unwrap();
        self.opens(door, world);
    }

    fn run(&self, args: &[&str]) -> Answer {
        let at = jiff::Timestamp::from_second(self.now).unwrap();
        let config = self.home.path().join("tieout.toml").display().to_string();
        let args = [&["--config", &config], args].concat();
        run_at(&self.home, at, &Keyring::of_none(), &Arc::default(), &args)
    }

    fn json(&self, args: &[&str]) -> Value {
        let answer = self.run(&[args, &["--json"]].concat());
        assert!([0, 3].contains(&answer.code), "{args:?} {answer:?}");
        serde_json::from_str(&answer.out).unwrap()
    }

    fn store(&self) -> Store {
        Store::open(&self.config.store).unwrap()
    }

    fn exceptions(&self) -> Vec<Exception> {
        self.store().read().exceptions().unwrap()
    }
}

/// What people decided, by exception.
#[derive(Default)]
struct Decided {
    assigned: BTreeSet<u64>,
    accepted: BTreeMap<u64, [String; 3]>,
    snoozed: BTreeMap<u64, i64>,
}

/// Every few nights somebody looks at what is new.
fn decide(nights: &Nights, night: i64, decided: &mut Decided) {
    let known: BTreeMap<u64, Exception> = nights.exceptions().into_iter().map(|e| (e.number, e)).collect();
    let list = nights.json(&["queue", "list", "--state", "open"]);
    let fresh = list["exceptions"].as_array().unwrap().iter();
    let fresh = fresh.filter(|e| e["state"] == "mismatched");
    for (n, exception) in fresh.enumerate().filter(|(n, _)| n % 3 == 0) {
        let id = exception["exception"].as_str().unwrap();
        let number: u64 = id.strip_prefix("EX-").unwrap().parse().unwrap();
        match (n / 3) % 3 {
            0 => {
                nights.json(&["queue", "assign", id, "--to", "cleo"]);
                decided.assigned.insert(number);
            }
            1 => {
                nights.json(&["queue", "snooze", id, "--until", "4d"]);
                decided.snoozed.insert(number, night + 4);
            }
            // What the month's tolerance leaves no room for stays open.
            _ => {
                let accepted = nights.run(&["queue", "accept", id, "--note", "as agreed"]);
                match accepted.code {
                    0 => drop(decided.accepted.insert(number, short(&known[&number]))),
                    2 => assert!(accepted.err.contains("tolerance budget"), "{accepted:?}"),
                    _ => panic!("{accepted:?}"),
                }
            }
        }
    }
}

#[test]
fn thirty_nights_end_with_the_right_queue_and_flag_nothing_twice() {
    let month = Month::new(40, 11);
    let start = month.end - NIGHTS * DAY;
    let mut nights = Nights::beginning(month.at(start), start);
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let mut decided = Decided::default();
    let mut closed = BTreeSet::new();
    let mut heads = Vec::new();
    for night in 0..=NIGHTS {
        let now = start + night * DAY;
        if night > 0 {
            nights.goes_on(month.at(now), now);
        }
        let told = nights.json(&["nightly"]);
        assert_eq!(told["complete"], true, "night {night}: {told}");
        heads.push(told["head"].as_str().unwrap().to_owned());
        for exception in nights.exceptions() {
            let number = *numbers.entry(exception.fingerprint.clone()).or_insert(exception.number);
            assert_eq!(
                number, exception.number,
                "night {night}: {} is flagged twice",
                exception.finding.note
            );
            if exception.state == ExceptionState::Closed {
                closed.insert(number);
            }
        }
        if night % 3 == 1 {
            decide(&nights, night, &mut decided);
        }
    }
    ends_right(&nights, &month, &decided, &numbers);
    assert!(
        closed.len() >= 5,
        "what came late closed what it had opened: {}",
        closed.len()
    );
    // Whatever was printed in any night is still in the journal.
    for head in heads {
        let verified = nights.run(&["audit", "verify", "--head", &head]);
        assert_eq!(verified.code, 0, "{verified:?}");
    }
}

/// The queue says what one comparison of the whole month says, and what people decided still holds.
fn ends_right(nights: &Nights, month: &Month, decided: &Decided, numbers: &BTreeMap<String, u64>) {
    let whole = Place::of(month.at(month.end), "");
    whole.pull_all(&whole.request());
    whole.compare();
    let holding = |store: Store| -> Vec<[String; 3]> {
        let mut all: Vec<_> = store.read().open_findings().unwrap().iter().map(short).collect();
        all.sort();
        all
    };
    let (told, wanted) = (holding(nights.store()), holding(whole.store()));
    assert_eq!(
        told, wanted,
        "the queue of thirty nights is the queue of the whole month"
    );
    assert!(
        wanted.len() >= 10 && numbers.len() > wanted.len(),
        "{} {}",
        wanted.len(),
        numbers.len()
    );

    let now: BTreeMap<u64, Exception> = nights.exceptions().into_iter().map(|e| (e.number, e)).collect();
    assert!(!decided.accepted.is_empty() && !decided.assigned.is_empty() && !decided.snoozed.is_empty());
    let held = |e: &Exception| e.state != ExceptionState::Closed;
    for (number, as_it_was) in &decided.accepted {
        let e = &now[number];
        // Another amount is another matter.
        let stays = e.state == ExceptionState::Accepted;
        assert_eq!(stays, held(e) && short(e) == *as_it_was, "{}: {:?}", e.id(), e.state);
    }
    for number in decided.assigned.iter().filter(|n| held(&now[n])) {
        assert_eq!(now[number].work.assignee.as_deref(), Some("cleo"), "EX-{number}");
    }
    let listed = nights.json(&["queue", "list"]);
    let listed = listed["exceptions"].as_array().unwrap();
    let due = |e: &&Value| {
        let number = e["exception"].as_str().and_then(|id| id[3..].parse().ok()).unwrap();
        decided.snoozed.get(&number).is_some_and(|n| *n <= NIGHTS)
    };
    for exception in listed.iter().filter(due) {
        assert_ne!(exception["status"], "snoozed", "{exception} is back by now");
    }
    let about = |e: &Value| (e["code"].to_string(), e["subject"].to_string(), e["shop"].to_string());
    let once: BTreeSet<_> = listed.iter().map(about).collect();
    assert_eq!(once.len(), listed.len(), "nothing is in the list twice");
}
