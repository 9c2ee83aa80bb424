//! Every code of edits and of the warehouse, from `pull` to the end of `sync`: what the sales order holds then, and what
//! is left in the queue. What arises by moments alone is in `races`.

use std::collections::{BTreeMap, BTreeSet};

use tieout::config::file::Addresses;
use tieout::flow::sync::{SyncEnd, SyncRequest};
use tieout::model::code::{self, Family, Seen};
use tieout::twin::trade::{Trade, plant, plantable};
use tieout::twin::world::World;

use crate::applies::text;
use crate::floor::{Floor, SalesOrder, cents};
use crate::pulls::Place;
use crate::traded::NOW;

/// What becomes of an order with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// `sync` carries it over: the sales order comes to Shopify's total, and nothing of it is left.
    Follows,
    /// It is a person's, under the same code, and the sales order is as it was.
    Stays,
    /// The same, because NetSuite would compute another tax than Shopify did, and nothing is plugged: the twin taxes an
    /// order by one rate, and this one holds goods with and without tax. In `races`, without tax, it follows.
    Taxed,
}
use End::{Follows, Stays, Taxed};

#[rustfmt::skip]
const ENDS: [(&str, End); 29] = [
    ("EDT-01", Follows),
    ("EDT-02", Taxed),
    ("EDT-03", Taxed),
    ("EDT-04", Taxed),
    ("EDT-05", Follows),
    ("EDT-06", Follows),
    ("EDT-07", Stays),
    ("EDT-08", Follows),
    ("EDT-09", Stays),
    ("EDT-10", Stays),
    ("EDT-11", Stays),
    ("EDT-12", Stays),
    ("EDT-13", Taxed),
    ("EDT-16", Follows),
    ("EDT-17", Taxed),
    ("EDT-18", Stays),
    ("EDT-19", Stays),
    ("EDT-20", Stays),
    ("EDT-21", Stays),
    ("EDT-22", Stays),
    ("FUL-01", Stays),
    ("FUL-02", Stays),
    ("FUL-03", Stays),
    ("FUL-04", Stays),
    ("FUL-05", Stays),
    ("FUL-06", Stays),
    ("FUL-07", Stays),
    ("FUL-08", Stays),
    ("FUL-09", Stays),
];

/// Met without a finding, and the history of `races` in which it is.
const WITHOUT: [(&str, &str); 2] = [
    (
        "EDT-15",
        "edit +CANDLE-PEAT 1; edit +OATCAKES 2; edit -CANDLE-PEAT 1; edit -JAM-DAMSON 1; sync",
    ),
    ("EDT-23", "edit -JAM-DAMSON 2 +JAM-DAMSON 2; sync"),
];

/// A month in which each of them happens, in every way in which it arises.
fn world() -> World {
    let codes: Vec<&str> = plantable()
        .into_iter()
        .filter(|c| c.starts_with("EDT") || c.starts_with("FUL"))
        .collect();
    let month = Trade {
        orders: 400,
        seed: 11,
        now: NOW.parse().unwrap(),
        healthy: true,
    };
    let mut world = plant(&month, &codes).unwrap();
    for scopes in world.shops.iter_mut().flat_map(|s| s.tokens.values_mut()) {
        scopes.push("protected-customer-data".to_owned());
    }
    world
}

/// The sales order of each planted order, and what Shopify's order comes to.
fn sales_orders(world: &World, names: &BTreeSet<(String, String)>) -> BTreeMap<String, (Option<SalesOrder>, i64)> {
    let heads = world.netsuite.tables["transaction"].to_vec();
    let of = |(shop, name): &(String, String)| {
        let is_it = |r: &&tieout::twin::objects::Object| {
            text(r, "type") == "SalesOrd" && text(r, "custbody_shopify_order") == *name
        };
        let order = heads
            .iter()
            .find(is_it)
            .map(|head| SalesOrder::of(world, &text(head, "id")));
        let shop = world.shops.iter().find(|s| s.domain == *shop).unwrap();
        let placed = shop.orders.iter().find(|o| o["name"] == *name.as_str()).unwrap();
        let total = placed["currentTotalPriceSet"]["shopMoney"]["amount"].as_str().unwrap();
        (name.clone(), (order, cents(total)))
    };
    names.iter().map(of).collect()
}

#[test]
fn each_code_of_edits_and_of_the_warehouse_ends_as_it_should() {
    let world = world();
    let planted: Vec<(String, String, String)> = world
        .expected
        .iter()
        .map(|e| (e.code.clone(), e.shop.clone(), e.subject.clone()))
        .collect();
    let names: BTreeSet<(String, String)> = planted
        .iter()
        .map(|(_, shop, name)| (shop.clone(), name.clone()))
        .collect();
    let before = sales_orders(&world, &names);
    let mut place = Place::of(world, "");
    for shop in &mut place.config.file.shops {
        shop.addresses = Addresses::Whole;
    }
    let floor = Floor::at(place);
    floor.place.pull_all(&floor.place.request());
    floor.place.compare();
    let found = floor.queue();
    for (code, _, name) in &planted {
        let all: BTreeSet<&str> = found[name].iter().filter_map(|w| w.split(' ').next()).collect();
        assert!(all.contains(code.as_str()), "{name}: {all:?} instead of {code}");
    }
    let mut refused = BTreeMap::new();
    for _ in 0..2 {
        let report = floor.sync_over(&floor.place.line, &SyncRequest::default());
        refused.extend(report.orders.into_iter().filter_map(|o| match o.end {
            SyncEnd::Refused(why) => Some((o.order.name, why)),
            _ => None,
        }));
        floor.wait(1_800);
    }
    let (left, after) = (floor.queue(), sales_orders(&floor.place.world(), &names));
    let ends: BTreeMap<&str, End> = ENDS.into_iter().collect();
    let mut wrong = Vec::new();
    for (code, _, name) in &planted {
        let still: Vec<&String> = left.get(name).into_iter().flatten().collect();
        let still: Vec<&&String> = still
            .iter()
            .filter(|w| w.starts_with("EDT") || w.starts_with("FUL"))
            .collect();
        let follows = still.is_empty() && after[name].0.as_ref().is_some_and(|o| o.total == after[name].1);
        let stays = still.len() == 1 && still[0].starts_with(code.as_str()) && before[name].0 == after[name].0;
        let is = match (follows, stays) {
            (true, false) => Some(Follows),
            (false, true) if refused.get(name).is_some_and(|w| w.contains("NetSuite would make it")) => Some(Taxed),
            (false, true) => Some(Stays),
            _ => None,
        };
        if is.is_none() || ends.get(code.as_str()) != is.as_ref() {
            wrong.push(format!(
                "(\"{code}\", {is:?}), // {name} {still:?} {:?}",
                refused.get(name)
            ));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each code has a history or a month; what cannot be found as itself is named with the reason that the catalogue gives.
#[test]
fn no_code_of_edits_or_of_the_warehouse_is_left_out() {
    let planted: BTreeSet<&str> = ENDS.iter().map(|(code, _)| *code).collect();
    let played: BTreeSet<&str> = crate::races::codes().collect();
    for code in code::all().filter(|c| matches!(c.family, Family::Edt | Family::Ful)) {
        let without = WITHOUT.iter().find(|(id, _)| *id == code.id);
        match code.seen {
            Seen::Directly => assert!(planted.contains(code.id) || played.contains(code.id), "{code:?}"),
            Seen::NoFinding(_) => {
                let (_, history) = without.unwrap_or_else(|| panic!("{code:?} has no history"));
                assert!(crate::races::ends_without_a_finding(history), "{code:?}: {history}");
            }
            other => panic!("{code:?} is seen {}: name what stands for it here", other.name()),
        }
        assert_eq!(without.is_some(), matches!(code.seen, Seen::NoFinding(_)), "{code:?}");
    }
}
