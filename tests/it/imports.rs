//! Importing: twice, dry, with faulty rows, for one of several shops.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::ledger::{EXPORTS, Ledger, fixture, fixture_text, import_exports, import_month};

/// How many rows there are of facts and of what is made from them, by table.
fn facts(ledger: &Ledger) -> BTreeMap<String, i64> {
    let mut counts = ledger.counts();
    counts.retain(|table, count| table != "meta" && *count > 0);
    counts
}

/// One file of each kind: the configuration that reads it, its kind, the file, the text of one
/// amount in it, and where that stands.
struct Sample {
    folder: &'static str,
    kind: &'static str,
    file: &'static str,
    amount: &'static str,
    line: usize,
    /// The column's name; empty where a file of objects has none to name.
    column: &'static str,
    /// How many records of it land when that one row does not.
    rest: (&'static str, i64),
}

const SAMPLES: [Sample; 6] = [
    Sample {
        folder: "exports",
        kind: "shopify-orders",
        file: "exports/orders_export.csv",
        amount: ",9.82,58.92,OAK10,",
        line: 2,
        column: "Total",
        rest: ("orders", 88),
    },
    Sample {
        folder: "exports",
        kind: "shopify-transactions",
        file: "exports/payment_transactions_export_1.csv",
        amount: ",2026-10-09,58.92",
        line: 2,
        column: "Amount",
        rest: ("balance transactions", 92),
    },
    Sample {
        folder: "exports",
        kind: "shopify-payouts",
        file: "exports/payouts_export.csv",
        amount: ",0.00,676.13,GBP",
        line: 7,
        column: "Total",
        rest: ("payouts", 6),
    },
    Sample {
        folder: "exports",
        kind: "netsuite-csv",
        file: "exports/transactions.csv",
        amount: ",(21.00),(4.20),(25.20),shopify-refund-1044870054882",
        line: 7,
        column: "Amount",
        rest: ("documents", 337),
    },
    Sample {
        folder: "month",
        kind: "shopify-bulk",
        file: "month/shopify-uk-payouts.jsonl",
        amount: r#""net":{"amount":"1025.47""#,
        line: 1,
        column: "",
        rest: ("payouts", 29),
    },
    Sample {
        folder: "month",
        kind: "netsuite-suiteql",
        file: "month/netsuite-transactions.pages.jsonl",
        amount: r#""foreigntotal":"182.4""#,
        line: 1,
        column: "foreigntotal",
        rest: ("documents", 1_596),
    },
];

impl Sample {
    /// Words of the command line that the file needs.
    fn more(&self) -> &'static [&'static str] {
        if self.kind == "shopify-bulk" {
            &["--shop", "uk"]
        } else {
            &[]
        }
    }

    /// The file with a letter O in place of the amount's last digit.
    fn damaged(&self, ledger: &Ledger) -> (PathBuf, String) {
        let text = fixture_text(self.file);
        let at = text.find(self.amount).unwrap();
        assert_eq!(text[..at].matches('\n').count() + 1, self.line, "{}", self.kind);
        // The last amount of the sample's own text that ends in a digit behind a point.
        let point = self.amount.rfind('.').unwrap();
        let fraction = self.amount[point + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let digit = at + point + fraction;
        let start = text[..digit].rfind(|c: char| !c.is_ascii_digit() && c != '.').unwrap() + 1;
        let value = format!("{}O", &text[start..digit]);
        let damaged = format!("{}O{}", &text[..digit], &text[digit + 1..]);
        let name = PathBuf::from(self.file);
        let path = ledger.home.write(name.file_name().unwrap().to_str().unwrap(), damaged);
        (path, value)
    }
}

#[test]
fn importing_again_changes_nothing() {
    for (folder, import) in [("exports", import_exports as fn(&Ledger)), ("month", import_month)] {
        let ledger = Ledger::of(folder);
        import(&ledger);
        let code = ledger.reconcile(&[]).0;
        assert_eq!(code, 3);
        let (counts, before) = (ledger.counts(), ledger.findings());
        import(&ledger);
        assert_eq!(ledger.counts(), counts, "{folder}");
        assert_eq!(ledger.reconcile(&[]).0, 3);
        let after = ledger.findings();
        assert_eq!(
            (&after["findings"], &after["summary"]),
            (&before["findings"], &before["summary"]),
            "{folder}"
        );
    }
}

#[test]
fn every_kind_says_that_nothing_is_new() {
    for sample in &SAMPLES {
        let ledger = Ledger::of(sample.folder);
        let file = fixture(sample.file);
        let first = ledger.import(sample.kind, &[&file], sample.more());
        let second = ledger.import(sample.kind, &[&file], sample.more());
        assert_eq!(
            (&first["landed"], &second["landed"]),
            (&Value::Bool(true), &Value::Bool(false)),
            "{}",
            sample.kind
        );
        for (what, records) in second["records"].as_object().unwrap() {
            assert_eq!(
                (&records["new"], &records["changed"]),
                (&0.into(), &0.into()),
                "{}: {what}",
                sample.kind
            );
            assert_eq!(
                records["unchanged"], first["records"][what]["new"],
                "{}: {what}",
                sample.kind
            );
        }
    }
}

#[test]
fn a_dry_run_says_what_would_land_and_lands_nothing() {
    for sample in &SAMPLES {
        let ledger = Ledger::of(sample.folder);
        let file = fixture(sample.file);
        let more: Vec<&str> = sample.more().iter().copied().chain(["--dry-run"]).collect();
        let dry = ledger.import(sample.kind, &[&file], &more);
        assert_eq!(
            (&dry["dry_run"], &dry["landed"]),
            (&Value::Bool(true), &Value::Bool(false))
        );
        assert!(!ledger.store().exists(), "{}: no store is made for it", sample.kind);
        let real = ledger.import(sample.kind, &[&file], sample.more());
        assert_eq!(dry["records"], real["records"], "{}", sample.kind);
        assert_eq!(dry["files"], real["files"], "{}", sample.kind);
        let again = ledger.import(sample.kind, &[&file], &more);
        assert_eq!(
            again["records"],
            ledger.import(sample.kind, &[&file], sample.more())["records"],
            "{}",
            sample.kind
        );
    }
}

#[test]
fn a_faulty_row_keeps_the_whole_file_out() {
    for sample in &SAMPLES {
        let ledger = Ledger::of(sample.folder);
        let (file, value) = sample.damaged(&ledger);
        let mut args = vec!["import", sample.kind, file.to_str().unwrap()];
        args.extend(sample.more());
        let answer = ledger.run(&args);
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (2, ""),
            "{}: {answer:?}",
            sample.kind
        );
        assert!(!ledger.store().exists(), "{}: no store is made for it", sample.kind);
        let name = file.file_name().unwrap().to_str().unwrap();
        for said in [
            format!("{name}:{}: ", sample.line),
            value,
            sample.column.to_owned(),
            "; ".to_owned(),
        ] {
            assert!(
                answer.err.contains(&said),
                "{}: {said:?} is not in\n{}",
                sample.kind,
                answer.err
            );
        }
    }
}

#[test]
fn a_faulty_file_keeps_the_good_ones_of_the_same_call_out() {
    let ledger = Ledger::of("exports");
    let (bad, _) = SAMPLES[0].damaged(&ledger);
    let good = ledger.home.write("good.csv", one_order("#1090"));
    for files in [[&good, &bad], [&bad, &good]] {
        let answer = ledger.run(&[
            "import",
            "shopify-orders",
            files[0].to_str().unwrap(),
            files[1].to_str().unwrap(),
        ]);
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(!ledger.store().exists());
    }
    // A store that is there stays as it is.
    ledger.import("shopify-orders", &[&good], &[]);
    let before = facts(&ledger);
    let other = ledger.home.write("other.csv", one_order("#1091"));
    for dry in [true, false] {
        let mut args = vec![
            "import",
            "shopify-orders",
            other.to_str().unwrap(),
            bad.to_str().unwrap(),
        ];
        args.extend(dry.then_some("--dry-run"));
        assert_eq!(ledger.run(&args).code, 2);
        assert_eq!(facts(&ledger), before);
    }
}

/// The orders export with one order.
fn one_order(name: &str) -> String {
    let text = fixture_text("exports/orders_export.csv");
    let start = format!("{name},");
    let rows = text
        .lines()
        .enumerate()
        .filter(|(at, row)| *at == 0 || row.starts_with(&start));
    rows.map(|(_, row)| format!("{row}\n")).collect()
}

#[test]
fn with_keep_going_the_good_rows_land() {
    for sample in &SAMPLES {
        let ledger = Ledger::of(sample.folder);
        let (file, _) = sample.damaged(&ledger);
        let mut args = vec!["import", sample.kind, file.to_str().unwrap(), "--keep-going", "--json"];
        args.extend(sample.more());
        let answer = ledger.run(&args);
        assert_eq!(answer.code, 2, "{}: {answer:?}", sample.kind);
        let json: Value = serde_json::from_str(&answer.out).unwrap();
        let (what, number) = sample.rest;
        assert_eq!(json["records"][what]["new"], number, "{}: {json}", sample.kind);
        assert_eq!(json["faults"], 1, "{}: {json}", sample.kind);
        assert_eq!(json["problems"][0]["line"], sample.line, "{}: {json}", sample.kind);
        assert_eq!(json["landed"], true);
        // Mended, the file brings the one record that was left out.
        let mended = ledger.import(sample.kind, &[&fixture(sample.file)], sample.more());
        let records = &mended["records"][what];
        let news = |key: &str| records[key].as_i64().unwrap();
        assert_eq!(news("new") + news("changed"), 1, "{}: {mended}", sample.kind);
    }
}

#[test]
fn files_of_one_of_several_shops_need_its_name() {
    let ledger = Ledger::of("month");
    let file = fixture("month/shopify-us.jsonl");
    let file = file.to_str().unwrap();
    let answer = ledger.run(&["import", "shopify-bulk", file]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(
        answer.err.contains("--shop") && answer.err.contains("uk, us"),
        "{answer:?}"
    );
    let answer = ledger.run(&["import", "shopify-bulk", file, "--shop", "fr"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.contains("`fr`") && answer.err.contains("uk, us"),
        "{answer:?}"
    );
    assert_eq!(facts(&ledger), BTreeMap::new());
    // NetSuite's documents tell their shop themselves.
    ledger.import(
        "netsuite-suiteql",
        &[&fixture("month/netsuite-transactions.pages.jsonl")],
        &[],
    );
}

#[test]
fn what_is_no_such_file_is_refused() {
    let ledger = Ledger::of("exports");
    let wrong = |kind: &str, file: &str| {
        let path = fixture(file);
        let answer = ledger.run(&["import", kind, path.to_str().unwrap()]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{kind} {file}: {answer:?}");
        assert_eq!(facts(&ledger), BTreeMap::new(), "{kind} {file}");
        assert!(answer.err.contains("error: "), "{answer:?}");
    };
    for (kind, own) in EXPORTS {
        for (_, file) in EXPORTS.iter().filter(|(_, file)| *file != own) {
            wrong(kind, &format!("exports/{file}"));
        }
        wrong(kind, "month/shopify-us-refunds.jsonl");
        wrong(kind, "month/no-such-file");
        wrong(kind, "month");
    }
    for kind in ["shopify-bulk", "netsuite-suiteql"] {
        for (_, file) in EXPORTS {
            wrong(kind, &format!("exports/{file}"));
        }
    }
    wrong("shopify-bulk", "month/netsuite-lines.pages.jsonl");
    wrong("netsuite-suiteql", "month/shopify-us.jsonl");
}

#[test]
fn a_bulk_file_that_lost_its_orders_is_refused() {
    let ledger = Ledger::of("exports");
    let text = fixture_text("month/shopify-us.jsonl");
    let lost = text.split_once('\n').unwrap().1;
    let file = ledger.home.write("lost.jsonl", lost);
    let answer = ledger.run(&["import", "shopify-bulk", file.to_str().unwrap()]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{answer:?}");
    assert!(
        answer.err.contains("lost.jsonl") && answer.err.contains("not whole"),
        "{answer:?}"
    );
    assert_eq!(facts(&ledger), BTreeMap::new());
}

#[test]
fn orders_and_their_refunds_in_one_file_are_the_same_as_in_two() {
    let shop = |tail: &str| fixture_text(&format!("month/shopify-uk{tail}.jsonl"));
    for (first, second) in [("", "-refunds"), ("-refunds", "")] {
        let (one, two) = (Ledger::of("exports"), Ledger::of("exports"));
        let file = one.home.write("all.jsonl", format!("{}{}", shop(first), shop(second)));
        one.import("shopify-bulk", &[&file], &[]);
        let (orders, refunds) = (
            fixture("month/shopify-uk.jsonl"),
            fixture("month/shopify-uk-refunds.jsonl"),
        );
        two.import("shopify-bulk", &[&orders, &refunds], &[]);
        for name in ["#1001", "#1016", "#1071", "#1173", "#1266"] {
            assert_eq!(one.json(&["explain", name]), two.json(&["explain", name]), "{name}");
        }
    }
}

/// Lines of refunds have no place of their own: they go into the orders that are held.
#[test]
fn refund_details_that_find_no_order_are_said_and_land_later() {
    let ledger = Ledger::of("month");
    let (orders, refunds) = (
        fixture("month/shopify-uk.jsonl"),
        fixture("month/shopify-uk-refunds.jsonl"),
    );
    let shop = ["--shop", "uk"];
    let early = ledger.import("shopify-bulk", &[&refunds], &shop);
    assert_eq!(early["records"], Value::Object(serde_json::Map::new()));
    let note = early["files"][0]["notes"][0].as_str().unwrap();
    assert!(note.starts_with("91 of its refunds are in no order"), "{note}");
    ledger.import("shopify-bulk", &[&orders], &shop);
    let again = ledger.import("shopify-bulk", &[&refunds], &shop);
    assert_eq!(again["files"][0]["notes"].as_array().map(Vec::len), Some(0), "{again}");
    assert_eq!(again["landed"], true);
}
