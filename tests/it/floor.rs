//! A warehouse and a shop that go on while the program runs: orders are edited, picked, packed, shipped, billed and
//! closed one act at a time, each on the twin's own side of things.
//!
//! Acts are written as words (`edit -JAM-DAMSON 2`, `pick`, `ship VASE-FLINT`), so that a history can be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tieout::approve::Policy;
use tieout::config::file::Addresses;
use tieout::flow::apply::{self, ApplyRequest, Bench};
use tieout::flow::remotes::{Line, Remotes};
use tieout::flow::replay::{self, ReplayRequest};
use tieout::flow::sync::{self, Round, SyncReport, SyncRequest};
use tieout::http::{Body, Transport, TransportError};
use tieout::model::action::ActionState;
use tieout::secret::Keyring;
use tieout::twin::Twin;
use tieout::twin::trade::going::{Bought, Change, Going, Holds, bought};
use tieout::twin::world::World;

use crate::applies::text;
use crate::pulls::{Place, quiet};
use crate::traded::NOW;

/// How a floor is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// As the demonstration is.
    Usual,
    /// Partly shipped orders take edits of their open lines.
    Partly,
    /// Addresses are read whole.
    Whole,
}

/// Something that somebody does to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// The buyer or the shop edits it.
    Edit(Vec<Change>),
    /// It is to go to another street.
    Street(String),
    /// Shopify is told that it was shipped.
    Told,
    /// What is owed is paid, or given back.
    Settle,
    /// The warehouse picks what is not fulfilled yet, or of that one SKU.
    Pick(Option<String>),
    /// It packs what was picked.
    Pack,
    /// What is in its hands leaves; where nothing is, what is not fulfilled yet, or of that one SKU.
    Ship(Option<String>),
    /// What left is billed.
    Bill,
    /// A person closes the sales order.
    Close,
    /// A person puts another price on a line of the sales order.
    Reprice(String),
    /// Another system writes the order as it was placed over it.
    Overwrite,
}

impl Act {
    /// Reads an act as it is written.
    pub(crate) fn of(words: &str) -> Self {
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        let one = (!rest.is_empty()).then(|| rest.to_owned());
        match verb {
            "edit" => Self::Edit(changes(rest)),
            "street" => Self::Street(rest.to_owned()),
            "told" => Self::Told,
            "settle" => Self::Settle,
            "pick" => Self::Pick(one),
            "pack" => Self::Pack,
            "ship" => Self::Ship(one),
            "bill" => Self::Bill,
            "close" => Self::Close,
            "reprice" => Self::Reprice(rest.to_owned()),
            "overwrite" => Self::Overwrite,
            _ => panic!("nobody can do `{words}`"),
        }
    }
}

/// `+SKU 1` adds a line, `>SKU 1` pieces to one, `-SKU 1` takes pieces off; `express` and `standard` are ways of
/// shipping.
fn changes(words: &str) -> Vec<Change> {
    let mut words = words.split(' ');
    let mut all = Vec::new();
    while let Some(word) = words.next() {
        let mut pieces = || words.next().unwrap().parse().unwrap();
        all.push(match word.split_at(1) {
            ("+", sku) => Change::Add(sku.to_owned(), pieces()),
            (">", sku) => Change::More(sku.to_owned(), pieces()),
            ("-", sku) => Change::Less(sku.to_owned(), pieces()),
            _ => Change::Express(word == "express"),
        });
    }
    all
}

/// `VASE-FLINT 1, JAM-DAMSON 2`.
pub(crate) fn goods(words: &str) -> Vec<(String, i64)> {
    let each = words.split(", ").filter(|w| !w.is_empty());
    let of = |words: &str| {
        let (sku, pieces) = words.rsplit_once(' ').unwrap();
        (sku.to_owned(), pieces.parse().unwrap())
    };
    each.map(of).collect()
}

/// An item fulfilment, as the warehouse knows it.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) id: String,
    /// `A` picked, `B` packed, `C` shipped.
    pub(crate) status: char,
    /// Pieces by item.
    pub(crate) goods: BTreeMap<u64, i64>,
}

/// What happened to an order, as those know who did it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Story {
    pub(crate) parcels: Vec<Parcel>,
    /// Invoices: internal id, and what they were worth when they were made.
    pub(crate) bills: Vec<(String, i64)>,
    pub(crate) closed: bool,
    /// Lines of the sales order of which something left, as they were then.
    pub(crate) left: Vec<OrderLine>,
    /// Everything that was done, in words.
    pub(crate) told: String,
}

/// A line of goods of a sales order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderLine {
    pub(crate) id: u64,
    pub(crate) item: u64,
    pub(crate) pieces: i64,
    pub(crate) shipped: i64,
    pub(crate) billed: i64,
    /// In cents.
    pub(crate) amount: i64,
    pub(crate) closed: bool,
}

/// A sales order as NetSuite has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SalesOrder {
    /// Where it goes.
    pub(crate) street: String,
    pub(crate) status: String,
    pub(crate) total: i64,
    pub(crate) shipping: i64,
    pub(crate) lines: Vec<OrderLine>,
}

/// Cents of one of NetSuite's texts.
pub(crate) fn cents(text: &str) -> i64 {
    let amount: rust_decimal::Decimal = if text.is_empty() { "0" } else { text }.parse().unwrap();
    (amount * rust_decimal::Decimal::ONE_HUNDRED)
        .normalize()
        .to_string()
        .parse()
        .unwrap()
}

/// Cents as a JSON number.
fn dollars(cents: i64) -> Value {
    serde_json::from_str(&rust_decimal::Decimal::new(cents, 2).to_string()).unwrap()
}

impl SalesOrder {
    pub(crate) fn of(world: &World, id: &str) -> Self {
        let tables = &world.netsuite.tables;
        let head = tables["transaction"].iter().find(|r| text(r, "id") == id).unwrap();
        let street = tables["transactionshippingaddress"]
            .iter()
            .find(|row| row["nkey"] == head["shippingaddress"]);
        let mut order = Self {
            street: street.map(|row| text(&row, "addr1")).unwrap_or_default(),
            status: text(&head, "status"),
            total: cents(&text(&head, "foreigntotal")),
            shipping: 0,
            lines: Vec::new(),
        };
        for row in tables["transactionline"]
            .iter()
            .filter(|r| text(r, "transaction") == id)
        {
            let number = |column| text(&row, column).parse().unwrap_or(0_i64).abs();
            if text(&row, "mainline") == "T" || text(&row, "taxline") == "T" {
                continue;
            }
            let amount = -cents(&text(&row, "foreignamount"));
            if text(&row, "itemtype") == "ShipItem" {
                order.shipping += amount;
                continue;
            }
            order.lines.push(OrderLine {
                id: number("id").unsigned_abs(),
                item: number("item").unsigned_abs(),
                pieces: number("quantity"),
                shipped: number("quantityshiprecv"),
                billed: number("quantitybilled"),
                amount,
                closed: text(&row, "isclosed") == "T",
            });
        }
        order.lines.sort_by_key(|l| l.id);
        order
    }

    /// What it holds: a closed line holds what was shipped or billed of it.
    pub(crate) fn holds(&self) -> Holds {
        let mut holds = Holds {
            shipping: self.shipping,
            total: self.total,
            ..Holds::default()
        };
        for line in &self.lines {
            let done = line.shipped.max(line.billed);
            let pieces = if line.closed {
                done.min(line.pieces)
            } else {
                line.pieces
            };
            if pieces == 0 {
                continue;
            }
            let held = holds.goods.entry(line.item).or_default();
            *held = (held.0 + pieces, held.1 + line.amount * pieces / line.pieces);
        }
        holds
    }
}

/// What may be done to the orders, from anywhere: between two requests of the program, too.
#[derive(Clone)]
pub(crate) struct Hands {
    twin: Twin,
    pub(crate) orders: Arc<Mutex<Vec<Going>>>,
    pub(crate) stories: Arc<Mutex<Vec<Story>>>,
    /// The internal ids of their sales orders.
    pub(crate) sales_orders: Vec<String>,
}

impl Hands {
    /// Does something to an order; why it cannot be done, where it cannot.
    pub(crate) fn act(&self, at: usize, act: &Act) -> Result<(), String> {
        let done = self.try_act(at, act);
        let mut stories = self.stories.lock().unwrap();
        let now = self.twin.clock().now();
        let end = done.as_ref().err().map(|why| format!(" ({why})")).unwrap_or_default();
        let _ = write!(stories[at].told, "{now} {act:?}{end}; ");
        done
    }

    fn try_act(&self, at: usize, act: &Act) -> Result<(), String> {
        let now = self.twin.clock().now();
        match act {
            Act::Edit(changes) => {
                let done = self.in_shop(at, |order| order.edit(now, changes));
                done.then_some(()).ok_or_else(|| "nothing of it can be done".to_owned())
            }
            Act::Street(street) => {
                self.in_shop(at, |order| order.moves(now, street));
                Ok(())
            }
            Act::Told => {
                self.in_shop(at, |order| order.ships(now));
                Ok(())
            }
            Act::Settle => {
                self.in_shop(at, |order| order.settles(now));
                Ok(())
            }
            Act::Pick(sku) => self.fulfil(at, sku.as_deref(), 'A'),
            Act::Pack => self.hand_on(at, 'B'),
            Act::Ship(sku) => {
                if self.hand_on(at, 'C').is_err() {
                    self.fulfil(at, sku.as_deref(), 'C')?;
                }
                let lines = self.sales_order(at).lines.into_iter().filter(|l| l.shipped > 0);
                let lines: Vec<OrderLine> = lines.collect();
                self.stories.lock().unwrap()[at].left = lines;
                Ok(())
            }
            Act::Bill => self.bill(at),
            Act::Close => self.close(at),
            Act::Reprice(sku) => self.reprice(at, sku),
            Act::Overwrite => self.overwrite(at),
        }
    }

    fn in_shop<T>(&self, at: usize, change: impl FnOnce(&mut Going) -> T) -> T {
        let mut orders = self.orders.lock().unwrap();
        let done = change(&mut orders[at]);
        assert!(self.twin.change_shop(orders[at].domain(), |shop| orders[at].put(shop)));
        done
    }

    fn sales_order(&self, at: usize) -> SalesOrder {
        SalesOrder::of(&self.twin.world(), &self.sales_orders[at])
    }

    fn fulfil(&self, at: usize, sku: Option<&str>, status: char) -> Result<(), String> {
        if self.stories.lock().unwrap()[at].parcels.iter().any(|p| p.status != 'C') {
            return Err("it is in hand already".to_owned());
        }
        let order = self.sales_order(at);
        let only = sku.map(|sku| Going::item(sku).unwrap());
        let wanted = |l: &OrderLine| !l.closed && l.pieces > l.shipped && only.is_none_or(|item| l.item == item);
        if !order.lines.iter().any(wanted) {
            return Err("nothing is left to fulfil".to_owned());
        }
        let left = order
            .lines
            .iter()
            .filter(|l| !l.closed && l.pieces > l.shipped && !wanted(l));
        let left: Vec<Value> = left.map(|l| json!({"orderLine": l.id, "itemReceive": false})).collect();
        let mut goods = BTreeMap::new();
        for line in order.lines.iter().filter(|l| wanted(l)) {
            *goods.entry(line.item).or_default() += line.pieces - line.shipped;
        }
        let body = json!({"shipStatus": {"id": status.to_string()}, "item": {"items": left}});
        let path = format!("salesOrder/{}/!transform/itemFulfillment", self.sales_orders[at]);
        let id = self.twin.beside("POST", &path, &body)?;
        let parcel = Parcel { id, status, goods };
        self.stories.lock().unwrap()[at].parcels.push(parcel);
        Ok(())
    }

    /// What is in hand goes on to being packed or shipped.
    fn hand_on(&self, at: usize, status: char) -> Result<(), String> {
        let mut stories = self.stories.lock().unwrap();
        let parcel = stories[at].parcels.iter_mut().find(|p| p.status < status.min('C'));
        let parcel = parcel.ok_or("nothing is in hand")?;
        let body = json!({"shipStatus": {"id": status.to_string()}});
        self.twin
            .beside("PATCH", &format!("itemFulfillment/{}", parcel.id), &body)?;
        parcel.status = status;
        Ok(())
    }

    fn bill(&self, at: usize) -> Result<(), String> {
        let order = self.sales_order(at);
        let left = order.lines.iter().filter(|l| !l.closed && l.shipped > l.billed);
        let items = left.map(|l| json!({"orderLine": l.id, "quantity": l.shipped - l.billed}));
        let items: Vec<Value> = items.collect();
        if items.is_empty() {
            return Err("nothing is left to bill".to_owned());
        }
        let path = format!("salesOrder/{}/!transform/invoice?replace=item", self.sales_orders[at]);
        let id = self.twin.beside("POST", &path, &json!({"item": {"items": items}}))?;
        let world = self.twin.world();
        let head = world.netsuite.tables["transaction"]
            .iter()
            .find(|r| text(r, "id") == id);
        let total = cents(&text(&head.unwrap(), "foreigntotal"));
        self.stories.lock().unwrap()[at].bills.push((id, total));
        Ok(())
    }

    fn close(&self, at: usize) -> Result<(), String> {
        let order = self.sales_order(at);
        if matches!(order.status.as_str(), "G" | "H") {
            return Err("it is billed or closed already".to_owned());
        }
        let open = order.lines.iter().filter(|l| !l.closed);
        let items: Vec<Value> = open.map(|l| json!({"line": l.id, "isClosed": true})).collect();
        let path = format!("salesOrder/{}", self.sales_orders[at]);
        self.twin.beside("PATCH", &path, &json!({"item": {"items": items}}))?;
        self.stories.lock().unwrap()[at].closed = true;
        Ok(())
    }

    fn reprice(&self, at: usize, sku: &str) -> Result<(), String> {
        let item = Going::item(sku).unwrap();
        let line = self
            .sales_order(at)
            .lines
            .into_iter()
            .find(|l| l.item == item && !l.closed);
        let line = line.ok_or("it has no such line")?;
        let items = json!([{"line": line.id, "amount": dollars(line.amount + 100 * line.pieces)}]);
        let path = format!("salesOrder/{}", self.sales_orders[at]);
        self.twin
            .beside("PATCH", &path, &json!({"item": {"items": items}}))
            .map(|_| ())
    }

    /// Lines that are not of the order as it was placed are closed, and the others have its pieces.
    fn overwrite(&self, at: usize) -> Result<(), String> {
        let placed = self.orders.lock().unwrap()[at].history()[0].clone();
        let items = self
            .sales_order(at)
            .lines
            .into_iter()
            .map(|l| match placed.goods.get(&l.item) {
                Some((pieces, amount)) => {
                    json!({"line": l.id, "quantity": pieces, "amount": dollars(*amount), "isClosed": false})
                }
                None => json!({"line": l.id, "quantity": 0, "amount": 0, "isClosed": true}),
            });
        let body = json!({"item": {"items": items.collect::<Vec<_>>()}});
        let path = format!("salesOrder/{}", self.sales_orders[at]);
        self.twin.beside("PATCH", &path, &body).map(|_| ())
    }
}

/// A place where orders go on.
pub(crate) struct Floor {
    pub(crate) place: Place,
    pub(crate) hands: Hands,
    policy: Policy,
}

impl Floor {
    /// What was bought, under a configuration.
    pub(crate) fn of(all: &[Bought], rules: Rules) -> Self {
        let (mut world, orders) = bought(NOW.parse().unwrap(), all);
        for scopes in world.shops.iter_mut().flat_map(|s| s.tokens.values_mut()) {
            scopes.push("protected-customer-data".to_owned());
        }
        let mut place = Place::of(world, "");
        match rules {
            Rules::Usual => {}
            Rules::Partly => {
                let states = [
                    "pending_fulfillment",
                    "partially_fulfilled",
                    "pending_billing_partially_fulfilled",
                ];
                place.configure(&format!("\n[lock]\neditable = {states:?}\n"));
            }
            Rules::Whole => {
                for shop in &mut place.config.file.shops {
                    shop.addresses = Addresses::Whole;
                }
            }
        }
        let heads = place.world().netsuite.tables["transaction"].to_vec();
        let sales_order_of = |order: &Going| {
            let is_it = |r: &&tieout::twin::objects::Object| {
                text(r, "type") == "SalesOrd" && text(r, "custbody_shopify_order") == order.name()
            };
            text(heads.iter().find(is_it).unwrap(), "id")
        };
        let mut floor = Self::at(place);
        floor.hands.sales_orders = orders.iter().map(sales_order_of).collect();
        floor.hands.stories = Arc::new(Mutex::new(vec![Story::default(); orders.len()]));
        floor.hands.orders = Arc::new(Mutex::new(orders));
        floor
    }

    /// A place of which no order goes on.
    pub(crate) fn at(place: Place) -> Self {
        let hands = Hands {
            twin: place.twin(),
            sales_orders: Vec::new(),
            stories: Arc::default(),
            orders: Arc::default(),
        };
        let policy = Policy {
            two_person: true,
            operators: Vec::new(),
            limits: Vec::new(),
            edits_by_preview: true,
        };
        Self { place, hands, policy }
    }

    /// Other things go wrong from now on, and which requests they strike follows from a seed.
    pub(crate) fn weather(&mut self, faults: &str, seed: u64) {
        self.place.goes_on_by(self.place.world(), faults, seed);
        self.hands.twin = self.place.twin();
    }

    pub(crate) fn act(&self, at: usize, act: &Act) -> Result<(), String> {
        let _inside = self.place.runtime.enter();
        self.hands.act(at, act)
    }

    pub(crate) fn wait(&self, seconds: u64) {
        let wait = async move { tokio::time::sleep(Duration::from_secs(seconds)).await };
        self.place.runtime.block_on(wait);
    }

    pub(crate) fn sync(&self) -> SyncReport {
        self.sync_over(&self.place.line, &SyncRequest::default())
    }

    /// One round of some orders.
    pub(crate) fn sync_of(&self, orders: &[usize]) -> SyncReport {
        self.sync_over(&self.place.line, &self.request(orders))
    }

    fn request(&self, orders: &[usize]) -> SyncRequest {
        let all = self.hands.orders.lock().unwrap();
        SyncRequest {
            orders: orders.iter().map(|at| all[*at].name()).collect(),
            ..SyncRequest::default()
        }
    }

    /// One round of an order, during which something happens between its reading and its writing.
    pub(crate) fn sync_while(&self, order: usize, acts: Vec<Act>) -> SyncReport {
        let mut acts = Some(acts);
        let meanwhile = move |hands: &Hands, at: usize| {
            let acts = acts.take().into_iter().flatten();
            acts.for_each(|act| hands.act(at, &act).unwrap());
        };
        self.sync_over(&self.meddled(meanwhile), &self.request(&[order]))
    }

    /// A network on which something happens just before each write of a sales order arrives.
    pub(crate) fn meddled(&self, meanwhile: impl FnMut(&Hands, usize) + Send + 'static) -> Line {
        Line {
            transport: Arc::new(Meddled {
                inner: self.place.line.transport.clone(),
                hands: self.hands.clone(),
                meanwhile: Mutex::new(Box::new(meanwhile)),
            }),
            clock: self.place.line.clock.clone(),
        }
    }

    pub(crate) fn sync_over(&self, line: &Line, request: &SyncRequest) -> SyncReport {
        let remotes = Remotes::of(&self.place.config, None, &Keyring::of_none(), line).unwrap();
        let round = Round {
            config: &self.place.config,
            remotes: &remotes,
            policy: &self.policy,
            clock: &self.place.line.clock,
            operator: "cron",
            stop: &|| false,
            runtime: &self.place.runtime,
            progress: &quiet(),
        };
        sync::run(&mut self.place.store(), &round, request).unwrap()
    }

    /// `replay --failed`: what became of what was on its way, and then what was refused once more.
    pub(crate) fn replay_failed(&self) {
        let failed = replay::failed(&self.place.store(), &ReplayRequest::default()).unwrap();
        let unknown: Vec<u64> = failed.unknown.iter().map(|s| s.action.number).collect();
        if !unknown.is_empty() {
            let remotes = Remotes::of(&self.place.config, None, &Keyring::of_none(), &self.place.line).unwrap();
            let bench = Bench {
                policy: &self.policy,
                account: remotes.account.as_ref().unwrap(),
                clock: &self.place.line.clock,
                operator: "cron",
                stop: &|| false,
                own_edits: BTreeMap::default(),
            };
            let request = ApplyRequest {
                actions: unknown,
                dry_run: false,
            };
            apply::run(&mut self.place.store(), &bench, &request, &self.place.runtime).unwrap();
        }
        let store = self.place.store();
        let of = |number: u64| store.read().exception(number).unwrap()?.finding.subject.order;
        let orders = failed.refused.iter().filter_map(|s| of(s.action.exception));
        let orders: BTreeSet<String> = orders.map(|o| o.id).collect();
        if !orders.is_empty() {
            let again = SyncRequest {
                orders: orders.into_iter().collect(),
                again: true,
                ..SyncRequest::default()
            };
            self.sync_over(&self.place.line, &again);
        }
    }

    /// Whether nothing is on its way.
    pub(crate) fn is_settled(&self) -> bool {
        let store = self.place.store();
        let on_its_way = [ActionState::Sending, ActionState::Unknown, ActionState::Approved];
        on_its_way
            .iter()
            .all(|state| store.read().actions(Some(*state)).unwrap().is_empty())
    }

    /// What is open of each order, as `queue list` tells it: code and route.
    pub(crate) fn queue(&self) -> BTreeMap<String, Vec<String>> {
        let answer = self.place.home.run(&["queue", "list", "--json", "--limit", "100000"]);
        assert!([0, 3].contains(&answer.code), "{answer:?}");
        let list: Value = serde_json::from_str(&answer.out).unwrap();
        let mut open = BTreeMap::<String, Vec<String>>::new();
        for exception in list["exceptions"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let order = text(&exception["subject"]["order"]["name"]);
            let words = format!("{} {}", text(&exception["code"]), text(&exception["route"]));
            open.entry(order).or_default().push(words);
        }
        open.values_mut().for_each(|codes| codes.sort());
        open
    }
}

type Meanwhile = Box<dyn FnMut(&Hands, usize) + Send>;

struct Meddled {
    inner: Arc<dyn Transport>,
    hands: Hands,
    meanwhile: Mutex<Meanwhile>,
}

impl Transport for Meddled {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        let accept = request.headers().get("accept").and_then(|a| a.to_str().ok());
        let is_write = request.method() == http::Method::PATCH && !accept.is_some_and(|a| a.contains("edit-form"));
        let written = request.uri().path().split("/salesOrder/").nth(1).filter(|_| is_write);
        let order = written.and_then(|id| self.hands.sales_orders.iter().position(|own| own == id));
        if let Some(at) = order {
            (self.meanwhile.lock().unwrap())(&self.hands, at);
        }
        self.inner.open(request)
    }
}
