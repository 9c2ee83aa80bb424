//! The evidence chain of a write, as it is printed: whole, and with the store tampered with.

use rusqlite::Connection;
use tieout::model::action::ActionState;

use crate::answers::is_as_documented;
use crate::applies::Office;

/// A month with its refunds credited from here, and its configuration with the operator who approved them.
fn credited() -> Office {
    let office = Office::uncredited(40, 2, "");
    office.approve_all();
    office.apply(false);
    office.place.pull_all(&office.place.request());
    office.reconcile();
    let operator = &office.policy.operators[0];
    let path = office.place.home.path().join("tieout.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let entry = format!(
        "[[approval.operators]]\nname = \"{}\"\npublic_key = \"{}\"\n",
        operator.name, operator.key
    );
    std::fs::write(&path, format!("{text}\n{entry}")).unwrap();
    office
}

#[test]
fn the_evidence_of_a_write_is_printed_and_checked() {
    let office = credited();
    let posted = office.store().read().actions(Some(ActionState::Posted)).unwrap();
    assert!(posted.len() > 3, "{}", posted.len());
    let id = posted[0].action.id();
    let home = &office.place.home;
    let answer = home.run(&["actions", "prove", &id, "--json"]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{answer:#?}");
    assert_eq!(is_as_documented(&answer)["proven"], true);
    let told = home.run(&["actions", "prove", &id]);
    assert_eq!(told.code, 0);
    assert!(
        told.out.contains("proven\n") && told.out.contains("closing run"),
        "{}",
        told.out
    );

    // What is only proposed has no chain.
    assert_eq!(home.run(&["actions", "prove", "ACT-999"]).code, 2);
    let store = Connection::open(&office.place.config.store).unwrap();
    let broken = |change: &str| {
        store.execute_batch(change).unwrap();
        let answer = home.run(&["actions", "prove", &id, "--json"]);
        assert_eq!(answer.code, 3, "{change}: {answer:#?}");
        let document = is_as_documented(&answer);
        assert_eq!(document["proven"], false);
        let links = document["links"].as_array().unwrap().clone();
        let open = links.iter().filter(|l| l["holds"] == false);
        open.map(|l| l["link"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // A row that is changed shows in its own link and in the journal as a whole.
    let change = format!(
        "UPDATE journal SET detail = replace(detail, '\"step\":1', '\"step\":9') WHERE subject = '{id}' AND what = 'answer'"
    );
    assert_eq!(broken(&change), ["journal", "answer"]);
    let back = format!(
        "UPDATE journal SET detail = replace(detail, '\"step\":9', '\"step\":1') WHERE subject = '{id}' AND what = 'answer'"
    );
    store.execute_batch(&back).unwrap();
    assert_eq!(home.run(&["actions", "prove", &id]).code, 0);
    // Another record in the store than was read back.
    let other = format!(
        "UPDATE actions SET done = '{{\"records\":[1],\"sent_at\":null}}' WHERE number = {}",
        posted[0].action.number
    );
    let named = broken(&other);
    assert_eq!(
        (named[0].as_str(), named[named.len() - 1].as_str()),
        ("read_back", "posting"),
        "{named:?}"
    );
}
