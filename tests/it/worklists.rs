//! Lists and groups are made from narrow rows; they say what the exceptions themselves say.

use std::collections::BTreeMap;

use tieout::base::Moment;
use tieout::flow::queue::{self, Filters};
use tieout::model::code::{self, Route};
use tieout::model::exception::{Exception, ExceptionState};
use tieout::report::{Severity, severity};
use tieout::store::Store;

use crate::decisions::Office;
use crate::ledger::MORNING;

fn at() -> Moment {
    Moment::parse(MORNING).unwrap()
}

/// A month of which some exceptions went through people's hands.
fn worked() -> Office {
    let office = Office::staffed();
    let all = office.json(&["queue", "list"]);
    let all: Vec<&str> = all["exceptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["exception"].as_str().unwrap())
        .collect();
    office.ends(0, &["queue", "assign", all[0], all[1], all[2], "--to", "cleo"]);
    office.ends(
        0,
        &["queue", "tag", all[1], all[3], "--label", "month-end", "--label", "x"],
    );
    office.ends(0, &["queue", "snooze", all[2], all[4], "--until", "3d"]);
    office.ends(
        0,
        &[
            "queue",
            "propose",
            all[5],
            "--action",
            "accept_variance",
            "--note",
            "small",
        ],
    );
    office
}

fn by_hand(all: &[Exception], passes: impl Fn(&Exception) -> bool) -> Vec<u64> {
    all.iter()
        .filter(|e| e.state != ExceptionState::Closed && passes(e))
        .map(|e| e.number)
        .collect()
}

#[test]
fn every_filter_says_what_the_exceptions_say() {
    let office = worked();
    let store = Store::open(office.ledger.store()).unwrap();
    let all = store.read().exceptions().unwrap();
    let age = |e: &Exception| (at().seconds() - e.finding.since.seconds()).max(0) / 86_400;
    let none = Filters::default;
    let code = code::find("REF-01");
    let cases = [
        (none(), by_hand(&all, |_| true)),
        (
            Filters { code, ..none() },
            by_hand(&all, |e| Some(e.finding.code) == code),
        ),
        (
            Filters {
                route: Some(Route::Finance),
                ..none()
            },
            by_hand(&all, |e| e.finding.route == Route::Finance),
        ),
        (
            Filters {
                shop: Some("us".to_owned()),
                ..none()
            },
            by_hand(&all, |e| e.finding.shop == "us"),
        ),
        (
            Filters {
                assignee: Some("cleo".to_owned()),
                ..none()
            },
            by_hand(&all, |e| e.work.assignee.is_some()),
        ),
        (
            Filters {
                tag: Some("month-end".to_owned()),
                ..none()
            },
            by_hand(&all, |e| e.work.tags.contains("month-end")),
        ),
        (
            Filters {
                tag: Some("month".to_owned()),
                ..none()
            },
            Vec::new(),
        ),
        (
            Filters {
                state: Some(ExceptionState::Snoozed),
                ..none()
            },
            by_hand(&all, |e| e.state == ExceptionState::Snoozed),
        ),
        (
            Filters {
                severity: Some(Severity::Critical),
                ..none()
            },
            by_hand(&all, |e| severity(&e.finding, age(e)) == Severity::Critical),
        ),
    ];
    for (filters, wanted) in &cases {
        let listed = queue::list(&store, filters, at()).unwrap();
        assert_eq!(
            &listed.iter().map(|e| e.number).collect::<Vec<_>>(),
            wanted,
            "{filters:?}"
        );
        let page = queue::page(&store, filters, at(), 2).unwrap();
        let whole = queue::page(&store, filters, at(), usize::MAX).unwrap();
        assert_eq!((page.total, whole.total), (wanted.len(), wanted.len()), "{filters:?}");
        assert_eq!(page.exceptions, whole.exceptions[..wanted.len().min(2)], "{filters:?}");
        let mut counts: BTreeMap<(&str, &str, String), (usize, i64)> = BTreeMap::new();
        for e in &listed {
            let action = e.finding.proposal.as_ref().map_or("route", |p| p.action.as_str());
            let sum = counts
                .entry((e.finding.code.id, action, e.finding.currency.to_string()))
                .or_default();
            *sum = (sum.0 + 1, sum.1 + e.finding.delta.raw());
        }
        let groups = queue::groups(&store, filters, at()).unwrap();
        let told = groups.iter().map(|g| {
            (
                (g.key.code.id, g.key.action_name(), g.key.currency.to_string()),
                (g.count, g.delta.raw()),
            )
        });
        assert_eq!(told.collect::<BTreeMap<_, _>>(), counts, "{filters:?}");
    }
    // Who was set aside until then is back.
    let later = at().plus(30 * 86_400);
    let back = Filters {
        state: Some(ExceptionState::Snoozed),
        ..none()
    };
    assert_eq!(queue::list(&store, &back, later).unwrap(), []);
    assert_eq!(queue::page(&store, &back, later, 9).unwrap().total, 0);
}

#[test]
fn a_table_says_how_many_it_leaves_out() {
    let office = worked();
    let all = office.ends(0, &["queue", "list"]);
    let some = office.ends(0, &["queue", "list", "--limit", "3"]);
    let ids = |text: &str| -> Vec<String> {
        let first = text.lines().filter_map(|l| l.split_whitespace().next());
        first.filter(|w| w.starts_with("EX-")).map(str::to_owned).collect()
    };
    assert_eq!(ids(&some.out), ids(&all.out)[..3]);
    assert!(
        some.err.contains("3 of ") && some.err.contains("--limit"),
        "{}",
        some.err
    );
    let json = office.json(&["queue", "list", "--limit", "3"]);
    assert_eq!(json["exceptions"].as_array().unwrap().len(), 3);
}

/// What a store was before it had a work list.
#[test]
fn an_older_store_gets_its_work_list() {
    let office = worked();
    let before = office.json(&["queue", "list"]);
    let sql = office.ledger.sql();
    sql.execute_batch("DROP TABLE worklist; PRAGMA user_version = 1")
        .unwrap();
    drop(sql);
    assert_eq!(office.json(&["queue", "list"]), before);
    office.ends(0, &["audit", "verify"]);
}

#[test]
fn a_work_list_that_hides_something_is_told() {
    let office = worked();
    office.ends(0, &["audit", "verify"]);
    office
        .ledger
        .sql()
        .execute_batch("DELETE FROM worklist WHERE assignee = 'cleo'")
        .unwrap();
    let answer = office.ends(3, &["audit", "verify"]);
    assert!(
        answer.out.contains("the list of open work does not say"),
        "{}",
        answer.out
    );
}
