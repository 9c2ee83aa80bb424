#![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

mod faults;

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
