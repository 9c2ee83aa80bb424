//! The configuration file: what is understood, and how what is not is refused.

use std::fmt::Write as _;
use std::path::PathBuf;

use tieout::base::Amount;
use tieout::config::{Config, ConfigError, Layers, SecretRef, Source};
use tieout::model::books::DocumentStatus;
use tieout::model::shop::Basis;

fn read(text: &str) -> Result<Config, ConfigError> {
    let layers = Layers {
        store_flag: Some("sqlite:x.db".to_owned()),
        ..Layers::default()
    };
    Config::from_text(text, Some(PathBuf::from("tieout.toml")), &layers)
}

/// Reads the example beside its side files.
fn example() -> Config {
    let layers = Layers::default();
    Config::from_text(EXAMPLE, Some(PathBuf::from("tests/it/config/example.toml")), &layers).unwrap()
}

/// The example of the documentation, whole.
const EXAMPLE: &str = include_str!("config/example.toml");

#[test]
fn every_documented_key_is_understood() {
    let config = example();
    let rules = config.rules();
    assert_eq!(rules.shops[0].name, "uk");
    assert_eq!(rules.shops[0].basis, Basis::Shop);
    assert_eq!(rules.shops[0].time_zone, "Europe/London");
    assert_eq!(rules.items.shipping, Some(900));
    assert_eq!(rules.accounts.get("disputes").map(String::as_str), Some("61"));
    assert_eq!(
        rules.lock.editable,
        [DocumentStatus::PendingApproval, DocumentStatus::PendingFulfillment]
    );
    assert_eq!(
        (rules.late.orders, rules.late.refunds, rules.late.payouts),
        (1_200, 5_400, 259_200)
    );
    assert_eq!(rules.tolerance.budget_per_period, Amount::cents(25_00));
    assert_eq!(config.file.approval.operators[0].name, "ana");
    assert_eq!(
        config.file.shops[0].access_token,
        Some(SecretRef::Env("SHOPIFY_TOKEN".to_owned()))
    );
    let csv = config.netsuite_csv();
    assert_eq!(csv.columns["tax"], "Amount (Transaction Tax Total)");
    assert!(csv.date_order.is_some());
}

#[test]
fn the_defaults_are_those_of_the_rule_book() {
    let config = read("").unwrap();
    let shop = config.rules().shops;
    assert_eq!(config.rules(), tieout::model::rules::Rules::with_shops(shop));
    assert_eq!(config.shop_names().collect::<Vec<_>>(), ["shop"]);
    assert!(config.settings().iter().skip(1).all(|s| s.source == Source::Default));
}

#[test]
fn the_example_of_the_documentation_spells_out_the_defaults() {
    let at = |config: &Config, key: &str| config.settings().iter().find(|s| s.key == key).map(|s| s.value.clone());
    let (defaults, example) = (read("").unwrap(), example());
    for key in [
        "late.orders",
        "late.refunds",
        "late.payouts",
        "tolerance.absolute",
        "tolerance.percent",
        "tolerance.budget_per_period",
        "materiality.absolute",
        "materiality.percent",
        "lock.editable",
        "netsuite.order_field",
        "netsuite.refund_pattern",
        "netsuite.payout_pattern",
        "sync.approval",
        "import.netsuite_csv.columns.tax",
    ] {
        assert!(at(&defaults, key).is_some(), "{key}");
        assert_eq!(at(&example, key), at(&defaults, key), "{key}");
    }
}

#[test]
fn the_fingerprint_follows_the_meaning_alone() {
    let of = |text: &str| read(text).unwrap().fingerprint().to_owned();
    let plain = of("[late]\norders = \"20m\"");
    assert_eq!(plain, of(""), "a default spelled out means the same");
    assert_eq!(
        plain,
        of("# a remark\n[late]\norders = \"1200s\""),
        "20 minutes are 1,200 seconds"
    );
    assert_ne!(plain, of("[late]\norders = \"21m\""));
    let shop = |token: &str| of(&format!("[[shops]]\nname = \"uk\"\naccess_token = \"{token}\""));
    assert_eq!(shop("env:A"), shop("keyring:b"), "where a secret is kept means nothing");
    let elsewhere = Layers {
        store_flag: Some("sqlite:elsewhere/y.db".to_owned()),
        ..Layers::default()
    };
    assert_eq!(Config::from_text("", None, &elsewhere).unwrap().fingerprint(), plain);
    assert!(plain.starts_with("sha256:") && plain.len() == 7 + 64);
}

/// One mistake each.
const MISTAKES: [(&str, &str); 48] = [
    ("a key with a slip", "[late]\norder = \"20m\""),
    ("a table with a slip", "\n[tollerance]\nabsolute = \"1\""),
    ("a key of another table", "[[shops]]\nname = \"uk\"\nconcurrency = 2"),
    ("a key like no other", "[late]\nxyz = 1"),
    ("a bare number for money", "[tolerance]\nabsolute = 0.05"),
    ("a whole number for money", "[tolerance]\nbudget_per_period = 25"),
    ("money with a comma", "[tolerance]\nabsolute = \"1,000.00\""),
    ("negative money", "[materiality]\nabsolute = \"-1\""),
    ("money with a sign of its currency", "[materiality]\nabsolute = \"£50\""),
    ("too many per cent", "[materiality]\npercent = \"101\""),
    ("an exponent", "[tolerance]\npercent = \"1e1\""),
    ("an age without a unit", "[late]\norders = \"20\""),
    ("an age that is a number", "[late]\norders = 20"),
    ("text for a switch", "[approval]\ntwo_person = \"yes\""),
    ("a word for a list", "[lock]\neditable = \"pending_approval\""),
    ("a state with a slip", "[lock]\neditable = [\"pending_fulfilment\"]"),
    ("a state that takes no edits", "[lock]\neditable = [\"billed\"]"),
    ("a number for a text", "[netsuite]\naccount = 123456"),
    ("a list for a table", "late = []"),
    ("a list for a member of a list", "shops = [[\"uk\"]]"),
    ("a table for a list of tables", "[shops]\nname = \"uk\""),
    ("a shop without a name", "[[shops]]\ndomain = \"a.myshopify.com\""),
    (
        "two shops of one name",
        "[[shops]]\nname = \"uk\"\n[[shops]]\nname = \"UK\"",
    ),
    (
        "an address for a domain",
        "[[shops]]\nname = \"uk\"\ndomain = \"https://a.myshopify.com\"",
    ),
    (
        "a time zone that is none",
        "[[shops]]\nname = \"uk\"\ntime_zone = \"London\"",
    ),
    (
        "an API version that is none",
        "[[shops]]\nname = \"uk\"\napi_version = \"2026-11\"",
    ),
    (
        "plain http",
        "[[shops]]\nname = \"uk\"\nbase_url = \"http://a.example\"",
    ),
    (
        "plain http to a name like loopback",
        "[netsuite]\nbase_url = \"http://127.0.0.1.example\"",
    ),
    (
        "an address with a password",
        "[netsuite]\nbase_url = \"https://u:hunter2@a.example\"",
    ),
    ("another scheme", "[netsuite]\nbase_url = \"ftp://a.example\""),
    (
        "two ways to sign in",
        "[[shops]]\nname = \"uk\"\naccess_token = \"env:T\"\nclient_id = \"c\"\nclient_secret = \"env:S\"",
    ),
    ("half a way to sign in", "[[shops]]\nname = \"uk\"\nclient_id = \"c\""),
    (
        "keys of the other sign-in",
        "[netsuite]\nauth = \"oauth2\"\ntoken_id = \"t\"",
    ),
    (
        "half an OAuth sign-in",
        "[netsuite]\nclient_id = \"c\"\ncertificate_id = \"d\"",
    ),
    ("an unknown sign-in", "[netsuite]\nauth = \"oauth\""),
    ("too many requests", "[netsuite]\nconcurrency = 0"),
    (
        "a pattern without the id",
        "[netsuite]\nrefund_pattern = \"refund {id}\"",
    ),
    ("a column with blanks", "[netsuite]\norder_field = \"PO Number\""),
    ("an item by its name", "[items]\nshipping = \"Shipping\""),
    (
        "one item for two things",
        "[items]\nshipping = \"900\"\ndiscount = \"900\"",
    ),
    ("an unknown family", "[accounts]\nfee = \"60\""),
    ("hours that are none", "[throttle]\nbulk_quiet_hours = [\"8-20\"]"),
    (
        "an unknown column",
        "[import.netsuite_csv]\ncolumns = { internal_id = \"A\", type = \"B\", amount = \"C\", qty = \"D\" }",
    ),
    (
        "a mapping without the key",
        "[import.netsuite_csv]\ncolumns = { internal_id = \"\" }",
    ),
    (
        "a date order that is none",
        "[import.netsuite_csv]\ndate_order = \"us\"",
    ),
    (
        "an aliases file that is not there",
        "[items]\nsku_aliases = \"nowhere.csv\"",
    ),
    ("a key twice", "[late]\norders = \"20m\"\norders = \"30m\""),
    ("a text without quotes", "[late]\norders = 20m"),
];

#[test]
fn mistakes_are_refused_with_key_line_and_mend() {
    let mut gallery = String::new();
    for (title, text) in MISTAKES {
        let error = read(text).err().unwrap_or_else(|| panic!("{title} is taken"));
        writeln!(gallery, "## {title}\n{}\n\n{error}\n", text.trim_start()).unwrap();
        for fault in &error.faults {
            assert!(fault.line > 0, "{title}: {fault}");
            assert!(!fault.mend.is_empty(), "{title}: {fault}");
            assert!(!fault.to_string().contains("hunter2"), "{title}");
        }
    }
    insta::assert_snapshot!(gallery);
}

#[test]
fn several_mistakes_are_named_at_once() {
    let error = read("[netsuite]\nconcurrency = 0\norder_field = \"\"\n[items]\ntip = \"1\"\nfee = \"1\"").unwrap_err();
    let lines: Vec<_> = error.faults.iter().map(|f| (f.line, f.key.as_str())).collect();
    assert_eq!(
        lines,
        [
            (2, "netsuite.concurrency"),
            (3, "netsuite.order_field"),
            (6, "items.fee")
        ]
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_never_repeated() {
    const SECRET: &str = "shpat_5up3r53cr3t";
    let places = [
        format!("[[shops]]\nname = \"uk\"\naccess_token = \"{SECRET}\""),
        format!("[[shops]]\nname = \"uk\"\nclient_id = \"c\"\nclient_secret = \"{SECRET}\""),
        format!("[netsuite]\nprivate_key = \"\"\"-----BEGIN {SECRET}\n-----END\"\"\""),
        format!("[netsuite]\nauth = \"tba\"\ntoken_secret = \"env:{SECRET}-x y\""),
        format!("[notify]\nwebhook = \"https://hooks.example/{SECRET}\""),
        format!("[notify]\nwebhook = [\"{SECRET}\"]"),
        format!("[notify]\nwebhook = {{ url = \"{SECRET}\" }}"),
    ];
    for text in places {
        let error = read(&text).unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(!said.contains("5up3r"), "{said}");
        assert!(error.faults[0].line > 1 && !error.faults[0].key.is_empty(), "{said}");
    }
    let error = read("[[shops]]\nname = \"uk\"\naccess_token = 8675309").unwrap_err();
    assert!(!error.to_string().contains("8675309"), "{error}");
    insta::assert_snapshot!(error, @"tieout.toml:3: `shops.access_token` is no reference to a secret; write keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS");
}

#[test]
fn references_are_shown_and_what_they_may_hold_is_not() {
    let config = read("[netsuite]\nauth = \"tba\"\nconsumer_key = \"ck_12345\"\nconsumer_secret = \"command:pass show hunter2\"\ntoken_id = \"env:TOKEN_ID\"\ntoken_secret = \"keyring:ns\"").unwrap();
    let shown = format!("{config:?}\n{}", serde_json::to_string(config.settings()).unwrap());
    for secret in ["ck_12345", "hunter2"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    for reference in ["env:TOKEN_ID", "keyring:ns", "command:pass …", "(set)"] {
        assert!(shown.contains(reference), "{reference}");
    }
}

#[test]
fn stores_are_chosen_by_the_highest_layer() {
    let file = Some(PathBuf::from("etc/tieout.toml"));
    let text = "[store]\nurl = \"sqlite:data/f.db\"";
    let store = |flag: Option<&str>, env: Option<&str>| {
        let layers = Layers {
            store_flag: flag.map(str::to_owned),
            store_env: env.map(str::to_owned),
            dir: PathBuf::from("here"),
            ..Layers::default()
        };
        let config = Config::from_text(text, file.clone(), &layers).unwrap();
        (config.store.clone(), config.settings()[0].source)
    };
    assert_eq!(store(None, None), (PathBuf::from("etc/data/f.db"), Source::File(2)));
    assert_eq!(
        store(None, Some("sqlite:e.db")),
        (PathBuf::from("here/e.db"), Source::Env("TIEOUT_STORE"))
    );
    assert_eq!(
        store(Some("sqlite:///abs/g.db"), Some("sqlite:e.db")),
        (PathBuf::from("/abs/g.db"), Source::Flag("--store"))
    );
}

#[test]
fn stores_that_are_none_are_refused_without_their_password() {
    for (url, said) in [
        (
            "postgres://u:hunter2@db/tieout",
            "`--store` names a PostgreSQL store, which is not in this version",
        ),
        (
            "mysql://u:hunter2@db",
            "`--store` is no store address that tieout knows",
        ),
        ("tieout.db", "`--store` is no store address"),
        ("sqlite:", "`--store` names no file"),
        (
            "sqlite::memory:",
            "`--store` would be forgotten at the end of each command",
        ),
    ] {
        let layers = Layers {
            store_flag: Some(url.to_owned()),
            ..Layers::default()
        };
        let error = Config::from_text("", None, &layers).unwrap_err().to_string();
        assert_eq!(error, format!("{said}; write sqlite:PATH, such as sqlite:tieout.db"));
    }
}

#[test]
fn the_columns_are_those_that_the_importer_reads() {
    for key in tieout::import::NetsuiteCsv::keys() {
        read(&format!("[import.netsuite_csv.columns]\n{key} = \"X\"")).unwrap_or_else(|e| panic!("{e}"));
    }
    let known = read("[import.netsuite_csv.columns]\nzzz = \"X\"").unwrap_err().faults[0]
        .mend
        .clone();
    let listed = known.strip_prefix("known are ").unwrap().split(", ").count();
    assert_eq!(listed, tieout::import::NetsuiteCsv::keys().count());
}
