//! What is right in the end, told from what was done to an order and not from what the program found.

use std::collections::{BTreeMap, BTreeSet};

use tieout::flow::sync::SyncReport;
use tieout::twin::trade::going::{Going, Holds};
use tieout::twin::world::World;

use crate::applies::text;
use crate::floor::{Floor, OrderLine, SalesOrder, Story, cents};

/// What an edit is called that nothing stands in the way of.
/// With tax also what the cents of it do to prices and totals.
const OF_EDITS: [&str; 10] = [
    "EDT-01", "EDT-02", "EDT-03", "EDT-04", "EDT-05", "EDT-08", "EDT-13", "EDT-17", "TAX-01", "TAX-02",
];

/// What there was before anything happened.
pub(super) struct Judge {
    /// How many documents there are of each type that nobody makes in a history.
    documents: BTreeMap<String, usize>,
}

/// Documents by type; those that the histories make themselves are left out.
fn documents(world: &World) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for row in world.netsuite.tables["transaction"].iter() {
        let kind = text(&row, "type");
        if !matches!(kind.as_str(), "ItemShip" | "CustInvc") {
            *all.entry(kind).or_default() += 1;
        }
    }
    all
}

/// The first fulfilment that holds something else than what was picked for it, or invoice that is worth something else.
fn other_documents(world: &World, story: &Story) -> Option<String> {
    let tables = &world.netsuite.tables;
    for parcel in &story.parcels {
        let mut goods = BTreeMap::new();
        for row in tables["transactionline"]
            .iter()
            .filter(|r| text(r, "transaction") == parcel.id)
        {
            let pieces: i64 = text(&row, "quantity").parse().unwrap_or(0);
            if text(&row, "mainline") != "T" && text(&row, "iscogs") != "T" && pieces != 0 {
                *goods.entry(text(&row, "item").parse::<u64>().unwrap()).or_default() += pieces.abs();
            }
        }
        if goods != parcel.goods {
            return Some(format!(
                "a fulfilment was altered: {goods:?} instead of {:?}",
                parcel.goods
            ));
        }
    }
    for (bill, total) in &story.bills {
        let head = tables["transaction"].iter().find(|r| text(r, "id") == *bill);
        let held = head.map(|r| cents(&text(&r, "foreigntotal")));
        if held != Some(*total) {
            return Some(format!("an invoice was altered: {held:?} instead of {total}"));
        }
    }
    None
}

/// An order in the end.
struct Ended<'e> {
    going: &'e Going,
    story: &'e Story,
    order: SalesOrder,
    /// A fulfilment or an invoice that is not as it was made.
    documents_differ: Option<String>,
    /// How the last round left it, where that looked at it.
    why: String,
    /// Codes in the queue that are about what it holds or what was shipped.
    codes: BTreeSet<String>,
}

impl Judge {
    pub(super) fn of(floor: &Floor) -> Self {
        Self {
            documents: documents(&floor.place.world()),
        }
    }

    /// How the orders ended, or what is wrong.
    pub(super) fn verdict(&self, floor: &Floor, last: &SyncReport) -> Result<BTreeMap<String, u64>, Vec<String>> {
        let (world, mut queue) = (floor.place.world(), floor.queue());
        let (orders, stories) = (floor.hands.orders.lock().unwrap(), floor.hands.stories.lock().unwrap());
        let (mut wrong, mut ends) = (Vec::new(), BTreeMap::<String, u64>::new());
        let now = documents(&world);
        if now != self.documents {
            wrong.push(format!("documents were made: {now:?} instead of {:?}", self.documents));
        }
        for ((going, story), id) in orders.iter().zip(stories.iter()).zip(&floor.hands.sales_orders) {
            let open = queue.remove(&going.name()).unwrap_or_default();
            let codes = open.iter().filter_map(|words| words.split(' ').next());
            // Money that moved is another matter.
            let codes = codes.filter(|c| !c.starts_with("PAY-") && !c.starts_with("REF-"));
            let left = last.orders.iter().find(|o| o.order.id == going.id());
            let ended = Ended {
                why: left.map(|o| format!("{:?}", o.end)).unwrap_or_default(),
                going,
                story,
                order: SalesOrder::of(&world, id),
                documents_differ: other_documents(&world, story),
                codes: codes.map(str::to_owned).collect(),
            };
            let said = format!(
                "{} {:?} {}",
                ended.state(),
                ended.codes,
                ended
                    .why
                    .split(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'][..])
                    .collect::<Vec<_>>()
                    .join("")
            );
            *ends.entry(said.clone()).or_default() += 1;
            let faults = ended.faults();
            if !faults.is_empty() {
                wrong.push(format!(
                    "{}: {faults:?}\n  {said}\n  {:?}\n  newest {:?}\n  {}",
                    going.name(),
                    ended.order,
                    going.holds(),
                    story.told
                ));
            }
        }
        if wrong.is_empty() { Ok(ends) } else { Err(wrong) }
    }
}

fn pieces(holds: &Holds) -> BTreeMap<u64, i64> {
    holds.goods.iter().map(|(item, (pieces, _))| (*item, *pieces)).collect()
}

impl Ended<'_> {
    fn follows(&self) -> bool {
        self.order.holds() == self.going.holds()
    }

    /// Pieces that were fulfilled, of parcels of which the status is so.
    fn fulfilled(&self, is: impl Fn(char) -> bool) -> BTreeMap<u64, i64> {
        let mut all = BTreeMap::new();
        for parcel in self.story.parcels.iter().filter(|p| is(p.status)) {
            for (item, pieces) in &parcel.goods {
                *all.entry(*item).or_default() += *pieces;
            }
        }
        all
    }

    /// Whether goods were fulfilled that nobody wants any more, in parcels of a status.
    fn unwanted(&self, is: impl Fn(char) -> bool) -> bool {
        let (newest, all) = (pieces(&self.going.holds()), self.fulfilled(|_| true));
        let some = self.fulfilled(is);
        all.iter()
            .any(|(item, pieces)| some.contains_key(item) && *pieces > newest.get(item).copied().unwrap_or(0))
    }

    /// What it has come to, in words.
    fn state(&self) -> String {
        let in_hand = self.story.parcels.iter().any(|p| p.status != 'C');
        let gone = self.story.parcels.iter().any(|p| p.status == 'C');
        let mut words = vec![if self.follows() { "follows" } else { "behind" }];
        words.extend(self.story.closed.then_some("closed"));
        words.extend((!self.story.bills.is_empty()).then_some("billed"));
        words.extend(in_hand.then_some("in hand"));
        words.extend(gone.then_some("shipped"));
        words.extend(self.unwanted(|s| s != 'C').then_some("unwanted in hand"));
        words.extend(self.unwanted(|s| s == 'C').then_some("unwanted shipped"));
        words.join(", ")
    }

    fn faults(&self) -> Vec<String> {
        let all = [
            self.documents_differ.clone(),
            self.altered(),
            self.of_no_version(),
            self.is_missed(),
            self.is_miscalled(),
        ];
        all.into_iter().flatten().collect()
    }

    /// Nothing stood in the way, and yet it did not follow.
    fn is_missed(&self) -> Option<String> {
        let begun = self.story.closed || !self.story.parcels.is_empty();
        // NetSuite taxes an order by one rate, so that its total may miss Shopify's where tax is due.
        let untaxed = self.order.total == self.order.shipping + self.order.lines.iter().map(|l| l.amount).sum::<i64>();
        // Of two lines of one item which one goes is not told yet.
        let open = self.order.lines.iter().filter(|l| !l.closed);
        let several = open.clone().count() > open.map(|l| l.item).collect::<BTreeSet<u64>>().len();
        (!self.follows() && !begun && untaxed && !several && !self.is_emptied())
            .then(|| format!("it could have followed: {}", self.why))
    }

    /// Whether an edit took all goods off it: with its last open line NetSuite closes the sales order, and what is wanted
    /// of it from then on is a person's to say.
    fn is_emptied(&self) -> bool {
        self.order.status == "H" && !self.story.closed
    }

    /// The codes are not those of its history.
    fn is_miscalled(&self) -> Option<String> {
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let one_of = |all: &[&str]| matches!(&codes[..], [one] if all.contains(one));
        let in_hand = self.story.parcels.iter().any(|p| p.status != 'C');
        let gone = self.story.parcels.iter().any(|p| p.status == 'C');
        let same_goods = pieces(&self.order.holds()) == pieces(&self.going.holds());
        let all_of = |all: &[&str]| codes.iter().all(|code| all.contains(code));
        let is_right = match self.order.status.as_str() {
            // Shipping that is charged without goods stands on no open order.
            _ if self.is_emptied() && self.follows() => all_of(&["EDT-08", "TAX-01"]),
            _ if self.is_emptied() && same_goods => one_of(&["EDT-08"]),
            _ if self.follows() && self.unwanted(|s| s != 'C') => one_of(&["FUL-02"]),
            _ if self.follows() && self.unwanted(|s| s == 'C') => one_of(&["FUL-01", "FUL-08"]),
            _ if self.follows() && self.story.closed => codes.is_empty() || one_of(&["FUL-04", "FUL-05"]),
            _ if self.follows() => codes.is_empty() || one_of(&["FUL-06"]) && !in_hand && !gone,
            "H" if in_hand => one_of(&["FUL-04", "FUL-02"]),
            "H" if same_goods => one_of(&["EDT-08", "FUL-05"]),
            "H" => one_of(&["EDT-12", "FUL-05", "FUL-01", "FUL-03"]),
            // A change that was under way when it was closed opened a part of it again.
            _ if self.story.closed => one_of(&["FUL-02"]) || codes.contains(&"EDT-12"),
            "G" => one_of(&["EDT-11", "FUL-01"]),
            _ if (in_hand || gone) && same_goods => one_of(&["EDT-08"]),
            _ if in_hand && gone => one_of(&["FUL-01", "FUL-02", "FUL-03", "EDT-10"]),
            _ if in_hand => one_of(&["FUL-02", "EDT-10"]),
            _ if gone => one_of(&["FUL-01", "FUL-03", "EDT-10"]),
            _ => !codes.is_empty() && all_of(&OF_EDITS),
        };
        (!is_right).then(|| "it is called otherwise than its history is".to_owned())
    }

    /// Lines of which something left are as they were then.
    fn altered(&self) -> Option<String> {
        let now = |l: &OrderLine| self.order.lines.iter().find(|n| n.id == l.id);
        // Between reading and writing a line may be raised of which all had just left: that is more of the same.
        let same = |l: &&OrderLine| {
            now(l).is_some_and(|n| {
                let apart = n.amount * l.pieces - l.amount * n.pieces;
                let at_its_price = apart.abs() <= n.pieces.max(l.pieces);
                n.item == l.item && n.pieces >= l.pieces && n.shipped >= l.shipped && at_its_price
            })
        };
        let other = self.story.left.iter().find(|l| !same(l))?;
        Some(format!("what was shipped is altered: {other:?} is {:?}", now(other)))
    }

    /// A sales order that nobody closed holds some version of the order, the lines of one and no others.
    fn of_no_version(&self) -> Option<String> {
        let held = pieces(&self.order.holds());
        let known = self.going.history().iter().any(|version| pieces(version) == held);
        (!known && !self.story.closed).then(|| format!("it holds no version of the order: {held:?}"))
    }
}
