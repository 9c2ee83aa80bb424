//! Order edits carried to NetSuite on the twin in this process, under a clock that does not wait.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use tieout::approve::Policy;
use tieout::flow::apply::{self, ApplyRequest, Bench};
use tieout::flow::prove;
use tieout::flow::remotes::Remotes;
use tieout::flow::sync::{self, Round, SyncEnd, SyncReport, SyncRequest};
use tieout::model::action::How;
use tieout::model::exception::ExceptionState;
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::world::World;

type Object = serde_json::Map<String, serde_json::Value>;

use crate::pulls::{Place, quiet};
use crate::traded::{seeds_or, world};

/// A place whose edits are carried over.
struct Desk {
    place: Place,
    policy: Policy,
}

impl Desk {
    /// A month with as many edits that NetSuite lacks as the generator has to give; `nth` tells several apart.
    fn busy(nth: usize, faults: &str) -> Self {
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
        Self {
            place: Place::of(world(120, seeds[nth], false), faults),
            policy: Policy {
                two_person: true,
                operators: Vec::new(),
                limits: Vec::new(),
                edits_by_preview: true,
            },
        }
    }

    fn store(&self) -> Store {
        Store::open(&self.place.config.store).unwrap()
    }

    fn sync(&self, request: &SyncRequest) -> SyncReport {
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
            own_changes: RefCell::default(),
            own_edits: BTreeMap::default(),
        };
        apply::run(&mut self.store(), &bench, &ApplyRequest::default(), &self.place.runtime).unwrap();
    }

    fn all(&self) -> SyncReport {
        self.sync(&SyncRequest::default())
    }
}

/// The sales orders as NetSuite has them, by internal id: the total, and what the lines come to.
fn sales_orders(world: &World) -> BTreeMap<String, Vec<String>> {
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
