//! The first week from downloaded files: imported, compared, reported and explained.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::expected::Expected;
use crate::ledger::{EXPORTS, Ledger, fixture, fixture_text, import_exports, money};

/// A ledger of the first week, compared.
fn week() -> Ledger {
    let ledger = Ledger::of("exports");
    import_exports(&ledger);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    ledger
}

/// The fields of a CSV text, by its own quoting.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_planted_problem_is_found_and_nothing_else_is_said() {
    Expected::of("exports").hold(&week().findings());
}

#[test]
fn the_order_of_the_imports_does_not_matter() {
    let ledger = Ledger::of("exports");
    for (kind, name) in EXPORTS.iter().rev() {
        ledger.import(kind, &[&fixture("exports").join(name)], &[]);
    }
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let (ours, theirs) = (ledger.findings(), week().findings());
    assert_eq!(crate::ledger::essence(&ours), crate::ledger::essence(&theirs));
    assert_eq!(ours["summary"], theirs["summary"]);
}

#[test]
fn shopifys_total_is_the_sum_of_the_file() {
    let rows = csv_rows(&fixture_text("exports/orders_export.csv"));
    let at = |name: &str| rows[0].iter().position(|c| c == name).unwrap();
    let (total, refunded) = (at("Total"), at("Refunded Amount"));
    // The first row of an order alone has its total.
    let amount = |row: &Vec<String>, at: usize| row[at].parse::<Decimal>().unwrap();
    let whole = rows[1..].iter().filter(|row| !row[total].is_empty());
    let sum: Decimal = whole
        .clone()
        .map(|row| amount(row, total) - amount(row, refunded))
        .sum();
    let answer = week().findings();
    assert_eq!(answer["summary"]["orders"], whole.count());
    let line = &answer["summary"]["by_currency"][0];
    assert_eq!((line["currency"].as_str(), money(&line["shopify"])), (Some("GBP"), sum));
}

#[test]
fn every_view_in_every_format() {
    let ledger = week();
    for view in ["summary", "findings", "groups", "aging", "payouts", "drift"] {
        for format in ["table", "csv", "json", "jsonl", "html"] {
            let answer = ledger.ends(0, &["report", "--view", view, "--format", format]);
            assert!(!answer.out.is_empty(), "{view} as {format} is empty");
            let again = ledger.ends(0, &["report", "--view", view, "--format", format]);
            assert!(answer.out == again.out, "{view} as {format} differs from call to call");
            match format {
                "csv" => {
                    let rows = csv_rows(&answer.out);
                    assert!(
                        rows.len() > 1 && rows.iter().all(|r| r.len() == rows[0].len()),
                        "{view}: {rows:?}"
                    );
                }
                "json" => drop(serde_json::from_str::<Value>(&answer.out).unwrap()),
                "jsonl" => answer
                    .out
                    .lines()
                    .for_each(|l| drop(serde_json::from_str::<Value>(l).unwrap())),
                "html" => assert!(
                    !answer.out.contains("src=\"http") && answer.out.contains("</html>"),
                    "{view}"
                ),
                _ => assert!(!answer.out.contains('\u{1b}'), "{view}"),
            }
        }
        let file = ledger.home.path().join(format!("{view}.xlsx"));
        ledger.ends(
            0,
            &[
                "report",
                "--view",
                view,
                "--format",
                "xlsx",
                "--out",
                file.to_str().unwrap(),
            ],
        );
        let book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
        assert_eq!(calamine::Reader::sheet_names(&book).len(), 1, "{view}");
    }
}

#[test]
fn the_findings_are_the_same_in_every_format() {
    let ledger = week();
    let json = ledger.findings();
    let mut deltas: Vec<Decimal> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| money(&f["delta"]))
        .collect();
    deltas.sort();
    let csv = csv_rows(&ledger.ends(0, &["report", "--view", "findings", "--format", "csv"]).out);
    let column = csv[0]
        .iter()
        .position(|c| c.eq_ignore_ascii_case("difference") || c == "delta")
        .unwrap();
    let mut listed: Vec<Decimal> = csv[1..].iter().map(|row| row[column].parse().unwrap()).collect();
    listed.sort();
    assert_eq!(listed, deltas);
    let lines = ledger
        .ends(0, &["report", "--view", "findings", "--format", "jsonl"])
        .out;
    assert_eq!(lines.lines().count(), deltas.len());
}

#[test]
fn an_order_is_explained() {
    let ledger = week();
    let text = ledger.ends(0, &["explain", "#1031"]).out;
    for said in [
        "Order #1031",
        "THROW-COTTON",
        "SO10464",
        "REF-01",
        "57.60",
        "create_credit_memo",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    // By its number alone, and by Shopify's id.
    for name in ["1031", "gid://shopify/Order/6612034060100", "6612034060100"] {
        assert_eq!(ledger.ends(0, &["explain", name]).out, text, "{name}");
    }
    let json = ledger.json(&["explain", "#1031"]);
    assert_eq!(json["orders"][0]["name"], "#1031", "{json}");
}

#[test]
fn a_payout_is_explained() {
    let ledger = week();
    let by_id = ledger
        .ends(0, &["explain", "gid://shopify/ShopifyPaymentsPayout/131428092774"])
        .out;
    for said in ["968.29", "986.34", "18.05", "PAY-0"] {
        assert!(by_id.contains(said), "{said} is not in\n{by_id}");
    }
    assert_eq!(ledger.ends(0, &["explain", "131428092774"]).out, by_id);
}

#[test]
fn a_payout_of_a_file_without_ids_is_explained_by_its_date() {
    let ledger = Ledger::of("exports");
    for (kind, name) in EXPORTS.iter().filter(|(kind, _)| *kind != "shopify-transactions") {
        ledger.import(kind, &[&fixture("exports").join(name)], &[]);
    }
    assert_eq!(ledger.reconcile(&[]).0, 3);
    let text = ledger.ends(0, &["explain", "2026-10-06/GBP"]).out;
    assert!(text.contains("968.29"), "{text}");
    // A deposit of the same amount in the days after it is the payout's; only where the amounts part is
    // there nothing to tell them by.
    let expected: Value = serde_json::from_str(&fixture_text("exports/expected.json")).unwrap();
    let planted: Vec<&str> = expected["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["or_name"].as_str())
        .collect();
    let answer = ledger.findings();
    let of = |code: &str| {
        let all = answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["code"] == code);
        all.filter_map(|f| f["subject"]["payout"].as_str())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(
        of("PAY-01").iter().all(|name| planted.contains(&name.as_str())),
        "{:?} {planted:?}",
        of("PAY-01")
    );
}

#[test]
fn a_code_and_an_exception_are_explained() {
    let ledger = week();
    let code = ledger.ends(0, &["explain", "ref-01"]).out;
    assert!(
        code.contains("REF-01") && code.contains("refund without credit"),
        "{code}"
    );
    let findings = ledger.findings();
    for finding in findings["findings"].as_array().unwrap() {
        let name = finding["exception"].as_str().unwrap();
        let text = ledger.ends(0, &["explain", name]).out;
        assert!(
            text.contains(name) && text.contains(finding["code"].as_str().unwrap()),
            "{name}: {text}"
        );
    }
    let unknown = ledger.run(&["explain", "#404404"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""), "{unknown:?}");
    assert!(unknown.err.contains("#404404"), "{unknown:?}");
}
