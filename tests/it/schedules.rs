//! Schedules of what may go wrong while an approved action is carried out, for every kind of document: the program is
//! killed, requests are lost before or after they were served, served twice, served after their client gave up, cut,
//! refused by the hundred. Whatever a schedule does, NetSuite ends with exactly what an undisturbed run leaves
//! there, or with nothing where the action is refused.
//!
//! A schedule is a number. `TIEOUT_SEEDS` says how many are run, `TIEOUT_SEED` runs one alone.

mod drawn;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tieout::flow::apply::{End, Outcome};
use tieout::model::action::{ActionState, Standing};
use tieout::twin::trade::{Trade, plant};
use tieout::twin::world::World;

use crate::applies::{Office, over, text};
use crate::traded::{NOW, seeds_or};
use drawn::{Dying, Kill, Schedule};

/// How many kinds of action are carried out.
const KINDS: usize = 8;
/// Columns that say when and under which number something was written, not what.
const NOT_WHAT: [&str; 6] = [
    "id",
    "tranid",
    "uniquekey",
    "createddate",
    "lastmodifieddate",
    "linelastmodifieddate",
];

/// What is approved, and what both sides held by then: every schedule begins here.
struct Start {
    office: Office,
    world: World,
    store: Vec<u8>,
    /// The ids of what NetSuite had.
    had: BTreeSet<String>,
    actions: Vec<Case>,
}

/// An action of which it is known what it leaves behind.
struct Case {
    standing: Standing,
    /// What NetSuite holds where nothing of it happened, and where all of it did.
    before: Vec<String>,
    after: Vec<String>,
}

impl Start {
    /// A month in which these failures happen and others do not, with whatever can be mended approved.
    fn of(orders: u32, codes: &[&str], configured: &str) -> Self {
        let month = Trade {
            orders,
            seed: 11,
            now: NOW.parse().unwrap(),
            healthy: true,
        };
        let mut office = Office::of(plant(&month, codes).unwrap(), "");
        if !configured.is_empty() {
            office.place.configure(configured);
            office.reconcile();
        }
        office.approve_all();
        let mut world = office.place.world();
        // Only NetSuite is asked from here on.
        for shop in &mut world.shops {
            shop.orders = Vec::new().into();
            shop.payouts = None;
            shop.balance_transactions = Vec::new().into();
            shop.disputes = Vec::new().into();
        }
        world.now = office.place.line.clock.now().to_string();
        let store = office.place.store_bytes();
        let had = world.netsuite.tables["transaction"].iter();
        let had = had.map(|row| text(&row, "id")).collect();
        let mut start = Self {
            office,
            world,
            store,
            had,
            actions: Vec::new(),
        };
        start.actions = start.undisturbed();
        start
    }

    /// What each action does where nothing goes wrong; those that NetSuite refuses even then are left out.
    fn undisturbed(&mut self) -> Vec<Case> {
        let approved = self.office.store().read().actions(Some(ActionState::Approved)).unwrap();
        let before = self.books(&self.world);
        let mut cases = Vec::new();
        for standing in approved {
            self.begin("", 0);
            let number = standing.action.number;
            let outcomes = self.office.apply_only(&self.office.place.line, number);
            assert_eq!(outcomes.len(), 1);
            assert_eq!(outcomes[0].differs, Vec::<String>::new());
            if matches!(outcomes[0].end, End::Posted(_)) {
                let after = self.books(&self.office.place.world());
                let before = before.clone();
                cases.push(Case {
                    standing,
                    before,
                    after,
                });
            }
        }
        cases
    }

    fn begin(&mut self, faults: &str, seed: u64) {
        fastrand::seed(seed);
        let world = self.world.clone();
        self.office.place.begins_again(world, &self.store, faults, seed);
    }

    /// Everything NetSuite holds, without when and under which numbers it was written: what was made since
    /// goes by its external id.
    fn books(&self, world: &World) -> Vec<String> {
        let transactions = world.netsuite.tables["transaction"].iter();
        let made = transactions.filter(|row| !self.had.contains(&text(row, "id")));
        let made: BTreeMap<String, String> = made.map(|row| (text(&row, "id"), text(&row, "externalid"))).collect();
        let mut rows = Vec::new();
        for (name, table) in &world.netsuite.tables {
            for row in table {
                let cells = row.iter().filter(|(column, _)| !NOT_WHAT.contains(&column.as_str()));
                let cells = cells.map(|(column, value)| {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    format!("{column}={}", made.get(&value).unwrap_or(&value))
                });
                rows.push(format!("{name}: {}", cells.collect::<Vec<_>>().join(" ")));
            }
        }
        rows.sort();
        rows
    }

    /// Runs one schedule for one action; what is wrong in the end.
    fn run(&mut self, at: usize, schedule: &Schedule) -> Result<Ended, String> {
        self.begin(&schedule.faults, schedule.seed);
        let number = self.actions[at].standing.action.number;
        let mut requests = 0;
        for kill in &schedule.kills {
            requests += self.killed(number, *kill);
            self.wait(schedule.pause);
        }
        let mut rounds = 0;
        let last = loop {
            let outcomes = self.office.apply_only(&self.office.place.line, number);
            let open = |o: &Outcome| matches!(o.end, End::Unknown(_) | End::NotSent(_));
            match outcomes.into_iter().find(open) {
                None => break None,
                // Longer than any storm lasts, even where each run meets it once.
                Some(left) if rounds == 200 => break Some(left),
                Some(_) => rounds += 1,
            }
            self.wait(300);
        };
        // Whatever is still on its way arrives.
        self.wait(1_800);
        self.verdict(at, last).map(|state| Ended {
            state,
            requests,
            rounds,
        })
    }

    /// What NetSuite holds is what belongs to the action's state.
    fn verdict(&self, at: usize, left: Option<Outcome>) -> Result<ActionState, String> {
        let case = &self.actions[at];
        let store = self.office.store();
        let standing = store.read().action(case.standing.action.number).unwrap().unwrap();
        let books = self.books(&self.office.place.world());
        let made = standing.done.records.len();
        match standing.state {
            ActionState::Posted => same(&books, &case.after)?,
            ActionState::Refused | ActionState::Void if made == 0 => same(&books, &case.before)?,
            // A memo whose payout was refused stands.
            ActionState::Refused => self.holds_first(&standing, &books)?,
            other => return Err(format!("it is {} for good: {left:#?}", other.as_str())),
        }
        if standing.state == ActionState::Posted {
            let proof = tieout::flow::prove::run(&store, &self.office.policy, &standing.action.id()).unwrap();
            let open = proof
                .links
                .iter()
                .filter(|l| l.fault.is_some() && !l.name.starts_with("closing"));
            let open: Vec<_> = open.collect();
            if !open.is_empty() {
                return Err(format!("its proof has gaps: {open:#?}"));
            }
        }
        let audit = tieout::flow::audit::verify(&store, &self.office.policy, None).unwrap();
        if !audit.faults.is_empty() {
            return Err(format!("the journal has faults: {:#?}", audit.faults));
        }
        Ok(standing.state)
    }

    /// Of an action that ended half way the first documents are there, and no other.
    fn holds_first(&self, standing: &Standing, books: &[String]) -> Result<(), String> {
        let ids = standing.action.steps.iter().filter_map(|s| s.external_id.clone());
        let wanted: Vec<String> = ids.take(standing.done.records.len()).collect();
        let made = self.office.place.world().netsuite.tables["transaction"].to_vec();
        let made = made.iter().filter(|row| !self.had.contains(&text(row, "id")));
        let mut made: Vec<String> = made.map(|row| text(row, "externalid")).collect();
        made.sort();
        let mut sorted = wanted;
        sorted.sort();
        if made == sorted && !books.is_empty() {
            return Ok(());
        }
        Err(format!("NetSuite has {made:?} instead of {sorted:?}"))
    }

    /// Carries out until the program dies at a request, if it comes so far; how many requests it made.
    fn killed(&self, number: u64, kill: Kill) -> u64 {
        let dying = Arc::new(Dying {
            inner: self.office.place.line.transport.clone(),
            kill,
            seen: AtomicU64::new(0),
        });
        let line = over(&self.office, dying.clone());
        let end = catch_unwind(AssertUnwindSafe(|| self.office.apply_only(&line, number)));
        if let Err(why) = end
            && why.downcast_ref::<Kill>().is_none()
        {
            resume_unwind(why);
        }
        dying.seen.load(Ordering::SeqCst)
    }

    fn wait(&self, seconds: u64) {
        let wait = async move { tokio::time::sleep(Duration::from_secs(seconds)).await };
        self.office.place.runtime.block_on(wait);
    }
}

/// How a schedule ended.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    state: ActionState,
    requests: u64,
    rounds: u32,
}

/// Both hold the same; what one has alone otherwise.
fn same(books: &[String], wanted: &[String]) -> Result<(), String> {
    if books == wanted {
        return Ok(());
    }
    let alone = |a: &[String], b: &[String]| a.iter().filter(|r| !b.contains(r)).cloned().collect::<Vec<_>>();
    let (more, less) = (alone(books, wanted), alone(wanted, books));
    Err(format!(
        "NetSuite has {} rows instead of {}: {more:#?} instead of {less:#?}",
        books.len(),
        wanted.len()
    ))
}

/// Every kind of document that can be written, some of them in several documents.
fn starts() -> Vec<Start> {
    let few = "[payouts]\nlines_max = 2\n";
    let entries = "clearing = \"122\"\n[payouts]\nbook_as = \"journal\"\n";
    vec![
        Start::of(24, &["REF-01", "REF-11", "REF-20", "PAY-01"], ""),
        Start::of(20, &["EDT-04", "EDT-06", "EDT-02", "EDT-08"], ""),
        Start::of(16, &["PAY-01"], few),
        Start::of(16, &["PAY-01"], entries),
    ]
}

/// Runs every `of`-th schedule from the `nth`; what was wrong, and how they ended.
fn run_share(seeds: impl Iterator<Item = u64>) -> (Vec<String>, BTreeMap<String, u64>) {
    let mut starts = starts();
    let places: Vec<(usize, usize)> = starts
        .iter()
        .enumerate()
        .flat_map(|(s, start)| (0..start.actions.len()).map(move |a| (s, a)))
        .collect();
    let (mut wrong, mut ends) = (Vec::new(), BTreeMap::new());
    for seed in seeds {
        let (s, at) = places[usize::try_from(seed).unwrap() % places.len()];
        let schedule = Schedule::of(seed);
        let kind = starts[s].actions[at].standing.action.kind().as_str();
        match starts[s].run(at, &schedule) {
            Ok(ended) => *ends.entry(format!("{kind} {}", ended.state.as_str())).or_default() += 1,
            Err(why) => wrong.push(format!(
                "TIEOUT_SEED={seed} ({kind}): {why}\n{:?} {}s\n{}",
                schedule.kills, schedule.pause, schedule.faults
            )),
        }
    }
    (wrong, ends)
}

/// What becomes of the first action of a kind under some faults.
fn ends(kind: &str, faults: &str) -> Ended {
    let mut start = Start::of(20, &["REF-01", "REF-20"], "");
    let is_it = |case: &Case| case.standing.action.kind().as_str() == kind;
    let at = start.actions.iter().position(is_it).unwrap();
    let schedule = Schedule {
        seed: 1,
        faults: faults.to_owned(),
        kills: Vec::new(),
        pause: 0,
    };
    start.run(at, &schedule).unwrap()
}

/// A fault that strikes the `nth` request of a method below the records, and the `times` from there.
fn once(kind: &str, method: &str, nth: u32, times: u32) -> String {
    let path = "/netsuite/services/rest/record";
    format!("[[fault]]\nkind = {kind}\nmethod = \"{method}\"\npath = \"{path}\"\nnth = {nth}\ntimes = {times}\n")
}

#[test]
fn what_cannot_be_read_back_for_now_is_looked_at_again_and_not_said_to_differ() {
    // The first reading looks for the external id, the second for the document it starts from.
    for (fault, rounds) in [
        (once("\"truncate\"\nclean = true", "GET", 3, 1), 0),
        (once("\"status\"\nstatus = 503", "GET", 3, 60), 1),
    ] {
        let ended = ends("create_cash_refund", &fault);
        assert_eq!(ended.state, ActionState::Posted, "{fault}");
        assert!(ended.rounds >= rounds, "{ended:?} {fault}");
    }
}

#[test]
fn a_preview_that_was_cut_short_refuses_nothing() {
    let fault = once("\"truncate\"\nclean = true", "POST", 1, 1);
    let ended = ends("create_cash_refund", &fault);
    assert_eq!(
        (ended.state, ended.rounds),
        (ActionState::Posted, 1),
        "it is sent by the next run"
    );
}

#[test]
fn a_request_that_was_served_twice_is_proven_by_what_was_found() {
    let ended = ends("create_cash_refund", &once("\"duplicate\"", "POST", 2, 1));
    assert_eq!((ended.state, ended.rounds), (ActionState::Posted, 0));
}

#[test]
fn lines_that_were_closed_without_an_answer_are_seen_to_be_closed() {
    let ended = ends("close_lines", &once("\"lost-after\"", "PATCH", 2, 1));
    assert_eq!((ended.state, ended.rounds), (ActionState::Posted, 0));
}

/// Says what a long run came to: `--nocapture` shows it.
#[allow(clippy::print_stdout, reason = "the figures of a long run are worth seeing")]
fn told(what: &str) {
    println!("{what}");
}

/// Whatever goes wrong, an approved action ends as exactly one right document, or as refused.
#[test]
fn whatever_goes_wrong_each_action_is_one_right_document_or_refused() {
    let seeds = seeds_or(200);
    let workers = if seeds.end - seeds.start > 1_000 { 2 } else { 1 };
    let began = std::time::Instant::now();
    let shares = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..workers)
            .map(|nth| {
                let seeds = seeds.clone().skip(nth).step_by(workers);
                scope.spawn(move || run_share(seeds))
            })
            .collect();
        shares.into_iter().map(|s| s.join().unwrap()).collect::<Vec<_>>()
    });
    let (mut wrong, mut ends) = (Vec::new(), BTreeMap::<String, u64>::new());
    for (more, counted) in shares {
        wrong.extend(more);
        counted
            .into_iter()
            .for_each(|(end, n)| *ends.entry(end).or_default() += n);
    }
    told(&format!("schedules {seeds:?} in {:?}: {ends:#?}", began.elapsed()));
    let posted = ends.keys().filter(|end| end.ends_with(" posted")).count();
    assert!(posted >= KINDS || seeds.count() < 100, "{ends:#?}");
    assert!(
        wrong.is_empty(),
        "{} schedules fail:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
