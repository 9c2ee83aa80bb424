#![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

use proptest::prelude::*;

use super::shopify_orders;
use crate::base::{Amount, Moment};
use crate::import::kept::{Kept, Outcome, import};
use crate::model::shop::{Source, Totals};

/// The export of a development store, as Shopify wrote it.
const GENUINE: &str = include_str!("../../../fixtures/real/shopify/orders_export.csv");

fn read(text: &str) -> Outcome {
    import(&shopify_orders, text.as_bytes())
}

fn genuine() -> Kept {
    read(GENUINE).clean()
}

/// The cells of the genuine file.
fn cells() -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(GENUINE.as_bytes())
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn written(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The genuine file with one cell changed.
fn with(row: usize, column: &str, value: &str) -> String {
    let mut rows = cells();
    let place = rows[0].iter().position(|n| n == column).unwrap();
    value.clone_into(&mut rows[row][place]);
    written(&rows, b',')
}

fn one_problem(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.problems.len(), 1, "{:?}", outcome.problems);
    for word in words {
        assert!(outcome.problems[0].contains(word), "{word}: {:?}", outcome.problems);
    }
}

#[test]
fn the_genuine_export_ties() {
    let orders = genuine().orders;
    assert_eq!(orders.len(), 19);
    for order in &orders {
        let head = &order.head;
        let lines: Amount = order.lines.iter().map(|l| l.net.shop).sum();
        assert_eq!(
            lines - head.unallocated_discount.shop + head.shipping.shop + head.tax.shop,
            head.total.shop,
            "{}",
            head.name
        );
        assert_eq!((head.source, head.totals), (Source::Export, Totals::AsSold));
        assert_eq!(head.currency.as_str(), "EUR");
    }
    let total: Amount = orders.iter().map(|o| o.head.total.shop).sum();
    assert_eq!(total, Amount::cents(14_089_04));
    let lines: usize = orders.iter().map(|o| o.lines.len()).sum();
    assert_eq!(lines, 40);
}

#[test]
fn the_fields_of_a_genuine_order() {
    let orders = genuine().orders;
    let first = &orders[0];
    assert_eq!((first.head.id, &*first.head.name), (6_634_244_374_859, "#1001"));
    assert_eq!(first.head.created_at, Moment::parse("2025-05-11T13:55:16Z").unwrap());
    assert_eq!(first.lines.len(), 4);
    assert_eq!(first.lines[2].title, "The Collection Snowboard: Hydrogen");
    assert!(first.head.ships_to.is_none() && first.shipping.is_empty() && first.refunds.is_empty());
    let fifth = orders[4].head.ships_to.as_ref().unwrap();
    assert_eq!(
        (&*fifth.street, &*fifth.zip, &*fifth.country),
        ("151 O'Connor St", "K2P 2L8", "CA")
    );
    let eighth = &orders[7].head;
    assert_eq!(eighth.financial_status, "paid");
    assert_eq!(
        eighth.outstanding.unwrap().shop,
        Amount::cents(1),
        "rounding of currencies is no fault"
    );
    assert_eq!(orders[10].head.fulfillment_status, "partially_fulfilled");
    assert_eq!(orders[5].lines[1].sku, "sku-untracked-1");
}

#[test]
fn how_the_file_was_saved_plays_no_part() {
    let as_is = genuine();
    let rows = cells();
    let utf16 = |mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        format!("{mark}{GENUINE}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let mut shuffled = rows.clone();
    shuffled.iter_mut().for_each(|row| row.reverse());
    let mut wrapped = vec![GENUINE.lines().next().unwrap().to_owned()];
    wrapped.extend(
        GENUINE
            .lines()
            .skip(1)
            .map(|l| format!("\"{}\"", l.replace('"', "\"\""))),
    );
    let mut blanks = rows.clone();
    blanks[0].iter_mut().for_each(|n| *n = format!(" {n}  "));
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("mark", format!("\u{feff}{GENUINE}").into_bytes()),
        ("CRLF", GENUINE.replace('\n', "\r\n").into_bytes()),
        ("CR", GENUINE.replace('\n', "\r").into_bytes()),
        ("no final line end", GENUINE.trim_end().as_bytes().to_vec()),
        ("UTF-16 with mark", utf16(true)),
        ("UTF-16 without", utf16(false)),
        ("tabs", written(&rows, b'\t').into_bytes()),
        ("semicolons", written(&rows, b';').into_bytes()),
        ("declared", format!("sep=;\n{}", written(&rows, b';')).into_bytes()),
        ("other order of columns", written(&shuffled, b',').into_bytes()),
        ("rows in quotes", wrapped.join("\n").into_bytes()),
        ("blanks in the header", written(&blanks, b',').into_bytes()),
        (
            "other spelling",
            GENUINE.replacen("Cancelled at", "Canceled at", 1).into_bytes(),
        ),
    ];
    for (what, bytes) in variants {
        let outcome = import(&shopify_orders, &bytes);
        assert_eq!(outcome.clean(), as_is, "{what}");
    }
}

#[test]
fn only_the_columns_that_count_must_be_there() {
    let keep = |drop: &dyn Fn(&str) -> bool| {
        let rows = cells();
        let places: Vec<usize> = (0..rows[0].len()).filter(|p| !drop(&rows[0][*p])).collect();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|r| places.iter().map(|p| r[*p].clone()).collect())
            .collect();
        read(&written(&rows, b','))
    };
    let few = keep(&|n| n.starts_with("Billing") || n.starts_with("Tax ") || n == "Email" || n == "Id");
    assert_eq!(few.kept.orders.len(), 19);
    assert!(few.clean().orders.iter().all(|o| o.head.id == 0));
    let without = keep(&|n| n == "Taxes" || n == "Lineitem sku");
    let refusal = without.refusal();
    assert!(
        refusal.contains("`Taxes`") && refusal.contains("`Lineitem sku`"),
        "{refusal}"
    );
    assert!(without.kept.orders.is_empty());
}

#[test]
fn a_file_of_another_kind_is_told_where_it_belongs() {
    let refusal = read("Payout Date,Status,Charges,Refunds,Fees,Total,Currency\n").refusal();
    assert!(refusal.contains("shopify-payouts"), "{refusal}");
}

#[test]
fn a_broken_value_is_named_with_its_place() {
    let outcome = read(&with(1, "Total", "1659,95"));
    assert!(
        outcome.problems[0].starts_with("file.csv:2: column `Total`: `1659,95` has a comma"),
        "{:?}",
        outcome.problems
    );
    assert_eq!(outcome.kept.orders.len(), 18, "the others are handed over");
    one_problem(
        &read(&with(3, "Lineitem price", "$600.00")),
        &["file.csv:4", "currency sign"],
    );
    one_problem(&read(&with(3, "Lineitem quantity", "1.5")), &["number of pieces"]);
    one_problem(
        &read(&with(5, "Id", "6.63425E+12")),
        &["spreadsheet shortened", "last digits are lost"],
    );
    one_problem(
        &read(&with(5, "Created at", "45788.41")),
        &["Created at", "turned into a number"],
    );
    one_problem(&read(&with(5, "Currency", "")), &["Currency", "missing"]);
    one_problem(&read(&with(5, "Taxes", "")), &["Taxes", "missing"]);
    one_problem(&read(&with(7, "Name", "")), &["without the name"]);
}

#[test]
fn sums_that_do_not_meet_are_named() {
    one_problem(&read(&with(1, "Total", "1659.96")), &["#1001", "1659.95", "1659.96"]);
    one_problem(&read(&with(2, "Lineitem price", "24.94")), &["1659.94", "1659.95"]);
}

#[test]
fn a_cut_off_file_is_never_a_shorter_file() {
    let bytes = GENUINE.as_bytes();
    // Everywhere but at the end of a row: a file that ends there cannot be told from a whole one,
    // unless an order lost a line.
    for end in (bytes.len() - 900)..bytes.len() - 1 {
        if bytes[end] == b'\n' || bytes[end - 1] == b'\n' {
            continue;
        }
        let outcome = import(&shopify_orders, &bytes[..end]);
        assert!(!outcome.problems.is_empty(), "{:?}", &GENUINE[end - 20..end]);
    }
    let quoted = GENUINE.rfind(",\"\",").unwrap();
    one_problem(&read(&GENUINE[..quoted + 2]), &["ends inside a quoted cell"]);
    let lost_line = GENUINE.lines().take(3).collect::<Vec<_>>().join("\n");
    one_problem(&read(&lost_line), &["#1001", "subtotal"]);
}

#[test]
fn rows_of_an_order_must_follow_one_another() {
    let mut lines: Vec<&str> = GENUINE.lines().collect();
    let moved = lines.remove(2);
    lines.push(moved);
    let outcome = read(&lines.join("\n"));
    assert!(
        outcome.problems.iter().any(|p| p.contains("do not sort")),
        "{:?}",
        outcome.problems
    );
    assert_eq!(outcome.kept.orders.len(), 18);
}

#[test]
fn joined_files_and_repeated_orders() {
    let twice = format!("{GENUINE}{GENUINE}");
    one_problem(&read(&twice), &["header stands here again"]);
    let body = GENUINE.split_once('\n').unwrap().1;
    let outcome = read(&format!("{GENUINE}{body}"));
    let counts = outcome.counts.as_ref().unwrap();
    assert_eq!((counts.records, counts.rows), (19, 80));
    assert!(
        counts.notes[0].starts_with("19 orders stand in the file twice"),
        "{:?}",
        counts.notes
    );
    let changed = body.replacen("paid", "pending", 1);
    one_problem(
        &read(&format!("{GENUINE}{changed}")),
        &["#1001", "stands in the file already, at line 2"],
    );
}

#[test]
fn continuation_rows_may_lack_email_and_date() {
    let mut rows = cells();
    for row in &mut rows {
        if row[11].is_empty() {
            row[1].clear();
            row[15].clear();
        }
    }
    assert_eq!(read(&written(&rows, b',')).clean(), genuine());
}

/// The header of the genuine file and one order of one line.
fn one_order(values: &[(&str, &str)]) -> String {
    let mut rows = cells();
    rows.truncate(2);
    let defaults = [
        ("Lineitem quantity", "2"),
        ("Lineitem price", "50.00"),
        ("Subtotal", "100.00"),
        ("Total", "100.00"),
    ];
    for (column, value) in defaults.iter().chain(values) {
        let place = rows[0].iter().position(|n| n == column).unwrap();
        (*value).clone_into(&mut rows[1][place]);
    }
    written(&rows, b',')
}

#[test]
fn tax_inclusive_prices_shipping_discounts_and_refunds() {
    let kept = read(&one_order(&[
        ("Name", "AI-1001"),
        ("Discount Amount", "10.00"),
        ("Subtotal", "90.00"),
        ("Shipping", "13.99"),
        ("Shipping Method", "Standard"),
        ("Taxes", "17.33"),
        ("Total", "103.99"),
        ("Refunded Amount", "20.00"),
        ("Cancelled at", "2025-05-12 00:00:00 +0530"),
        ("Financial Status", "Partially Refunded"),
        ("Shipping Address1", "1 High St, Flat 2"),
        ("Shipping Zip", "'01234"),
        ("Notes", "first\nsecond, \"quoted\""),
    ]))
    .clean();
    let order = &kept.orders[0];
    let head = &order.head;
    assert!(head.taxes_included && order.lines[0].net_has_tax);
    assert_eq!(head.unallocated_discount.shop, Amount::cents(10_00));
    assert_eq!(head.name, "AI-1001");
    assert_eq!(head.financial_status, "partially_refunded");
    assert_eq!(order.shipping[0].title, "Standard");
    assert_eq!(order.refunds[0].total.shop, Amount::cents(20_00));
    assert_eq!(
        order.refunds[0].created_at,
        Moment::parse("2025-05-11T18:30:00Z").unwrap()
    );
    let to = head.ships_to.as_ref().unwrap();
    assert_eq!((&*to.street, &*to.zip), ("1 High St, Flat 2", "01234"));
}

#[test]
fn absurd_amounts_are_faults_not_overflows() {
    let huge = "99999999999.00";
    let outcome = read(&one_order(&[
        ("Lineitem price", huge),
        ("Lineitem quantity", "1000000000"),
    ]));
    one_problem(&outcome, &["beyond what any order has"]);
}

#[test]
fn lines_are_counted_past_line_ends_inside_cells() {
    let mut rows = cells();
    let notes = rows[0].iter().position(|n| n == "Notes").unwrap();
    rows[1][notes] = "a\nb\nc".to_owned();
    let total = rows[0].iter().position(|n| n == "Total").unwrap();
    rows[5][total] = "x".to_owned();
    for text in [written(&rows, b','), written(&rows, b',').replace('\n', "\r\n")] {
        let outcome = read(&text);
        assert!(
            outcome.problems[0].starts_with("file.csv:8: column `Total`"),
            "{:?}",
            outcome.problems
        );
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400), keep in 0_usize..3_000) {
        let keep = keep.min(GENUINE.len());
        let mut bytes = GENUINE.as_bytes()[..keep].to_vec();
        bytes.extend(tail);
        let _ = import(&shopify_orders, &bytes);
    }

    #[test]
    fn a_changed_byte_never_lands_as_another_sum(at in 1_300_usize..10_000, byte in any::<u8>()) {
        let mut bytes = GENUINE.as_bytes().to_vec();
        bytes[at] = byte;
        let outcome = import(&shopify_orders, &bytes);
        for order in outcome.kept.orders {
            let lines: Amount = order.lines.iter().map(|l| l.net.shop).sum();
            prop_assert_eq!(lines - order.head.unallocated_discount.shop + order.head.shipping.shop, order.head.total.shop);
        }
    }
}
