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
