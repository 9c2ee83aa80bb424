//! How the engine goes about a pull's pages.

use std::collections::BTreeMap;

use super::rewrite::rewrite;
use crate::twin::clock::Clock;
use crate::twin::netsuite::functions;
use crate::twin::netsuite::ledger::Ledger;
use crate::twin::netsuite::roles::Role;
use crate::twin::world;

/// The steps of a query's plan, for a role that sees everything.
fn plan(q: &str) -> Vec<String> {
    let books = world::Books {
        tables: BTreeMap::new(),
        ..world::Books::default()
    };
    let ledger = Ledger::open(&books).unwrap();
    let clock = Clock::reading(|| jiff::Timestamp::UNIX_EPOCH);
    functions::add(&ledger.sql, &clock, "mdy").unwrap();
    let all = world::Role {
        permissions: vec!["*".to_owned()],
        ..world::Role::default()
    };
    let role = Role::new(0, &all, &[], &ledger).unwrap();
    let query = rewrite(q, &|table| role.view(table)).unwrap();
    let mut explain = ledger
        .sql
        .prepare(&format!("EXPLAIN QUERY PLAN {}", query.sql))
        .unwrap();
    let places = explain.parameter_count();
    let steps = explain.query_map(rusqlite::params_from_iter(vec![1; places]), |row| row.get(3));
    steps.unwrap().collect::<Result<_, _>>().unwrap()
}

/// No page of a pull reads a whole table or sorts it.
#[test]
fn a_pulls_pages_go_through_indexes() {
    for q in [
        "SELECT t.id, t.type, TO_CHAR(t.lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS at, c.symbol, sa.addr1 FROM transaction t \
         LEFT JOIN transactionline m ON m.transaction = t.id AND m.mainline = 'T' LEFT JOIN currency c ON c.id = t.currency \
         LEFT JOIN transactionshippingaddress sa ON sa.nkey = t.shippingaddress WHERE t.type IN ('SalesOrd', 'CustInvc') AND \
         t.id >= ? AND t.id <= ? ORDER BY t.id",
        "SELECT tl.transaction, tl.id, i.itemid, l.previousdoc FROM transactionline tl LEFT JOIN item i ON i.id = tl.item LEFT JOIN \
         nexttransactionlinelink l ON l.nextdoc = tl.transaction AND l.nextline = tl.id WHERE tl.transaction IN (1, 2) AND \
         (tl.transaction > ? OR (tl.transaction = ? AND tl.id > ?)) ORDER BY tl.transaction, tl.id",
        "SELECT t.id FROM transaction t WHERE t.otherrefnum IN (?) ORDER BY t.id",
        "SELECT id FROM transaction WHERE externalid IN (?, ?)",
        "SELECT DISTINCT l.nextdoc AS id FROM nexttransactionlinelink l WHERE l.previousdoc IN (1, 2) ORDER BY l.nextdoc",
    ] {
        let steps = plan(q);
        assert!(steps.iter().any(|s| s.starts_with("SEARCH")), "{q}: {steps:?}");
        assert!(!steps.iter().any(|s| s.starts_with("SCAN")), "{q}: {steps:?}");
    }
}
