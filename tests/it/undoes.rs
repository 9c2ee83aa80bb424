//! Posted actions taken back: what can be reversed is proposed, approved, sent once and proved like any write;
//! what cannot is said with what a person does instead.

use tieout::base::Amount;
use tieout::flow::apply::End;
use tieout::flow::{FlowError, prove, queue};
use tieout::model::action::{Action, ActionState, Standing};
use tieout::model::exception::{Exception, ExceptionState};

use crate::applies::{Office, Row, text};
use crate::deposits::unbooked;
use crate::traded::world;

/// The month's payouts booked as journal entries.
fn booked() -> Office {
    let mut office = Office::of(unbooked(16, 6), "");
    office
        .place
        .configure("clearing = \"122\"\n[payouts]\nbook_as = \"journal\"\n");
    office.reconcile();
    let (_, not) = office.approve_all();
    assert_eq!(not, Vec::<String>::new());
    office.apply(false);
    catch_up(&office);
    office
}

fn catch_up(office: &Office) {
    office.place.pull_all(&office.place.request());
    office.reconcile();
}

fn posted(office: &Office) -> Vec<Standing> {
    office.store().read().actions(Some(ActionState::Posted)).unwrap()
}

fn undo(office: &Office, id: &str) -> Result<(Exception, Action), FlowError> {
    let mut store = office.store();
    store.act_as("bo", office.place.at());
    queue::undo(&mut store, &office.place.config.rules(), id, Some("booked by mistake"))
}

fn why(office: &Office, id: &str) -> String {
    undo(office, id).unwrap_err().to_string()
}

/// What the entries of a payout put into the bank, all together.
fn banked(office: &Office, payout: &str) -> (usize, Amount) {
    let world = office.place.world();
    let of_payout = |r: &&Row| text(r, "type") == "Journal" && text(r, "custbody_shopify_payout") == payout;
    let entries = world.netsuite.tables["transaction"].to_vec();
    let ids: Vec<String> = entries.iter().filter(of_payout).map(|r| text(r, "id")).collect();
    let lines = world.netsuite.tables["transactionline"].to_vec();
    let bank = lines
        .iter()
        .filter(|l| ids.contains(&text(l, "transaction")) && text(l, "expenseaccount") == "1");
    let sum = bank.map(|l| Amount::parse(&text(l, "foreignamount")).unwrap()).sum();
    (ids.len(), sum)
}

#[test]
fn a_journal_entry_is_reversed_by_another_and_its_payout_is_open_again() {
    let office = booked();
    let first = posted(&office).into_iter().next().unwrap().action;
    let payout = first.source.rsplit('/').next().unwrap().to_owned();
    let (entries, net) = banked(&office, &payout);
    assert!(entries == 1 && !net.is_zero(), "{entries} {}", net.raw());
    assert_eq!(office.state(first.exception), ExceptionState::Closed);

    let (exception, back) = undo(&office, &first.id()).unwrap();
    assert_eq!(exception.state, ExceptionState::Proposed);
    assert_eq!((back.undoes(), back.steps.len()), (Some(first.number), 1));
    // A run that does not find the difference does not take the reversal for done.
    catch_up(&office);
    assert_eq!(office.state(first.exception), ExceptionState::Proposed);
    assert!(why(&office, &first.id()).contains("undoes ACT-"));

    let rules = office.place.config.rules();
    let key = office.key();
    queue::approve(&mut office.store(), &rules, &office.policy, key, &exception.id(), None).unwrap();
    assert!(
        why(&office, &back.id()).contains("only what is posted is undone"),
        "it is approved"
    );
    assert_eq!(
        banked(&office, &payout),
        (entries, net),
        "nothing is written by proposing it"
    );
    let outcomes = office.apply(false);
    assert!(
        matches!(outcomes[..], [ref o] if matches!(o.end, End::Posted(_)) && o.differs.is_empty()),
        "{outcomes:#?}"
    );
    assert_eq!(banked(&office, &payout), (2, Amount::ZERO));

    catch_up(&office);
    let open = office.exceptions();
    let of_payout = |e: &&Exception| e.finding.subject.payout.as_deref() == Some(first.source.as_str());
    let again = open.iter().find(of_payout);
    assert!(
        again.is_some_and(|e| e.finding.netsuite.is_zero() && e.finding.delta == net),
        "{again:#?}"
    );
    let proof = prove::run(&office.store(), &office.policy, &back.id()).unwrap();
    assert!(proof.holds(), "{:#?}", proof.links);
    assert!(why(&office, &first.id()).contains("undoes ACT-"), "it is undone once");

    // Booking it again from here would be taken for the entry that is there.
    let outcome = queue::approve(&mut office.store(), &rules, &office.policy, key, &exception.id(), None);
    assert!(outcome.is_err(), "{outcome:?}");
    assert!(office.apply(false).is_empty());
    assert_eq!(banked(&office, &payout), (2, Amount::ZERO));
}

#[test]
fn what_cannot_be_reversed_from_here_is_said_with_what_a_person_does() {
    let office = Office::uncredited(60, 4, "");
    let (approved, _) = office.approve_all();
    let waits = office.store().read().actions(None).unwrap().remove(0).action;
    assert!(why(&office, &waits.id()).contains("tieout queue reject EX-"));
    office.apply(false);
    let mut kinds = std::collections::BTreeSet::new();
    for standing in posted(&office) {
        let action = &standing.action;
        let why = why(&office, &action.id());
        assert!(
            why.contains("void") && why.contains(&standing.done.records[0].to_string()),
            "{why}"
        );
        kinds.insert(action.kind().as_str());
    }
    assert!(kinds.len() >= 2, "{kinds:?}");
    assert!(why(&office, "ACT-999").contains("there is no action"));
    assert!(approved.iter().all(|n| office.state(*n) != ExceptionState::Proposed));

    let deposits = Office::of(unbooked(12, 6), "");
    deposits.approve_all();
    deposits.apply(false);
    let first = posted(&deposits).remove(0).action;
    assert!(why(&deposits, &first.id()).contains("delete deposit"));
}

#[test]
fn lines_that_were_closed_are_opened_again() {
    let office = Office::of(world(120, 3, false), "");
    let rules = office.place.config.rules();
    let whole = ["IDN-03", "IDN-04", "REF-20", "EDT-20"];
    for exception in office
        .exceptions()
        .iter()
        .filter(|e| whole.contains(&e.finding.code.id))
    {
        // What is shipped in part is for a person.
        let _ = queue::approve(
            &mut office.store(),
            &rules,
            &office.policy,
            office.key(),
            &exception.id(),
            None,
        );
    }
    office.apply(false);
    let closed = posted(&office);
    assert!(!closed.is_empty());
    catch_up(&office);
    for standing in &closed {
        let (exception, back) = undo(&office, &standing.action.id()).unwrap();
        assert!(
            back.steps[0].body.contains("\"isClosed\":false"),
            "{}",
            back.steps[0].body
        );
        queue::approve(
            &mut office.store(),
            &rules,
            &office.policy,
            office.key(),
            &exception.id(),
            None,
        )
        .unwrap();
    }
    for outcome in office.apply(false) {
        assert!(matches!(outcome.end, End::Posted(_)), "{:?}", outcome.end);
    }
    let world = office.place.world();
    for standing in &closed {
        let id = standing.done.records[0].to_string();
        let lines = world.netsuite.tables["transactionline"].to_vec();
        let open = lines
            .iter()
            .filter(|l| text(l, "transaction") == id && text(l, "mainline") != "T");
        assert!(
            open.clone().count() > 0 && open.clone().all(|l| text(l, "isclosed") != "T"),
            "{id}"
        );
    }
}
