//! Thirty nights in a row: what happens in a month comes bit by bit, some of it late, people decide on some of what
//! is found, and in the end the queue says what there is to say, each thing once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use tieout::flow::queue::{self, Filters};
use tieout::model::exception::{Exception, ExceptionState};
use tieout::model::finding::FindingState;
use tieout::twin::objects::Objects;
use tieout::twin::world::World;

use crate::pulls::Place;
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

impl Place {
    /// Waits until a moment.
    fn sleep_until(&self, at: i64) {
        let wait = u64::try_from(at - self.at().seconds()).unwrap_or(0);
        self.runtime
            .block_on(async { tokio::time::sleep(Duration::from_secs(wait)).await });
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
fn decide(place: &Place, night: i64, decided: &mut Decided) {
    let rules = place.config.rules();
    let open = place.exceptions().into_iter();
    let fresh = open.filter(|e| e.state == ExceptionState::Open && e.finding.state == FindingState::Mismatched);
    let fresh: Vec<Exception> = fresh.collect();
    for (n, exception) in fresh.iter().enumerate().filter(|(n, _)| n % 3 == 0) {
        let (id, number) = (exception.id(), exception.number);
        let mut store = place.store();
        match (n / 3) % 3 {
            0 => {
                queue::assign(&mut store, &id, None, "cleo").unwrap();
                decided.assigned.insert(number);
            }
            1 => {
                let until = place.at().plus(4 * DAY);
                queue::snooze(&mut store, &id, None, until).unwrap();
                decided.snoozed.insert(number, night + 4);
            }
            // What the month's tolerance leaves no room for stays open.
            _ => {
                if queue::accept(&mut store, &rules, &id, None, "as agreed").is_ok() {
                    decided.accepted.insert(number, short(exception));
                }
            }
        }
    }
}

#[test]
fn thirty_nights_end_with_the_right_queue_and_flag_nothing_twice() {
    let month = Month::new(40, 11);
    let start = month.end - NIGHTS * DAY;
    let place = Place::of(month.at(start), "");
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let mut decided = Decided::default();
    let mut closed = BTreeSet::new();
    for night in 0..=NIGHTS {
        let now = start + night * DAY;
        if night > 0 {
            place.sleep_until(now);
            place.goes_on(month.at(now), "");
        }
        place.pull_all(&place.request());
        place.compare();
        for exception in place.exceptions() {
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
            decide(&place, night, &mut decided);
        }
    }
    ends_right(&place, &month, &decided, &numbers);
    assert!(
        closed.len() >= 5,
        "what came late closed what it had opened: {}",
        closed.len()
    );
}

/// The queue says what one comparison of the whole month says, and what people decided still holds.
fn ends_right(place: &Place, month: &Month, decided: &Decided, numbers: &BTreeMap<String, u64>) {
    let whole = Place::of(month.at(month.end), "");
    whole.pull_all(&whole.request());
    whole.compare();
    let holding = |place: &Place| -> Vec<[String; 3]> {
        let mut all: Vec<_> = place
            .store()
            .read()
            .open_findings()
            .unwrap()
            .iter()
            .map(short)
            .collect();
        all.sort();
        all
    };
    let (told, wanted) = (holding(place), holding(&whole));
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

    let now: BTreeMap<u64, Exception> = place.exceptions().into_iter().map(|e| (e.number, e)).collect();
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
    let listed = queue::list(&place.store(), &Filters::default(), place.at()).unwrap();
    let due = |e: &&Exception| decided.snoozed.get(&e.number).is_some_and(|n| *n <= NIGHTS);
    for exception in listed.iter().filter(due) {
        assert_ne!(
            exception.state,
            ExceptionState::Snoozed,
            "{} is back by now",
            exception.id()
        );
    }
    let verdict = tieout::flow::audit::verify(&place.store(), &tieout::approve::Policy::default(), None).unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new());
}
