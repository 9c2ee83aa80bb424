//! Accounting periods: what a closed or a locked one makes of a credit, from its approval to the books.

use jiff::civil::Date;
use tieout::flow::apply::End;
use tieout::model::action::{Action, ActionState};
use tieout::model::exception::ExceptionState;
use tieout::twin::world::World;

use crate::applies::{Office, Row, is_settled, text, without_credits};
use crate::traded::world;

/// A month without credits, in books whose periods are marked by `how`, which is told whether a period is over.
fn books(seed: u64, how: impl Fn(bool, &mut Row)) -> World {
    marked(without_credits(world(100, seed, true)), how)
}

fn marked(mut world: World, how: impl Fn(bool, &mut Row)) -> World {
    let today = world.now.to_string();
    let mut rows = world.netsuite.tables["accountingperiod"].to_vec();
    for row in &mut rows {
        let is_over = text(row, "enddate").as_str() < &today[..10];
        how(is_over, row);
    }
    world.netsuite.tables.insert("accountingperiod".to_owned(), rows.into());
    world
}

fn flag(row: &mut Row, column: &str, set: bool) {
    row.insert(column.to_owned(), if set { "T" } else { "F" }.into());
}

/// The day and the memo of each document of an action.
fn dated(action: &Action) -> Vec<(Date, String)> {
    let of = |body: &String| {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let day = body["tranDate"].as_str().unwrap().parse().unwrap();
        (day, body["memo"].as_str().unwrap().to_owned())
    };
    action.steps.iter().map(|s| of(&s.body)).collect()
}

/// Last month is closed: what it answers is dated in this one and says so, in the books, too.
#[test]
fn a_credit_of_a_closed_period_is_dated_in_the_open_one() {
    let mut moved = 0;
    for seed in [1, 2] {
        let office = Office::of(books(seed, |over, row| flag(row, "closed", over)), "");
        let (approved, not) = office.approve_all();
        assert_eq!(not, Vec::<String>::new());
        let outcomes = office.apply(false);
        let world = office.place.world();
        for outcome in outcomes.iter().filter(|o| matches!(o.end, End::Posted(_))) {
            for ((day, memo), step) in dated(&outcome.action).iter().zip(&outcome.action.steps) {
                let first = office.place.at().day(&jiff::tz::TimeZone::UTC).first_of_month();
                assert!(*day >= first, "{day} is in a closed period");
                let because = memo.contains("is closed");
                moved += u64::from(because);
                let rows = world.netsuite.tables["transaction"].to_vec();
                let saved = rows
                    .iter()
                    .find(|r| text(r, "externalid") == *step.external_id.as_ref().unwrap());
                let saved = saved.unwrap();
                assert_eq!(
                    (text(saved, "trandate"), text(saved, "memo")),
                    (day.to_string(), memo.clone())
                );
            }
        }
        is_settled(&office, &approved, "a closed period");
    }
    assert!(moved > 3, "{moved} documents were moved into the open period");
}

/// Every period is locked for sales: nothing is approved, nothing is sent, and a person is asked.
#[test]
fn a_credit_of_a_locked_period_asks_a_person() {
    let lock = |_: bool, row: &mut Row| flag(row, "arlocked", true);
    let office = Office::of(
        books(1, |over, row| {
            flag(row, "closed", false);
            lock(over, row);
        }),
        "",
    );
    let (approved, not) = office.approve_all();
    assert_eq!(approved, Vec::<u64>::new());
    assert!(not.len() > 5);
    for why in &not {
        assert!(
            why.contains("is locked for receivables (SYN-09)") && why.contains("ask whoever keeps the books"),
            "{why}"
        );
    }
    assert!(office.apply(false).is_empty() && office.made().is_empty());
    let said = office.place.home.run(&["queue", "list", "--json"]);
    assert_eq!(said.code, 0);
}

/// Locked or closed between approval and sending: refused with its code, before a byte of it leaves.
#[test]
fn a_period_that_is_locked_after_the_approval_takes_nothing() {
    for (column, code) in [("arlocked", "SYN-09"), ("closed", "SYN-08")] {
        let office = Office::uncredited(60, 4, "");
        let (approved, _) = office.approve_all();
        office
            .place
            .goes_on(marked(office.place.world(), |_, row| flag(row, column, true)), "");
        let outcomes = office.apply(false);
        assert_eq!(outcomes.len(), approved.len());
        for outcome in &outcomes {
            let End::Refused(why) = &outcome.end else {
                panic!("{}: {:?}", outcome.action.id(), outcome.end)
            };
            assert!(why.contains("propose it again"), "{why}");
            assert_eq!(outcome.code.map(|c| c.id), Some(code));
            assert!(outcome.shown.is_empty(), "nothing was even previewed");
        }
        assert!(office.made().is_empty());
        let refused = office.store().read().actions(Some(ActionState::Refused)).unwrap();
        assert_eq!(refused.len(), approved.len());
        assert!(approved.iter().all(|n| office.state(*n) == ExceptionState::Open));
    }
}
