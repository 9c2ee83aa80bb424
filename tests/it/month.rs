//! The bundled month, whole: every planted problem is found, and nothing else is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::expected::Expected;
use crate::ledger::{Ledger, fixture_text, import_month, money};

/// The month, imported and compared.
fn month() -> Ledger {
    let ledger = Ledger::of("month");
    import_month(&ledger);
    assert_eq!(ledger.reconcile(&[]).0, 3);
    ledger
}

/// What comparing found.
fn shown() -> &'static Value {
    static ANSWER: OnceLock<Value> = OnceLock::new();
    ANSWER.get_or_init(|| month().findings())
}

fn rows(name: &str) -> impl Iterator<Item = Value> {
    let text = fixture_text(&format!("month/{name}"));
    let rows: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    rows.into_iter()
}

/// The orders of a shop that are not tests.
fn orders(shop: &str) -> Vec<Value> {
    let is_order = |r: &Value| r["__typename"] == "Order" && r["test"] == false;
    rows(&format!("shopify-{shop}.jsonl")).filter(is_order).collect()
}

#[test]
fn every_planted_problem_is_found_and_nothing_else_is_said() {
    Expected::of("month").hold(shown());
}

#[test]
fn the_summary_says_what_the_findings_say() {
    let answer = shown();
    let summary = &answer["summary"];
    let counted: usize = ["uk", "us"].iter().map(|shop| orders(shop).len()).sum();
    assert_eq!(summary["orders"], counted);
    assert_eq!(summary["excluded"], 1);
    let count = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(count("tied") + count("late") + count("mismatched"), count("orders"));
    // An order is as bad as its worst finding; documents of orders Shopify does not have are no orders.
    let known: BTreeSet<(String, String)> = ["uk", "us"]
        .iter()
        .flat_map(|shop| {
            orders(shop)
                .into_iter()
                .map(|o| ((*shop).to_owned(), o["id"].as_str().unwrap().to_owned()))
        })
        .collect();
    let with = |state: &str| -> BTreeSet<(String, String)> {
        let all = answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["state"] == state);
        let key = |f: &Value| {
            let id = f["subject"]["order"]["id"].as_str()?;
            Some((f["shop"].as_str()?.to_owned(), id.to_owned()))
        };
        all.filter_map(key).filter(|k| known.contains(k)).collect()
    };
    let (mismatched, late) = (with("mismatched"), with("late"));
    assert_eq!(count("mismatched"), mismatched.len() as u64);
    assert_eq!(count("late"), late.difference(&mismatched).count() as u64);
    assert_eq!(count("payouts"), payouts());
    let states = summary["findings"].as_object().unwrap();
    for (state, number) in states {
        let found = answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["state"] == state.as_str())
            .count();
        assert_eq!(number.as_u64().unwrap(), found as u64, "{state}");
    }
}

/// How many payouts there are.
fn payouts() -> u64 {
    let files = ["shopify-uk-payouts.jsonl", "shopify-us-payouts.jsonl"].into_iter();
    let is_payout = |r: &Value| {
        r["id"]
            .as_str()
            .is_some_and(|id| id.contains("/ShopifyPaymentsPayout/"))
    };
    files.map(|f| rows(f).filter(is_payout).count() as u64).sum()
}

#[test]
fn shopifys_totals_are_the_sum_of_its_orders_current_totals() {
    let answer = shown();
    let by_currency = answer["summary"]["by_currency"].as_array().unwrap();
    assert_eq!(by_currency.len(), 2);
    for (shop, currency) in [("uk", "GBP"), ("us", "USD")] {
        let line = by_currency.iter().find(|l| l["currency"] == currency).unwrap();
        let sum: Decimal = orders(shop)
            .iter()
            .map(|o| money(&o["currentTotalPriceSet"]["shopMoney"]["amount"]))
            .sum();
        assert_eq!(money(&line["shopify"]), sum, "{currency}");
        assert_eq!(
            money(&line["shopify"]) - money(&line["netsuite"]),
            money(&line["delta"])
        );
    }
}

/// What NetSuite holds of an order: its sales order, or a cash sale that came from none, less its credits.
#[derive(Debug, Default)]
struct Booked {
    value: Decimal,
    /// A line, or the whole order, was closed: it counts for what was fulfilled or billed of it.
    closed: bool,
}

/// By subsidiary and order name.
fn booked() -> BTreeMap<(String, String), Booked> {
    let items = |name: &str| {
        rows(name)
            .flat_map(|page| page["items"].as_array().unwrap().clone())
            .collect::<Vec<_>>()
    };
    let text = |v: &Value| v.as_str().unwrap_or("").to_owned();
    let headers = items("netsuite-transactions.pages.jsonl");
    let by_id: BTreeMap<String, &Value> = headers.iter().map(|h| (text(&h["id"]), h)).collect();
    let lines = items("netsuite-lines.pages.jsonl");
    let closed: BTreeSet<String> = lines
        .iter()
        .filter(|l| l["isclosed"] == "T")
        .map(|l| text(&l["transaction"]))
        .collect();
    let order_of = |header: &Value| {
        let mut at = Some(header);
        while let Some(h) = at.filter(|h| h["otherrefnum"].is_null()) {
            at = by_id.get(&text(&h["createdfrom"])).copied();
        }
        at.map_or(String::new(), |h| text(&h["otherrefnum"]))
    };
    let mut all: BTreeMap<(String, String), Booked> = BTreeMap::new();
    for header in headers.iter().filter(|h| !text(&h["status_name"]).contains("Voided")) {
        let total = money(&header["foreigntotal"]).abs();
        let value = match header["type"].as_str().unwrap() {
            "SalesOrd" => total,
            "CashSale" if header["createdfrom"].is_null() => total,
            "CustCred" | "CashRfnd" => -total,
            _ => continue,
        };
        let order = all.entry((text(&header["subsidiary"]), order_of(header))).or_default();
        order.value += value;
        order.closed |= header["type"] == "SalesOrd" && closed.contains(&text(&header["id"]));
    }
    all
}

/// NetSuite's total of one shop: an order with a closed line that ties is worth what Shopify says.
fn netsuite_total(answer: &Value, shop: &str, subsidiary: &str) -> Decimal {
    let findings = answer["findings"].as_array().unwrap();
    let found = |name: &str| {
        findings
            .iter()
            .any(|f| f["shop"] == shop && f["subject"]["order"]["name"] == name)
    };
    let current: BTreeMap<String, Decimal> = orders(shop)
        .iter()
        .map(|o| {
            (
                o["name"].as_str().unwrap().to_owned(),
                money(&o["currentTotalPriceSet"]["shopMoney"]["amount"]),
            )
        })
        .collect();
    let of_shop = booked().into_iter().filter(|((s, _), _)| s == subsidiary);
    of_shop
        .map(|((_, name), b)| {
            if b.closed && !found(&name) {
                current[&name]
            } else {
                b.value
            }
        })
        .sum()
}

#[test]
fn netsuites_totals_are_its_order_documents_less_its_credits() {
    let answer = shown();
    for (shop, subsidiary, currency) in [("uk", "1", "GBP"), ("us", "2", "USD")] {
        let lines = answer["summary"]["by_currency"].as_array().unwrap();
        let line = lines.iter().find(|l| l["currency"] == currency).unwrap();
        assert_eq!(
            money(&line["netsuite"]),
            netsuite_total(answer, shop, subsidiary),
            "{currency}"
        );
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let (one, two) = (month(), month());
    for (format, name) in [
        ("json", "a.json"),
        ("csv", "a.csv"),
        ("html", "a.html"),
        ("xlsx", "a.xlsx"),
    ] {
        let written = |ledger: &Ledger| {
            ledger.ends(0, &["report", "--view", "findings", "--format", format, "--out", name]);
            std::fs::read(ledger.home.path().join(name)).unwrap()
        };
        assert!(written(&one) == written(&two), "{name} differs from run to run");
    }
}

#[test]
fn comparing_again_changes_nothing() {
    let ledger = month();
    let (before, exceptions) = (ledger.findings(), ledger.json(&["queue", "list"]));
    for more in [&[][..], &["--full"]] {
        assert_eq!(ledger.reconcile(more).0, 3);
        let after = ledger.findings();
        assert_eq!(after["findings"], before["findings"], "{more:?}");
        assert_eq!(after["summary"], before["summary"], "{more:?}");
        assert_eq!(ledger.json(&["queue", "list"]), exceptions, "{more:?}");
    }
}
