#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "hundredths stand apart: 12_34 is 12.34"
)]

use proptest::prelude::*;

use super::merge;
use crate::base::Amount;
use crate::model::build::{day, gbp};
use crate::model::code::{idn, refunds};
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::{DocumentRef, Finding, OrderRef, Subject};

/// An order that is missing.
fn findings(order: u64) -> Vec<Finding> {
    let subject = Subject {
        order: Some(OrderRef {
            id: format!("gid://shopify/Order/{order}"),
            name: format!("#{order}"),
        }),
        ..Subject::default()
    };
    vec![Finding::new(
        &idn::IDN_01,
        "uk",
        subject,
        gbp(),
        Amount::cents(10_00),
        Amount::ZERO,
        day(0),
    )]
}

fn opened() -> Vec<Exception> {
    merge(Vec::new(), findings(1001), day(60), true, 1_000).opened
}

#[test]
fn the_same_disagreement_is_the_same_exception() {
    let first = opened();
    assert_eq!((first[0].id().as_str(), first[0].first_seen), ("EX-1000", day(60)));
    let later = merge(first, findings(1001), day(61), true, 1_001);
    assert_eq!(later.updated.len(), 1);
    assert_eq!(
        (later.updated[0].first_seen, later.updated[0].last_seen),
        (day(60), day(61))
    );
    assert_eq!(later.next_number, 1_001);
}

#[test]
fn only_a_complete_run_closes() {
    let partial = merge(opened(), Vec::new(), day(61), false, 1_001);
    assert_eq!(partial.closed, []);
    let complete = merge(opened(), Vec::new(), day(61), true, 1_001);
    assert_eq!(complete.closed[0].state, ExceptionState::Closed);
    assert_eq!(
        complete.closed[0].last_seen,
        day(60),
        "last seen when it was last found"
    );
}

#[test]
fn found_again_is_reopened() {
    let closed = merge(opened(), Vec::new(), day(61), true, 1_001).closed;
    let again = merge(closed, findings(1001), day(62), true, 1_001);
    assert_eq!((again.reopened.len(), again.opened.len()), (1, 0));
    assert_eq!(again.reopened[0].state, ExceptionState::Reopened);
    let quiet = merge(again.reopened, findings(1001), day(63), true, 1_001);
    assert_eq!(quiet.updated[0].state, ExceptionState::Reopened);
}

#[test]
fn numbers_do_not_depend_on_the_order_of_findings() {
    let mut all = [findings(1003), findings(1001), findings(1002)].concat();
    let one = merge(Vec::new(), all.clone(), day(60), true, 1);
    all.reverse();
    assert_eq!(one, merge(Vec::new(), all, day(60), true, 1));
    let names: Vec<_> = one
        .opened
        .iter()
        .map(|e| e.finding.subject.order.clone().unwrap().name)
        .collect();
    assert_eq!(names, ["#1001", "#1002", "#1003"]);
}

#[test]
fn two_credits_without_a_refund_are_two_exceptions() {
    let credit = |id: u64| {
        let mut finding = findings(1001).remove(0);
        finding.code = &refunds::REF_02;
        finding.subject.netsuite = vec![DocumentRef {
            kind: crate::model::books::DocumentKind::CreditMemo,
            id: id.to_string(),
            number: String::new(),
        }];
        finding
    };
    assert_eq!(
        merge(Vec::new(), vec![credit(20), credit(21)], day(60), true, 1)
            .opened
            .len(),
        2
    );
    let twice = merge(Vec::new(), vec![credit(20), credit(20)], day(60), true, 1);
    assert_eq!(twice.opened.len(), 1, "one disagreement seen twice is one");
}

proptest! {
    #[test]
    fn merging_twice_is_merging_once(
        known in proptest::collection::btree_set(1_u64..30, 0..12),
        now in proptest::collection::vec(1_u64..30, 0..20),
        complete in any::<bool>(),
    ) {
        let known: Vec<Finding> = known.into_iter().flat_map(findings).collect();
        let now: Vec<Finding> = now.into_iter().flat_map(findings).collect();
        let before = merge(Vec::new(), known, day(60), true, 1);
        let once = merge(before.opened, now.clone(), day(61), complete, before.next_number);
        let mut after = [once.opened.clone(), once.updated.clone(), once.closed.clone(), once.reopened.clone()].concat();
        after.sort_by_key(|e| e.number);
        let twice = merge(after, now, day(61), complete, once.next_number);
        prop_assert!(twice.opened.is_empty() && twice.closed.is_empty() && twice.reopened.is_empty());
        prop_assert_eq!(twice.next_number, once.next_number);
        let mut found = [once.opened, once.updated, once.reopened].concat();
        found.sort_by_key(|e| e.number);
        prop_assert_eq!(twice.updated, found);
    }
}
