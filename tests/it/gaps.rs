//! A source that was not read to its end closes nothing, and what it kept open closes later.

use crate::ledger::{EXPORTS, Ledger, fixture};

/// What the store keeps of a pull that was cut off.
const CUT_OFF: &str = r#"{"read_to":null,"complete_at":null,"withheld":[],"open":{"pull":0,"began":0,"since":null,"until":null,
    "mark":null,"slices":[{"from":"","to":"","after":null,"told":9,"landed":4,"done":false}],"stopped":null}}"#;

#[test]
fn an_incomplete_run_closes_nothing_and_the_next_one_closes_it() {
    let ledger = Ledger::of("exports");
    let open = |ledger: &Ledger| {
        let list = ledger.json(&["queue", "list"]);
        list["exceptions"].as_array().unwrap().len()
    };
    for (kind, name) in &EXPORTS[..3] {
        ledger.import(kind, &[&fixture("exports").join(name)], &[]);
    }
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let missing = open(&ledger);
    let (kind, name) = EXPORTS[3];
    ledger.import(kind, &[&fixture("exports").join(name)], &[]);
    ledger
        .sql()
        .execute("INSERT INTO sources VALUES ('netsuite', ?1)", [CUT_OFF])
        .unwrap();
    let (code, run) = ledger.reconcile(&[]);
    assert_eq!((code, &run["complete"]), (7, &false.into()));
    assert!(open(&ledger) >= missing, "nothing is closed");
    let status = ledger.json(&["status"]);
    let source = &status["sources"][0];
    assert_eq!((&source["told"], &source["landed"]), (&9.into(), &4.into()));
    assert_eq!(source["gap"], "the last pull did not come to its end");
    ledger.sql().execute("DELETE FROM sources", []).unwrap();
    let (code, run) = ledger.reconcile(&[]);
    assert_eq!((code, &run["complete"]), (3, &true.into()));
    let straight = Ledger::of("exports");
    crate::ledger::import_exports(&straight);
    straight.reconcile(&[]);
    assert_eq!(open(&ledger), open(&straight), "and then it is closed");
    assert!(open(&ledger) < missing);
}

#[test]
fn shops_that_change_places_are_refused() {
    let ledger = Ledger::of("month");
    crate::ledger::import_month(&ledger);
    let path = ledger.home.path().join("tieout.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let turned = text
        .replace("name = \"uk\"", "name = \"x\"")
        .replace("name = \"us\"", "name = \"uk\"");
    std::fs::write(&path, turned.replace("name = \"x\"", "name = \"us\"")).unwrap();
    let refused = ledger.run(&["reconcile"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("uk, us, in this order"), "{refused:?}");
    let more = format!("{text}\n[[shops]]\nname = \"de\"\nsubsidiary = \"3\"\n");
    std::fs::write(&path, more).unwrap();
    assert_eq!(ledger.run(&["reconcile"]).code, 3, "a new one at the end is welcome");
}
