//! The program over a configuration and a store of its own, and what it is held against.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde_json::Value;

use crate::tool::{Answer, Home};

/// When the fixtures are looked at.
pub(crate) const MORNING: &str = "2026-11-02T06:00:00Z";

/// A fixture's path.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A fixture's text.
pub(crate) fn fixture_text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

/// A home with a configuration and a store.
pub(crate) struct Ledger {
    pub(crate) home: Home,
    config: PathBuf,
    store: PathBuf,
    pub(crate) as_of: &'static str,
}

impl Ledger {
    /// With the configuration of a folder of fixtures, and an empty store.
    pub(crate) fn of(folder: &str) -> Self {
        let home = Home::new();
        for name in ["tieout.toml", "bundles.csv"] {
            home.write(name, std::fs::read(fixture(folder).join(name)).unwrap());
        }
        Self::with(home, "tieout.toml")
    }

    /// With the configuration `name` of `home`, and an empty store.
    pub(crate) fn with(home: Home, name: &str) -> Self {
        let (config, store) = (home.path().join(name), home.path().join("ledger.db"));
        Self {
            home,
            config,
            store,
            as_of: MORNING,
        }
    }

    pub(crate) fn store(&self) -> &Path {
        &self.store
    }

    /// Configuration, store and moment, as arguments.
    pub(crate) fn globals(&self) -> Vec<String> {
        vec![
            "--config".to_owned(),
            self.config.display().to_string(),
            "--store".to_owned(),
            format!("sqlite:{}", self.store.display()),
            "--as-of".to_owned(),
            self.as_of.to_owned(),
        ]
    }

    /// Runs the program on this configuration and store.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        let globals = self.globals();
        let all: Vec<&str> = args.iter().copied().chain(globals.iter().map(String::as_str)).collect();
        self.home.run(&all)
    }

    /// The same, where nothing but `code` will do.
    pub(crate) fn ends(&self, code: i32, args: &[&str]) -> Answer {
        let answer = self.run(args);
        assert_eq!(answer.code, code, "{args:?}\n{}{}", answer.out, answer.err);
        answer
    }

    /// The same, for a JSON answer with exit code 0.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let all: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.ends(0, &all).out).unwrap()
    }

    /// Imports files of one kind, which has to succeed.
    pub(crate) fn import(&self, kind: &str, files: &[&Path], more: &[&str]) -> Value {
        let files: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
        let mut args = vec!["import", kind];
        args.extend(files.iter().map(String::as_str));
        args.extend(more);
        self.json(&args)
    }

    /// Compares; the exit code is left to the caller.
    pub(crate) fn reconcile(&self, more: &[&str]) -> (i32, Value) {
        let mut args = vec!["reconcile", "--json"];
        args.extend(more);
        let answer = self.run(&args);
        let value = serde_json::from_str(&answer.out).unwrap_or_else(|e| panic!("{e}: {answer:?}"));
        (answer.code, value)
    }

    /// The findings document of the newest run.
    pub(crate) fn findings(&self) -> Value {
        self.json(&["report", "--view", "findings"])
    }

    /// A database connection of the test's own.
    pub(crate) fn sql(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(&self.store).unwrap()
    }

    /// How many rows each table holds; nothing where there is no store yet.
    pub(crate) fn counts(&self) -> BTreeMap<String, i64> {
        if !self.store.exists() {
            return BTreeMap::new();
        }
        let sql = self.sql();
        let mut tables = sql
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
            .unwrap();
        let names: Vec<String> = tables
            .query_map([], |r| r.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let count = |name: &str| {
            sql.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |r| r.get(0))
                .unwrap()
        };
        names.iter().map(|name| (name.clone(), count(name))).collect()
    }
}

/// Imports the bundled month, the two sides in the order of the arguments' folder.
pub(crate) fn import_month(ledger: &Ledger) {
    for shop in ["uk", "us"] {
        let file = |tail: &str| fixture(&format!("month/shopify-{shop}{tail}.jsonl"));
        let (orders, refunds, payouts) = (file(""), file("-refunds"), file("-payouts"));
        ledger.import("shopify-bulk", &[&orders, &refunds, &payouts], &["--shop", shop]);
    }
    let (headers, lines) = (
        fixture("month/netsuite-transactions.pages.jsonl"),
        fixture("month/netsuite-lines.pages.jsonl"),
    );
    ledger.import("netsuite-suiteql", &[&headers, &lines], &[]);
}

/// Imports the first week's downloads.
pub(crate) fn import_exports(ledger: &Ledger) {
    for (kind, name) in EXPORTS {
        ledger.import(kind, &[&fixture("exports").join(name)], &[]);
    }
}

/// The first week's downloads, and what each is.
pub(crate) const EXPORTS: [(&str, &str); 4] = [
    ("shopify-orders", "orders_export.csv"),
    ("shopify-transactions", "payment_transactions_export_1.csv"),
    ("shopify-payouts", "payouts_export.csv"),
    ("netsuite-csv", "transactions.csv"),
];

/// Money of a JSON answer: always text.
pub(crate) fn money(value: &Value) -> Decimal {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no money"))
        .parse()
        .unwrap()
}

/// A finding without what differs from run to run (run, moments seen): what two stores must share.
pub(crate) fn essence(document: &Value) -> Vec<Value> {
    let mut all = document["findings"].as_array().unwrap().clone();
    for finding in &mut all {
        let map = finding.as_object_mut().unwrap();
        for key in ["exception", "first_seen"] {
            map.remove(key);
        }
    }
    all.sort_by_key(|f| f["id"].as_str().unwrap().to_owned());
    all
}
