//! Approved actions carried out on the twin in this process, under a clock that does not wait: what
//! NetSuite holds afterwards, whatever the network did meanwhile.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::signature::Ed25519KeyPair;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use tieout::approve::{Operator, Policy, SigningKey};
use tieout::flow::apply::{self, ApplyRequest, Bench, End, Outcome};
use tieout::flow::queue::{self, Filters};
use tieout::flow::remotes::{Line, Remotes};
use tieout::http::{Body, Transport, TransportError};
use tieout::model::action::ActionState;
use tieout::model::exception::{Exception, ExceptionState};
use tieout::secret::Keyring;
use tieout::store::Store;
use tieout::twin::world::World;

use crate::pulls::Place;
use crate::traded::{seeds_or, world};

/// A place whose findings people may have mended.
pub(crate) struct Office {
    pub(crate) place: Place,
    pub(crate) policy: Policy,
    key: SigningKey,
}

impl Office {
    /// A month in which NetSuite never heard of any refund.
    pub(crate) fn uncredited(orders: u32, seed: u64, faults: &str) -> Self {
        Self::of(without_credits(world(orders, seed, true)), faults)
    }

    pub(crate) fn of(world: World, faults: &str) -> Self {
        let place = Place::of(world, faults);
        place.pull_all(&place.request());
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let key = SigningKey::from_pkcs8(pair.to_pkcs8().unwrap().as_ref()).unwrap();
        let policy = Policy {
            two_person: true,
            operators: vec![Operator {
                name: "ana".to_owned(),
                role: None,
                key: key.public(),
                limit: None,
            }],
            limits: Vec::new(),
            edits_by_preview: true,
        };
        let office = Self { place, policy, key };
        office.reconcile();
        office
    }

    /// Ana's key.
    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(crate) fn store(&self) -> Store {
        self.place.store()
    }

    pub(crate) fn reconcile(&self) {
        self.place.compare();
    }

    pub(crate) fn exceptions(&self) -> Vec<Exception> {
        queue::list(&self.store(), &Filters::default(), self.place.at()).unwrap()
    }

    /// Approves whatever can be planned; the ids of the exceptions, and what could not be.
    pub(crate) fn approve_all(&self) -> (Vec<u64>, Vec<String>) {
        let rules = self.place.config.rules();
        let (mut approved, mut not) = (Vec::new(), Vec::new());
        for exception in self.exceptions() {
            let decided = exception
                .finding
                .proposal
                .as_ref()
                .is_some_and(|p| p.action.is_decided_here());
            if !decided {
                continue;
            }
            match queue::approve(
                &mut self.store(),
                &rules,
                &self.policy,
                &self.key,
                &exception.id(),
                None,
            ) {
                Ok((exception, _)) => approved.push(exception.number),
                Err(error) => not.push(format!("{} {error}", exception.finding.code.id)),
            }
        }
        (approved, not)
    }

    pub(crate) fn apply(&self, dry_run: bool) -> Vec<Outcome> {
        self.apply_over(&self.place.line, dry_run)
    }

    pub(crate) fn apply_over(&self, line: &Line, dry_run: bool) -> Vec<Outcome> {
        let request = ApplyRequest {
            actions: Vec::new(),
            dry_run,
        };
        self.carry_out(line, &request)
    }

    /// Carries one action out.
    pub(crate) fn apply_only(&self, line: &Line, action: u64) -> Vec<Outcome> {
        let request = ApplyRequest {
            actions: vec![action],
            dry_run: false,
        };
        self.carry_out(line, &request)
    }

    fn carry_out(&self, line: &Line, request: &ApplyRequest) -> Vec<Outcome> {
        let remotes = Remotes::of(&self.place.config, None, &Keyring::of_none(), line).unwrap();
        let bench = Bench {
            policy: &self.policy,
            account: remotes.account.as_ref().unwrap(),
            clock: &self.place.line.clock,
            operator: "ana",
            stop: &|| false,
            own_edits: BTreeMap::default(),
        };
        apply::run(&mut self.store(), &bench, request, &self.place.runtime).unwrap()
    }

    pub(crate) fn state(&self, exception: u64) -> ExceptionState {
        self.store().read().exception(exception).unwrap().unwrap().state
    }

    /// The external ids of everything that NetSuite was sent, and of what it has none of.
    pub(crate) fn made(&self) -> Vec<String> {
        let world = self.place.world();
        let rows = world.netsuite.tables["transaction"].iter();
        let sent = rows.filter(|row| text(row, "source") == "restWebServices");
        let mut ids: Vec<String> = sent.map(|row| text(&row, "externalid")).collect();
        ids.sort();
        ids
    }
}

pub(crate) type Row = serde_json::Map<String, serde_json::Value>;

pub(crate) fn text(row: &Row, column: &str) -> String {
    match row.get(column) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// A network on which the program dies at a request: before it leaves, or once it was served.
struct Dying {
    inner: Arc<dyn Transport>,
    at: u64,
    served: bool,
    seen: AtomicU64,
}

impl Transport for Dying {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        let dies = self.seen.fetch_add(1, Ordering::SeqCst) + 1 == self.at;
        Box::pin(async move {
            assert!(!dies || self.served, "killed");
            let answer = self.inner.open(request).await;
            assert!(!dies, "killed");
            answer
        })
    }
}

/// Killed at any request, before it left or after it was served, and run again: each approved action is one
/// document all the same.
#[test]
fn a_program_that_is_killed_at_any_request_doubles_nothing() {
    let whole = Office::uncredited(30, 4, "");
    whole.approve_all();
    let requests = requests_of(&whole);
    let step = (requests / seeds_or(8).end.max(1)).max(1);
    for (n, at) in (1..=requests).step_by(usize::try_from(step).unwrap()).enumerate() {
        let office = Office::uncredited(30, 4, "");
        let (approved, _) = office.approve_all();
        killed_at(&office, at, n % 2 == 0);
        for _ in 0..8 {
            office.apply(false);
            let wait = async { tokio::time::sleep(std::time::Duration::from_secs(300)).await };
            office.place.runtime.block_on(wait);
        }
        is_settled(&office, &approved, &format!("killed at request {at}"));
        assert_eq!(office.made(), whole.made(), "killed at request {at}");
    }
}

/// Carries out undisturbed; how many requests that takes.
pub(crate) fn requests_of(office: &Office) -> u64 {
    let counted = Arc::new(Dying {
        inner: office.place.line.transport.clone(),
        at: 0,
        served: false,
        seen: AtomicU64::new(0),
    });
    office.apply_over(&over(office, counted.clone()), false);
    let requests = counted.seen.load(Ordering::SeqCst);
    assert!(requests > 20, "{requests}");
    requests
}

/// Carries out until the program dies at a request: before it leaves, or once it was served.
pub(crate) fn killed_at(office: &Office, at: u64, served: bool) {
    let dying = Arc::new(Dying {
        inner: office.place.line.transport.clone(),
        at,
        served,
        seen: AtomicU64::new(0),
    });
    let line = over(office, dying);
    let killed = catch_unwind(AssertUnwindSafe(|| office.apply_over(&line, false)));
    assert!(killed.is_err(), "request {at}");
}

pub(crate) fn over(office: &Office, transport: Arc<dyn Transport>) -> Line {
    Line {
        transport,
        clock: office.place.line.clock.clone(),
    }
}

/// The world without the documents that answer refunds.
pub(crate) fn without_credits(world: World) -> World {
    without(world, |row| {
        // Refunds of deposits stay: what a deposit still holds would have to be put back with them.
        let kind = text(row, "type");
        let of_deposit = kind == "CustRfnd" && text(row, "externalid").starts_with("shopify-refund-");
        matches!(kind.as_str(), "CustCred" | "CashRfnd" | "CustRfnd") && !of_deposit
    })
}

/// The world without some of NetSuite's documents.
pub(crate) fn without(mut world: World, is_gone: impl Fn(&Row) -> bool) -> World {
    let tables = &mut world.netsuite.tables;
    let mut gone = std::collections::BTreeSet::new();
    let mut transactions = tables["transaction"].to_vec();
    transactions.retain(|row| {
        if is_gone(row) {
            gone.insert(text(row, "id"));
        }
        !is_gone(row)
    });
    tables.insert("transaction".to_owned(), transactions.into());
    for (name, columns) in [
        ("transactionline", &["transaction"][..]),
        ("nexttransactionlinelink", &["nextdoc", "previousdoc"]),
        ("previoustransactionlinelink", &["nextdoc", "previousdoc"]),
        ("transactionaccountingline", &["transaction"]),
    ] {
        if let Some(held) = tables.get(name) {
            let mut rows = held.to_vec();
            rows.retain(|row| !columns.iter().any(|c| gone.contains(&text(row, c))));
            tables.insert(name.to_owned(), rows.into());
        }
    }
    world
}

/// What NetSuite holds at the end is what Shopify refunded: one live document for each approved action.
pub(crate) fn is_settled(office: &Office, approved: &[u64], what: &str) {
    office.place.pull_all(&office.place.request());
    office.reconcile();
    let store = office.store();
    let mut wanted = Vec::new();
    for standing in store.read().actions(None).unwrap() {
        let action = &standing.action;
        let name = format!("{what}: {} {:?}", action.id(), standing.state);
        assert!(
            matches!(
                standing.state,
                ActionState::Posted | ActionState::Refused | ActionState::Void
            ),
            "{name} is left over"
        );
        let whole = standing.done.records.len() == action.steps.len();
        assert_eq!(whole, standing.state == ActionState::Posted, "{name}");
        // A memo whose payout was refused stands, and is in the records.
        let ids = action.steps.iter().map(|s| s.external_id.clone().unwrap());
        wanted.extend(ids.take(standing.done.records.len()));
    }
    wanted.sort();
    assert_eq!(office.made(), wanted, "{what}: documents in NetSuite");
    for number in approved {
        let exception = store.read().exception(*number).unwrap().unwrap();
        let posted = store.read().actions(Some(ActionState::Posted)).unwrap();
        if posted.iter().any(|s| s.action.exception == *number) {
            assert_eq!(
                exception.state,
                ExceptionState::Closed,
                "{what}: {} {}",
                exception.id(),
                exception.finding.note
            );
        }
    }
    for standing in store.read().actions(Some(ActionState::Posted)).unwrap() {
        let id = standing.action.id();
        let proof = tieout::flow::prove::run(&store, &office.policy, &id).unwrap();
        // A request of which another than planned was saved is no proof of the plan.
        assert!(proof.holds(), "{what}: {:#?}", proof.links);
    }
    let verdict = tieout::flow::audit::verify(&store, &office.policy, None).unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new(), "{what}");
}

#[test]
fn what_is_approved_is_posted_once_and_settles_its_exception() {
    let (mut posted, mut kinds) = (0, BTreeMap::<&str, u64>::new());
    for seed in [1, 2, 3] {
        let office = Office::uncredited(100, seed, "");
        let (approved, not) = office.approve_all();
        assert_eq!(not, Vec::<String>::new(), "seed {seed}");
        let dry = office.apply(true);
        assert!(dry.iter().all(|o| !matches!(o.end, End::Posted(_))));
        assert!(
            approved.iter().all(|n| office.state(*n) == ExceptionState::Approved),
            "a dry run leaves no trace"
        );
        let paid = paid_invoices(&office);
        for outcome in office.apply(false) {
            let action = &outcome.action;
            assert_eq!(outcome.differs, Vec::<String>::new(), "{}", action.id());
            match &outcome.end {
                End::Posted(records) => {
                    posted += 1;
                    assert_eq!(records.len(), action.steps.len());
                    *kinds.entry(action.kind().as_str()).or_default() += 1;
                    let wanted = action.proposal.amount.text(action.currency);
                    assert_eq!(outcome.shown[0].total, Some(wanted), "{:?}", outcome.shown);
                    // What became a gift card is credited and not paid out: a later step may be of less.
                    for shown in &outcome.shown {
                        let planned = action.steps[shown.step].total.map(|t| t.text(action.currency));
                        assert_eq!(shown.total, planned, "{:?}", outcome.shown);
                    }
                }
                // The twin taxes every line of a document by one rate.
                End::Refused(why) => assert!(why.contains("NetSuite would make it"), "{}: {why}", action.id()),
                other => panic!("{}: {other:?}", action.id()),
            }
        }
        assert_eq!(paid_invoices(&office), paid, "a memo does not reopen what is paid");
        is_settled(&office, &approved, &format!("seed {seed}"));
        assert!(office.apply(false).is_empty(), "nothing is left to do");
    }
    assert!(posted > 30 && kinds.len() >= 2, "{posted} {kinds:?}");
}

/// The account's currencies are others than the amounts were approved in: nothing is sent.
#[test]
fn what_would_be_made_in_another_currency_is_refused() {
    let office = Office::uncredited(40, 4, "");
    let (approved, _) = office.approve_all();
    assert!(!approved.is_empty());
    let mut store = office.store();
    let held = store.read().meta("netsuite:currencies").unwrap().unwrap();
    let ids: BTreeMap<String, u64> = serde_json::from_str(&held).unwrap();
    // Each has the number of the one before it.
    let other: BTreeMap<&String, &u64> = ids.keys().cycle().skip(1).zip(ids.values()).collect();
    let desk = store.desk().unwrap();
    desk.set_meta("netsuite:currencies", &serde_json::to_string(&other).unwrap())
        .unwrap();
    desk.commit().unwrap();
    for outcome in office.apply(false) {
        let End::Refused(why) = &outcome.end else {
            panic!("{outcome:?}")
        };
        assert!(
            why.contains(&format!("instead of {}", outcome.action.currency)),
            "{why}"
        );
    }
    assert_eq!(office.made(), Vec::<String>::new());
}

/// The invoices of which nothing is open, by internal id.
fn paid_invoices(office: &Office) -> Vec<String> {
    let world = office.place.world();
    let rows = world.netsuite.tables["transaction"].iter();
    let paid = rows.filter(|row| text(row, "type") == "CustInvc" && text(row, "status") == "B");
    paid.map(|row| text(&row, "id")).collect()
}

/// A schedule of what the network does to previews and writes.
pub(crate) fn faults_of_writes(seed: u64) -> String {
    let kinds = ["lost-before", "lost-after", "duplicate", "truncate", "delay", "status"];
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut faults = String::new();
    for _ in 0..rng.usize(1..4) {
        let kind = kinds[rng.usize(..kinds.len())];
        let status = [429, 500, 502, 503][rng.usize(..4)];
        let more = match kind {
            "status" => format!("status = {status}\n"),
            // Past the client's own patience: it gives up, and the server goes on.
            "delay" => "delay_ms = 400000\n".to_owned(),
            _ => String::new(),
        };
        let share = rng.u32(50..400);
        faults += &format!(
            "[[fault]]\nkind = \"{kind}\"\nmethod = \"POST\"\npath = \"/netsuite/services/rest/record\"\nper_thousand = {share}\ntimes = 40\n{more}"
        );
    }
    faults
}

/// Carries out, again and again, until nothing is open.
pub(crate) fn apply_until_settled(office: &Office, what: &str) {
    let mut rounds = 0;
    loop {
        let outcomes = office.apply(false);
        let open = |o: &Outcome| matches!(o.end, End::Unknown(_) | End::NotSent(_));
        if !outcomes.iter().any(open) {
            break;
        }
        rounds += 1;
        assert!(rounds < 60, "{what}: {outcomes:#?}");
        let wait = async { tokio::time::sleep(std::time::Duration::from_secs(300)).await };
        office.place.runtime.block_on(wait);
    }
}

/// Whatever the network does to reads, previews and writes, each approved action ends as exactly one
/// document or as refused. `TIEOUT_SEEDS` raises the number of schedules.
#[test]
fn faults_double_nothing_and_lose_nothing() {
    for seed in seeds_or(4) {
        let faults = faults_of_writes(seed);
        let office = Office::uncredited(40, seed, &faults);
        let (approved, _) = office.approve_all();
        apply_until_settled(&office, &format!("seed {seed}\n{faults}"));
        is_settled(&office, &approved, &format!("seed {seed}\n{faults}"));
    }
}

/// Two processes that carry the same approvals out at the same moment: one write each.
#[test]
fn two_at_once_send_once() {
    let alone = Office::uncredited(60, 4, "");
    alone.approve_all();
    alone.apply(false);
    for _ in 0..2 {
        let office = Office::uncredited(60, 4, "");
        let (approved, _) = office.approve_all();
        let posted = std::thread::scope(|scope| {
            let both = [0, 1].map(|_| {
                let office = &office;
                scope.spawn(move || office.apply(false))
            });
            both.map(|one| one.join().unwrap())
        });
        let by = |outcomes: &Vec<Outcome>| outcomes.iter().filter(|o| matches!(o.end, End::Posted(_))).count();
        assert!(posted.iter().map(by).sum::<usize>() > 0);
        for _ in 0..3 {
            office.apply(false);
            let wait = async { tokio::time::sleep(std::time::Duration::from_secs(600)).await };
            office.place.runtime.block_on(wait);
        }
        is_settled(&office, &approved, "two at once");
        assert_eq!(office.made(), alone.made());
    }
}
