//! A past run derived again from the facts in the store.

use serde_json::Value;

use crate::answers::is_as_documented;
use crate::ledger::{Ledger, fixture, import_month};

/// Derives a run again, which ends with `code`; the document.
fn rerun(ledger: &Ledger, run: &str, code: i32) -> Value {
    is_as_documented(&ledger.ends(code, &["runs", "rerun", run, "--json"]))
}

fn id(run: &(i32, Value)) -> &str {
    run.1["run"].as_str().unwrap()
}

#[test]
fn the_same_facts_make_the_same_run_and_nothing_is_kept_of_it() {
    let ledger = Ledger::of("month");
    import_month(&ledger);
    let whole = ledger.reconcile(&[]);
    let before = (ledger.counts(), ledger.json(&["audit", "head"]), ledger.findings());
    let again = rerun(&ledger, id(&whole), 0);
    assert_eq!((&again["same"], &again["facts_moved"]), (&true.into(), &false.into()));
    assert_eq!(again["kept"], again["derived"]);
    assert_eq!(
        (ledger.counts(), ledger.json(&["audit", "head"]), ledger.findings()),
        before
    );
    // A run over one order is derived over that order.
    let order = before.2["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|f| f["subject"]["order"]["name"].as_str());
    let one = ledger.reconcile(&["--order", order.unwrap()]);
    assert_ne!(id(&one), id(&whole));
    assert_eq!(rerun(&ledger, id(&one), 0)["same"], true);
    assert_eq!(
        rerun(&ledger, id(&whole), 0)["same"],
        true,
        "an earlier run over the same facts"
    );
    assert_eq!(ledger.run(&["runs", "rerun", "01X"]).code, 2);
}

#[test]
fn what_is_not_the_same_is_said() {
    let ledger = Ledger::of("month");
    import_month(&ledger);
    let run = ledger.reconcile(&[]);
    // A decision makes another finding of the same facts.
    let open = ledger.json(&["queue", "list"]);
    let cheap = open["exceptions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["delta"] == "0.00");
    let ex = cheap.unwrap()["exception"].as_str().unwrap().to_owned();
    ledger.ends(0, &["queue", "accept", &ex, "--note", "as agreed"]);
    let decided = rerun(&ledger, id(&run), 3);
    assert_eq!(
        (&decided["same"], &decided["facts_moved"]),
        (&false.into(), &false.into())
    );
    let differs = decided["differs"].as_array().unwrap();
    assert!(differs.contains(&format!("what {ex} says").into()), "{differs:?}");
}

#[test]
fn a_run_that_was_tampered_with_does_not_come_out_again() {
    let ledger = Ledger::of("month");
    import_month(&ledger);
    let run = ledger.reconcile(&[]);
    let changed = ledger
        .sql()
        .execute("UPDATE runs SET body = replace(body, '\"tied\":', '\"tied\":1')", [])
        .unwrap();
    assert_eq!(changed, 1);
    let again = rerun(&ledger, id(&run), 3);
    assert_eq!(again["facts_moved"], false);
    assert_eq!(again["differs"], serde_json::json!(["the counts and totals"]));
}

#[test]
fn facts_that_have_moved_on_are_no_proof_of_anything() {
    let ledger = Ledger::of("month");
    let lines = fixture("month/netsuite-lines.pages.jsonl");
    ledger.import(
        "netsuite-suiteql",
        &[&fixture("month/netsuite-transactions.pages.jsonl"), &lines],
        &[],
    );
    let early = ledger.reconcile(&[]);
    import_month(&ledger);
    let again = rerun(&ledger, id(&early), 3);
    assert_eq!(again["facts_moved"], true);
    let told = ledger.ends(3, &["runs", "rerun", id(&early)]);
    assert!(
        told.err.contains("the facts have moved on since that run"),
        "{}",
        told.err
    );
}
