//! What lists, filters and groups of a queue of 100,000 open exceptions cost. The goal is 200 ms each.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark is a program of its own")]

use divan::{Bencher, black_box};
use tieout::base::{Amount, Currency, Moment, OrderKey};
use tieout::flow::queue::{self, Filters};
use tieout::model::code::{self, Route};
use tieout::model::exception::{Exception, ExceptionState, Work};
use tieout::model::finding::{ActionKind, Finding, FindingState, OrderRef, Subject};
use tieout::model::rules::ShopNo;
use tieout::model::run::{Freshness, Run, Summary};
use tieout::report::Severity;
use tieout::store::Store;

const OPEN: u64 = 100_000;
const NOW: Moment = Moment::from_seconds(1_790_000_000);

fn main() {
    divan::main();
}

fn exception(n: u64) -> Exception {
    let codes: Vec<_> = code::all().collect();
    let subject = Subject {
        order: Some(OrderRef {
            id: format!("gid://shopify/Order/{n}"),
            name: format!("#{n}"),
        }),
        ..Subject::default()
    };
    let cents = Amount::cents(i64::try_from(n * 37 % 2_000_000).unwrap());
    let since = NOW.plus(-i64::try_from(n * 7_919 % (9 * 86_400)).unwrap());
    let gbp = Currency::parse("GBP").unwrap();
    let mut finding = Finding::new(codes[(n % 60) as usize], "uk", subject, gbp, cents, Amount::ZERO, since)
        .explain("refund_not_credited", cents)
        .seen("quantity", "3", "2")
        .noting("Shopify refunded it and no document of NetSuite's credits it.");
    if n.is_multiple_of(3) {
        finding = finding.proposing(ActionKind::CreateCreditMemo, cents, None);
    }
    if n.is_multiple_of(11) {
        finding.state = FindingState::Late;
    }
    Exception {
        number: 1_000 + n,
        fingerprint: finding.fingerprint(),
        state: if n.is_multiple_of(5) {
            ExceptionState::Assigned
        } else {
            ExceptionState::Open
        },
        first_seen: NOW,
        last_seen: NOW,
        finding,
        work: Work {
            assignee: n.is_multiple_of(5).then(|| format!("person{}", n % 15)),
            tags: n
                .is_multiple_of(50)
                .then(|| "month-end".to_owned())
                .into_iter()
                .collect(),
            ..Work::default()
        },
    }
}

/// A store with so many open exceptions, and the folder it is kept in.
fn filled() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("queue.db")).unwrap();
    let mut writer = store.begin_run().unwrap();
    for n in 1..=OPEN {
        let place = (ShopNo(0), OrderKey::of(&format!("#{n}")));
        writer.open(place, &[exception(n)], 1_001 + n).unwrap();
    }
    let run = Run {
        id: "01".to_owned(),
        as_of: NOW,
        rules: String::new(),
        config: String::new(),
        freshness: Freshness::default(),
        complete: true,
        summary: Summary::default(),
    };
    writer.finish(&run, "", &serde_json::Value::Null).unwrap();
    (store, folder)
}

/// The filters of `queue list`, each with at least one exception.
fn filters(name: &str) -> Filters {
    let mut filters = Filters::default();
    match name {
        "all" => {}
        "code" => filters.code = code::all().nth(7),
        "route" => filters.route = Some(Route::Finance),
        "assignee" => filters.assignee = Some("person5".to_owned()),
        "severity" => filters.severity = Some(Severity::High),
        "label" => filters.tag = Some("month-end".to_owned()),
        "state" => filters.state = Some(ExceptionState::Assigned),
        other => panic!("no filter {other}"),
    }
    filters
}

const NAMES: [&str; 7] = ["all", "code", "route", "assignee", "severity", "label", "state"];

/// As the table of `queue list` has it: a thousand rows.
#[divan::bench(args = NAMES, sample_count = 20)]
fn list(bencher: Bencher<'_, '_>, name: &str) {
    let (store, _folder) = filled();
    let filters = filters(name);
    let page = queue::page(&store, &filters, NOW, 1_000).unwrap();
    assert!(
        !page.exceptions.is_empty() && page.total >= page.exceptions.len(),
        "{name}"
    );
    bencher.bench_local(|| black_box(queue::page(&store, &filters, NOW, 1_000).unwrap()));
}

#[divan::bench(args = NAMES, sample_count = 20)]
fn group(bencher: Bencher<'_, '_>, name: &str) {
    let (store, _folder) = filled();
    let filters = filters(name);
    bencher.bench_local(|| black_box(queue::groups(&store, &filters, NOW).unwrap()));
}
