//! Where the configuration is found, and the side files.

use tieout::model::rules::ItemName;

use tieout::config::{Config, Layers};

use crate::tool::Home;

const KEYS: &str = "[items]\nsku_aliases = \"aliases.csv\"\nbundles = \"sets/bundles.csv\"\n";
const ALIASES: &str = "shopify_sku,netsuite_item\nA,Item A\nB,id:77\n";
const BUNDLES: &str = "bundle_sku,component_sku,quantity,share,valid_from,valid_to\nS,A,1,0.25,,\nS,B,2,0.75,,\n";

/// The configuration of a home with these side files, or what is said about it.
fn with(aliases: &str, bundles: &str) -> Result<Config, String> {
    let home = Home::new();
    let path = home.write("tieout.toml", KEYS);
    home.write("aliases.csv", aliases);
    home.write("sets/bundles.csv", bundles);
    let layers = Layers {
        config_flag: Some(path),
        store_flag: Some("sqlite:x.db".to_owned()),
        ..Layers::default()
    };
    Config::load(&layers).map_err(|e| e.to_string().replace(&format!("{}/", home.path().display()), ""))
}

#[test]
fn side_files_are_relative_to_the_configuration() {
    let rules = with(ALIASES, BUNDLES).unwrap().rules();
    assert_eq!(rules.sku_aliases["A"], ItemName::Name("Item A".to_owned()));
    assert_eq!(rules.sku_aliases["B"], ItemName::Id(77));
    let parts: Vec<_> = rules
        .bundles
        .iter()
        .map(|b| (b.component.as_str(), b.quantity, b.share.to_string()))
        .collect();
    assert_eq!(parts, [("A", 1, "0.25".to_owned()), ("B", 2, "0.75".to_owned())]);
}

#[test]
fn their_contents_are_part_of_the_fingerprint_and_their_order_is_not() {
    let of = |aliases: &str, bundles: &str| with(aliases, bundles).unwrap().fingerprint().to_owned();
    let before = of(ALIASES, BUNDLES);
    assert_eq!(
        before,
        of("\u{feff}netsuite_item,shopify_sku\r\nid:77,B\r\nItem A,A\r\n", BUNDLES)
    );
    assert_ne!(before, of(&ALIASES.replace("77", "78"), BUNDLES));
    assert_ne!(before, of(ALIASES, &BUNDLES.replace("S,A,1", "S,A,3")));
}

#[test]
fn faulty_side_files_are_refused_with_line_and_column() {
    let bundles = |rows: &str| {
        let header = "bundle_sku,component_sku,quantity,share,valid_from,valid_to\n";
        with(ALIASES, &format!("{header}{rows}")).unwrap_err()
    };
    let aliases = |text: &str| with(text, BUNDLES).unwrap_err();
    let gallery = [
        aliases("shopify_sku,netsuite_item\nA,Item A\nA,Item B\n"),
        aliases("shopify_sku,netsuite_item\nA,\n"),
        aliases("shopify_sku,netsuite_item\nA,id:x7\n"),
        aliases("shopify_sku,netsuite_itme\nA,B\n"),
        aliases("shopify_sku,netsuite_item\nA,B,C\n"),
        aliases(""),
        bundles("S,A,1,0.3333,,\nS,B,1,0.3333,,\nS,C,1,0.3333,,\n"),
        bundles("S,A,1,1,,2026-06-30\nS,B,1,0.9,2026-07-01,\n"),
        bundles("S,A,1,1,,\nS,B,1,1,2026-07-01,\n"),
        bundles("S,A,0,1,,\n"),
        bundles("S,A,1,1e0,,\n"),
        bundles("S,A,1,100%,,\n"),
        bundles("S,A,1,1,01/07/2026,\n"),
        bundles("S,A,1,1,2026-07-01,2026-06-01\n"),
        bundles("S,\"A\nB\",1,1,,\nS\u{1b}[31m,C,x,1,,\n"),
    ];
    insta::assert_snapshot!(gallery.join("\n"));
}

#[test]
fn recipes_may_follow_each_other() {
    let rows = "S,A,1,1,,2026-06-30\nS,B,1,0.5,2026-07-01,\nS,C,1,0.5,2026-07-01,\n";
    let header = "bundle_sku,component_sku,quantity,share,valid_from,valid_to\n";
    assert_eq!(
        with(ALIASES, &format!("{header}{rows}")).unwrap().rules().bundles.len(),
        3
    );
}

#[test]
fn the_file_is_found_where_it_is_looked_for() {
    let home = Home::new();
    let path = |home: &Home, args: &[&str]| home.run(&[args, &["config", "path"]].concat());
    let none = path(&home, &[]);
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    assert!(none.err.contains("the defaults hold"));

    home.write(".config/tieout/tieout.toml", "");
    assert_eq!(path(&home, &[]).out, "~/.config/tieout/tieout.toml\n");
    home.write("tieout.toml", "");
    assert_eq!(path(&home, &[]).out, "tieout.toml\n");
    home.write("other.toml", "");
    let by_env = home
        .command()
        .args(["config", "path"])
        .env("TIEOUT_CONFIG", "other.toml")
        .output()
        .unwrap();
    assert_eq!(home.answer(&by_env).out, "other.toml\n");
    home.write("third.toml", "");
    assert_eq!(path(&home, &["--config", "third.toml"]).out, "third.toml\n");

    let gone = path(&home, &["--config", "gone.toml"]);
    assert_eq!(gone.code, 2);
    assert!(
        gone.err
            .starts_with("error: gone.toml: is not a file, but --config names it;"),
        "{}",
        gone.err
    );
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let home = Home::new();
    home.write("tieout.toml", b"\xff\xfe[\0l\0a\0t\0e\0]\0");
    let answer = home.run(&["config", "check"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.contains("tieout.toml: is not UTF-8 text; save it as UTF-8"),
        "{}",
        answer.err
    );
    home.write("tieout.toml", "\u{feff}[late]\r\norders = \"30m\"\r\n");
    assert_eq!(home.run(&["config", "check"]).code, 0);
}

#[test]
fn each_value_is_shown_with_its_source() {
    let home = Home::new();
    home.write(
        "tieout.toml",
        "[late]\norders = \"30m\"\n\n[notify]\nwebhook = \"env:HOOK\"\n",
    );
    let output = home
        .command()
        .args(["config", "show"])
        .env("TIEOUT_STORE", "sqlite:e.db")
        .output()
        .unwrap();
    insta::assert_snapshot!(home.answer(&output).out);
    let json = home.run(&["config", "show", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["schema"], "tieout/config/1");
    let late = document["settings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["key"] == "late.orders")
        .unwrap();
    assert_eq!(late["value"], "30m");
    assert_eq!(late["source"], serde_json::json!({"layer": "file", "at": 2}));
}

#[cfg(unix)]
#[test]
fn a_secret_in_a_file_that_others_may_read_is_refused() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    home.write(
        "etc/tieout.toml",
        "[netsuite]\naccount = \"1\"\nclient_id = \"c\"\ncertificate_id = \"d\"\nprivate_key = \"file:ns.pem\"\n",
    );
    let check = || home.run(&["config", "check", "--config", "etc/tieout.toml"]);
    assert_eq!(
        check().code,
        0,
        "files need no sign-in, so a key that is not there is not missed"
    );
    let key = home.write("etc/ns.pem", "-----BEGIN PRIVATE KEY-----");
    set_permissions(&key, Permissions::from_mode(0o640)).unwrap();
    let answer = check();
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.starts_with("error: etc/tieout.toml:5: `netsuite.private_key` names etc/ns.pem, which others may read; run chmod 600 etc/ns.pem\n"),
        "{}",
        answer.err
    );
    set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(check().code, 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_says_so_and_ends_with_130() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let home = Home::new();
    // Reading a pipe that nobody writes to takes for ever.
    home.write("tieout.toml", "[items]\nsku_aliases = \"pipe\"\n");
    assert!(
        Command::new("mkfifo")
            .arg(home.path().join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    for signal in ["-INT", "-TERM"] {
        let child = Command::new(env!("CARGO_BIN_EXE_tieout"))
            .args(["config", "check", "-v"])
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let id = child.id().to_string();
        // The handler is set before anything is read; give the program the time to get there.
        std::thread::sleep(Duration::from_millis(500));
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let answer = home.answer(&child.wait_with_output().unwrap());
        assert_eq!((answer.code, answer.out.as_str()), (130, ""), "{signal}");
        assert!(
            answer.err.contains("interrupted: what had been saved is kept"),
            "{}",
            answer.err
        );
    }
}
