//! The commands on real input: exit codes, and answers that are as documented.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tool::{Answer, Home};

const ORDERS: &[u8] = include_bytes!("../../fixtures/real/shopify/orders_export.csv");
const DOCUMENTATION: &str = include_str!("../../docs/JSON-COMMANDS.md");

/// Paths of all keys of a document. Lists count as all their members; the names of kinds, states,
/// routes, shops and the like are data, not keys.
fn keys(value: &Value) -> BTreeSet<String> {
    const NAMED: [&str; 5] = ["found", "records", "findings", "open", "shopify"];
    fn walk(path: &str, value: &Value, all: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                let named = NAMED.iter().any(|n| path.ends_with(&format!(".{n}")));
                for (key, member) in members {
                    let key = if named { "*" } else { key };
                    let path = format!("{path}.{key}");
                    all.insert(path.clone());
                    walk(&path, member, all);
                }
            }
            Value::Array(members) => members.iter().for_each(|m| walk(path, m, all)),
            _ => {}
        }
    }
    let mut all = BTreeSet::new();
    walk("", value, &mut all);
    all
}

/// The documented examples of a schema.
fn documented(schema: &str) -> Vec<Value> {
    let blocks = DOCUMENTATION
        .split("```json\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let examples = blocks.map(|text| serde_json::from_str::<Value>(text).unwrap());
    examples.filter(|example| example["schema"] == schema).collect()
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{e}: {answer:?}"))
}

/// An answer has the keys of one of its schema's examples.
pub(crate) fn is_as_documented(answer: &Answer) -> Value {
    let document = parsed(answer);
    let schema = document["schema"].as_str().unwrap();
    let examples = documented(schema);
    let closest = examples
        .iter()
        .map(|e| (keys(e), keys(&document)))
        .min_by_key(|(a, b)| a.symmetric_difference(b).count());
    let (wanted, there) = closest.unwrap_or_else(|| panic!("{schema} is not documented"));
    let differ: Vec<_> = wanted.symmetric_difference(&there).collect();
    assert!(differ.is_empty(), "{schema}: {differ:?}\n{}", answer.out);
    document
}

/// A home whose store holds the orders of the genuine export, and NetSuite nothing.
fn with_orders() -> Home {
    let home = Home::new();
    home.write("orders.csv", ORDERS);
    home.write("tieout.toml", "[store]\nurl = \"sqlite:t.db\"\n");
    let answer = home.run(&["import", "shopify-orders", "orders.csv"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    home
}

const AS_OF: [&str; 2] = ["--as-of", "2026-11-24T06:00:00Z"];

#[test]
fn an_import_is_said_and_said_again_in_json() {
    let home = Home::new();
    home.write("orders.csv", ORDERS);
    let run = |args: &[&str]| home.run(&[&["import", "shopify-orders", "--store", "sqlite:t.db"], args].concat());
    let first = run(&["orders.csv", "--json"]);
    assert_eq!((first.code, first.err.as_str()), (0, "made a new store: t.db\n"));
    assert_eq!(parsed(&first)["records"]["orders"]["new"], 19);
    let again = run(&["orders.csv"]);
    assert_eq!(again.code, 0);
    assert!(again.err.contains("nothing new"), "{}", again.err);

    let cut = ORDERS.len() - 200;
    home.write("cut.csv", &ORDERS[..cut]);
    let faulty = run(&["cut.csv", "--json"]);
    assert_eq!(faulty.code, 2);
    assert!(
        faulty.err.contains("error: cut.csv:") && faulty.err.contains("nothing landed"),
        "{}",
        faulty.err
    );
    let document = parsed(&faulty);
    assert_eq!(
        (&document["landed"], &document["faults"]),
        (&Value::from(false), &Value::from(1))
    );
    assert_eq!(document["exit"], "usage_or_configuration");

    // With the good rows landed, the answer has every key there is.
    let other = home.run(&[
        "import",
        "shopify-orders",
        "--store",
        "sqlite:u.db",
        "cut.csv",
        "--keep-going",
        "--json",
    ]);
    assert_eq!(other.code, 2);
    assert_eq!(is_as_documented(&other)["landed"], true);
    assert!(other.err.contains("the good rows landed"), "{}", other.err);
}

#[test]
fn what_is_open_decides_the_exit_code() {
    let home = with_orders();
    let run = |args: &[&str]| home.run(&[&["reconcile"][..], args, &AS_OF].concat());
    assert_eq!(run(&[]).code, 3);
    assert_eq!(run(&["--fail-on", "any"]).code, 3);
    assert_eq!(run(&["--fail-on", "never"]).code, 0);
    let document = is_as_documented(&run(&["--json"]));
    assert_eq!(document["summary"]["mismatched"], 19);
    assert_eq!(
        (&document["exit"], &document["exit_code"]),
        (&Value::from("differences_open"), &Value::from(3))
    );
    assert_eq!(
        run(&["--json"]).out,
        run(&["--json"]).out,
        "the same input gives the same bytes"
    );
}

#[test]
fn the_queue_runs_and_status_are_as_documented() {
    let home = with_orders();
    home.run(&[&["reconcile"][..], &AS_OF].concat());
    let ask = |args: &[&str]| {
        let answer = home.run(&[args, &["--json"][..], &AS_OF].concat());
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{args:?}");
        is_as_documented(&answer)
    };
    let list = ask(&["queue", "list"]);
    let all = list["exceptions"].as_array().unwrap();
    assert_eq!(all.len(), 19);
    let id = all[0]["exception"].as_str().unwrap();
    assert_eq!(ask(&["queue", "show", id])["exceptions"][0], all[0]);
    let groups = ask(&["queue", "list", "--group"]);
    let count: u64 = groups["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["count"].as_u64().unwrap())
        .sum();
    assert_eq!(count, 19);
    let run = ask(&["runs", "list"])["runs"][0]["run"].clone();
    assert_eq!(ask(&["runs", "show", run.as_str().unwrap()])["runs"][0]["run"], run);
    assert_eq!(ask(&["status"])["last_run"]["run"], run);
    for answer in ["show", "check", "path"] {
        assert_eq!(ask(&["config", answer])["path"], "tieout.toml");
    }
    let closed = home.run(&["queue", "list", "--state", "closed"]);
    assert_eq!(
        (closed.code, closed.out.as_str(), closed.err.as_str()),
        (0, "", "nothing in the queue\n")
    );
}

#[test]
fn metrics_are_put_in_place_in_one_step() {
    let home = with_orders();
    home.run(&[&["reconcile"][..], &AS_OF].concat());
    home.write("tieout.prom", "what was there before");
    let answer = home.run(&[&["status", "--metrics", "tieout.prom"][..], &AS_OF].concat());
    assert_eq!(
        (answer.code, answer.out.as_str(), answer.err.as_str()),
        (0, "", "wrote tieout.prom\n")
    );
    let text = std::fs::read_to_string(home.path().join("tieout.prom")).unwrap();
    assert!(
        text.contains("tieout_last_run_orders{state=\"mismatched\"} 19\n"),
        "{text}"
    );
    assert!(
        text.contains("tieout_money_at_risk{currency=\"EUR\"} 14089.04\n"),
        "{text}"
    );
    assert!(text.contains("tieout_journal_rows 2\n"), "{text}");
    let left = std::fs::read_dir(home.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap());
    assert_eq!(
        left.filter(|name| name.contains("prom")).count(),
        1,
        "no part of a file is left"
    );
    let gone = home.run(&["status", "--metrics", "no/such/folder.prom"]);
    assert_eq!(gone.code, 2, "{gone:?}");
}

#[test]
fn what_is_not_there_is_exit_code_2() {
    let home = with_orders();
    for args in [
        &["queue", "show", "EX-9"][..],
        &["runs", "show", "01X"],
        &["import", "shopify-orders", "gone.csv"],
    ] {
        let answer = home.run(&[args, &["--json"]].concat());
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}: {}", answer.err);
    }
}

#[cfg(unix)]
#[test]
fn a_store_that_is_none_or_newer_is_left_alone() {
    let home = Home::new();
    home.write(
        "notes.db",
        "not a database, and longer than the hundred bytes of a header: ".repeat(9),
    );
    let answer = home.run(&["status", "--store", "sqlite:notes.db"]);
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert!(answer.err.contains("is not a store of tieout"), "{}", answer.err);
}
