//! Order edits carried to NetSuite on the twin in this process, under a clock that does not wait.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::json;
use tieout::approve::Policy;
use tieout::config::file::Addresses;
use tieout::flow::apply::{self, ApplyRequest, Bench};
use tieout::flow::prove;
use tieout::flow::remotes::Remotes;
use tieout::flow::sync::{self, Round, SyncEnd, SyncReport, SyncRequest};
use tieout::model::action::How;
use tieout::model::exception::ExceptionState;
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::trade::{Trade, plant};
use tieout::twin::world::World;

type Object = serde_json::Map<String, serde_json::Value>;

use crate::pulls::{Place, quiet};
use crate::traded::{NOW, seeds_or, world};

/// A place whose edits are carried over.
pub(crate) struct Desk {
    pub(crate) place: Place,
    policy: Policy,
}

impl Desk {
    /// A month with as many edits that NetSuite lacks as the generator has to give; `nth` tells several apart.
    pub(crate) fn busy(nth: usize, faults: &str) -> Self {
        static SEEDS: OnceLock<Vec<u64>> = OnceLock::new();
        let seeds = SEEDS.get_or_init(|| {
            let edits = |seed: &u64| {
                let planted = world(120, *seed, false).expected;
                let codes: BTreeSet<String> = planted.into_iter().map(|e| e.code).collect();
                let of_edits = ["EDT-01", "EDT-03", "EDT-05", "EDT-06", "EDT-08", "EDT-17"];
                std::cmp::Reverse(of_edits.iter().filter(|c| codes.contains(**c)).count())
            };
            let mut seeds: Vec<u64> = (0..24).collect();
            seeds.sort_by_cached_key(edits);
            seeds
        });
        Self::of(Place::of(world(120, seeds[nth], false), faults))
    }

    /// A month in which two orders go elsewhere than their sales orders say: to another region, and to another street.
    /// The app is approved for whole addresses.
    fn of_addresses(addresses: Addresses) -> Self {
        let month = Trade {
            orders: 60,
            seed: 11,
            now: NOW.parse().unwrap(),
            healthy: true,
        };
        let mut world = plant(&month, &["EDT-16"]).unwrap();
        for scopes in world.shops.iter_mut().flat_map(|s| s.tokens.values_mut()) {
            scopes.push("protected-customer-data".to_owned());
        }
        let mut place = Place::of(world, "");
        for shop in &mut place.config.file.shops {
            shop.addresses = addresses;
        }
        Self::of(place)
    }

    fn of(place: Place) -> Self {
        Self {
            place,
            policy: Policy {
                two_person: true,
                operators: Vec::new(),
                limits: Vec::new(),
                edits_by_preview: true,
            },
        }
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.place.config.store).unwrap()
    }

    pub(crate) fn sync(&self, request: &SyncRequest) -> SyncReport {
        let remotes = Remotes::of(&self.place.config, None, &Keyring::of_none(), &self.place.line).unwrap();
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
        sync::run(&mut self.store(), &round, request).unwrap()
    }

    /// Looks what became of edits whose outcome was unknown, as `apply` does.
    fn settle(&self) {
        let remotes = Remotes::of(&self.place.config, None, &Keyring::of_none(), &self.place.line).unwrap();
        let bench = Bench {
            policy: &self.policy,
            account: remotes.account.as_ref().unwrap(),
            clock: &self.place.line.clock,
            operator: "cron",
            stop: &|| false,
            own_edits: BTreeMap::default(),
        };
        apply::run(&mut self.store(), &bench, &ApplyRequest::default(), &self.place.runtime).unwrap();
    }

    /// An order's customer has it sent elsewhere, an hour later.
    fn goes_elsewhere(&self, id: &str, parts: &[(&str, &str)]) {
        let hour = async { tokio::time::sleep(std::time::Duration::from_secs(3_600)).await };
        self.place.runtime.block_on(hour);
        let (mut world, now) = (self.place.world(), self.place.at().to_string());
        for orders in world.shops.iter_mut().map(|s| &mut s.orders) {
            let found = orders.iter().position(|o| o["id"] == *id);
            let moved = |order: &mut Object| {
                order["updatedAt"] = json!(now);
                for (part, value) in parts {
                    order["shippingAddress"][*part] = json!(value);
                }
            };
            found.map(|at| orders.change(at, moved));
        }
        self.place.goes_on(world, "");
    }

    pub(crate) fn all(&self) -> SyncReport {
        self.sync(&SyncRequest::default())
    }
}

/// The sales orders as NetSuite has them, by internal id: the total, and what the lines come to.
pub(crate) fn sales_orders(world: &World) -> BTreeMap<String, Vec<String>> {
    let of = |row: &Object, column: &str| row.get(column).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let mut all = BTreeMap::new();
    for head in world.netsuite.tables["transaction"].iter() {
        if of(&head, "type") == "SalesOrd" {
            all.insert(of(&head, "id"), vec![of(&head, "foreigntotal")]);
        }
    }
    for line in world.netsuite.tables["transactionline"].iter() {
        // A closed line of nothing stands for nothing.
        let nothing = of(&line, "quantity") == "0" && of(&line, "isclosed") == "T";
        if let Some(lines) = all.get_mut(&of(&line, "transaction")).filter(|_| !nothing) {
            lines.push(["item", "quantity", "foreignamount"].map(|c| of(&line, c)).join(" "));
        }
    }
    all.values_mut().for_each(|lines| lines.sort());
    all
}

/// The sales orders that differ.
fn changed(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let differ = before.iter().filter(|(id, text)| after.get(*id) != Some(text));
    differ.map(|(id, _)| id.clone()).collect()
}

/// Where an order goes, and where its sales order says: street, the rest of it, city, postcode.
fn ends_of(world: &World, id: &str, sales_order: u64) -> [Vec<String>; 2] {
    let texts = |row: &Object, names: [&str; 4]| -> Vec<String> {
        let text = |name| row.get(name).and_then(|v: &serde_json::Value| v.as_str());
        names.map(|name| text(name).unwrap_or_default().to_owned()).into()
    };
    let mut orders = world.shops.iter().flat_map(|s| s.orders.iter());
    let order = orders.find(|o| o["id"] == *id).unwrap();
    let wanted = order["shippingAddress"].as_object().unwrap();
    let mut heads = world.netsuite.tables["transaction"].iter();
    let head = heads.find(|h| h["id"] == *sales_order.to_string()).unwrap();
    let mut rows = world.netsuite.tables["transactionshippingaddress"].iter();
    let held = rows.find(|r| r["nkey"] == head["shippingaddress"]).unwrap();
    [
        texts(wanted, ["address1", "address2", "city", "zip"]),
        texts(&held, ["addr1", "addr2", "city", "zip"]),
    ]
}

/// What each order ended as, by its id.
fn ends(report: &SyncReport) -> BTreeMap<String, SyncEnd> {
    let all = report.orders.iter();
    all.map(|s| (s.order.id.clone(), s.end.clone())).collect()
}

#[test]
fn a_changed_address_follows_where_addresses_are_read_whole() {
    let desk = Desk::of_addresses(Addresses::Whole);
    let report = desk.all();
    assert_eq!(report.orders.len(), 2, "{report:#?}");
    let mut followed = BTreeMap::new();
    for synced in &report.orders {
        assert_eq!(synced.end, SyncEnd::Followed);
        let How::Update { id } = synced.outcome.as_ref().unwrap().action.steps[0].how else {
            panic!()
        };
        let [wanted, held] = ends_of(&desk.place.world(), &synced.order.id, id);
        assert_eq!(held, wanted);
        followed.insert(synced.order.id.clone(), id);
    }
    let edits: [&[(&str, &str)]; 4] = [
        &[("address1", "7 Weir Court"), ("zip", "ZZ1 1ZZ")],
        &[("address2", "Flat 4")],
        &[("address2", "Flat 5")],
        &[("address2", "")],
    ];
    for ((id, sales_order), edit) in followed.iter().flat_map(|of| edits.map(|edit| (of, edit))) {
        desk.goes_elsewhere(id, edit);
        let report = desk.all();
        assert_eq!(ends(&report), [(id.clone(), SyncEnd::Followed)].into(), "{edit:?}");
        let [wanted, held] = ends_of(&desk.place.world(), id, *sales_order);
        assert_eq!(held, wanted, "{edit:?}");
        desk.place.compare();
        assert_eq!(desk.place.found(), Vec::<[String; 4]>::new(), "{edit:?}");
        assert_eq!(ends(&desk.all()), BTreeMap::new());
    }
}

#[test]
fn of_a_region_alone_no_address_is_written_over_a_whole_one() {
    let desk = Desk::of_addresses(Addresses::Region);
    let before = desk.place.world().netsuite.tables["transactionshippingaddress"].len();
    let report = desk.all();
    let queued = |why: &str| why.contains("addresses = \"whole\"");
    let [only] = &report.orders[..] else {
        panic!("{report:#?}")
    };
    assert!(matches!(&only.end, SyncEnd::Queued(why) if queued(why)), "{report:#?}");
    let after = desk.place.world().netsuite.tables["transactionshippingaddress"].len();
    assert_eq!(before, after);
}

#[test]
fn edits_before_the_lock_follow_and_are_proven_to() {
    let (mut followed, mut codes) = (0, BTreeSet::new());
    for seed in 0..4 {
        let desk = Desk::busy(seed, "");
        let before = sales_orders(&desk.place.world());
        let dry = desk.sync(&SyncRequest {
            dry_run: true,
            ..SyncRequest::default()
        });
        assert_eq!(
            changed(&before, &sales_orders(&desk.place.world())),
            BTreeSet::new(),
            "a dry run writes nothing"
        );
        let report = desk.all();
        let said = |report: &SyncReport| report.orders.iter().map(|s| s.order.name.clone()).collect::<Vec<_>>();
        assert_eq!(said(&dry), said(&report));
        let store = desk.store();
        let mut sent = BTreeSet::new();
        for synced in &report.orders {
            let exceptions = synced
                .exceptions
                .iter()
                .map(|n| store.read().exception(*n).unwrap().unwrap());
            for exception in exceptions {
                let what = format!(
                    "seed {seed}: {} {} {:?}",
                    exception.id(),
                    exception.finding.code.id,
                    synced.end
                );
                match &synced.end {
                    SyncEnd::Followed => {
                        assert_eq!(exception.state, ExceptionState::Closed, "{what}");
                        codes.insert(exception.finding.code.id);
                    }
                    SyncEnd::Queued(_) => assert_eq!(exception.state, ExceptionState::Open, "{what}"),
                    // The twin taxes every line of an order by one rate.
                    SyncEnd::Refused(why) => assert!(why.contains("NetSuite would make it"), "{what}"),
                    _ => panic!("{what}"),
                }
            }
            if let (SyncEnd::Followed, Some(outcome)) = (&synced.end, &synced.outcome) {
                followed += 1;
                assert_eq!(outcome.differs, Vec::<String>::new());
                let How::Update { id } = outcome.action.steps[0].how else {
                    panic!()
                };
                sent.insert(id.to_string());
                let proof = prove::run(&store, &desk.policy, &outcome.action.id()).unwrap();
                let broken: Vec<_> = proof.links.iter().filter(|l| l.fault.is_some()).collect();
                assert!(broken.is_empty(), "{broken:#?}");
            }
        }
        let after = sales_orders(&desk.place.world());
        assert_eq!(changed(&before, &after), sent, "seed {seed}: nothing else is written");
        // What was refused is not tried again and again by itself, and what followed has nothing left to do.
        let again = desk.all();
        let queued = |s: &sync::Synced| matches!(s.end, SyncEnd::Queued(_));
        assert!(again.orders.iter().all(queued), "{again:#?}");
        let actions = store.read().actions(None).unwrap().len();
        desk.all();
        assert_eq!(
            store.read().actions(None).unwrap().len(),
            actions,
            "a round without news leaves no trace"
        );
        let verdict = tieout::flow::audit::verify(&store, &desk.policy, None).unwrap();
        assert_eq!(verdict.faults, Vec::<String>::new());
    }
    assert!(followed >= 6 && codes.len() >= 4, "{followed} {codes:?}");
}

#[test]
fn where_each_edit_takes_an_approval_it_is_proposed() {
    let mut desk = Desk::busy(0, "");
    desk.policy.edits_by_preview = false;
    let before = sales_orders(&desk.place.world());
    let report = desk.all();
    let proposed = report
        .orders
        .iter()
        .filter(|s| matches!(s.end, SyncEnd::Proposed(_)))
        .count();
    assert!(proposed >= 2, "{report:#?}");
    assert_eq!(changed(&before, &sales_orders(&desk.place.world())), BTreeSet::new());
}

/// Whatever the network does, an edit is carried over once or stays in the queue.
#[test]
fn faults_lose_no_edit_and_double_no_line() {
    let whole = Desk::busy(0, "");
    whole.all();
    let wanted = sales_orders(&whole.place.world());
    for seed in seeds_or(2) {
        let kinds = ["lost-before", "lost-after", "duplicate", "truncate", "status"];
        let kind = kinds[usize::try_from(seed).unwrap() % kinds.len()];
        let status = if kind == "status" { "status = 503\n" } else { "" };
        let share = 300 + (seed % 5) * 100;
        let faults = format!(
            "[[fault]]\nkind = \"{kind}\"\nmethod = \"PATCH\"\npath = \"/netsuite/services/rest/record\"\nper_thousand = {share}\ntimes = 6\n{status}"
        );
        let desk = Desk::busy(0, &faults);
        for _ in 0..10 {
            desk.all();
            desk.settle();
            let wait = async { tokio::time::sleep(std::time::Duration::from_secs(300)).await };
            desk.place.runtime.block_on(wait);
        }
        let other = changed(&wanted, &sales_orders(&desk.place.world()));
        let left = desk.store().read().actions(None).unwrap();
        assert_eq!(
            other,
            BTreeSet::new(),
            "seed {seed}: {kind} {share} {:?}",
            left.iter()
                .map(|s| (s.action.id(), s.action.exception, s.state, &s.action.steps[0].how))
                .collect::<Vec<_>>()
        );
    }
}
