//! Failures planted by name in a month that is well otherwise: each is found, alone and in a crowd, with its delta, its
//! parts and its remedy, and nothing else is.

use tieout::twin::trade::{Trade, Unplanted, plant, plantable};
use tieout::twin::world::World;

use crate::ledger::money;
use crate::tool::Home;
use crate::traded::{NOW, apart, compared, found, planted, told};

/// A month in which these failures happen and no others.
fn world(orders: u32, codes: &[&str]) -> Result<World, Unplanted> {
    let month = Trade {
        orders,
        seed: 11,
        now: NOW.parse().unwrap(),
        healthy: true,
    };
    plant(&month, codes)
}

#[test]
fn all_at_once_in_a_crowd_are_found_and_nothing_else_is() {
    let world = world(crowd(), &plantable()).unwrap();
    let findings = compared(&world);
    let (unfound, unplanted) = apart(&planted(&world), &found(&findings));
    assert!(
        unfound.is_empty() && unplanted.is_empty(),
        "not found:\n{}\nfound and not planted:\n{}\n{}",
        unfound.join("\n"),
        unplanted.join("\n"),
        told(&findings)
    );
    for finding in findings["findings"].as_array().unwrap() {
        let parts = finding["parts"].as_array().unwrap().iter();
        let sum: rust_decimal::Decimal = parts.map(|p| money(&p["amount"])).sum();
        assert_eq!(
            sum + money(&finding["unexplained"]),
            money(&finding["delta"]),
            "{finding}"
        );
    }
}

/// How many clean orders are around the failures: 2,000, or as many as `TIEOUT_CROWD` says.
fn crowd() -> u32 {
    let asked = std::env::var("TIEOUT_CROWD").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

#[test]
fn what_cannot_be_planted_is_refused_by_name() {
    let home = Home::new();
    let refused = home.run(&["demo", "--plant", "REF-99", "--dir", "demo"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("`REF-99` cannot be planted") && refused.err.contains("REF-07"),
        "{refused:?}"
    );
    let small = world(20, &plantable()).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(small.contains("more orders"), "{small}");
}

#[test]
fn a_demonstration_of_one_failure_shows_that_one() {
    let home = Home::new();
    let shown = home.run(&["demo", "--orders", "60", "--plant", "ref-07", "--dir", "demo"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    let findings = std::fs::read_to_string(home.path().join("demo/findings.json")).unwrap();
    let findings: serde_json::Value = serde_json::from_str(&findings).unwrap();
    let codes: Vec<String> = found(&findings).into_iter().map(|[_, _, code, _]| code).collect();
    assert_eq!(codes, ["REF-07"]);
}
