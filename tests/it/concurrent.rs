//! Several who carry out the same approvals, and records that move between an approval and its write.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tieout::flow::apply::End;
use tieout::http::{Body, Transport, TransportError};
use tieout::model::action::ActionState;
use tieout::model::exception::ExceptionState;
use tieout::twin::trade::{Trade, plant};

use crate::applies::{Office, is_settled, over, text};
use crate::backlogs::carry_out;
use crate::traded::NOW;
use crate::vehicles::Desk;

/// Two people and cron, in processes of their own, in the same second: one write each.
#[test]
fn processes_that_carry_out_at_the_same_moment_write_once() {
    let desk = Desk::of(24, &["REF-01", "REF-11", "REF-20", "PAY-01"], |world| world);
    desk.look();
    let mut found = Vec::new();
    for (code, action) in [
        ("REF-01", "refund_customer_deposit"),
        ("REF-01", "create_cash_refund"),
        ("REF-01", "create_credit_memo"),
        ("REF-11", "create_customer_refund"),
        ("REF-20", "close_lines"),
        ("PAY-01", "create_deposit"),
    ] {
        let id = desk.exception(code, action);
        desk.ask("ana", &["queue", "approve", &id]);
        found.push(id);
    }
    let start = |operator: &str, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieout"));
        command
            .current_dir(desk.home.path())
            .env_clear()
            .env("HOME", desk.home.path());
        command.args(args).args(["--operator", operator]);
        command.env("TIEOUT_OPERATOR_KEY", format!("file:{operator}.key"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started = [
        start("ana", &["apply"]),
        start("ben", &["apply"]),
        start("ben", &["nightly"]),
        start("ana", &["apply"]),
    ];
    let ended = started.map(|child| child.wait_with_output().unwrap());
    for output in &ended {
        // Whatever one of them leaves to another, none of them fails.
        assert_ne!(output.status.code(), Some(1), "{output:?}");
    }
    // What one left because another had it in hand.
    for _ in 0..4 {
        desk.run("ana", &["apply"]);
    }
    let mut times = BTreeMap::<String, u32>::new();
    for row in desk.made() {
        *times.entry(text(&row, "externalid")).or_default() += 1;
    }
    // A memo and its payout, and one document for each other but the closed order.
    assert_eq!(times.len(), 6, "{times:?} {ended:#?}");
    assert!(times.iter().all(|(id, n)| *n == 1 && !id.is_empty()), "{times:?}");
    desk.look();
    for id in &found {
        assert_eq!(desk.state(id), "closed", "{id}");
    }
    desk.ask("ana", &["audit", "verify"]);
}

fn uncredited() -> Office {
    let month = Trade {
        orders: 24,
        seed: 11,
        now: NOW.parse().unwrap(),
        healthy: true,
    };
    Office::of(plant(&month, &["REF-01", "REF-11", "REF-20", "PAY-01"]).unwrap(), "")
}

/// Somebody changes a document in NetSuite after what starts from it was approved: nothing is written. The next
/// comparison sees it anew, and takes a new approval.
#[test]
fn what_moved_since_it_was_planned_is_planned_and_approved_again() {
    let office = uncredited();
    let (approved, _) = office.approve_all();
    let mut world = office.place.world();
    let mut rows = world.netsuite.tables["transaction"].to_vec();
    let today = NOW[..10].to_owned();
    let sources: Vec<String> = {
        let store = office.store();
        let actions = store.read().actions(Some(ActionState::Approved)).unwrap();
        let from = actions.iter().filter_map(|s| s.action.proposal.from.as_ref());
        from.map(|f| f.id.clone()).collect()
    };
    assert!(sources.len() >= 4, "{sources:?}");
    for row in rows.iter_mut().filter(|row| sources.contains(&text(row, "id"))) {
        row.insert("lastmodifieddate".to_owned(), format!("{today} 08:59:00").into());
        row.insert("memo".to_owned(), "looked at by hand".into());
    }
    world.netsuite.tables.insert("transaction".to_owned(), rows.into());
    office.place.goes_on(world, "");
    let outcomes = office.apply(false);
    assert_eq!(outcomes.len(), approved.len());
    for outcome in outcomes.iter().filter(|o| o.action.proposal.from.is_some()) {
        let End::Refused(why) = &outcome.end else {
            panic!("{outcome:?}")
        };
        assert!(
            why.contains("was changed in NetSuite at") && why.contains("approve it again"),
            "{why}"
        );
        assert_eq!(outcome.code.map(|c| c.id), Some("SYN-07"));
    }
    let moved = |number: &u64| office.state(*number) != ExceptionState::Posted;
    let open: Vec<u64> = approved.iter().copied().filter(|n| moved(n)).collect();
    assert_eq!(open.len(), sources.len());
    // Nothing goes on the old approval, however often it is tried.
    assert!(office.apply(false).is_empty());
    office.place.pull_all(&office.place.request());
    office.reconcile();
    assert!(office.apply(false).is_empty(), "a new comparison revives no approval");
    let (again, not) = office.approve_all();
    assert_eq!((again, not), (open, Vec::new()));
    assert!(office.apply(false).iter().all(|o| matches!(o.end, End::Posted(_))));
    is_settled_by_lines(&office, &approved);
}

/// As [`is_settled`], where some of what is done makes no document.
fn is_settled_by_lines(office: &Office, approved: &[u64]) {
    office.place.pull_all(&office.place.request());
    office.reconcile();
    for number in approved {
        let exception = office.store().read().exception(*number).unwrap().unwrap();
        assert_eq!(exception.state, ExceptionState::Closed, "{exception:#?}");
    }
    let mut made = office.made();
    let all = made.len();
    made.dedup();
    assert_eq!(made.len(), all, "{made:?}");
}

/// A network that looks at every request that may write.
struct Watching {
    inner: Arc<dyn Transport>,
    writes: AtomicU64,
}

impl Transport for Watching {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        if request.uri().path().contains("/record/") && request.method() != http::Method::GET {
            let strict = request.headers().get("x-netsuite-propertynamevalidation");
            assert_eq!(strict.and_then(|v| v.to_str().ok()), Some("Error"), "{request:?}");
            self.writes.fetch_add(1, Ordering::SeqCst);
        }
        self.inner.open(request)
    }
}

#[test]
fn every_preview_and_every_write_has_its_field_names_checked() {
    let office = uncredited();
    let (approved, not) = office.approve_all();
    assert_eq!((approved.len(), not), (6, Vec::new()));
    let watching = Arc::new(Watching {
        inner: office.place.line.transport.clone(),
        writes: AtomicU64::new(0),
    });
    let outcomes = office.apply_over(&over(&office, watching.clone()), false);
    assert!(outcomes.iter().all(|o| matches!(o.end, End::Posted(_))), "{outcomes:?}");
    // Seven requests, each shown before it is sent.
    assert_eq!(watching.writes.load(Ordering::SeqCst), 14);
}

/// A month with a bill that two refunds are credited from: both actions, approved.
fn two_from_one_bill() -> (Office, [u64; 2]) {
    let pair = |office: &Office| {
        let mut from = BTreeMap::<u64, u64>::new();
        let actions = office.store().read().actions(Some(ActionState::Approved)).unwrap();
        actions.iter().find_map(|standing| {
            let (_, id) = standing.action.starts_from()?;
            Some([from.insert(id, standing.action.number)?, standing.action.number])
        })
    };
    let office = |seed| {
        let office = Office::uncredited(60, seed, "");
        office.approve_all();
        let pair = pair(&office)?;
        Some((office, pair))
    };
    (1..40).find_map(office).expect("a bill with two refunds")
}

/// What of one process's writes another one has to know of is in the store.
#[test]
fn a_bill_that_another_process_has_credited_has_not_moved() {
    let (office, [first, second]) = two_from_one_bill();
    for action in [first, second] {
        let outcomes = office.apply_only(&office.place.line, action);
        assert!(matches!(outcomes[0].end, End::Posted(_)), "{outcomes:#?}");
    }
}

/// The same bill, touched by a person as well after the first credit: that is no doing of ours.
#[test]
fn a_bill_that_somebody_changed_after_it_was_credited_has_moved() {
    let (office, [first, second]) = two_from_one_bill();
    office.apply_only(&office.place.line, first);
    let wait = async { tokio::time::sleep(Duration::from_secs(60)).await };
    office.place.runtime.block_on(wait);
    let source = |number: u64| {
        let standing = office.store().read().action(number).unwrap().unwrap();
        standing.action.starts_from().unwrap().1.to_string()
    };
    let mut world = office.place.world();
    let mut rows = world.netsuite.tables["transaction"].to_vec();
    for row in rows.iter_mut().filter(|row| text(row, "id") == source(second)) {
        let today = &NOW[..10];
        row.insert("lastmodifieddate".to_owned(), format!("{today} 08:59:00").into());
    }
    world.netsuite.tables.insert("transaction".to_owned(), rows.into());
    office.place.goes_on(world, "");
    let outcomes = office.apply_only(&office.place.line, second);
    let End::Refused(why) = &outcomes[0].end else {
        panic!("{outcomes:#?}")
    };
    assert!(why.contains("was changed in NetSuite at"), "{why}");
}

/// One action was killed on its way: the other from the same bill waits, whatever became of the first, and nothing is
/// refused.
#[test]
fn an_action_waits_for_another_one_that_starts_from_the_same_bill() {
    for served in [false, true] {
        let (office, [first, second]) = two_from_one_bill();
        let sending = Arc::new(Dying {
            inner: office.place.line.transport.clone(),
            served,
        });
        let line = over(&office, sending);
        let killed = catch_unwind(AssertUnwindSafe(|| office.apply_only(&line, first)));
        assert!(killed.is_err());
        let outcomes = office.apply_only(&office.place.line, second);
        let End::NotSent(why) = &outcomes[0].end else {
            panic!("{outcomes:#?}")
        };
        assert!(why.contains("starts from the same document"), "{why}");
        let wait = async { tokio::time::sleep(Duration::from_secs(16 * 60)).await };
        office.place.runtime.block_on(wait);
        for action in [first, second] {
            let outcomes = office.apply_only(&office.place.line, action);
            assert!(matches!(outcomes[0].end, End::Posted(_)), "{outcomes:#?}");
        }
    }
}

/// A network on which the program dies at its first write: before it leaves, or once it was served.
struct Dying {
    inner: Arc<dyn Transport>,
    served: bool,
}

impl Transport for Dying {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        let header = |name| {
            request
                .headers()
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
        };
        let is_preview = header("accept").contains("type=");
        let dies = request.uri().path().contains("/record/") && request.method() == http::Method::POST && !is_preview;
        Box::pin(async move {
            assert!(!dies || self.served, "killed");
            let answer = self.inner.open(request).await;
            assert!(!dies, "killed");
            answer
        })
    }
}

/// Two workers over a network that plays up: as two at once elsewhere, and nothing is left over.
#[test]
fn two_workers_and_a_bad_network_leave_nothing_over() {
    let faults = "[[fault]]\nkind = \"lost-after\"\npath = \"/record/\"\nper_thousand = 100\ntimes = 20\n";
    let office = Office::uncredited(40, 4, faults);
    let (approved, _) = office.approve_all();
    carry_out(&office, 2);
    is_settled(&office, &approved, faults);
}
