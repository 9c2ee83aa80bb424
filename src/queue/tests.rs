#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "hundredths stand apart: 12_34 is 12.34"
)]

use super::merge;
use crate::model::books::DocumentKind;
use crate::model::build::{case, day, document, order, rules, sales_order};
use crate::model::exception::{Exception, ExceptionState};
use crate::model::finding::Finding;

fn findings(order_number: u64) -> Vec<Finding> {
    let order = order(order_number).line("TEE", 1, 10_00).totalled(0);
    crate::reconcile::case(&case(vec![order], vec![]), &rules(), day(60)).findings
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
    let order = order(1001).line("TEE", 1, 10_00).totalled(0);
    let memo = |id| document(DocumentKind::CreditMemo, id, "#1001", 5_00);
    let documents = vec![sales_order(&order, 10), memo(20), memo(21)];
    let findings = crate::reconcile::case(&case(vec![order], documents), &rules(), day(60)).findings;
    assert_eq!(merge(Vec::new(), findings, day(60), true, 1).opened.len(), 2);
}
