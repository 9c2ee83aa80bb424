//! `replay --failed`, over HTTP: what failed is tried again, and nothing is done twice by it.

use serde_json::Value;
use tieout::twin::trade::{Trade, demo, plant};
use tieout::twin::world::World;

use crate::doctors::serve;
use crate::tool::{Home, rows};

/// What the store holds of both sides.
fn held(home: &Home) -> Vec<String> {
    let queries = [
        "SELECT 'shop', place, hex(body) FROM shop_facts ORDER BY place",
        "SELECT 'book', place, hex(body) FROM book_facts ORDER BY place",
        "SELECT 'loose', id, hex(body) FROM loose_documents ORDER BY id",
    ];
    rows(&home.path().join("tieout.db"), &queries)
}

#[test]
fn what_failed_is_repeated_twice_and_the_second_time_changes_nothing() {
    let mut served = serve(|world: &mut World| {
        let month = Trade {
            orders: 60,
            seed: 11,
            now: world.now.parse().unwrap(),
            healthy: true,
        };
        *world = plant(&month, &["EDT-01", "EDT-02", "EDT-03", "EDT-05", "EDT-13"]).unwrap();
    });
    let home = Home::new();
    assert_eq!(served.init(&home).code, 0);
    // Both shops have an order #1002: the subsidiary tells which a sales order is of.
    let path = home.path().join("tieout.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (domain, subsidiary) in [(demo::UK, "1"), (demo::US, "2")] {
        let line = format!("domain = \"{domain}\"\n");
        assert!(text.contains(&line), "{text}");
        text = text.replace(&line, &format!("{line}subsidiary = \"{subsidiary}\"\n"));
    }
    std::fs::write(&path, text).unwrap();
    served
        .secrets
        .push(("TIEOUT_STORE".to_owned(), "sqlite:tieout.db".to_owned()));
    let run = |args: &[&str]| {
        let answer = served.run(&home, args);
        let document: Value = serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{e}: {answer:#?}"));
        document
    };
    let ends = |document: &Value| -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap().to_owned();
        let all = document["orders"].as_array().unwrap().iter();
        all.map(|o| (text(&o["order"]), text(&o["end"]))).collect()
    };
    let queue = || {
        let list = run(&["queue", "list", "--json"]);
        let all = list["exceptions"].as_array().unwrap().iter();
        let of = |e: &Value| ["exception", "code", "state", "delta"].map(|k| e[k].clone());
        all.map(of).collect::<Vec<_>>()
    };
    let synced = ends(&run(&["sync", "--json"]));
    let is = |end: &str, all: &[(String, String)]| all.iter().filter(|(_, e)| e == end).count();
    assert!(is("followed", &synced) > 0 && is("refused", &synced) > 0, "{synced:?}");
    let first = ends(&run(&["replay", "--failed", "--json"]));
    assert_eq!(
        is("refused", &first),
        is("refused", &synced),
        "what failed, and nothing else: {first:?}"
    );
    assert_eq!(first.len(), is("refused", &first));
    let before = (held(&home), queue());
    let second = ends(&run(&["replay", "--failed", "--json"]));
    assert_eq!(second, first);
    assert!((held(&home), queue()) == before, "the second time changes nothing");
    // And a round finds nothing left to do.
    let round = ends(&run(&["sync", "--json"]));
    assert!(round.iter().all(|(_, end)| end == "queued"), "{round:?}");
    assert!((held(&home), queue()) == before);
}
