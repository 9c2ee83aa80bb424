//! What changes between two comparisons: new versions, files in other orders, limited comparisons, rules.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::ledger::{Ledger, essence, fixture, fixture_text, import_exports, import_month};

/// A ledger of the month, or of the first week, compared.
fn compared(folder: &str) -> Ledger {
    let ledger = Ledger::of(folder);
    if folder == "month" {
        import_month(&ledger)
    } else {
        import_exports(&ledger)
    }
    assert_eq!(ledger.reconcile(&[]).0, 3);
    ledger
}

/// The open exceptions.
fn open(ledger: &Ledger) -> BTreeSet<String> {
    let list = ledger.json(&["queue", "list"]);
    let all = list["exceptions"].as_array().unwrap().iter();
    all.map(|e| e["exception"].as_str().unwrap().to_owned()).collect()
}

/// The exceptions that opened and closed since, each as its code and order.
fn moved(ledger: &Ledger, before: &BTreeSet<String>) -> (Vec<String>, Vec<String>) {
    let after = open(ledger);
    let name = |id: &String| {
        let shown = ledger.json(&["queue", "show", id]);
        let exception = if shown["exceptions"].is_array() {
            &shown["exceptions"][0]
        } else {
            &shown["exception"]
        };
        let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
        format!(
            "{} {}",
            text(&exception["code"]),
            text(&exception["subject"]["order"]["name"])
        )
    };
    (
        after.difference(before).map(name).collect(),
        before.difference(&after).map(name).collect(),
    )
}

/// The rows of a JSONL fixture in an order that is always the same and never the file's.
fn shuffled(name: &str) -> String {
    let text = fixture_text(name);
    let mut rows: Vec<&str> = text.lines().collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for at in (1..rows.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        rows.swap(at, (state >> 33) as usize % (at + 1));
    }
    rows.join("\n")
}

#[test]
fn the_order_of_rows_and_files_does_not_matter() {
    let straight = compared("month");
    let other = Ledger::of("month");
    let (headers, lines) = (
        fixture("month/netsuite-transactions.pages.jsonl"),
        fixture("month/netsuite-lines.pages.jsonl"),
    );
    // NetSuite first, its lines before their headers; Shopify's rows in any order, file by file.
    other.import("netsuite-suiteql", &[&lines], &[]);
    other.import("netsuite-suiteql", &[&headers], &[]);
    for shop in ["us", "uk"] {
        for tail in ["-payouts", "", "-refunds"] {
            let name = format!("shopify-{shop}{tail}.jsonl");
            let file = other.home.write(&name, shuffled(&format!("month/{name}")));
            other.import("shopify-bulk", &[&file], &["--shop", shop]);
        }
    }
    assert_eq!(other.reconcile(&[]).0, 3);
    let (ours, theirs) = (other.findings(), straight.findings());
    assert_eq!(essence(&ours), essence(&theirs));
    assert_eq!(ours["summary"], theirs["summary"]);
}

#[test]
fn headers_and_lines_in_one_command_or_two_in_either_order() {
    let straight = compared("month").findings();
    let file = |name: &str| fixture(&format!("month/netsuite-{name}.pages.jsonl"));
    let (headers, lines) = (file("transactions"), file("lines"));
    let ways: [&[&[&PathBuf]]; 3] = [
        &[&[&lines, &headers]],
        &[&[&headers], &[&lines]],
        &[&[&lines], &[&headers]],
    ];
    for way in ways {
        let ledger = Ledger::of("month");
        for files in way {
            let files: Vec<_> = files.iter().map(|f| f.as_path()).collect();
            ledger.import("netsuite-suiteql", &files, &[]);
        }
        for shop in ["uk", "us"] {
            for tail in ["", "-refunds", "-payouts"] {
                let file = fixture(&format!("month/shopify-{shop}{tail}.jsonl"));
                ledger.import("shopify-bulk", &[&file], &["--shop", shop]);
            }
        }
        assert_eq!(ledger.reconcile(&[]).0, 3);
        assert_eq!(
            ledger.findings()["findings"].as_array().map(Vec::len),
            straight["findings"].as_array().map(Vec::len)
        );
        assert_eq!(essence(&ledger.findings()), essence(&straight));
    }
}

/// The SuiteQL page of one header of the month, changed, as of a later moment.
fn header(number: &str, moment: &str, change: impl Fn(&mut Value)) -> String {
    let text = fixture_text("month/netsuite-transactions.pages.jsonl");
    let pages = text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let items = pages.flat_map(|p| p["items"].as_array().unwrap().clone());
    let mut found: Vec<Value> = items.filter(|i| i["tranid"] == number).collect();
    assert_eq!(found.len(), 1, "{number}");
    found[0]["modified_at"] = moment.into();
    change(&mut found[0]);
    json!({"links": [], "count": 1, "hasMore": false, "items": found}).to_string()
}

#[test]
fn a_document_that_changes_opens_and_closes_exactly_its_own() {
    let ledger = compared("month");
    let before = open(&ledger);
    // The sales order of the tied order #1002 is cancelled in NetSuite, and then put right again.
    let cancelled = header("SO10433", "2026-11-01 10:00:00", |h| {
        h["status"] = "C".into();
        h["status_name"] = "Sales Order : Cancelled".into();
    });
    let file = ledger.home.write("cancelled.json", cancelled);
    let report = ledger.import("netsuite-suiteql", &[&file], &[]);
    assert_eq!(
        report["records"]["documents"],
        json!({"new": 0, "changed": 1, "unchanged": 0})
    );
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let (opened, closed) = moved(&ledger, &before);
    assert!(
        !opened.is_empty() && opened.iter().all(|o| o.ends_with(" #1002")),
        "{opened:?}"
    );
    assert_eq!(closed, Vec::<String>::new());

    let during = open(&ledger);
    let right = header("SO10433", "2026-11-01 11:00:00", |_| ());
    let file = ledger.home.write("right.json", right);
    ledger.import("netsuite-suiteql", &[&file], &[]);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    assert_eq!(open(&ledger), before);
    let (opened_again, closed_again) = moved(&ledger, &during);
    assert_eq!((opened_again, closed_again), (Vec::new(), opened));

    // What is older than what is held says nothing.
    let stale = header("SO10433", "2026-11-01 10:30:00", |h| h["status"] = "C".into());
    let file = ledger.home.write("stale.json", stale);
    let report = ledger.import("netsuite-suiteql", &[&file], &[]);
    assert_eq!(report["landed"], false, "{report}");
}

#[test]
fn a_status_alone_may_change_what_a_difference_is() {
    let ledger = compared("month");
    let before = open(&ledger);
    // The stale sales order of #1131 is billed as it stands: the edit came too late.
    let billed = header("SO10579", "2026-11-01 10:00:00", |h| h["status"] = "G".into());
    let file = ledger.home.write("billed.json", billed);
    ledger.import("netsuite-suiteql", &[&file], &[]);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let (opened, closed) = moved(&ledger, &before);
    assert_eq!(
        (opened, closed),
        (vec!["EDT-11 #1131".to_owned()], vec!["EDT-03 #1131".to_owned()])
    );
}

#[test]
fn an_order_that_reaches_netsuite_after_all_closes_its_exception() {
    let ledger = compared("exports");
    let before = open(&ledger);
    // #1017 never reached NetSuite: its sales order comes, as a copy of the lines of the orders export.
    let sales_order = week_sales_order("#1017", "999001");
    let file = ledger.home.write("late.csv", sales_order);
    ledger.import("netsuite-csv", &[&file], &[]);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let (opened, closed) = moved(&ledger, &before);
    assert_eq!((opened, closed), (Vec::new(), vec!["IDN-01 #1017".to_owned()]));
    // Comparing everything again agrees.
    assert_eq!(ledger.reconcile(&["--full"]).0, 3);
    assert_eq!(moved(&ledger, &before).1.len(), 1);
}

/// A saved search with the sales order that an order of the week should have.
fn week_sales_order(name: &str, id: &str) -> String {
    let mut reader = csv::Reader::from_path(fixture("exports/orders_export.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    let at = |column: &str| columns.iter().position(|c| c == column).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).filter(|r| &r[0] == name).collect();
    let first = &rows[0];
    let (total, tax, shipping) = (&first[at("Total")], &first[at("Taxes")], &first[at("Shipping")]);
    let mut text = fixture_text("exports/transactions.csv")
        .lines()
        .take(5)
        .collect::<Vec<_>>()
        .join("\n");
    let header = text.lines().last().unwrap().to_owned();
    text.push('\n');
    let columns: Vec<&str> = header.split(',').collect();
    let mut row = |mark: &str, item: &str, quantity: &str, amount: &str| {
        let cell = |column: &&str| match *column {
            "*" => mark.to_owned(),
            "Internal ID" => id.to_owned(),
            "Date" => "10/02/2026".to_owned(),
            "Type" => "Sales Order".to_owned(),
            "Document Number" => format!("SO{id}"),
            "PO/Check Number" => name.to_owned(),
            "Status" => "Pending Fulfillment".to_owned(),
            "Item" => item.to_owned(),
            "Quantity" => quantity.to_owned(),
            "Amount" => amount.to_owned(),
            "Amount (Transaction Tax Total)" => tax.to_owned(),
            _ => String::new(),
        };
        text.push_str(&columns.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    };
    row("*", "", "", total);
    for line in &rows {
        let price: rust_decimal::Decimal = line[at("Lineitem price")].parse().unwrap();
        let quantity: rust_decimal::Decimal = line[at("Lineitem quantity")].parse().unwrap();
        row(
            "",
            &line[at("Lineitem sku")],
            &line[at("Lineitem quantity")],
            &(price * quantity).to_string(),
        );
    }
    row("", "Shipping Standard", "", shipping);
    text
}

#[test]
fn an_address_that_changes_is_found_and_closed() {
    let ledger = compared("exports");
    let before = open(&ledger);
    let text = fixture_text("exports/orders_export.csv");
    let rows: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(n, l)| *n == 0 || l.starts_with("#1002,"))
        .map(|(_, l)| l)
        .collect();
    let original = rows.join("\n");
    assert!(original.contains("13 Mill Lane"));
    for (text, opened) in [(original.replace("13 Mill Lane", "1 Far Away"), 1), (original, 0)] {
        let file = ledger.home.write("orders.csv", text);
        let report = ledger.import("shopify-orders", &[&file], &[]);
        assert_eq!(
            report["records"]["orders"],
            json!({"new": 0, "changed": 1, "unchanged": 0})
        );
        assert_eq!(ledger.reconcile(&[]).0, 3);
        let (new, gone) = moved(&ledger, &before);
        assert_eq!((new.len(), gone.len()), (opened, 0), "{new:?}");
        assert!(new.iter().all(|n| n == "EDT-16 #1002"), "{new:?}");
    }
}

#[test]
fn a_comparison_limited_to_orders_touches_no_other() {
    let ledger = Ledger::of("exports");
    import_exports(&ledger);
    let (code, answer) = ledger.reconcile(&["--order", "#1017", "--order", "1031"]);
    assert_eq!(code, 3, "{answer}");
    let names = |ledger: &Ledger| -> BTreeSet<String> {
        let list = ledger.json(&["queue", "list"]);
        let all = list["exceptions"].as_array().unwrap().iter();
        all.map(|e| e["subject"]["order"]["name"].as_str().unwrap_or("-").to_owned())
            .collect()
    };
    assert_eq!(names(&ledger), BTreeSet::from(["#1017".to_owned(), "#1031".to_owned()]));
    // One that ties ends well, though others are open.
    assert_eq!(ledger.reconcile(&["--order", "#1002"]).0, 0);
    assert_eq!(names(&ledger).len(), 2);
    let unknown = ledger.run(&["reconcile", "--order", "#77777"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("#77777"), "{unknown:?}");
    // A whole comparison afterwards finds what one at the start would have found.
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let whole = compared("exports");
    assert_eq!(essence(&ledger.findings()), essence(&whole.findings()));
    assert_eq!(ledger.findings()["summary"], whole.findings()["summary"]);
}

#[test]
fn a_comparison_limited_to_a_month_closes_nothing_elsewhere() {
    let ledger = compared("exports");
    let before = open(&ledger);
    assert_eq!(ledger.reconcile(&["--period", "2026-09"]).0, 0);
    assert_eq!(open(&ledger), before);
    assert_eq!(ledger.reconcile(&["--period", "2026-10"]).0, 3);
    assert_eq!(open(&ledger), before);
    let fresh = Ledger::of("exports");
    import_exports(&fresh);
    fresh.reconcile(&["--period", "2026-10"]);
    fresh.reconcile(&[]);
    assert_eq!(essence(&fresh.findings()), essence(&ledger.findings()));
}

#[test]
fn fail_on_decides_the_exit_code_alone() {
    let ledger = compared("exports");
    let before = ledger.findings();
    for (which, code) in [("any", 3), ("material", 3), ("never", 0)] {
        assert_eq!(ledger.reconcile(&["--fail-on", which]).0, code, "{which}");
        assert_eq!(ledger.findings()["findings"], before["findings"], "{which}");
    }
}

#[test]
fn a_changed_rule_has_everything_compared_again() {
    let ledger = compared("exports");
    let before = (open(&ledger), ledger.findings());
    let config = fixture_text("exports/tieout.toml");
    ledger
        .home
        .write("sku-aliases.csv", "shopify_sku,netsuite_item\nTEA-MINT,TEA-MINT-2\n");
    let with = config.replace(
        "bundles = \"bundles.csv\"",
        "bundles = \"bundles.csv\"\nsku_aliases = \"sku-aliases.csv\"",
    );
    assert_ne!(with, config);
    ledger.home.write("tieout.toml", &with);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let (opened, _) = moved(&ledger, &before.0);
    assert!(
        !opened.is_empty(),
        "no order that was tied has the item under its new name"
    );
    // Every one of them is an order of that item, and everybody who has it is named.
    let with_item: BTreeSet<String> = orders_with("TEA-MINT");
    let named: BTreeSet<String> = opened.iter().map(|o| o.split_once(' ').unwrap().1.to_owned()).collect();
    assert!(named.is_subset(&with_item), "{named:?} {with_item:?}");
    let tied: BTreeSet<String> = with_item.into_iter().filter(|n| !has_finding(&before.1, n)).collect();
    let missed: Vec<_> = tied.difference(&named).collect();
    assert!(missed.is_empty(), "not compared again: {missed:?}");

    ledger.home.write("tieout.toml", &config);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    assert_eq!(open(&ledger), before.0);
    assert_eq!(essence(&ledger.findings()), essence(&before.1));
}

fn has_finding(answer: &Value, order: &str) -> bool {
    answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|f| f["subject"]["order"]["name"] == order)
}

/// The orders of the week that have an item and were not cancelled.
fn orders_with(sku: &str) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_path(fixture("exports/orders_export.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    let at = |column: &str| columns.iter().position(|c| c == column).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cancelled = |name: &str| rows.iter().any(|r| &r[0] == name && !r[at("Cancelled at")].is_empty());
    let with = rows
        .iter()
        .filter(|r| &r[at("Lineitem sku")] == sku)
        .map(|r| r[0].to_owned());
    with.filter(|name| !cancelled(name)).collect()
}
