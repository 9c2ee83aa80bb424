//! Small differences are accepted within the tolerance, and only until the month's budget is used up.

use serde_json::Value;

use crate::ledger::{Ledger, import_month};

/// The states of the findings of a code, with a tolerance and a budget.
fn states(code: &str, absolute: &str, budget: &str) -> Vec<String> {
    let ledger = Ledger::of("month");
    let text = std::fs::read_to_string(ledger.home.path().join("tieout.toml")).unwrap();
    let tolerance = format!("\n[tolerance]\nabsolute = \"{absolute}\"\nbudget_per_period = \"{budget}\"\n");
    ledger.home.write("tieout.toml", text + &tolerance);
    import_month(&ledger);
    let (_, run) = ledger.reconcile(&[]);
    let answer = ledger.findings();
    let all = answer["findings"].as_array().unwrap();
    let mismatched = all.iter().filter(|f| f["state"] == "mismatched").count();
    assert_eq!(
        run["summary"]["findings"]["mismatched"].as_u64(),
        Some(mismatched as u64),
        "{run}"
    );
    let of_code = all.iter().filter(|f: &&Value| f["code"] == code);
    of_code.map(|f| f["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_budget_accepts_until_it_is_used_up() {
    assert_eq!(states("REF-03", "0.00", "25.00"), ["mismatched", "mismatched"]);
    assert_eq!(states("REF-03", "0.05", "25.00"), ["accepted", "accepted"]);
    let mut held = states("REF-03", "0.05", "0.02");
    held.sort();
    assert_eq!(held, ["accepted", "mismatched"]);
}

/// What the budget says after a run, beside the states of a code.
#[test]
fn the_drift_view_says_how_much_of_the_budget_is_used() {
    let ledger = Ledger::of("month");
    let text = std::fs::read_to_string(ledger.home.path().join("tieout.toml")).unwrap();
    let tolerance = "\n[tolerance]\nabsolute = \"0.05\"\nbudget_per_period = \"0.02\"\n";
    ledger.home.write("tieout.toml", text + tolerance);
    import_month(&ledger);
    ledger.reconcile(&[]);
    let cents = |text: &Value| -> i64 { text.as_str().unwrap().replace('.', "").parse().unwrap() };
    let findings = ledger.findings();
    let accepted = findings["findings"].as_array().unwrap().iter();
    let accepted: Vec<&Value> = accepted.filter(|f| f["state"] == "accepted").collect();
    let drift = ledger.json(&["report", "--view", "drift"]);
    let budget = drift["budget"].as_array().unwrap();
    let used: i64 = budget.iter().map(|b| cents(&b["used"])).sum();
    let signed: i64 = budget.iter().map(|b| cents(&b["signed"])).sum();
    assert_eq!(used, accepted.iter().map(|f| cents(&f["delta"]).abs()).sum::<i64>());
    assert_eq!(signed, accepted.iter().map(|f| cents(&f["delta"])).sum::<i64>());
    assert!(
        used > 0 && budget.iter().all(|b| cents(&b["used"]) <= cents(&b["cap"])),
        "{drift}"
    );
    for month in budget {
        assert_eq!(
            cents(&month["left"]),
            cents(&month["cap"]) - cents(&month["used"]),
            "{month}"
        );
    }
    // The rows have the day, the cause and the shop of each cent.
    for row in drift["rows"].as_array().unwrap() {
        let filled = ["day", "shop", "cause", "signed", "absolute"];
        assert!(
            filled.iter().all(|key| !row[*key].as_str().unwrap().is_empty()),
            "{row}"
        );
        assert!(cents(&row["signed"]).abs() <= cents(&row["absolute"]), "{row}");
    }
    let told = ledger.run(&["report", "--view", "drift"]);
    assert!(told.out.contains("of 0.02 used"), "{}", told.out);
}
