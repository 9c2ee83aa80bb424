//! What NetSuite answers to a write, told as the failure of the catalogue that it stands for.

use tieout::flow::apply::{End, Outcome};
use tieout::twin::world::World;

use crate::applies::{Office, text, without_credits};
use crate::traded::world;

/// Approves all there is and carries it out.
fn carried_out(world: World, faults: &str) -> (Office, Vec<Outcome>) {
    let office = Office::of(without_credits(world), faults);
    let (approved, not) = office.approve_all();
    assert!(!approved.is_empty(), "{not:?}");
    let outcomes = office.apply(false);
    assert!(!outcomes.is_empty());
    (office, outcomes)
}

fn code(outcome: &Outcome) -> Option<&'static str> {
    outcome.code.map(|code| code.id)
}

#[test]
fn books_whose_periods_are_all_closed_take_nothing() {
    let mut world = world(30, 4, true);
    let mut rows = world.netsuite.tables["accountingperiod"].to_vec();
    for row in &mut rows {
        row.insert("closed".to_owned(), "T".into());
    }
    world.netsuite.tables.insert("accountingperiod".to_owned(), rows.into());
    let office = Office::of(without_credits(world), "");
    let (approved, not) = office.approve_all();
    assert!(approved.is_empty() && !not.is_empty(), "{approved:?}");
    let says = |why: &String| why.contains("is closed, and no accounting period up to today is open");
    assert!(not.iter().all(says), "{not:?}");
    assert_eq!(office.made(), Vec::<String>::new());
}

#[test]
fn a_record_that_a_workflow_has_locked() {
    let mut world = world(30, 4, true);
    let rows = world.netsuite.tables["transaction"].iter();
    let ids: Vec<u64> = rows.filter_map(|row| text(&row, "id").parse().ok()).collect();
    world.netsuite.habits.locked = ids;
    let (office, outcomes) = carried_out(world, "");
    assert!(outcomes.iter().all(|o| code(o) == Some("SYN-05")), "{outcomes:?}");
    assert_eq!(office.made(), Vec::<String>::new());
}

fn fault(kind: &str, more: &str) -> String {
    format!("[[fault]]\nkind = \"{kind}\"\nmethod = \"POST\"\npath = \"/netsuite/services/rest/record\"\n{more}\n")
}

#[test]
fn too_many_calls_no_answer_and_a_second_copy() {
    let (office, outcomes) = carried_out(world(30, 4, true), &fault("status", "status = 429"));
    for outcome in &outcomes {
        assert!(matches!(outcome.end, End::NotSent(_)), "{outcome:?}");
        assert_eq!(code(outcome), Some("SYN-01"));
    }
    assert_eq!(office.made(), Vec::<String>::new());

    // Every request is served twice, and the second answer comes: the document is there already.
    let (office, outcomes) = carried_out(world(30, 4, true), &fault("duplicate", ""));
    let posted = |o: &&Outcome| matches!(o.end, End::Posted(_));
    assert!(outcomes.iter().filter(posted).count() > 0);
    for outcome in outcomes.iter().filter(posted) {
        assert_eq!(code(outcome), Some("SYN-04"), "{outcome:?}");
    }
    assert_eq!(
        office.made().len(),
        outcomes
            .iter()
            .filter(posted)
            .map(|o| o.action.steps.len())
            .sum::<usize>()
    );

    // No write is answered: each is looked up by its key before anything is sent again.
    let (office, outcomes) = carried_out(world(30, 4, true), &fault("lost-after", ""));
    let unsure = outcomes.iter().filter(|o| code(o) == Some("SYN-03"));
    assert!(
        outcomes.iter().all(|o| !matches!(o.end, End::Unknown(_))),
        "{outcomes:?}"
    );
    assert!(unsure.count() > 0 || office.made().is_empty());
}
