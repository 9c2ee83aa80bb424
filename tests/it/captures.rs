//! Recorded answers of the Admin GraphQL API, turned into bulk rows and imported: does what is shown
//! of an order agree with what Shopify said of it?

use serde_json::{Value, json};

use crate::recordings::{
    all, cancelled, edited_with_discount, edited_with_tax, ledger, line_removed, merchant_detail, owing_after_an_edit,
    refunded_in_full, refunded_in_part, rows, two_currencies,
};

/// Shopify's total of one kind among what is shown.
fn total<'v>(explained: &'v Value, what: &str) -> &'v str {
    let totals = explained["sides"]["totals"].as_array().unwrap();
    let found = totals
        .iter()
        .find(|t| t["what"] == what)
        .unwrap_or_else(|| panic!("no {what} in {explained}"));
    found["shopify"].as_str().unwrap()
}

/// Shopify's lines among what is shown: quantity now, and amount.
fn lines(explained: &Value) -> Vec<(String, String)> {
    let all = explained["sides"]["lines"].as_array().unwrap();
    let text = |v: &'static str, line: &'_ Value| line["shopify"][v].as_str().unwrap_or("").to_owned();
    all.iter()
        .map(|line| (text("quantity", line), text("amount", line)))
        .collect()
}

#[test]
fn what_a_recording_lacks_is_refused_by_name() {
    for capture in all() {
        let ledger = ledger("shop");
        let file = ledger.home.write("order.jsonl", rows(&capture.order()).0);
        let answer = ledger.run(&["import", "shopify-bulk", file.to_str().unwrap()]);
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (2, ""),
            "{}: {answer:?}",
            capture.file
        );
        let absent = capture.absent.to_string();
        let named: Vec<&str> = answer.err.split('`').collect();
        let known = |field: &&str| absent.contains(&format!("\"{field}\""));
        assert!(named.iter().any(known), "{}: {named:?} {}", capture.file, answer.err);
        assert!(!ledger.store().exists(), "{}", capture.file);
    }
}

/// The totals and the date of an order are what tells it from one that is only named.
#[test]
fn an_order_without_its_totals_is_refused_though_its_lines_are_whole() {
    let mut order = line_removed().whole();
    let map = order.as_object_mut().unwrap();
    map.remove("createdAt");
    map.remove("currentTotalPriceSet");
    let ledger = ledger("shop");
    let file = ledger.home.write("order.jsonl", rows(&order).0);
    let answer = ledger.run(&["import", "shopify-bulk", file.to_str().unwrap()]);
    assert_eq!(answer.code, 2, "{answer:?}");
    assert!(
        answer.err.contains("createdAt") || answer.err.contains("currentTotalPriceSet"),
        "{answer:?}"
    );
}

/// One bulk query may ask for everything at once.
#[test]
fn refund_lines_in_the_file_of_their_order_are_taken() {
    let (order, details) = rows(&refunded_in_part().whole());
    let agreements = details.split_once('\n').unwrap().1;
    let ledger = ledger("shop");
    let file = ledger.home.write("all.jsonl", format!("{order}{agreements}"));
    ledger.import("shopify-bulk", &[&file], &[]);
    let refund = &ledger.json(&["explain", "#1495"])["orders"][0]["refunds"][0];
    assert_eq!(refund["lines"].as_array().map(Vec::len), Some(1), "{refund}");
}

#[test]
fn an_order_edited_down_is_shown_as_it_is_now() {
    let shown = edited_with_tax().explained();
    assert_eq!(shown["orders"][0]["total"], "113.00");
    assert_eq!(lines(&shown), [("1".to_owned(), "100.00".to_owned())]);
    // The line's own tax lines still have the tax of both pieces, 26.00.
    assert_eq!(
        (total(&shown, "tax"), total(&shown, "total"), total(&shown, "goods")),
        ("13.00", "113.00", "100.00")
    );
}

#[test]
fn a_discount_given_by_an_edit_is_in_the_line() {
    let shown = edited_with_discount().explained();
    assert_eq!(lines(&shown), [("1".to_owned(), "80.00".to_owned())]);
    assert_eq!((total(&shown, "total"), total(&shown, "goods")), ("80.00", "80.00"));
}

#[test]
fn a_line_edited_down_to_nothing_counts_for_nothing() {
    let shown = line_removed().explained();
    assert_eq!(shown["orders"][0]["name"], "#1486");
    let pair = |quantity: &str, amount: &str| (quantity.to_owned(), amount.to_owned());
    let held: Vec<_> = lines(&shown)
        .into_iter()
        .filter(|(quantity, _)| quantity != "0")
        .collect();
    assert_eq!(held, [pair("2", "40.00"), pair("1", "12.00")]);
    assert_eq!((total(&shown, "goods"), total(&shown, "total")), ("52.00", "52.00"));
}

#[test]
fn an_order_that_owes_after_an_edit_says_so() {
    let shown = owing_after_an_edit().explained();
    let order = &shown["orders"][0];
    assert_eq!(
        (&order["total"], &order["outstanding"]),
        (&json!("15.00"), &json!("5.00"))
    );
    assert_eq!(order["financial_status"], "partially_paid");
    assert_eq!(order["payments"][0]["amount"], "10.00");
}

#[test]
fn two_currencies_are_never_mixed() {
    for (books, currency, amounts) in [
        ("shop", "CAD", ["13.50", "12.00", "1.50", "12.77", "7.10"]),
        ("presentment", "USD", ["9.00", "8.00", "1.00", "9.00", "5.00"]),
    ] {
        let capture = two_currencies();
        let shown = capture.imported(books).json(&["explain", "#usd"]);
        assert_eq!(shown["currency"], currency);
        let order = &shown["orders"][0];
        let [all, goods, tax, paid, refunded] = amounts;
        assert_eq!(order["total"], all);
        assert_eq!((total(&shown, "goods"), total(&shown, "tax")), (goods, tax));
        // Paid and refunded at other rates than ordered: the shop's money is not pro rata.
        assert_eq!(
            (&order["payments"][0]["amount"], &order["refunds"][0]["refunded"]),
            (&json!(paid), &json!(refunded))
        );
    }
}

#[test]
fn refunds_are_shown_with_the_money_that_moved() {
    for (capture, refund, amount, status) in [
        (refunded_in_full(), "1028613374258", "15.00", "refunded"),
        (refunded_in_part(), "1028613341490", "15.00", "partially_refunded"),
        (cancelled(), "1024353632562", "20.00", "refunded"),
        (merchant_detail(), "4001", "30.00", "partially_refunded"),
    ] {
        let shown = capture.explained();
        let order = &shown["orders"][0];
        assert_eq!(order["financial_status"], status, "{}", capture.file);
        let refunds = order["refunds"].as_array().unwrap();
        assert_eq!(refunds.len(), 1, "{}", capture.file);
        assert_eq!(refunds[0]["refund"], format!("gid://shopify/Refund/{refund}"));
        assert_eq!(
            (&refunds[0]["refunded"], &refunds[0]["credited"]),
            (&json!(amount), &json!("0.00"))
        );
        let paid_back: Vec<&Value> = order["payments"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|p| p["kind"] == "refund")
            .collect();
        assert_eq!(paid_back.len(), 1, "{}", capture.file);
        assert_eq!(paid_back[0]["amount"], amount);
    }
}

#[test]
fn goods_of_a_refund_are_shown_with_it() {
    let shown = refunded_in_part().explained();
    let refund = &shown["orders"][0]["refunds"][0];
    assert_eq!(refund["lines"].as_array().map(Vec::len), Some(1), "{refund}");
    // 10.00 of goods, and 5.00 that no line explains: the shipping, which this recording does not list.
    assert_eq!(
        (&refund["refunded"], &refund["shipping"]),
        (&json!("15.00"), &json!("0.00"))
    );
}

#[test]
fn a_cancelled_order_is_worth_nothing() {
    let shown = cancelled().explained();
    assert_eq!(
        (&shown["orders"][0]["total"], total(&shown, "total")),
        (&json!("0.00"), "0.00")
    );
    assert_eq!(shown["orders"][0]["cancelled_at"], "2026-05-08T02:34:17Z");
}

#[test]
fn a_partly_refunded_order_is_shown_as_it_is_now() {
    let shown = merchant_detail().explained();
    assert_eq!((total(&shown, "total"), total(&shown, "tax")), ("104.50", "11.50"));
    let held: Vec<_> = lines(&shown)
        .into_iter()
        .filter(|(quantity, _)| quantity != "0")
        .collect();
    assert_eq!(held, [("2".to_owned(), "80.00".to_owned())]);
}
