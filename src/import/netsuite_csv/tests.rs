#![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

use proptest::prelude::*;

use super::{NetsuiteCsv, netsuite_csv};
use crate::base::{Amount, DateOrder, Quantity};
use crate::import::kept::{Outcome, import};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};

fn options() -> NetsuiteCsv {
    NetsuiteCsv {
        date_order: Some(DateOrder::Mdy),
        ..NetsuiteCsv::default()
    }
}

fn with(columns: &[(&str, &str)]) -> NetsuiteCsv {
    NetsuiteCsv {
        columns: columns
            .iter()
            .map(|(k, c)| ((*k).to_owned(), (*c).to_owned()))
            .collect(),
        ..options()
    }
}

fn read_with(options: &NetsuiteCsv, text: &str) -> Outcome {
    import(
        &|input, sink, problems| netsuite_csv(input, options, sink, problems),
        text.as_bytes(),
    )
}

fn read(text: &str) -> Outcome {
    read_with(&options(), text)
}

/// The columns of the contract's sample, a main line and three columns of one name.
const HEAD: &str = "Internal ID,*,Date,Type,Document Number,Internal ID,Name,Internal ID,Status,PO/Check Number,Item,Quantity,\
                    Amount (Net of Tax),Amount (Transaction Tax Total),Amount,Memo";

fn file(rows: &[&str]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

const ORDER: [&str; 4] = [
    "501,*,7/1/2024,Sales Order,SO77,501,Ann Lee,9,Sales Order : Pending Fulfillment,#1001,,,1080.00,216.00,\"1,296.00\",first",
    "501,,7/1/2024,Sales Order,SO77,501,Ann Lee,9,Sales Order : Pending Fulfillment,#1001,Tees : TEE-BLK-M,10,1000.00,216.00,\"1,000.00\",",
    "501,,7/1/2024,Sales Order,SO77,501,Ann Lee,9,Sales Order : Pending Fulfillment,#1001,Shipping,,90.00,216.00,90.00,",
    "501,,7/1/2024,Sales Order,SO77,501,Ann Lee,9,Sales Order : Pending Fulfillment,#1001,Discount,,-10.00,216.00,-10.00,",
];

fn one(outcome: Outcome) -> Document<'static> {
    let mut documents = outcome.clean().documents;
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

fn amounts(document: &Document<'_>) -> Vec<(LineRole, Amount)> {
    document.lines.iter().flatten().map(|l| (l.role, l.amount)).collect()
}

fn notes(outcome: &Outcome) -> String {
    outcome.counts.as_ref().unwrap().notes.join("\n")
}

#[test]
fn a_sales_order_with_its_main_line() {
    let outcome = read(&file(&ORDER));
    assert_eq!(notes(&outcome), "");
    let order = one(outcome);
    let head = &order.head;
    assert_eq!(
        (head.id, head.kind, &*head.number),
        (501, DocumentKind::SalesOrder, "SO77")
    );
    assert_eq!(
        (head.total, head.tax),
        (Amount::cents(1296_00), Some(Amount::cents(216_00)))
    );
    assert_eq!(head.status, DocumentStatus::PendingFulfillment);
    assert_eq!(
        (&*head.order_ref, &*head.entity, &*head.memo),
        ("#1001", "Ann Lee", "first")
    );
    assert_eq!(head.date.unwrap().to_string(), "2024-07-01");
    assert_eq!(
        amounts(&order),
        [
            (LineRole::Item, Amount::cents(1000_00)),
            (LineRole::Shipping, Amount::cents(90_00)),
            (LineRole::Discount, Amount::cents(-10_00)),
        ],
        "the main line is none of the lines"
    );
    let line = &order.lines.as_ref().unwrap()[0];
    assert_eq!((&*line.sku, line.quantity), ("TEE-BLK-M", Quantity::whole(10)));
}

#[test]
fn the_sample_mapping_of_the_contract() {
    let mapping = with(&[
        ("internal_id", "Internal ID#1"),
        ("type", "Type"),
        ("date", "Date"),
        ("number", "Document Number"),
        ("order", "PO/Check Number"),
        ("item", "Item"),
        ("quantity", "Quantity"),
        ("amount", "Amount"),
        ("tax", "Amount (Transaction Tax Total)"),
    ]);
    assert_eq!(one(read_with(&mapping, &file(&ORDER))), one(read(&file(&ORDER))));
    let few = "Internal ID,Type,Amount\n7,Invoice,216.00\n";
    assert_eq!(
        one(read_with(&mapping, few)),
        one(read(few)),
        "a file may have fewer columns"
    );
    let refusal = read_with(&mapping, "Internal ID,Amount\n7,216.00\n").refusal();
    assert!(refusal.contains("`Type` is missing"), "{refusal}");
    let third = with(&[("internal_id", "Internal ID#3")]);
    assert_eq!(one(read_with(&third, &file(&ORDER))).head.id, 9);
    let refusal = read_with(&with(&[("order", "Shopify Order")]), &file(&ORDER)).refusal();
    assert!(refusal.contains("`Shopify Order` is missing"), "{refusal}");
    let refusal = read_with(&with(&[("ordre", "PO/Check Number")]), &file(&ORDER)).refusal();
    assert!(
        refusal.contains("`ordre`") && refusal.contains("internal_id, type"),
        "{refusal}"
    );
}

#[test]
fn the_genuine_header_has_one_row_a_document() {
    let text = "Internal ID,Date,Type,Period,Document Number,Internal ID,Name,Internal ID,Status,Amount (Net of Tax),\
                Amount (Transaction Tax Total),Amount,Subsidiary,Sales Rep,Memo\n\
                7,7/1/2024,Invoice,Jul 2024,52766,7,Ann,9,Paid In Full,,0.00,216.00,UK,,\n\
                8,7/1/2024,Credit Memo,Jul 2024,CM1,8,Ann,9,Fully Applied,,,(216.00),UK,,payout 117\n";
    let documents = read(text).clean().documents;
    assert_eq!(documents[0].head.tax, Some(Amount::ZERO));
    assert_eq!(documents[1].head.tax, None, "blank is not known, which is not zero");
    assert_eq!(
        documents[1].head.total,
        Amount::cents(216_00),
        "positive in its own direction"
    );
    assert_eq!((&*documents[0].head.number, &documents[0].lines), ("52766", &None));
    assert_eq!(&*documents[1].head.payout_ref, "payout 117");
}

#[test]
fn credits_come_out_positive_however_they_are_shown() {
    let credit = |main: &str, line: &str, discount: &str, tax: &str| {
        one(read(&file(&[
            &format!("9,*,7/1/2024,Credit Memo,CM9,9,Ann,1,Open,#1,,,,{tax},{main},"),
            &format!("9,,7/1/2024,Credit Memo,CM9,9,Ann,1,Open,#1,TEE,-2,,{tax},{line},"),
            &format!("9,,7/1/2024,Credit Memo,CM9,9,Ann,1,Open,#1,Discount,,,{tax},{discount},"),
        ])))
    };
    for document in [
        credit("(216.00)", "(200.00)", "20.00", "-36.00"),
        credit("216.00 CR", "200.00 CR", "20.00", "36.00 CR"),
        credit("-216.00", "200.00", "-20.00", "-36.00"),
        credit("216.00", "200.00", "-20.00", "36.00"),
        credit("216.00", "-200.00", "20.00", "-36.00"),
        credit("-216.00", "-200.00", "20.00", "36.00"),
    ] {
        assert_eq!(
            (document.head.total, document.head.tax),
            (Amount::cents(216_00), Some(Amount::cents(36_00)))
        );
        assert_eq!(
            amounts(&document),
            [
                (LineRole::Item, Amount::cents(200_00)),
                (LineRole::Discount, Amount::cents(-20_00))
            ]
        );
        assert_eq!(document.lines.unwrap()[0].quantity, Quantity::whole(2));
    }
}

#[test]
fn a_negative_sales_order_keeps_its_minus() {
    let order = one(read(&file(&[
        "9,*,7/1/2024,Sales Order,SO9,9,Ann,1,,#1,,,,,-5.00,",
        "9,,7/1/2024,Sales Order,SO9,9,Ann,1,,#1,TEE,1,,,-5.00,",
    ])));
    assert_eq!(order.head.total, Amount::cents(-5_00));
    assert_eq!(amounts(&order)[0].1, Amount::cents(-5_00));
}

#[test]
fn title_lines_totals_and_blank_rows_are_no_data() {
    let head = HEAD.replace(",Amount,", ",Amount ,");
    let blank = ",".repeat(15);
    let text = format!(
        "Hollow Oak Goods\nTransactions\n\"July 1, 2024 - July 31, 2024\"\n\n{head}\n{}\n{blank}\nTotal - Ann Lee,,,,,,,,,,,,,,\"1,296.00\",\nTotal,\"1,296.00\"\n",
        ORDER.join("\n")
    );
    let outcome = read(&text);
    assert_eq!(outcome.counts.as_ref().unwrap().rows, 4);
    assert_eq!(one(outcome), one(read(&file(&ORDER))));
    let refusal = read(&format!("{}{}", "Title\n".repeat(20), file(&ORDER))).refusal();
    assert!(refusal.contains("Internal ID"), "{refusal}");
}

#[test]
fn rows_of_a_document_may_stand_anywhere_and_twice() {
    let whole = one(read(&file(&ORDER)));
    let other = "7,*,7/2/2024,Invoice,INV7,7,Bo,2,Open,#1002,,,,,5.00,";
    let scattered = read(&file(&[ORDER[2], other, ORDER[1], ORDER[0], ORDER[3]]))
        .clean()
        .documents;
    assert_eq!(scattered.len(), 2);
    assert_eq!(
        (scattered[0].head.total, scattered[0].head.tax),
        (whole.head.total, whole.head.tax)
    );
    let twice: Vec<&str> = ORDER.iter().chain(&ORDER).copied().collect();
    let outcome = read(&file(&twice));
    assert_eq!(notes(&outcome), "4 rows stand in the file twice and count once");
    assert_eq!(one(outcome), whole);
    let line_twice: Vec<&str> = ORDER.iter().chain(&[ORDER[1]]).copied().collect();
    assert_eq!(
        one(read(&file(&line_twice))),
        whole,
        "the total tells that it is one line"
    );
}

#[test]
fn two_equal_lines_of_one_order_stay_two() {
    let row = "9,,7/1/2024,Sales Order,SO9,9,Ann,1,,#1,TEE,1,,,5.00,";
    let order = one(read(&file(&[
        "9,*,7/1/2024,Sales Order,SO9,9,Ann,1,,#1,,,,,10.00,",
        row,
        row,
    ])));
    assert_eq!(order.lines.unwrap().len(), 2);
    let ids =
        "Internal ID,Type,Amount,Item,Line ID\n9,Invoice,5.00,TEE,1\n9,Invoice,5.00,TEE,2\n9,Invoice,5.00,TEE,2\n";
    let order = one(read(ids));
    assert_eq!(order.head.total, Amount::cents(10_00));
    let clash = ids.replace("5.00,TEE,2\n9", "6.00,TEE,2\n9");
    let problems = read(&clash).problems;
    assert!(
        problems[0].contains("line 2 twice, with different values"),
        "{problems:?}"
    );
}

#[test]
fn without_a_mark_the_row_without_item_is_the_main_line() {
    let head = "Internal ID,Type,PO/Check Number,Item,Quantity,Amount,Amount (Transaction Tax Total)\n";
    let order = one(read(&format!(
        "{head}9,Invoice,#1,,,12.00,2.00\n9,Invoice,#1,TEE,1,10.00,2.00\n"
    )));
    assert_eq!((order.head.total, amounts(&order).len()), (Amount::cents(12_00), 1));
    let lines_only = one(read(&format!(
        "{head}9,Invoice,#1,TEE,1,10.00,2.00\n9,Invoice,#1,MUG,1,5.00,2.00\n"
    )));
    assert_eq!(lines_only.head.total, Amount::cents(17_00), "lines and the tax, once");
    let problems = read(&format!(
        "{head}9,Invoice,#1,,,12.00,\n9,Invoice,#1,,,3.00,\n9,Invoice,#1,TEE,1,9.00,\n"
    ))
    .problems;
    assert!(problems[0].contains("Main Line"), "{problems:?}");
}

#[test]
fn the_tax_total_is_one_number_a_document() {
    let rows = [ORDER[0], &ORDER[1].replace("216.00", "200.00"), ORDER[2], ORDER[3]];
    let outcome = read(&file(&rows));
    assert!(outcome.kept.documents.is_empty());
    assert!(
        outcome.problems[0].contains("file.csv:3: column `Amount (Transaction Tax Total)`: `200.00`"),
        "{:?}",
        outcome.problems
    );
}

#[test]
fn tax_that_stands_among_the_lines_is_tax() {
    let order = one(read(&file(&[
        "9,*,7/1/2024,Invoice,INV9,9,Ann,1,,#1,,,,2.00,12.00,",
        "9,,7/1/2024,Invoice,INV9,9,Ann,1,,#1,TEE,1,,2.00,10.00,",
        "9,,7/1/2024,Invoice,INV9,9,Ann,1,,#1,VAT 20%,,,2.00,2.00,",
    ])));
    assert_eq!(amounts(&order)[1], (LineRole::Tax, Amount::cents(2_00)));
    let gross = one(read(&file(&[
        "9,*,7/1/2024,Invoice,INV9,9,Ann,1,,#1,,,10.00,2.00,12.00,",
        "9,,7/1/2024,Invoice,INV9,9,Ann,1,,#1,TEE,1,10.00,2.00,12.00,",
    ])));
    assert_eq!(
        amounts(&gross),
        [(LineRole::Item, Amount::cents(10_00))],
        "the column without tax ties"
    );
}

#[test]
fn a_document_that_does_not_add_up_lands_as_stated() {
    let outcome = read(&file(&[ORDER[0], ORDER[1], ORDER[3]]));
    assert!(notes(&outcome).contains("SO77 (line 2)"), "{}", notes(&outcome));
    let order = one(outcome);
    assert_eq!(order.head.total, Amount::cents(1296_00));
    assert_eq!(amounts(&order).len(), 2);
}

#[test]
fn roles_come_from_the_configuration_first() {
    let mut options = with(&[("item_id", "Item ID"), ("item_type", "Item Type")]);
    options.roles.insert(900, LineRole::Shipping);
    options.role_names.insert("Freight".to_owned(), LineRole::Shipping);
    let text = "Internal ID,Type,Item,Item ID,Item Type,Quantity,Amount\n\
                9,Invoice,Carriage,900,Other Charge,1,5.00\n\
                9,Invoice,FREIGHT,12,,1,5.00\n\
                9,Invoice,BOX,13,Kit/Package,1,5.00\n\
                9,Invoice,BOX-A,14,InvtPart,1,0.00\n\
                9,Invoice,10% off,15,Discount,,-1.00\n\
                9,Invoice,Promotion,16,,,-1.00\n\
                9,Invoice,900,,,,5.00\n\
                9,Invoice,Thank you,17,Description,,\n";
    let roles: Vec<LineRole> = amounts(&one(read_with(&options, text))).iter().map(|a| a.0).collect();
    use LineRole as R;
    assert_eq!(
        roles,
        [
            R::Shipping,
            R::Shipping,
            R::Kit,
            R::Item,
            R::Discount,
            R::Discount,
            R::Shipping,
            R::Ignored
        ]
    );
}

#[test]
fn dates_are_declared_or_refused() {
    let none = NetsuiteCsv {
        date_order: None,
        ..NetsuiteCsv::default()
    };
    let outcome = read_with(&none, &file(&ORDER));
    let refusal = outcome.refusal();
    assert!(
        refusal.contains("line 2") && refusal.contains("`7/1/2024`") && refusal.contains("date_order"),
        "{refusal}"
    );
    let clear = file(&ORDER).replace("7/1/2024", "7/31/2024");
    assert_eq!(
        one(read_with(&none, &clear)).head.date.unwrap().to_string(),
        "2024-07-31"
    );
    let dmy = NetsuiteCsv {
        date_order: Some(DateOrder::Dmy),
        ..NetsuiteCsv::default()
    };
    assert_eq!(
        one(read_with(&dmy, &file(&ORDER))).head.date.unwrap().to_string(),
        "2024-01-07"
    );
    let problems = read_with(&dmy, &clear).problems;
    assert!(problems[0].contains("declared order"), "{problems:?}");
    let problems = read(&file(&ORDER).replace("7/1/2024", "45474")).problems;
    assert!(problems[0].contains("turned into a number"), "{problems:?}");
}

#[test]
fn ids_and_references_that_a_spreadsheet_shortened_are_refused() {
    for (from, to) in [
        ("501,*", "5.37518E+12,*"),
        ("#1001", "6.63424E+12"),
        ("\"1,296.00\"", "\"1.296,00\""),
    ] {
        let outcome = read(&file(&ORDER).replace(from, to));
        assert!(
            !outcome.problems.is_empty() && outcome.kept.documents.is_empty(),
            "{to}"
        );
    }
    let outcome = read(&file(&ORDER).replace("501,*", ",*"));
    assert!(outcome.problems[0].contains("missing"), "{:?}", outcome.problems);
}

#[test]
fn one_id_is_one_type() {
    let outcome = read(&file(&[ORDER[0], &ORDER[1].replace("Sales Order,", "Invoice,")]));
    assert!(
        outcome.problems[0].contains("another type than on line 2"),
        "{:?}",
        outcome.problems
    );
}

#[test]
fn deposits_journals_and_movements() {
    let text = "Internal ID,Type,Date,Account,Amount,Memo\n\
                1,Deposit,7/1/2024,Bank,97.00,payout 117\n1,Deposit,7/1/2024,Undeposited,100.00,\n1,Deposit,7/1/2024,Fees,-3.00,\n\
                2,Journal,7/1/2024,Bank,97.00,payout 118\n2,Journal,7/1/2024,Fees,3.00,\n2,Journal,7/1/2024,Clearing,-100.00,\n\
                3,Customer Deposit,7/1/2024,,50.00,\n";
    let documents = read(text).clean().documents;
    assert_eq!(
        (documents[0].head.total, &*documents[0].head.payout_ref),
        (Amount::cents(97_00), "payout 117")
    );
    assert_eq!(
        amounts(&documents[0]),
        [
            (LineRole::Payment, Amount::cents(100_00)),
            (LineRole::CashBack, Amount::cents(-3_00))
        ]
    );
    assert_eq!(documents[1].head.total, Amount::cents(100_00));
    assert_eq!(documents[1].lines.as_ref().unwrap()[2].account, "Clearing");
    assert_eq!(
        (documents[2].head.total, &documents[2].lines),
        (Amount::cents(50_00), &None)
    );
    let split = "Internal ID,Type,Account,Amount,Amount (Debit),Amount (Credit)\n2,Journal,Bank,,97.00,\n2,Journal,Clearing,,,97.00\n";
    assert_eq!(amounts(&one(read(split)))[1].1, Amount::cents(-97_00));
    let moved = "Internal ID,*,Type,Created From,Item,Quantity,Amount\n4,*,Item Fulfillment,501,,,\n\
                 4,,Item Fulfillment,501,TEE,2,\n4,,Item Fulfillment,501,TEE,-2,\n";
    let moved = one(read(moved));
    assert_eq!((moved.head.created_from, moved.head.total), (501, Amount::ZERO));
    let lines = moved.lines.unwrap();
    assert_eq!((lines.len(), lines[0].quantity), (1, Quantity::whole(2)));
}

#[test]
fn the_source_of_a_document_is_found_by_its_number() {
    let text = "Internal ID,Type,Document Number,Created From,Amount\n\
                1,Sales Order,SO1,,10.00\n2,Invoice,INV2,Sales Order #SO1,10.00\n3,Invoice,INV3,Sales Order #SO9,10.00\n";
    let outcome = read(text);
    assert!(notes(&outcome).starts_with("1 documents were made from one that is not in the file"));
    let documents = outcome.clean().documents;
    let sources: Vec<u64> = documents.iter().map(|d| d.head.created_from).collect();
    assert_eq!(sources, [0, 1, 0]);
}

#[test]
fn types_that_are_not_compared_are_counted() {
    let outcome = read(&file(&[ORDER[0], "8,*,7/1/2024,Vendor Bill,B8,8,Ann,1,,,,,,,5.00,"]));
    assert!(notes(&outcome).contains("Vendor Bill (1 rows)"), "{}", notes(&outcome));
    let refusal = read(&file(&["8,*,7/1/2024,Rechnung,B8,8,Ann,1,,,,,,,5.00,"])).refusal();
    assert!(refusal.contains("Rechnung") && refusal.contains("English"), "{refusal}");
}

#[test]
fn a_cut_off_file_is_a_fault() {
    let text = file(&ORDER);
    let end = text.trim_end().len();
    for cut in [3, 10, 40, 100] {
        let outcome = read(&text[..end - cut]);
        assert!(
            !outcome.problems.is_empty() && outcome.kept.documents.is_empty(),
            "{cut}"
        );
    }
    let wrong = file(&[ORDER[0], ORDER[1], &format!("{},x", ORDER[2]), ORDER[3]]);
    let outcome = read(&wrong);
    assert!(
        outcome.problems[0].contains("17 cells, the header has 16"),
        "{:?}",
        outcome.problems
    );
    assert!(
        outcome.kept.documents.is_empty(),
        "a document without one of its rows does not land"
    );
}

#[test]
fn absurd_amounts_are_faults_not_overflows() {
    let row = "9,,7/1/2024,Invoice,INV9,9,Ann,1,,#1,TEE,1,,,\"99,999,999,999.00\",";
    let outcome = read(&file(&[row; 3].map(|r| r)));
    assert!(
        outcome.problems[0].contains("beyond what any document has"),
        "{:?}",
        outcome.problems
    );
}

proptest! {
    #[test]
    fn random_rows_never_panic(rows in "([0-9]{1,2},[*]?,[0-9/]{0,9},(Invoice|Deposit|Journal|Credit Memo),[\\PC]{0,3},,,,,,[A-Z]{0,1},[0-9-]{0,3},[0-9(]{0,3},[0-9]{0,2},[0-9.()-]{0,9},\n){0,12}") {
        let _ = read(&format!("{HEAD}\n{rows}"));
    }

    #[test]
    fn the_sign_a_search_shows_plays_no_part(lines in prop::collection::vec(1_i64..10_000, 1..6), tax in 0_i64..500, turn_main: bool, turn_lines: bool) {
        let sign = |turn: bool, cents: i64| Amount::cents(if turn { -cents } else { cents });
        let total: i64 = lines.iter().sum::<i64>() + tax;
        let tax_text = sign(turn_main, tax);
        let mut rows = vec![format!("9,*,7/1/2024,Credit Memo,CM9,9,Ann,1,,#1,,,,{tax_text},{},", sign(turn_main, total))];
        rows.extend(lines.iter().enumerate().map(|(n, cents)| {
            format!("9,,7/1/2024,Credit Memo,CM9,9,Ann,1,,#1,SKU-{n},1,,{tax_text},{},", sign(turn_lines, *cents))
        }));
        let document = one(read(&file(&rows.iter().map(String::as_str).collect::<Vec<_>>())));
        prop_assert_eq!(document.head.total, Amount::cents(total));
        prop_assert_eq!(document.head.tax, Some(Amount::cents(tax)));
        let read: Vec<Amount> = amounts(&document).iter().map(|a| a.1).collect();
        prop_assert_eq!(read, lines.iter().map(|c| Amount::cents(*c)).collect::<Vec<_>>());
    }
}
