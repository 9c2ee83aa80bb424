//! A month's worth of approvals, carried out by two workers over a network that plays up: NetSuite ends where it would
//! be had every credit been booked by the shop's own integration.
//!
//! `TIEOUT_DOCUMENTS` says how many documents are wanted, roughly; a few without it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rust_decimal::Decimal;
use serde_json::Value;
use tieout::flow::apply::{self, End};
use tieout::model::action::ActionState;

use crate::applies::{Office, is_settled, text, without_credits};
use crate::ledger::money;
use crate::pulls::Place;
use crate::traded::world;

/// Five requests of a hundred meet something.
fn faults() -> String {
    let kinds = [
        ("lost-before", ""),
        ("lost-after", ""),
        ("duplicate", ""),
        ("truncate", ""),
        ("delay", "delay_ms = 400000"),
        ("status", "status = 429"),
        ("status", "status = 503"),
    ];
    let of = |(kind, more): &(&str, &str)| {
        format!("[[fault]]\nkind = \"{kind}\"\npath = \"/netsuite\"\nper_thousand = 7\n{more}\n")
    };
    kinds.iter().map(of).collect()
}

/// Lets so many workers carry out at once, again and again until nothing is open; why what was refused was, by
/// action.
pub(crate) fn carry_out(office: &Office, workers: u32) -> BTreeMap<u64, String> {
    let mut refused = BTreeMap::new();
    for round in 0.. {
        let outcomes = std::thread::scope(|scope| {
            let all: Vec<_> = (0..workers).map(|_| scope.spawn(|| office.apply(false))).collect();
            let all = all.into_iter().map(|one| one.join().unwrap());
            all.flatten().collect::<Vec<_>>()
        });
        for outcome in outcomes {
            // The worker that came second is told so, which is no reason.
            if let End::Refused(why) = outcome.end
                && !why.contains("only what is approved is carried out")
            {
                refused.insert(outcome.action.number, why);
            }
        }
        if apply::is_idle(&office.store()).unwrap() {
            break;
        }
        assert!(round < 60, "{refused:#?}");
        let wait = async { tokio::time::sleep(Duration::from_secs(300)).await };
        office.place.runtime.block_on(wait);
    }
    refused
}

/// What both sides come to, by currency: Shopify, NetSuite.
fn sides(place: &Place) -> BTreeMap<String, (Decimal, Decimal)> {
    place.compare();
    let answer = place.home.run(&["report", "--view", "findings", "--json"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let document: Value = serde_json::from_str(&answer.out).unwrap();
    let lines = document["summary"]["by_currency"].as_array().unwrap().iter();
    let of = |line: &Value| {
        let currency = line["currency"].as_str().unwrap().to_owned();
        (currency, (money(&line["shopify"]), money(&line["netsuite"])))
    };
    lines.map(of).collect()
}

/// By currency, what is asked of people and no approval carries out: goods that came back and were not refunded,
/// say. NetSuite stays so much apart from Shopify, and the list says so.
fn left_to_people(office: &Office) -> BTreeMap<String, Decimal> {
    let mut left = BTreeMap::<String, Decimal>::new();
    for exception in office.exceptions() {
        let finding = &exception.finding;
        let is_decided = finding.proposal.as_ref().is_some_and(|p| p.action.is_decided_here());
        if finding.subject.payout.is_none() && !is_decided {
            let delta: Decimal = finding.delta.text(finding.currency).parse().unwrap();
            *left.entry(finding.currency.to_string()).or_default() += delta;
        }
    }
    left.retain(|_, delta| !delta.is_zero());
    left
}

/// What was refused for good, by currency. Each with NetSuite's reason.
fn never_booked(office: &Office, refused: &BTreeMap<u64, String>) -> BTreeMap<String, Decimal> {
    let store = office.store();
    let posted = store.read().actions(Some(ActionState::Posted)).unwrap();
    let posted: BTreeSet<u64> = posted.iter().map(|s| s.action.exception).collect();
    let (mut missing, mut wrong) = (BTreeMap::new(), Vec::new());
    for standing in store.read().actions(Some(ActionState::Refused)).unwrap() {
        let action = standing.action;
        if !posted.contains(&action.exception) {
            let why = refused.get(&action.number).map(String::as_str).unwrap_or_default();
            if !why.contains("NetSuite would make it") {
                wrong.push(format!("{}: {why} {:#?}", action.id(), action.steps));
            }
            let amount: Decimal = action.proposal.amount.text(action.currency).parse().unwrap();
            // What was proposed again and refused again is one.
            missing.insert(action.exception, (action.currency.to_string(), amount));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut sums = BTreeMap::<String, Decimal>::new();
    for (currency, amount) in missing.into_values() {
        *sums.entry(currency).or_default() += amount;
    }
    sums
}

#[test]
fn a_month_of_approvals_ends_with_books_that_are_equal_to_the_cent() {
    let asked = std::env::var("TIEOUT_DOCUMENTS").ok();
    let documents: u32 = asked.and_then(|n| n.parse().ok()).unwrap_or(12);
    let began = Instant::now();
    let world = world(documents * 8, 3, true);
    let well = Place::of(world.clone(), "");
    well.pull_all(&well.request());
    let wanted = sides(&well);
    let office = Office::of(without_credits(world), "");
    let left = left_to_people(&office);
    let (mut approved, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    let approved_after = began.elapsed();
    office.place.goes_on(office.place.world(), &faults());
    let mut refused = carry_out(&office, 2);
    office.place.goes_on(office.place.world(), "");
    // One worker's credit changes a sale that the other's starts from, and the other knows whose doing that is.
    let moved = refused.values().filter(|why| why.contains("was changed in NetSuite"));
    assert_eq!(moved.collect::<Vec<_>>(), Vec::<&String>::new());
    office.place.pull_all(&office.place.request());
    office.reconcile();
    let (again, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    approved.extend(again);
    approved.sort_unstable();
    approved.dedup();
    refused.extend(carry_out(&office, 1));
    let applied_after = began.elapsed();
    is_settled(&office, &approved, "a month of approvals");
    let missing = never_booked(&office, &refused);
    assert_eq!(left_to_people(&office), left, "nothing else came up");
    let have = sides(&office.place);
    for (currency, (shopify, netsuite)) in &wanted {
        assert_eq!(shopify, netsuite, "{currency}: the shop's own books");
        let more = missing.get(currency).copied().unwrap_or_default();
        let open = left.get(currency).copied().unwrap_or_default();
        assert_eq!(
            have[currency],
            (*shopify, *netsuite + more - open),
            "{currency}: refused {missing:?}, left to people {left:?}"
        );
    }
    let made = office.made();
    let posted = office.store().read().actions(Some(ActionState::Posted)).unwrap().len();
    told(&format!(
        "{} documents of {posted} actions; refused {missing:?}, left to people {left:?}; approved after {approved_after:?}, applied after {applied_after:?}, all {:?}",
        made.len(),
        began.elapsed()
    ));
    assert!(made.len() >= documents as usize / 2, "{} documents", made.len());
    let mut ids = made.clone();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), made.len(), "each document once");
    let world = office.place.world();
    let rows = world.netsuite.tables["transaction"].iter();
    assert!(rows.filter(|row| text(row, "source") == "restWebServices").count() == made.len());
}

#[allow(clippy::print_stdout, reason = "the figures of a long run are worth seeing")]
fn told(what: &str) {
    println!("{what}");
}
