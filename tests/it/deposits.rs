//! Payouts that nothing books, deposited on the twin in this process.

use std::collections::{BTreeMap, BTreeSet};

use tieout::base::Amount;
use tieout::flow::apply::End;
use tieout::flow::pull::PullRequest;
use tieout::model::exception::Exception;
use tieout::twin::trade::{Trade, demo, trade};
use tieout::twin::world::World;

use crate::applies::{
    Office, Row, apply_until_settled, faults_of_writes, is_settled, killed_at, requests_of, text, without,
};
use crate::demos::Served;
use crate::tool::Home;
use crate::traded::{seeds_or, world};

/// A month of which one payout was booked, and no other.
pub(crate) fn unbooked(orders: u32, seed: u64) -> World {
    without_deposits(world(orders, seed, true))
}

fn without_deposits(world: World) -> World {
    let all = world.netsuite.tables["transaction"].to_vec();
    let first = all.iter().find(|row| text(row, "type") == "Deposit").unwrap();
    let first = text(first, "id");
    let links = world.netsuite.tables["nexttransactionlinelink"].to_vec();
    let of_first = links.iter().filter(|row| text(row, "nextdoc") == first);
    let banked: BTreeSet<String> = of_first.map(|row| text(row, "previousdoc")).collect();
    let mut world = without(world, |row| text(row, "type") == "Deposit" && text(row, "id") != first);
    let tables = &mut world.netsuite.tables;
    let mut rows = tables["transaction"].to_vec();
    for row in rows.iter_mut().filter(|row| !banked.contains(&text(row, "id"))) {
        let free = match (text(row, "type").as_str(), text(row, "status").as_str()) {
            ("CashSale" | "CustPymt", "C") => "B",
            ("CustDep", "B") => "A",
            _ => continue,
        };
        row.insert("status".to_owned(), free.into());
    }
    tables.insert("transaction".to_owned(), rows.into());
    world
}

/// The month with its findings, where a deposit has so many lines at most.
fn office(world: World, lines_max: u32, faults: &str) -> Office {
    let mut office = Office::of(world, faults);
    office.place.configure(&format!("[payouts]\nlines_max = {lines_max}\n"));
    office
}

/// What NetSuite was sent for each payout: how many documents, and what they come to.
fn sent(office: &Office, kind: &str) -> BTreeMap<String, (usize, Amount)> {
    let world = office.place.world();
    let rows = world.netsuite.tables["transaction"].to_vec();
    let is_sent = |row: &&Row| text(row, "type") == kind && text(row, "source") == "restWebServices";
    let mut payouts = BTreeMap::new();
    for row in rows.iter().filter(is_sent) {
        let held: &mut (usize, Amount) = payouts.entry(text(row, "custbody_shopify_payout")).or_default();
        held.0 += 1;
        held.1 += Amount::parse(&text(row, "foreigntotal")).unwrap();
    }
    payouts
}

/// The net of each payout that an exception says nothing books.
fn unbooked_nets(exceptions: &[Exception]) -> BTreeMap<String, Amount> {
    let missing = exceptions.iter().filter(|e| e.finding.code.id == "PAY-01");
    missing
        .map(|e| {
            let payout = e.finding.subject.payout.as_deref().unwrap();
            (payout.rsplit('/').next().unwrap().to_owned(), e.finding.shopify)
        })
        .collect()
}

fn nets(sent: &BTreeMap<String, (usize, Amount)>) -> BTreeMap<String, Amount> {
    sent.iter().map(|(payout, (_, net))| (payout.clone(), *net)).collect()
}

/// Everything that was found is deposited, once and to the cent, and the next run has nothing to say of it.
fn is_deposited(office: &Office, found: &[Exception], approved: &[u64], what: &str) {
    is_settled(office, approved, what);
    assert_eq!(nets(&sent(office, "Deposit")), unbooked_nets(found), "{what}");
    let open = office.exceptions();
    let left: Vec<&Exception> = open.iter().filter(|e| approved.contains(&e.number)).collect();
    assert!(left.is_empty(), "{what}: {left:#?}");
    assert!(office.apply(false).is_empty(), "{what}: nothing is left to do");
}

#[test]
fn a_payout_that_nothing_books_is_deposited_to_the_cent() {
    for (seed, orders, lines_max, several) in [(1, 40, 2_000, false), (2, 60, 4, true)] {
        let office = office(unbooked(orders, seed), lines_max, "");
        let found = office.exceptions();
        let (approved, not) = office.approve_all();
        assert_eq!(not, Vec::<String>::new(), "seed {seed}");
        assert!(office.apply(true).iter().all(|o| o.end == End::Ready));
        assert_eq!(sent(&office, "Deposit"), BTreeMap::new(), "a dry run leaves no trace");
        for outcome in office.apply(false) {
            let action = &outcome.action;
            assert!(
                matches!(outcome.end, End::Posted(_)),
                "{}: {:?}",
                action.id(),
                outcome.end
            );
            assert_eq!(outcome.differs, Vec::<String>::new(), "{}", action.id());
        }
        is_deposited(&office, &found, &approved, &format!("seed {seed}"));
        assert!(approved.len() > 25, "{}", approved.len());
        let most = sent(&office, "Deposit").values().map(|(count, _)| *count).max();
        assert_eq!(most > Some(1), several, "{most:?} deposits for one payout");
    }
}

#[test]
fn faults_deposit_nothing_twice() {
    let mut several = 0;
    for seed in seeds_or(3) {
        let faults = faults_of_writes(seed);
        let office = office(unbooked(24, seed), 3, &faults);
        let (found, (approved, _)) = (office.exceptions(), office.approve_all());
        let what = format!("seed {seed}\n{faults}");
        apply_until_settled(&office, &what);
        is_deposited(&office, &found, &approved, &what);
        several += sent(&office, "Deposit")
            .values()
            .filter(|(count, _)| *count > 1)
            .count();
    }
    assert!(several > 0, "no payout was cut in two");
}

#[test]
fn a_program_that_is_killed_deposits_nothing_twice() {
    let whole = office(unbooked(10, 4), 3, "");
    let (found, _) = (whole.exceptions(), whole.approve_all());
    let requests = requests_of(&whole);
    let step = usize::try_from(requests / seeds_or(4).end.max(1)).unwrap().max(1);
    for (n, at) in (1..=requests).step_by(step).enumerate() {
        let office = office(unbooked(10, 4), 3, "");
        let (approved, _) = office.approve_all();
        let what = format!("killed at request {at}");
        killed_at(&office, at, n % 2 == 0);
        for _ in 0..4 {
            office.apply(false);
            let wait = async { tokio::time::sleep(std::time::Duration::from_secs(300)).await };
            office.place.runtime.block_on(wait);
        }
        is_deposited(&office, &found, &approved, &what);
    }
}

/// What an approval rests on is looked at again: in the store, and by NetSuite itself.
#[test]
fn a_document_that_moved_is_not_deposited() {
    let healthy = Office::of(world(16, 5, true), "");
    for pulls in [false, true] {
        let mut office = office(unbooked(16, 5), 2_000, "");
        let (approved, _) = office.approve_all();
        assert!(approved.len() > 5);
        // Meanwhile somebody has booked the payouts by hand.
        office.place.line = healthy.place.line.clone();
        if pulls {
            let request = PullRequest {
                full: true,
                ..office.place.request()
            };
            office.place.pull_all(&request);
        }
        let word = if pulls {
            "has no approval for what it would write now"
        } else {
            "payment.items"
        };
        for outcome in office.apply(false) {
            match &outcome.end {
                End::Refused(why) => assert!(why.contains(word), "{why}"),
                // Nothing of it is a document: a label, a reserve.
                End::Posted(_) => assert!(!pulls && !outcome.action.steps[0].body.contains("payment")),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_journal_entry_books_a_payout_where_that_is_wanted() {
    let mut office = office(unbooked(24, 6), 2_000, "");
    let found = office.exceptions();
    office
        .place
        .configure("clearing = \"122\"\n[payouts]\nbook_as = \"journal\"\n");
    let (approved, not) = office.approve_all();
    assert!(
        approved.is_empty() && not.len() > 10,
        "a deposit is proposed, and entries are configured"
    );
    assert!(not[0].contains("propose `create_journal_entry` for it"), "{}", not[0]);
    // The next run proposes what the configuration says.
    office.reconcile();
    let (approved, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    office.apply(false);
    is_settled(&office, &approved, "journal entries");
    let entries = sent(&office, "Journal").into_keys();
    assert_eq!(
        entries.collect::<Vec<_>>(),
        unbooked_nets(&found).into_keys().collect::<Vec<_>>()
    );
}

/// The whole way at the command line: what was posted is in the store when `apply` ends, so the next comparison
/// closes it without a pull.
#[test]
fn what_is_applied_at_the_command_line_is_closed_by_the_next_run() {
    let home = Home::new();
    // What signs a request goes by the time of the day.
    let today = trade(&Trade {
        orders: 8,
        seed: 7,
        now: jiff::Timestamp::now(),
        healthy: true,
    });
    let twin = Served::of(&home, &without_deposits(today));
    home.write("tieout.toml", twin.configuration());
    let ask = |args: &[&str], code: i32| {
        let mut command = home.command();
        command.args(args).args(["--operator", "ana"]);
        command
            .env("TIEOUT_OPERATOR_KEY", "file:ana.key")
            .env("TOKEN", demo::SHOPIFY_TOKEN)
            .env("CONSUMER_SECRET", demo::CONSUMER_SECRET)
            .env("TOKEN_SECRET", demo::TOKEN_SECRET);
        let answer = home.answer(&command.output().unwrap());
        assert_eq!(answer.code, code, "{args:?} {answer:?}");
        answer.out
    };
    let entry = ask(
        &[
            "operator",
            "enroll",
            "ana",
            "--role",
            "finance",
            "--key-file",
            "ana.key",
        ],
        0,
    );
    let approval = format!("\n[approval]\ntwo_person = true\n{entry}");
    home.write("tieout.toml", twin.configuration() + &approval);
    ask(&["pull"], 0);
    ask(&["reconcile"], 3);
    let open = || -> Vec<String> {
        let list = ask(&["queue", "list", "--code", "PAY-01", "--json"], 0);
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let ids = list["exceptions"].as_array().unwrap().iter();
        ids.map(|e| e["exception"].as_str().unwrap().to_owned()).collect()
    };
    let found = open();
    assert!(found.len() > 3, "{found:?}");
    for id in &found {
        ask(&["queue", "approve", id], 0);
    }
    let applied = ask(&["apply"], 0);
    assert_eq!(
        applied.matches("  posted  create_deposit ").count(),
        found.len(),
        "{applied}"
    );
    ask(&["reconcile"], 0);
    assert_eq!(open(), Vec::<String>::new());
}
