//! What a saved search may not hold, and documents that are no sale.

use proptest::prelude::*;

use super::*;

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
    fn random_bytes_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400), keep in 0_usize..900) {
        let whole = file(&ORDER);
        let mut bytes = whole.as_bytes()[..keep.min(whole.len())].to_vec();
        bytes.extend(tail);
        let _ = import(&|input, sink, problems| netsuite_csv(input, &options(), sink, problems), &bytes);
    }

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
