//! The store's file: newer, foreign, busy, and a program that is killed while it writes.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use tieout::store::Store;

use crate::ledger::{Ledger, essence, fixture};

fn import_week_orders(ledger: &Ledger) {
    ledger.import("shopify-orders", &[&fixture("exports/orders_export.csv")], &[]);
}

/// Commands that open the store.
const COMMANDS: [&[&str]; 6] = [
    &["status"],
    &["reconcile"],
    &["report"],
    &["explain", "#1031"],
    &["queue", "list"],
    &["runs", "list"],
];

#[test]
fn a_newer_store_is_refused_and_left_as_it_is() {
    let ledger = Ledger::of("exports");
    import_week_orders(&ledger);
    ledger.sql().execute_batch("PRAGMA user_version = 9000").unwrap();
    let before = std::fs::read(ledger.store()).unwrap();
    let file = fixture("exports/payouts_export.csv");
    let import: &[&str] = &["import", "shopify-payouts", file.to_str().unwrap()];
    for args in COMMANDS.into_iter().chain([import]) {
        let answer = ledger.run(args);
        assert_eq!((answer.code, answer.out.as_str()), (8, ""), "{args:?}: {answer:?}");
        assert!(
            answer.err.contains("9000") && answer.err.contains("hint: "),
            "{args:?}: {answer:?}"
        );
    }
    assert!(std::fs::read(ledger.store()).unwrap() == before);
}

#[test]
fn a_store_whose_records_are_laid_out_otherwise_is_refused_and_left_as_it_is() {
    let ledger = Ledger::of("exports");
    import_week_orders(&ledger);
    let sql = ledger.sql();
    sql.execute_batch(
        "UPDATE meta SET value = '1' WHERE key = 'pack_format'; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .unwrap();
    drop(sql);
    let before = std::fs::read(ledger.store()).unwrap();
    for args in COMMANDS {
        let answer = ledger.run(args);
        assert_eq!((answer.code, answer.out.as_str()), (8, ""), "{args:?}: {answer:?}");
        assert!(
            answer.err.contains("laid out otherwise") && answer.err.contains("hint: "),
            "{args:?}: {answer:?}"
        );
    }
    assert!(std::fs::read(ledger.store()).unwrap() == before);
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let foreign = Ledger::of("exports");
    foreign.sql().execute_batch("CREATE TABLE photos (id INTEGER)").unwrap();
    let text = Ledger::of("exports");
    text.home
        .write("ledger.db", "Name,Email\n#1001,a@example.com\n".repeat(100));
    for ledger in [foreign, text] {
        let before = std::fs::read(ledger.store()).unwrap();
        for args in COMMANDS {
            let answer = ledger.run(args);
            assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}: {answer:?}");
            assert!(answer.err.contains("is not a store of tieout"), "{args:?}: {answer:?}");
        }
        assert!(std::fs::read(ledger.store()).unwrap() == before);
    }
}

/// A mistyped path must not pass for a month in which nothing happened.
#[test]
fn a_store_that_is_not_there_is_refused_and_not_made() {
    let ledger = Ledger::of("exports");
    for args in COMMANDS
        .into_iter()
        .chain([&["queue", "show", "EX-1001"][..], &["runs", "show", "1"]])
    {
        let answer = ledger.run(args);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}: {answer:?}");
        let said = [
            "no store at ",
            "ledger.db; import or pull first",
            "`tieout import KIND FILE",
            "--store",
        ];
        assert!(said.iter().all(|s| answer.err.contains(s)), "{args:?}: {answer:?}");
        assert!(!ledger.store().exists(), "{args:?}");
    }
}

/// What cannot be what was written is said to be damage, and never read as none.
#[test]
fn a_damaged_value_is_said_and_not_read_as_none() {
    let damages = [
        ("UPDATE tallies SET orders = -3", "reconcile"),
        ("UPDATE tallies SET tests = -1", "reconcile"),
        ("UPDATE meta SET value = 'soon' WHERE key LIKE 'newest:%'", "status"),
        (
            "DELETE FROM payouts; UPDATE payout_movements SET name = 'friday' WHERE name = (SELECT max(name) FROM payout_movements)",
            "reconcile",
        ),
        (
            "DELETE FROM payouts; UPDATE payout_movements SET name = '2026-10-01/?' WHERE name = (SELECT max(name) FROM payout_movements)",
            "reconcile",
        ),
        ("UPDATE shop_cases SET side = substr(side, 2)", "reconcile"),
    ];
    let whole = Ledger::of("exports");
    import_week_orders(&whole);
    whole.import(
        "shopify-transactions",
        &[&fixture("exports/payment_transactions_export_1.csv")],
        &[],
    );
    for (damage, command) in damages {
        let ledger = copy(&whole);
        ledger.sql().execute_batch(damage).unwrap();
        let answer = ledger.run(&[command]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{damage}: {answer:?}");
        assert!(answer.err.contains("the store is damaged: "), "{damage}: {answer:?}");
    }
}

#[test]
fn a_store_that_another_process_writes_to_is_busy() {
    let ledger = Ledger::of("exports");
    import_week_orders(&ledger);
    let other = ledger.sql();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let file = fixture("exports/transactions.csv");
    let answer = ledger.run(&["import", "netsuite-csv", file.to_str().unwrap()]);
    assert_eq!((answer.code, answer.out.as_str()), (8, ""), "{answer:?}");
    assert!(answer.err.contains("ledger.db is busy"), "{answer:?}");
    // Looking on is no writing.
    assert_eq!(ledger.run(&["status"]).code, 0);
    other.execute_batch("COMMIT").unwrap();
    ledger.import("netsuite-csv", &[&fixture("exports/transactions.csv")], &[]);
}

#[cfg(unix)]
#[test]
fn the_store_is_private_to_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let ledger = Ledger::of("exports");
    import_week_orders(&ledger);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(ledger.store()), 0o600);
}

/// A bulk file of `orders` orders of one line each.
fn many_orders(orders: u64) -> String {
    let mut text = String::new();
    let bag = |amount: &str| {
        let money = format!(r#"{{"amount":"{amount}","currencyCode":"GBP"}}"#);
        format!(r#"{{"shopMoney":{money},"presentmentMoney":{money}}}"#)
    };
    let (price, none) = (bag("12.5"), bag("0.0"));
    for n in 0..orders {
        let (id, line) = (7_000_000_000 + n, 9_000_000_000 + n);
        let _ = writeln!(
            text,
            r##"{{"__typename":"Order","id":"gid://shopify/Order/{id}","name":"#{}","createdAt":"2026-10-01T10:00:00Z","updatedAt":"2026-10-01T10:00:00Z","test":false,"edited":false,"taxesIncluded":false,"currencyCode":"GBP","displayFinancialStatus":"PAID","currentTotalPriceSet":{price},"currentTotalTaxSet":{none},"currentTotalDiscountsSet":{none},"totalShippingPriceSet":{none},"totalRefundedSet":{none}}}"##,
            20_000 + n
        );
        let _ = writeln!(
            text,
            r#"{{"__typename":"LineItem","id":"gid://shopify/LineItem/{line}","sku":"TEA-{}","title":"Tea","quantity":1,"currentQuantity":1,"originalUnitPriceSet":{price},"priceAfterAllDiscountsBeforeTaxesSet":{price},"taxLines":[],"__parentId":"gid://shopify/Order/{id}"}}"#,
            n % 50
        );
    }
    text
}

/// The sales orders of [`many_orders`]; the ninth is missing and the fifth is a penny off.
fn their_documents(orders: u64) -> (String, String) {
    let (mut heads, mut lines) = (Vec::new(), Vec::new());
    for n in (0..orders).filter(|n| *n != 8) {
        let (id, total) = (n + 1, if n == 4 { "12.51" } else { "12.5" });
        heads.push(format!(
            r##"{{"id":"{id}","tranid":"SO{id}","type":"SalesOrd","status":"B","otherrefnum":"#{}","currency":"1","foreigntotal":"{total}","trandate_iso":"2026-10-01"}}"##,
            20_000 + n
        ));
        lines.push(format!(
            r#"{{"transaction":"{id}","id":"1","mainline":"F","taxline":"F","iscogs":"F","item":"{0}","itemid":"TEA-{0}","itemtype":"InvtPart","quantity":"-1","foreignamount":"-{total}","isclosed":"F"}}"#,
            n % 50
        ));
    }
    let page = |rows: &[String]| {
        format!(
            r#"{{"count":{},"hasMore":false,"items":[{}]}}"#,
            rows.len(),
            rows.join(",")
        )
    };
    (page(&heads), page(&lines))
}

#[test]
fn filling_the_second_half_marks_only_what_does_not_agree() {
    let fill = |shop_first: bool| {
        let ledger = Ledger::of("exports");
        let (heads, lines) = their_documents(60);
        let orders = ledger.home.write("orders.jsonl", many_orders(60));
        let pages = [
            ledger.home.write("heads.jsonl", heads),
            ledger.home.write("lines.jsonl", lines),
        ];
        if shop_first {
            ledger.import("shopify-bulk", &[&orders], &[]);
        }
        ledger.import("netsuite-suiteql", &[&pages[0], &pages[1]], &[]);
        if !shop_first {
            ledger.import("shopify-bulk", &[&orders], &[]);
        }
        ledger
    };
    for shop_first in [true, false] {
        let ledger = fill(shop_first);
        let full = copy(&ledger);
        assert_eq!(ledger.counts()["changed"], 2, "shop first: {shop_first}");
        let told = ledger.reconcile(&[]).1;
        assert_eq!(told["summary"], full.reconcile(&["--full"]).1["summary"]);
        assert_eq!(told["summary"]["orders"], 60);
        let found = ledger.findings();
        assert_eq!(essence(&found), essence(&full.findings()));
        assert_eq!(found["findings"].as_array().unwrap().len(), 2, "{found}");
    }
}

/// Another ledger with a copy of this one's store.
fn copy(of: &Ledger) -> Ledger {
    let copy = Ledger::of("exports");
    std::fs::copy(of.store(), copy.store()).unwrap();
    copy
}

/// The import of a file, started.
fn start(ledger: &Ledger, file: &PathBuf) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_tieout"))
        .args(["import", "shopify-bulk"])
        .arg(file)
        .args(ledger.globals())
        .env_clear()
        .env("HOME", ledger.home.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// When the import is killed, in hundredths of the time it takes undisturbed.
const MOMENTS: [u32; 10] = [3, 17, 29, 41, 53, 64, 73, 82, 90, 97];

/// How many orders the large file has: enough for the import to take longer than starting the program.
const ORDERS: u64 = 2_500;

/// Kills the import of a large file at every moment: what is left is `before` or the whole.
fn killed(before: &Ledger) {
    before.ends(0, &["status"]);
    let file = before.home.write("many.jsonl", many_orders(ORDERS));
    let whole = copy(before);
    let begun = Instant::now();
    assert!(start(&whole, &file).wait().unwrap().success());
    let time = begun.elapsed();
    let (none, all) = (before.counts(), whole.counts());
    let run = whole.reconcile(&[]).1;
    let held = copy(before).reconcile(&[]).1["summary"]["orders"].as_u64().unwrap();
    assert_eq!(run["summary"]["orders"], held + ORDERS);
    let (findings, compared) = (essence(&whole.findings()), whole.counts());
    let mut caught = 0;
    for (at, moment) in MOMENTS.into_iter().enumerate() {
        let ledger = copy(before);
        let mut import = start(&ledger, &file);
        std::thread::sleep(time * moment / 100);
        import.kill().unwrap();
        import.wait().unwrap();
        // The program opens what is left before anybody else tidies it up.
        ledger.ends(0, &["status"]);
        let left = ledger.counts();
        assert!(left == none || left == all, "killed at {moment} %: {left:?}");
        caught += u32::from(left == none);
        ledger.import("shopify-bulk", &[&file], &[]);
        assert_eq!(ledger.counts(), all, "killed at {moment} %, imported again");
        if at % 4 == 3 {
            assert_eq!(ledger.reconcile(&[]).1["summary"], run["summary"]);
            assert_eq!(essence(&ledger.findings()), findings);
            assert_eq!(ledger.counts(), compared);
        }
    }
    assert!(caught > 0, "the import was never caught at work");
}

#[test]
fn a_first_import_that_is_killed_leaves_all_or_nothing() {
    let before = Ledger::of("exports");
    drop(Store::open(before.store()).unwrap());
    killed(&before);
}

#[test]
fn an_import_into_a_full_store_that_is_killed_leaves_all_or_nothing() {
    let before = Ledger::of("exports");
    import_week_orders(&before);
    killed(&before);
}

/// Writes the month's documents as many small pages, the last ones first.
fn documents_backwards(ledger: &Ledger) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(fixture("month/netsuite-transactions.pages.jsonl")).unwrap();
    let pages = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let rows: Vec<_> = pages
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .collect();
    let chunks = rows.rchunks(400).enumerate().map(|(n, items)| {
        let page = serde_json::json!({"count": items.len(), "hasMore": false, "items": items});
        ledger.home.write(&format!("page-{n}.jsonl"), page.to_string())
    });
    chunks.collect()
}

#[test]
fn documents_find_their_orders_in_whatever_order_they_come() {
    let straight = Ledger::of("month");
    crate::ledger::import_month(&straight);
    let backwards = Ledger::of("month");
    let lines = fixture("month/netsuite-lines.pages.jsonl");
    backwards.import("netsuite-suiteql", &[&lines], &[]);
    for page in documents_backwards(&backwards) {
        backwards.import("netsuite-suiteql", &[&page], &[]);
    }
    for shop in ["uk", "us"] {
        let file = |tail: &str| fixture(&format!("month/shopify-{shop}{tail}.jsonl"));
        let (orders, refunds, payouts) = (file(""), file("-refunds"), file("-payouts"));
        backwards.import("shopify-bulk", &[&orders, &refunds, &payouts], &["--shop", shop]);
    }
    assert_eq!(
        backwards.reconcile(&[]).1["summary"],
        straight.reconcile(&[]).1["summary"]
    );
    assert_eq!(essence(&backwards.findings()), essence(&straight.findings()));
    assert_eq!(
        backwards.counts()["loose_documents"],
        straight.counts()["loose_documents"]
    );
}
