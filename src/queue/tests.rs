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
use crate::model::finding::{DocumentRef, Finding, FindingState, OrderRef, Subject};

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

/// Every state and every move: what people may do, what a run does, and what nobody may.
mod table {
    use super::*;
    use crate::model::exception::{Acceptance, Work};
    use crate::queue::{Move, next, settle};

    fn work(assigned: bool) -> Work {
        Work {
            assignee: assigned.then(|| "ana".to_owned()),
            ..Work::default()
        }
    }

    #[test]
    fn what_is_under_way_is_never_touched_by_anything_but_its_outcome() {
        use ExceptionState as S;
        let outcomes = [Move::Post, Move::Refuse, Move::Lose, Move::Clear];
        for from in [S::Posting, S::Unknown] {
            for mv in Move::ALL.into_iter().filter(|m| !outcomes.contains(m)) {
                let to = next(from, mv, &work(true));
                assert!(to.is_none_or(|to| to == from), "{from:?} {mv:?} {to:?}");
            }
        }
    }

    #[test]
    fn nothing_is_sent_without_an_approval() {
        for from in ExceptionState::ALL {
            let sent = next(from, Move::Send, &work(false));
            assert_eq!(sent.is_some(), from == ExceptionState::Approved, "{from:?}");
            let approved = next(from, Move::Approve, &work(false));
            assert_eq!(approved.is_some(), from == ExceptionState::Proposed, "{from:?}");
        }
    }

    #[test]
    fn a_run_has_a_move_from_every_state() {
        for from in ExceptionState::ALL {
            for mv in [Move::FoundAgain, Move::Changed, Move::Gone] {
                // What is closed is not missed a second time.
                if from != ExceptionState::Closed || mv != Move::Gone {
                    assert!(next(from, mv, &work(false)).is_some(), "{from:?} {mv:?}");
                }
            }
        }
    }

    #[test]
    fn another_amount_undoes_what_was_decided_for_the_old_one() {
        use ExceptionState as S;
        for from in [S::Accepted, S::Proposed, S::Approved, S::Snoozed] {
            let to = next(from, Move::Changed, &work(false)).unwrap();
            assert!(matches!(to, S::Open | S::Reopened), "{from:?} {to:?}");
            assert_eq!(next(from, Move::FoundAgain, &work(false)), Some(from));
        }
    }

    #[test]
    fn an_acceptance_holds_for_its_amount_and_shows_on_the_finding() {
        let mut known = opened();
        known[0].state = ExceptionState::Accepted;
        known[0].work.accepted = Some(Acceptance {
            by: "ana".to_owned(),
            at: day(60),
            delta: Amount::cents(10_00),
            note: "agreed".to_owned(),
        });
        let same = merge(known.clone(), findings(1001), day(61), true, 1_001);
        assert_eq!(same.updated[0].finding.state, FindingState::Accepted);
        assert!(same.updated[0].finding.note.contains("accepted by ana: agreed"));
        let mut other = findings(1001);
        other[0].delta = Amount::cents(10_01);
        let changed = merge(known, other, day(61), true, 1_001);
        assert_eq!(changed.reopened[0].state, ExceptionState::Reopened);
        assert_eq!(changed.reopened[0].work.accepted, None);
        assert_eq!(changed.reopened[0].finding.state, FindingState::Mismatched);
    }

    #[test]
    fn what_was_set_aside_is_back_when_its_time_is_over() {
        let mut known = opened();
        known[0].state = ExceptionState::Snoozed;
        known[0].work.snoozed_until = Some(day(62));
        let early = merge(known.clone(), findings(1001), day(61), true, 1_001);
        assert_eq!(early.updated[0].state, ExceptionState::Snoozed);
        let due = merge(known, findings(1001), day(62), true, 1_001);
        assert_eq!(due.updated[0].state, ExceptionState::Open);
        assert_eq!(due.updated[0].work.snoozed_until, None);
    }

    proptest! {
        /// Whatever happens in whatever order: what a state does not have is not left behind, and an
        /// approval never outlives the amounts it was given for.
        #[test]
        fn no_sequence_of_moves_leaves_a_contradiction(moves in proptest::collection::vec(0..Move::ALL.len(), 0..60)) {
            use ExceptionState as S;
            let (mut state, mut held) = (S::Open, Work::default());
            let mut approved = false;
            for n in moves {
                let mv = Move::ALL[n];
                let Some(to) = next(state, mv, &held) else { continue };
                match mv {
                    Move::Assign => held.assignee = Some("ana".to_owned()),
                    Move::Propose => held.action = Some(7),
                    Move::Snooze => held.snoozed_until = Some(day(9)),
                    Move::Accept => held.accepted = Some(Acceptance { by: "ana".to_owned(), at: day(1), delta: Amount::ZERO, note: String::new() }),
                    _ => {}
                }
                approved = match mv {
                    Move::Approve | Move::Clear => true,
                    Move::Changed | Move::Reject | Move::Refuse => approved && matches!(to, S::Posting | S::Unknown),
                    _ => approved,
                };
                state = to;
                held = settle(state, held);
                prop_assert!(state != S::Posting || approved, "sent without an approval after {:?}", mv);
                prop_assert_eq!(held.snoozed_until.is_some(), state == S::Snoozed);
                prop_assert_eq!(held.accepted.is_some(), state == S::Accepted);
                let bound = matches!(state, S::Proposed | S::Approved | S::Posting | S::Unknown);
                prop_assert!(!bound || held.action.is_some(), "{:?} without an action", state);
            }
        }
    }
}

/// Every decision that the table allows has a way back that the table allows, too, or says why not.
#[test]
fn ways_back_are_in_the_table() {
    use super::{Back, Move, back, next, settle};
    use crate::model::exception::Work;
    let mut ways = 0;
    for state in ExceptionState::ALL {
        for assignee in [None, Some("ana".to_owned())] {
            for decision in [Move::Assign, Move::Snooze, Move::Accept, Move::Propose, Move::Reject] {
                let mut before = opened().remove(0);
                before.state = state;
                before.work = Work {
                    assignee: assignee.clone(),
                    snoozed_until: (state == ExceptionState::Snoozed).then(|| day(99)),
                    ..Work::default()
                };
                let mut work = before.work.clone();
                if decision == Move::Assign {
                    work.assignee = Some("bo".to_owned());
                }
                let Some(after) = next(state, decision, &work) else {
                    continue;
                };
                let after = Exception {
                    state: after,
                    work: settle(after, work),
                    ..before.clone()
                };
                match back(&before, decision) {
                    Back::None(why) => assert!(!why.is_empty()),
                    way => {
                        assert!(way.leads(&after).is_some(), "{state:?} {decision:?} {way:?}");
                        ways += 1;
                    }
                }
            }
        }
    }
    assert!(ways > 20, "{ways}");
}

#[test]
fn groups_never_mix_currencies_and_miss_nobody() {
    use super::groups;
    let mut all = opened();
    for (n, currency) in ["GBP", "USD", "GBP"].into_iter().enumerate() {
        let mut more = all[0].clone();
        more.number = 2_000 + n as u64;
        more.finding.currency = crate::base::Currency::parse(currency).unwrap();
        more.finding.since = day(n as i64 - 1);
        all.push(more);
    }
    let groups = groups(&all);
    let told: Vec<_> = groups
        .iter()
        .map(|g| (g.key.currency.to_string(), g.exceptions.len(), g.delta(), g.oldest))
        .collect();
    assert_eq!(
        told,
        [
            ("GBP".to_owned(), 3, Amount::cents(30_00), day(-1)),
            ("USD".to_owned(), 1, Amount::cents(10_00), day(0))
        ]
    );
}
