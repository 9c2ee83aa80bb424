#![expect(clippy::inconsistent_digit_grouping, reason = "cents are set apart from units")]

use proptest::prelude::*;

use super::kinds::KNOWN;
use super::shopify_transactions;
use crate::base::{Amount, Moment};
use crate::import::kept::{Outcome, import};
use crate::model::payout::PayoutStatus;
use crate::model::shop::Source;

const HEAD: &str = "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date";
const MIDDLE: &str =
    "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency";

fn read(text: &str) -> Outcome {
    import(&shopify_transactions, text.as_bytes())
}

/// A file with the header of 2026 and a payout id on each row.
fn with_ids(rows: &[&str]) -> Outcome {
    read(&format!("{HEAD},Payout ID,{MIDDLE}\n{}\n", rows.join("\n")))
}

const CHARGE: &str = "2026-11-02 09:15:00 -0500,charge,#1001,visa,online,paid,2026-11-04,117,2026-11-03,138.21,4.31,133.90,#35756536135773,card,138.21,USD,USD";
const REFUND: &str = "2026-11-01 00:30:00 -0400,refund,#0990,visa,online,paid,2026-11-04,117,2026-11-03,-20.00,0.00,-20.00,#35756536135000,card,20.00,USD,USD";

#[test]
fn the_five_headers() {
    let row = |id: &str, tail: &str| {
        format!(
            "2026-11-02 09:15:00 -0500,charge,#1001,visa,online,paid,2026-11-04,{id}2026-11-03,10.00,1.00,9.00,#3,card,10.00,USD,USD{tail}"
        )
    };
    for (header, row, id) in [
        (format!("{HEAD},{MIDDLE}"), row("", ""), 0),
        (format!("{HEAD},Payout ID,{MIDDLE}"), row("117,", ""), 117),
        (format!("{HEAD},Payout ID,{MIDDLE},VAT"), row("117,", ",0.20"), 117),
        (
            format!("{HEAD},Payout ID,{MIDDLE},VAT,Business Entity Name,Business Entity ID"),
            row("117,", ",0.20,Ltd,7"),
            117,
        ),
        (format!("{HEAD},{MIDDLE},VAT"), row("", ",0.20"), 0),
    ] {
        let kept = read(&format!("{header}\n{row}")).clean();
        let (payout, movement) = &kept.movements[0];
        let payout = payout.as_ref().unwrap();
        assert_eq!(
            (payout.id, payout.date.unwrap().to_string()),
            (id, "2026-11-04".to_owned()),
            "{header}"
        );
        assert_eq!(movement.net, Amount::cents(9_00));
    }
}

#[test]
fn the_fields_of_a_movement() {
    let kept = with_ids(&[CHARGE, REFUND]).clean();
    let (payout, charge) = &kept.movements[0];
    assert_eq!(
        (&*charge.kind, &*charge.order_name, charge.order),
        ("CHARGE", "#1001", 0)
    );
    assert_eq!(
        (charge.amount, charge.fee),
        (Amount::cents(138_21), Amount::cents(4_31))
    );
    assert_eq!(charge.checkout, "#35756536135773");
    let payout = payout.as_ref().unwrap();
    assert_eq!((payout.status, payout.net), (PayoutStatus::Paid, None));
    assert_eq!((payout.source, payout.currency.as_str()), (Source::Export, "USD"));
    let refund = &kept.movements[1].1;
    assert_eq!((&*refund.kind, refund.amount), ("REFUND", Amount::cents(-20_00)));
    assert_eq!(
        refund.at,
        Moment::parse("2026-11-01T04:30:00Z").unwrap(),
        "the offset is each row's own"
    );
    assert_eq!(charge.at, Moment::parse("2026-11-02T14:15:00Z").unwrap());
}

#[test]
fn types_become_the_apis_and_none_is_dropped() {
    let row = |kind: &str, amount: &str| {
        format!("2026-11-02 09:15:00 -0500,{kind},,unknown,,paid,2026-11-04,117,,{amount},0.00,{amount},,,,,USD")
    };
    let rows: Vec<String> = [
        ("shop_cash_credit", "1.00"),
        ("marketplace sales tax", "-1.00"),
        ("payout", "-5.00"),
        ("chargeback", "-2.00"),
        ("Reserve", "3.00"),
        ("moon tax", "-4.00"),
    ]
    .iter()
    .map(|(kind, amount)| row(kind, amount))
    .collect();
    let outcome = with_ids(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let counts = outcome.counts.as_ref().unwrap().clone();
    let kinds: Vec<String> = outcome.clean().movements.iter().map(|m| m.1.kind.to_string()).collect();
    assert_eq!(
        kinds,
        [
            "SHOP_CASH_CREDIT",
            "MARKETPLACE_SALES_TAX",
            "TRANSFER",
            "DISPUTE_WITHDRAWAL",
            "RESERVED_FUNDS_REVERSAL",
            "MOON_TAX"
        ]
    );
    assert_eq!(counts.by_kind["MOON_TAX"], 1);
    assert_eq!(
        counts.notes,
        ["types this version does not know, kept as they are: MOON_TAX (1)"]
    );
    assert!(KNOWN.is_sorted() && KNOWN.len() == 113);
}

#[test]
fn a_pending_movement_is_in_no_payout() {
    let pending = "2026-11-02 09:15:00 -0500,charge,#1001,visa,online,pending,2026-11-04,,2026-11-03,10.00,1.00,9.00,#3,card,10.00,USD,USD";
    let blank = pending.replace("2026-11-04", "");
    for row in [pending, &blank] {
        assert!(with_ids(&[row]).clean().movements[0].0.is_none());
    }
    let scheduled = CHARGE.replace(",paid,", ",scheduled,");
    let kept = with_ids(&[&scheduled]).clean();
    assert_eq!(kept.movements[0].0.as_ref().unwrap().status, PayoutStatus::Scheduled);
}

#[test]
fn equal_rows_are_as_many_movements() {
    let outcome = with_ids(&[REFUND, CHARGE, REFUND]);
    assert!(outcome.counts.as_ref().unwrap().notes[0].starts_with("1 rows equal another"));
    let kept = outcome.clean();
    let marks: Vec<&str> = kept.movements.iter().map(|m| &*m.1.checkout).collect();
    assert_eq!(marks, ["#35756536135000", "#35756536135773", "#35756536135000 (2)"]);
}

#[test]
fn what_is_stated_stays_as_stated() {
    let row = CHARGE.replace("133.90", "133.00");
    let outcome = with_ids(&[&row]);
    assert!(outcome.counts.as_ref().unwrap().notes[0].contains("not the amount less the fee"));
    assert_eq!(outcome.clean().movements[0].1.net, Amount::cents(133_00));
}

#[test]
fn faults_have_their_place() {
    let outcome = with_ids(&[
        CHARGE,
        &REFUND.replace("2026-11-01 00:30:00 -0400", "45384.34789351852"),
    ]);
    assert_eq!(outcome.kept.movements.len(), 1);
    assert!(
        outcome.problems[0].starts_with("file.csv:3: column `Transaction Date`: `45384.34789351852` is a time that"),
        "{:?}",
        outcome.problems
    );
    for (from, to) in [
        (",117,", ",1.17E+12,"),
        ("2026-11-04", "2026/11/4"),
        (",138.21,4.31", ",$138.21,4.31"),
        ("133.90", ""),
        (",USD\n", ",\n"),
    ] {
        let text = format!("{HEAD},Payout ID,{MIDDLE}\n{CHARGE}\n").replace(from, to);
        let outcome = read(&text);
        assert_eq!(
            (outcome.problems.len(), outcome.kept.movements.len()),
            (1, 0),
            "{from} {:?}",
            outcome.problems
        );
    }
    let cut = format!("{HEAD},Payout ID,{MIDDLE}\n{CHARGE}\n{REFUND}");
    assert!(read(&cut[..cut.len() - 20]).problems[0].contains("cut off"));
}

proptest! {
    #[test]
    fn random_rows_never_panic(rows in "[\\PC\n,\"]{0,200}") {
        let _ = read(&format!("{HEAD},Payout ID,{MIDDLE}\n{rows}"));
    }
}
