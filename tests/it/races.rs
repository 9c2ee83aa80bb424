//! Edits that meet a warehouse at every point of its way: each row is a history, what the sales order holds in the end,
//! and what is in the queue for whom.
//!
//! The histories are acts of `floor`; `sync` is the program's, `sync while …` with something that happens between its
//! reading and its writing.

use std::collections::BTreeMap;

use tieout::flow::sync::SyncEnd;
use tieout::twin::trade::going::{Bought, Going, Holds};

use crate::floor::{Act, Floor, Rules, SalesOrder, goods};

/// One history.
struct Row {
    /// What was bought.
    bought: &'static str,
    /// What happened then.
    history: &'static str,
    /// What the sales order holds in the end.
    holds: &'static str,
    /// What is in the queue in the end: codes and routes.
    queue: &'static [&'static str],
}

const fn row(bought: &'static str, history: &'static str, holds: &'static str, queue: &'static [&'static str]) -> Row {
    Row {
        bought,
        history,
        holds,
        queue,
    }
}

const TWO: &str = "VASE-FLINT 1, JAM-DAMSON 2";
const VASE: &str = "VASE-FLINT 1";
const ONE_JAM: &str = "VASE-FLINT 1, JAM-DAMSON 1";
const THREE: &str = "VASE-FLINT 1, JAM-DAMSON 2, CANDLE-PEAT 1";
const SOCKS: &str = "SOCK-FERN-S 2, SOCK-FERN-L 1";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Before the pick.
    row(TWO, "edit +CANDLE-PEAT 1; sync", THREE, &[]),
    row(TWO, "edit -JAM-DAMSON 2; sync", VASE, &[]),
    row(TWO, "edit -JAM-DAMSON 1; sync", ONE_JAM, &[]),
    row(TWO, "edit >JAM-DAMSON 3; sync", "VASE-FLINT 1, JAM-DAMSON 5", &[]),
    row(TWO, "edit -VASE-FLINT 1 +BAG-CANVAS 1; sync", "BAG-CANVAS 1, JAM-DAMSON 2", &[]),
    row(SOCKS, "edit -SOCK-FERN-S 2 +SOCK-FERN-M 2; sync", "SOCK-FERN-M 2, SOCK-FERN-L 1", &[]),
    row(SOCKS, "edit -SOCK-FERN-S 1 >SOCK-FERN-L 1; sync", "SOCK-FERN-S 1, SOCK-FERN-L 2", &[]),
    row(TWO, "edit express; sync", TWO, &[]),
    row(TWO, "edit express; sync; edit standard; sync", TWO, &[]),
    row(TWO, "edit -VASE-FLINT 1 -JAM-DAMSON 2 +OATCAKES 9 express; sync", "OATCAKES 9", &[]),
    row(TWO, "edit -JAM-DAMSON 2; sync; edit +JAM-DAMSON 1; sync", ONE_JAM, &[]),
    row(TWO, "edit +JAM-DAMSON 1; sync", "VASE-FLINT 1, JAM-DAMSON 3", &[]),
    row(TWO, "edit +CANDLE-PEAT 1; sync; pick", THREE, &[]),
    row(TWO, "edit +CANDLE-PEAT 1; sync; ship; bill", THREE, &[]),
    // Bursts.
    row(TWO, "edit +CANDLE-PEAT 1; edit +OATCAKES 2; edit -CANDLE-PEAT 1; edit -JAM-DAMSON 1; sync", "VASE-FLINT 1, JAM-DAMSON 1, OATCAKES 2", &[]),
    row(TWO, "edit +CANDLE-PEAT 1; edit -CANDLE-PEAT 1; sync", TWO, &[]),
    row(TWO, "edit -JAM-DAMSON 2 +JAM-DAMSON 2; sync", TWO, &[]),
    row(TWO, "edit -JAM-DAMSON 1; edit -JAM-DAMSON 1; edit +JAM-DAMSON 2; sync", TWO, &[]),
    row(TWO, "edit +CANDLE-PEAT 1; sync; edit +OATCAKES 2; edit >CANDLE-PEAT 1; sync", "VASE-FLINT 1, JAM-DAMSON 2, CANDLE-PEAT 2, OATCAKES 2", &[]),
    // Nobody has carried it over yet.
    row(TWO, "edit +CANDLE-PEAT 1", TWO, &["EDT-01 engineering"]),
    row(TWO, "edit -JAM-DAMSON 2", TWO, &["EDT-02 engineering"]),
    row(TWO, "edit -JAM-DAMSON 1", TWO, &["EDT-03 engineering"]),
    row(TWO, "edit >JAM-DAMSON 1", TWO, &["EDT-04 engineering"]),
    row(SOCKS, "edit -SOCK-FERN-S 2 +SOCK-FERN-M 2", SOCKS, &["EDT-05 engineering"]),
    row(TWO, "edit +CANDLE-PEAT 1; sync; edit +OATCAKES 1; edit +OATCAKES 1", THREE, &["EDT-13 engineering"]),
    // Another edit between reading and writing: the next round carries it.
    row(TWO, "edit +CANDLE-PEAT 1; sync while edit +OATCAKES 1", THREE, &["EDT-13 engineering"]),
    row(TWO, "edit +CANDLE-PEAT 1; sync while edit +OATCAKES 1; sync", "VASE-FLINT 1, JAM-DAMSON 2, CANDLE-PEAT 1, OATCAKES 1", &[]),
    row(TWO, "edit +CANDLE-PEAT 1; sync while edit -CANDLE-PEAT 1; sync", TWO, &[]),
    // The warehouse between reading and writing.
    row(TWO, "edit +CANDLE-PEAT 1; sync while pick", THREE, &[]),
    row(TWO, "edit -JAM-DAMSON 2; sync while pick", VASE, &["FUL-02 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; sync while pick, pack", VASE, &["FUL-02 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; sync while pick; ship", VASE, &["FUL-01 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; sync while ship", TWO, &["FUL-01 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; sync while ship, bill", TWO, &["FUL-01 cx"]),
    row(TWO, "edit -JAM-DAMSON 1; sync while ship VASE-FLINT", ONE_JAM, &[]),
    row(TWO, "edit -JAM-DAMSON 2; sync while close", "", &["EDT-12 engineering"]),
    row(TWO, "edit +CANDLE-PEAT 1; edit -JAM-DAMSON 2; sync while pick, edit +OATCAKES 1; sync", "VASE-FLINT 1, CANDLE-PEAT 1", &["FUL-02 cx"]),
    // After the pick.
    row(TWO, "pick; edit +CANDLE-PEAT 1; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick VASE-FLINT; edit +CANDLE-PEAT 1; sync", THREE, &[]),
    row(TWO, "pick; edit -JAM-DAMSON 2; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick; edit -JAM-DAMSON 1; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick; edit >JAM-DAMSON 1; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; pick; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick VASE-FLINT; edit -JAM-DAMSON 2; sync", VASE, &[]),
    row(TWO, "pick; edit -JAM-DAMSON 1; edit -JAM-DAMSON 1; edit +CANDLE-PEAT 1; sync", TWO, &["FUL-02 cx"]),
    row(SOCKS, "pick; edit -SOCK-FERN-S 2 +SOCK-FERN-M 2; sync", SOCKS, &["FUL-02 cx"]),
    // After packing.
    row(TWO, "pick; pack; edit -JAM-DAMSON 2; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick; pack; edit +CANDLE-PEAT 1; sync", TWO, &["FUL-02 cx"]),
    row(TWO, "pick VASE-FLINT; pack; edit -JAM-DAMSON 1; sync", ONE_JAM, &[]),
    row(TWO, "pick; edit -JAM-DAMSON 2; pack; sync; ship; sync", TWO, &["FUL-03 cx"]),
    // After shipping.
    row(TWO, "ship; edit -JAM-DAMSON 2; sync", TWO, &["FUL-03 cx"]),
    row(TWO, "ship; edit -JAM-DAMSON 1; sync", TWO, &["FUL-03 cx"]),
    row(TWO, "ship; edit +CANDLE-PEAT 1; sync", TWO, &["FUL-03 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; ship; sync", TWO, &["FUL-01 cx"]),
    row(TWO, "edit +CANDLE-PEAT 1; ship; sync", TWO, &["FUL-01 cx"]),
    row(SOCKS, "edit -SOCK-FERN-S 2 +SOCK-FERN-M 2; ship; sync", SOCKS, &["FUL-01 cx"]),
    row(TWO, "edit -JAM-DAMSON 1; edit -JAM-DAMSON 1; ship; edit +CANDLE-PEAT 1; sync", TWO, &["FUL-01 cx"]),
    row(TWO, "ship VASE-FLINT; edit -JAM-DAMSON 2; sync", TWO, &["EDT-10 engineering"]),
    row(TWO, "[partly] ship VASE-FLINT; edit -JAM-DAMSON 2; sync", VASE, &[]),
    row(TWO, "[partly] ship VASE-FLINT; edit +CANDLE-PEAT 1; sync", THREE, &[]),
    row(TWO, "[partly] ship VASE-FLINT; edit -VASE-FLINT 1; sync", TWO, &["FUL-03 cx"]),
    row(TWO, "[partly] ship VASE-FLINT; edit -VASE-FLINT 1 -JAM-DAMSON 1; sync", TWO, &["FUL-03 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; sync; ship; edit >VASE-FLINT 1; sync", VASE, &["FUL-03 cx"]),
    row(TWO, "told", TWO, &["FUL-06 cx"]),
    row(TWO, "ship; told", TWO, &[]),
    // After billing.
    row(TWO, "ship; bill; edit -JAM-DAMSON 1; sync", TWO, &["EDT-11 cx"]),
    row(TWO, "ship; bill; edit +CANDLE-PEAT 1; sync", TWO, &["EDT-11 cx"]),
    row(TWO, "edit -JAM-DAMSON 2; ship; bill; sync", TWO, &["FUL-01 cx"]),
    row(SOCKS, "ship; bill; edit -SOCK-FERN-S 2 +SOCK-FERN-M 2; sync", SOCKS, &["EDT-11 cx"]),
    // After closing.
    row(TWO, "close; edit -JAM-DAMSON 1; sync", "", &["EDT-12 engineering"]),
    row(TWO, "close; edit +CANDLE-PEAT 1; sync", "", &["EDT-12 engineering"]),
    row(TWO, "pick; close; sync", "", &["FUL-04 cx"]),
    row(TWO, "ship; close; sync", TWO, &["FUL-05 cx"]),
    row(TWO, "ship VASE-FLINT; close; edit -JAM-DAMSON 2; sync", VASE, &["FUL-05 cx"]),
    // To another street: NetSuite's address follows until the warehouse has it.
    row(TWO, "[whole] street 7 Weir Court; sync", TWO, &[]),
    row(TWO, "[whole] street 7 Weir Court; street 9 Mill Lane; sync while street 2 Ford Row; sync", TWO, &[]),
    row(TWO, "[whole] street 7 Weir Court; edit -JAM-DAMSON 2; sync", VASE, &[]),
    row(TWO, "[whole] street 7 Weir Court", TWO, &["EDT-16 engineering"]),
    row(TWO, "[whole] pick; street 7 Weir Court; sync", TWO, &["EDT-16 cx"]),
    row(TWO, "[whole] ship; street 7 Weir Court; sync", TWO, &["EDT-16 cx"]),
    row(TWO, "[whole] ship; bill; street 7 Weir Court; sync", TWO, &["EDT-16 cx"]),
    // Somebody puts another price on it: the price level's, say.
    row(TWO, "reprice VASE-FLINT", TWO, &["EDT-17 engineering"]),
    row(TWO, "reprice VASE-FLINT; sync", TWO, &[]),
    row(TWO, "ship; reprice VASE-FLINT; sync", TWO, &["EDT-17 cx"]),
    // Another system writes the order as it was placed over it.
    row(TWO, "edit +CANDLE-PEAT 1; sync; overwrite", TWO, &["EDT-14 engineering"]),
    row(TWO, "edit +CANDLE-PEAT 1; sync; overwrite; sync", THREE, &[]),
];

/// The codes that some history ends with.
pub(crate) fn codes() -> impl Iterator<Item = &'static str> {
    let all = ROWS.iter().flat_map(|row| row.queue);
    all.filter_map(|words| words.split(' ').next())
}

/// Whether there is such a history, and nothing is in the queue after it.
pub(crate) fn ends_without_a_finding(history: &str) -> bool {
    ROWS.iter().any(|row| row.history == history && row.queue.is_empty())
}

/// Where a row's order stands in its floor, and what its steps are.
struct Played {
    row: &'static Row,
    steps: Vec<&'static str>,
}

impl Played {
    /// The rows of a configuration.
    fn of(rules: Rules) -> Vec<Self> {
        let of = |row: &'static Row| {
            let (of_row, history) = match row.history.split_once("] ") {
                Some(("[partly", rest)) => (Rules::Partly, rest),
                Some(("[whole", rest)) => (Rules::Whole, rest),
                _ => (Rules::Usual, row.history),
            };
            (of_row == rules).then(|| Self {
                row,
                steps: history.split("; ").collect(),
            })
        };
        ROWS.iter().filter_map(of).collect()
    }

    /// Whether nothing was left undone by whoever could do it.
    fn ends_in_sync(&self) -> bool {
        self.steps
            .last()
            .is_some_and(|s| s.starts_with("sync") && !s.contains("edit") && !s.contains("street"))
    }
}

/// Plays the histories side by side, each with an order of its own: a step of all of them, and then the next.
fn play(floor: &Floor, all: &[Played]) {
    let longest = all.iter().map(|p| p.steps.len()).max().unwrap_or_default();
    for step in 0..longest {
        floor.wait(600);
        let mut synced = Vec::new();
        for (at, played) in all.iter().enumerate() {
            match played
                .steps
                .get(step)
                .map(|s| s.split_once(" while ").unwrap_or((s, "")))
            {
                None => {}
                Some(("sync", "")) => synced.push(at),
                Some(("sync", acts)) => {
                    let acts: Vec<Act> = acts.split(", ").map(Act::of).collect();
                    floor.sync_while(at, acts);
                }
                Some((act, _)) => floor
                    .act(at, &Act::of(act))
                    .unwrap_or_else(|e| panic!("{}: {act}: {e}", played.row.history)),
            }
        }
        if !synced.is_empty() {
            floor.sync_of(&synced);
        }
    }
}

/// What the sales orders hold, and what is in the queue of each.
fn seen(floor: &Floor) -> Vec<(SalesOrder, Vec<String>)> {
    let (world, mut queue) = (floor.place.world(), floor.queue());
    let orders = floor.hands.orders.lock().unwrap();
    let of = |(order, id): (&Going, &String)| {
        let mut open = queue.remove(&order.name()).unwrap_or_default();
        // Money that moved is another matter.
        open.retain(|words| !words.starts_with("PAY-"));
        (SalesOrder::of(&world, id), open)
    };
    orders.iter().zip(&floor.hands.sales_orders).map(of).collect()
}

fn in_words(holds: &Holds) -> BTreeMap<u64, i64> {
    holds.goods.iter().map(|(item, (pieces, _))| (*item, *pieces)).collect()
}

/// What is wrong with what a row came to.
fn fault(played: &Played, order: &SalesOrder, queue: &[String], newest: &Holds) -> Option<String> {
    let (row, holds) = (played.row, order.holds());
    let wanted = goods(row.holds).into_iter();
    let wanted: BTreeMap<u64, i64> = wanted
        .map(|(sku, pieces)| (Going::item(&sku).unwrap(), pieces))
        .collect();
    let follows = in_words(newest) == wanted && row.queue.is_empty();
    let is_right = in_words(&holds) == wanted && queue == row.queue && (!follows || holds == *newest);
    (!is_right).then(|| {
        format!(
            "{}\n  holds {holds:?} instead of {wanted:?}, newest {newest:?}\n  queue {queue:?} instead of {:?}\n  {order:?}",
            row.history, row.queue
        )
    })
}

fn run(rules: Rules) {
    let all = Played::of(rules);
    let bought: Vec<Bought> = all
        .iter()
        .map(|p| Bought {
            shop: 1,
            // No tax is due there, so that NetSuite's own can stand in nobody's way.
            region: 2,
            goods: goods(p.row.bought),
        })
        .collect();
    let floor = Floor::of(&bought, rules);
    play(&floor, &all);
    floor.wait(3_600);
    floor.place.pull_all(&floor.place.request());
    floor.place.compare();
    let ends = seen(&floor);
    if rules == Rules::Whole {
        let orders = floor.hands.orders.lock().unwrap();
        for ((played, (order, queue)), going) in all.iter().zip(&ends).zip(orders.iter()) {
            let goes_there = order.street == going.street();
            assert_eq!(goes_there, queue.is_empty(), "{}: {order:?}", played.row.history);
        }
    }
    let newest: Vec<Holds> = floor.hands.orders.lock().unwrap().iter().map(Going::holds).collect();
    let each = all.iter().zip(&ends).zip(&newest);
    let mut wrong: Vec<String> = each
        .filter_map(|((played, (order, queue)), newest)| fault(played, order, queue, newest))
        .collect();
    // What is settled stays so, however often it is looked at.
    let settled: Vec<usize> = (0..all.len()).filter(|at| all[*at].ends_in_sync()).collect();
    for _ in 0..2 {
        floor.wait(600);
        floor.sync_of(&settled);
        floor.replay_failed();
    }
    let again = seen(&floor);
    let moved = settled.iter().filter(|at| again[**at] != ends[**at]);
    wrong.extend(moved.map(|at| {
        format!(
            "{}: a second round\n  {:?}\n  {:?}",
            all[*at].row.history, ends[*at], again[*at]
        )
    }));
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_edit_follows_or_is_in_the_queue_wherever_the_warehouse_was() {
    run(Rules::Usual);
}

#[test]
fn open_lines_of_a_partly_shipped_order_follow_where_the_configuration_lets_them() {
    run(Rules::Partly);
}

#[test]
fn what_was_lost_or_could_not_be_sent_goes_with_a_later_round_and_by_nobodys_hand() {
    let patch = |kind: &str, nth: u32, times: u32| {
        format!(
            "[[fault]]\nkind = {kind}\nmethod = \"PATCH\"\npath = \"/netsuite/services/rest/record\"\nnth = {nth}\ntimes = {times}\n"
        )
    };
    // The first of its requests shows it to NetSuite, the second writes it.
    let faults = [
        patch("\"status\"\nstatus = 503", 1, 60),
        patch("\"lost-before\"", 2, 1),
        patch("\"lost-after\"", 2, 1),
        patch("\"status\"\nstatus = 429", 2, 60),
    ];
    for fault in faults {
        let bought = Bought {
            shop: 1,
            region: 2,
            goods: goods(SOCKS),
        };
        let mut floor = Floor::of(&[bought], Rules::Usual);
        floor.sync();
        // Its total stays as it is: that alone does not tell whether it arrived.
        floor.act(0, &Act::of("edit -SOCK-FERN-S 1 >SOCK-FERN-L 1")).unwrap();
        floor.weather(&fault, 1);
        let first = floor.sync();
        let is_lost_after = fault.contains("lost-after");
        assert_eq!(
            first.orders[0].end == SyncEnd::Followed,
            is_lost_after,
            "{fault}{first:#?}"
        );
        for _ in 0..2 {
            floor.wait(1_200);
            floor.weather("", 1);
            floor.sync();
        }
        let newest = floor.hands.orders.lock().unwrap()[0].holds();
        let [(order, queue)] = &seen(&floor)[..] else { panic!() };
        assert_eq!((order.holds(), queue.as_slice()), (newest, &[][..]), "{fault}");
        assert!(floor.is_settled(), "{fault}");
    }
}

#[test]
fn an_address_follows_until_the_warehouse_has_it() {
    run(Rules::Whole);
}
