//! Payouts that nothing books, deposited on the twin in this process.

use std::collections::{BTreeMap, BTreeSet};

use tieout::flow::apply::End;
use tieout::model::exception::ExceptionState;
use tieout::model::finding::ActionKind;
use tieout::twin::world::World;

use crate::applies::{Office, Row, apply_until_settled, faults_of_writes, is_settled, text, without};
use crate::traded::{seeds_or, world};

/// A month of which one payout was booked, and no other.
fn unbooked(orders: u32, seed: u64) -> World {
    let world = world(orders, seed, true);
    let all = world.netsuite.tables["transaction"].to_vec();
    let first = all.iter().find(|row| text(row, "type") == "Deposit").unwrap();
    let first = text(first, "id");
    let links = world.netsuite.tables["nexttransactionlinelink"].to_vec();
    let of_first = links.iter().filter(|row| text(row, "nextdoc") == first);
    let banked: BTreeSet<String> = of_first.map(|row| text(row, "previousdoc")).collect();
    let mut world = without(world, |row| text(row, "type") == "Deposit" && text(row, "id") != first);
    let tables = &mut world.netsuite.tables;
    let mut rows = tables["transaction"].to_vec();
    for row in rows.iter_mut().filter(|row| !banked.contains(&text(row, "id"))) {
        let free = match (text(row, "type").as_str(), text(row, "status").as_str()) {
            ("CashSale" | "CustPymt", "C") => "B",
            ("CustDep", "B") => "A",
            _ => continue,
        };
        row.insert("status".to_owned(), free.into());
    }
    tables.insert("transaction".to_owned(), rows.into());
    world
}

/// The deposits that NetSuite was sent.
fn deposits(office: &Office) -> Vec<Row> {
    let world = office.place.world();
    let rows = world.netsuite.tables["transaction"].to_vec();
    let sent = |row: &Row| text(row, "type") == "Deposit" && text(row, "source") == "restWebServices";
    rows.into_iter().filter(sent).collect()
}

#[test]
fn a_payout_that_nothing_books_is_deposited_to_the_cent() {
    let mut made = 0;
    for seed in [1, 2, 3] {
        let office = Office::of(unbooked(40, seed), "");
        let open = office.exceptions();
        let (approved, not) = office.approve_all();
        eprintln!("{} approved, not: {not:#?}", approved.len());
        for outcome in office.apply(false) {
            let action = &outcome.action;
            assert!(
                matches!(outcome.end, End::Posted(_)),
                "{}: {:?}",
                action.id(),
                outcome.end
            );
            assert_eq!(outcome.differs, Vec::<String>::new(), "{}", action.id());
        }
        is_settled(&office, &approved, &format!("seed {seed}"));
        let payouts: BTreeMap<String, String> = open
            .iter()
            .filter(|e| e.finding.code.id == "PAY-01" && approved.contains(&e.number))
            .map(|e| {
                let payout = e.finding.subject.payout.clone().unwrap();
                let id = payout.rsplit('/').next().unwrap().to_owned();
                (id, e.finding.shopify.text(e.finding.currency))
            })
            .collect();
        let booked: BTreeMap<String, String> = deposits(&office)
            .iter()
            .map(|row| {
                let total: rust_decimal::Decimal = text(row, "foreigntotal").parse().unwrap();
                (text(row, "custbody_shopify_payout"), format!("{total:.2}"))
            })
            .collect();
        assert_eq!(booked, payouts, "seed {seed}");
        made += booked.len();
    }
    assert!(made > 30, "{made}");
}
